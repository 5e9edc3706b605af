// The parameter table in words.

import { exactNumber } from '../../kit/format';
import type { Parameter } from '../../kit/parameters';
import { isMatrix, rowsOf } from '../../kit/values';

const minus = (text: string): string => text.replaceAll('-', '\u2212');

const number = (x: number): string => {
  const power = Math.log10(Math.abs(x));
  const plain = Math.abs(x) < 1e5 || !Number.isInteger(power);
  return minus(plain ? exactNumber(x) : `${x < 0 ? '-' : ''}10${superscript(power)}`);
};

const superscript = (n: number): string => [...String(n)].map((d) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(d))).join('');

const range = (p: { min: number; max: number }): string => `${number(p.min)} to ${number(p.max)}`;

const span = ([least, most]: readonly [number, number]): string =>
  least === most ? `${least}` : `${least} to ${most}`;

export function describeRange(p: Parameter): string {
  const unit = p.unit ? ` ${p.unit}` : '';
  switch (p.kind) {
    case 'number':
      return `a number, ${range(p)}${unit}`;
    case 'integer':
      return `a whole number, ${range(p)}${unit}`;
    case 'seed':
      return 'a whole number';
    case 'vector':
      return `${span(p.length)} numbers, ${range(p)}${unit}`;
    case 'matrix':
      return p.square
        ? `a square matrix, ${span(p.rows)} rows, entries ${range(p)}${unit}`
        : `a matrix, ${span(p.rows)} rows, ${span(p.cols)} columns, entries ${range(p)}${unit}`;
    case 'choice':
      return Object.entries<string>(p.options)
        .map(([key, label]) => (key === label ? key : `${key} (${label})`))
        .join(', ');
    case 'function':
      return `a function of ${[...p.variables, ...(p.also ?? [])].join(', ')}, at most ${p.maxLength ?? 1000} characters`;
    case 'text':
      return `a text, at most ${p.maxLength} characters`;
    case 'switch':
      return 'on or off';
  }
}

export function describeDefault(p: Parameter): string {
  const value = p.default;
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string') return value;
  const rows = isMatrix(value) ? rowsOf(value) : [Array.from(value)];
  return rows.map((r) => r.map(number).join(', ')).join('; ');
}
