// Drives the built site in Chromium for the benchmark: how much it loads, how soon it answers, how fast it redraws.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { firstWidget, frames, kernels } from '../../tests/bench/page.mjs';
import { DIST } from './paths.mjs';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const STARTS = 7;

/** The section pages that hold widgets. */
const sections = () =>
  readdirSync(DIST).filter((name) => {
    const page = `${DIST}/${name}/index.html`;
    return existsSync(page) && readFileSync(page, 'utf8').includes('<nabla-widget');
  });

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const percentile = (values, p) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * p))];

/** Gzip size of every script that the page asked for, with all of its widgets awake. */
function scriptSize(urls, base) {
  const paths = [...new Set(urls)].map((url) => new URL(url).pathname.slice(new URL(base).pathname.length));
  return paths.reduce((sum, path) => sum + gzipSync(readFileSync(`${DIST}/${path}`), { level: 9 }).length, 0);
}

async function wakeAll(page) {
  for (const widget of await page.locator('nabla-widget').all()) {
    await widget.scrollIntoViewIfNeeded();
    await page.waitForFunction((w) => w.hasAttribute('data-ready'), await widget.elementHandle());
  }
}

// What a hand can drag, the liveliest first.
const TARGETS = ['nabla-plane .handle .touch', 'nabla-matrix input', 'input[type="range"]'];

/** Drags what a widget offers first: a handle, an entry that scrubs, a slider. */
async function drag(page, widget) {
  const found = await Promise.all(TARGETS.map(async (css) => (await widget.locator(css).count()) > 0));
  if (!found.includes(true)) return undefined;
  const target = widget.locator(TARGETS[found.indexOf(true)]).first();
  await target.scrollIntoViewIfNeeded();
  const slider = found.indexOf(true) === TARGETS.length - 1;
  const box = await target.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.evaluate(() => performance.clearMeasures());
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 0; i < 200; i++) {
    await page.mouse.move(x + 60 * Math.sin(i / 12), slider ? y : y - 40 * Math.sin(i / 17));
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  await page.mouse.up();
  const durations = await page.evaluate(frames);
  return { count: durations.length, p95: percentile(durations, 0.95), median: median(durations) };
}

/** Every view of a widget is dragged, each on a page of its own: { "svd lens=image": { count, p95, median } }. */
async function dragViews(browser, base, section, slug, lenses) {
  const results = {};
  for (const lens of lenses.length > 0 ? lenses : ['']) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${base}${section}/#${slug}${lens && `?lens=${lens}`}`);
    const widget = page.locator(`nabla-widget[concept="${slug}"]`);
    await page.waitForFunction((w) => w.hasAttribute('data-ready'), await widget.elementHandle());
    await page.waitForTimeout(600); // charts and lenses that come when they are looked at
    const measured = await drag(page, widget);
    if (measured) results[lens ? `${slug}, ${lens}` : slug] = measured;
    await page.close();
  }
  return results;
}

async function measureSection(browser, base, section) {
  const scripts = [];
  const starts = [];
  for (let i = 0; i < STARTS; i++) {
    // A context of its own: nothing is in the cache.
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${base}${section}/`);
    starts.push(await page.evaluate(firstWidget));
    await context.close();
  }
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on('request', (r) => r.resourceType() === 'script' && scripts.push(r.url()));
  await page.goto(`${base}${section}/`);
  await wakeAll(page);
  const widgets = await page.locator('nabla-widget').all();
  const drags = {};
  for (const widget of widgets) {
    const slug = await widget.getAttribute('concept');
    const lenses = await widget.locator('input[name="lens"]').evaluateAll((all) => all.map((input) => input.value));
    Object.assign(drags, await dragViews(browser, base, section, slug, lenses));
  }
  const charts = readdirSync(`${DIST}/assets`).filter((name) => /^chart-.*\.js$/.test(name));
  const chartSize = charts.reduce(
    (sum, name) => sum + gzipSync(readFileSync(`${DIST}/assets/${name}`), { level: 9 }).length,
    0,
  );
  const result = {
    script: scriptSize(scripts, base),
    charts: chartSize,
    starts: STARTS,
    firstWidget: median(starts),
    drags,
  };
  return { page, result };
}

export async function measurePages(executablePath, base) {
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const pages = {};
    let times = {};
    for (const section of sections()) {
      console.log(`· ${section} in Chromium`);
      const { page, result } = await measureSection(browser, base, section);
      pages[section] = result;
      if (Object.keys(times).length === 0) times = await page.evaluate(kernels);
    }
    return { browser: `Chromium ${browser.version()}`, pages, kernels: times };
  } finally {
    await browser.close();
  }
}
