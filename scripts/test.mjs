// npm test [check|scripts|fuzz|core|wasm|web|e2e|hosts|engines|all-hosts|eigen5 …]: all parts but the last two, or those
// named, how long each took, and one line that adds them up.
import { NAMED, PARTS, runPart } from './lib/tests.mjs';
import { withLock } from './lib/lock.mjs';
import { main, Problem } from './lib/problem.mjs';
import { setUp } from './lib/setup.mjs';

await main(async () => {
  const named = process.argv.slice(2);
  const parts = [...Object.keys(PARTS), ...Object.keys(NAMED)];
  const unknown = named.find((name) => !parts.includes(name));
  if (unknown) throw new Problem(`There is no test part "${unknown}": the parts are ${parts.join(', ')}.`);
  await withLock(setUp);
  const total = { passed: 0, failed: 0, skipped: [] };
  const times = [];
  for (const name of named.length > 0 ? named : Object.keys(PARTS)) {
    console.log(`\n── ${name} ${'─'.repeat(70 - name.length)}`);
    const start = performance.now();
    const { passed, failed, skipped = [] } = await runPart(name);
    times.push(`${name} ${Math.round((performance.now() - start) / 1000)} s`);
    total.passed += passed;
    total.failed += failed;
    total.skipped.push(...skipped);
  }
  if (total.skipped.length > 0) console.log(['', ...total.skipped].join('\n· '));
  console.log(`\n· ${times.join(' · ')}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
});
