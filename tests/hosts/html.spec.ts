// Plain pages, as somebody who knows only HTML writes them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { handedOut } from './handed-out';
import { countEngines, pageOf, STRICT, tellViolations } from './pages';
import { bring, bringPackages, bringSite, DIST, EMBED, place, write } from './places';
import {
  awake,
  computes,
  drags,
  expect,
  followsDark,
  leavesNothing,
  logits,
  probabilities,
  softmaxOf,
  test,
  widgetIn,
  type Page,
} from './support';

const SITE = 'nabla/';
const element = handedOut('markdown');

/** A folder with pages, and the site beside them. */
function withSite(name: string, pages: Readonly<Record<string, string>>): string {
  const folder = place(name, pages);
  bringSite(folder, 'nabla');
  return folder;
}

const light = '<link rel="stylesheet" href="light.css">';
const schemes = { 'light.css': 'body.dark { background: #111; color: #eee; }' };

test('one line: works, drags, follows the page, leaves nothing', async ({ page, serving }) => {
  const folder = withSite('html', { 'page.html': pageOf(handedOut('html', SITE), light), ...schemes });
  await page.goto(`${await serving(folder)}page.html`);
  const widget = widgetIn(page);
  await computes(widget);
  await drags(page, widget);
  const toggle = (): Promise<void> => page.evaluate(() => void document.body.classList.toggle('dark'));
  await followsDark(widget, toggle, toggle);
  await leavesNothing(page, widget);
});

test('from the site, by a page of another origin', async ({ page, serving }) => {
  const site = await serving(DIST);
  const folder = place('html-elsewhere', { 'page.html': pageOf(handedOut('html', site)) });
  await page.goto(`${await serving(folder)}page.html`);
  await computes(widgetIn(page));
});

test('under the strict policy, with trusted types', async ({ page, serving }) => {
  await tellViolations(page);
  const folder = withSite('html-strict', { 'page.html': pageOf(handedOut('html', SITE)) });
  await page.goto(`${await serving(folder, STRICT)}page.html`);
  const widget = widgetIn(page);
  await computes(widget);
  await drags(page, widget);
  // What can be taken away is made by scripts, too.
  await widget.evaluate(async (w) => {
    const { toBlob } = w as unknown as { toBlob: (type: string) => Promise<Blob> };
    await toBlob.call(w, 'image/png');
    await toBlob.call(w, 'image/svg+xml');
  });
});

test('all thirty under the strict policy, as modules and as one script', async ({ page, serving }) => {
  await tellViolations(page);
  const { concepts } = (await import(pathToFileURL(join(EMBED, 'index.js')).href)) as { concepts: string[] };
  expect(concepts).toHaveLength(30);
  const all = concepts.map((c) => `<nabla-widget concept="${c}" loading="eager"></nabla-widget>`).join('\n');
  const folder = withSite('html-thirty', {
    'script.html': pageOf(all, `<script defer src="${SITE}embed/nabla.global.js"></script>`),
    'modules.html': pageOf(all, `<script type="module" src="${SITE}embed/define.js"></script>`),
  });
  const base = await serving(folder, STRICT);
  for (const name of ['script.html', 'modules.html']) {
    await page.goto(base + name);
    await expect(page.locator('nabla-widget[data-ready]')).toHaveCount(30, { timeout: 60_000 });
  }
});

test('the form for hosts that strip tags, also when it comes later', async ({ page, serving }) => {
  const folder = withSite('html-data', { 'page.html': pageOf(handedOut('data', SITE)) });
  await page.goto(`${await serving(folder)}page.html`);
  const widget = widgetIn(page);
  await computes(widget);
  await expect(page.getByText('Softmax of three logits')).toBeHidden();
  await page.evaluate(() => {
    const again = document.querySelector('[data-nabla]')?.cloneNode() as Element;
    const words = document.createElement('p');
    words.textContent = 'Words';
    again.append(words);
    document.body.append(again);
  });
  await expect(widget).toHaveCount(2);
  await computesSecond(page);
});

async function computesSecond(page: Page): Promise<void> {
  const second = widgetIn(page).nth(1);
  await second.scrollIntoViewIfNeeded();
  await expect(second).toHaveAttribute('data-ready', '');
  await expect(probabilities(second)).toHaveText(softmaxOf([3, 1, 0.2]));
}

test('the form for hosts that strip tags shows its words until a script runs', async ({ page, serving, watch }) => {
  watch.allow(/404/);
  const folder = withSite('html-words', { 'page.html': pageOf(handedOut('data', 'nowhere/')) });
  await page.goto(`${await serving(folder)}page.html`);
  await expect(page.getByText('Softmax of three logits')).toBeVisible();
});

