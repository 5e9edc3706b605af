// What every page test insists on: nothing on the console, nothing leaves the machine, no NaN in sight.

import { expect, test as base, type Locator, type Page } from '@playwright/test';

export { expect, type Locator, type Page };

export const test = base.extend<{ watch: { allow: (pattern: RegExp) => void } }>({
  watch: [
    async ({ page, baseURL }, use) => {
      const problems: string[] = [];
      // Said by the test's own browser, which keeps no copy of the site: see playwright.config.ts.
      const allowed = [/Service Worker registration blocked by Playwright/];
      const note = (text: string): void => {
        if (!allowed.some((pattern) => pattern.test(text))) problems.push(text);
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
      if (!page.isClosed() && page.url() !== 'about:blank') {
        const text = await visibleText(page);
        const bad = /\b(NaN|Infinity|undefined|\[object \w+\])(?!\w)/.exec(text);
        if (bad) note(`“${bad[0]}” is visible: …${text.slice(Math.max(0, bad.index - 60), bad.index + 60)}…`);
      }
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

/** Opens a concept's widget and waits until it is alive. */
export async function openWidget(page: Page, section: string, slug: string, query = ''): Promise<Locator> {
  await page.goto(`${section}/#${slug}${query ? `?${query}` : ''}`);
  const widget = page.locator(`nabla-widget[concept="${slug}"]`);
  await widget.scrollIntoViewIfNeeded();
  await expect(widget).toHaveAttribute('data-ready', '');
  return widget;
}

/** What the widget says in one sentence. */
export const said = (widget: Locator): Locator => widget.locator('.sentence');

/** The number that stands under just this name. */
export const readoutOf = (widget: Locator, name: string): Locator =>
  widget.locator('dl.readout div', { has: widget.page().getByText(name, { exact: true }) }).locator('dd');

/** The numbers under names that hold this text. */
export const readoutWith = (widget: Locator, text: string | RegExp): Locator =>
  widget.locator('dl.readout div', { has: widget.page().locator('dt', { hasText: text }) }).locator('dd');
