// The sigmoid. Expected numbers are PyTorch's in tests/fixtures/sigmoid.json, what PyTorch printed for the example, or
// closed forms; none is ours.

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

const section = 'nonlinear-functions';
const slug = 'sigmoid';

interface Array1 {
  readonly data: readonly number[];
}
interface Fixture {
  readonly probes: readonly {
    readonly points: Array1;
    readonly weights: Array1;
    readonly threshold: number;
    readonly loss: number;
    readonly counts: readonly number[];
    readonly auc: number;
  }[];
  readonly descents: readonly {
    readonly start: Array1;
    readonly lr: number;
    readonly steps: number;
    readonly path: Array1;
  }[];
  readonly claims: readonly {
    readonly scale: number;
    readonly shift: number;
    readonly n: number;
    readonly seed: number;
    readonly error: number;
    readonly loss: number;
    readonly accuracy: number;
  }[];
  readonly gates: readonly { readonly gates: Array1; readonly start: number; readonly rows: Array1 }[];
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/sigmoid.json', import.meta.url), 'utf8')) as Fixture;

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, section, slug, query);
const sigma = (x: number): number => 1 / (1 + Math.exp(-x));
/** Plain numbers as the page writes them: a true minus sign, so many digits. */
const written = (x: number, digits: number): string => String(Number(x.toPrecision(digits))).replace('-', '−');
const percent = (share: number): string => `${written(100 * share, share >= 0.0995 ? 3 : 2)}\u00a0%`;

test('the dot follows the mouse, and the odds with it', async ({ page }) => {
  const widget = await open(page, 'x=0');
  await expect(readoutOf(widget, 'odds')).toHaveText('1 : 1');
  await expect(readoutOf(widget, 'slope σ(1 − σ)')).toHaveText('0.25');
  const box = await widget.locator('nabla-plane svg').first().boundingBox();
  const from = await widget.locator('[data-key="x"]').boundingBox();
  if (!box || !from) throw new Error('The plane has no size.');
  const y = from.y + from.height / 2;
  await page.mouse.move(from.x + from.width / 2, y);
  await page.mouse.down();
  for (const x of [-1, -2, -3]) await page.mouse.move(box.x + ((x + 6) / 12) * box.width, y, { steps: 3 });
  await page.mouse.up();
  await expect(said(widget)).not.toContainText('Log-odds of 0 ');
  const x = Number(((await readoutOf(widget, 'log-odds x').textContent()) ?? '').replace('−', '-'));
  expect(x).toBeCloseTo(-3, 1);
  const shown = Number(await readoutOf(widget, 'σ(x)').textContent());
  // The readout of x has four digits.
  expect(Math.abs(shown - sigma(x))).toBeLessThan(1e-4);
});

