// Values as Python source, so that copied code computes what the page shows.

import { exactNumber } from './format';
import { isMatrix, rowsOf, type Value } from './values';

const python = (x: number): string => {
  const text = exactNumber(x);
  return /[.e]/.test(text) ? text : `${text}.0`;
};

const list = (numbers: Iterable<number>): string => `[${Array.from(numbers, python).join(', ')}]`;

/** Not for typed functions, whose Python the engine writes. `whole` keeps an integer an integer: counts and indices, not measurements. */
export function pythonLiteral(value: Value, whole = false): string {
  if (typeof value === 'number') return whole ? exactNumber(value) : python(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return JSON.stringify(value);
  if (isMatrix(value)) return `[${rowsOf(value).map(list).join(', ')}]`;
  return list(value);
}
