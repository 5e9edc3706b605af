// MkDocs with the Material theme, which replaces the content of a page in place.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { handedOut } from './handed-out';
import { bring, BUILT, inPython, place, run } from './places';
import { computes, expect, followsDark, leavesNothing, test, widgetIn } from './support';

const config = (address: string): string => `site_name: A site
site_url: ${address}
theme:
  name: material
  # Fonts of elsewhere would be fetched from there.
  font: false
  features: [navigation.instant]
  palette:
    - scheme: default
      toggle: { icon: material/weather-night, name: To dark }
    - scheme: slate
      toggle: { icon: material/weather-sunny, name: To light }
${handedOut('mkdocs')}
`;

/** Built for the address that it will have: the theme navigates in place only where its map of the site names it. */
function build(name: string, address: string): void {
  const folder = place(name, {
    'mkdocs.yml': config(address),
    'docs/index.md': `# One\n\n${handedOut('markdown')}\n`,
    'docs/two.md': `# Two\n\n${handedOut('markdown')}\n`,
  });
  bring('embed/nabla.global.js', join(folder, 'docs', 'nabla.global.js'));
  run(inPython('mkdocs'), ['build', '--strict', '--quiet'], folder, { NO_MKDOCS_2_WARNING: '1' });
}

test('computes, follows the switch, survives instant navigation, leaves nothing', async ({ page, serving }) => {
  const address = await serving(join(place('mkdocs', { 'site/index.html': '' }), 'site'));
  build('mkdocs', address);
  // The theme navigates in place once it has read what pages there are.
  const map = page.waitForResponse(/sitemap\.xml$/);
  await page.goto(address);
  await (await map).finished();
  await computes(widgetIn(page));
  await followsDark(
    widgetIn(page),
    () => page.locator('label[title="To dark"]').click(),
    () => page.locator('label[title="To light"]').click(),
  );

  await page.evaluate(() => Object.assign(globalThis, { same: true }));
  await page.getByRole('link', { name: 'Two' }).first().click();
  await expect(page.getByRole('heading', { name: 'Two' })).toBeVisible();
  expect(await page.evaluate(() => 'same' in globalThis)).toBe(true);
  await computes(widgetIn(page));
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'One' })).toBeVisible();
  await computes(widgetIn(page));
  expect(await page.evaluate(() => 'same' in globalThis)).toBe(true);
  await leavesNothing(page, widgetIn(page));
});

test('opened from its folder', async ({ page, watch }) => {
  // The theme's own search and navigation ask for files, which a folder does not give.
  watch.allow(/file:\/\/\/|origin 'null'|Failed to fetch|ERR_FAILED|XMLHttpRequest/);
  build('mkdocs-file', 'http://127.0.0.1/');
  await page.goto(pathToFileURL(join(BUILT, 'mkdocs-file', 'site', 'two', 'index.html')).href);
  await computes(widgetIn(page));
});
