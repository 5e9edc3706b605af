// Numbers as people read them. Text only: no value is changed, none is invented.

const MINUS = '\u2212';

/**
 * A number with `digits` significant digits, a true minus sign, and an exponent only where plain notation would
 * hide digits or run long. Non-finite values are words, so that none is ever taken for a result.
 */
export function formatNumber(x: number, digits = 4): string {
  if (Number.isNaN(x)) return 'not a number';
  if (!Number.isFinite(x)) return x > 0 ? 'infinite' : `${MINUS}infinite`;
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size >= 1e6 || size < 1e-4) return scientific(x, digits).replace('-', MINUS);
  // Digits before the point are never rounded away: 123456.7 reads 123457.
  const text = size >= 10 ** digits || Number.isInteger(x) ? x.toFixed(0) : trimmed(x.toPrecision(digits));
  return text.replace('-', MINUS);
}

/** Fixed decimals with a true minus sign, for columns that must line up. */
export function formatFixed(x: number, decimals: number): string {
  if (!Number.isFinite(x)) return formatNumber(x);
  const text = x.toFixed(decimals);
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', MINUS);
}

/** A share as a percentage of two or three digits, which a line break does not part from its sign. */
export const percent = (share: number, digits = share >= 0.0995 ? 3 : 2): string =>
  `${formatNumber(100 * share, digits)}\u00a0%`;

/** The shortest text that reads back as the same float64: for fields and links. */
export const exactNumber = (x: number): string => (Object.is(x, -0) ? '-0' : String(x));

/** Without an exponent, which an attribute of ARIA does not understand. */
export const plainNumber = (x: number): string =>
  /e/.test(String(x)) ? x.toLocaleString('en-US', { useGrouping: false, maximumSignificantDigits: 6 }) : String(x);

/** A complex number, a + bi. */
export function formatComplex(re: number, im: number, digits = 4): string {
  if (im === 0) return formatNumber(re, digits);
  const sign = im < 0 ? MINUS : '+';
  return `${formatNumber(re, digits)} ${sign} ${formatNumber(Math.abs(im), digits)}i`;
}

const trimmed = (text: string): string => (text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text);

const superscripts: Readonly<Record<string, string>> = {
  '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹',
}; // prettier-ignore

function scientific(x: number, digits: number): string {
  const [mantissa = '', exponent = ''] = x.toExponential(digits - 1).split('e');
  const power = [...exponent.replace('+', '')].map((c) => superscripts[c] ?? c).join('');
  return `${trimmed(mantissa)}·10${power}`;
}
