// reveal.js scales its slides: the pointer must still be where it is, and arrow keys are the widget's while it has focus.
import { handedOut } from './handed-out';
import { bringPackages, bringSite, place } from './places';
import { computes, drags, expect, leavesNothing, test, widgetIn, type Page } from './support';

const slide = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { Reveal: { getIndices(): { h: number } } }).Reveal.getIndices().h);

const deck = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Slides</title>
<link rel="stylesheet" href="node_modules/reveal.js/dist/reveal.css">
<link rel="stylesheet" href="node_modules/reveal.js/dist/theme/white.css">
</head>
<body>
<div class="reveal"><div class="slides">
<section><h2>One</h2></section>
<section>
${handedOut('html', 'nabla/')}
</section>
<section><h2>Three</h2></section>
</div></div>
<script src="node_modules/reveal.js/dist/reveal.js"></script>
<script>Reveal.initialize({ width: 960, height: 1100, minScale: 0.2, maxScale: 2, transition: 'none', hash: false });</script>
</body>
</html>
`;

for (const [width, height, scale] of [
  [1000, 700, 'half'],
  [1300, 1400, 'more than one'],
] as const) {
  test(`at a scale of ${scale}`, async ({ page, serving }) => {
    await page.setViewportSize({ width, height });
    const folder = place('reveal', { 'page.html': deck });
    bringPackages('reveal', folder);
    bringSite(folder, 'nabla');
    await page.goto(`${await serving(folder)}page.html`);
    await page.keyboard.press('ArrowRight');
    expect(await slide(page)).toBe(1);
    await computes(widgetIn(page));
    await drags(page, widgetIn(page));
    // Its own keys move the handle and no slide.
    await widgetIn(page).locator('nabla-bars[label="logit"] .handle').first().press('ArrowUp');
    await widgetIn(page).locator('nabla-bars[label="logit"] .handle').first().press('ArrowRight');
    expect(await slide(page)).toBe(1);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('ArrowRight');
    expect(await slide(page)).toBe(2);
    await page.keyboard.press('ArrowLeft');
    await leavesNothing(page, widgetIn(page));
  });
}
