// Pandoc and Hugo: a document in one file, and a site of templates.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { handedOut } from './handed-out';
import { bring, inPython, place, run } from './places';
import { computes, drags, expect, followsDark, leavesNothing, test, widgetIn } from './support';

test('pandoc, one file with everything inside', async ({ page, serving }) => {
  const folder = place('pandoc', {
    'page.md': `---\ntitle: One\n---\n\nWords.\n\n${handedOut('html')}\n`,
    'out/.keep': '',
  });
  bring('embed/nabla.global.js', join(folder, 'embed', 'nabla.global.js'));
  const pandoc = run(inPython('python'), ['-c', 'import pypandoc; print(pypandoc.get_pandoc_path())'], folder).trim();
  run(pandoc, ['page.md', '--standalone', '--embed-resources', '--output', 'out/page.html'], folder);
  await page.goto(`${await serving(join(folder, 'out'))}page.html`);
  await computes(widgetIn(page));
  await leavesNothing(page, widgetIn(page));
  await page.goto(pathToFileURL(join(folder, 'out', 'page.html')).href);
  await computes(widgetIn(page));
  await drags(page, widgetIn(page));
});

test('Hugo, with the shortcode', async ({ page, serving }) => {
  const layout = (body: string): string =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title><link rel="stylesheet" href="{{ "style.css" | relURL }}"></head><body><button>Dark</button><script src="{{ "switch.js" | relURL }}"></script><h1>{{ .Title }}</h1>${body}</body></html>`;
  const folder = place('hugo', {
    'hugo.toml':
      'baseURL = "http://127.0.0.1/x/y/"\ntitle = "A site"\ndisableKinds = ["taxonomy", "term", "rss", "sitemap"]\n',
    'content/_index.md': '---\ntitle: One\n---\n[To the second page](two/)\n',
    'content/two.md': `---\ntitle: Two\n---\n\nWords.\n\n${handedOut('hugo')}\n\n${handedOut('hugo')}\n`,
    'layouts/index.html': layout('{{ .Content }}'),
    'layouts/_default/single.html': layout('{{ .Content }}'),
    'static/style.css': '[data-theme=dark] { color-scheme: dark; background: #111 }',
    'static/switch.js':
      "document.querySelector('button').onclick = () => { const { dataset } = document.documentElement; dataset.theme = dataset.theme === 'dark' ? 'light' : 'dark'; };",
  });
  bring('embed/nabla.global.js', join(folder, 'static', 'nabla.global.js'));
  bring('embed/nabla.html', join(folder, 'layouts', 'shortcodes', 'nabla.html'));
  run(inPython('hugo'), ['--quiet'], folder);
  await page.goto(await serving(join(folder, 'public')));
  await page.getByRole('link', { name: 'To the second page' }).click();
  await expect(page.getByRole('heading', { name: 'Two' })).toBeVisible();
  await expect(page.locator('script[src$="nabla.global.js"]')).toHaveCount(1);
  await page.evaluate(() => document.querySelectorAll('nabla-widget')[1]?.remove());
  await computes(widgetIn(page));
  const flip = (): Promise<void> => page.getByRole('button', { name: 'Dark' }).click();
  await followsDark(widgetIn(page), flip, flip);
  await leavesNothing(page, widgetIn(page));
});
