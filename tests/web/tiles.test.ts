// The small pictures of the front page: each is drawn by the engine, all numbers in it are finite, and a loop closes.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../web/src/engine';
import { tilePaths, type Tile } from '../../web/src/kit/tile';
import { loadTestEngine } from './engine/module';

const tiles = import.meta.glob<Tile<Engine>>('../../web/src/concepts/*/tile.ts', { eager: true, import: 'default' });

let engine: Engine;
beforeAll(async () => {
  engine = await loadTestEngine();
});

const drawn = (tile: Tile<Engine>, t: number): string[] => tilePaths(tile(engine, t)).map((path) => path.d);

describe.each(Object.entries(tiles))('%s', (_path, tile) => {
  it('draws finite strokes at any time', () => {
    for (const t of [0, 0.2, 0.5, 0.99]) {
      expect(drawn(tile, t).join('')).toMatch(/^M[-\d]/);
      expect(drawn(tile, t).join('')).not.toMatch(/NaN|Infinity|e[-+]/);
    }
  });

  it('moves, and comes round', () => {
    // By its strokes, or by which of them stand out.
    expect(tilePaths(tile(engine, 0.3))).not.toEqual(tilePaths(tile(engine, 0)));
    const numbers = (t: number): number[] =>
      drawn(tile, t)
        .join(' ')
        .match(/-?[\d.]+/g)
        ?.map(Number) ?? [];
    const [start, end] = [numbers(0), numbers(1 - 1e-9)];
    expect(end).toHaveLength(start.length);
    // A picture is rounded to three digits.
    start.forEach((x, i) => expect(Math.abs(x - (end[i] ?? Number.NaN))).toBeLessThanOrEqual(0.0021));
  });
});
