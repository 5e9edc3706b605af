// What every page test insists on: nothing on the console, nothing leaves the machine, no NaN in sight.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Locator, type Page } from '@playwright/test';

export { expect, type Locator, type Page };

export const test = base.extend<{ watch: { allow: (pattern: RegExp) => void } }>({
  watch: [
    async ({ page, baseURL }, use) => {
      const problems: string[] = [];
      // Said by the test's own browser, which keeps no copy of the site: see playwright.config.ts.
      const allowed = [/Service Worker registration blocked by Playwright/];
      const note = (text: string): void => {
        if (text && !allowed.some((pattern) => pattern.test(text))) problems.push(text);
      };
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) note(`console ${message.type()}: ${message.text()}`);
      });
      page.on('pageerror', (error) => note(`uncaught: ${error.message}`));
      page.on('request', (request) => {
        const url = new URL(request.url());
        const local = url.origin === new URL(baseURL ?? 'http://127.0.0.1').origin;
        if (!local && !['data:', 'blob:'].includes(url.protocol)) note(`foreign request: ${url.href}`);
      });
      await use({ allow: (pattern) => allowed.push(pattern) });
      if (!page.isClosed() && page.url() !== 'about:blank') note(await leaked(page));
      expect(problems, 'console, network and visible text').toEqual([]);
    },
    { auto: true },
  ],
});

/** All text a visitor can see, through shadow roots, without code listings (which may speak of NaN). */
export function visibleText(page: Page): Promise<string> {
  return page.evaluate(() => {
    const collect = (node: Node): string => {
      if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
      if (!(node instanceof Element) && !(node instanceof ShadowRoot) && node !== document.body) return '';
      if (node instanceof Element) {
        if (node.matches('script, style, noscript, pre, code, .fine-print, [data-about-bad-input]')) return '';
        if (!node.checkVisibility()) return '';
        if (node.shadowRoot) return `${collect(node.shadowRoot)} `;
      }
      return [...node.childNodes].map(collect).join(' ');
    };
    return collect(document.body);
  });
}

/** What no visitor should read: the first place where a number is none, or a value has leaked out of the code; or ''. */
async function leaked(page: Page): Promise<string> {
  const text = await visibleText(page);
  const bad = /\b(NaN|Infinity|undefined|\[object \w+\])(?!\w)/.exec(text);
  return bad ? `“${bad[0]}” is visible: …${text.slice(Math.max(0, bad.index - 60), bad.index + 60)}…` : '';
}

/** Opens a concept's widget and waits until it is alive. */
export async function openWidget(page: Page, section: string, slug: string, query = ''): Promise<Locator> {
  await page.goto(`${section}/#${slug}${query ? `?${query}` : ''}`);
  const widget = page.locator(`nabla-widget[concept="${slug}"]`);
  await widget.scrollIntoViewIfNeeded();
  await expect(widget).toHaveAttribute('data-ready', '');
  return widget;
}

/** What axe objects to, a line for each rule. */
export async function objections(
  page: Page,
  { include, exclude }: { include?: string; exclude?: string } = {},
): Promise<string[]> {
  // No page of ours has frames: without asking them, and without listing what passes, it takes half the time.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'], preload: false });
  if (include) axe.include(include);
  if (exclude) axe.exclude(exclude);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => `${n.target.join(' ')} ${n.html}`).join(', ')}`);
}

/** What the widget says in one sentence. */
export const said = (widget: Locator): Locator => widget.locator('.sentence');

/** The number that stands under just this name. */
export const readoutOf = (widget: Locator, name: string): Locator =>
  widget.locator('dl.readout div', { has: widget.page().getByText(name, { exact: true }) }).locator('dd');

/** The numbers under names that hold this text. */
export const readoutWith = (widget: Locator, text: string | RegExp): Locator =>
  widget.locator('dl.readout div', { has: widget.page().locator('dt', { hasText: text }) }).locator('dd');

/** Brings a state into a live widget as a changed address would, and waits until it is drawn. */
export function showState(widget: Locator, query: string): Promise<void> {
  return widget.evaluate(async (element, text) => {
    const drawn = new Promise((resolve) => element.addEventListener('nabla-render', resolve, { once: true }));
    await (element as unknown as { setState(text: string): Promise<void> }).setState(text);
    await drawn;
  }, query);
}

type Open = (page: Page) => Promise<Locator>;
type Body = (fixtures: { page: Page }) => Promise<void>;

/** The body of a test of cases of one kind, each a step with its name: opening a page takes longer than most of them. */
export function eachCase<T>(
  open: Open,
  cases: readonly T[],
  nameOf: (each: T) => string,
  body: (widget: Locator, each: T) => Promise<void>,
): Body {
  return async ({ page }) => {
    test.slow(cases.length > 20);
    expect(cases.length, 'cases').toBeGreaterThan(0);
    const widget = await open(page);
    for (const each of cases) {
      await test.step(nameOf(each), async () => {
        await body(widget, each);
        expect(await leaked(page)).toBe('');
      });
    }
  };
}

export type Failure = readonly [preset: string, broken: RegExp, cure: string, cured: RegExp];

/** Each preset that breaks the concept by its button, with what is said then, and the button of its cure. */
export function breakAndCure(
  open: Open,
  failures: readonly Failure[],
  says: (widget: Locator) => Locator = said,
  more: (widget: Locator, preset: string, is: 'broken' | 'cured') => Promise<void> = () => Promise.resolve(),
): Body {
  return eachCase(
    open,
    failures,
    ([preset]) => preset,
    async (widget, [preset, broken, cure, cured]) => {
      await widget.locator(`[data-preset="${preset}"]`).click();
      await expect(widget.locator('.cause.break')).toBeVisible();
      await expect(says(widget)).toHaveText(broken);
      await more(widget, preset, 'broken');
      await widget.locator('.cause').getByRole('button', { name: cure, exact: true }).click();
      // A cause may speak of NaN, and the sentence may be true of the broken state already.
      await expect(widget.locator('.cause.break')).toHaveCount(0);
      await expect(said(widget)).toHaveText(cured);
      await more(widget, preset, 'cured');
    },
  );
}

/** All that a widget shows and says, for what may stand anywhere in it. */
export const cardOf = (widget: Locator): Locator => widget.locator('.card');
