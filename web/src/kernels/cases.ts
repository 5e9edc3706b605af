// What is measured: name, sizes, work done in one run, and the inputs, which are the same for everybody.

import type { Heads, KernelInputs, KernelName, Rows } from './task';

// The generator of Numerical Recipes' "quick and dirty" chapter.
export function filled<Array extends Float32Array | Float64Array>(
  kind: new (count: number) => Array,
  count: number,
  seed: number,
  size = 1,
): Array {
  const data = new kind(count);
  let x = seed;
  for (let i = 0; i < count; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    data[i] = size * (x / 2147483648 - 1);
  }
  return data;
}

function symmetric(n: number): Float64Array {
  const a = filled(Float64Array, n * n, 5);
  return a.map((x, i) => (x + (a[(i % n) * n + Math.floor(i / n)] as number)) / 2);
}

const [ROWS, COLS] = [256, 1024];
const rows = (): Rows => ({
  rows: ROWS,
  cols: COLS,
  x: filled(Float32Array, ROWS * COLS, 3, 3),
  gamma: filled(Float32Array, COLS, 6),
  beta: filled(Float32Array, COLS, 7),
});
const heads = (n: number): Heads => {
  const part = (seed: number): Float32Array => filled(Float32Array, n * 64, seed);
  return { n, d: 64, q: part(1), k: part(2), v: part(3) };
};

export interface Case<Name extends KernelName = KernelName> {
  readonly name: Name;
  readonly sizes: readonly number[];
  /** What `unit` counts by the second; without it times are compared. */
  readonly work?: (n: number) => number;
  readonly unit?: 'GF/s' | 'Ge/s';
  readonly inputs: (n: number) => KernelInputs[Name];
}

const product = { work: (n: number): number => 2 * n ** 3, unit: 'GF/s' } as const;
const elements = { work: (n: number): number => n, unit: 'Ge/s' } as const;

const all: { readonly [Name in KernelName]: Omit<Case<Name>, 'name'> } = {
  'matmul f32': {
    ...product,
    sizes: [32, 64, 128, 256, 512, 1024],
    inputs: (n) => ({ n, a: filled(Float32Array, n * n, 1), b: filled(Float32Array, n * n, 2) }),
  },
  'matmul f64': {
    ...product,
    sizes: [32, 64, 128, 256, 512],
    inputs: (n) => ({ n, a: filled(Float64Array, n * n, 1), b: filled(Float64Array, n * n, 2) }),
  },
  exp: { ...elements, sizes: [65536], inputs: (n) => ({ n, x: filled(Float32Array, n, 4, 4) }) },
  tanh: { ...elements, sizes: [65536], inputs: (n) => ({ n, x: filled(Float32Array, n, 4, 4) }) },
  sigmoid: { ...elements, sizes: [65536], inputs: (n) => ({ n, x: filled(Float32Array, n, 4, 4) }) },
  softmax: { ...elements, sizes: [ROWS * COLS], inputs: rows },
  'layer norm': { ...elements, sizes: [ROWS * COLS], inputs: rows },
  attention: { sizes: [64, 128, 512], inputs: heads },
  svd: { sizes: [32, 64, 128], inputs: (n) => ({ n, a: filled(Float64Array, n * n, 1) }) },
  eigh: { sizes: [32, 64, 128], inputs: (n) => ({ n, a: symmetric(n) }) },
  eig: { sizes: [32, 64, 128], inputs: (n) => ({ n, a: filled(Float64Array, n * n, 1) }) },
};

export const CASES = Object.entries(all).map(([name, rest]) => ({ name, ...rest })) as readonly Case[];

export function caseOf<Name extends KernelName>(name: Name): Case<Name> {
  return { name, ...all[name] };
}
