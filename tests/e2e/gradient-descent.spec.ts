// Gradient descent. Expected numbers are closed forms, or PyTorch's in tests/fixtures; none is ours.

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

interface Case {
  readonly loss: string;
  readonly f: string;
  readonly start: { readonly data: readonly [number, number] };
  readonly lane: { readonly data: readonly number[] };
  readonly kept: readonly number[];
  readonly points: { readonly data: readonly number[] };
  readonly losses: { readonly data: readonly number[] };
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/optimisers.json', import.meta.url), 'utf8')) as {
  readonly trajectories: readonly Case[];
};

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, 'optimization', 'gradient-descent', query);
const digits = (x: number, n: number): string => String(Number(x.toPrecision(n))).replace('-', '−');

test('the paths follow a start that is dragged, and one that is moved by keys', async ({ page }) => {
  const widget = await open(page, 'steps=1&lr=0.1');
  const box = await widget.locator('nabla-plane svg').first().boundingBox();
  if (!box) throw new Error('The plane has no size.');
  const place = (x: number, y: number): [number, number] => [
    box.x + box.width / 2 + (x * box.width) / 4,
    box.y + box.height / 2 - (y * box.width) / 4,
  ];
  await page.mouse.move(...place(-1.7, 1));
  await page.mouse.down();
  await page.mouse.move(...place(0, 0.2), { steps: 4 });
  await page.mouse.move(...place(1, 0.5), { steps: 4 });
  await page.mouse.up();
  // One step of 0.1 from (1, 0.5) on (x² + 10y²)/2: x − 0.1 x, y − 0.1 · 10 y.
  await expect(readoutOf(widget, 'θ after 1')).toHaveText('(0.9, 0)');
  const handle = widget.locator('[data-key="start"]').first();
  await handle.focus();
  await page.keyboard.press('ArrowRight');
  await expect(readoutOf(widget, 'θ after 1')).not.toHaveText('(0.9, 0)');
});

const plain = fixture.trajectories.filter(
  ({ loss, lane: { data } }) => data[0] === 0 && data[2] === 0 && ['bowl', 'rosenbrock', 'beale'].includes(loss),
);
test(
  'agrees with torch.optim.SGD',
  eachCase(
    open,
    plain,
    ({ f }) => `${f}`,
    async (widget, { f, start, lane, kept, points, losses }) => {
      const i = kept.indexOf(55);
      const query = `f=${encodeURIComponent(f)}&start=${start.data.join(',')}&lr=${lane.data[1]}&steps=55`;
      await showState(widget, query);
      const [x, y] = [points.data[2 * i] as number, points.data[2 * i + 1] as number];
      await expect(readoutOf(widget, 'θ after 55')).toContainText(`(${digits(x, 4)}`);
      if (Math.abs(y) > 1e-4) await expect(readoutOf(widget, 'θ after 55')).toContainText(digits(y, 4));
      const loss = losses.data[i] as number;
      if (loss > 1e-4) await expect(readoutOf(widget, 'loss')).toHaveText(digits(loss, 4));
    },
  ),
);

test('κ = 100: 691 plain steps, 69 by the rate of momentum, as predicted and as taken', async ({ page }) => {
  const widget = await open(page, 'preset=race');
  await expect(readoutOf(widget, 'plain: steps to 10⁻⁶')).toHaveText('691, taken 691');
  await expect(readoutOf(widget, 'heavy ball: steps to 10⁻⁶')).toHaveText('69, taken 93');
  // 99/101, (√100 − 1)/(√100 + 1).
  await expect(readoutOf(widget, 'plain: rate')).toHaveText('0.9802, measured 0.9802');
  await expect(readoutOf(widget, 'heavy ball: rate')).toContainText(digits(9 / 11, 4));
  // A round bowl: one step of 1/L arrives.
  await showState(widget, 'loss=bowl&kappa=1&start=1,1&tuned=on');
  await expect(readoutOf(widget, 'plain: steps to 10⁻⁶')).toHaveText('1, taken 1');
});

const failures: readonly Failure[] = [
  ['too-large', /every step multiplies the error by 1\.1/, 'α = 2/(L + μ)', /shrinks the error to 0\.818/],
  ['edge', /At α·L = 2 it bounces/, 'a little less', /shrinks the error to 0\.9 of itself/],
  ['crawl', /shrinks the error to 0\.998 of itself/, 'α = 0.17', /shrinks the error to 0\.83 of itself/],
  ['minimum', /gradient at the start is 0: nothing moves/, 'start elsewhere', /from a loss of 3\.25 to/],
  ['zero-grad', /swings without friction/, 'zero the gradients', /shrinks the error to 0\.97 of itself/],
  ['saddle', /The gradient there is 0, yet it is no minimum/, 'a little noise', /noisy to −/],
  ['leap', /Plain left the domain of the loss at step 1/, 'α = 0.5', /After 80 steps plain descent/],
];
test('break it, and its cure', breakAndCure(open, failures));

