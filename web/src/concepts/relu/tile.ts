import type { Engine } from '../../engine';
import { sway, type Tile, type TileShape } from '../../kit/tile';

const SCALE = 0.72;

/** A fold with a handful of units: hinges of a small network while one of them turns. */
const tile: Tile<Engine> = (engine, t) => {
  const { curve } = engine.activationCurve('relu', 0, sway(t, 0, 1.5));
  const at = (i: number, k: number): number => (curve.data[i * curve.cols + k] ?? 0) * SCALE;
  const line = Array.from({ length: curve.rows }, (_, i) => [at(i, 0), at(i, 1) - 0.55]).flat();
  const steps = Array.from({ length: curve.rows }, (_, i) => [at(i, 0), i > 0 && at(i, 2) !== at(i - 1, 2) ? Number.NaN : at(i, 2) - 0.55]).flat(); // prettier-ignore
  const x = sway(t, -1, 1.6) * SCALE;
  const value = engine.activationCurve('relu', 0, x / SCALE).value * SCALE;
  const shapes: TileShape[] = [
    { points: [-1.5, -0.55, 1.5, -0.55], role: 'scaffold', thin: true },
    { points: steps, role: 'gradient', thin: true },
    { points: line, role: 'result' },
    { points: [x, value - 0.55], role: 'data', as: 'dots' },
  ];
  return shapes;
};

export default tile;
