// What a page pays for a first product of two 64 x 64 matrices: for each library a page's whole script, which begins by
// loading it. Every one is bundled by itself; `files` are what its script fetches besides.
const FILL = `
const n = 64;
const data = new Float32Array(n * n).fill(0.5);`;

const rows = 'Array.from({ length: n }, () => Array(n).fill(0.5))';

export const STARTS = {
  'ours, the kernels alone': {
    script: `import { open } from '../../../../web/src/kernels/module.ts';
const { relaxedSimd } = await import('wasm-feature-detect');
const kind = (await relaxedSimd()) ? 'relaxed' : 'plain';
const module = open(await WebAssembly.compileStreaming(fetch(\`./nabla_kernels_\${kind}.wasm\`)));
${FILL}
const { run, result } = module.kernels['matmul f32']({ n, a: data, b: data });
run();
const first = result()[0];`,
  },
  'ml-matrix': {
    script: `import { Matrix } from 'ml-matrix';
const n = 64;
const a = new Matrix(${rows});
const first = a.mmul(a).get(0, 0);`,
  },
  'numpy-ts': {
    script: `import { array, matmul, reshape } from 'numpy-ts';${FILL}
const a = reshape(array(data, 'float32'), [n, n]);
const first = Number(matmul(a, a).flatten().toArray()[0]);`,
  },
  'jax-js': {
    script: `import { defaultDevice, init, numpy } from '@jax-js/jax';${FILL}
await init('wasm');
defaultDevice('wasm');
const a = numpy.array(data, { dtype: numpy.float32 }).reshape([n, n]);
const first = numpy.matmul(a.ref, a).dataSync()[0];`,
  },
  'tfjs-backend-wasm': {
    script: `import { matMul, setBackend, tensor2d } from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';${FILL}
setWasmPaths('./peers/');
await setBackend('wasm');
const a = tensor2d(data, [n, n]);
const first = matMul(a, a).dataSync()[0];`,
  },
  mathjs: {
    script: `import { multiply } from 'mathjs';
const n = 64;
const a = ${rows};
const first = multiply(a, a)[0][0];`,
  },
  'onnxruntime-web': {
    script: `import { ort } from '../ort.mjs';${FILL}
const kernels = await ort.open();
const { run, value } = await kernels['matmul f32']({ n, a: data, b: data });
await run();
const first = value();`,
  },
};
