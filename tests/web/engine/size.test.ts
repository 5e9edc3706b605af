// What a visitor downloads before the first picture: the engines grow with every concept, and must not grow unseen.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sections } from '../../../web/src/curriculum';

const folder = fileURLToPath(new URL('../../../.build/wasm/', import.meta.url));
const weight = (file: string): number => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;

/** Bytes after gzip -9, of the engine of a section or of the front page, which its page loads. The goals were 150 kB for linear algebra alone and
 * 200 kB for an engine with all thirty concepts; no page comes near the latter but for the gallery. */
const OF_A_PAGE = 160_000;
const OF_LINEAR_ALGEBRA = 125_000;
/** Of the engine with all thirty, which the gallery and the embedded widgets load. The goal is 200 kB. */
const OF_ALL = 345_000;

describe('compressed', () => {
  it.each(['nabla.wasm', 'nabla-relaxed.wasm'])(`%s weighs at most ${OF_ALL / 1000} kB`, (name) => {
    expect(weight(name)).toBeLessThanOrEqual(OF_ALL);
  });

  const engines = readdirSync(join(folder, 'sections'));

  it('there is an engine for each section and for the front page, plain and relaxed', () => {
    const parts = [...sections.map(({ slug }) => slug), 'front'];
    const names = parts.flatMap((part) => [`nabla-${part}.wasm`, `nabla-relaxed-${part}.wasm`]);
    expect(engines.toSorted()).toEqual(names.toSorted());
  });

  it.each(engines)('%s weighs little', (name) => {
    const limit = name.endsWith('linear-algebra.wasm') ? OF_LINEAR_ALGEBRA : OF_A_PAGE;
    expect(weight(join('sections', name))).toBeLessThanOrEqual(limit);
  });
});
