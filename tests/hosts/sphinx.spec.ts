// Sphinx in two themes, with pages in reStructuredText and in Markdown.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { handedOut } from './handed-out';
import { bring, BUILT, inPython, place, run } from './places';
import { computes, expect, followsDark, leavesNothing, test, widgetIn, type Page } from './support';

/** What is handed out is two things: lines for conf.py, and those for a page. */
const [conf = '', rst = ''] = handedOut('sphinx').split(/\n\n(?=\.\. raw)/);

function build(theme: string): string {
  const folder = place(`sphinx-${theme}`, {
    'conf.py': `project = "A site"\nextensions = ["myst_parser"]\nhtml_theme = "${theme}"\nhtml_context = {"default_mode": "light"}\n${conf}\n`,
    'index.rst': `One\n===\n\n${rst}\n\n.. toctree::\n\n   two\n`,
    'two.md': `# Two\n\n${handedOut('markdown')}\n`,
  });
  bring('embed/nabla.global.js', join(folder, '_static', 'nabla.global.js'));
  run(inPython('sphinx-build'), ['-q', '-W', '-b', 'html', '.', 'site'], folder);
  return join(folder, 'site');
}

type Choose = (page: Page, mode: 'dark' | 'light') => Promise<void>;

/** One button, which goes round through “as the system”. */
const goingRound: Choose = async (page, mode) => {
  const now = (): Promise<string | undefined> => page.evaluate(() => document.body.dataset['theme']);
  for (let i = 0; i < 3 && (await now()) !== mode; i++)
    await page.locator('.theme-toggle').filter({ visible: true }).first().click();
  expect(await now()).toBe(mode);
};

const fromMenu: Choose = async (page, mode) => {
  await page.locator('.theme-switch-button').filter({ visible: true }).first().click();
  await page.locator(`.theme-change-button[data-mode="${mode}"]`).filter({ visible: true }).first().click();
};

for (const [theme, choose] of [
  ['furo', goingRound],
  ['pydata_sphinx_theme', fromMenu],
] as const) {
  test(theme, async ({ page, serving }) => {
    const site = build(theme);
    await page.goto(await serving(site));
    await computes(widgetIn(page));
    await choose(page, 'light');
    await followsDark(
      widgetIn(page),
      () => choose(page, 'dark'),
      () => choose(page, 'light'),
    );
    await page.getByRole('link', { name: 'Two' }).filter({ visible: true }).first().click();
    await expect(page.getByRole('heading', { name: 'Two' })).toBeVisible();
    await computes(widgetIn(page));
    await leavesNothing(page, widgetIn(page));
  });
}

test('opened from its folder', async ({ page, watch }) => {
  watch.allow(/file:\/\/\/|origin 'null'/);
  build('furo');
  await page.goto(pathToFileURL(join(BUILT, 'sphinx-furo', 'site', 'two.html')).href);
  await computes(widgetIn(page));
});
