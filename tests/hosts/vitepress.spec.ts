// VitePress: rendered on a server, then an application that navigates in place.
import { join } from 'node:path';
import { handedOut } from './handed-out';
import { bring, bringPackages, place, run } from './places';
import { computes, expect, followsDark, leavesNothing, probabilities, softmaxOf, test, widgetIn } from './support';

let site = '';

test.beforeAll(() => {
  const folder = place('vitepress', {
    'package.json': '{ "private": true, "type": "module" }',
    // As it is handed out, and the sub-path, which every site under one has to say.
    'docs/.vitepress/config.mts': handedOut('vitepress').replace('defineConfig({', "defineConfig({\n  base: '/x/y/',"),
    'docs/index.md': `# One\n\n${handedOut('markdown')}\n\n[To the second page](./two.md)\n`,
    'docs/two.md': `# Two\n\n${handedOut('markdown')}\n\n[To the first page](./index.md)\n`,
  });
  bring('embed/nabla.global.js', join(folder, 'docs', 'public', 'nabla.global.js'));
  bringPackages('vitepress', folder);
  run(process.execPath, [join(folder, 'node_modules', 'vitepress', 'bin', 'vitepress.js'), 'build', 'docs'], folder);
  site = join(folder, 'docs', '.vitepress', 'dist');
});

test('computes, follows the switch, survives navigation in place, leaves nothing', async ({ page, serving }) => {
  await page.goto(await serving(site));
  await computes(widgetIn(page));
  const flip = (): Promise<void> => page.locator('.VPSwitchAppearance').first().click();
  await followsDark(widgetIn(page), flip, flip);

  await page.evaluate(() => Object.assign(globalThis, { same: true }));
  await page.getByRole('link', { name: 'To the second page' }).click();
  await expect(page.getByRole('heading', { name: 'Two' })).toBeVisible();
  await computes(widgetIn(page));
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'One' })).toBeVisible();
  await computes(widgetIn(page));
  expect(await page.evaluate(() => 'same' in globalThis)).toBe(true);
  await leavesNothing(page, widgetIn(page));
});

test('the element is in the page that the server sends', async ({ page, serving }) => {
  const base = await serving(site);
  const text = await (await page.request.get(`${base}two.html`)).text();
  expect(text).toContain('<nabla-widget concept="softmax" logits="3,1,0.2"');
  await page.goto(`${base}two.html`);
  await expect(probabilities(widgetIn(page))).toHaveText(softmaxOf([3, 1, 0.2]));
});
