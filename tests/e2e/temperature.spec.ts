// Temperature: numbers from PyTorch's fixture, every failure, handles by mouse and by keyboard.
import { readFileSync } from 'node:fs';
import {
  breakAndCure,
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
const fixture = JSON.parse(readFileSync(new URL('../fixtures/temperature.json', import.meta.url), 'utf8')) as {
  readonly shapes: readonly {
    readonly z: Numbers;
    readonly tau: number;
    readonly p: Numbers;
    readonly fromShares: Numbers;
  }[];
  readonly samples: readonly {
    readonly p: Numbers;
    readonly n: number;
    readonly seed: number;
    readonly method: string;
    readonly first: Numbers;
    readonly counts: Numbers;
  }[];
  readonly calibrations: readonly {
    readonly name: string;
    readonly nll: number;
    readonly ece: number;
    readonly accuracy: number;
    readonly confidence: number;
    readonly best: number;
    readonly bestNll: number;
  }[];
};

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, 'advanced-concepts', 'temperature', query);
const text = (x: number, digits: number): string => String(Number(x.toPrecision(digits))).replace('-', '−');
const bars = (widget: Locator, label: string): Locator => widget.locator(`nabla-bars[label="${label}"] .value`);
const page4 = fixture.shapes.filter((s) => s.z.data.length === 4 && s.z.data[0] === 2);

test('shares and entropy are PyTorch’s at 0.1, 1 and 10', async ({ page }) => {
  const widget = await open(page);
  const at = (tau: number): string[] => (page4.find((s) => s.tau === tau)?.p.data ?? []).map((p) => text(p, 3));
  await expect(bars(widget, 'probabilities')).toHaveText(at(1));
  await expect(readoutWith(widget, 'entropy H')).toHaveText('1.245');
  await widget.getByRole('button', { name: 'hot, 10' }).click();
  await expect(bars(widget, 'probabilities')).toHaveText(at(10));
  await expect(said(widget)).toContainText('gets 0.2691; entropy 1.385');
  await widget.getByRole('button', { name: 'cold, 0.1' }).click();
  await expect(said(widget)).toContainText('gets 0.9933; entropy 0.04068');
});