const written: readonly (readonly [query: string, formula: string])[] = [
  // From (−1.7, 1) on (x² + 10y²)/2: gradients (−1.7, 10) and, at (−1.649, 0.7), (−1.649, 7).
  ['lr=0.03&steps=2&k=1', '[−1.6490.7]−0.03·[−1.6497]=[−1.60.49]'],
  // Their sum, where it is never zeroed.
  ['lr=0.03&steps=2&k=1&forget=on', '[−1.6490.7]−0.03·[−3.34917]=[−1.5490.19]'],
  ['lens=surface&lr=0.03&steps=2&k=1&forget=on', '0.03·[−3.34917]=[−1.5490.19]'],
  ['lens=axes&lr=0.03', '|1−0.03·10|=0.7'],
  ['lens=axes&lr=0.03&forget=on', '|z|=1 for z2=(2−0.03·10)z−1'],
];
test(
  'the formula is true of its numbers',
  eachCase(
    open,
    written,
    ([query]) => query,
    async (widget, [query, formula]) => {
      await showState(widget, query);
      await expect(widget.page().locator('#gradient-descent .live-formula math')).toContainText(formula);
    },
  ),
);

test('a diverging lane is cut, named with its step, and told the bound', async ({ page }) => {
  // 1.1ᵏ · 0.2 first passes a million at k = 162: 0.2 · 1.1¹⁶¹ = 9.3e5, 0.2 · 1.1¹⁶² = 1.02e6.
  const widget = await open(page, 'lr=0.21&start=-1.7,0.2&steps=400');
  await expect(said(widget)).toHaveText('Plain diverged at step 162.');
  await expect(widget.locator('.warning')).toContainText('stable below 2/L = 0.2 here');
});

test('a learning rate outside its range is clamped and said; a huge one diverges at once', async ({ page }) => {
  const widget = await open(page);
  const field = widget.getByLabel('learning rate α, as a number');
  await field.fill('-0.1');
  await field.press('Enter');
  await expect(widget.getByText('-0.1 is outside 0.000001 to 10000', { exact: false })).toBeVisible();
  await field.fill('5000');
  await field.press('Enter');
  await expect(said(widget)).toHaveText('Plain diverged at step 2.');
  await field.fill('fast');
  await field.press('Enter');
  await expect(widget.locator('[data-parameter="lr"] [role="alert"]')).toBeVisible();
  await expect(widget.locator('nabla-plane').first()).toBeVisible();
});

test('a function that does not parse is named beside its field and keeps the picture', async ({ page }) => {
  const widget = await open(page);
  const field = widget.getByLabel('f(x, y)');
  await field.fill('x^2 + foo(y)');
  await field.press('Enter');
  await expect(widget.locator('[data-parameter="f"] [role="alert"]')).toContainText('foo');
  await expect(readoutOf(widget, '2/L')).toHaveText('0.2');
});

test('axes: factors are |1 − αλ|, and the chart stands beside them', async ({ page }) => {
  const widget = await open(page, 'lens=axes&lr=0.05');
  await expect(widget.locator('dl.readout')).toContainText('0.5: shrinks');
  await expect(said(widget)).toContainText('along the steep axis by 0.5 (it shrinks) and along the flat axis by 0.95');
});

test('rates: the scan finds 2/(L + μ)', async ({ page }) => {
  const widget = await open(page, 'lens=scan');
  await expect(readoutOf(widget, '2/(L + μ)')).toHaveText('0.1818');
  await expect(readoutOf(widget, 'plain: best of the scan')).toContainText('α ≈ 0.1');
});

test('surface: paths lie on it, and it turns', async ({ page }) => {
  const widget = await open(page, 'lens=surface&momentum=0.8&lr=0.05');
  await expect(widget.locator('nabla-plane').first()).toContainText('heavy ball');
  const turn = widget.getByLabel('turn the surface, as a number');
  await turn.fill('120');
  await turn.press('Enter');
  await expect(widget.locator('nabla-plane').first()).toContainText('Nesterov');
});

test('the player steps, rewinds and plays', async ({ page }) => {
  const widget = await open(page, 'steps=5&lr=0.1');
  await widget.getByRole('button', { name: 'Rewind' }).click();
  await expect(readoutOf(widget, 'θ after 0')).toHaveText('(−1.7, 1)');
  await widget.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(readoutOf(widget, 'θ after 1')).toHaveText('(−1.53, 0)');
  await widget.getByRole('button', { name: 'Play' }).click();
  await expect(readoutOf(widget, 'θ after 5')).toContainText(`(${digits(-1.7 * 0.9 ** 5, 4)}`);
});
