import type { Engine } from '../../engine';
import { rectangle, sway, type Tile } from '../../kit/tile';
import { at, matrixFrom } from '../../kit/values';

const a = matrixFrom([
  [0.2, 0.5, 0.9],
  [1, 0.35, 0.65],
]);
const CELL = 0.5;

/** Every entry travels from its place in A to its place in Aᵀ and back. */
const tile: Tile<Engine> = (engine, t) => {
  const turned = engine.matrixTranspose(a);
  const s = sway(t, 0, 1);
  return Array.from({ length: turned.rows * turned.cols }, (_, n) => {
    const [j, i] = [Math.floor(n / turned.cols), n % turned.cols];
    const x = (1 - s) * (j - 1) + s * (i - 0.5);
    const y = (1 - s) * (0.5 - i) + s * (1 - j);
    return {
      points: rectangle((x - 0.46) * CELL, (y - 0.46) * CELL, 0.92 * CELL, 0.92 * CELL),
      role: i === j ? 'result' : 'data',
      as: 'area',
      opacity: 0.15 + 0.85 * at(turned, j, i),
    };
  });
};

export default tile;
