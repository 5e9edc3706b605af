// Random states of a concept: within its table, at its edges, and with the numbers that texts lose most easily.

import type { Parameter, Parameters, Values } from '../../web/src/kit/parameters';
import type { Value } from '../../web/src/kit/values';

/** xorshift32: any fixed stream of bits will do, and this one is the same on every machine. */
export function bits(seed: number): () => number {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

/** Any float64 but NaN and the infinities. */
export function anyFinite(next: () => number): number {
  const view = new DataView(new ArrayBuffer(8));
  do {
    view.setUint32(0, next());
    view.setUint32(4, next());
  } while (!Number.isFinite(view.getFloat64(0)));
  return view.getFloat64(0);
}

const AWKWARD = [0, -0, 5e-324, -5e-324, 2.2250738585072014e-308, 1e-7, 0.1 + 0.2, 1e21, 1 / 3];

function numberIn({ min, max }: { min: number; max: number }, next: () => number): number {
  const kind = next() % 4;
  const awkward = AWKWARD[next() % AWKWARD.length] ?? 0;
  const share = next() / 2 ** 32;
  const any = [awkward, next() % 2 ? min : max, anyFinite(next), min + share * (max - min)][kind] ?? 0;
  return any >= min && any <= max ? any : min + share * (max - min);
}

const LETTERS = [...'xyzabc0123456789.+-*/^(),=&?#%;: αβλ∇√“<>"\'\\\u0000\u2028😀'];

const textOf = (most: number, next: () => number): string =>
  Array.from({ length: next() % Math.min(most, 40) }, () => LETTERS[next() % LETTERS.length]).join('');

function valueOf(p: Parameter, next: () => number): Value {
  const between = (least: number, most: number): number => least + (next() % (most - least + 1));
  switch (p.kind) {
    case 'number':
      return numberIn(p, next);
    case 'integer':
      return between(p.min, Math.min(p.max, p.min + 2 ** 20));
    case 'seed':
      return next();
    case 'switch':
      return next() % 2 === 0;
    case 'choice': {
      const names = Object.keys(p.options);
      return names[next() % names.length] ?? p.default;
    }
    case 'function':
    case 'text':
      return textOf(p.maxLength ?? 1000, next);
    case 'vector':
      return Float64Array.from({ length: between(p.length[0], p.length[1]) }, () => numberIn(p, next));
    case 'matrix': {
      const rows = between(p.rows[0], p.rows[1]);
      const cols = p.square ? rows : between(p.cols[0], p.cols[1]);
      return { rows, cols, data: Float64Array.from({ length: rows * cols }, () => numberIn(p, next)) };
    }
  }
}

/** About a third of the parameters changed: what visitors do, and a hundred characters rather than ten thousand. */
export const randomState = (parameters: Parameters, next: () => number): Values =>
  Object.fromEntries(
    Object.entries(parameters).map(([key, p]) => [key, next() % 3 === 0 ? valueOf(p, next) : p.default]),
  );
