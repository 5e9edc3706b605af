// What an embedded widget makes a reader download, after gzip -9.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../../dist/embed/', import.meta.url).pathname;
const weight = (file: string): number => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
const total = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + weight(file), 0);

const IMPORT = /(?:\bfrom|\bimport)\s*"(\.[^"]+\.js)"/g;
const FETCH = /\bimport\([`"](\.[^`"]+\.js)[`"]\)/g;

/** Files that come with `file`, and where `later` those that it may fetch. */
function closure(file: string, later: boolean, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(join(folder, file), 'utf8');
  for (const pattern of later ? [IMPORT, FETCH] : [IMPORT])
    for (const [, path = ''] of text.matchAll(pattern))
      closure(relative(folder, join(folder, dirname(file), path)), later, seen);
  return seen;
}

const slugs = readdirSync(join(folder, 'widgets'))
  .filter((name) => name.endsWith('.js'))
  .map((name) => name.replace(/\.js$/, ''));
const own = new Map(slugs.map((slug) => [slug, closure(`widgets/${slug}.js`, true)]));
const users = (file: string): number => [...own.values()].filter((files) => files.has(file)).length;

describe('embedded', () => {
  it('the entry script weighs at most 25 kB', () => {
    expect(total(closure('define.js', false))).toBeLessThanOrEqual(25_000);
  });

  /** With all lenses; four have more of them than the 15 kB hold. */
  const heavier: Readonly<Record<string, number>> = {
    pde: 23_500,
    ode: 17_500,
    'matrix-transpose': 16_000,
    'chain-rule': 16_000,
  };

  it.each(slugs)('%s adds little to what widgets share', (slug) => {
    const files = own.get(slug) ?? new Set<string>();
    // The table, the widget, its own file, and the lenses or the kit.
    expect(files.size).toBeGreaterThan(10);
    expect(total([...files].filter((file) => users(file) === 1))).toBeLessThanOrEqual(heavier[slug] ?? 15_000);
  });

  it('the one-file script with all thirty and the engine weighs at most 720 kB', () => {
    // The goal is 450 kB; the engine alone weighs 335.
    expect(weight('nabla.global.js')).toBeLessThanOrEqual(720_000);
  });
});
