// Expectation. Expected numbers are closed forms, or PyTorch's in tests/fixtures/expectation.json; none is ours.

import { readFileSync } from 'node:fs';
import {
  breakAndCure,
  cardOf,
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

interface Run {
  readonly law: string;
  readonly seed: number;
  readonly n: number;
  readonly mean: number;
  readonly deviation: number | string;
  readonly x: { readonly data: readonly number[] };
  readonly p: { readonly data: readonly number[] };
}
interface Dropout {
  readonly seed: number;
  readonly n: number;
  readonly rate: number;
  readonly exact: number;
  readonly reluExact: number;
  readonly outputs: { readonly data: readonly number[] };
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/expectation.json', import.meta.url), 'utf8')) as {
  readonly runs: readonly Run[];
  readonly dropouts: readonly Dropout[];
};

const open = (page: Page, query = ''): Promise<Locator> =>
  openWidget(page, 'probability-statistics', 'expectation', query);
const text = (x: number, digits = 4): string => String(Number(x.toPrecision(digits))).replace('-', '−');

async function dragBy(page: Page, target: Locator, dx: number, dy: number): Promise<void> {
  const box = await target.boundingBox();
  if (!box) throw new Error('there is nothing to drag');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx / 2, y + dy / 2, { steps: 4 });
  await page.mouse.move(x + dx, y + dy, { steps: 4 });
  await page.mouse.up();
}

test('a bar that is dragged moves the expectation, and the others make room', async ({ page }) => {
  const widget = await open(page);
  await expect(readoutWith(widget, 'E[X]')).toHaveText('3.3');
  const six = widget.locator('nabla-bars .handle[data-key="5"]');
  await dragBy(page, six.locator('.knob'), 0, -60);
  const share = Number(await six.getAttribute('aria-valuenow'));
  expect(share).toBeGreaterThan(0.15);
  // The other five keep their proportions: their own mean is (3.3 − 0.6) / 0.9 = 3.
  await expect(readoutWith(widget, 'E[X]')).toHaveText(text(6 * share + 3 * (1 - share)));
  await expect(readoutWith(widget, 'Σ p')).toHaveText('1');
  await expect(said(widget)).toContainText('tips to the right');
});

test('arrow keys move a bar, the button puts the pivot where it balances', async ({ page }) => {
  const widget = await open(page);
  await widget.locator('nabla-bars .handle[data-key="0"]').focus();
  await page.keyboard.press('ArrowUp');
  // p₁ from 0.1 to 0.11; the others have mean (3.3 − 0.1) / 0.9.
  await expect(readoutWith(widget, 'E[X]')).toHaveText(text(0.11 + (0.89 * 3.2) / 0.9));
  await expect(said(widget)).toContainText('tips to the left');
  await widget.getByRole('button', { name: 'Put the pivot under E[X]' }).click();
  await expect(said(widget)).toContainText('the beam is level');
});

test('probabilities that do not fit are refused beside them, off sums are offered to be divided', async ({ page }) => {
  const widget = await open(page, 'p=0.5,0.7,-0.2,0,0,0');
  await expect(widget.locator('[data-parameter="p"]').getByRole('alert')).toContainText('negative');
  await expect(widget.locator('nabla-bars svg').first()).toBeVisible();
  await page.goto('about:blank');
  const other = await open(page, 'x=0,1&p=3,1');
  await expect(other.locator('.warning')).toContainText('add up to 4');
  await expect(readoutWith(other, 'E[X]')).toHaveText('0.25');
  await other.getByRole('button', { name: 'Divide by 4' }).click();
  await expect(readoutWith(other, 'Σ p')).toHaveText('1');
  await page.goto('about:blank');
  const third = await open(page, 'p=0.5,0.5');
  await expect(third.locator('[data-parameter="p"], .failure').getByRole('alert').first()).toBeVisible();
});

