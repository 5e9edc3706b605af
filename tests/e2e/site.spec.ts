// The pages around the widgets: readable without script, addresses, search, theme, paper, phones, failures.

import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, objections, openWidget, test, type Page } from './support';

const SECTION = 'linear-algebra/';
const SLUG = 'matrix-multiplication';
const PAGES = ['./', SECTION, 'cheat-sheet/', 'your-machine/', '404.html'];

const widgetOf = (page: Page, slug = SLUG) => page.locator(`nabla-widget[concept="${slug}"]`);
const articleOf = (page: Page, slug = SLUG) => page.locator(`article#${slug}`);
const literal = (page: Page, key: string) => articleOf(page).locator(`[data-param="${key}"]`);

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a section page holds formula, text, code and its output', async ({ page }) => {
    await page.goto(SECTION);
    const article = articleOf(page);
    await expect(article.getByRole('heading', { level: 2 })).toBeVisible();
    await expect(article.locator('.formula math').first()).toBeVisible();
    await expect(article.getByRole('heading', { name: 'Intuition' })).toBeVisible();
    await expect(article.getByRole('heading', { name: 'Fine print' })).toBeVisible();
    await expect(article.locator('pre code')).toContainText('import torch');
    await expect(article.locator('.output')).toContainText('tensor(');
    await expect(article.locator('.printed')).toContainText(/PyTorch \d+\.\d+/);
    await expect(article.getByText('This part needs JavaScript and WebAssembly.')).toBeVisible();
  });

  test('offers no control that cannot work', async ({ page }) => {
    for (const path of PAGES) {
      await page.goto(path);
      await expect(page.locator('button:visible')).toHaveCount(0);
    }
  });

  test('the front page lists the whole course and links what is built', async ({ page }) => {
    await page.goto('./');
    await expect(page.locator('.course-section')).toHaveCount(10);
    const entries = page.locator('.course-section li');
    await expect(entries).toHaveCount(30);
    for (const entry of await entries.all()) {
      const linked = (await entry.locator('a').count()) === 1;
      expect(linked).not.toBe((await entry.innerText()).includes('to come'));
    }
    await expect(page.locator(`.course-section a[href$="#${SLUG}"]`)).toBeVisible();
  });
});

test('every link inside the site leads somewhere', async ({ page, request }) => {
  const targets = new Set<string>();
  for (const path of PAGES) {
    await page.goto(path);
    const links = page.locator('a[href]');
    for (const href of await links.evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href)))
      targets.add(href);
  }
  const origin = new URL(page.url()).origin;
  const local = [...targets].filter((href) => href.startsWith(origin));
  expect(local.length).toBeGreaterThan(5);
  // Anchors are in the prerendered page, so its text answers for all links into it.
  const texts = new Map<string, string>();
  for (const href of local) {
    const url = new URL(href);
    const document = url.origin + url.pathname;
    if (!texts.has(document)) {
      const response = await request.get(document);
      expect(response.status(), href).toBe(200);
      texts.set(document, await response.text());
    }
    const id = decodeURIComponent(url.hash.slice(1)).split('?')[0] ?? '';
    if (id) expect(texts.get(document), href).toContain(` id="${id}"`);
  }
});

