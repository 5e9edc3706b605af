// What the lenses start with, and the values that the presets need.

import { matrixFrom } from '../../kit/values';

/** x, y, class. */
export const points = matrixFrom([
  [-3.2, 1.4, 0],
  [-2.4, 2.6, 0],
  [-1.5, 0.9, 0],
  [-2.9, -0.6, 0],
  [0.3, 2.3, 1],
  [1.6, 3.0, 1],
  [2.7, 1.5, 1],
  [1.1, 0.7, 1],
  [-1.1, -2.2, 2],
  [0.5, -1.4, 2],
  [1.9, -2.7, 2],
  [3.0, -1.0, 2],
]);

/** Nearly a line of slope 0.6; the last point is the one that strays. */
export const line = (last: number) =>
  matrixFrom([
    [-3.5, -1.8],
    [-2.5, -1.7],
    [-1.5, -0.6],
    [-0.5, -0.5],
    [0.5, 0.5],
    [1.5, 0.7],
    [2.5, 1.7],
    [3.5, last],
  ]);

/** Three points a tenth apart, far from the origin: float32 holds them well, and their squares badly. */
export const far = matrixFrom([
  [1000.1, 2000.2],
  [1000.1, 2000.3],
  [1000.2, 2000.2],
]);

/** N rows of D numbers between −0.9 and 0.9, no pattern in sight. */
export const rowsOfTenths = (n: number, cols: number, shift: number) =>
  matrixFrom(
    Array.from({ length: n }, (_, r) =>
      Array.from({ length: cols }, (__, c) => (((r * 53 + c * c * 31 + shift * (c + 3) * 17) % 19) - 9) / 10),
    ),
  );
