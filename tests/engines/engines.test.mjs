// One list of checks through three browser engines. scripts/lib/tests.mjs says which are there, and whether all checks are
// wanted or the quick ones.
import { after, before, describe, test } from 'node:test';
import { CHECKS } from './checks.mjs';
import { openPages, PROBE } from './pages.mjs';
import { Visit } from './visit.mjs';

const { whole, browsers } = JSON.parse(process.env.NABLA_ENGINES ?? '{"browsers":{}}');

// Side by side, for each waits for its browser most of the time; the checks in one browser come one after the other.
describe('browser engines', { concurrency: true }, () => {
  for (const [engine, program] of Object.entries(browsers)) {
    describe(engine, { concurrency: false }, () => {
      let browser;
      let at;
      before(async () => {
        const { launch } = await import(`./drivers/${engine}.mjs`);
        browser = await launch({ ...program, probe: PROBE });
        console.log(`${engine} ${browser.version}`);
        at = await openPages(engine, browser.needsProbe ?? false);
      });
      after(async () => {
        at?.close();
        await browser?.close();
      });
      for (const { name, quick, run } of CHECKS) {
        if (!whole && !quick) continue;
        test(name, { timeout: 240_000 }, (t) => run({ visit: new Visit(browser), at, engine, t }));
      }
    });
  }
});
