// npm run build [wasm|native]: dist/, or only one of its parts.
import { buildNative, buildWasm } from './lib/cmake.mjs';
import { withLock } from './lib/lock.mjs';
import { main, Problem } from './lib/problem.mjs';
import { requireNode, requireWritable } from './lib/prerequisites.mjs';
import { buildSite } from './lib/site.mjs';

const parts = {
  wasm: buildWasm,
  native: buildNative,
  site: async () => {
    await buildWasm();
    await buildSite();
  },
};

await main(async () => {
  const part = process.argv[2] ?? 'site';
  if (!(part in parts))
    throw new Problem(`There is no part "${part}": use "npm run build", or with -- wasm or -- native.`);
  requireWritable();
  requireNode();
  await withLock(parts[part]);
});
