import type { Engine } from '../../engine';
import { scaled, sway, type Tile } from '../../kit/tile';
import { matrixFrom } from '../../kit/values';

const corners = matrixFrom([
  [-1, 1, 1, -1, -1],
  [-1, -1, 1, 1, -1],
]);

/** The square, where A takes it, and what A⁻¹ makes of it: the flatter the one, the longer the other. */
const tile: Tile<Engine> = (engine, t) => {
  const a = matrixFrom([
    [1.1, sway(t, 0.5, 0.75)],
    [sway(t, 0.3, 0.75), 0.9],
  ]);
  const points = (m: typeof a): number[] => {
    const { data, cols } = engine.matmul(m, corners);
    return scaled(Array.from({ length: cols }, (_, i) => [data[i] ?? 0, data[cols + i] ?? 0]).flat(), 0.42);
  };
  return [
    { points: scaled([-1, -1, 1, -1, 1, 1, -1, 1, -1, -1], 0.42), role: 'scaffold', thin: true },
    { points: points(engine.inverse(a)), role: 'parameter' },
    { points: points(a), role: 'data' },
    { points: points(a), role: 'data', as: 'area', opacity: 0.12 },
  ];
};

export default tile;
