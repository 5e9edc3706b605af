// Text that a visitor types or pastes, to numbers. Every refusal is one sentence that says where and what to do.

import type { Matrix } from './values';

export type Parsed<T> = { readonly value: T } | { readonly error: string };

export interface Limits {
  readonly rows: number;
  readonly cols: number;
}

/** Longer input is not read at all: pasting a file must not freeze the page. */
export const MAX_CHARACTERS = 100_000;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const VISIBLE = 24;

/** Text of the visitor inside a message: shortened, and with invisible or direction-changing characters spelled out. */
export function quoted(text: string): string {
  const short = text.length > VISIBLE ? `${text.slice(0, VISIBLE)}…` : text;
  const shown = short.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
  return `“${shown}”`;
}

export function parseNumber(text: string): Parsed<number> {
  const token = text.trim().replace(/^\u2212/, '-');
  if (token === '') return { error: 'Enter a number.' };
  if (!NUMBER.test(token)) return { error: refusal(token) };
  const value = Number(token);
  if (!Number.isFinite(value)) return { error: `${quoted(token)} is too large: the largest number is about 1.8e308.` };
  return { value };
}

function refusal(token: string): string {
  if (/^[+-]?nan$/i.test(token)) return 'NaN is not a number that can be entered.';
  if (/^[+-]?inf(inity)?$/i.test(token)) return 'Infinity cannot be entered; use a large finite number.';
  if (/^[+-]?\d+,\d+$/.test(token)) return `${quoted(token)}: write the decimal point as “.”.`;
  if (/^[+-]?0[xob]/i.test(token)) return `${quoted(token)}: only decimal numbers are read.`;
  if (/_/.test(token)) return `${quoted(token)}: write the number without “_”.`;
  if (/[/*^()]|sqrt|pi/i.test(token)) return `${quoted(token)}: only plain numbers are read, not expressions.`;
  return `${quoted(token)} is not a number.`;
}

/**
 * Rows as people and programs write them: one a line or separated by “;”, entries by spaces, tabs or commas;
 * nested brackets of Python, NumPy’s print form, and torch.tensor(…) with its dtype are read too.
 */
export function parseMatrix(text: string, limits: Limits): Parsed<Matrix> {
  if (text.length > MAX_CHARACTERS) {
    return { error: `That is ${text.length} characters; at most ${MAX_CHARACTERS} are read.` };
  }
  const body = withoutCall(text.replace(/\r\n?/g, '\n').replace(/[\u00a0\u202f]/g, ' ')).trim();
  if (/^[[\](),;\s]*$/.test(body)) return { error: 'Enter at least one row of numbers.' };
  const call = /[a-z]\w{0,30}\s{0,9}\(/i.exec(body)?.[0];
  if (call) return { error: `${quoted(`${call}…`)}: only plain numbers are read, not expressions.` };
  const rows = /[[(]/.test(body) ? bracketRows(body) : plainRows(body);
  if ('error' in rows) return rows;
  return numbersOf(rows.value, limits);
}

/** A list: a matrix of one row or one column. */
export function parseVector(text: string, most: number): Parsed<Float64Array> {
  const parsed = parseMatrix(text, { rows: most, cols: most });
  if ('error' in parsed) return parsed;
  const { rows, cols, data } = parsed.value;
  return rows === 1 || cols === 1 ? { value: data } : { error: `A list was expected, got ${rows}×${cols} numbers.` };
}

/** The argument of torch.tensor(…), np.array(…) or array(…), without dtype, device and requires_grad. */
function withoutCall(text: string): string {
  const inner =
    /^\s*(?:[A-Za-z_]\w*\s*=\s*)?(?:torch\.|np\.|numpy\.)?(?:tensor|array|Tensor|matrix)\s*\(([\s\S]*)\)\s*$/.exec(
      text,
    )?.[1];
  if (inner === undefined) return text;
  return inner.replace(/,\s*(?:dtype|device|requires_grad)\s*=\s*[\w.'":]+/g, '');
}

function bracketRows(body: string): Parsed<string[][]> {
  const unified = body.replace(/\(/g, '[').replace(/\)/g, ']');
  let depth = 0;
  for (const c of unified) {
    depth += c === '[' ? 1 : c === ']' ? -1 : 0;
    if (depth < 0) return { error: 'There is a “]” without its “[”.' };
    if (depth > 2) return { error: 'Brackets are nested more than two deep; a matrix has rows of numbers only.' };
  }
  if (depth > 0) return { error: 'A “]” is missing at the end.' };
  if (!/\[\s*\[/.test(unified) && (unified.match(/\[/g) ?? []).length > 1) {
    return rowsBetweenBrackets(unified);
  }
  const inner = unified.replace(/^\s*\[/, '').replace(/\]\s*,?$/, '');
  return inner.includes('[') ? rowsBetweenBrackets(inner) : { value: [tokens(inner)] };
}

function rowsBetweenBrackets(text: string): Parsed<string[][]> {
  const outside = text.replace(/\[[^\]]*\]/g, '');
  if (/[^\s,;]/.test(outside)) return { error: `${quoted(outside.trim())} stands outside the rows.` };
  return { value: [...text.matchAll(/\[([^\]]*)\]/g)].map((m) => tokens(m[1] ?? '')) };
}

function plainRows(body: string): Parsed<string[][]> {
  const lines = body.split(/[;\n]/).filter((line) => line.trim() !== '');
  const rows = lines.map(tokens);
  const decimalCommas = /^\s*[+-]?\d+,\d+(\s+[+-]?\d+,\d+)+\s*$/;
  if (lines.some((line) => decimalCommas.test(line))) {
    return { error: 'It is not clear whether “,” separates numbers or is a decimal comma; write decimals with “.”.' };
  }
  return { value: rows };
}

const isGap = (character: string | undefined): boolean => character !== undefined && /[\s,]/.test(character);

/** By index, as every pattern here: one that starts anew at each of 100,000 commas would take seconds. */
function tokens(line: string): string[] {
  let [from, to] = [0, line.length];
  while (from < to && isGap(line[from])) from++;
  while (to > from && isGap(line[to - 1])) to--;
  return line
    .slice(from, to)
    .split(/\s*,\s*|\s+/)
    .filter((t, _, all) => t !== '' || all.length > 1);
}

function numbersOf(rows: readonly (readonly string[])[], limits: Limits): Parsed<Matrix> {
  const cols = rows[0]?.length ?? 0;
  if (rows.length > limits.rows || cols > limits.cols) {
    return { error: `That is ${rows.length}×${cols}; at most ${limits.rows}×${limits.cols} fit here.` };
  }
  const data = new Float64Array(rows.length * cols);
  for (const [r, row] of rows.entries()) {
    if (row.length !== cols) {
      return { error: `Row ${r + 1} has ${row.length} ${row.length === 1 ? 'number' : 'numbers'}, row 1 has ${cols}.` };
    }
    for (const [c, token] of row.entries()) {
      const parsed = parseNumber(token);
      if ('error' in parsed) return { error: `Row ${r + 1}, column ${c + 1}: ${parsed.error}` };
      data[r * cols + c] = parsed.value;
    }
  }
  return { value: { rows: rows.length, cols, data } };
}
