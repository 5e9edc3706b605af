// Ours, as plain or as relaxed SIMD, and what the language has by itself: as the page "Your machine" measures them.
import { open } from '../../../web/src/kernels/module.ts';
import { plainJs as kernels } from '../../../web/src/kernels/plain-js.ts';

export const ours = (kind) => ({
  name: `ours, ${kind}`,
  async open() {
    const module = open(await WebAssembly.compileStreaming(fetch(`./nabla_kernels_${kind}.wasm`)));
    return { kernels: module.kernels, module };
  },
});

export const plainJs = { name: 'plain JavaScript', open: async () => ({ kernels }) };
