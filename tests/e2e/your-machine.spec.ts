// The page that measures the visitor's browser: real runs, what it says when something is missing, and that it can be used.

import { MEASURED } from '../../web/src/kernels/measured';
import { expect, objections, test, type Page } from './support';

const PATH = 'your-machine/';
const start = (page: Page) => page.locator('#machine-start');
const now = (page: Page) => page.locator('#machine-now');
const cell = (page: Page, row: number | string, name: string) =>
  page.locator(`[data-row="${row}"] [data-cell="${name}"]`);

/** A shared machine takes its time; a visitor's takes five seconds. */
async function whole(page: Page): Promise<void> {
  await start(page).click();
  await expect(start(page)).toHaveText('Again', { timeout: 45_000 });
}

async function numberIn(page: Page, row: number | string, name: string): Promise<number> {
  return Number.parseFloat(await cell(page, row, name).innerText());
}

test('shows what it will measure, and measures nothing by itself', async ({ page }) => {
  await page.goto(PATH);
  await expect(start(page)).toHaveText('Start');
  await expect(page.locator('#machine-table tbody tr')).toHaveCount(MEASURED.length + 2);
  await expect(page.locator('nabla-chart')).toHaveCount(2);
  await page.waitForTimeout(500);
  await expect(start(page)).toHaveText('Start');
  await expect(cell(page, 0, 'plain')).toBeEmpty();
  for (const copy of await page.locator('[data-copy]').all()) await expect(copy).toBeDisabled();
});

