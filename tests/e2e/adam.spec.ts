// Adam. Expected numbers are closed forms, or PyTorch's in tests/fixtures; none is ours.

import { readFileSync } from 'node:fs';
import {
  breakAndCure,
  eachCase,
  expect,
  openWidget,
  readoutOf,
  said,
  showState,
  test,
  type Failure,
  type Locator,
  type Page,
} from './support';

interface Numbers {
  readonly data: readonly number[];
}
interface Case {
  readonly loss: string;
  readonly f: string;
  readonly start: Numbers;
  readonly lane: Numbers;
  readonly kept: readonly number[];
  readonly points: Numbers;
  readonly losses: Numbers;
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/optimisers.json', import.meta.url), 'utf8')) as {
  readonly trajectories: readonly Case[];
};

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, 'optimization', 'adam', query);
const digits = (x: number, n: number): string => String(Number(x.toPrecision(n))).replace('-', '−');

const adam = fixture.trajectories.filter(
  ({ loss, lane: { data } }) =>
    data[0] === 2 && data[1] === 0.05 && ['bowl', 'rosenbrock', 'beale', 'logistic'].includes(loss),
);
test(
  'agrees with torch.optim.Adam',
  eachCase(
    open,
    adam,
    ({ loss, lane }) => `${loss}${lane.data[9] === 1 ? ', with AMSGrad' : ''}`,
    async (widget, { f, start, lane, kept, points }) => {
      const amsgrad = lane.data[9] === 1;
      const i = kept.indexOf(89);
      const query = `f=${encodeURIComponent(f)}&start=${start.data.join(',')}&lr=0.05&steps=89${amsgrad ? '&amsgrad=on' : ''}`;
      await showState(widget, query);
      const shown = [points.data[2 * i] as number, points.data[2 * i + 1] as number].map((x) => digits(x, 3));
      await expect(readoutOf(widget, 'Adam after 89')).toHaveText(`(${shown.join(', ')})`);
    },
  ),
);

test('the first step is α along every coordinate, 31.6 α as printed, 3.16 α without corrections', async ({ page }) => {
  const widget = await open(page, 'lens=first&steps=1');
  await expect(readoutOf(widget, 'first step: PyTorch')).toHaveText('1 α');
  await expect(readoutOf(widget, 'as printed')).toHaveText('31.6 α');
  await expect(readoutOf(widget, 'neither corrected')).toHaveText('3.16 α');
  await expect(readoutOf(widget, 'as printed at 10')).toHaveText('10 α');
  await expect(readoutOf(widget, 'as printed at 100')).toHaveText('3.24 α');
  await expect(readoutOf(widget, 'as printed at 1000')).toHaveText('1.26 α');
  await expect(readoutOf(widget, 'printed within 5 % from')).toHaveText('step 2375');
});

test('the path itself: α from the start in both coordinates after one step, the printed one 31.6 times as far', async ({
  page,
}) => {
  const widget = await open(page, 'steps=1');
  await expect(readoutOf(widget, 'Adam after 1')).toHaveText('(−1.7, 1.3)');
  // RMSProp has no correction: α/√(1 − 0.99).
  await expect(readoutOf(widget, 'RMSProp after 1')).toHaveText('(−0.8, 0.4)');
  await widget.getByLabel('correct v').click();
  // −1.8 + 0.1 √1000, 1.4 − 0.1 √1000.
  await expect(readoutOf(widget, 'as printed after 1')).toHaveText('(1.36, −1.76)');
  await expect(readoutOf(widget, 'Adam after 1')).toHaveText('(−1.7, 1.3)');
});

