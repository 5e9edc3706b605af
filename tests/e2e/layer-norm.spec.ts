// Layer normalisation. Expected numbers are closed forms, or PyTorch's in tests/fixtures/layer_norm.json; none is ours.

import { readFileSync } from 'node:fs';
import {
  breakAndCure,
  cardOf,
  eachCase,
  expect,
  openWidget,
  readoutWith,
  said,
  showState,
  test,
  type Failure,
  type Locator,
  type Page,
} from './support';

interface Fact {
  readonly name: string;
  readonly values: { readonly data: readonly (number | string)[] };
}
const { facts } = JSON.parse(readFileSync(new URL('../fixtures/layer_norm.json', import.meta.url), 'utf8')) as {
  readonly facts: readonly Fact[];
};
const factOf = (name: string): readonly (number | string)[] => facts.find((f) => f.name === name)?.values.data ?? [];

const open = (page: Page, query = ''): Promise<Locator> =>
  openWidget(page, 'transformer-components', 'layer-norm', query);
const bars = (widget: Locator, label: string): Locator => widget.locator(`nabla-bar-rows[label="${label}"]`);
const bar = (widget: Locator, at: string): Locator => widget.locator(`nabla-bar-rows .handle[data-at="${at}"]`).first();
const text = (x: number, digits = 4): string => String(Number(x.toPrecision(digits))).replace('-', '−');

test('a bar that is dragged takes its sample with it', async ({ page }) => {
  const widget = await open(page, 'x=[[1,2,3,4]]');
  await expect(readoutWith(widget, 'σ², with n')).toHaveText('1.25');
  await expect(readoutWith(widget, 'with n − 1')).toHaveText(text(5 / 3));
  const grip = await bar(widget, '0,3').locator('.grip').boundingBox();
  if (!grip) throw new Error('the bar has no grip');
  await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
  await page.mouse.down();
  await page.mouse.move(grip.x + grip.width / 2, grip.y + 30, { steps: 4 });
  await page.mouse.up();
  const value = Number(await bar(widget, '0,3').getAttribute('aria-valuenow'));
  expect(value).toBeLessThan(3.5);
  // The mean of 1, 2, 3 and where the bar now stands.
  await expect(readoutWith(widget, 'μ, sample 1')).toHaveText(text((6 + value) / 4));
  await expect(readoutWith(widget, 'mean of x̂')).toHaveText('0');
});

test('arrow keys move a bar, and (1, 2, 3, 4) comes out as in PyTorch', async ({ page }) => {
  const widget = await open(page, 'x=[[1,2,3,3.8]]&col=4');
  const last = bar(widget, '0,3');
  await last.focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(last).toHaveAttribute('aria-valuenow', '4');
  const out = bars(widget, 'output, after').locator('.value');
  for (const [i, expected] of factOf('torch').entries()) {
    await expect(out.nth(i)).toHaveText(text(Number(expected), 3));
  }
  await widget.getByText('What it divides by').click();
  await widget.getByText('s, from n − 1').click();
  await expect(out.nth(3)).toHaveText(text(Number(factOf('unbiased')[3]), 3));
  await expect(readoutWith(widget, 'variance of x̂')).toHaveText('0.75');
});

test('the axis decides which numbers share a mean', async ({ page }) => {
  const widget = await open(page, 'x=[[1,2],[3,6],[5,1]]');
  await expect(readoutWith(widget, 'μ, sample 1')).toHaveText('1.5');
  await widget.getByText('BatchNorm', { exact: true }).click();
  await expect(readoutWith(widget, 'μ, feature 1')).toHaveText('3');
  await widget.getByText('all at once').click();
  await expect(readoutWith(widget, 'μ, all numbers')).toHaveText('3');
  await widget.getByText('RMSNorm', { exact: true }).first().click();
  // √((1 + 4)/2).
  await expect(readoutWith(widget, 'divided by')).toHaveText(text(Math.sqrt(2.5)));
});

test('γ of another length is refused in PyTorch’s words beside it, and the picture stays', async ({ page }) => {
  const widget = await open(page, 'gamma=1,2,3');
  const gamma = widget.locator('[data-parameter="gamma"]');
  // The message unfolds the control that it belongs to.
  await expect(gamma.getByRole('alert')).toContainText(
    'Expected weight to be of same shape as normalized_shape, but got weight of shape [3] and normalized_shape = [4]',
  );
  await expect(bars(widget, 'output, after').locator('svg')).toBeVisible();
  await expect(said(widget)).toContainText('becomes −1.342');
});

test('ragged rows and words are refused beside the batch', async ({ page, watch }) => {
  watch.allow(/“NaN” is visible/);
  const widget = await open(page);
  await widget.getByText('What it divides by').click();
  const field = widget.locator('[data-parameter="x"]');
  const entry = field.locator('input').first();
  await entry.fill('NaN');
  await page.keyboard.press('Enter');
  await expect(field.getByRole('alert')).toBeVisible();
  await expect(bars(widget, 'output, after').locator('svg')).toBeVisible();
});