test('the gap of x² is the variance, and a typed payoff is judged', async ({ page }) => {
  const widget = await open(page, 'lens=payoff');
  await expect(readoutWith(widget, 'E[g(X)]')).toHaveText('12.9');
  await expect(readoutWith(widget, 'g(E[X])')).toHaveText('10.89');
  const field = widget.locator('[data-parameter="g"]');
  await field.locator('input').fill('foo(x)');
  await page.keyboard.press('Enter');
  await expect(field.getByRole('alert')).toContainText('foo');
  await expect(readoutWith(widget, 'E[g(X)]')).toHaveText('12.9');
  await field.locator('input').fill('abs(x - 3)');
  await page.keyboard.press('Enter');
  // 2·0.1 + 0.2 + 0 + 0.2 + 2·0.1 + 3·0.1.
  await expect(readoutWith(widget, 'E[g(X)]')).toHaveText('1.1');
  // What is not finite is not compared, and what cannot vary is no matter of straightness.
  const formula = page.locator('#expectation .live-formula math');
  await showState(widget, 'preset=pole');
  await expect(formula).toContainText('E[g(X)]=not finite');
  await expect(formula).not.toContainText('not finite=');
  await showState(widget, 'lens=payoff&x=-1,1&p=0.5,0.5&g=1/x');
  await expect(said(widget)).toHaveText(/payoff is 0, the payoff of the expectation not finite: there is nothing/);
  await expect(formula).toContainText('not finite=g(0)');
  await expect(formula).not.toContainText('<');
  await showState(widget, 'lens=payoff&x=2&p=1&g=x^2');
  await expect(said(widget)).toHaveText(/payoff is 4, the payoff of the expectation 4: the same, as only one value/);
});

test('draws are torch.multinomial’s', async ({ page }) => {
  const run = fixture.runs.find((r) => r.law === 'pmf' && r.seed === 0 && r.n === 1000) as Run;
  const widget = await open(page, 'lens=samples');
  await expect(readoutWith(widget, 'mean of 1000')).toHaveText(text(run.mean));
  await expect(readoutWith(widget, 'deviation')).toHaveText(text(Number(run.deviation)));
  const player = widget.getByRole('slider', { name: 'draws', exact: true });
  await player.focus();
  await page.keyboard.press('Home');
  await expect(readoutWith(widget, 'standard error')).toHaveText('not defined for one draw');
  // The first draws of the run by PyTorch are 6, 4, 3.
  await page.keyboard.press('ArrowRight');
  await expect(readoutWith(widget, 'mean of 2')).toHaveText('5');
  await widget.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(readoutWith(widget, 'mean of 3')).toHaveText('4.333');
});

test('values far from 0 keep their digits, and a pivot is dragged to where the beam balances', async ({ page }) => {
  const widget = await open(page, 'x=10000001,10000002,10000003&p=0.2,0.3,0.5&pivot=10000002');
  await expect(readoutWith(widget, 'E[X]')).toHaveText('10000002.3');
  await expect(readoutWith(widget, 'variance')).toHaveText('0.61');
  await page.goto('about:blank');
  const die = await open(page);
  await expect(said(die)).toContainText('tips to the left');
  const pivot = die.getByRole('slider', { name: 'pivot of the beam' });
  const plane = await die.locator('nabla-plane').boundingBox();
  if (!plane) throw new Error('no beam');
  // From 3.5 to 3.3 of a window that shows 6.4.
  await dragBy(page, pivot.locator('circle').last(), (-0.2 / 6.4) * plane.width, 0);
  await expect(said(die)).toContainText('the beam is level');
  await pivot.focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(said(die)).toContainText('tips to the right');
});

test('Cauchy’s draws are those of torch.rand', async ({ page }) => {
  const run = fixture.runs.find((r) => r.law === 'cauchy' && r.n === 10000) as Run;
  const widget = await open(page, 'lens=samples&law=cauchy&n=10000');
  await expect(readoutWith(widget, 'mean of 10000')).toHaveText(text(run.mean));
});

test('dropout’s masks are those of F.dropout', async ({ page }) => {
  const run = fixture.dropouts.find((d) => d.n === 500) as Dropout;
  const widget = await open(page, 'lens=dropout&n=500');
  await expect(readoutWith(widget, 'without dropout')).toHaveText(text(run.exact));
  const mean = run.outputs.data.reduce((a, b) => a + b, 0) / run.n;
  await expect(readoutWith(widget, 'mean of 500 masks')).toHaveText(text(mean));
  await expect(readoutWith(widget, 'E[relu]')).toHaveText(text(run.reluExact));
});

const failures: readonly Failure[] = [
  [
    'jensen',
    /12\.9, the payoff of the expectation 10\.89/,
    'a straight payoff',
    /the same, as for every straight payoff/,
  ],
  ['cauchy', /it will not settle/, 'a law with a mean', /the expectation is 3\.3/],
  ['short', /the mean of means is 1\.167, every time/, 'batches of 5', /the mean of the means is the mean of all/],
  ['stuck', /33554432 ones in float32 add up to 16777216/, 'up to 2²⁴', /so far every one of them counts/],
  ['total', /add up to 1\.3: no distribution/, 'probabilities', /The expectation is 3\.3/],
  ['pole', /g is not finite at 0/, 'a finite payoff', /The expected payoff is/],
];
test('break it, and its cure', breakAndCure(open, failures, cardOf));
