// Cross-entropy: numbers from PyTorch's fixture, every failure, handles by mouse and by keyboard.
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

interface Numbers {
  readonly data: readonly number[];
}
interface Case {
  readonly name: string;
  readonly logits: Numbers;
  readonly target: Numbers;
  readonly smoothing: number;
  readonly loss: number;
  readonly entropy: number;
  readonly divergence: number;
  readonly gradient: Numbers;
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/cross_entropy.json', import.meta.url), 'utf8')) as {
  readonly logits: readonly Case[];
  readonly twice: readonly {
    readonly classes: number;
    readonly margin: number;
    readonly once: number;
    readonly twice: number;
  }[];
  readonly batches: readonly { readonly name: string; readonly mean: number; readonly losses: Numbers }[];
};
const named = (name: string): Case => fixture.logits.find((c) => c.name === name) as Case;

const open = (page: Page, query = ''): Promise<Locator> =>
  openWidget(page, 'probability-statistics', 'cross-entropy', query);
const text = (x: number, digits: number): string => String(Number(x.toPrecision(digits))).replace('-', '−');
const bars = (widget: Locator, label: string): Locator => widget.locator(`nabla-bars[label="${label}"] .value`);

test('the loss is PyTorch’s, in nats and bits', async ({ page }) => {
  const widget = await open(page);
  const { loss } = named('the page');
  await expect(readoutWith(widget, 'loss in nats')).toHaveText(text(loss, 4));
  await expect(readoutWith(widget, 'in bits')).toHaveText(text(loss / Math.LN2, 4));
  await expect(readoutWith(widget, 'perplexity')).toHaveText(text(Math.exp(loss), 4));
  await widget.getByRole('button', { name: 'the truth is C' }).click();
  await expect(readoutWith(widget, 'loss in nats')).toHaveText(text(named('the page, wrong').loss, 4));
});

test('upstream’s two numbers: 0.916 and 2.996', async ({ page }) => {
  const widget = await open(page, 'preset=unsure');
  await expect(readoutWith(widget, 'loss in nats')).toHaveText('0.9163');
  const literal = (key: string): Locator => page.locator(`#cross-entropy [data-param="${key}"]`);
  await expect(literal('from')).toHaveText('"probabilities"');
  await widget.getByRole('button', { name: '0.05 for the truth' }).click();
  await expect(literal('p')).toHaveText('[0.05, 0.9, 0.05]');
  await expect(readoutWith(widget, 'loss in nats')).toHaveText('2.996');
});

