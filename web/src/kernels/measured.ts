// Which kernels the page "Your machine" measures, in its order, and how near each comes to scalar JavaScript's result.

import type { Precision } from './module';
import type { KernelName } from './task';

export interface Measured {
  readonly name: KernelName;
  readonly size: number;
  /** In the chart. */
  readonly label: string;
  /** What is computed, in the table. */
  readonly what: string;
  /**
   * Largest difference from scalar JavaScript that is taken for rounding: of each number by itself, or in units of the
   * result's root mean square, or of a decomposition by how well it puts the matrix together again.
   */
  readonly tolerance: number;
  readonly by: 'each' | 'size' | 'svd' | 'eigh';
}

// float32 rounds by 6e-8, float64 by 1.1e-16. A sum of n terms drifts by some √n roundings, a decomposition by some n.
const SINGLE = 1e-5;
const DOUBLE = 1e-12;

const product = (size: number): Measured => ({
  name: 'matmul f32',
  size,
  label: `f32 product, ${size}`,
  what: `float32 matrices, ${size} × ${size}, multiplied`,
  tolerance: SINGLE,
  by: 'size',
});

export const MEASURED: readonly Measured[] = [
  ...[64, 128, 256, 512].map(product),
  {
    name: 'matmul f64',
    size: 256,
    label: 'f64 product, 256',
    what: 'float64 matrices, 256 × 256, multiplied',
    tolerance: DOUBLE,
    by: 'size',
  },
  {
    name: 'exp',
    size: 65536,
    label: 'exp',
    what: 'exponentials of 65 536 float32 numbers',
    tolerance: SINGLE,
    by: 'each',
  },
  {
    name: 'tanh',
    size: 65536,
    label: 'tanh',
    what: 'hyperbolic tangents of 65 536 float32 numbers',
    tolerance: SINGLE,
    by: 'each',
  },
  {
    name: 'softmax',
    size: 256 * 1024,
    label: 'softmax',
    what: 'softmax of 256 rows of 1024 float32 numbers',
    tolerance: SINGLE,
    by: 'each',
  },
  {
    name: 'layer norm',
    size: 256 * 1024,
    label: 'layer norm',
    what: 'layer norm of 256 rows of 1024 float32 numbers',
    tolerance: SINGLE,
    by: 'size',
  },
  {
    name: 'attention',
    size: 128,
    label: 'attention',
    what: 'one head of attention: 128 tokens, 64 float32 numbers each',
    tolerance: SINGLE,
    by: 'size',
  },
  {
    name: 'svd',
    size: 64,
    label: 'SVD, 64',
    what: 'singular value decomposition of a float64 matrix, 64 × 64, with vectors',
    tolerance: DOUBLE,
    by: 'svd',
  },
  {
    name: 'eigh',
    size: 64,
    label: 'eigenproblem, 64',
    what: 'eigenvalues and eigenvectors of a symmetric float64 matrix, 64 × 64',
    tolerance: DOUBLE,
    by: 'eigh',
  },
];

/** Whose peak limits it: of the products alone every operation is counted. */
export function precisionOf({ name }: Measured): Precision | undefined {
  if (name === 'matmul f32') return 'f32';
  return name === 'matmul f64' ? 'f64' : undefined;
}
