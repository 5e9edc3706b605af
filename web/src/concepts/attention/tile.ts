import type { Engine } from '../../engine';
import { arrow, turn, type Tile } from '../../kit/tile';
import { matrixFrom } from '../../kit/values';

const VALUES = matrixFrom([
  [1.25, -0.75],
  [0.75, 0.85],
  [-1.2, 0.65],
  [-0.9, -0.8],
]);

/** A query looks round; what comes out wanders between the values. */
const tile: Tile<Engine> = (engine, t) => {
  const q = matrixFrom([[3 * Math.cos(turn(t) + 0.6), 3 * Math.sin(turn(t) + 0.6)]]);
  const none = { rows: 0, cols: 0, data: new Float64Array(0) };
  const { weights, output } = engine.attentionForward(q, VALUES, VALUES, none, false, true, 'safe', 'float64');
  const hull = engine.convexHull(VALUES).data;
  const [x = 0, y = 0] = output.data;
  return [
    { points: hull, role: 'data', as: 'area', opacity: 0.14 },
    { points: hull, role: 'data', as: 'loop', thin: true },
    ...Array.from(weights.data, (w, i) => ({
      points: [VALUES.data[2 * i] ?? 0, VALUES.data[2 * i + 1] ?? 0, x, y],
      role: 'result' as const,
      thin: w < 0.3,
      opacity: 0.15 + 0.85 * w,
    })),
    { points: VALUES.data, role: 'data', as: 'dots' },
    ...arrow(output.data, 'result'),
  ];
};

export default tile;
