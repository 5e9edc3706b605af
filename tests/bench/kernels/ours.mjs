// Ours, as plain or as relaxed SIMD, and what the language has by itself: as the page "Your machine" measures them.
import { open } from '../../../web/src/kernels/module.ts';
import { plainJs as kernels } from '../../../web/src/kernels/plain-js.ts';
import { PINN } from './cases.mjs';

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

export const ours = (kind) => ({
  name: `ours, ${kind}`,
  async open() {
    const module = open(await WebAssembly.compileStreaming(fetch(`./nabla_bench_kernels_${kind}.wasm`)));
    return { kernels: { ...module.kernels, [PINN]: training(module) }, module };
  },
});

export const plainJs = { name: 'plain JavaScript', open: async () => ({ kernels }) };
