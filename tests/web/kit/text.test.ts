// Numbers as people read them, as Python reads them, and in formulas.
import { describe, expect, it } from 'vitest';
import { exactNumber, formatComplex, formatFixed, formatNumber } from '../../../web/src/kit/format';
import { factor, frac, joined, matrixOf, norm, num, op, root, row, sub, sup, sym } from '../../../web/src/kit/formula';
import { toLatex } from '../../../web/src/kit/latex';
import { pythonLiteral } from '../../../web/src/kit/literal';
import { matrixFrom } from '../../../web/src/kit/values';

describe('a number on the page', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [2, '2'],
    [1 / 3, '0.3333'],
    [-1.5, '−1.5'],
    [123456, '123456'],
    [123456.7, '123457'],
    [9.99999, '10'],
    [1234567, '1.235·10⁶'],
    [1e-5, '1·10⁻⁵'],
    [-4.77e-7, '−4.77·10⁻⁷'],
    [1e300, '1·10³⁰⁰'],
    [Number.NaN, 'not a number'],
    [Number.POSITIVE_INFINITY, 'infinite'],
    [Number.NEGATIVE_INFINITY, '−infinite'],
  ])('%d reads %s', (x, text) => expect(formatNumber(x)).toBe(text));

  it('takes more digits where asked', () => expect(formatNumber(Math.PI, 8)).toBe('3.1415927'));
  it('fixes decimals without a negative zero', () => expect(formatFixed(-0.001, 2)).toBe('0.00'));
  it.each([
    [1, -2, '1 − 2i'],
    [0.5, 0.25, '0.5 + 0.25i'],
    [3, 0, '3'],
  ])('complex %d %d', (re, im, text) => expect(formatComplex(re, im)).toBe(text));
  it.each([0.1 + 0.2, -0, 5e-324, 1e21, -1.7976931348623157e308])('exact text of %d reads back', (x) => {
    expect(Object.is(Number(exactNumber(x)), x)).toBe(true);
  });
});

describe('a value as Python source', () => {
  it.each([
    [2, '2.0'],
    [-0, '-0.0'],
    [1e21, '1e+21'],
    [true, 'True'],
    ['it’s', '"it’s"'],
    [Float64Array.of(1, 2.5), '[1.0, 2.5]'],
    [matrixFrom([[1, 2], [3, 4]]), '[[1.0, 2.0], [3.0, 4.0]]'], // prettier-ignore
  ])('%s', (value, text) => expect(pythonLiteral(value)).toBe(text));
  it('keeps a count whole', () => expect(pythonLiteral(3, true)).toBe('3'));
});

describe('a formula as LaTeX', () => {
  it.each([
    [row(sub(sym('C'), num(1)), op('='), joined([num(2), num(-1)], '+')), '{C}_{1} = 2 + -1'],
    [factor(-2), '\\left(-2\\right)'],
    [frac(num(1), root(num(2))), '\\frac{1}{\\sqrt{2}}'],
    [norm(sym('v', { bold: true })), '\\left\\|\\mathbf{v}\\right\\|'],
    [sup(sym('λ'), num(2)), '{\\lambda}^{2}'],
    [num(-4.77e-7), '-4.77 \\cdot 10^{-7}'],
    [matrixOf([[num(1), num(2)], [num(3), num(4)]]), '\\begin{bmatrix}1 & 2 \\\\ 3 & 4\\end{bmatrix}'], // prettier-ignore
    [sym('tr'), '\\operatorname{tr}'],
  ])('%#', (node, latex) => expect(toLatex(node)).toBe(latex));
});