test('ten times as large is the same to the layer, one thousandth is not', async ({ page }) => {
  const widget = await open(page, 'lens=scale&x=[[1,2,3,4]]');
  await expect(said(widget)).toContainText('comes out as it did before');
  const slider = widget.locator('[data-parameter="factor"]').getByRole('textbox');
  await slider.fill('0.001');
  await page.keyboard.press('Enter');
  // c² σ² / (c² σ² + ε) = 1.25e-6 / 1.125e-5.
  await expect(readoutWith(widget, 'variance after')).toHaveText(text(1.25e-6 / 1.125e-5));
});

test('in space x is dragged, and what comes out lies on the circle', async ({ page }) => {
  const widget = await open(page, 'lens=space&v=3,0,0');
  // (2, −1, −1)/√2, the mean taken off and scaled to length √3.
  await expect(readoutWith(widget, 'x̂')).toHaveText(
    `(${text(Math.SQRT2, 3)}, ${text(-Math.SQRT1_2, 3)}, ${text(-Math.SQRT1_2, 3)})`,
  );
  await widget.locator('[data-key="v"]').focus();
  await page.keyboard.press('ArrowUp');
  await expect(said(widget)).not.toContainText('(3, 0, 0)');
  await widget.getByRole('button', { name: 'RMSNorm' }).click();
  await expect(said(widget)).toContainText('on the sphere of radius √3; the gradient can only');
  // ε beside a variance of 2, and a mean square of 3, is not small.
  await showState(widget, 'lens=space&v=3,0,0&eps=1');
  await expect(said(widget)).toContainText('leaves it inside the circle of radius √3, because of ε');
  await showState(widget, 'lens=space&v=3,0,0&eps=1&method=rms');
  await expect(said(widget)).toContainText('inside the sphere of radius √3, because of ε; the gradient need not');
});

const words: readonly (readonly [query: string, caption: string])[] = [
  ['', 'mean 0, deviation 1'],
  ['method=rms', 'mean square 1'],
  ['divisor=unbiased', 'x̂'],
  ['eps=10', 'x̂'],
  ['x=[[1],[2]]', 'x̂'],
  ['beta=1', 'with γ and β'],
];
test(
  'says of what comes out only what is true of it',
  eachCase(
    open,
    words,
    ([query]) => query || 'as it opens',
    async (widget, [query, caption]) => {
      await showState(widget, query);
      await expect(widget.locator('.caption.role-result .unit')).toHaveText(caption);
    },
  ),
);

test('the gradient adds up to 0, and only batch norm ties samples together', async ({ page }) => {
  const widget = await open(page, 'lens=gradient');
  await expect(readoutWith(widget, 'Σ ∂L/∂x, sample 1')).toHaveText('0');
  await expect(readoutWith(widget, 'most between two samples')).toHaveText('0');
  await widget.getByText('BatchNorm', { exact: true }).click();
  await expect(readoutWith(widget, 'most between two samples')).not.toHaveText('0');
  await bar(widget, '0,0').focus();
  await page.keyboard.press('ArrowUp');
  await expect(bar(widget, '0,0')).toHaveAttribute('aria-valuenow', '1.1');
  // RMSNorm sees a shift, and any ε a stretch: of (1, 1) with g = (1, 0) and ε = 1 the slope is (¾, −¼)/√2, x̂ (1, 1)/√2.
  await showState(widget, 'lens=gradient&method=rms&eps=1&x=[[1,1]]&g=[[1,0]]');
  await expect(readoutWith(widget, '∂L/∂x · x̂')).toHaveText('0.25');
  await expect(said(widget)).toContainText('has a part along x̂ (0.25) through ε alone');
  await expect(said(widget)).not.toContainText('moving');
});

const failures: readonly Failure[] = [
  ['constant', /0\/0/, '√(σ² + ε)', /becomes 0\b/],
  ['unbiased', /becomes 1\.162/, 'variance with n', /becomes 1\.342/],
  ['notebook', /difference from PyTorch/, 'as PyTorch', /divided by/],
  ['small', /only a variance of 0\.111/, 'a smaller ε', /as it did before/],
  ['one-feature', /becomes 0\.5 with γ and β/, 'RMSNorm', /divided by 2, becomes 1\./],
  ['batch-of-one', /Expected more than 1 value per channel when training/, 'LayerNorm', /becomes −1\.342/],
];
test('break it, and its cure', breakAndCure(open, failures, cardOf));

test('six samples of eight differ from PyTorch by the closed form', async ({ page }) => {
  const widget = await open(page, 'preset=notebook');
  // √(B d) (1 − √(1 − 1/d)), to the three digits that ε leaves alone.
  const expected = Math.sqrt(48) * (1 - Math.sqrt(7 / 8));
  const shown = Number(await readoutWith(widget, 'difference from PyTorch').innerText());
  expect(Math.abs(shown - expected)).toBeLessThan(1e-3);
});
