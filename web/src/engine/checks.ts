// Checks of JavaScript values before they cross. The table of signatures comes from the module itself, so a new
// function is checked without a line here. Domains are the core's business; types and shapes are ours.

import { EngineError } from './errors';

export type Kind = 'matrix' | 'vector' | 'number' | 'integer' | 'unsigned' | 'boolean' | 'string';

export interface Signature {
  readonly name: string;
  readonly args: readonly { readonly name: string; readonly kind: Kind }[];
}

/** Reads "matmulCell(a, b, row, col): matrix matrix integer integer", one signature a line. */
export function readSignatures(table: string): Signature[] {
  return table
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [, name = '', names = '', kinds = ''] = /^(\w+)\(([^)]*)\):(.*)$/.exec(line) ?? [];
      const kind = kinds.trim().split(' ') as Kind[];
      const args = names.split(',').filter(Boolean);
      return { name, args: args.map((arg, i) => ({ name: arg.trim(), kind: kind[i] as Kind })) };
    });
}

const describe = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a plain array';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

const refuse = (fn: string, arg: string, wanted: string, value: unknown): never => {
  throw new EngineError('invalid-argument', `${fn}: ${arg} must be ${wanted}, got ${describe(value)}.`);
};

function checkArray(fn: string, arg: string, value: unknown): Float64Array {
  if (!(value instanceof Float64Array)) return refuse(fn, arg, 'a Float64Array', value);
  if (value.length === 0 && value.byteLength === 0 && isDetached(value)) {
    throw new EngineError('invalid-argument', `${fn}: the memory behind ${arg} is gone.`);
  }
  if (typeof SharedArrayBuffer !== 'undefined' && value.buffer instanceof SharedArrayBuffer) {
    throw new EngineError('invalid-argument', `${fn}: ${arg} must not lie in shared memory.`);
  }
  const bad = value.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) {
    throw new EngineError('invalid-argument', `${fn}: ${arg} must be finite, entry ${bad} is ${value[bad]}.`);
  }
  return value;
}

const isDetached = (array: Float64Array): boolean => {
  try {
    return 'detached' in array.buffer ? Boolean(array.buffer.detached) : new Uint8Array(array.buffer).length < 0;
  } catch {
    return true;
  }
};

const isSize = (x: unknown): x is number => typeof x === 'number' && Number.isInteger(x) && x >= 0 && x <= 32768;

function checkMatrix(fn: string, arg: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return refuse(fn, arg, 'a matrix { rows, cols, data }', value);
  // Each field is read once: an object with getters cannot answer differently after it was checked.
  const { rows, cols, data } = value as Record<string, unknown>;
  if (!isSize(rows)) return refuse(fn, `${arg}.rows`, 'a whole number from 0 to 32768', rows);
  if (!isSize(cols)) return refuse(fn, `${arg}.cols`, 'a whole number from 0 to 32768', cols);
  const array = checkArray(fn, `${arg}.data`, data);
  if (array.length !== rows * cols) {
    throw new EngineError(
      'invalid-argument',
      `${fn}: ${arg}.data holds ${array.length} numbers, ${rows}×${cols} needs ${rows * cols}.`,
    );
  }
  return { rows, cols, data: array };
}

const LONGEST_TEXT = 100_000;

/** Half a surrogate pair would swallow the character after it on the way to UTF-8. */
function checkText(fn: string, arg: string, value: string): string {
  if (value.length > LONGEST_TEXT) {
    throw new EngineError(
      'invalid-argument',
      `${fn}: ${arg} has ${value.length} characters, at most ${LONGEST_TEXT} are taken.`,
    );
  }
  const half = /\p{Surrogate}/u.exec(value);
  if (!half) return value;
  const position = Array.from(value.slice(0, half.index)).length + 1;
  const code = half[0].charCodeAt(0).toString(16);
  throw new EngineError('invalid-expression', `Half a character (\\u{${code}}) at character ${position}.`, {
    position,
  });
}

export function checkArgument(fn: string, { name, kind }: Signature['args'][number], value: unknown): unknown {
  switch (kind) {
    case 'matrix':
      return checkMatrix(fn, name, value);
    case 'vector':
      return checkArray(fn, name, value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : refuse(fn, name, 'a finite number', value);
    case 'integer':
      return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31
        ? value
        : refuse(fn, name, 'a whole number within 32 bits', value);
    case 'unsigned':
      return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32
        ? value
        : refuse(fn, name, 'a whole number from 0 to 4294967295', value);
    case 'boolean':
      return typeof value === 'boolean' ? value : refuse(fn, name, 'true or false', value);
    case 'string':
      return typeof value === 'string' ? checkText(fn, name, value) : refuse(fn, name, 'a string', value);
  }
}
