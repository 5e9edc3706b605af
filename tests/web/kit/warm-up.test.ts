// What is computed ahead of a visitor: the states that one action leads to, in idle moments, within a budget.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineConcept, defaultsOf, type Concept, type Values } from '../../../web/src/kit/parameters';
import { busy, coolDown, oneActionAway, warmUp } from '../../../web/src/kit/warm-up';

const said = { label: 'x', description: 'x', role: 'data' } as const;
const concept = defineConcept({
  slug: 'sample',
  summary: '',
  prerequisites: [],
  symbols: {},
  height: { narrow: 0, medium: 0, wide: 0 },
  parameters: {
    x: { kind: 'number', default: 1, min: 0, max: 2, step: 0.5, ...said },
    n: { kind: 'integer', default: 3, min: 1, max: 3, step: 1, ...said },
    v: { kind: 'vector', default: Float64Array.of(1, 2), min: -9, max: 9, step: 1, length: [1, 3], ...said },
    on: { kind: 'switch', default: false, ...said },
    lens: { kind: 'choice', default: 'a', options: { a: 'A', b: 'B', c: 'C' }, ...said },
    f: { kind: 'function', default: 'x^2', variables: ['x'], ...said },
  },
  presets: [
    { id: 'p', label: 'P', kind: 'example', values: { x: 2 }, cause: '' },
    { id: 'q', label: 'Q', kind: 'break', values: { x: 0 }, cause: '' },
  ],
}) as unknown as Concept;
const values = defaultsOf(concept.parameters);

it('one action away: a step of a number, a first entry, a switch, every other choice, every example', () => {
  expect(oneActionAway(concept, values)).toEqual([
    { x: 1.5 },
    { n: 2 },
    { v: Float64Array.of(2, 2) },
    { on: true },
    { lens: 'b' },
    { lens: 'c' },
    { ...values, x: 2 },
  ]);
});

