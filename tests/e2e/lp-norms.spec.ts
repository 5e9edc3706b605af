// Norms. Expected numbers are closed forms, or PyTorch's in tests/fixtures/lp_norms.json; none is ours.

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

interface Descent {
  readonly lr: number;
  readonly steps: number;
  readonly method: string;
  readonly end: { readonly data: readonly number[] };
}
interface Fit {
  readonly lambda: number;
  readonly n: number;
  readonly l2: { readonly data: readonly number[] };
  readonly lambdaMax: number;
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/lp_norms.json', import.meta.url), 'utf8')) as {
  readonly descents: readonly Descent[];
  readonly fits: readonly Fit[];
};

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, 'vectors-geometry', 'lp-norms', query);
const text = (x: number, digits: number): string => String(Number(x.toPrecision(digits)));

async function drag(page: Page, plane: Locator, extent: number, from: [number, number], to: [number, number]) {
  const box = await plane.locator('svg').boundingBox();
  if (!box) throw new Error('The plane has no size.');
  const place = ([x, y]: [number, number]): [number, number] => [
    box.x + box.width / 2 + (x * box.width) / (2 * extent),
    box.y + box.height / 2 - (y * box.width) / (2 * extent),
  ];
  await page.mouse.move(...place(from));
  await page.mouse.down();
  await page.mouse.move(...place([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]), { steps: 3 });
  await page.mouse.move(...place(to), { steps: 3 });
  await page.mouse.up();
}

test('the norms follow x when it is dragged', async ({ page }) => {
  const widget = await open(page);
  await expect(readoutWith(widget, '‖x‖p, p = 1')).toHaveText('2.5');
  await drag(page, widget.locator('nabla-plane'), 2.4, [1.5, 1], [-1.2, 1.6]);
  await expect(readoutWith(widget, '‖x‖p, p = 1')).toHaveText('2.8');
  await expect(readoutWith(widget, '‖x‖2')).toHaveText('2');
  await expect(readoutWith(widget, '‖x‖∞')).toHaveText('1.6');
  // (√1.2 + √1.6)² = 2.8 + 2√1.92.
  await expect(readoutWith(widget, '‖x‖½')).toHaveText(text(2.8 + 2 * Math.sqrt(1.92), 4));
});

test('arrow keys move x, buttons choose p', async ({ page }) => {
  const widget = await open(page);
  await widget.locator('[data-key="x"]').focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowUp');
  // (1.4, 1.1).
  await widget.getByRole('button', { name: 'p = ∞' }).click();
  await expect(said(widget)).toContainText('size 1.4');
  await widget.getByRole('button', { name: 'p = 4' }).click();
  await expect(readoutWith(widget, '‖x‖p, p = 4')).toHaveText(text((1.4 ** 4 + 1.1 ** 4) ** 0.25, 4));
  await expect(readoutWith(widget, 'dual, q = 1.33')).toHaveText(text((1.4 ** (4 / 3) + 1.1 ** (4 / 3)) ** 0.75, 4));
});

test('what is no number is refused beside the control, and the picture stays', async ({ page }) => {
  const widget = await open(page);
  const field = widget.locator('[data-parameter="p"]');
  await field.getByRole('textbox').fill('NaN');
  await page.keyboard.press('Enter');
  await expect(field.getByRole('alert')).toBeVisible();
  await expect(widget.locator('nabla-plane svg')).toBeVisible();
  await field.getByRole('textbox').fill('-2');
  await page.keyboard.press('Enter');
  // Outside its range a number is set to the nearest that is allowed, and that is said.
  await expect(field.getByRole('status')).toContainText('0.25');
});

test('the ball meets the loss at a corner for p = 1 and beside it for p = 2', async ({ page }) => {
  const widget = await open(page, 'lens=touch');
  await expect(readoutWith(widget, /^\s*w\s*$/)).toHaveText('(1, 0)');
  await expect(readoutWith(widget, 'exact zeros')).toHaveText('1 of 2');
  // The lowest loss on the second axis: that corner.
  await drag(page, widget.locator('nabla-plane'), 3.6, [2, 1.2], [0, 2.2]);
  await expect(readoutWith(widget, /^\s*w\s*$/)).toHaveText('(0, 1)');
  await widget.getByRole('button', { name: 'p = 2' }).click();
  await expect(readoutWith(widget, 'exact zeros')).toHaveText('0 of 2');
  // Into the ball: nothing is held back.
  await drag(page, widget.locator('nabla-plane'), 3.6, [0, 2.2], [0.5, 0.3]);
  await expect(said(widget)).toContainText('nothing holds the weights back');
});

test('weights over λ: ridge as PyTorch solves it, zeros by L1 only', async ({ page }) => {
  const widget = await open(page, 'lens=paths');
  const [fit] = fixture.fits as [Fit];
  await expect(readoutWith(widget, 'exact zeros, L1')).toHaveText('3 of 6');
  await expect(readoutWith(widget, 'exact zeros, L2')).toHaveText('0 of 6');
  await expect(readoutWith(widget, 'all zero from')).toHaveText(text(fit.lambdaMax, 4));
  await widget.getByText('The six weights at this λ').click();
  const first = widget.getByRole('region', { name: 'Weights by method' }).locator('tbody tr').first().locator('td');
  await expect(first.nth(4)).toHaveText(text(fit.l2.data[0] as number, 4));
  await expect(first.nth(2)).toHaveText(await first.nth(3).innerText());
});

