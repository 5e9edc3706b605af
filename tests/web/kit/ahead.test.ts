// What a drag is likely to ask for next is there before it is asked for; what is kept is bounded; failures are not kept.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Ahead } from '../../../web/src/kit/ahead';
import type { Parameters, Values } from '../../../web/src/kit/parameters';

const described = { label: '', description: '', role: 'parameter' } as const;
const parameters: Parameters = {
  n: { kind: 'integer', ...described, default: 5, min: 1, max: 20, step: 1 },
  x: { kind: 'number', ...described, default: 0, min: -1, max: 1, step: 0.1 },
  on: { kind: 'switch', ...described, default: false },
  seed: { kind: 'seed', ...described, default: 0 },
};
const state = (values: Partial<Values>): Values => ({ n: 5, x: 0, on: false, seed: 0, ...values });

let computed: Values[];
let ahead: Ahead;

function drag(...states: Values[]): void {
  for (const each of states) {
    ahead.of(each);
    ahead.follow(each);
    vi.runAllTimers();
  }
}

describe('results made ahead', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    computed = [];
    ahead = new Ahead(parameters, (s) => {
      if (s.n === 13) throw new Error('thirteen');
      computed.push(s);
      return { n: s.n };
    });
  });
  afterEach(() => vi.useRealTimers());

  it('asks for a state once, however often it is shown', () => {
    const first = ahead.of(state({ n: 7 }));
    expect(ahead.of(state({ n: 7 }))).toBe(first);
    expect(ahead.of(state({ n: 7, on: true }))).not.toBe(first);
    expect(computed).toHaveLength(2);
  });

  it('goes on the way that a drag goes, as far as the parameter reaches', () => {
    drag(state({ n: 5 }), state({ n: 7 }));
    expect(computed.map(({ n }) => n)).toEqual([5, 7]);
    drag(state({ n: 9 }));
    expect(computed.map(({ n }) => n)).toEqual([5, 7, 9, 11]);
    drag(state({ n: 11 }), state({ n: 17 }));
    expect(computed.map(({ n }) => n)).toEqual([5, 7, 9, 11, 13, 17, 20].filter((n) => n !== 13));
  });

  it('makes the number that a slider would write', () => {
    drag(state({ x: 0 }), state({ x: 0.1 }), state({ x: 0.2 }));
    expect(computed.map(({ x }) => x)).toEqual([0, 0.1, 0.2, 0.3]);
  });

  it('makes nothing where a drag turns, where two things change, or where there is no next', () => {
    drag(state({ n: 5 }), state({ n: 7 }), state({ n: 6 }));
    drag(state({ n: 7, x: 0.5 }), state({ n: 8, x: 0.6 }), state({ n: 9, x: 0.7 }));
    drag(state({ seed: 1 }), state({ seed: 2 }), state({ seed: 3 }));
    drag(state({ on: true }), state({ on: false }), state({ on: true }));
    // Three, three, three and one: to switch off leads back to where all began.
    expect(computed).toHaveLength(10);
  });

  it('says a failure when it is asked for, each time', () => {
    drag(state({ n: 11 }), state({ n: 12 }));
    expect(() => ahead.of(state({ n: 13 }))).toThrow('thirteen');
    expect(() => ahead.of(state({ n: 13 }))).toThrow('thirteen');
  });

  it('keeps the last sixty-four', () => {
    for (let seed = 0; seed < 65; seed++) ahead.of(state({ seed }));
    ahead.of(state({ seed: 1 }));
    expect(computed).toHaveLength(65);
    ahead.of(state({ seed: 0 }));
    expect(computed).toHaveLength(66);
  });
});
