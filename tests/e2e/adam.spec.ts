// Adam. Expected numbers are closed forms, or PyTorch's in tests/fixtures; none is ours.

import { readFileSync } from 'node:fs';
import { expect, openWidget, test, type Locator, type Page } from './support';

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
const said = (widget: Locator): Locator => widget.locator('.sentence');
const readoutOf = (widget: Locator, name: string): Locator =>
  widget.locator('dl.readout div', { has: widget.page().getByText(name, { exact: true }) }).locator('dd');
const digits = (x: number, n: number): string => String(Number(x.toPrecision(n))).replace('-', '−');

const adam = fixture.trajectories.filter(
  ({ loss, lane: { data } }) =>
    data[0] === 2 && data[1] === 0.05 && ['bowl', 'rosenbrock', 'beale', 'logistic'].includes(loss),
);
for (const { loss, f, start, lane, kept, points } of adam) {
  const amsgrad = lane.data[9] === 1;
  test(`agrees with torch.optim.Adam${amsgrad ? ' with AMSGrad' : ''}: ${loss}`, async ({ page }) => {
    const i = kept.indexOf(89);
    const query = `f=${encodeURIComponent(f)}&start=${start.data.join(',')}&lr=0.05&steps=89${amsgrad ? '&amsgrad=true' : ''}`;
    const widget = await open(page, query);
    const shown = [points.data[2 * i] as number, points.data[2 * i + 1] as number].map((x) => digits(x, 3));
    await expect(readoutOf(widget, 'Adam after 89')).toHaveText(`(${shown.join(', ')})`);
  });
}

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
  await expect(readoutOf(widget, 'Adam after 1')).toHaveText('(−1.7, 0.9)');
  // RMSProp has no correction: α/√(1 − 0.99).
  await expect(readoutOf(widget, 'RMSProp after 1')).toHaveText('(−0.8, 0)');
  await widget.getByLabel('correct v').click();
  // −1.8 + 0.1 √1000, 1 − 0.1 √1000.
  await expect(readoutOf(widget, 'as printed after 1')).toHaveText('(1.36, −2.16)');
  await expect(readoutOf(widget, 'Adam after 1')).toHaveText('(−1.7, 0.9)');
});

const failures: [preset: string, pattern: RegExp, cure: string, cured: RegExp][] = [
  ['printed', /The first step is 31\.6 α long/, 'correct v', /the first step is 1 α along each coordinate/],
  ['neither', /The first step is 3\.16 α long/, 'correct both', /the first step is 1 α along each coordinate/],
  ['online', /Adam stands at 0\.9\d* after 1000 steps, at the wrong end/, 'AMSGrad', /AMSGrad at −1\./],
  ['epsilon', /Adam, ε moved to 2\.\d+·10⁻⁶/, 'ε beside the root', /Adam to \d\.\d+·10⁻(9|1\d|2\d)/],
  ['tremble', /After 400 steps/, 'β₂ = 0.999', /After 400 steps/],
];
for (const [preset, pattern, cure, cured] of failures) {
  test(`break it: ${preset}, and its cure`, async ({ page }) => {
    const widget = await open(page);
    await widget.locator(`[data-preset="${preset}"]`).click();
    await expect(widget.locator('.cause.break')).toBeVisible();
    await expect(said(widget)).toHaveText(pattern);
    await widget.getByRole('button', { name: cure, exact: true }).click();
    await expect(said(widget)).toHaveText(cured);
  });
}

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
  // ∇(x²/20 + 2y²) = (−0.18, 4) at (−1.8, 1); a tenth of it, and a thousandth of its square.
  await expect(readoutOf(widget, 'g of x, y')).toHaveText('−0.18, 4');
  await expect(readoutOf(widget, 'm')).toHaveText('−0.018, 0.4');
  await expect(readoutOf(widget, 'v')).toHaveText('3.24·10⁻⁵, 0.016');
  await expect(readoutOf(widget, 'm̂')).toHaveText('−0.18, 4');
  await expect(readoutOf(widget, 'v̂')).toHaveText('0.0324, 16');
  await expect(readoutOf(widget, 'Δθ')).toHaveText('0.1, −0.1');
  // 0.1/0.18 and 0.1/4.
  await expect(readoutOf(widget, 'rate')).toHaveText('0.556, 0.025');
});

test('the start is dragged, and moved by keys', async ({ page }) => {
  const widget = await open(page, 'steps=1');
  const handle = widget.locator('[data-key="start"]').first();
  await handle.focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  await expect(readoutOf(widget, 'Adam after 1')).not.toHaveText('(−1.7, 0.9)');
  const box = await widget.locator('nabla-plane svg').first().boundingBox();
  const from = await handle.boundingBox();
  if (!box || !from) throw new Error('The plane has no size.');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.6, { steps: 5 });
  await page.mouse.up();
  // On the right and below the axis now: one step of α towards the origin.
  await expect(readoutOf(widget, 'Adam after 1')).toHaveText(/^\((0\.9|1)[\d.]*, −0\.\d+\)$/);
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
