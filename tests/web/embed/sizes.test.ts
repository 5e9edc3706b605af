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
/** Every widget needs it: that a concept asks for it by itself, too, makes it no part of that concept. */
const engine = closure('core.js', true);
const isOwn = (file: string): boolean => users(file) === 1 && !engine.has(file);

describe('embedded', () => {
  it('the entry script weighs at most 25 kB', () => {
    expect(total(closure('define.js', false))).toBeLessThanOrEqual(25_000);
  });

  it.each(slugs)('%s adds little to what widgets share, whichever lens is looked at', (slug) => {
    const files = [...(own.get(slug) ?? [])];
    // The table, the widget, its own file, and the lenses or the kit.
    expect(files.length).toBeGreaterThan(10);
    const first = closure(`widgets/${slug}.js`, false);
    const lenses = files.filter((file) => isOwn(file) && !first.has(file)).map(weight);
    expect(total([...first].filter(isOwn)) + Math.max(0, ...lenses)).toBeLessThanOrEqual(13_500);
  });

  /** A graph with two walks and its failures, four lenses, and steps that are not all of one length are more than the 15 kB hold by a hair. */
  const heavier: Readonly<Record<string, number>> = { 'chain-rule': 15_050, 'matrix-transpose': 15_100, ode: 15_200 };

  it.each(slugs)('%s adds little with all of its lenses', (slug) => {
    const files = [...(own.get(slug) ?? [])];
    expect(total(files.filter(isOwn))).toBeLessThanOrEqual(heavier[slug] ?? 15_000);
  });

  it('the one-file script with all thirty and the engine weighs at most 616 kB', () => {
    // The goal is 450 kB. The engine is 270 of them, as small as LZMA makes it; thirty concepts with their words are 230,
    // Chart.js is 50, the rest is the kit, the glue and Lit.
    expect(weight('nabla.global.js')).toBeLessThanOrEqual(616_000);
  });
});
