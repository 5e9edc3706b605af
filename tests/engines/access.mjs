// Paper, and what axe finds wrong for assistive technology.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { sections } from './concepts.mjs';

const PAGE = 'nonlinear-functions';

const print = {
  name: `${PAGE}/ on paper: what has not been scrolled to is printed, too`,
  async run({ visit, at, t }) {
    await visit.goto(`${at.site}${PAGE}/`);
    await visit.until(() => customElements.get('nabla-widget') !== undefined);
    const own = sections.find((s) => s.section === PAGE).slugs.length;
    if (visit.browser.pdf) {
      const text = Buffer.from(await visit.browser.pdf()).toString('latin1');
      assert.match(text, /^%PDF-/);
      const paper = text.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
      t.diagnostic(`${paper || 'packed'} pages`);
    } else {
      // What a browser sends before it prints; the paper itself this driver cannot have.
      await visit.evaluate(() => void dispatchEvent(new Event('beforeprint')));
      t.diagnostic('the event before printing only: this driver prints nothing');
    }
    await visit.until(
      (n) => [...document.querySelectorAll('nabla-widget')].filter((w) => w.status === 'ready').length === n,
      own,
    );
    await visit.quiet(PAGE);
  },
};

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong, a line each. */
async function objections(visit) {
  await visit.browser.inject(AXE);
  return visit.evaluate(async () => {
    // What is far off is laid out when it comes near; only then does a page know which of its boxes scroll.
    for (const far of document.querySelectorAll('main > *, article > *')) {
      far.scrollIntoView({ behavior: 'instant' });
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    const { violations } = await globalThis.axe.run(document, { iframes: false });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.flat().join(' ')).join(', ')}`);
  });
}

const axe = [
  ...sections.map(({ section, slugs: own }) => ({
    name: `${section}/: axe finds nothing, with all ${own.length} widgets awake`,
    async run({ visit, at }) {
      await visit.goto(`${at.site}${section}/`);
      await visit.wakeAll();
      assert.deepEqual(await objections(visit), []);
      await visit.quiet(section);
    },
  })),
  {
    name: 'an author’s page: axe finds nothing',
    async run({ visit, at }) {
      await visit.goto(at.author);
      await visit.wake('softmax');
      await visit.wake('derivative');
      assert.deepEqual(await objections(visit), []);
      await visit.quiet('author’s page');
    },
  },
];

export const access = [print, ...axe];