test('a logit is dragged, and moved by arrow keys', async ({ page }) => {
  const widget = await open(page, 'z=0,0,0&tau=0.5');
  const top = widget.locator('nabla-bars[label="logit"] .handle').first();
  const box = await top.locator('.knob').boundingBox();
  if (!box) throw new Error('The handle has no size.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y - 40, { steps: 4 });
  await page.mouse.move(x, y - 400, { steps: 4 });
  await page.mouse.up();
  // To the top of the scale, 3: e⁶ over e⁶ + 2.
  await expect(readoutWith(widget, 'p of A')).toHaveText(text(Math.exp(6) / (Math.exp(6) + 2), 4));
  await top.focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowDown');
  await expect(readoutWith(widget, 'p of A')).toHaveText(text(Math.exp(5) / (Math.exp(5) + 2), 4));
});

test('the point runs along its path', async ({ page }) => {
  const widget = await open(page, 'lens=triangle');
  await widget.getByRole('button', { name: 'Rewind' }).click();
  await expect(said(widget)).toContainText('At τ = 0.01 the point is 1 A');
  const player = widget.getByRole('slider', { name: 'temperature', exact: true });
  await player.focus();
  await page.keyboard.press('End');
  await expect(readoutWith(widget, 'p of A')).toHaveText('0.335');
});

test('samples are those of torch.multinomial and of the race', async ({ page }) => {
  for (const method of ['multinomial', 'gumbel']) {
    const c = fixture.samples.find((s) => s.method === method && s.n === 100);
    if (!c) throw new Error('not in the fixture');
    const widget = await open(page, `lens=samples&method=${method}`);
    await expect(bars(widget, 'frequencies')).toHaveText(c.counts.data.map((k) => text(k / c.n, 3)));
    const letters = c.first.data.slice(0, 64).map((k) => 'ABCD'[k]);
    await expect(widget.locator('code.draws')).toHaveText(`${letters.join(' ')} …`);
    await page.goto('about:blank');
  }
});

test('calibration: loss, error and fitted temperature as PyTorch and LBFGS find them', async ({ page }) => {
  const widget = await open(page, 'lens=calibration');
  const c = fixture.calibrations.find((s) => s.name === '300×3, 2.5, τ = 1.0');
  if (!c) throw new Error('not in the fixture');
  await expect(readoutWith(widget, /^\s*NLL\s*$/)).toHaveText(text(c.nll, 4));
  await expect(readoutWith(widget, /^\s*ECE\s*$/)).toHaveText(text(c.ece, 4));
  await expect(readoutWith(widget, 'accuracy')).toHaveText(text(c.accuracy, 4));
  await expect(readoutWith(widget, 'confidence')).toHaveText(text(c.confidence, 4));
  await expect(readoutWith(widget, 'fitted τ*')).toHaveText(text(c.best, 4));
  await widget.getByRole('button', { name: 'Set τ to τ*' }).click();
  await expect(readoutWith(widget, /^\s*NLL\s*$/)).toHaveText(text(c.bestNll, 4));
  await expect(readoutWith(widget, 'accuracy')).toHaveText(text(c.accuracy, 4));
});

test('your own logits: a label that is no class is refused beside the control', async ({ page }) => {
  const widget = await open(page, 'lens=calibration&source=own');
  await expect(said(widget)).toContainText('of 8 examples');
  const field = widget.locator('[data-parameter="own"]');
  const box = field.getByRole('textbox').first();
  await box.fill('1, 2, 0\n2, 1, 5');
  await page.keyboard.press('Tab');
  await expect(field.getByRole('alert')).toContainText('is no class from 0 to 1');
  await expect(said(widget)).toContainText('of 8 examples');
  await box.fill('1, 2, 1\n2, 1, 0');
  await page.keyboard.press('Tab');
  await expect(said(widget)).toContainText('Every example is right');
  await expect(readoutWith(widget, 'fitted τ*')).toHaveText('towards 0');
});

test('temperatures that are none are refused beside the control', async ({ page, watch }) => {
  watch.allow(/“NaN” is visible/);
  const widget = await open(page);
  const field = widget.locator('[data-parameter="tau"]');
  await field.getByRole('textbox').fill('NaN');
  await page.keyboard.press('Enter');
  await expect(field.getByRole('alert')).toBeVisible();
  await field.getByRole('textbox').fill('-1');
  await page.keyboard.press('Enter');
  await expect(field.getByRole('status')).toContainText('0.01');
});

const edges = [
  ['edge=-0', /its limit is the argmax, A gets 1/],
  ['z=-100,-110,-120&edge=0.1', /the sum of exp\(z\/τ\) underflows to 0 as written; .*A gets 1/],
  ['z=2,1.5,1,0.5&edge=-0.0005', /the sum of exp\(z\/τ\) underflows to 0\./],
  ['z=2,1.5,1,0.5&edge=0.001', /the sum of exp\(z\/τ\) overflows as written/],
  ['z=-2,-1.5,-1&edge=-0.001', /the sum of exp\(z\/τ\) overflows\./],
  // Each exponential is 1.7e308, so that their sum overflows alone and all shares are 0.
  ['z=709.75,709.75,709.75&edge=1', /overflows as written; .*A gets 0\.333/],
] as const;
test(
  'at the edges, what the formula does to the exponentials is named',
  eachCase(
    open,
    edges,
    ([query]) => query,
    async (widget, [query, told]) => {
      await showState(widget, `lens=edges&${query}`);
      await expect(said(widget)).toHaveText(told);
    },
  ),
);

const formulas = [
  ['lens=sources&z=1,1,1', '0.333≈0.333'],
  ['lens=sources&z=2,1,0', '0.665≠0.451'],
  ['lens=cut&z=3,2,1,0&k=3&nucleus=1', '≥1·Σtop-3p by 3 of 4'],
  ['lens=cut&z=3,2,1,0&k=4&nucleus=1', '≥1 by 4 of 4'],
] as const;
test(
  'formulas say what is equal, and a share of what',
  eachCase(
    open,
    formulas,
    ([query]) => query,
    async (widget, [query, told]) => {
      await showState(widget, query);
      await expect(widget.page().locator('#temperature .live-formula math')).toContainText(told);
    },
  ),
);

const failures: readonly Failure[] = [
  [
    'zero',
    /divides by 0 and has no result; its limit is the argmax, A gets 1/,
    'a small τ',
    /both agree: A gets 0\.993/,
  ],
  ['negative', /gives most to D, 0\.455, which has the smallest logit/, 'τ = 1', /both agree: A gets 0\.455/],
  [
    'shares',
    /A gets 0\.644\. Dividing probabilities gives it 0\.363/,
    'divide logits',
    /At τ = 0\.5 the best, A, gets 0\.6439/,
  ],
  ['order', /the order decides/, 'top-k instead', /either order lets 3 of 8 classes be drawn: A, B, C/],
  ['over-confident', /too sure by/, 'τ = 2.5', /At τ = 2\.5 the classifier/],
];
test('break it, and its cure', breakAndCure(open, failures));
