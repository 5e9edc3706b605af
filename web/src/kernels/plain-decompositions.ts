// The core's own methods once more as loops over typed arrays (svd_solver.cpp, eigen_solver.cpp): Householder
// reflections, then implicit QR steps with rotations (Golub & Van Loan, 4th ed., 8.3 and 8.6.3). Matrices are stored by
// columns. Made for the random matrices that are measured: of full rank, and of size 1.

import type { Square, Task } from './task';

type Vector = Float64Array;
/** β and τ: I − τ v vᵀ takes x to β e₁. */
type Reflection = readonly [beta: number, tau: number];

/** v, with a leading 1, over x. */
function reflector(x: Vector, from: number, n: number): Reflection {
  const lead = x[from]!;
  x[from] = 1;
  let tail = 0;
  for (let i = 1; i < n; i++) tail += x[from + i]! ** 2;
  if (tail === 0) return [lead, 0];
  const beta = (lead < 0 ? 1 : -1) * Math.sqrt(lead * lead + tail);
  for (let i = 1; i < n; i++) x[from + i]! /= lead - beta;
  return [beta, (beta - lead) / beta];
}

function reflect(v: Vector, at: number, tau: number, x: Vector, from: number, n: number): void {
  let inner = 0;
  for (let i = 0; i < n; i++) inner += v[at + i]! * x[from + i]!;
  for (let i = 0; i < n; i++) x[from + i]! -= tau * inner * v[at + i]!;
}

/** Columns i and j become c·i + s·j and c·j − s·i. */
function rotateColumns(m: Vector, n: number, i: number, j: number, c: number, s: number): void {
  for (let r = 0; r < n; r++) {
    const [x, y] = [m[i * n + r]!, m[j * n + r]!];
    m[i * n + r] = c * x + s * y;
    m[j * n + r] = c * y - s * x;
  }
}

/** The reflections' product: vector k stands in column k of m, from row k + offset on. */
function accumulated(m: Vector, tau: Vector, n: number, offset: number): Vector {
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let k = n - offset - 1; k >= 0; k--) {
    const top = k + offset;
    for (let j = top; j < n; j++) reflect(m, k * n + top, tau[k]!, q, j * n + top, n - top);
  }
  return q;
}

function bidiagonalize(a: Vector, n: number): { d: Vector; e: Vector; u: Vector; v: Vector } {
  const [d, e, tauLeft, tauRight, sum] = Array.from({ length: 5 }, () => new Float64Array(n)) as [
    Vector,
    Vector,
    Vector,
    Vector,
    Vector,
  ];
  const right = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    [d[k], tauLeft[k]] = reflector(a, k * n + k, n - k);
    for (let j = k + 1; j < n; j++) reflect(a, k * n + k, tauLeft[k]!, a, j * n + k, n - k);
    if (k + 1 >= n) continue;
    const w = k * n;
    for (let j = k + 1; j < n; j++) right[w + j] = a[j * n + k]!;
    [e[k], tauRight[k]] = reflector(right, w + k + 1, n - k - 1);
    sum.fill(0);
    for (let j = k + 1; j < n; j++) {
      const factor = right[w + j]!;
      for (let i = k + 1; i < n; i++) sum[i]! += factor * a[j * n + i]!;
    }
    for (let j = k + 1; j < n; j++) {
      const factor = tauRight[k]! * right[w + j]!;
      for (let i = k + 1; i < n; i++) a[j * n + i]! -= factor * sum[i]!;
    }
  }
  return { d, e, u: accumulated(a, tauLeft, n, 0), v: accumulated(right, tauRight, n, 1) };
}

interface Bidiagonal {
  readonly n: number;
  readonly d: Vector;
  readonly e: Vector;
  readonly u: Vector;
  readonly v: Vector;
}

/** One implicit QR step on rows low to high, shifted by the eigenvalue of the trailing 2 x 2 of BᵀB nearer to its end. */
function svdStep({ n, d, e, u, v }: Bidiagonal, low: number, high: number): void {
  const above = high - 1 > low ? e[high - 2]! : 0;
  const first = d[high - 1]! ** 2 + above ** 2;
  const [beside, last] = [d[high - 1]! * e[high - 1]!, d[high]! ** 2 + e[high - 1]! ** 2];
  const half = (first - last) / 2;
  const root = (half < 0 ? -1 : 1) * Math.hypot(half, beside);
  let [y, z] = [d[low]! ** 2 - (last - beside * (beside / (half + root))), d[low]! * e[low]!];
  for (let k = low; k < high; k++) {
    let r = Math.sqrt(y * y + z * z);
    let [c, s] = [y / r, z / r];
    if (k > low) e[k - 1] = r;
    y = c * d[k]! + s * e[k]!;
    e[k] = c * e[k]! - s * d[k]!;
    z = s * d[k + 1]!;
    d[k + 1]! *= c;
    rotateColumns(v, n, k, k + 1, c, s);
    r = Math.sqrt(y * y + z * z);
    [c, s] = [y / r, z / r];
    d[k] = r;
    y = c * e[k]! + s * d[k + 1]!;
    d[k + 1] = c * d[k + 1]! - s * e[k]!;
    e[k] = y;
    if (k + 1 < high) {
      z = s * e[k + 1]!;
      e[k + 1]! *= c;
    }
    rotateColumns(u, n, k, k + 1, c, s);
  }
}

