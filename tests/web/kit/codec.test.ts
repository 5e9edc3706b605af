// State in an address: exact round trip of every float64, and total reading of anything.
import { describe, expect, it } from 'vitest';
import { decodeState, encodeState } from '../../../web/src/kit/codec';
import { defaultsOf, type Parameters, type Values } from '../../../web/src/kit/parameters';
import { matrixFrom, sameValue, type Value } from '../../../web/src/kit/values';
import { anyFinite, bits } from '../random';

const described = { label: 'x', description: '', role: 'data' } as const;
const wide = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE, step: 1 } as const;
const parameters = {
  a: {
    kind: 'matrix',
    ...described,
    label: 'matrix A',
    default: matrixFrom([[1, 2]]),
    rows: [1, 8],
    cols: [1, 8],
    ...wide,
  },
  v: { kind: 'vector', ...described, default: Float64Array.of(1, 0), length: [1, 8], ...wide },
  t: { kind: 'number', ...described, label: 't', default: 1, min: 0, max: 10, step: 0.1 },
  k: { kind: 'integer', ...described, default: 3, min: 0, max: 9, step: 1 },
  seed: { kind: 'seed', ...described, default: 0 },
  lens: { kind: 'choice', ...described, default: 'one', options: { one: '1', two: '2' } },
  on: { kind: 'switch', ...described, default: false },
} as const satisfies Parameters;

const defaults = defaultsOf(parameters);

describe('round trip', () => {
  it('writes nothing for the defaults', () => expect(encodeState(parameters, defaults)).toBe(''));

  it('is the identity for ten thousand random bit patterns', () => {
    const next = bits(20241122);
    for (let i = 0; i < 2500; i++) {
      const data = Float64Array.from({ length: 4 }, () => anyFinite(next));
      const state = { ...defaults, a: { rows: 2, cols: 2, data }, v: data.slice(0, 1 + (i % 4)) };
      const back = decodeState(parameters, encodeState(parameters, state)).values;
      expect(sameValue(back['a'] as Value, state.a)).toBe(true);
      expect(sameValue(back['v'] ?? defaults.v, state.v)).toBe(true);
    }
  });

  it.each([-0, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, 1e21, -1e-7])('%d to the bit', (x) => {
    const state: Values<typeof parameters> = { ...defaults, v: Float64Array.of(x) };
    const back = decodeState(parameters, encodeState(parameters, state)).values['v'] as Float64Array;
    expect(Object.is(back[0], x)).toBe(true);
  });

  it('keeps every kind', () => {
    const state: Values<typeof parameters> = { ...defaults, t: 2.5, k: 7, seed: 4294967295, lens: 'two', on: true };
    const text = encodeState(parameters, state);
    expect(text).toBe('t=2.5&k=7&seed=4294967295&lens=two&on=on');
    expect({ ...defaults, ...decodeState(parameters, text).values }).toEqual(state);
  });
});

describe('reading never throws, and says what it ignored', () => {
  it.each([
    ['a broken percent code', 't=%E0%A4%A', /broken value for t/],
    ['a value that is no number', 't=abc', /“abc” is not a number/],
    ['a ragged matrix', 'a=1,2;3', /Row 2 has 1 number/],
    ['a matrix over the limit', `a=${Array(99).fill(1).join(',')}`, /at most 8×8/],
    ['an unknown choice', 'lens=three', /one of one, two/],
    ['a fraction for a whole number', 'k=1.5', /whole number/],
    ['a seed out of range', 'seed=-1', /0 to 4294967295/],
  ])('%s', (_, query, sentence) => {
    const decoded = decodeState(parameters, query);
    expect(decoded.values).toEqual({});
    expect(decoded.notices.join()).toMatch(sentence);
  });

  it('clamps a number and says so', () => {
    const decoded = decodeState(parameters, 't=99');
    expect(decoded.values).toEqual({ t: 10 });
    expect(decoded.notices[0]).toContain('outside 0 to 10');
  });

  it('says no more than a few sentences about an address', () => {
    const { notices } = decodeState(parameters, 't=x&'.repeat(5000));
    expect(notices).toHaveLength(9);
    expect(notices.at(-1)).toBe('In the address: 4992 more of that kind.');
  });

  it('ignores unknown keys, and takes the last of duplicates', () => {
    expect(decodeState(parameters, 'x=1&t=2&t=3')).toEqual({ values: { t: 3 }, notices: [] });
  });

  it('names a preset', () => expect(decodeState(parameters, 'preset=shear&t=2').preset).toBe('shear'));

  it('leaves Object.prototype alone', () => {
    decodeState(parameters, '__proto__=1&__proto__[x]=1&constructor=1&constructor.prototype.x=1&toString=1');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    expect(typeof {}.toString).toBe('function');
  });

  it.each(['<script>', 'javascript:alert(1)', '"><svg onload=alert(1)>', '=', '&&&', 'a', '=1', '\u0000'])(
    'inert: %j',
    (query) => expect(decodeState(parameters, query).values).toEqual({}),
  );

  it('stops at 100 kB', () => {
    expect(decodeState(parameters, `t=2&${'x'.repeat(100_001)}`)).toMatchObject({
      values: {},
      notices: [expect.stringContaining('too long')],
    });
  });
});
