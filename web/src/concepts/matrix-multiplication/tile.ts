import type { Engine } from '../../engine';
import { rectangle, type Tile } from '../../kit/tile';
import { at, matrixFrom, type Matrix } from '../../kit/values';

const a = matrixFrom([
  [1, -0.5],
  [0.6, 0.9],
  [-0.8, 0.7],
]);
const b = matrixFrom([
  [0.9, 0.5, -0.7],
  [-0.4, 1, 0.6],
]);
const CELL = 0.3;

/** Cells of a matrix with the row or column that is being multiplied; shade says how large an entry is. */
function cells(m: Matrix, x: number, y: number, lit: (i: number, j: number) => boolean, role: 'data' | 'result') {
  return Array.from({ length: m.rows * m.cols }, (_, n) => {
    const [i, j] = [Math.floor(n / m.cols), n % m.cols];
    return {
      points: rectangle(x + j * CELL, y - (i + 1) * CELL, CELL * 0.88, CELL * 0.88),
      role,
      as: 'area' as const,
      opacity: lit(i, j) ? 1 : 0.12 + 0.4 * Math.min(1, Math.abs(at(m, i, j))),
    };
  });
}

const tile: Tile<Engine> = (engine, t) => {
  const c = engine.matmul(a, b);
  const step = Math.floor(t * 9) % 9;
  const [row, col] = [Math.floor(step / 3), step % 3];
  return [
    ...cells(a, -1.05, 0.05, (i) => i === row, 'data'),
    ...cells(b, -0.25, 0.85, (_, j) => j === col, 'data'),
    ...cells(c, -0.25, 0.05, (i, j) => i === row && j === col, 'result'),
  ];
};

export default tile;