describe('in idle moments', () => {
  let now = 0;
  let element: { isConnected: boolean; getBoundingClientRect: () => { top: number; bottom: number } };
  const placed = (top: number): typeof element => ({
    isConnected: true,
    getBoundingClientRect: () => ({ top, bottom: top + 500 }),
  });
  const page = { hidden: false };
  let saving = false;

  beforeEach(() => {
    vi.useFakeTimers();
    now = 0;
    element = placed(0);
    vi.stubGlobal('innerHeight', 900);
    page.hidden = false;
    saving = false;
    vi.stubGlobal('performance', { now: () => now + vi.getMockedSystemTime()!.getTime(), measure: () => undefined });
    vi.setSystemTime(0);
    const target = { addEventListener: vi.fn(), removeEventListener: vi.fn() };
    vi.stubGlobal('addEventListener', target.addEventListener);
    vi.stubGlobal('removeEventListener', target.removeEventListener);
    vi.stubGlobal('document', Object.assign(page, target));
    vi.stubGlobal('navigator', { connection: { get saveData() { return saving; } } }); // prettier-ignore
    vi.stubGlobal('matchMedia', () => ({ matches: false }));
  });
  afterEach(() => {
    element.isConnected = false;
    vi.advanceTimersByTime(5000);
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Starts with a widget whose every call takes so long. */
  function begin(took: (state: Values) => number, draw: () => void = () => undefined): Values[] {
    const computed: Values[] = [];
    warmUp({
      element: element as unknown as Element,
      alive: () => true,
      concept,
      values: () => values,
      compute: (state) => {
        computed.push(state);
        now += took(state);
      },
      draw,
    });
    return computed;
  }
  const isShown = (state: Values): boolean => JSON.stringify(state) === JSON.stringify(values);

  it('computes each state, and after each of them the one that is shown', () => {
    const computed = begin(() => 0.1);
    vi.advanceTimersByTime(5000);
    expect(computed).toHaveLength(14);
    expect(computed.map(isShown)).toEqual(computed.map((_, i) => i % 2 === 1));
  });

  it('repeats what could be felt, and not what would hold up the page', () => {
    const computed = begin((state) => (isShown(state) ? 0 : state['on'] === true ? 2 : state['x'] === 1.5 ? 30 : 0.1));
    vi.advanceTimersByTime(5000);
    expect(computed.filter((state) => state['on'] === true)).toHaveLength(8);
    expect(computed.filter((state) => state['x'] === 1.5)).toHaveLength(1);
  });

  it('draws before all else, as often as it takes, and within the same time', () => {
    let drawn = 0;
    const computed = begin(
      () => 0.1,
      () => {
        expect(computed).toEqual([]);
        drawn += 1;
        now += 5;
      },
    );
    vi.advanceTimersByTime(5000);
    expect(drawn).toBe(8);
    expect(computed).toHaveLength(14);
    let slow = 0;
    element = placed(0);
    begin(
      () => 0.1,
      () => {
        slow += 1;
        now += 60;
      },
    );
    vi.advanceTimersByTime(5000);
    expect(slow).toBe(3);
  });

  it('begins with what is in view', () => {
    const order: string[] = [];
    element = placed(2000);
    begin(
      () => 0.1,
      () => order.push('below'),
    );
    element = placed(100);
    begin(
      () => 0.1,
      () => order.push('seen'),
    );
    vi.advanceTimersByTime(5000);
    expect(order).toEqual([...new Array<string>(8).fill('seen'), ...new Array<string>(8).fill('below')]);
  });

  it('ends when the widget has had its time', () => {
    const computed = begin(() => 20);
    vi.advanceTimersByTime(5000);
    // Two calls of 20 ms at a time, until 150 are used up.
    expect(computed).toHaveLength(8);
  });

  it('waits while the visitor is at work', () => {
    const computed = begin(() => 0.1);
    for (let i = 0; i < 20; i++) {
      vi.advanceTimersByTime(100);
      busy();
    }
    expect(computed).toEqual([]);
    vi.advanceTimersByTime(5000);
    expect(computed).toHaveLength(14);
  });

  it('does nothing while the page is hidden', () => {
    page.hidden = true;
    const computed = begin(() => 0.1);
    vi.advanceTimersByTime(5000);
    expect(computed).toEqual([]);
    page.hidden = false;
    const { addEventListener } = document as unknown as { addEventListener: ReturnType<typeof vi.fn> };
    const [type, callback] = addEventListener.mock.calls.at(-1) as [string, () => void];
    expect(type).toBe('visibilitychange');
    callback();
    vi.advanceTimersByTime(5000);
    expect(computed).toHaveLength(14);
  });

  it('stops when the widget leaves the page', () => {
    const computed = begin(() => 0.1);
    element.isConnected = false;
    vi.advanceTimersByTime(5000);
    expect(computed).toEqual([]);
  });

  it('listens to the visitor no longer than there is a widget to warm', () => {
    const listening = vi.mocked(addEventListener);
    const stopped = vi.mocked(removeEventListener);
    const before = listening.mock.calls.length;
    const computed = begin(() => 0.1);
    expect(listening.mock.calls.length - before).toBe(7);
    expect(stopped).not.toHaveBeenCalled();
    coolDown(element as unknown as Element);
    expect(stopped).toHaveBeenCalledTimes(7);
    vi.advanceTimersByTime(5000);
    expect(computed).toEqual([]);
    expect(stopped).toHaveBeenCalledTimes(7);
  });

  it('does nothing for who saves data', () => {
    saving = true;
    const computed = begin(() => 0.1);
    vi.advanceTimersByTime(5000);
    expect(computed).toEqual([]);
  });

  it('takes a state that cannot be computed for an action that fails', () => {
    const computed = begin((state) => {
      if (state['lens'] === 'b') throw new Error('not here yet');
      return 0.1;
    });
    vi.advanceTimersByTime(5000);
    expect(computed).toHaveLength(14);
  });
});
