// How far one result lies from another of the same kernel. A difference that is not a number counts as infinite.

import type { Measured } from './measured';
import type { KernelInputs, Numbers } from './task';

const at = (x: Numbers, i: number): number => x[i] ?? NaN;

const worst = (errors: Iterable<number>): number => {
  let most = 0;
  for (const error of errors) {
    if (!Number.isFinite(error)) return Infinity;
    most = Math.max(most, error);
  }
  return most;
};

function* differences(got: Numbers, wanted: Numbers, from: number, to: number): Generator<number> {
  for (let i = from; i < to; i++) yield Math.abs(at(got, i) - at(wanted, i));
}

function* relative(got: Numbers, wanted: Numbers): Generator<number> {
  for (let i = 0; i < wanted.length; i++) {
    const difference = Math.abs(at(got, i) - at(wanted, i));
    yield difference === 0 ? 0 : difference / Math.abs(at(wanted, i));
  }
}

function rootMeanSquare(x: Numbers): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += at(x, i) ** 2;
  return Math.sqrt(sum / x.length);
}

/** |A − L diag(values) Rᵀ| and |LᵀL − I|, entry by entry; L and R are matrices by rows from `left` and `right` on. */
function* residuals(a: Numbers, n: number, got: Numbers, left: number, right: number): Generator<number> {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let [product, inner] = [0, 0];
      for (let k = 0; k < n; k++) {
        product += at(got, left + i * n + k) * at(got, k) * at(got, right + j * n + k);
        inner += at(got, left + k * n + i) * at(got, left + k * n + j);
      }
      yield Math.abs(product - at(a, i * n + j));
      yield Math.abs(inner - (i === j ? 1 : 0));
    }
  }
}

function ofDecomposition(by: 'svd' | 'eigh', { n, a }: KernelInputs['svd'], got: Numbers, wanted: Numbers): number {
  const scale = worst(wanted.subarray(0, n).map(Math.abs));
  const values = worst(differences(got, wanted, 0, n)) / scale;
  const right = by === 'svd' ? n + n * n : n;
  return Math.max(values, worst(residuals(a, n, got, n, right)) / Math.max(1, scale));
}

export function errorOf(by: Measured['by'], input: unknown, got: Numbers, wanted: Numbers): number {
  if (got.length !== wanted.length) return Infinity;
  if (by === 'svd' || by === 'eigh') return ofDecomposition(by, input as KernelInputs['svd'], got, wanted);
  if (by === 'each') return worst(relative(got, wanted));
  return worst(differences(got, wanted, 0, wanted.length)) / rootMeanSquare(wanted);
}
