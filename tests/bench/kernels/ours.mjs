// Ours, as plain or as relaxed SIMD, and what the language has by itself: as the page "Your machine" measures them.
import { open } from '../../../web/src/kernels/module.ts';
import { plainJs as kernels } from '../../../web/src/kernels/plain-js.ts';
import { BACKWARD, PINN } from './cases.mjs';

/** Ten steps a call, as a page makes a few of them a frame. */
const training =
  ({ call, place }) =>
  ({ parameters, points, n }) => {
    const state = new Float64Array(3 * parameters.length + 1);
    state.set(parameters);
    const [train, from, at] = [call('pinn'), place(state), place(points)];
    const run = () => train(from, state.length, at, n);
    return { run, value: run, steps: 10 };
  };

const slopes =
  ({ call, place, view }) =>
  ({ q, k, v, g, n, d }) => {
    const [backward, ...from] = [call('attention_backward'), ...[q, k, v, g].map(place)];
    const out = place(new Float32Array(3 * n * d));
    return { run: () => backward(...from, out, n, d), value: () => view(q, out, 1)[0] };
  };

/** The same in plain loops: weights, then what flows back through product, softmax and product. */
function plainSlopes({ q, k, v, g, n, d }) {
  const scale = 1 / Math.sqrt(d);
  const [dq, dk, dv] = [0, 1, 2].map(() => new Float32Array(n * d));
  const [p, s] = [new Float32Array(n), new Float32Array(n)];
  const dot = (a, i, b, j) => {
    let sum = 0;
    for (let c = 0; c < d; c++) sum += a[i * d + c] * b[j * d + c];
    return sum;
  };
  const add = (factor, from, j, to, i) => {
    for (let c = 0; c < d; c++) to[i * d + c] += factor * from[j * d + c];
  };
  const run = () => {
    for (const slope of [dq, dk, dv]) slope.fill(0);
    for (let i = 0; i < n; i++) {
      let [most, total, middle] = [-Infinity, 0, 0];
      for (let j = 0; j < n; j++) most = Math.max(most, (p[j] = scale * dot(q, i, k, j)));
      for (let j = 0; j < n; j++) total += p[j] = Math.exp(p[j] - most);
      for (let j = 0; j < n; j++) middle += (p[j] /= total) * (s[j] = dot(g, i, v, j));
      for (let j = 0; j < n; j++) {
        const slope = scale * p[j] * (s[j] - middle);
        add(slope, k, j, dq, i);
        add(slope, q, i, dk, j);
        add(p[j], g, i, dv, j);
      }
    }
  };
  return { run, value: () => dq[0] };
}

export const ours = (kind) => ({
  name: `ours, ${kind}`,
  async open() {
    const module = open(await WebAssembly.compileStreaming(fetch(`./nabla_bench_kernels_${kind}.wasm`)));
    return { kernels: { ...module.kernels, [BACKWARD]: slopes(module), [PINN]: training(module) }, module };
  },
});

export const plainJs = {
  name: 'plain JavaScript',
  open: async () => ({ kernels: { ...kernels, [BACKWARD]: plainSlopes } }),
};
