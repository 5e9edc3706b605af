// npm run setup: finds or fetches what builds need, and builds nothing.
import { withLock } from './lib/lock.mjs';
import { main } from './lib/problem.mjs';
import { setUp } from './lib/setup.mjs';

await main(async () => {
  await withLock(setUp);
  console.log('Everything that a build needs is there.');
});
