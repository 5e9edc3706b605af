// What is measured: name, sizes, work done in one run, and the inputs, which are the same for every library.

// The generator of Numerical Recipes' "quick and dirty" chapter.
function filled(kind, count, seed, size = 1) {
  const data = new kind(count);
  let x = seed;
  for (let i = 0; i < count; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    data[i] = size * (x / 2147483648 - 1);
  }
  return data;
}

function symmetric(n) {
  const a = filled(Float64Array, n * n, 5);
  return a.map((x, i) => (x + a[(i % n) * n + Math.floor(i / n)]) / 2);
}

const product = (kind) => (n) => ({ n, a: filled(kind, n * n, 1), b: filled(kind, n * n, 2) });
const [ROWS, COLS] = [256, 1024];
const rows = () => ({
  rows: ROWS,
  cols: COLS,
  x: filled(Float32Array, ROWS * COLS, 3, 3),
  gamma: filled(Float32Array, COLS, 6),
  beta: filled(Float32Array, COLS, 7),
});
const heads = (n) => {
  const part = (seed) => filled(Float32Array, n * 64, seed);
  return { n, d: 64, q: part(1), k: part(2), v: part(3) };
};

/** unit: what `work` counts, by the second; without it times are compared. */
export const CASES = [
  {
    name: 'matmul f32',
    sizes: [32, 64, 128, 256, 512, 1024],
    work: (n) => 2 * n ** 3,
    unit: 'GF/s',
    inputs: product(Float32Array),
  },
  {
    name: 'matmul f64',
    sizes: [32, 64, 128, 256, 512],
    work: (n) => 2 * n ** 3,
    unit: 'GF/s',
    inputs: product(Float64Array),
  },
  ...['exp', 'tanh', 'sigmoid'].map((name) => ({
    name,
    sizes: [65536],
    work: (n) => n,
    unit: 'Ge/s',
    inputs: (n) => ({ n, x: filled(Float32Array, n, 4, 4) }),
  })),
  { name: 'softmax', sizes: [ROWS * COLS], work: (n) => n, unit: 'Ge/s', inputs: rows },
  { name: 'layer norm', sizes: [ROWS * COLS], work: (n) => n, unit: 'Ge/s', inputs: rows },
  { name: 'attention', sizes: [64, 128, 512], inputs: heads },
  // The loss of a network 2-32-32-1 for u_tt = u_xx, its gradient by the parameters, and a step of Adam.
  {
    name: 'PINN step (a peer: without Adam)',
    sizes: [256],
    inputs: (n) => ({ n, points: filled(Float64Array, 2 * n, 8), parameters: filled(Float64Array, 1185, 9, 0.5) }),
  },
  { name: 'svd', sizes: [32, 64, 128], inputs: (n) => ({ n, a: filled(Float64Array, n * n, 1) }) },
  { name: 'eigh', sizes: [32, 64, 128], inputs: (n) => ({ n, a: symmetric(n) }) },
  { name: 'eig', sizes: [32, 64, 128], inputs: (n) => ({ n, a: filled(Float64Array, n * n, 1) }) },
];
