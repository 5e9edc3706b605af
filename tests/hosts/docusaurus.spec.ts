// Docusaurus: pages of React, rendered on a server and navigated in place.
import { join } from 'node:path';
import { handedOut } from './handed-out';
import { bring, bringPackages, place, run } from './places';
import { computes, expect, followsDark, leavesNothing, test, widgetIn, type Page } from './support';

let site = '';

test.beforeAll(() => {
  test.setTimeout(240_000);
  const folder = place('docusaurus', {
    'package.json': '{ "private": true }',
    'docusaurus.config.js': `module.exports = {
  title: 'A site',
  url: 'http://127.0.0.1',
  baseUrl: '/x/y/',
  onBrokenLinks: 'throw',
  ${handedOut('docusaurus').replace('/your-base/', '/x/y/')}
  presets: [['classic', { docs: { routeBasePath: '/' }, blog: false }]],
};
`,
    'docs/one.md': `---\nslug: /\n---\n\n# One\n\n${handedOut('markdown')}\n\n[To the second page](./two.md)\n`,
    'docs/two.md': `# Two\n\n${handedOut('markdown')}\n`,
  });
  bring('embed/nabla.global.js', join(folder, 'static', 'nabla.global.js'));
  bringPackages('docusaurus', folder);
  const program = join(folder, 'node_modules', '@docusaurus', 'core', 'bin', 'docusaurus.mjs');
  run(process.execPath, [program, 'build'], folder, { DOCUSAURUS_NO_TELEMETRY: '1', NO_UPDATE_NOTIFIER: '1', CI: '1' });
  site = join(folder, 'build');
});

async function until(page: Page, theme: string): Promise<void> {
  const now = (): Promise<string | null> =>
    page.evaluate(() => document.documentElement.getAttribute('data-theme-choice'));
  for (let i = 0; i < 3 && (await now()) !== theme; i++)
    await page.locator('[class*=colorModeToggle] button, button[class*=toggleButton]').first().click();
  expect(await now()).toBe(theme);
}

test('computes, follows the switch, survives navigation in place, leaves nothing', async ({ page, serving }) => {
  await page.goto(await serving(site));
  await computes(widgetIn(page));
  await until(page, 'light');
  await followsDark(
    widgetIn(page),
    () => until(page, 'dark'),
    () => until(page, 'light'),
  );
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