test('every page carries the strict policy and no inline style or script', async ({ page, request }) => {
  for (const path of PAGES) {
    const text = await (await request.get(path)).text();
    expect(text).toContain('http-equiv="Content-Security-Policy"');
    expect(text).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
    expect(text).not.toMatch(/\sstyle\s*=\s*["']/);
    expect(text).not.toMatch(/<style|<script(?![^>]*\ssrc=)/);
    expect(text).not.toMatch(/\s(?:href|src)="\//);
    await page.goto(path);
  }
});

test.describe('addresses', () => {
  test('a preset opens exactly', async ({ page }) => {
    const widget = await openWidget(page, 'linear-algebra', SLUG, 'preset=shapes');
    await expect(widget.locator('[data-preset="shapes"]')).toHaveAttribute('aria-pressed', 'true');
    await expect(articleOf(page)).toBeInViewport();
    expect(new URL(page.url()).hash).toBe(`#${SLUG}?preset=shapes`);
  });

  test('a state opens exactly, in code and formula too', async ({ page }) => {
    await expect((await openWidget(page, 'linear-algebra', SLUG)).locator('.picture')).toBeVisible();
    await expect(articleOf(page).locator('.for-defaults')).toBeHidden();
    await page.goto('about:blank');
    await openWidget(page, 'linear-algebra', SLUG, 'a=3,1;1,2');
    await expect(literal(page, 'a')).toHaveText('[[3.0, 1.0], [1.0, 2.0]]');
    await expect(literal(page, 'b')).toHaveText('[[1.0, 0.5, -2.0], [2.0, 1.0, 1.0]]');
    await expect(articleOf(page).locator('.for-defaults')).toBeVisible();
    await expect(articleOf(page).locator('.live-formula math')).toBeVisible();
  });

  test('a changed widget writes its address without adding to the history', async ({ page }) => {
    await openWidget(page, 'linear-algebra', SLUG);
    const before = await page.evaluate(() => history.length);
    const preset = widgetOf(page).locator('[data-preset]').first();
    await preset.click();
    await expect(page).toHaveURL(new RegExp(`#${SLUG}\\?preset=${await preset.getAttribute('data-preset')}$`));
    expect(await page.evaluate(() => history.length)).toBe(before);
  });

  test('editing the address by hand, Back and Forward', async ({ page }) => {
    await openWidget(page, 'linear-algebra', SLUG);
    const original = await literal(page, 'a').innerText();
    await page.evaluate((slug) => (location.hash = `#${slug}?a=5,6;7,8`), SLUG);
    await expect(literal(page, 'a')).toHaveText('[[5.0, 6.0], [7.0, 8.0]]');
    await page.goBack();
    await expect(literal(page, 'a')).toHaveText(original);
    await page.goForward();
    await expect(literal(page, 'a')).toHaveText('[[5.0, 6.0], [7.0, 8.0]]');
  });

  test('a plain link to a concept leaves its state alone', async ({ page }) => {
    await openWidget(page, 'linear-algebra', SLUG, 'a=5,6;7,8');
    await expect(literal(page, 'a')).toHaveText('[[5.0, 6.0], [7.0, 8.0]]');
    await page.locator(`.contents a[href="#${SLUG}"]`).click();
    await expect(page).toHaveURL(/#matrix-multiplication$/);
    await expect(literal(page, 'a')).toHaveText('[[5.0, 6.0], [7.0, 8.0]]');
  });

  for (const hash of [
    '%',
    '%E0%A4%A',
    `${SLUG}?a=%E0%A4%A`,
    `${SLUG}?a=1,,;`,
    `${SLUG}?preset=no`,
    'no?a=1',
    `${SLUG}?${'a'.repeat(9000)}`,
    '"><img src=x>',
  ]) {
    test(`survives #${hash.slice(0, 40)}`, async ({ page }) => {
      await page.goto(`${SECTION}#${hash}`);
      await widgetOf(page).scrollIntoViewIfNeeded();
      await expect(widgetOf(page)).toHaveAttribute('data-ready', '');
      await expect(articleOf(page).locator('.live-formula math')).toBeVisible();
    });
  }
});

test('the code that is copied holds the numbers of the page', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openWidget(page, 'linear-algebra', SLUG, 'a=3,1;1,2');
  await expect(literal(page, 'a')).toHaveText('[[3.0, 1.0], [1.0, 2.0]]');
  await articleOf(page).getByRole('button', { name: 'Copy code' }).click();
  await expect(articleOf(page).getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^import torch\n/);
  expect(copied).toContain('A = torch.tensor([[3.0, 1.0], [1.0, 2.0]])');
  expect(copied).toMatch(/\n$/);
});

test.describe('search', () => {
  test('by keyboard alone, from the front page to a concept', async ({ page }) => {
    await page.goto('./');
    await page.keyboard.press('/');
    const box = page.getByRole('combobox');
    await expect(box).toBeFocused();
    await page.keyboard.type('matrix mul');
    const options = page.getByRole('option');
    await expect(options.first()).toContainText('Matrix multiplication');
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    await expect(box).toHaveAttribute('aria-activedescendant', (await options.first().getAttribute('id')) ?? '');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/some\/path\/linear-algebra\/#matrix-multiplication$/);
    await expect(articleOf(page).getByRole('heading', { level: 2 })).toBeInViewport();
  });

  test('arrows move, Escape closes and gives the focus back', async ({ page }) => {
    await page.goto(SECTION);
    const button = page.getByRole('button', { name: 'Search' });
    await button.click();
    await page.getByRole('combobox').fill('matrix');
    const options = page.getByRole('option');
    await expect.poll(() => options.count()).toBeGreaterThan(0);
    await page.keyboard.press('ArrowUp');
    await expect(options.last()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowDown');
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(button).toBeFocused();
  });

  test('finds symbols, announces what is to come, and says when there is nothing', async ({ page }) => {
    await page.goto('./');
    await page.keyboard.press('/');
    const box = page.getByRole('combobox');
    await box.fill('Σ');
    await expect(page.getByRole('option', { name: /Matrix multiplication/ })).toBeVisible();
    await box.fill('softmax');
    await expect(page.getByRole('option', { name: /Softmax/ })).toBeVisible();
    await box.fill('zzqqxx');
    await expect(page.getByText('Nothing here mentions “zzqqxx”.')).toBeVisible();
    await box.fill('<img src=x onerror=alert(1)>');
    await expect(page.locator('dialog img')).toHaveCount(0);
  });

  test('a slash typed into a field of a widget stays there', async ({ page }) => {
    const widget = await openWidget(page, 'linear-algebra', SLUG);
    await widget.locator('input:visible').first().focus();
    await page.keyboard.press('/');
    await expect(page.locator('dialog[open]')).toHaveCount(0);
  });
});

test.describe('theme', () => {
  const paper = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const LIGHT = 'rgb(251, 250, 246)';
  const DARK = 'rgb(18, 20, 25)';

  test('follows the system until it is switched, and remembers', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto('./');
    expect(await paper(page)).toBe(DARK);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await paper(page)).toBe(LIGHT);
    const button = page.getByRole('button', { name: /^Theme/ });
    await expect(button).toHaveAccessibleName('Theme: Auto');
    await button.click();
    await button.click();
    await expect(button).toHaveAccessibleName('Theme: Dark');
    expect(await paper(page)).toBe(DARK);
    await page.goto(SECTION);
    expect(await paper(page)).toBe(DARK);
    await expect(page.getByRole('button', { name: 'Theme: Dark' })).toBeVisible();
    await page.getByRole('button', { name: 'Theme: Dark' }).click();
    expect(await paper(page)).toBe(LIGHT);
  });

  test('works where storage is forbidden', async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    });
    await page.goto('./');
    const button = page.getByRole('button', { name: /^Theme/ });
    await button.click();
    await button.click();
    expect(await paper(page)).toBe(DARK);
  });
});