test.describe('the same script twice', () => {
  const script = (name: string): string => `<script defer src="${name}"></script>`;
  const copy = readFileSync(join(EMBED, 'nabla.global.js'), 'utf8');
  const { version } = JSON.parse(readFileSync(join(EMBED, '..', '..', 'package.json'), 'utf8')) as { version: string };

  test('of one version: one engine, not a word', async ({ page, serving }) => {
    const engines = await countEngines(page);
    const folder = withSite('html-twice', {
      'copy.js': copy,
      'page.html': pageOf(element, script(`${SITE}embed/nabla.global.js`) + script('copy.js')),
    });
    await page.goto(`${await serving(folder)}page.html`);
    await computes(widgetIn(page));
    expect(await engines()).toBe(1);
  });

  test('of two versions: the first stays, and that is said once', async ({ page, serving, watch }) => {
    const said = /this page holds versions \S+ and 99\.0\.0; the first one stays/;
    const messages: string[] = [];
    watch.allow(said);
    page.on('console', (m) => messages.push(m.text()));
    const engines = await countEngines(page);
    const other = copy.replaceAll(`\`${version}\``, '`99.0.0`').replaceAll(`"${version}"`, '"99.0.0"');
    expect(other).not.toBe(copy);
    const folder = withSite('html-versions', {
      'copy.js': other,
      'page.html': pageOf(element, script(`${SITE}embed/nabla.global.js`) + script('copy.js')),
    });
    await page.goto(`${await serving(folder)}page.html`);
    await computes(widgetIn(page));
    expect(await engines()).toBe(1);
    expect(messages.filter((m) => said.test(m))).toHaveLength(1);
  });

  test('as a script and as modules: one engine', async ({ page, serving }) => {
    const engines = await countEngines(page);
    const folder = withSite('html-both', {
      'page.html': pageOf(
        element,
        `${script(`${SITE}embed/nabla.global.js`)}<script type="module" src="${SITE}embed/define.js"></script>`,
      ),
    });
    await page.goto(`${await serving(folder)}page.html`);
    await computes(widgetIn(page));
    expect(await engines()).toBe(1);
  });
});

test('two widgets share an engine and nothing else', async ({ page, serving }) => {
  const engines = await countEngines(page);
  const folder = withSite('html-two', { 'page.html': pageOf(handedOut('html', SITE) + element) });
  await page.goto(`${await serving(folder)}page.html`);
  const [first, second] = [widgetIn(page).first(), widgetIn(page).nth(1)];
  for (const widget of [first, second]) {
    await widget.scrollIntoViewIfNeeded();
    await expect(widget).toHaveAttribute('data-ready', '');
  }
  await second.locator('nabla-bars[label="logit"] .handle').first().press('ArrowUp');
  await expect(probabilities(second)).toHaveText(softmaxOf([3.1, 1, 0.2]));
  await expect(probabilities(first)).toHaveText(softmaxOf([3, 1, 0.2]));
  expect(await engines()).toBe(1);
});

test('with RequireJS on the page', async ({ page, serving }) => {
  const folder = withSite('html-require', {
    'page.html': pageOf(
      handedOut('html', SITE),
      '<script src="node_modules/requirejs/require.js"></script><script src="main.js"></script>',
    ),
    'main.js': "require.config({ baseUrl: '.' }); define('mine', [], () => 1); require(['mine'], () => {});",
  });
  bringPackages('html', folder);
  await page.goto(`${await serving(folder)}page.html`);
  await computes(widgetIn(page));
  expect(await page.evaluate(() => typeof (globalThis as { Nabla?: { create?: unknown } }).Nabla?.create)).toBe(
    'function',
  );
});

test.describe('from a folder, without a server', () => {
  test('a page with the script beside it', async ({ page }) => {
    const folder = place('html-file', { 'page.html': pageOf(handedOut('html', SITE)) });
    bring('embed/nabla.global.js', join(folder, 'nabla', 'embed', 'nabla.global.js'));
    await page.goto(pathToFileURL(join(folder, 'page.html')).href);
    const widget = widgetIn(page);
    await computes(widget);
    await drags(page, widget);
  });

  test('the page for iframes, alone and in a frame', async ({ page }) => {
    const folder = withSite('html-file-frame', { 'page.html': pageOf(handedOut('iframe', SITE)) });
    await page.goto(`${pathToFileURL(join(folder, 'nabla', 'embed.html')).href}?concept=softmax&logits=3,1,0.2`);
    await computes(widgetIn(page));
    await page.goto(pathToFileURL(join(folder, 'page.html')).href);
    await computes(widgetIn(page.frameLocator('iframe')));
  });
});

