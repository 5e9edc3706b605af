// Which of the engine's two files a page fetches: never both, and the plain one whenever the other cannot be had.

import { expect, test, type Page } from './support';

function fetchedBy(page: Page): string[] {
  const names: string[] = [];
  page.on('request', (request) => {
    const [, name] = /\/(nabla[a-z-]*?)(?:-[\w-]{8})?\.wasm$/.exec(request.url()) ?? [];
    if (name) names.push(name);
  });
  return names;
}

const live = (page: Page) =>
  expect(page.locator('nabla-widget').first()).toHaveAttribute('data-ready', '', { timeout: 20_000 });

for (const [where, address, engine] of [
  ['a section', 'probability-statistics/', '-probability-statistics'],
  ['the front page', '', '-front'],
  ['the page for iframes', 'embed.html?concept=softmax', ''],
] as const) {
  test(`${where} takes its relaxed module, and the plain one on demand`, async ({ page }) => {
    const fetched = fetchedBy(page);
    const alive = () => (address === '' ? expect(page.locator('.hero')).toHaveClass(/alive/) : live(page));
    await page.goto(address);
    await alive();
    expect(fetched).toEqual([`nabla-relaxed${engine}`]);
    fetched.length = 0;
    await page.goto(`${address}${address.includes('?') ? '&' : '?'}simd=plain`);
    await alive();
    expect(fetched).toEqual([`nabla${engine}`]);
  });
}

for (const [what, answer] of [
  ['is missing', { status: 404 }],
  ['is damaged', { contentType: 'application/wasm', body: 'no module' }],
] as const) {
  test(`where the relaxed file ${what}, the plain one works`, async ({ page, watch }) => {
    watch.allow(/Failed to load resource.*404/);
    await page.route(/nabla-relaxed[^/]*\.wasm$/, (route) => route.fulfill(answer));
    const fetched = fetchedBy(page);
    await page.goto('probability-statistics/');
    await live(page);
    expect(fetched).toEqual(['nabla-relaxed-probability-statistics', 'nabla-probability-statistics']);
  });
}

test('idle moments warm a widget’s kernels, within its budget, and change nothing that is seen', async ({ page }) => {
  await page.goto('probability-statistics/#softmax');
  const widget = page.locator('nabla-widget[concept=softmax]');
  await expect(widget).toHaveAttribute('data-ready', '');
  const before = await widget.locator('.picture').innerText();
  await page.evaluate(() => performance.clearMeasures('nabla-frame'));
  const calm = (): Promise<number> =>
    page.evaluate(async () => {
      const count = (): number => performance.getEntriesByName('nabla-warm-up').length;
      for (let last = -1; last !== count() || last === 0;) {
        last = count();
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
      return performance.getEntriesByName('nabla-warm-up').reduce((sum, { duration }) => sum + duration, 0);
    });
  // 150 ms a widget and the one call that passes them.
  expect(await calm()).toBeLessThan(400 * (await page.locator('nabla-widget[data-ready]').count()));
  expect(await widget.locator('.picture').innerText()).toBe(before);
  expect(await page.evaluate(() => performance.getEntriesByName('nabla-frame').length)).toBe(0);
});

test('the engine computes in a worker, which has no document', async ({ page }) => {
  await page.route('**/with-worker/*', (route) => {
    const worker = route.request().url().endsWith('.js');
    const script = `import { core } from '../embed/core.js';
      core().then((engine) => postMessage(engine.dot(Float64Array.of(1, 2), Float64Array.of(3, 4))), (e) => postMessage(String(e)));`;
    return worker
      ? route.fulfill({ contentType: 'text/javascript', body: script })
      : route.fulfill({
          contentType: 'text/html',
          body: '<!doctype html><link rel="icon" href="data:,"><title>w</title>',
        });
  });
  await page.goto('with-worker/page.html');
  const answer = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const worker = new Worker('worker.js', { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve(message);
      }),
  );
  expect(answer).toBe(11);
});
