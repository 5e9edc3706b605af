// Drives the built site in Chromium for the benchmark: how much it loads, how soon it answers, how fast it redraws.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { firstWidget, frames, kernels } from '../../tests/bench/page.mjs';
import { FLAGS } from './chromium.mjs';
import { DIST } from './paths.mjs';

const STARTS = 7;

/** The section pages that hold widgets, or those of them that hold a part. */
const sections = (parts) =>
  readdirSync(DIST).filter((name) => {
    const page = `${DIST}/${name}/index.html`;
    const text = existsSync(page) ? readFileSync(page, 'utf8') : '';
    const holds = (part) => part === name || text.includes(`<nabla-widget concept="${part.split('/')[0]}"`);
    return text.includes('<nabla-widget') && (!parts || parts.some(holds));
  });

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const percentile = (values, p) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * p))];

const isChart = (path) => /^(assets\/)?chart-[^/]*\.js$/.test(path);

/** Gzip size of scripts of the site, each once. */
const sizeOf = (paths) =>
  [...new Set(paths)].reduce((sum, path) => sum + gzipSync(readFileSync(`${DIST}/${path}`), { level: 9 }).length, 0);

const pathIn = (base) => (url) => new URL(url).pathname.slice(new URL(base).pathname.length);

async function wake(page, widget) {
  await widget.scrollIntoViewIfNeeded();
  await page.waitForFunction((w) => w.hasAttribute('data-ready'), await widget.elementHandle());
}

async function wakeAll(page) {
  for (const widget of await page.locator('nabla-widget').all()) await wake(page, widget);
}

// What a hand can drag, the liveliest first.
const TARGETS = ['nabla-plane .handle .touch', 'nabla-matrix input', 'input[type="range"]'];

/** Drags what a widget offers first: a handle, an entry that scrubs, a slider. Says whether there is such a thing. */
export async function dragFirst(page, widget, moves) {
  // What is folded away has a place in the page all the same, where nothing can be taken hold of.
  const seen = (css) => widget.locator(css).filter({ visible: true });
  const found = await Promise.all(TARGETS.map(async (css) => (await seen(css).count()) > 0));
  if (!found.includes(true)) return false;
  const target = seen(TARGETS[found.indexOf(true)]).first();
  await target.scrollIntoViewIfNeeded();
  const slider = found.indexOf(true) === TARGETS.length - 1;
  const box = await target.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.evaluate(() => performance.clearMeasures());
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 0; i < moves; i++) {
    await page.mouse.move(x + 60 * Math.sin(i / 12), slider ? y : y - 40 * Math.sin(i / 17));
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  await page.mouse.up();
  return true;
}

async function drag(page, widget) {
  if (!(await dragFirst(page, widget, 200))) return undefined;
  const durations = await page.evaluate(frames);
  if (durations.length === 0) return undefined;
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

/** Drags a section's widgets, all views of each or those that are asked for: a part is a section, "adam" or "adam/long". */
async function dragSection(browser, base, section, page, parts) {
  const drags = {};
  for (const widget of await page.locator('nabla-widget').all()) {
    const slug = await widget.getAttribute('concept');
    const whole = parts.includes(section) || parts.includes(slug);
    if (!whole && !parts.some((part) => part.startsWith(`${slug}/`))) continue;
    await wake(page, widget);
    const all = await widget.locator('input[name="lens"]').evaluateAll((inputs) => inputs.map((input) => input.value));
    const lenses = all.filter((lens) => whole || parts.includes(`${slug}/${lens}`));
    Object.assign(drags, await dragViews(browser, base, section, slug, lenses));
  }
  return drags;
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
  const drags = await dragSection(browser, base, section, page, [section]);
  await page.close();
  return {
    // On some pages a chart stands where the visitor begins: Chart.js is counted apart in any case, and once.
    script: sizeOf(scripts.map(pathIn(base)).filter((path) => !isChart(path))),
    charts: sizeOf(
      readdirSync(`${DIST}/assets`)
        .map((name) => `assets/${name}`)
        .filter(isChart),
    ),
    starts: STARTS,
    firstWidget: median(starts),
    drags,
  };
}

/** On the page of the gallery, which loads the whole engine. */
async function measureKernels(browser, base) {
  const page = await browser.newPage();
  await page.goto(`${base}embedding/`);
  await page.waitForFunction(() => globalThis[Symbol.for('nabla.core.v1')]);
  const times = await page.evaluate(kernels);
  await page.close();
  return times;
}

export async function measurePages(executablePath, base) {
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const pages = {};
    for (const section of sections()) {
      console.log(`· ${section} in Chromium`);
      pages[section] = await measureSection(browser, base, section);
    }
    console.log('· kernels in Chromium');
    return { browser: `Chromium ${browser.version()}`, pages, kernels: await measureKernels(browser, base) };
  } finally {
    await browser.close();
  }
}

/** Only the dragging, of sections, concepts or single views: { "adam, long": { count, p95, median } }. */
export async function measureDrags(executablePath, base, parts) {
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const drags = {};
    for (const section of sections(parts)) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await page.goto(`${base}${section}/`);
      Object.assign(drags, await dragSection(browser, base, section, page, parts));
      await page.close();
    }
    return drags;
  } finally {
    await browser.close();
  }
}
