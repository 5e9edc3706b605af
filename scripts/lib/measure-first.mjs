// The first things that a visitor does with a widget, and the same things done again: what differs is what a browser had
// to get ready. Each in a browser of its own, for what was compiled once stays compiled.
import { interactions } from '../../tests/bench/page.mjs';
import { FLAGS } from './chromium.mjs';
import { dragFirst } from './measure-pages.mjs';

const WIDGETS = {
  svd: 'linear-algebra',
  'matrix-multiplication': 'linear-algebra',
  relu: 'nonlinear-functions',
  pde: 'differential-equations',
  attention: 'attention-mechanisms',
};
const ROUNDS = 5;
const MOVES = 12;
const CLICKS = 8;
/** Milliseconds that a visitor looks before touching anything. */
const LOOK = 1500;

/** Twelve moves of a drag, then eight presets one after the other: what each of them took. */
async function act(page, slug) {
  const widget = page.locator(`nabla-widget[concept="${slug}"]`);
  await dragFirst(page, widget, MOVES);
  const all = (await page.evaluate(interactions)).slice(0, MOVES);
  const presets = widget.locator('button[data-preset]');
  for (let i = 0; i < Math.min(CLICKS, await presets.count()); i++) {
    await page.evaluate(() => performance.clearMeasures());
    await presets.nth(i).evaluate((button) => button.click());
    await page.waitForTimeout(150);
    all[MOVES + i] = (await page.evaluate(interactions))[0];
  }
  return all;
}

async function round(chromium, executablePath, address, slug) {
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${address}${WIDGETS[slug]}/#${slug}`);
    const widget = page.locator(`nabla-widget[concept="${slug}"]`);
    await page.waitForFunction((w) => w.hasAttribute('data-ready'), await widget.elementHandle());
    await page.waitForTimeout(LOOK);
    const first = await act(page, slug);
    await widget.evaluate((w) => w.reset());
    await page.waitForTimeout(LOOK);
    return { first, again: await act(page, slug) };
  } finally {
    await browser.close();
  }
}

/** The slowest interaction, each taken from the round in which it was fastest: a busy machine slows one, not all. */
function slowest(rounds, part) {
  const least = [];
  for (const all of rounds)
    all.forEach((taken, i) => taken && (least[i] = Math.min(least[i] ?? Infinity, taken[part])));
  return Math.max(0, ...least.filter((x) => x !== undefined));
}

/** { svd: { count, whole, compute, wholeAgain, computeAgain }, … } in milliseconds. */
export async function measureFirst(executablePath, address) {
  const { chromium } = await import('@playwright/test');
  const results = {};
  for (const slug of Object.keys(WIDGETS)) {
    console.log(`· first interactions with ${slug}`);
    const rounds = [];
    for (let i = 0; i < ROUNDS; i++) rounds.push(await round(chromium, executablePath, address, slug));
    const [first, again] = [rounds.map((r) => r.first), rounds.map((r) => r.again)];
    results[slug] = {
      count: first[0].filter(Boolean).length,
      whole: slowest(first, 'whole'),
      compute: slowest(first, 'compute'),
      wholeAgain: slowest(again, 'whole'),
      computeAgain: slowest(again, 'compute'),
    };
  }
  return results;
}