const failures: readonly Failure[] = [
  ['printed', /The first step is 31\.6 α long/, 'correct v', /the first step is 1 α along each coordinate/],
  ['neither', /The first step is 3\.16 α long/, 'correct both', /the first step is 1 α along each coordinate/],
  // Both as torch.optim.Adam has them.
  ['online', /Adam stands at 1 after 90 steps, at the wrong end/, 'AMSGrad', /AMSGrad at −0\.963/],
  // With ε beside the root torch.optim.Adam ends at 6.3e-22.
  ['epsilon', /Adam, ε moved to \d\.\d+·10⁻⁷, Adam to 6\.3·10⁻²²/, 'ε beside the root', /: Adam to 6\.3·10⁻²²/],
  // torch.optim: 7.47e-5 and 0.0115; with β₂ = 0.999 Adam at 1.2e-18.
  ['tremble', /Adam to 7\.47·10⁻⁵, RMSProp to 0\.0115/, 'β₂ = 0.999', /Adam to 1\.21·10⁻¹⁸/],
];
test('break it, and its cure', breakAndCure(open, failures));

test('scale: a hundred times the loss is the same path for Adam, and the end of plain descent', async ({ page }) => {
  const widget = await open(page);
  const before = await readoutOf(widget, 'Adam after 100').textContent();
  await widget.locator('[data-preset="scale"]').click();
  await expect(said(widget)).toContainText('SGD diverged');
  await expect(readoutOf(widget, 'Adam after 100')).toHaveText(before ?? '');
});

test('decay: Adam ends at the minimum of the penalised loss, AdamW elsewhere', async ({ page }) => {
  const widget = await open(page, 'preset=decay');
  // (x − 1.5)/10 + 0.1 x = 0 and 4 (y − 1) + 0.1 y = 0.
  await expect(readoutOf(widget, 'Adam after 600')).toHaveText('(0.75, 0.976)');
  // As torch.optim.AdamW has it.
  await expect(readoutOf(widget, 'AdamW after 600')).toHaveText('(1.42, 0.974)');
});

test('what it keeps: the moments of the first step', async ({ page }) => {
  const widget = await open(page, 'lens=state&steps=1');
  // ∇(x²/20 + 2y²) = (−0.18, 5.6) at (−1.8, 1.4); a tenth of it, and a thousandth of its square.
  await expect(readoutOf(widget, 'g of x, y')).toHaveText('−0.18, 5.6');
  await expect(readoutOf(widget, 'm')).toHaveText('−0.018, 0.56');
  await expect(readoutOf(widget, 'v')).toHaveText('3.24·10⁻⁵, 0.0314');
  await expect(readoutOf(widget, 'm̂')).toHaveText('−0.18, 5.6');
  await expect(readoutOf(widget, 'v̂')).toHaveText('0.0324, 31.4');
  await expect(readoutOf(widget, 'Δθ')).toHaveText('0.1, −0.1');
  // 0.1/0.18 and 0.1/5.6.
  await expect(readoutOf(widget, 'rate')).toHaveText('0.556, 0.0179');
});

test('the start is dragged, and moved by keys', async ({ page }) => {
  const widget = await open(page, 'steps=1');
  const box = await widget.locator('nabla-plane svg').first().boundingBox();
  if (!box) throw new Error('The plane has no size.');
  const place = (x: number, y: number): [number, number] => [
    box.x + box.width / 2 + (x * box.width) / 4.4,
    box.y + box.height / 2 - (y * box.width) / 4.4,
  ];
  await page.mouse.move(...place(-1.8, 1.4));
  await page.mouse.down();
  await page.mouse.move(...place(0, 0.2), { steps: 4 });
  await page.mouse.move(...place(1, -0.5), { steps: 4 });
  await page.mouse.up();
  // One step of α towards the origin in each coordinate.
  await expect(readoutOf(widget, 'Adam after 1')).toHaveText('(0.9, −0.4)');
  await widget.locator('[data-key="start"]').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(readoutOf(widget, 'Adam after 1')).toHaveText('(0.944, −0.4)');
});

