// Which of the engine's two files a page fetches: never both, and the plain one whenever the other cannot be had.

import { expect, test, type Page } from './support';

function fetchedBy(page: Page): string[] {
  const names: string[] = [];
  page.on('request', (request) => {
    const [, name] = /\/(nabla(?:-relaxed)?)(?:-[\w-]{8})?\.wasm$/.exec(request.url()) ?? [];
    if (name) names.push(name);
  });
  return names;
}

const live = (page: Page) =>
  expect(page.locator('nabla-widget').first()).toHaveAttribute('data-ready', '', { timeout: 20_000 });

for (const [where, address] of [
  ['a page of the site', 'probability-statistics/'],
  ['the page for iframes', 'embed.html?concept=softmax'],
] as const) {
  test(`${where} takes the relaxed module, and the plain one on demand`, async ({ page }) => {
    const fetched = fetchedBy(page);
    await page.goto(address);
    await live(page);
    expect(fetched).toEqual(['nabla-relaxed']);
    await page.goto(`${address}${address.includes('?') ? '&' : '?'}simd=plain`);
    await live(page);
    expect(fetched).toEqual(['nabla-relaxed', 'nabla']);
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
    expect(fetched).toEqual(['nabla-relaxed', 'nabla']);
  });
}