test('a share is dragged, and the others make room', async ({ page }) => {
  const widget = await open(page, 'preset=unsure');
  const top = widget.locator('nabla-bars[label="probability"] .handle').first();
  const box = await top.locator('.knob').boundingBox();
  if (!box) throw new Error('The handle has no size.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y - 400, { steps: 6 });
  await page.mouse.up();
  await expect(bars(widget, 'probability')).toHaveText(['1', '0', '0']);
  await expect(readoutWith(widget, 'loss in nats')).toHaveText('0');
  await top.focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
  await expect(bars(widget, 'probability').first()).toHaveText('0.8');
  await expect(readoutWith(widget, 'loss in nats')).toHaveText(text(-Math.log(0.8), 4));
});

test('a soft target splits the loss into entropy and divergence', async ({ page }) => {
  const c = named('soft 5');
  const widget = await open(page, `lens=parts&z=${c.logits.data.join(',')}&y=${c.target.data.join(',')}`);
  await expect(readoutWith(widget, 'loss')).toHaveText(text(c.loss, 4));
  await expect(readoutWith(widget, 'H(y)')).toHaveText(text(c.entropy, 4));
  await expect(readoutWith(widget, 'KL(y‖p)')).toHaveText(text(c.divergence, 4));
});

test('the gradient is p − y', async ({ page }) => {
  const c = named('smoothed 0.1');
  const widget = await open(page, 'lens=gradient&smoothing=0.1');
  await expect(bars(widget, 'slope at the logit of')).toHaveText(c.gradient.data.map((g) => text(g, 3)));
  await expect(readoutWith(widget, 'loss')).toHaveText(text(c.loss, 4));
});

// p is (0.659, 0.242, 0.0986): 0.659 · 1.2 − 0.5 = 0.2908.
const formulas = [
  ['lens=gradient&y=1,0,0', '0.659−1=−0.341', /end where p = y\.$/],
  ['lens=gradient&y=0.5,0.4,0.3', '0.659·1.2−0.5=0.2908', /end where p = y\/Σy\.$/],
  ['lens=digits&gap=60&format=float32', '=60=−log softmax', /softmax says 60;/],
  ['lens=digits&gap=104&format=float32', '=104  and not  −log softmax=infinite', /softmax is infinite/],
] as const;
test(
  'formulas hold for the numbers in them',
  eachCase(
    open,
    formulas,
    ([query]) => query,
    async (widget, [query, formula, told]) => {
      await showState(widget, query);
      await expect(widget.page().locator('#cross-entropy .live-formula math')).toContainText(formula);
      await expect(said(widget)).toHaveText(told);
    },
  ),
);

test('softmax twice has a floor, as PyTorch says', async ({ page }) => {
  const widget = await open(page, 'lens=twice&classes=10&margin=10');
  const c = fixture.twice.find((t) => t.classes === 10 && t.margin === 10);
  if (!c) throw new Error('not in the fixture');
  await expect(readoutWith(widget, /^\s*twice/)).toHaveText(text(c.twice, 4));
  await expect(readoutWith(widget, 'floor')).toHaveText('1.461');
});

test('a batch: losses, mean, and a target out of bounds in PyTorch’s words', async ({ page }) => {
  const widget = await open(page, 'lens=batch');
  const c = fixture.batches.find((b) => b.name === 'the page');
  if (!c) throw new Error('not in the fixture');
  const losses = widget.getByRole('group', { name: /^losses/ }).locator('.entry');
  await expect(losses).toHaveText(c.losses.data.map((l) => text(l, 4)));
  await expect(readoutWith(widget, 'mean')).toHaveText(text(c.mean, 4));
  const field = widget.locator('[data-parameter="targets"]');
  await field.getByRole('button', { name: 'type or paste' }).click();
  await field.getByRole('textbox').fill('0, 3, 2, 2');
  await page.keyboard.press('Tab');
  await expect(field.getByRole('alert')).toContainText('Target 3 is out of bounds.');
  await expect(readoutWith(widget, 'mean')).toHaveText(text(c.mean, 4));
});

test('probabilities that do not sum to 1 are refused beside the control, and the picture stays', async ({
  page,
  watch,
}) => {
  watch.allow(/“NaN” is visible/);
  const widget = await open(page, 'preset=unsure');
  await widget.getByText('Type the numbers').click();
  const field = widget.locator('[data-parameter="p"]');
  await field.getByRole('button', { name: 'type or paste' }).click();
  await field.getByRole('textbox').fill('0.5, 0.4, 0.3');
  await page.keyboard.press('Tab');
  await expect(field.getByRole('alert')).toContainText('must sum to 1');
  await expect(readoutWith(widget, 'loss in nats')).toHaveText('0.9163');
  await field.getByRole('textbox').fill('NaN, 0.4, 0.3');
  await page.keyboard.press('Tab');
  await expect(field.getByRole('alert')).toBeVisible();
});

const failures: readonly Failure[] = [
  ['zero', /costs infinitely much/, 'start from logits', /costs 0\.417 nats/],
  ['log-softmax', /softmax is infinite/, 'a gap of 60', /softmax says 60; on logits the loss is 60/],
  ['twice', /never fall below 0\.3133 for 2 classes/, 'hand over logits', /costs 0\.417 nats/],
  ['ten', /never fall below 1\.461 for 10 classes/, 'hand over logits', /costs 0\.417 nats/],
  ['mistaken', /Taken for logits, .* rightly read they cost 0\.105/, 'as probabilities', /costs 0\.1054 nats/],
  ['no-distribution', /PyTorch does not check/, 'divide by the sum', /1\.03 of them unavoidable/],
  ['all-ignored', /0 divided by 0/, 'some that count', /mean loss of 3 rows/],
];
test('break it, and its cure', breakAndCure(open, failures, cardOf));
