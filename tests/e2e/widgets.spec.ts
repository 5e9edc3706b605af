// What every widget must do, whichever concept it shows: wake without moving the page, open every preset, follow
// the keyboard, stay inside 320 px, pass axe, and keep its picture when something fails.
import AxeBuilder from '@axe-core/playwright';
import { existsSync, readdirSync } from 'node:fs';
import { expect, openWidget, test, type Page } from './support';
import { concepts } from './concepts';

for (const { slug, section, presets } of concepts) {
  test.describe(slug, () => {
    test('wakes without moving anything on the page', async ({ page }) => {
      await page.addInitScript(() => {
        const shifts: number[] = [];
        Object.assign(globalThis, { shifts });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
            if (!shift.hadRecentInput) shifts.push(shift.value);
          }
        }).observe({ type: 'layout-shift', buffered: true });
      });
      for (const width of [1280, 375]) {
        await page.setViewportSize({ width, height: 900 });
        await openWidget(page, section, slug);
        await page.waitForTimeout(300);
        const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
        // One thousandth of the window: below it a reader sees nothing move.
        expect(
          shifts.reduce((sum, x) => sum + x, 0),
          `at ${width} px`,
        ).toBeLessThan(0.001);
        await page.goto('about:blank');
      }
    });

    // One page for what does not stand in each other's way: opening it takes longer than most of this.
    test('follows the keyboard, opens every preset, shows its table and saves it', async ({ page }) => {
      const widget = await openWidget(page, section, slug);

      await test.step('every handle takes the focus, and arrows move it', async () => {
        const handles = widget.locator('nabla-plane .handle');
        for (let i = 0; i < (await handles.count()); i++) {
          const handle = handles.nth(i);
          await handle.focus();
          const before = await handle.getAttribute('aria-valuetext');
          await page.keyboard.press('ArrowRight');
          await page.keyboard.press('ArrowUp');
          await expect(handle).not.toHaveAttribute('aria-valuetext', before ?? '');
        }
      });

      await test.step('every preset opens and says its cause', async () => {
        for (const preset of presets) {
          const button = widget.locator(`button[data-preset="${preset.id}"]`);
          await button.click();
          await expect(button).toHaveAttribute('aria-pressed', 'true');
          await expect(widget.locator('.cause')).toContainText(preset.cause.slice(0, 30));
          await expect(widget.locator('.sentence')).not.toBeEmpty();
        }
        await widget.getByRole('button', { name: 'Reset' }).click();
        await expect(widget.locator('.cause')).toHaveCount(0);
      });

      await test.step('the table is shown, and saved as the picture is', async () => {
        await widget.locator('.more summary').click();
        await expect(widget.locator('.more table')).toBeVisible();
        const download = page.waitForEvent('download');
        await widget.getByRole('button', { name: 'Save data' }).click();
        expect((await download).suggestedFilename()).toBe(`${slug}.csv`);
        const picture = page.waitForEvent('download');
        await widget.getByRole('button', { name: 'Save picture' }).click();
        expect((await picture).suggestedFilename()).toBe(`${slug}.png`);
      });
    });

    test('opens a preset from a link, and a broken link as the default', async ({ page }) => {
      const preset = presets[0]?.id ?? '';
      const widget = await openWidget(page, section, slug, `preset=${preset}`);
      await expect(widget.locator(`button[data-preset="${preset}"]`)).toHaveAttribute('aria-pressed', 'true');
      await page.goto('about:blank');
      const other = await openWidget(page, section, slug, 'preset=%E0%A4%A&a=<script>&nonsense');
      await expect(other.locator('.sentence')).not.toBeEmpty();
    });

    test('fits 320 px without sideways scroll of the page', async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 700 });
      const widget = await openWidget(page, section, slug);
      for (const preset of presets) {
        await widget.locator(`button[data-preset="${preset.id}"]`).click();
        expect(await overflow(page), preset.id).toBeLessThanOrEqual(0);
      }
    });

    test('takes a touch drag on its first handle or its first slider', async ({ browser, baseURL }) => {
      const context = await browser.newContext({
        ...(baseURL && { baseURL }),
        hasTouch: true,
        isMobile: true,
        viewport: { width: 375, height: 800 },
      });
      const page = await context.newPage();
      const widget = await openWidget(page, section, slug);
      const handles = widget.locator('.handle .touch, nabla-matrix .grip').filter({ visible: true });
      const sliders = widget.locator('input[type="range"]').filter({ visible: true });
      await expect(handles.or(sliders).first()).toBeVisible();
      const target = ((await handles.count()) > 0 ? handles : sliders).first();
      await target.scrollIntoViewIfNeeded();
      const before = await widget.evaluate((w) => (w as unknown as { getState(): string }).getState());
      const box = await target.boundingBox();
      if (!box) throw new Error('there is nothing to touch');
      await touchDrag(page, box.x + box.width / 2, box.y + box.height / 2, 42, 34);
      await expect
        .poll(() => widget.evaluate((w) => (w as unknown as { getState(): string }).getState()))
        .not.toBe(before);
      await context.close();
    });
  });
}

// A section at a time: reading a page takes axe longer than judging one more widget on it.
for (const section of new Set(concepts.map((c) => c.section))) {
  test(`axe objects to nothing in ${section} with its widgets awake, light and dark, narrow and wide`, async ({
    page,
  }) => {
    test.slow(); // six widgets and their text, twice
    for (const [width, colorScheme] of [
      [1280, 'light'],
      [375, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      for (const { slug } of concepts.filter((c) => c.section === section)) await openWidget(page, section, slug);
      const { violations } = await new AxeBuilder({ page }).include('main').analyze();
      expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`)).toEqual([]);
    }
  });
}

test('every folder of a concept is in this walk', () => {
  const folders = readdirSync('web/src/concepts').filter((slug) => existsSync(`web/src/concepts/${slug}/widget.ts`));
  expect(concepts.map((c) => c.slug).sort()).toEqual(folders.sort());
});

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Playwright has taps only: a drag is sent as raw touch points. */
async function touchDrag(page: Page, x: number, y: number, dx: number, dy: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const at = (t: number) => [{ x: x + t * dx, y: y + t * dy }];
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
  for (let i = 1; i <= 6; i++) {
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(i / 6) });
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}