test('arrow keys step the dot', async ({ page }) => {
  const widget = await open(page, 'x=2');
  await widget.locator('[data-key="x"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(readoutOf(widget, 'σ(x)')).toHaveText(written(sigma(2.1), 6));
  await expect(readoutOf(widget, 'slope σ(1 − σ)')).toHaveText(written(sigma(2.1) * sigma(-2.1), 6));
  await expect(readoutOf(widget, 'odds')).toHaveText(`${written(Math.exp(2.1), 4)} : 1`);
});

const failures: readonly Failure[] = [
  ['vanishing', /Behind 10 sigmoids 3\.9·10⁻⁷ of the gradient is left, and never more than 9\.5·10⁻⁷; .* would be 1\./, 'one, at the end', /Behind one sigmoid 0\.25 .* more than 0\.25/], // prettier-ignore
  ['log-zero', /rounded to 0 in float32, whose logarithm is −∞; logsigmoid answers −104/, 'float64', /agree in float64: −104/], // prettier-ignore
  ['overflow', /divides infinity by infinity in float32; 1\/\(1 \+ e⁻ˣ\) answers 1/, 'x = 88', /as good as any in float32: 1/], // prettier-ignore
  ['wrong-loss', /costs 17 with slope 1; through float32 probabilities it costs 100 with slope 0/, 'float64', /costs 17 with slope 1; through float64 probabilities 17 with slope 1/], // prettier-ignore
  ['separable', /8 of 8 points on the right side .* descent would lengthen them for ever/, 'points that overlap', /10 of 12 points on the right side/], // prettier-ignore
  ['forgets', /keeps 26\.9.% of the cell at every step/, 'forget bias 5', /keeps 99\.3.% .* 76\.4.% of what it held/],
  ['overconfident', /too sure of themselves: off by 0\.12 .*the very same as unscaled/, 'scale 1', /come true about as often as they say/], // prettier-ignore
];

test('break it, and its cure', breakAndCure(open, failures));

test(
  'two classes agree with PyTorch',
  eachCase(
    open,
    fixture.probes.filter((c) => c.points.data.length === 36).slice(0, 4),
    ({ weights, threshold }) => `w = ${weights.data.join(', ')}, threshold ${threshold}`,
    async (widget, { points, weights, threshold, loss, counts, auc }) => {
      await showState(widget, `lens=classes&w=${weights.data.join(',')}&threshold=${threshold}`);
      const [tp = 0, fp = 0, fn = 0, tn = 0] = counts;
      expect(points.data.length).toBe(36);
      await expect(readoutOf(widget, 'BCE')).toHaveText(written(loss, 5));
      await expect(readoutOf(widget, 'accuracy')).toHaveText(percent((tp + tn) / 12));
      await expect(readoutOf(widget, 'area below ROC')).toHaveText(written(auc, 4));
      await expect(readoutOf(widget, 'called 1: right, wrong')).toHaveText(`${tp}, ${fp}`);
      await expect(readoutOf(widget, 'called 0: right, wrong')).toHaveText(`${tn}, ${fn}`);
    },
  ),
);

test('descent arrives where torch.optim.SGD does, step by step', async ({ page }) => {
  const run = fixture.descents.find((d) => d.steps === 100);
  if (!run) throw new Error('The fixture has no hundred steps.');
  const widget = await open(page, `lens=classes&w=${run.start.data.join(',')}&lr=${run.lr}&steps=99`);
  await widget.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(readoutOf(widget, 'steps')).toHaveText('100');
  await expect(readoutOf(widget, 'BCE')).toHaveText(written(run.path.data.at(-1) ?? 0, 5));
});

test('the arrow w, the line and a point move by arrow keys', async ({ page }) => {
  const widget = await open(page, 'lens=classes&w=1,0,0');
  const steps = async (key: string, ...keys: string[]): Promise<void> => {
    await widget.locator(`[data-key="${key}"]`).focus();
    for (const name of keys) await page.keyboard.press(name);
  };
  const state = (): Promise<string> => widget.evaluate((w) => (w as unknown as { getState(): string }).getState());
  // The arrow has half the length of w, the line of w = (1, 0) stands at x₁ = −b.
  await steps('w', 'ArrowRight');
  await expect.poll(state).toMatch(/w=1\.2(%2C|,)0(%2C|,)0(&|$)/);
  await steps('b', 'ArrowRight', 'ArrowRight');
  await expect.poll(state).toMatch(/w=1\.2(%2C|,)0(%2C|,)-0\.24(&|$)/);
  await steps('p1', 'ArrowUp');
  await expect.poll(state).toContain('points=');
});

test('a threshold of 0.9 is log-odds of log 9', async ({ page }) => {
  const widget = await open(page, 'preset=careful');
  await expect(said(widget)).toContainText(`log-odds of ${written(Math.log(9), 3)}`);
  await expect(readoutOf(widget, 'called 1: right, wrong')).toHaveText('3, 0');
});

test('claims and frequencies agree with PyTorch’s', async ({ page }) => {
  for (const scale of [3, 0.4]) {
    const c = fixture.claims.find((one) => one.scale === scale && one.n === 2000);
    if (!c) throw new Error('The fixture lacks this scale.');
    const widget = await open(page, `lens=claims&scale=${scale}`);
    await expect(readoutOf(widget, 'calibration error')).toHaveText(written(c.error, 3));
    await expect(readoutOf(widget, 'BCE')).toHaveText(written(c.loss, 4));
    await expect(readoutOf(widget, 'accuracy')).toHaveText(percent(c.accuracy));
    await expect(readoutOf(widget, 'accuracy, unscaled')).toHaveText(percent(c.accuracy));
    await page.goto('about:blank');
  }
});

test(
  'what is wrong with claims is what was done to them',
  eachCase(
    open,
    [
      ['n=10', /honest, and the gap is chance/],
      ['shift=2', /lean to one side/],
      // Nearly every claim is above what comes true: the two agree at z = 6.
      ['scale=0.5&shift=3', /lean to one side/],
      ['scale=0.4', /not sure enough/],
      ['scale=3&shift=0.5', /too sure of themselves/],
    ] as const,
    ([query]) => query,
    async (widget, [query, mood]) => {
      await showState(widget, `lens=claims&${query}`);
      await expect(said(widget)).toHaveText(mood);
    },
  ),
);

test('gates slide along the curve, and the cell is torch.nn.LSTMCell’s', async ({ page }) => {
  const c = fixture.gates.find(({ gates }) => gates.data.join() === '-5,5,1,2');
  if (!c) throw new Error('The fixture lacks these gates.');
  const widget = await open(page, `lens=gate&enter=-5&keep=4.9&put=1&show=2&cell=${c.start}`);
  await widget.locator('[data-key="keep"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(readoutOf(widget, 'keeps')).toHaveText(percent(sigma(5)));
  await widget.locator('.more summary').click();
  // Rows of the fixture: cell, output, slope; the twentieth step.
  const [cell = 0, output = 0, slope = 0] = c.rows.data.slice(20 * 3, 20 * 3 + 3);
  const cells = widget.locator('.more tbody tr').nth(20).locator('td, th');
  await expect(cells.first()).toHaveText('20');
  for (const [i, expected] of [cell, output, slope].entries()) {
    await expect
      .poll(async () => Number(((await cells.nth(i + 1).textContent()) ?? '').replace('−', '-')))
      .toBeCloseTo(expected, 12);
  }
});

test('infinities are words, and the warning names the operation', async ({ page }) => {
  const widget = await open(page, 'lens=loss&y=0&z=20');
  await expect(readoutOf(widget, '−log(1 − σ(z)), as written')).toHaveText('infinite');
  await expect(readoutOf(widget, 'BCEWithLogitsLoss')).toHaveText('20');
  await expect(widget.locator('.warning')).toContainText('the logarithm of 0 is the first bad number');
  await page.goto('about:blank');
  const far = await open(page, 'x=40');
  await expect(far.locator('.warning')).toContainText('exactly 0 in PyTorch’s backward pass');
});

test('a label that is neither 0 nor 1, or a ragged row, is refused beside the points and leaves the picture', async ({
  page,
}) => {
  const widget = await open(page, 'lens=classes');
  const before = (await said(widget).textContent()) ?? '';
  await widget.getByText('Points and weights as numbers').click();
  const field = widget.locator('[data-parameter="points"]');
  const text = field.locator('textarea');
  for (const [typed, message] of [
    ['1 2 NaN', 'NaN'],
    ['1 2 2', 'must be 0 or 1'],
    ['1 2 0; 3 1', '2'],
    ['', 'Enter at least one row of numbers.'],
  ] as const) {
    await text.fill(typed);
    await text.press('Tab');
    await expect(field.getByRole('alert'), typed).toContainText(message);
    await expect(said(widget)).toHaveText(before);
  }
});

test('points of one label have no ROC curve', async ({ page }) => {
  const widget = await open(page, 'lens=classes&points=1,1,1;2,0,1');
  await expect(widget.getByText('needs points of both labels')).toBeVisible();
  await expect(readoutOf(widget, 'area below ROC')).toHaveCount(0);
});
