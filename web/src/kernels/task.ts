// What a kernel is given and what it answers, whoever computes it: scalar JavaScript or a WebAssembly module.

export type Numbers = Float32Array | Float64Array;

export interface Task {
  /** Computes once. Inputs and results lie ready in memory: nothing is copied. */
  readonly run: () => void;
  /** All that the last run computed. */
  readonly result: () => Numbers;
}

interface Product<Array extends Numbers> {
  readonly n: number;
  readonly a: Array;
  readonly b: Array;
}
export interface Each {
  readonly n: number;
  readonly x: Float32Array;
}
export interface Rows {
  readonly rows: number;
  readonly cols: number;
  readonly x: Float32Array;
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
}
export interface Heads {
  readonly n: number;
  readonly d: number;
  readonly q: Float32Array;
  readonly k: Float32Array;
  readonly v: Float32Array;
}
export interface Square {
  readonly n: number;
  readonly a: Float64Array;
}

/** By the kernel's name. Results: the product; the mapped array; for `svd` s, U, V; for `eigh` values, then vectors. */
export interface KernelInputs {
  readonly 'matmul f32': Product<Float32Array>;
  readonly 'matmul f64': Product<Float64Array>;
  readonly exp: Each;
  readonly tanh: Each;
  readonly sigmoid: Each;
  readonly softmax: Rows;
  readonly 'layer norm': Rows;
  readonly attention: Heads;
  readonly svd: Square;
  readonly eigh: Square;
  readonly eig: Square;
}
export type KernelName = keyof KernelInputs;
export type Kernels = { readonly [Name in KernelName]?: (input: KernelInputs[Name]) => Task };