test('descent ends where torch.optim.SGD ends', async ({ page }) => {
  const widget = await open(page, 'lens=descent&solver=plain');
  const end = (method: string): number =>
    Math.abs(fixture.descents.find((d) => d.method === method && d.steps === 100)?.end.data[0] ?? 0);
  await expect(readoutWith(widget, 'L1, step 100')).toContainText(text(end('l1'), 3));
  await expect(said(widget)).toContainText(`L1 stands at ${text(end('l1'), 3)}`);
  const small = (x: number): string => x.toExponential(2).split('e')[0] as string;
  await expect(readoutWith(widget, 'no penalty, step 100')).toContainText(`${small(end('none'))}·10⁻¹⁰`);
  await expect(readoutWith(widget, 'L2, step 100')).toContainText(`${small(end('l2'))}·10⁻¹¹`);
  const player = widget.getByRole('slider', { name: 'step' });
  await player.focus();
  await page.keyboard.press('Home');
  await expect(said(widget)).toContainText('After 0 steps the first weight is 2 ');
});

test('the ball in space turns by its handle', async ({ page }) => {
  const widget = await open(page, 'lens=space');
  await widget.locator('[data-key="turn"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(widget.getByRole('slider', { name: 'turn', exact: true }).last()).toHaveValue('30');
});

test('clipping by norm keeps the direction', async ({ page }) => {
  const widget = await open(page, 'lens=clip&p=2&g=3,4');
  // torch: 1 / (5 + 10⁻⁶).
  await expect(readoutWith(widget, 'clip_grad_norm_')).toHaveText('(0.6, 0.8)');
  await expect(readoutWith(widget, 'clip_grad_value_')).toHaveText('(1, 1)');
});

const WARNINGS: readonly (readonly [query: string, warning?: RegExp])[] = [
  ['p=0.5&x=0,1', /where an entry is 0: the slope of \|x\|\^p/],
  ['p=2&x=0,0', /slope of its root/],
  ['p=1&x=0,0'],
  ['p=32&x=1e10,1', /powers overflow/],
  ['p=2&x=3e200,4e200', /powers overflow/],
  ['p=2&x=1e-200,0', /powers underflow: .* the scaled one 1·10⁻²⁰⁰/],
  // From 0.5 down by 0.001 · (2 w + 0.1) a step: not at 0 after 200.
  ['lens=descent&solver=plain&lr=0.001&steps=200'],
  ['lens=descent&solver=plain&steps=2'],
  ['lens=descent&solver=plain&start=0,1', /never land/],
  ['lens=clip&p=2&g=2,2'],
  ['lens=clip&p=2&g=3,0'],
  ['lens=clip&p=2&g=3,2', /turns the gradient/],
];
test(
  'a warning names what goes wrong, and only then',
  eachCase(
    open,
    WARNINGS,
    ([query]) => query,
    async (widget, [query, warning]) => {
      await showState(widget, query);
      await expect(widget.locator('.warning')).toHaveCount(warning ? 1 : 0);
      if (warning) await expect(widget.locator('.warning')).toHaveText(warning);
      // The gradient as written goes wrong with the powers, also where it is a number.
      const written = readoutWith(widget, 'by sum(|x|');
      if (!query.includes('lens')) await expect(written).toHaveClass(warning ? 'role-broken' : 'role-gradient');
    },
  ),
);

const TOUCHES: readonly (readonly [query: string, sentence: RegExp])[] = [
  ['p=1', /at a corner, w = \(1, 0\)/],
  ['p=0.5', /at a corner, w = \(1, 0\)/],
  ['p=2', /w = \(1, 0\): one weight is exactly 0, but no corner/],
  ['limit=on', /w = \(1, 0\): one weight is exactly 0, but no corner/],
];
test(
  'a zero without a corner: the lowest loss straight along an axis',
  eachCase(
    open,
    TOUCHES,
    ([query]) => query,
    async (widget, [query, sentence]) => {
      await showState(widget, `lens=touch&centre=2,0&angle=0&${query}`);
      await expect(said(widget)).toHaveText(sentence);
    },
  ),
);

test('the code takes p = ∞, the price λ and the limit of clipping from the widget', async ({ page }) => {
  const widget = await open(page, 'p=3');
  const literal = (key: string): Locator => page.locator(`#lp-norms [data-param="${key}"]`);
  await expect(literal('p')).toHaveText('3.0');
  await showState(widget, 'limit=on&lambda=2&g=3,4&maxNorm=0.5');
  await expect(literal('p')).toHaveText('torch.inf');
  await expect(literal('lambda')).toHaveText('2.0');
  await expect(literal('g')).toHaveText('[3.0, 4.0]');
  await expect(literal('maxNorm')).toHaveText('0.5');
});

const failures: readonly Failure[] = [
  [
    'not-a-norm',
    /Straight to x costs 4\.949, along the axes only 2\.5/,
    'p = 1',
    /size 2\.5; going along the axes costs 2\.5/,
  ],
  ['gradient', /not a number where an entry is 0/, 'p = 1', /With p = 1 x has size 1\.5/],
  ['overflow', /infinite norm, the scaled one 5·10²⁰⁰/, 'ordinary sizes', /size 5;/],
  ['never-zero', /never land/, 'soft threshold', /set 4 of 4 to exactly 0/],
  ['by-value', /turns the gradient/, 'a gradient that fits', /left as it is/],
];
test('break it, and its cure', breakAndCure(open, failures, cardOf));
