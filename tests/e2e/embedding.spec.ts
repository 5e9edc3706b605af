// The gallery that authors copy from, the page that iframes show, and what strangers may try through either.

import { concepts } from './concepts';
import { payloads } from './payloads';
import { expect, objections, test, type Page } from './support';

const stage = (page: Page) => page.locator('#gallery-stage nabla-widget');
const snippet = (page: Page) => page.locator('#gallery-snippet');

test.describe('the gallery', () => {
  test('shows each of the thirty, alive, with lines of its own', async ({ page }) => {
    test.setTimeout(180_000);
    await page.goto('embedding/');
    for (const { slug } of concepts) {
      await page.locator('#gallery-concept').selectOption(slug);
      await expect(page.locator(`#gallery-stage nabla-widget[concept="${slug}"]`)).toHaveAttribute('data-ready', '');
      await expect(snippet(page)).toContainText(`<nabla-widget concept="${slug}" label=`);
    }
  });

  test('writes what the visitor sets as attributes, for every host', async ({ page }) => {
    await page.goto('embedding/#temperature');
    await expect(stage(page)).toHaveAttribute('data-ready', '');
    await stage(page).getByLabel('temperature τ, as a number').fill('0.5');
    await stage(page).getByLabel('temperature τ, as a number').press('Enter');
    await expect(snippet(page)).toContainText('<nabla-widget concept="temperature" temperature="0.5"');
    await page.getByLabel('without table').check();
    await page.locator('#gallery-theme').selectOption('dark');
    await expect(snippet(page)).toContainText('temperature="0.5" theme="dark" without-table label="Temperature"');
    await expect(stage(page).locator('.more')).toHaveCount(0);
    await page.getByLabel('with formula').check();
    await expect(snippet(page)).toContainText('without-table with-formula');
    await expect(stage(page).locator('.formula math')).toContainText('0.5');
    expect(await stage(page).evaluate((w) => getComputedStyle(w).colorScheme)).toBe('dark');
    const hosts = await page
      .locator('#gallery-host option')
      .evaluateAll((all) => all.map((o) => (o as HTMLOptionElement).value));
    expect(hosts).toEqual(
      expect.arrayContaining([
        'html',
        'iframe',
        'data',
        'markdown',
        'mkdocs',
        'sphinx',
        'vitepress',
        'docusaurus',
        'hugo',
        'notebook',
      ]),
    );
    await page.locator('#gallery-host').selectOption('iframe');
    await expect(snippet(page)).toContainText(
      'embed.html?concept=temperature&amp;theme=dark&amp;without-table=on&amp;with-formula=on&amp;tau=0.5',
    );
  });

  test('can be used by keyboard, and axe finds nothing', async ({ page }) => {
    await page.goto('embedding/');
    await page.locator('#gallery-concept').focus();
    await page.keyboard.type('Jac');
    await expect(page.locator('#gallery-stage nabla-widget[concept=jacobian]')).toHaveAttribute('data-ready', '');
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      expect(await objections(page)).toEqual([]);
    }
  });

  test('does not scroll sideways, from 320 to 1280 px', async ({ page }) => {
    await page.goto('embedding/');
    await expect(stage(page)).toHaveAttribute('data-ready', '');
    for (const details of await page.locator('.element-reference details > summary').all()) await details.click();
    for (const width of [1280, 375, 320]) {
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, `at ${width} px`).toBeLessThanOrEqual(width);
    }
  });
});

