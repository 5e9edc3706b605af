// npm run check, and with --fix npm run format.
import { buildWasm } from './lib/cmake.mjs';
import { check } from './lib/check.mjs';
import { withLock } from './lib/lock.mjs';
import { readOptions } from './lib/options.mjs';
import { main } from './lib/problem.mjs';
import { checkMachine } from './lib/setup.mjs';

await main(async () => {
  const { fix } = readOptions({ fix: { type: 'boolean' } }, 'npm run check [-- --fix]');
  checkMachine();
  // The type check reads the declarations that the build takes from the bindings.
  await withLock(buildWasm);
  const { failed } = await check({ fix });
  if (failed > 0) process.exitCode = 1;
});
