import type { Engine } from '../../engine';
import { arrow, sway, turn, type Tile } from '../../kit/tile';

const SCALE = 0.55;

/** A sample goes its way in space; what comes out stays on the circle at right angles to the diagonal. */
const tile: Tile<Engine> = (engine, t) => {
  const angle = turn(t) + 2.4;
  const height = sway(t, 1, -0.6);
  const [c, s] = [1.3 * Math.cos(angle), 1.1 * Math.sin(angle)];
  const x = Float64Array.of(height + c + s / 2, height - c + s / 2, height - s);
  const { seen, ring } = engine.normSpace(x, Float64Array.of(0, 0, 1), 1e-5, 'layer', 45, -25);
  const at = (row: number): number[] => [0, 1].map((k) => (seen.data[3 * row + k] ?? 0) * SCALE);
  const disc = Array.from(ring.data, (v) => v * SCALE);
  return [
    { points: [0, -1, 0, 1], role: 'scaffold', thin: true },
    { points: disc, role: 'result', as: 'area', opacity: 0.18 },
    { points: disc, role: 'result', as: 'loop', thin: true },
    { points: [...at(0), ...at(1)], role: 'scaffold', thin: true },
    ...arrow(at(0), 'data'),
    ...arrow(at(2), 'result'),
  ];
};

export default tile;
