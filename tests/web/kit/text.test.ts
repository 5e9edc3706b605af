// A text parameter holds a visitor's words as they are: through links, within its length, and as Python.
import { describe, expect, it } from 'vitest';
import { decodeState, encodeState } from '../../../web/src/kit/codec';
import { pythonLiteral } from '../../../web/src/kit/literal';
import { check, defaultsOf, type Parameters } from '../../../web/src/kit/parameters';

const words = {
  kind: 'text',
  label: 'words',
  description: '',
  role: 'data',
  default: 'the cat',
  maxLength: 12,
} as const;
const parameters = { words } as const satisfies Parameters;

describe('a text parameter', () => {
  it.each(['', 'a b', 'größer ∇ 猫', '<b>&=#?%', '"\\\'', '  two  '])(
    'comes back from a link as it was: %j',
    (text) => {
      const query = encodeState(parameters, { ...defaultsOf(parameters), words: text });
      expect(decodeState(parameters, query).values).toEqual({ words: text });
    },
  );

  it('is no longer than it may be, counted in characters', () => {
    expect(check(words, '猫'.repeat(12))).toEqual({ value: '猫'.repeat(12) });
    expect(check(words, 'a'.repeat(13))).toEqual({ error: 'words has 13 characters; at most 12 are allowed.' });
    expect(check(words, 7)).toHaveProperty('error');
    expect(check(words, '\ud800')).toHaveProperty('error');
  });

  it('is a string in Python', () => expect(pythonLiteral('say "hi"')).toBe('"say \\"hi\\""'));
});
