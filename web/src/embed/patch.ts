// Parameters as scripts and attributes give them: plain values and texts, read and checked, with what did not fit in
// sentences.

import { decodeValue } from '../kit/codec';
import type { Patch } from '../kit/frame';
import { check, type Parameter, type Parameters, type Values } from '../kit/parameters';
import type { Parsed } from '../kit/parse';
import { isMatrix, matrixFrom, rowsOf, type Value } from '../kit/values';

/** A value as JSON holds it: a matrix as an array of rows, a vector as an array of numbers. */
export type Plain = number | boolean | string | readonly number[] | readonly (readonly number[])[];

function toPlain(value: Value): Plain {
  if (isMatrix(value)) return rowsOf(value);
  return value instanceof Float64Array ? Array.from(value) : value;
}

/** One value from whatever a script hands over; texts are read as an address is. */
function fromPlain(p: Parameter, value: unknown): Parsed<Value> & { notice?: string } {
  if (typeof value === 'string') return decodeValue(p, value);
  if (isMatrix(value)) return check(p, { rows: value.rows, cols: value.cols, data: Float64Array.from(value.data) });
  if (typeof value === 'number' || typeof value === 'boolean') return check(p, value);
  const numbers = listOf(value);
  if (numbers && p.kind === 'vector') return check(p, Float64Array.from(numbers));
  const rows = Array.isArray(value) ? value.map(listOf) : [];
  const first = rows[0]?.length ?? 0;
  if (p.kind === 'matrix' && rows.every((row): row is number[] => row?.length === first)) {
    return check(p, matrixFrom(rows));
  }
  return { error: `${p.label} cannot be made from what a script has set; it is left as it was.` };
}

/** The numbers of an array or a typed array; undefined where one of them is none. */
function listOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return undefined;
  const list = Array.from(value as ArrayLike<unknown>);
  return list.every((x): x is number => typeof x === 'number') ? list : undefined;
}

export const plainValues = (values: Values): Record<string, Plain> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, toPlain(value)]));

/** What plain values set, whatever they are: numbers, texts, arrays, arrays of rows. */
export const patchOf = (parameters: Parameters, params: Readonly<Record<string, unknown>>): Patch =>
  gathered(parameters, params, fromPlain);

/** As `patchOf`, from texts as attributes and addresses hold them; undefined brings a default back. */
export const patchOfTexts = (parameters: Parameters, texts: Readonly<Record<string, string | undefined>>): Patch =>
  gathered(parameters, texts, (parameter, text) =>
    text === undefined ? { value: parameter.default } : decodeValue(parameter, text),
  );

function gathered<T>(
  parameters: Parameters,
  given: Readonly<Record<string, T>>,
  read: (parameter: Parameter, value: T) => Parsed<Value> & { notice?: string },
): Patch {
  const notices: string[] = [];
  const values: Record<string, Value> = {};
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(parameters, key)) continue;
    const taken = read(parameters[key] as Parameter, value);
    if ('error' in taken) notices.push(taken.error);
    else values[key] = taken.value;
    if (taken.notice) notices.push(taken.notice);
  }
  return { values, notices };
}
