import { describe, expect, test } from 'vitest';
import { layoutGraph, type Link } from '../../../web/src/kit/graph-layout';

const links = (...pairs: readonly (readonly [number, number])[]): Link[] => pairs.map(([from, to]) => ({ from, to }));

describe('layoutGraph', () => {
  test('a chain is one straight line', () => {
    const { places, columns, lanes } = layoutGraph(4, links([0, 1], [1, 2], [2, 3]));
    expect(places.map((p) => p.column)).toEqual([0, 1, 2, 3]);
    expect(new Set(places.map((p) => p.lane)).size).toBe(1);
    expect([columns, lanes]).toEqual([4, 1]);
  });

  test('a link over several columns stops in each of them, apart from what stands there', () => {
    // x → a → b → +, and x → + directly
    const layout = layoutGraph(4, links([0, 1], [1, 2], [2, 3], [0, 3]));
    const long = layout.stops[3] ?? [];
    expect(long.map((p) => p.column)).toEqual([1, 2]);
    for (const stop of long) {
      const there = layout.places.filter((p) => p.column === stop.column);
      for (const p of there) expect(Math.abs(p.lane - stop.lane)).toBeGreaterThanOrEqual(1 - 1e-9);
    }
  });

  test('links of one node share a line', () => {
    // w is used in each of four layers
    const { stops, lanes } = layoutGraph(6, links([0, 2], [1, 2], [2, 3], [1, 3], [3, 4], [1, 4], [4, 5], [1, 5]));
    expect(stops[7]?.slice(0, -1)).toEqual(stops[5]);
    expect(lanes).toBeLessThanOrEqual(3);
  });

  test('two links between the same nodes part', () => {
    const { stops, places } = layoutGraph(2, links([0, 1], [0, 1]));
    expect(places[1]?.column).toBe(2);
    expect(stops.map((s) => s.length)).toEqual([1, 1]);
    expect(Math.abs((stops[0]?.[0]?.lane ?? 0) - (stops[1]?.[0]?.lane ?? 0))).toBeGreaterThanOrEqual(1);
  });

  test('a source that is used late stands late', () => {
    // w·x, then + b
    const { places } = layoutGraph(5, links([0, 3], [1, 3], [3, 4], [2, 4]));
    expect(places[2]?.column).toBe(1);
  });

  test('order within columns undoes a crossing', () => {
    // 0 → 3 and 1 → 2 cross if both columns keep the order of their numbers
    const { places } = layoutGraph(4, links([0, 3], [1, 2]));
    const above = (a: number, b: number): boolean => (places[a]?.lane ?? 0) < (places[b]?.lane ?? 0);
    expect(above(0, 1)).toBe(above(3, 2));
  });

  test('nothing lies on anything else, in a tangle of twenty-four', () => {
    const tangle: Link[] = [];
    for (let to = 1; to < 24; to++)
      for (const from of [to - 1, (to * 7) % to, (to * 5 + 3) % to]) tangle.push({ from, to });
    const { places, stops } = layoutGraph(24, tangle);
    const key = (p: { column: number; lane: number }): string => `${p.column} ${p.lane}`;
    const all = [...places, ...new Map(stops.flat().map((p) => [key(p), p])).values()];
    for (const [i, p] of all.entries())
      for (const q of all.slice(i + 1))
        if (p.column === q.column) expect(Math.abs(p.lane - q.lane)).toBeGreaterThan(1 - 1e-9);
  });

  test('single nodes and graphs without links', () => {
    expect(layoutGraph(1, []).columns).toBe(1);
    expect(layoutGraph(2, []).lanes).toBe(2);
  });
});
