// State as text in an address: a=3,1;1,2&k=2. Only what differs from the defaults is written, numbers exactly.
// Reading is total: what cannot be read is reported in a sentence and leaves its parameter as it was.

import { exactNumber } from './format';
import { check, type Parameter, type Parameters, type Values } from './parameters';
import { MAX_CHARACTERS, parseMatrix, parseNumber, type Parsed } from './parse';
import { isMatrix, rowsOf, sameValue, type Value } from './values';

export function encodeValue(value: Value): string {
  if (typeof value === 'number') return exactNumber(value);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string') return encodeURIComponent(value);
  const rows = isMatrix(value) ? rowsOf(value) : [Array.from(value)];
  return rows.map((row) => row.map(exactNumber).join(',')).join(';');
}

export function encodeState<P extends Parameters>(parameters: P, values: Values<P>): string {
  return Object.entries(parameters)
    .filter(([key, p]) => !sameValue(values[key] as Value, p.default))
    .map(([key]) => `${key}=${encodeValue(values[key] as Value)}`)
    .join('&');
}

/** One value from text, shape and domain checked. */
export function decodeValue(p: Parameter, text: string): Parsed<Value> & { notice?: string } {
  const parsed = read(p, text);
  return 'error' in parsed ? parsed : check(p, parsed.value);
}

function read(p: Parameter, text: string): Parsed<Value> {
  switch (p.kind) {
    case 'number':
    case 'integer':
    case 'seed':
      return parseNumber(text);
    case 'switch':
      if (text === 'on' || text === 'off') return { value: text === 'on' };
      return { error: `${p.label} is either on or off.` };
    case 'choice':
    case 'function':
    case 'text':
      return { value: text };
    case 'vector': {
      const parsed = parseMatrix(text, { rows: 1, cols: p.length[1] });
      return 'error' in parsed ? parsed : { value: parsed.value.data };
    }
    case 'matrix':
      return parseMatrix(text, { rows: p.rows[1], cols: p.cols[1] });
  }
}

/** Sentences about one address: a hundred would push the page out of sight. */
const MOST_NOTICES = 8;

export interface Decoded {
  readonly preset?: string;
  readonly values: Readonly<Record<string, Value>>;
  /** Sentences about what was ignored or changed, for the visitor. */
  readonly notices: readonly string[];
}

/** Reads `preset=id&key=value…`. Unknown keys are ignored; of duplicates the last counts. */
export function decodeState(parameters: Parameters, query: string): Decoded {
  if (query.length > MAX_CHARACTERS) {
    return { values: {}, notices: ['The address is too long to hold a state; defaults are shown.'] };
  }
  const values: Record<string, Value> = Object.create(null) as Record<string, Value>;
  const notices: string[] = [];
  let preset: string | undefined;
  for (const pair of query.split('&').filter(Boolean)) {
    const [key = '', raw = ''] = splitOnce(pair);
    const text = decodePercent(raw);
    if (text === undefined) notices.push(`The address holds a broken value for ${key.slice(0, 24)}; it is ignored.`);
    else if (key === 'preset') preset = text;
    else if (Object.hasOwn(parameters, key)) {
      const decoded = decodeValue(parameters[key] as Parameter, text);
      if ('error' in decoded) notices.push(`In the address: ${decoded.error}`);
      else values[key] = decoded.value;
      if (decoded.notice) notices.push(`In the address: ${decoded.notice}`);
    }
  }
  const more = notices.length - MOST_NOTICES;
  if (more > 0) notices.splice(MOST_NOTICES, more, `In the address: ${more} more of that kind.`);
  return { ...(preset !== undefined && { preset }), values, notices };
}

function splitOnce(pair: string): [string, string] {
  const i = pair.indexOf('=');
  return i < 0 ? [pair, ''] : [pair.slice(0, i), pair.slice(i + 1)];
}

function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
