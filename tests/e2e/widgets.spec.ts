// What every widget must do, whichever concept it shows: wake without moving the page, open every preset, follow
// the keyboard, stay inside 320 px, pass axe, and keep its picture when something fails.
import { existsSync, readdirSync } from 'node:fs';
import { expect, objections, openWidget, showState, test, type Locator, type Page } from './support';
import { concepts } from './concepts';

/** No state at all: half an escape, markup, a name that is no parameter. */
const BROKEN = 'preset=%E0%A4%A&a=<script>&nonsense';

/** Notes how far the page's contents move by themselves, from the first paint on. */
async function noteShifts(page: Page): Promise<void> {
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
}

async function expectStill(page: Page): Promise<void> {
  await page.waitForTimeout(300);
  const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
  // One thousandth of the window: below it a reader sees nothing move.
  expect(shifts.reduce((sum, x) => sum + x, 0)).toBeLessThan(0.001);
}

for (const { slug, section, presets } of concepts) {
  // What does not stand in each other's way shares a page: opening it takes longer than most of this.
  test.describe(slug, () => {
    test('wakes in place, follows the keyboard, opens every preset, shows its table and saves it', async ({ page }) => {
      await noteShifts(page);
      const widget = await openWidget(page, section, slug);

      await test.step('nothing has moved', () => expectStill(page));

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

    test.describe('on a phone', () => {
      test.use({ hasTouch: true, isMobile: true, viewport: { width: 375, height: 900 } });

      test('opens a preset from a link in place, fits 320 px with each, and follows a finger', async ({ page }) => {
        await noteShifts(page);
        const preset = presets[0]?.id ?? '';
        const widget = await openWidget(page, section, slug, `preset=${preset}`);
        await expect(widget.locator(`button[data-preset="${preset}"]`)).toHaveAttribute('aria-pressed', 'true');
        await test.step('nothing has moved at 375 px', () => expectStill(page));

        await test.step('nothing is wider than 320 px', async () => {
          await page.setViewportSize({ width: 320, height: 700 });
          for (const { id } of presets) {
            await showState(widget, `preset=${id}`);
            expect(await overflow(page), id).toBeLessThanOrEqual(0);
          }
        });

        await test.step('a broken link opens the default', async () => {
          await page.evaluate((hash) => (location.hash = hash), `#${slug}?${BROKEN}`);
          await expect(widget.locator('.cause')).toHaveCount(0);
          await expect(widget.locator('.sentence')).not.toBeEmpty();
        });

        await test.step('a finger moves the first handle or slider', async () => {
          const handles = widget.locator('.handle .touch, nabla-matrix .grip').filter({ visible: true });
          const sliders = widget.locator('input[type="range"]').filter({ visible: true });
          await expect(handles.or(sliders).first()).toBeVisible();
          const target = ((await handles.count()) > 0 ? handles : sliders).first();
          await target.scrollIntoViewIfNeeded();
          const before = await stateOf(widget);
          const box = await target.boundingBox();
          if (!box) throw new Error('there is nothing to touch');
          await touchDrag(page, box.x + box.width / 2, box.y + box.height / 2, 42, 34);
          await expect.poll(() => stateOf(widget)).not.toBe(before);
        });
      });
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
      expect(await objections(page, { include: 'main' })).toEqual([]);
    }
  });
}

test('every folder of a concept is in this walk', () => {
  const folders = readdirSync('web/src/concepts').filter((slug) => existsSync(`web/src/concepts/${slug}/widget.ts`));
  expect(concepts.map((c) => c.slug).sort()).toEqual(folders.sort());
});

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const stateOf = (widget: Locator): Promise<string> =>
  widget.evaluate((element) => (element as unknown as { getState(): string }).getState());

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
