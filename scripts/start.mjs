// npm start: from a fresh clone to the site on localhost.
import { buildWasm } from './lib/cmake.mjs';
import { withLock } from './lib/lock.mjs';
import { readOptions, SERVER, serverOptions } from './lib/options.mjs';
import { DIST } from './lib/paths.mjs';
import { main } from './lib/problem.mjs';
import { serve } from './lib/serve.mjs';
import { setUp } from './lib/setup.mjs';
import { buildSite } from './lib/site.mjs';

await main(async () => {
  const options = serverOptions(readOptions(SERVER, 'npm start -- [--port N] [--base /sub/path/] [--csp]'));
  await withLock(async () => {
    await setUp();
    await buildWasm();
    await buildSite();
  });
  const { address } = await serve(DIST, options);
  console.log(`\nNabla is at ${address}  (Ctrl+C stops it)`);
});
