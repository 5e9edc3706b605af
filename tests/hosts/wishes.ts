// For every parameter of every concept another value than its default, as an author might write it.
import { plainValues } from '../../web/src/embed/patch';
import type { Parameter } from '../../web/src/kit/parameters';
import type { Value } from '../../web/src/kit/values';
import { concepts, type Wish } from './handed-out';

type Range = Extract<Parameter, { kind: 'number' }>;

/** An entry in the middle, for ends may be held fast, a step away: the shape stays, which others may have to fit. */
function nudged(data: Float64Array, { min, max, step }: Pick<Range, 'min' | 'max' | 'step'>): Float64Array {
  const middle = data.length >> 1;
  const next = Number(((data[middle] ?? 0) + step).toPrecision(12));
  return data.with(middle, next <= max && next !== data[middle] ? next : min);
}

/** A third value where `third`, for a state that holds the other one already. */
export function another(p: Parameter, third = false): Value {
  switch (p.kind) {
    case 'choice':
      return Object.keys(p.options).filter((o) => o !== p.default)[third ? 1 : 0] ?? p.default;
    case 'switch':
      return !p.default;
    case 'number':
    case 'integer':
      if (third) return p.kind === 'integer' ? Math.round((p.min + p.max) / 2) : (p.min + p.max) / 2;
      return p.default === p.max ? p.min : p.max;
    case 'seed':
      return third ? 4 : 12345;
    case 'vector':
      return nudged(third ? nudged(p.default, p) : p.default, p);
    case 'matrix':
      return { ...p.default, data: nudged(third ? nudged(p.default.data, p) : p.default.data, p) };
    case 'function':
      return p.default
        .split(',')
        .map((part) => `${third ? 3 : 2} (${part.trim()})`)
        .join(', ');
    case 'text':
      return third ? 'one <two> “three”' : 'a dog & a “cat” sat = 1';
  }
}

export const wishes: readonly Wish[] = concepts.map((concept) => ({
  concept,
  title: `“${concept.slug}” & <others>`,
  values: Object.fromEntries(Object.entries(concept.parameters).map(([key, p]) => [key, another(p)])),
}));

/** As the property `params` of a widget should hold them. */
export const asked = ({ values }: Wish): Record<string, unknown> => plainValues(values);
