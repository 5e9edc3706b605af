// Softmax: numbers from PyTorch's fixture, every failure, handles by mouse and by keyboard.
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

interface Array2 {
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}
interface Row {
  readonly name: string;
  readonly x: Array2;
  readonly p: Array2;
  readonly lse: number;
  readonly exactEntropy: number;
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/softmax.json', import.meta.url), 'utf8')) as {
  readonly rows: readonly Row[];
  readonly dims: readonly { readonly x: Array2; readonly dim: number; readonly p: Array2 }[];
};
const rowNamed = (name: string): Row => fixture.rows.find((r) => r.name === name) as Row;

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, 'probability-statistics', 'softmax', query);
const text = (x: number, digits: number): string => String(Number(x.toPrecision(digits)));
const bars = (widget: Locator, label: string): Locator => widget.locator(`nabla-bars[label="${label}"] .value`);

test('the film shows what PyTorch computes', async ({ page }) => {
  const want = rowNamed('the page');
  const widget = await open(page, `z=${want.x.data.join(',')}`);
  await expect(bars(widget, 'probabilities')).toHaveText(want.p.data.map((p) => text(Number(p), 3)));
  await expect(readoutWith(widget, 'logsumexp')).toHaveText(text(want.lse, 4));
  await expect(readoutWith(widget, 'entropy H')).toHaveText(text(want.exactEntropy, 4));
  await expect(readoutWith(widget, 'subtracted maximum')).toHaveText('2');
});