test('a run measures everything, checks it, and leaves the page alone', async ({ page, context, baseURL }) => {
  test.setTimeout(90_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(PATH);
  await expect(page.locator('nabla-chart canvas').first()).toBeVisible();
  await page.waitForTimeout(500);
  // From a beat of the page to the next: how long it stood still.
  await page.evaluate(() => {
    const beats = { last: performance.now(), longest: [] as number[] };
    Object.assign(window, { beats });
    setInterval(() => {
      beats.longest.push(performance.now() - beats.last);
      beats.last = performance.now();
    }, 5);
  });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await start(page).click();
  await expect(start(page)).toHaveText('Stop');
  await expect(page.locator('#machine-progress')).toBeVisible();
  await expect(now(page)).toContainText('Measuring');
  await expect(start(page)).toHaveText('Again', { timeout: 45_000 });
  await expect(now(page)).toContainText('Measured. Every result agrees with scalar JavaScript’s.');
  await expect(page.locator('#machine-sentence')).toContainText(/multiplied at \d[\d.]* GF\/s by (relaxed|plain) SIMD/);

  for (const [row, m] of MEASURED.entries()) {
    for (const name of ['scalar', 'plain', 'relaxed', 'ratio']) {
      const x = await numberIn(page, row, name);
      expect(x > 0 && Number.isFinite(x), `${m.label}, ${name}: ${x}`).toBe(true);
    }
    // SIMD kernels that lose to loops in JavaScript were not compiled as they should be.
    expect(await numberIn(page, row, 'ratio'), m.label).toBeGreaterThan(1);
  }
  for (const precision of ['f32', 'f64']) {
    for (const name of ['plain', 'relaxed']) expect(await numberIn(page, precision, name)).toBeGreaterThan(0);
  }
  expect(await numberIn(page, 0, 'share')).toBeGreaterThan(0);

  // The measurement is not on this thread: it stands still for single drawings only, whatever else the machine does.
  const beats = await page.evaluate(() => (window as unknown as { beats: { longest: number[] } }).beats.longest);
  const sorted = beats.toSorted((a, b) => b - a);
  expect(beats.length).toBeGreaterThan(100);
  expect(sorted[Math.floor(beats.length / 100)]).toBeLessThan(100);
  const origin = new URL(baseURL ?? '').origin;
  expect(asked.filter((url) => !url.startsWith(`${origin}/`))).toEqual([]);
  expect(asked.length).toBeGreaterThanOrEqual(3);

  const copied = async (kind: string): Promise<string> => {
    await page.locator(`[data-copy="${kind}"]`).click();
    await expect(page.locator(`[data-copy="${kind}"]`)).toHaveText('Copied');
    return page.evaluate(() => navigator.clipboard.readText());
  };
  expect((await copied('markdown')).split('\n')).toHaveLength(MEASURED.length + 7);
  expect((await copied('csv')).trim().split('\r\n')).toHaveLength(1 + 3 * MEASURED.length + 4);
  const { kernels } = JSON.parse(await copied('json')) as {
    kernels: { ms: Record<string, number>; wrong: string[] }[];
  };
  expect(kernels).toHaveLength(MEASURED.length);
  expect(kernels.flatMap((k) => k.wrong)).toEqual([]);
});

test('can be stopped and started again by keyboard', async ({ page }) => {
  await page.goto(PATH);
  await expect(start(page)).toBeEnabled();
  await start(page).focus();
  await page.keyboard.press('Enter');
  await expect(cell(page, 0, 'ratio')).toContainText('×', { timeout: 30_000 });
  await expect(start(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(now(page)).toContainText('Stopped; what was measured so far stands below.');
  await expect(start(page)).toHaveText('Again');
  await expect(page.locator('#machine-progress')).toBeHidden();
  const first = await cell(page, 0, 'plain').innerText();
  await page.waitForTimeout(800);
  await expect(cell(page, MEASURED.length - 1, 'plain')).toBeEmpty();
  await expect(cell(page, 0, 'plain')).toHaveText(first);
  await page.keyboard.press('Space');
  await expect(start(page)).toHaveText('Stop');
  await expect(cell(page, 0, 'plain')).toBeEmpty();
  await page.keyboard.press('Space');
  await expect(now(page)).toContainText('Stopped.');
});

test.describe('what a browser lacks', () => {
  test('relaxed SIMD: the page says so, and measures the rest', async ({ page }) => {
    test.setTimeout(90_000);
    await page.addInitScript(() => {
      const { validate } = WebAssembly;
      // The probe for it, whose first instruction of relaxed SIMD is 0xfd 0x100, and not the one for SIMD.
      WebAssembly.validate = (bytes) => !new Uint8Array(bytes as ArrayBuffer).includes(128) && validate(bytes);
    });
    const modules: string[] = [];
    page.on('request', (request) => request.url().endsWith('.wasm') && modules.push(request.url()));
    await page.goto(PATH);
    await expect(now(page)).toContainText('no relaxed SIMD');
    await whole(page);
    await expect(now(page)).toContainText('no relaxed SIMD');
    expect(await numberIn(page, 3, 'plain')).toBeGreaterThan(0);
    await expect(cell(page, 3, 'relaxed')).toBeEmpty();
    expect(modules).toHaveLength(1);
  });

  test('SIMD: the page says so in place and stays readable', async ({ page }) => {
    await page.addInitScript(() => (WebAssembly.validate = () => false));
    await page.goto(PATH);
    await expect(page.getByRole('alert')).toContainText('lacks WebAssembly SIMD');
    await expect(start(page)).toBeDisabled();
    await expect(page.getByRole('heading', { name: 'A lane' })).toBeVisible();
    expect(await objections(page)).toEqual([]);
  });

  test('the kernels’ files: the page says so, and can be asked again', async ({ page, watch }) => {
    watch.allow(/Failed to load resource|net::ERR/);
    await page.route('**/*.wasm', (route) => route.abort());
    await page.goto(PATH);
    await start(page).click();
    await expect(page.getByRole('alert')).toContainText('could not be fetched');
    await page.unroute('**/*.wasm');
    await start(page).click();
    await expect(page.getByRole('alert')).toBeEmpty();
    await expect(now(page)).toContainText('Measuring');
    await start(page).click();
  });

  test('workers: it measures on the page, in slices, and leaves the largest product out', async ({ page }) => {
    test.setTimeout(90_000);
    await page.addInitScript(() => {
      Object.assign(window, { Worker: undefined });
    });
    await page.goto(PATH);
    await whole(page);
    await expect(now(page)).toContainText('Every result agrees');
    expect(await numberIn(page, 2, 'relaxed')).toBeGreaterThan(0);
    await expect(cell(page, 3, 'relaxed')).toBeEmpty();
    expect(await numberIn(page, MEASURED.length - 1, 'plain')).toBeGreaterThan(0);
  });
});

test('a kernel that computes something else is called wrong, and its time counts for nothing', async ({ page }) => {
  test.setTimeout(90_000);
  await page.addInitScript(() => {
    Object.assign(window, { Worker: undefined });
    const { Instance } = WebAssembly;
    const spoilt = function (module: WebAssembly.Module, imports: WebAssembly.Imports) {
      return { exports: { ...new Instance(module, imports).exports, tanh: () => 0 } };
    };
    Object.assign(WebAssembly, { Instance: spoilt });
  });
  await page.goto(PATH);
  await whole(page);
  const row = MEASURED.findIndex((m) => m.name === 'tanh');
  await expect(now(page)).toContainText('Results that are wrong say so in the table.');
  await expect(cell(page, row, 'plain')).toContainText('wrong');
  await expect(cell(page, row, 'ratio')).toBeEmpty();
  await expect(cell(page, row - 1, 'ratio')).toContainText('×');
});

test.describe('as a page', () => {
  test('axe finds nothing before, during and after a run, light and wide, dark and narrow', async ({ page }) => {
    test.setTimeout(90_000);
    const look = async (): Promise<void> => {
      for (const [width, colorScheme] of [
        [1280, 'light'],
        [320, 'dark'],
      ] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize({ width, height: 800 });
        expect(await objections(page)).toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(width);
      }
    };
    await page.goto(PATH);
    await look();
    await start(page).click();
    await expect(cell(page, 0, 'ratio')).toContainText('×', { timeout: 30_000 });
    await look();
    await expect(start(page)).toHaveText('Again', { timeout: 45_000 });
    await look();
  });

  test('is found by search and from the footer', async ({ page }) => {
    await page.goto('./');
    await page.keyboard.press('/');
    await page.getByRole('combobox').fill('your machine');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/your-machine\/$/);
    // Where nothing above it wakes and moves it from under the pointer.
    await page.goto('cheat-sheet/');
    await page.locator('footer').getByRole('link', { name: 'Your machine' }).click();
    await expect(page).toHaveURL(/your-machine\/$/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your machine');
  });

  test('prints its words and its table, without controls', async ({ page }) => {
    await page.goto(PATH);
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('button:visible')).toHaveCount(0);
    await expect(page.locator('#machine-table')).toBeVisible();
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeLessThanOrEqual(4);
  });
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('says what would be measured and what it means', async ({ page }) => {
    await page.goto(PATH);
    await expect(page.getByText('Measuring needs JavaScript and WebAssembly.')).toBeVisible();
    await expect(page.locator('#machine-table')).toContainText('512 × 512');
    await expect(page.getByRole('heading', { name: 'The peak' })).toBeVisible();
    await expect(page.locator('button:visible')).toHaveCount(0);
  });
});
