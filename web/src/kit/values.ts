// Plain values that parameters hold. Nothing here computes: shapes and copies only.

/** Dense float64 matrix, row-major. Treated as immutable: an edit makes a new one. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

export type Value = number | boolean | string | Float64Array | Matrix;

export function matrixFrom(rows: readonly (readonly number[])[]): Matrix {
  return { rows: rows.length, cols: rows[0]?.length ?? 0, data: Float64Array.from(rows.flat()) };
}

export const at = (m: Matrix, row: number, col: number): number => m.data[row * m.cols + col] ?? Number.NaN;

export const rowOf = (m: Matrix, row: number): Float64Array => m.data.slice(row * m.cols, (row + 1) * m.cols);

export function rowsOf(m: Matrix): number[][] {
  return Array.from({ length: m.rows }, (_, r) => Array.from(m.data.subarray(r * m.cols, (r + 1) * m.cols)));
}

export function withEntry(m: Matrix, row: number, col: number, value: number): Matrix {
  const data = m.data.slice();
  data[row * m.cols + col] = value;
  return { ...m, data };
}

/** The same entries in a new shape: what falls outside is dropped, what is new is zero. */
export function resized(m: Matrix, rows: number, cols: number): Matrix {
  const data = new Float64Array(rows * cols);
  for (let r = 0; r < Math.min(rows, m.rows); r++) {
    for (let c = 0; c < Math.min(cols, m.cols); c++) data[r * cols + c] = at(m, r, c);
  }
  return { rows, cols, data };
}

export const isMatrix = (v: unknown): v is Matrix =>
  typeof v === 'object' && v !== null && 'data' in v && v.data instanceof Float64Array;

const sameNumbers = (a: Float64Array, b: Float64Array): boolean =>
  a.length === b.length && a.every((x, i) => Object.is(x, b[i]));

/** Equality to the bit, so that -0 and 0 stay apart in a link. */
export function sameValue(a: Value, b: Value): boolean {
  if (isMatrix(a) && isMatrix(b)) return a.rows === b.rows && a.cols === b.cols && sameNumbers(a.data, b.data);
  if (a instanceof Float64Array && b instanceof Float64Array) return sameNumbers(a, b);
  return Object.is(a, b);
}
