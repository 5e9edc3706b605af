// What the language has by itself: loops over typed arrays and Math.

function product(kind) {
  return ({ n, a, b }) => {
    const c = new kind(n * n);
    const run = () => {
      c.fill(0);
      for (let i = 0; i < n; i++) {
        for (let k = 0; k < n; k++) {
          const x = a[i * n + k];
          for (let j = 0; j < n; j++) c[i * n + j] += x * b[k * n + j];
        }
      }
    };
    return { run, value: () => c[0] };
  };
}

const each = (f) => (i) => {
  const out = new Float32Array(i.n);
  const run = () => {
    for (let j = 0; j < i.n; j++) out[j] = f(i.x[j]);
  };
  return { run, value: () => out[0] };
};

const byRows = (row) => (i) => {
  const out = new Float32Array(i.x.length);
  const run = () => {
    for (let r = 0; r < i.rows; r++) row(i, r * i.cols, out);
  };
  return { run, value: () => out[0] };
};

function softmaxRow({ x, cols }, from, out) {
  let most = -Infinity;
  for (let j = from; j < from + cols; j++) most = Math.max(most, x[j]);
  let sum = 0;
  for (let j = from; j < from + cols; j++) sum += out[j] = Math.exp(x[j] - most);
  for (let j = from; j < from + cols; j++) out[j] /= sum;
}

function normRow({ x, gamma, beta, cols }, from, out) {
  let [mean, variance] = [0, 0];
  for (let j = from; j < from + cols; j++) mean += x[j] / cols;
  for (let j = from; j < from + cols; j++) variance += (x[j] - mean) ** 2 / cols;
  const factor = 1 / Math.sqrt(variance + 1e-5);
  for (let j = 0; j < cols; j++) out[from + j] = (x[from + j] - mean) * factor * gamma[j] + beta[j];
}

function attention({ n, d, q, k, v }) {
  const scores = new Float32Array(n * n);
  const out = new Float32Array(n * d);
  const scale = 1 / Math.sqrt(d);
  const run = () => {
    out.fill(0);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let c = 0; c < d; c++) sum += q[i * d + c] * k[j * d + c];
        scores[i * n + j] = scale * sum;
      }
      softmaxRow({ x: scores, cols: n }, i * n, scores);
      for (let j = 0; j < n; j++) {
        const p = scores[i * n + j];
        for (let c = 0; c < d; c++) out[i * d + c] += p * v[j * d + c];
      }
    }
  };
  return { run, value: () => out[0] };
}

export const plainJs = {
  name: 'plain JavaScript',
  open: async () => ({
    'matmul f32': product(Float32Array),
    'matmul f64': product(Float64Array),
    exp: each(Math.exp),
    tanh: each(Math.tanh),
    sigmoid: each((x) => 1 / (1 + Math.exp(-x))),
    softmax: byRows(softmaxRow),
    'layer norm': byRows(normRow),
    attention,
  }),
};