test('on paper what is painted is painted for paper, and what never woke takes no page', async ({ page }) => {
  const widget = await openWidget(page, 'differential-equations', 'ode');
  const canvas = widget.locator('nabla-chart canvas').first();
  const painted = (): Promise<string> => canvas.evaluate((c) => (c as HTMLCanvasElement).toDataURL());
  await page.emulateMedia({ media: 'print' });
  await page.waitForTimeout(300);
  const light = await painted();
  await expect(page.locator('nabla-widget[concept=pde]')).toBeHidden();
  await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
  await expect.poll(painted).not.toBe(light);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect.poll(painted).toBe(light);
});

test.describe('layout', () => {
  test('no page scrolls sideways, from 320 to 1600 px', async ({ page }) => {
    for (const path of PAGES) {
      await page.goto(path);
      await expect(page.locator('footer')).toBeAttached();
      if (path === SECTION) await expect(widgetOf(page)).toHaveAttribute('data-ready', '');
      for (const width of [1600, 1280, 1024, 768, 375, 320]) {
        await page.setViewportSize({ width, height: 800 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide, `${path} at ${width} px`).toBeLessThanOrEqual(width);
      }
    }
  });

  for (const width of [375, 768, 1280]) {
    test(`nothing moves while the pages wake at ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.addInitScript(() => {
        const shifts: number[] = [];
        Object.assign(window, { shifts });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
        }).observe({ type: 'layout-shift', buffered: true });
      });
      for (const path of ['./', SECTION]) {
        await page.goto(path);
        if (path === SECTION) {
          await widgetOf(page).scrollIntoViewIfNeeded();
          await expect(articleOf(page).locator('.live-formula math')).toBeVisible();
        } else await expect(page.locator('.hero.alive')).toBeVisible();
        await page.evaluate(() => document.fonts.ready);
        const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
        expect(
          shifts.reduce((a, b) => a + b, 0),
          path,
        ).toBeLessThan(0.01);
      }
    });
  }

  test('what is touched on a phone is large enough', async ({ page }) => {
    await page.setViewportSize({ width: 375, height: 800 });
    for (const path of PAGES) {
      await page.goto(path);
      const targets = page.locator(
        '.site-header button, .site-header a, .prerequisites a, .contents a, .course-section a, a.step, .copy, .parameters summary, footer a, .button',
      );
      for (const target of await targets.all()) {
        if (!(await target.isVisible())) continue;
        const box = await target.boundingBox();
        expect(box?.height ?? 0, await target.innerText()).toBeGreaterThanOrEqual(44);
      }
    }
  });
});

test.describe('accessibility', () => {
  // What colours do does not depend on the width: widgets.spec.ts looks at the other two pairs.
  for (const [scheme, width] of [
    ['light', 375],
    ['dark', 1280],
  ] as const) {
    test(`axe finds nothing, ${scheme}, ${width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      for (const path of PAGES) {
        await page.goto(path);
        if (path === SECTION) await expect(widgetOf(page)).toHaveAttribute('data-ready', '');
        for (const details of await page.locator('main details.parameters > summary').all()) await details.click();
        expect(await objections(page, { exclude: 'nabla-widget' }), path).toEqual([]);
      }
      await page.keyboard.press('/');
      await page.getByRole('combobox').fill('matrix');
      await expect(page.getByRole('option').first()).toBeVisible();
      expect(await objections(page, { include: 'dialog' })).toEqual([]);
    });
  }

  test('the first stop is a way past the header', async ({ page }) => {
    await page.goto(SECTION);
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to the content' });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await page.keyboard.press('Enter');
    await expect(page.locator('main')).toBeFocused();
  });
});

test.describe('when something fails', () => {
  test('no engine: the page says so in place and stays readable', async ({ page, watch }) => {
    watch.allow(/Failed to load resource|net::ERR/);
    await page.route('**/*.wasm', (route) => route.abort());
    await page.goto(SECTION);
    await widgetOf(page).scrollIntoViewIfNeeded();
    await expect(widgetOf(page).getByRole('alert')).toContainText('The engine file could not be fetched');
    await expect(articleOf(page).locator('pre code')).toContainText('import torch');
    await page.goto('./');
    await expect(page.getByText('The picture stays still here.')).toBeVisible();
    await expect(page.locator('.hero-ellipse')).toBeVisible();
  });

  test('no widget script: the words in its place say so', async ({ page, watch }) => {
    watch.allow(/Failed to load resource|net::ERR/);
    await page.route('**/kit-*.js', (route) => route.abort());
    await page.goto(SECTION);
    await expect(articleOf(page).getByText('could not be loaded')).toBeVisible();
  });

  test('no search script: the button says so', async ({ page, watch }) => {
    watch.allow(/Failed to load resource|net::ERR/);
    await page.route('**/search-*.js', (route) => route.abort());
    await page.goto('./');
    await page.keyboard.press('/');
    await expect(page.getByRole('button', { name: 'Search could not be loaded' })).toBeVisible();
  });
});

test.describe('the picture on the front page', () => {
  test('reads the stretches of the map that it was drawn from, and of the one it is changed to', async ({ page }) => {
    await page.goto('./');
    const reading = page.locator('.hero-reading');
    // The static picture is turn · stretch(1.95, 0.75) · turn: those are its singular values.
    await expect(reading).toContainText('σ₁ = 1.95');
    await expect(reading).toContainText('σ₂ = 0.75');
    const handle = page.getByRole('button', { name: /^first column of the matrix/ });
    await handle.focus();
    await page.keyboard.press('ArrowRight');
    await expect(reading).not.toContainText('σ₁ = 1.95');
    await expect(page.locator('.hero-label').first()).toContainText(/σ₁ = \d\.\d\d/);
  });

  test('follows a dragged column', async ({ page }) => {
    await page.goto('./');
    const handle = page.getByRole('button', { name: /^second column of the matrix/ });
    const name = (await handle.getAttribute('aria-label')) ?? '';
    const box = await handle.boundingBox();
    if (!box) throw new Error('no handle');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2 - 40, { steps: 4 });
    await page.mouse.up();
    await expect(handle).not.toHaveAttribute('aria-label', name);
  });
});

