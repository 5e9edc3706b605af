// What a visitor downloads before the first picture: the engine grows with every concept, and must not grow unseen.
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

/** Bytes after gzip -9. The goal for all thirty concepts is 200 kB. */
const LIMIT = 340_000;

it(`the engine weighs at most ${LIMIT / 1000} kB compressed`, async () => {
  const wasm = await readFile(new URL('../../../.build/wasm/nabla.wasm', import.meta.url));
  expect(gzipSync(wasm, { level: 9 }).length).toBeLessThanOrEqual(LIMIT);
});
