// Rows 1 to 16 of the bad-input table: what a visitor may type into a matrix.
import { describe, expect, it } from 'vitest';
import { MAX_CHARACTERS, parseMatrix, parseNumber, parseVector, quoted } from '../../../web/src/kit/parse';
import { rowsOf } from '../../../web/src/kit/values';

const limits = { rows: 12, cols: 12 };
const rows = (text: string): number[][] => {
  const parsed = parseMatrix(text, limits);
  if ('error' in parsed) throw new Error(parsed.error);
  return rowsOf(parsed.value);
};
const refusal = (text: string): string => {
  const parsed = parseMatrix(text, limits);
  if ('value' in parsed) throw new Error(`accepted: ${JSON.stringify(rowsOf(parsed.value))}`);
  return parsed.error;
};

describe('a typed matrix is read', () => {
  const twoByTwo = [
    [1, 2],
    [3, 4],
  ];
  it.each([
    ['rows on lines', '1 2\n3 4'],
    ['rows by semicolon', '1 2; 3 4'],
    ['trailing separators', '1, 2,\n3, 4,\n'],
    ['tabs', '1\t2\n3\t4'],
    ['Windows line ends', '1 2\r\n3 4\r\n'],
    ['no-break spaces', '1\u00a02\n3\u00a04'],
    ['CSV', '1,2\n3,4'],
    ['a Python list', '[[1,2],[3,4]]'],
    ['a list with a trailing comma', '[[1, 2], [3, 4],]'],
    ['tuples', '((1, 2), (3, 4))'],
    ['NumPy’s print form', '[[1. 2.]\n [3. 4.]]'],
    ['NumPy’s array', 'array([[1, 2],\n       [3, 4]])'],
    ['a tensor', 'torch.tensor([[1., 2.], [3., 4.]])'],
    ['a tensor with its options', 'A = torch.tensor([[1, 2], [3, 4]], dtype=torch.float64, requires_grad=True)'],
    ['a printed tensor', "tensor([[1., 2.],\n        [3., 4.]], device='cuda:0')"],
    ['typographic minus', '[[1, 2], [3, 4]]'],
  ])('%s', (_, text) => expect(rows(text)).toEqual(twoByTwo));

  it('a single row in brackets', () => expect(rows('[1, 2, 3]')).toEqual([[1, 2, 3]]));
  it('a true minus sign', () => expect(rows('\u22121 2')).toEqual([[-1, 2]]));
  it('keeps -0', () => expect(Object.is(rows('-0')[0]?.[0], -0)).toBe(true));
  it('keeps the smallest subnormal', () => expect(rows('5e-324')).toEqual([[5e-324]]));
  it('a matrix at the limit', () =>
    expect(rows(Array(12).fill(Array(12).fill('1').join(' ')).join('\n'))).toHaveLength(12));
});

describe('what is refused, in a sentence that says where', () => {
  it.each([
    ['', 'at least one row'],
    ['  \n ', 'at least one row'],
    ['[[]]', 'at least one row'],
    ['1 2; 3', 'Row 2 has 1 number, row 1 has 2'],
    ['1 x; 2 3', 'Row 1, column 2: “x” is not a number'],
    ['1,5 2,5', 'decimal comma'],
    ['1e400', 'too large'],
    ['1 NaN', 'Row 1, column 2: NaN'],
    ['inf 1', 'Infinity cannot be entered'],
    ['-Infinity', 'Infinity cannot be entered'],
    ['0x10', 'only decimal numbers'],
    ['1_000', 'without “_”'],
    ['١٢', 'is not a number'],
    ['１２', 'is not a number'],
    ['--1', '“--1” is not a number'],
    ['1e', '“1e” is not a number'],
    ['.', '“.” is not a number'],
    ['+', '“+” is not a number'],
    ['1/3', 'not expressions'],
    ['sqrt(2)', 'not expressions'],
    ['[[1,2],[3,4]', '“]” is missing'],
    ['[1,2]]', '“]” without its “[”'],
    ['[[[1]]]', 'nested more than two deep'],
    ['1,,2', 'Row 1, column 2: Enter a number'],
  ])('%j', (text, sentence) => expect(refusal(text)).toContain(sentence));

  it('a matrix over the limit, by its size', () => {
    const big = Array(20).fill(Array(20).fill('1').join(' ')).join('\n');
    expect(refusal(big)).toContain('20×20; at most 12×12');
  });

  it('five megabytes, unread and at once', () => {
    const text = '1 '.repeat(2_500_000);
    const began = performance.now();
    expect(refusal(text)).toContain(`at most ${MAX_CHARACTERS}`);
    // The table's limit for a hang; refusing by length alone takes microseconds.
    expect(performance.now() - began).toBeLessThan(200);
  });

  it('a thousand by a thousand, at the character limit', () => {
    const began = performance.now();
    refusal('1 '.repeat(MAX_CHARACTERS / 2 - 1));
    expect(performance.now() - began).toBeLessThan(200);
  });
});

describe('text of the visitor in a message', () => {
  it('is shortened', () => expect(quoted('a'.repeat(100))).toHaveLength(27));
  it('shows invisible and turning characters as escapes', () => {
    expect(quoted('a\u202eb\u200bc\u0000')).toBe('“a\\u202eb\\u200bc\\u0000”');
  });
  it('keeps markup as text', () => expect(refusal('<b>1</b> 2')).toContain('“<b>1</b>”'));
});

describe('one number', () => {
  it.each([
    ['1.5', 1.5],
    ['-2e-3', -0.002],
    ['.5', 0.5],
    [' 7 ', 7],
    ['1.7976931348623157e308', Number.MAX_VALUE],
  ])('%s', (text, value) => expect(parseNumber(text)).toEqual({ value }));
  it.each(['', 'e', '-', '1,5', 'true', '1 2'])('refuses %j', (text) =>
    expect(parseNumber(text)).toHaveProperty('error'),
  );
});

it('a list is a row or a column', () => {
  expect(parseVector('1 2 3', 8)).toEqual({ value: Float64Array.of(1, 2, 3) });
  expect(parseVector('1\n2', 8)).toEqual({ value: Float64Array.of(1, 2) });
  expect(parseVector('1 2; 3 4', 8)).toHaveProperty('error');
});

// A pattern that starts anew at each character takes seconds for these.
describe('100,000 characters of anything take no time', () => {
  it.each([
    ['letters', 'a'.repeat(99_000)],
    ['letters and digits', 'a1'.repeat(49_000)],
    ['commas', `1${','.repeat(99_000)}1`],
    ['spaces', `1${' '.repeat(99_000)}1`],
    ['a bracket and spaces', `[1${' '.repeat(49_000)}]${' '.repeat(49_000)}1`],
    ['brackets', '[1]'.repeat(33_000)],
    ['separators', `${' , '.repeat(33_000)}x`],
  ])('%s', (_, text) => {
    const began = performance.now();
    parseMatrix(text, limits);
    expect(performance.now() - began).toBeLessThan(500);
  });
});