/** As `svdStep`, of a symmetric tridiagonal matrix. */
function eighStep({ n, d, e, v }: Omit<Bidiagonal, 'u'>, low: number, high: number): void {
  const [half, b] = [(d[high - 1]! - d[high]!) / 2, e[high - 1]!];
  let y = d[low]! - (d[high]! - (b / (half + (half < 0 ? -1 : 1) * Math.hypot(half, b))) * b);
  let z = e[low]!;
  for (let k = low; k < high; k++) {
    const r = Math.sqrt(y * y + z * z);
    const [c, s] = [y / r, z / r];
    if (k > low) e[k - 1] = r;
    const [upper, lower] = [c * d[k]! + s * e[k]!, c * e[k]! + s * d[k + 1]!];
    const [left, right] = [c * e[k]! - s * d[k]!, c * d[k + 1]! - s * e[k]!];
    d[k] = c * upper + s * lower;
    d[k + 1] = c * right - s * left;
    y = e[k] = c * left + s * right;
    if (k + 1 < high) {
      z = s * e[k + 1]!;
      e[k + 1]! *= c;
    }
    rotateColumns(v, n, k, k + 1, c, s);
  }
}

/** Steps until nothing beside the diagonal is left that rounding of its neighbours would not hide. */
function converge(n: number, d: Vector, e: Vector, step: (low: number, high: number) => void): void {
  for (let [high, left] = [n - 1, 60 * n]; high > 0 && left > 0; left--) {
    let low = high;
    for (; low > 0; low--) {
      if (Math.abs(e[low - 1]!) > Number.EPSILON * (Math.abs(d[low - 1]!) + Math.abs(d[low]!))) continue;
      e[low - 1] = 0;
      break;
    }
    if (low < high) step(low, high);
    else high--;
  }
}

/** Columns in the order of the values, as a matrix by rows behind them. */
function put(out: Vector, at: number, n: number, m: Vector, order: readonly number[], sign?: Vector): void {
  for (const [to, from] of order.entries()) {
    const factor = sign && sign[from]! < 0 ? -1 : 1;
    for (let i = 0; i < n; i++) out[at + i * n + to] = factor * m[from * n + i]!;
  }
}

function byColumns(a: Vector, n: number): Vector {
  return a.map((_, i) => a[(i % n) * n + Math.floor(i / n)]!);
}

export function svd({ n, a }: Square): Task {
  const out = new Float64Array(n + 2 * n * n);
  const run = (): void => {
    const b = bidiagonalize(byColumns(a, n), n);
    converge(n, b.d, b.e, (low, high) => svdStep({ n, ...b }, low, high));
    const order = Array.from(b.d.keys()).sort((i, j) => Math.abs(b.d[j]!) - Math.abs(b.d[i]!));
    for (const [to, from] of order.entries()) out[to] = Math.abs(b.d[from]!);
    put(out, n, n, b.u, order);
    put(out, n + n * n, n, b.v, order, b.d);
  };
  return { run, result: () => out };
}

function tridiagonalize(a: Vector, n: number): { d: Vector; e: Vector; v: Vector } {
  const [d, e, tau, p] = [new Float64Array(n), new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k + 1 < n; k++) {
    const v = k * n;
    [e[k], tau[k]] = reflector(a, v + k + 1, n - k - 1);
    d[k] = a[v + k]!;
    // p = τ S v; w = p − (τ/2 vᵀp) v; S − v wᵀ − w vᵀ, the lower triangle of S alone.
    p.fill(0);
    for (let j = k + 1; j < n; j++) {
      const factor = a[v + j]!;
      let inner = a[j * n + j]! * factor;
      for (let i = j + 1; i < n; i++) {
        inner += a[j * n + i]! * a[v + i]!;
        p[i]! += factor * a[j * n + i]!;
      }
      p[j]! += inner;
    }
    let inner = 0;
    for (let i = k + 1; i < n; i++) inner += (p[i]! *= tau[k]!) * a[v + i]!;
    for (let i = k + 1; i < n; i++) p[i]! -= (tau[k]! / 2) * inner * a[v + i]!;
    for (let j = k + 1; j < n; j++) {
      const [x, y] = [a[v + j]!, p[j]!];
      for (let i = j; i < n; i++) a[j * n + i]! -= y * a[v + i]! + x * p[i]!;
    }
  }
  d[n - 1] = a[n * n - 1]!;
  return { d, e, v: accumulated(a, tau, n, 1) };
}

export function eigh({ n, a }: Square): Task {
  const out = new Float64Array(n + n * n);
  const run = (): void => {
    const t = tridiagonalize(byColumns(a, n), n);
    converge(n, t.d, t.e, (low, high) => eighStep({ n, ...t }, low, high));
    const order = Array.from(t.d.keys()).sort((i, j) => t.d[i]! - t.d[j]!);
    for (const [to, from] of order.entries()) out[to] = t.d[from]!;
    put(out, n, n, t.v, order);
  };
  return { run, result: () => out };
}
