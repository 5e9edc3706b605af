// What the language has by itself: loops over typed arrays and Math.

import { eigh, svd } from './plain-decompositions';
import type { Each, Heads, KernelInputs, Kernels, Rows, Task } from './task';

// Each loop stands here by itself, once for every kind of array and every function: an engine that has seen two of them in
// one loop compiles it for neither, and this would be half as fast as JavaScript can be.

function productF32({ n, a, b }: KernelInputs['matmul f32']): Task {
  const c = new Float32Array(n * n);
  const run = (): void => {
    c.fill(0);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        const x = a[i * n + k]!;
        for (let j = 0; j < n; j++) c[i * n + j]! += x * b[k * n + j]!;
      }
    }
  };
  return { run, result: () => c };
}

function productF64({ n, a, b }: KernelInputs['matmul f64']): Task {
  const c = new Float64Array(n * n);
  const run = (): void => {
    c.fill(0);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        const x = a[i * n + k]!;
        for (let j = 0; j < n; j++) c[i * n + j]! += x * b[k * n + j]!;
      }
    }
  };
  return { run, result: () => c };
}

function exp({ n, x }: Each): Task {
  const out = new Float32Array(n);
  const run = (): void => {
    for (let j = 0; j < n; j++) out[j] = Math.exp(x[j]!);
  };
  return { run, result: () => out };
}

function tanh({ n, x }: Each): Task {
  const out = new Float32Array(n);
  const run = (): void => {
    for (let j = 0; j < n; j++) out[j] = Math.tanh(x[j]!);
  };
  return { run, result: () => out };
}

function sigmoid({ n, x }: Each): Task {
  const out = new Float32Array(n);
  const run = (): void => {
    for (let j = 0; j < n; j++) out[j] = 1 / (1 + Math.exp(-x[j]!));
  };
  return { run, result: () => out };
}

function softmaxRow(x: Float32Array, cols: number, from: number, out: Float32Array): void {
  let most = -Infinity;
  for (let j = from; j < from + cols; j++) most = Math.max(most, x[j]!);
  let sum = 0;
  for (let j = from; j < from + cols; j++) sum += out[j] = Math.exp(x[j]! - most);
  for (let j = from; j < from + cols; j++) out[j]! /= sum;
}

function normRow({ x, gamma, beta, cols }: Rows, from: number, out: Float32Array): void {
  let [mean, variance] = [0, 0];
  for (let j = from; j < from + cols; j++) mean += x[j]! / cols;
  for (let j = from; j < from + cols; j++) variance += (x[j]! - mean) ** 2 / cols;
  const factor = 1 / Math.sqrt(variance + 1e-5);
  for (let j = 0; j < cols; j++) out[from + j] = (x[from + j]! - mean) * factor * gamma[j]! + beta[j]!;
}

function softmax(i: Rows): Task {
  const out = new Float32Array(i.x.length);
  const run = (): void => {
    for (let r = 0; r < i.rows; r++) softmaxRow(i.x, i.cols, r * i.cols, out);
  };
  return { run, result: () => out };
}

function layerNorm(i: Rows): Task {
  const out = new Float32Array(i.x.length);
  const run = (): void => {
    for (let r = 0; r < i.rows; r++) normRow(i, r * i.cols, out);
  };
  return { run, result: () => out };
}

function attention({ n, d, q, k, v }: Heads): Task {
  const scores = new Float32Array(n * n);
  const out = new Float32Array(n * d);
  const scale = 1 / Math.sqrt(d);
  const run = (): void => {
    out.fill(0);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let c = 0; c < d; c++) sum += q[i * d + c]! * k[j * d + c]!;
        scores[i * n + j] = scale * sum;
      }
      softmaxRow(scores, n, i * n, scores);
      for (let j = 0; j < n; j++) {
        const p = scores[i * n + j]!;
        for (let c = 0; c < d; c++) out[i * d + c]! += p * v[j * d + c]!;
      }
    }
  };
  return { run, result: () => out };
}

export const plainJs: Kernels = {
  'matmul f32': productF32,
  'matmul f64': productF64,
  exp,
  tanh,
  sigmoid,
  softmax,
  'layer norm': layerNorm,
  attention,
  svd,
  eigh,
};
