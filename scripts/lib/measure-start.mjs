// How long the engine takes over an empty page, in a browser that was started for it: from navigation to the first result.
import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SECTIONS } from './cmake.mjs';
import { BUILD, DIST } from './paths.mjs';
import { serve } from './serve.mjs';

const FOLDER = join(BUILD, 'bench-start');
const STARTS = 9;

export const EMPTY = 'globalThis.times = { result: performance.now() };';

const page = (script, head = '') =>
  `<!doctype html><meta charset="utf-8"><title>start</title>${head}<script type="module">${script}</script>\n`;

/** As the pages of the site name the engine of their section. */
const ofSection = (files) => `<meta name="nabla-engine" content="${files.join(' ')}">`;

/** Times are taken where a page can see them: when its script runs, when the engine is there, when a product is. */
export const ENGINE = `
const times = { script: performance.now() };
const { core } = await import('./embed/core.js');
times.module = performance.now();
const engine = await core();
times.engine = performance.now();
const square = { rows: 64, cols: 64, data: new Float64Array(4096).fill(0.5) };
engine.matmul(square, square);
times.result = performance.now();
globalThis.times = times;`;

const least = (runs) =>
  Object.fromEntries(Object.keys(runs[0]).map((key) => [key, Math.min(...runs.map((times) => times[key]))]));
const median = (runs, key) => runs.map((times) => times[key]).sort((a, b) => a - b)[Math.floor(runs.length / 2)];

/** What a page writes into globalThis.times, in a browser of its own; `bodies` collects what it fetched. */
export async function inFreshBrowser(chromium, options, address, bodies) {
  const browser = await chromium.launch(options);
  try {
    const opened = await browser.newPage();
    const failed = new Promise((_, reject) => opened.on('pageerror', reject));
    if (bodies) {
      opened.on('response', (response) => {
        if (response.request().resourceType() !== 'document' && response.ok()) bodies.push(response.body());
      });
    }
    await opened.goto(address);
    await Promise.race([failed, opened.waitForFunction(() => globalThis.times !== undefined)]);
    if (bodies) await Promise.all(bodies);
    return await opened.evaluate(() => globalThis.times);
  } finally {
    await browser.close();
  }
}

/** { whole, section }, each { best, median, parts } in milliseconds over an empty page, for the engine with everything and
 * for that of linear algebra; `parts` says what the best runs were made of. */
export async function measureStart(executablePath, args) {
  const { chromium } = await import('@playwright/test');
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  cpSync(join(DIST, 'embed'), join(FOLDER, 'embed'), { recursive: true });
  const kinds = ['nabla', 'nabla-relaxed'].map((kind) => `${kind}-linear-algebra.wasm`);
  for (const file of kinds) copyFileSync(join(SECTIONS, file), join(FOLDER, file));
  writeFileSync(join(FOLDER, 'empty.html'), page(EMPTY));
  writeFileSync(join(FOLDER, 'whole.html'), page(ENGINE));
  writeFileSync(join(FOLDER, 'section.html'), page(ENGINE, ofSection(kinds)));
  const { server, address } = await serve(FOLDER, { port: 4189 });
  const runs = { empty: [], whole: [], section: [] };
  try {
    for (let i = 0; i < STARTS; i++) {
      // In turn, so that what else the machine does falls on all.
      for (const name of Object.keys(runs))
        runs[name].push(await inFreshBrowser(chromium, { executablePath, args }, `${address}${name}.html`));
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
  const empty = least(runs.empty);
  const over = (name) => {
    const engine = least(runs[name]);
    return {
      best: engine.result - empty.result,
      median: median(runs[name], 'result') - median(runs.empty, 'result'),
      parts: {
        page: engine.script - empty.result,
        script: engine.module - engine.script,
        'file, compiling and instantiating': engine.engine - engine.module,
        'first product': engine.result - engine.engine,
      },
    };
  };
  return { starts: STARTS, whole: over('whole'), section: over('section') };
}
