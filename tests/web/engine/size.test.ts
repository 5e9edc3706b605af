// What a visitor downloads before the first picture, one of the two: the engine grows with every concept, and must not grow unseen.
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

/** Bytes after gzip -9. The goal for all thirty concepts is 200 kB. */
const LIMIT = 342_000;

it.each(['nabla.wasm', 'nabla-relaxed.wasm'])(`%s weighs at most ${LIMIT / 1000} kB compressed`, async (name) => {
  const wasm = await readFile(new URL(`../../../.build/wasm/${name}`, import.meta.url));
  expect(gzipSync(wasm, { level: 9 }).length).toBeLessThanOrEqual(LIMIT);
});