test('numbers outside their range are clamped and said; words are refused beside the control', async ({ page }) => {
  const widget = await open(page);
  await widget.getByText('More: β₁, β₂, ε, decay, steps').click();
  const beta = widget.getByLabel('β₂, as a number');
  await beta.fill('1');
  await beta.press('Enter');
  await expect(widget.getByText('1 is outside 0 to 0.9999', { exact: false })).toBeVisible();
  const eps = widget.getByLabel('ε, as a number', { exact: true });
  await eps.fill('0');
  await eps.press('Enter');
  await expect(widget.getByText('0 is outside 1e-16 to 1', { exact: false })).toBeVisible();
  await eps.fill('tiny');
  await eps.press('Enter');
  await expect(widget.locator('[data-parameter="eps"] [role="alert"]')).toBeVisible();
  await expect(readoutOf(widget, 'Adam after 100')).toBeVisible();
});

test('a chart that a drag has no time for is a moment behind, and none is once the hand rests', async ({ page }) => {
  await page.addInitScript(() => {
    // Of each chart: how often it was drawn, and how often of that while a moment was being drawn.
    const drawn = new Map<OffscreenCanvas, [all: number, within: number]>();
    const hand = OffscreenCanvas.prototype.transferToImageBitmap;
    const timed = (name: string): number => performance.getEntriesByName(name).length;
    const slow = { ms: 0 };
    OffscreenCanvas.prototype.transferToImageBitmap = function () {
      const [all, within] = drawn.get(this) ?? [0, 0];
      drawn.set(this, [all + 1, within + Number(timed('nabla-compute') > timed('nabla-frame'))]);
      for (const start = performance.now(); performance.now() - start < slow.ms;);
      return hand.call(this);
    };
    Object.assign(globalThis, { drawn, slow });
  });
  const widget = await open(page, 'lens=state');
  const charts = widget.locator('nabla-chart canvas');
  await expect(charts).toHaveCount(4);
  const counts = (): Promise<[number, number][]> =>
    page.evaluate(() => [...(globalThis as unknown as { drawn: Map<unknown, [number, number]> }).drawn.values()]);
  const slowBy = (ms: number): Promise<void> =>
    page.evaluate((to) => void ((globalThis as unknown as { slow: { ms: number } }).slow.ms = to), ms);
  const pictures = (): Promise<string[]> =>
    charts.evaluateAll((all) => all.map((c) => (c as HTMLCanvasElement).toDataURL()));
  const frames = (): Promise<number> => page.evaluate(() => performance.getEntriesByName('nabla-frame').length);
  await expect.poll(async () => (await counts()).length).toBe(4);

  const slider = widget.locator('[data-parameter="lr"] input[type="range"]');
  const box = await slider.boundingBox();
  if (!box) throw new Error('The slider has no place.');
  // Longer than a moment has before the next chart waits, on any machine.
  await slowBy(8);
  const [before, first] = [await counts(), await frames()];
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2);
  await page.mouse.down();
  for (let i = 0; i < 12; i++) {
    await page.mouse.move(box.x + box.width * (0.6 - 0.02 * i), box.y + box.height / 2);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  const [after, last] = [await counts(), await frames()];
  const moments = last - first;
  const fewest = (of: 0 | 1): number => Math.min(...after.map((n, i) => n[of] - (before[i]?.[of] ?? 0)));
  expect(moments).toBeGreaterThan(6);
  // Every other moment at most; where moments are far apart it is also drawn between them.
  expect(fewest(1), 'of so many moments').toBeLessThanOrEqual(Math.ceil(moments / 2));
  expect(fewest(0)).toBeGreaterThanOrEqual(Math.floor(moments / 2) - 1);

  // The hand holds still: all are drawn, room for their labels is measured, and letting go changes nothing.
  await slowBy(0);
  await page.waitForTimeout(800);
  const held = await pictures();
  await page.mouse.up();
  await page.waitForTimeout(800);
  expect((await pictures()).map((picture, i) => picture === held[i])).toEqual([true, true, true, true]);
});
