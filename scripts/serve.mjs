// node scripts/serve.mjs [--port N] [--base /sub/path/] [--csp]: dist/ as it is, without building.
import { readOptions, SERVER, serverOptions } from './lib/options.mjs';
import { DIST } from './lib/paths.mjs';
import { main } from './lib/problem.mjs';
import { serve } from './lib/serve.mjs';

await main(async () => {
  const options = readOptions(SERVER, 'node scripts/serve.mjs [--port N] [--base /sub/path/] [--csp]');
  const { address } = await serve(DIST, serverOptions(options));
  console.log(`Serving dist/ at ${address}`);
});
