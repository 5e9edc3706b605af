// The kernels of wasm/simd and the solvers of wasm/core, as wasm/kernels/exports.cpp hands them out.

import type { Each, Kernels, Numbers, Square, Task } from './task';

type Call = (...args: readonly number[]) => number;
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly [name: string]: unknown;
}

export interface Module {
  readonly kernels: Kernels;
  /** Runs products and sums in registers alone, and answers how many operations that were. */
  readonly peak: (precision: Precision, chains: number) => number;
  /** For what only a benchmark's module has: its functions, and inputs copied to where they take them from. */
  readonly call: (name: string) => Call;
  readonly place: (data: Numbers) => number;
  /** `length` numbers of the same kind that lie there. */
  readonly view: (like: Numbers, at: number, length: number) => Numbers;
}
export type Precision = 'f32' | 'f64';

export const CHAINS = [8, 12, 16] as const;
/** About a fifth of a millisecond. */
const ROUNDS = 100_000;

/** What the module asks for are a system's functions, which nothing here reaches. */
function instance(module: WebAssembly.Module): Exports {
  const imports: Record<string, Record<string, () => number>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => 0;
  const exports = new WebAssembly.Instance(module, imports).exports as unknown as Exports;
  (exports['_initialize'] as (() => void) | undefined)?.();
  return exports;
}

export function open(module: WebAssembly.Module): Module {
  const wasm = instance(module);
  const call = (name: string): Call => wasm[name] as Call;
  const reserve = call('reserve');

  const view = <Array extends Numbers>(like: Array, at: number, length: number): Array =>
    new (like.constructor as new (buffer: ArrayBuffer, at: number, length: number) => Array)(
      wasm.memory.buffer,
      at,
      length,
    );
  const place = (data: Numbers): number => {
    const at = reserve(data.byteLength);
    view(data, at, data.length).set(data);
    return at;
  };
  /** Room for a result. Views are made when they are asked for: a memory that grows takes them away. */
  const room = (like: Numbers, length = like.length): { at: number; result: () => Numbers } => {
    const at = reserve(length * like.BYTES_PER_ELEMENT);
    return { at, result: () => view(like, at, length) };
  };

  const product =
    (kernel: Call) =>
    ({ n, a, b }: { n: number; a: Numbers; b: Numbers }): Task => {
      const [left, right, out] = [place(a), place(b), room(a)];
      return { run: () => kernel(left, right, out.at, n), result: out.result };
    };
  const each =
    (kernel: Call) =>
    ({ n, x }: Each): Task => {
      const [from, out] = [place(x), room(x)];
      return { run: () => kernel(from, out.at, n), result: out.result };
    };
  const decomposition =
    (kernel: Call, length: (n: number) => number) =>
    ({ n, a }: Square): Task => {
      const [from, out] = [place(a), room(a, length(n))];
      return { run: () => kernel(from, out.at, n), result: out.result };
    };

  const kernels: Kernels = {
    'matmul f32': product(call('matmul_f32')),
    'matmul f64': product(call('matmul_f64')),
    exp: each(call('exp')),
    tanh: each(call('tanh')),
    sigmoid: each(call('sigmoid')),
    softmax: ({ x, rows, cols }) => {
      const [kernel, from, out] = [call('softmax'), place(x), room(x)];
      return { run: () => kernel(from, out.at, rows, cols), result: out.result };
    },
    'layer norm': ({ x, gamma, beta, rows, cols }) => {
      const [kernel, from, factor, term, out] = [call('layer_norm'), place(x), place(gamma), place(beta), room(x)];
      return { run: () => kernel(from, factor, term, out.at, rows, cols), result: out.result };
    },
    attention: (i) => {
      const [kernel, q, k, v, out] = [call('attention'), place(i.q), place(i.k), place(i.v), room(i.q)];
      return { run: () => kernel(q, k, v, out.at, i.n, i.d), result: out.result };
    },
    svd: decomposition(call('svd'), (n) => n + 2 * n * n),
    eigh: decomposition(call('eigh'), (n) => n + n * n),
    eig: ({ n, a }) => {
      const [kernel, from, largest] = [call('eig'), place(a), new Float64Array(1)];
      return { run: () => void (largest[0] = kernel(from, n)), result: () => largest };
    },
  };
  const peak = (precision: Precision, chains: number): number => {
    call(`peak_${precision}`)(ROUNDS, chains);
    return 2 * (precision === 'f32' ? 4 : 2) * chains * ROUNDS;
  };
  return { kernels, peak, call, place, view };
}