test.describe('styles of the page do not reach inside', () => {
  const ink = 'rgb(28, 29, 33)';
  for (const [name, rule] of [
    ['unset', '* { all: unset }'],
    ['hidden divs', 'div { display: none } p, span, dl, svg, button { display: none }'],
    ['a reset', '*, *::before { margin: 0; padding: 0; box-sizing: content-box; font: 40px cursive; color: red }'],
    ['everything important', '* { color: red !important; font-size: 50px !important; display: inline !important }'],
  ] as const) {
    test(name, async ({ page, serving }) => {
      const folder = withSite(`html-css-${name.replaceAll(' ', '-')}`, {
        'style.css': rule,
        'page.html': pageOf(
          `<section>${element.replace(/<\/?div>/g, '')}</section><section>${element.replace(/<\/?div>/g, '')}</section>`,
          `<link rel="stylesheet" href="style.css"><script defer src="${SITE}embed/nabla.global.js"></script>`,
        ),
      });
      await page.goto(`${await serving(folder)}page.html`);
      const widget = widgetIn(page).first();
      await widget.scrollIntoViewIfNeeded();
      await expect(widget).toHaveAttribute('data-ready', '');
      await expect(probabilities(widget)).toHaveText(softmaxOf([3, 1, 0.2]));
      await expect(logits(widget).first()).toBeVisible();
      const sentence = widget.locator('.sentence');
      await expect(sentence).toBeVisible();
      expect(await sentence.evaluate((e) => getComputedStyle(e).color)).toBe(ink);
      expect(await sentence.evaluate((e) => parseFloat(getComputedStyle(e).fontSize))).toBeLessThan(20);
      expect(await widget.evaluate((e) => getComputedStyle(e).display)).toBe('block');
    });
  }
});

test('a page that is hidden, then shown: drawn at its size', async ({ page, serving }) => {
  const folder = withSite('html-hidden', {
    'style.css': '.away { display: none }',
    'page.html': pageOf(
      `<section class="away">${element.replace('<nabla-widget', '<nabla-widget loading="eager"')}</section>`,
      `<link rel="stylesheet" href="style.css"><script defer src="${SITE}embed/nabla.global.js"></script>`,
    ),
  });
  await page.goto(`${await serving(folder)}page.html`);
  await expect(widgetIn(page)).toHaveAttribute('data-ready', '');
  await page.evaluate(() => document.querySelector('.away')?.classList.remove('away'));
  await computes(widgetIn(page));
  await drags(page, widgetIn(page));
});

test('inside a shadow root', async ({ page, serving }) => {
  const folder = withSite('html-shadow', {
    'page.html': pageOf('<section></section>', `<script defer src="${SITE}embed/nabla.global.js"></script>`),
  });
  await page.goto(`${await serving(folder, STRICT)}page.html`);
  await page.evaluate(() => {
    const root = document.querySelector('section')?.attachShadow({ mode: 'open' });
    const widget = document.createElement('nabla-widget');
    widget.setAttribute('concept', 'softmax');
    widget.setAttribute('logits', '3,1,0.2');
    root?.append(widget);
  });
  await computes(widgetIn(page));
  await drags(page, widgetIn(page));
});

test('in a sandboxed iframe that may only run scripts', async ({ page, serving }) => {
  const folder = withSite('html-sandbox', {
    'page.html': pageOf('<iframe sandbox="allow-scripts" src="inner.html" width="900" height="1200"></iframe>'),
    'inner.html': pageOf(handedOut('html', SITE)),
  });
  await page.goto(`${await serving(folder)}page.html`);
  await computes(widgetIn(page.frameLocator('iframe')));
});

test('the notes for a bad script address are the author’s own words', async ({ page, serving }) => {
  write(place('html-none', {}), {
    'page.html': pageOf(
      '<nabla-widget concept="softmax"><a href="https://example.org/">Open the widget</a></nabla-widget>',
    ),
  });
  const folder = join(EMBED, '..', '..', '.build', 'hosts', 'html-none');
  await page.goto(`${await serving(folder)}page.html`);
  await expect(page.getByText('Open the widget')).toBeVisible();
});

test('the words inside a widget go once it is ready', async ({ page, serving }) => {
  const folder = withSite('html-fallback', {
    'page.html': pageOf(
      element.replace('></nabla-widget>', '><p>Without scripts</p></nabla-widget>'),
      `<script defer src="${SITE}embed/nabla.global.js"></script>`,
    ),
  });
  await page.goto(`${await serving(folder)}page.html`);
  await awake(widgetIn(page));
  await expect(page.getByText('Without scripts')).toBeHidden();
});