test('a top is dragged, and moved by arrow keys', async ({ page }) => {
  const widget = await open(page);
  const top = widget.locator('nabla-bars[label="logit"] .handle').first();
  const box = await top.locator('.knob').boundingBox();
  if (!box) throw new Error('The handle has no size.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 30, { steps: 4 });
  await page.mouse.move(x, y + 400, { steps: 4 });
  await page.mouse.up();
  // To the ground: exp(0) of 1 + e + exp(0.1).
  await expect(bars(widget, 'logit').first()).toHaveText('0');
  await expect(bars(widget, 'probabilities').first()).toHaveText(text(1 / (1 + Math.E + Math.exp(0.1)), 3));
  await top.focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowUp');
  await expect(bars(widget, 'logit').first()).toHaveText('0.3');
  await page.keyboard.press('PageDown');
  await expect(bars(widget, 'logit').first()).toHaveText('−0.7');
});

test('a shift changes nothing, a scale sharpens, a mask takes out', async ({ page }) => {
  const widget = await open(page, 'preset=shift');
  const p = bars(widget, 'probabilities');
  await expect(p).toHaveText(['0.659', '0.242', '0.0986']);
  await expect(readoutWith(widget, 'subtracted maximum')).toHaveText('102');
  await widget.getByRole('button', { name: 'class A takes part' }).click();
  // Between B and C alone: the logistic function of 0.9.
  await expect(p).toHaveText(['', text(1 / (1 + Math.exp(-0.9)), 3), text(1 / (1 + Math.exp(0.9)), 3)]);
  await widget.getByRole('button', { name: 'one class fewer' }).click();
  await expect(p).toHaveText(['', '1']);
});

test('the point of the triangle is dragged, and the logits follow', async ({ page }) => {
  const widget = await open(page, 'lens=simplex');
  await expect(readoutWith(widget, 'p of B')).toHaveText('0.2424');
  await widget.locator('[data-key="p"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(readoutWith(widget, 'p of B')).toHaveText('0.2524');
  await expect(readoutWith(widget, 'p of C')).toHaveText('0.09857');
  await page.keyboard.press('Home');
  // The corner A, as near as the hand gets.
  await expect(readoutWith(widget, 'p of A')).toHaveText(text(1 / 1.0002, 4));
});

test('the slopes are PyTorch’s Jacobian', async ({ page }) => {
  const widget = await open(page, 'lens=jacobian');
  const p = rowNamed('the page');
  expect(p.x.data).toHaveLength(4);
  const entries = widget.getByRole('group', { name: /^J = diag/ }).locator('.entry');
  // 0.659 (1 − 0.659), −0.659 · 0.2424, … as torch.func.jacrev prints them in the example.
  await expect(entries).toHaveText(
    ['0.225', '-0.16', '-0.065', '-0.16', '0.184', '-0.0239', '-0.065', '-0.0239', '0.0889'].map((t) =>
      t.replace('-', '−'),
    ),
  );
  await expect(readoutWith(widget, 'trace')).toHaveText('0.4972');
});

test('one pass, step by step', async ({ page }) => {
  const widget = await open(page, 'preset=stream');
  await widget.getByRole('button', { name: 'Rewind' }).click();
  await expect(said(widget)).toContainText('No logit has been read');
  const step = widget.getByRole('button', { name: 'Step' });
  await step.click();
  await step.click();
  await expect(said(widget)).toContainText(`multiplied by ${text(Math.exp(-2), 3)}`);
  await expect(readoutWith(widget, 'sum so far')).toHaveText(text(1 + Math.exp(-2), 4));
});

test('along either dim as PyTorch', async ({ page }) => {
  const widget = await open(page, 'lens=dim');
  const entries = widget.getByRole('group', { name: /^p, 2 by 3/ }).locator('.entry');
  const wanted = (dim: number): string[] =>
    (fixture.dims.find((d) => d.dim === dim)?.p.data ?? []).map((p) => text(Number(p), 3));
  await expect(entries).toHaveText(wanted(1));
  await widget.getByText('dim=0, each column').click();
  await expect(entries).toHaveText(wanted(0));
});

test('what is no logit is refused beside the control, and the picture stays', async ({ page }) => {
  const widget = await open(page);
  await widget.getByText('Type the logits').click();
  const field = widget.locator('[data-parameter="z"]');
  await field.getByRole('button', { name: 'type or paste' }).click();
  for (const bad of ['inf, 1', 'NaN, 1', '1, 2; 3']) {
    await field.getByRole('textbox').fill(bad);
    await page.keyboard.press('Tab');
    await expect(field.getByRole('alert')).toBeVisible();
    await expect(bars(widget, 'probabilities').first()).toHaveText('0.659');
  }
});

const failures: readonly Failure[] = [
  ['overflow', /from 709\.78 on/, 'minus the maximum', /B gets 0\.731, A gets 0\.269/],
  ['underflow', /0\/0 is no number/, 'minus the maximum', /A gets 0\.731, B gets 0\.269/],
  ['float32', /exp overflows above 88\.72/, 'minus the maximum', /A gets 0\.867, B gets 0\.117/],
  ['float16', /exp overflows above 11\.09/, 'minus the maximum', /A gets 0\.705, B gets 0\.26/],
  ['masked', /−∞ − \(−∞\) is no number/, 'leave one in', /A gets 1, /],
];
test(
  'break it, and its cure',
  breakAndCure(open, failures, cardOf, async (widget, _, is) => {
    if (is === 'cured') return;
    await expect(said(widget)).toContainText('no probabilities');
    await expect(bars(widget, 'probabilities').first()).toHaveText('?');
  }),
);

test('break it: wrong-dim', async ({ page }) => {
  const widget = await open(page, 'preset=wrong-dim');
  await expect(said(widget)).toContainText('the rows sum to 1.75, 1.25');
  await widget.getByRole('button', { name: 'dim=1', exact: true }).click();
  await expect(said(widget)).toContainText('Each of the 2 rows sums to 1');
});

/** Shares of 0 are finite, and no probabilities all the same; what overflows below is not masked. */
const lost = [
  ['lens=dim&x=[[11,11]]&method=naive&format=float16', /Some of these are no probabilities/],
  ['z=11,11&method=naive&format=float16', /no probabilities: they sum to 0/],
  ['z=-10000,-10000&scale=10&format=float16', /class A has no place in float16/],
] as const;
test(
  'what has left the format is called by its name',
  eachCase(
    open,
    lost,
    ([query]) => query,
    async (widget, [query, told]) => {
      await showState(widget, query);
      await expect(cardOf(widget)).toContainText(told);
    },
  ),
);

test('without a preset, the warning names the first bad number', async ({ page }) => {
  const widget = await open(page, 'z=12,11&method=naive&format=float16');
  await expect(widget.locator('.warning')).toContainText('exp(12) of class A is the first bad number');
  await expect(widget.locator('.warning')).toContainText('float16 ends at exp(11.09)');
});
