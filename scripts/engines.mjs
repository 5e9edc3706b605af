// npm run test:engines [-- chromium|firefox|webkit …]: pages, element, one-file script and offline folder in every browser
// engine, or those named; one that is missing is installed, or the run says how.
import { ENGINE_NAMES } from './lib/engines.mjs';
import { withLock } from './lib/lock.mjs';
import { main, Problem } from './lib/problem.mjs';
import { setUp } from './lib/setup.mjs';
import { engines } from './lib/tests.mjs';

await main(async () => {
  const named = process.argv.slice(2);
  const unknown = named.find((name) => !ENGINE_NAMES.includes(name));
  if (unknown) throw new Problem(`There is no engine "${unknown}": there are ${ENGINE_NAMES.join(', ')}.`);
  await withLock(setUp);
  const { passed, failed } = await engines(named.length > 0 ? named : ENGINE_NAMES);
  console.log(`\n${passed} passed, ${failed} failed`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
});