test.describe('the page for iframes', () => {
  const widget = (page: Page) => page.locator('nabla-widget');

  test('takes concept, values, theme and what to leave out from its address', async ({ page }) => {
    await page.goto('embed.html?concept=softmax&logits=5,0&theme=dark&ui=plot');
    await expect(widget(page)).toHaveAttribute('data-ready', '');
    expect(await widget(page).evaluate((w) => (w as unknown as { params: { z: number[] } }).params.z)).toEqual([5, 0]);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
    await expect(widget(page).locator('.presets')).toHaveCount(0);
  });

  test('keeps what the visitor changes in its fragment, and finds it again', async ({ page }) => {
    await page.goto('embed.html?concept=softmax');
    await expect(widget(page)).toHaveAttribute('data-ready', '');
    await widget(page).locator('[data-preset=overflow]').click();
    await expect(page).toHaveURL(/#s=preset%3Doverflow$/);
    await page.reload();
    await expect(widget(page).locator('[data-preset=overflow]')).toHaveAttribute('aria-pressed', 'true');
  });

  test('copies a link that opens it as it is', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('embed.html?concept=softmax&logits=5,0');
    await expect(widget(page)).toHaveAttribute('data-ready', '');
    await widget(page).locator('[data-preset=equal]').click();
    await expect(page).toHaveURL(/#s=/);
    const sentence = (await widget(page).locator('.sentence').textContent()) ?? '';
    await widget(page).getByRole('button', { name: 'Copy link' }).click();
    await expect(widget(page).getByRole('button', { name: 'Copied' })).toBeVisible();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await page.goto('about:blank');
    await page.goto(link);
    await expect(widget(page)).toHaveAttribute('data-ready', '');
    await expect(widget(page).locator('.sentence')).toHaveText(sentence);
  });

  test('goes back to what its address says when it is reset', async ({ page }) => {
    await page.goto('embed.html?concept=softmax&logits=5,0');
    await expect(widget(page)).toHaveAttribute('data-ready', '');
    await widget(page).locator('[data-preset=equal]').click();
    await expect(widget(page).locator('.sentence')).not.toContainText('0.993');
    await widget(page).getByRole('button', { name: 'Reset' }).click();
    await expect(widget(page).locator('.sentence')).toContainText('0.993');
  });

  test('says that it does not know a concept, in the widget’s place', async ({ page }) => {
    await page.goto('embed.html?concept=sofmax');
    await expect(widget(page)).toContainText('There is no concept called “sofmax”.');
  });
});

test.describe('script that strangers write', () => {
  interface Marked {
    nablaWasHere?: unknown;
  }
  const reached = (page: Page): Promise<unknown> => page.evaluate(() => (globalThis as unknown as Marked).nablaWasHere);

  test.beforeEach(({ page }) => {
    page.on('dialog', (dialog) => {
      throw new Error(`a dialog: ${dialog.message()}`);
    });
  });

  test('reaches nothing through addresses', async ({ page, watch }) => {
    test.setTimeout(180_000);
    // A concept or parameter that does not exist is said so once on the console.
    watch.allow(/nabla-widget:/);
    const places: readonly ((text: string) => string)[] = [
      (text) => `embed.html?concept=softmax&logits=${encodeURIComponent(text)}`,
      (text) => `embed.html?concept=${encodeURIComponent(text)}`,
      (text) => `embed.html?concept=derivative&f=${encodeURIComponent(text)}#s=${encodeURIComponent(text)}`,
      (text) => `embed.html?concept=chain-rule&${encodeURIComponent(text)}=1`,
      (text) => `calculus/#derivative?f=${encodeURIComponent(text)}`,
      (text) => `probability-statistics/#softmax?preset=${encodeURIComponent(text)}`,
      (text) => `linear-algebra/#${text.replaceAll(' ', '%20')}`,
    ];
    // One place after the other: where the text is in the fragment, the page that is there reads all but the first.
    const addresses = places.flatMap((place, k) => payloads.filter((_, i) => i % places.length === k).map(place));
    for (const address of addresses) {
      await page.goto(address);
      await page.waitForFunction(
        () =>
          document
            .querySelector('nabla-widget')
            ?.getAttribute('status')
            ?.match(/ready|error/) ?? location.hash,
      );
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      expect(await reached(page), address).toBeUndefined();
      expect(await page.evaluate(() => document.querySelectorAll('script:not([src]), img[src=x]').length)).toBe(0);
    }
  });

  test('reaches nothing through attributes, properties, fields and messages', async ({ page, watch }) => {
    test.setTimeout(180_000);
    watch.allow(/nabla-widget:/);
    await page.goto('embed.html?concept=derivative');
    const widget = page.locator('nabla-widget');
    await expect(widget).toHaveAttribute('data-ready', '');
    const field = widget.locator('input.function').first();
    for (const payload of payloads) {
      await page.evaluate(async (text) => {
        const element = document.querySelector('nabla-widget') as HTMLElement & {
          params: object;
          setState(s: string): Promise<void>;
        };
        for (const name of ['f', 'x0', 'state', 'label', 'theme', 'params', 'lens']) element.setAttribute(name, text);
        element.params = { f: text, x0: text, lens: text, [text]: text };
        await element.setState(text);
        postMessage({ nabla: 1, type: 'set', params: { f: text } }, '*');
        postMessage({ nabla: 1, type: 'state', value: text }, '*');
        postMessage({ nabla: 1, type: 'theme', value: text, tokens: { '--nabla-bg': text, [text]: text } }, '*');
        postMessage({ nabla: 1, type: text }, '*');
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }, payload);
      await field.fill(payload.replaceAll('\n', ' '));
      expect(await reached(page), payload).toBeUndefined();
    }
    await expect(widget).toHaveAttribute('data-ready', '');
    expect(await page.evaluate(() => Object.keys(Object.prototype))).toEqual([]);
    expect(
      await widget.evaluate(
        (w) => w.shadowRoot?.querySelectorAll('script, img, iframe, object, [onload], [onerror]').length,
      ),
    ).toBe(0);
  });
});
