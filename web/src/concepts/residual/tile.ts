import type { Engine } from '../../engine';
import { sway, type Tile, type TileShape } from '../../kit/tile';

const LAYERS = 24;
const GRADIENT = 5;

/** How long a gradient is, block by block from right to left: with the input added back, and without. */
const tile: Tile<Engine> = (engine, t) => {
  const { layers, plain } = engine.residualStream(LAYERS, 'linear', 0.8, true, sway(t, 0.12, 0.3), 'none', false, false, 3); // prettier-ignore
  const line = (m: typeof layers): number[] =>
    Array.from({ length: m.rows }, (_, l) => [-1.35 + (2.7 * l) / LAYERS, -0.75 + 0.75 * (m.data[l * m.cols + GRADIENT] ?? 0)]).flat(); // prettier-ignore
  const shapes: TileShape[] = [
    { points: [-1.4, -0.75, 1.4, -0.75], role: 'scaffold', thin: true },
    { points: line(plain), role: 'broken' },
    { points: line(layers), role: 'gradient' },
    { points: [1.35, 0], role: 'data', as: 'dots' },
  ];
  return shapes;
};

export default tile;