test('the small pictures stand before any script, and move under the pointer', async ({ page }) => {
  await page.goto('./');
  const entry = page.locator('.entry[data-concept="lp-norms"]');
  await entry.scrollIntoViewIfNeeded();
  const strokes = (): Promise<(string | null)[]> =>
    entry.locator('.tile path').evaluateAll((paths) => paths.map((path) => path.getAttribute('d')));
  const atRest = await strokes();
  expect(atRest.length).toBeGreaterThan(0);
  await expect(async () => {
    await page.mouse.move(0, 0);
    await entry.hover();
    await page.waitForTimeout(200);
    expect(await strokes()).not.toEqual(atRest);
  }).toPass();
});

test('the notebook of a section is one click away', async ({ page }) => {
  await page.goto(SECTION);
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: /^Download .*ipynb$/ }).click();
  const file = await coming;
  expect(file.suggestedFilename()).toBe(`${SECTION.replace('/', '')}.ipynb`);
  const { nbformat, cells } = JSON.parse(readFileSync(await file.path(), 'utf8')) as Record<string, unknown>;
  expect(nbformat).toBe(4);
  expect(cells).not.toHaveLength(0);
});

test('on paper: formulas in columns, no controls', async ({ page }) => {
  await page.goto('cheat-sheet/');
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.sheet-item math').first()).toBeVisible();
  await expect(page.locator('button:visible')).toHaveCount(0);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  // About five concepts find room on a page.
  const concepts = await page.locator('.sheet-item').count();
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeLessThanOrEqual(Math.ceil(concepts / 5));
  await page.goto(SECTION);
  await expect(page.locator('.contents')).toBeHidden();
  await expect(articleOf(page).locator('pre code')).toBeVisible();
});

test('the script of a section page fits its budget', async ({ page }) => {
  const scripts: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js')) scripts.push(response.body());
  });
  await page.goto(SECTION);
  await page.evaluate(async () => {
    await customElements.whenDefined('nabla-widget');
    for (const widget of document.querySelectorAll('nabla-widget'))
      void (widget as unknown as { load(): Promise<void> }).load();
  });
  for (const widget of await page.locator('nabla-widget').all()) await expect(widget).toHaveAttribute('data-ready', '');
  // Chart.js comes with the first chart that is looked at; the budget counts it all the same.
  const charts = readdirSync('dist/assets').filter((name) => /^chart-.*\.js$/.test(name));
  const bodies = [...(await Promise.all(scripts)), ...charts.map((name) => readFileSync(`dist/assets/${name}`))];
  const total = bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
  expect(charts.length).toBeGreaterThan(0);
  // The element's own shell and the library of the copy on the device, which comes when the page is idle, are in it.
  expect(total).toBeLessThanOrEqual(120_000);
});
