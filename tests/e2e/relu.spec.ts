// ReLU. Expected numbers are closed forms, or PyTorch's in tests/fixtures/relu.json; none is ours.

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
const slug = 'relu';

interface Array2 {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Fixture {
  readonly curves: readonly { readonly activation: string; readonly slope: number; readonly x: number; readonly value: number; readonly gradient: number }[]; // prettier-ignore
  readonly runs: readonly {
    readonly activation: string;
    readonly slope: number;
    readonly lr: number;
    readonly steps: number;
    readonly data: Array2;
    readonly start: Array2;
    readonly history: Array2;
  }[];
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/relu.json', import.meta.url), 'utf8')) as Fixture;
const recorded = JSON.parse(
  readFileSync(new URL('../../web/src/concepts/relu/example.out.json', import.meta.url), 'utf8'),
) as { readonly output: string };

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, section, slug, query);
const matrixText = ({ shape, data }: Array2): string =>
  Array.from({ length: shape[0] ?? 0 }, (_, r) => data.slice(r * (shape[1] ?? 0), (r + 1) * (shape[1] ?? 0)).join(',')).join(';'); // prettier-ignore

/** Text as the page writes numbers, read back. */
function read(text: string): number {
  const [mantissa = '', power] = text.replaceAll('−', '-').split('·10');
  if (power === undefined) return Number(mantissa);
  const digits = [...power].map((c) => ('⁰¹²³⁴⁵⁶⁷⁸⁹'.includes(c) ? '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c) : '-')).join('');
  return Number(mantissa) * 10 ** Number(digits);
}
async function shows(cell: Locator, value: number): Promise<void> {
  await expect(async () => {
    const found = read((await cell.textContent()) ?? '');
    expect(Math.abs(found - value), `${found} for ${value}`).toBeLessThanOrEqual(6e-4 * Math.abs(value));
  }).toPass({ timeout: 5000 });
}

test('the page opens on what the example prints', async ({ page }) => {
  const widget = await open(page);
  const loss = Number(/loss: (\S+)/.exec(recorded.output)?.[1]);
  const active = Number(/active: (\S+)/.exec(recorded.output)?.[1]);
  await shows(readoutOf(widget, 'loss'), loss);
  await expect(readoutOf(widget, 'active')).toHaveText(`${Number((100 * active).toPrecision(3))} %`);
  await expect(readoutOf(widget, 'dead units')).toHaveText(/^0 of 8/);
});

test(
  'trains as torch.optim.SGD',
  eachCase(
    open,
    fixture.runs.filter((c, i) => i % 2 === 0 && (c.data.shape[0] ?? 0) <= 24),
    (c) => `${c.activation}, learning rate ${c.lr}`,
    async (widget, c) => {
      const query = `init=own&start=${matrixText(c.start)}&data=${matrixText(c.data)}&activation=${c.activation}&slope=${c.slope}&lr=${c.lr}&steps=${c.steps}`;
      await showState(widget, query);
      const last = c.history.data.slice(-6);
      await shows(readoutOf(widget, 'loss'), last[0] ?? 0);
      await shows(readoutOf(widget, 'gradient, output'), last[4] ?? 0);
      const units = (c.start.shape[0] ?? 1) - 1;
      await expect(readoutOf(widget, 'dead units')).toHaveText(`${last[1]} of ${units}`);
    },
  ),
);

test('a hinge is dragged: the start becomes one’s own, and training begins anew', async ({ page }) => {
  const widget = await open(page, 'init=own&steps=0');
  await expect(readoutOf(widget, 'regions')).toHaveText('7 of at most 7');
  // Unit 1 is active above x₂ = −1. Moved up beyond all points it is dead: none is higher than 1.7.
  const handle = widget.locator('[data-key="h1"]');
  await handle.focus();
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowUp');
  await expect(widget).toHaveJSProperty('isConnected', true);
  await expect(page).toHaveURL(/start=/);
  const box = await widget.locator('[data-key="h2"] .knob').boundingBox();
  if (!box) throw new Error('The handle has no place.');
  const before = await readoutOf(widget, 'loss').textContent();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x - 40, box.y, { steps: 5 });
  await page.mouse.up();
  await expect(readoutOf(widget, 'loss')).not.toHaveText(before ?? '');
  await expect(said(widget)).toContainText('Before training');
});

test('training plays, steps and rewinds; a trained hinge can be dragged on', async ({ page }) => {
  const widget = await open(page, 'steps=0');
  const player = widget.locator('nabla-player');
  await player.getByRole('button', { name: 'Step' }).click();
  await expect(said(widget)).toContainText('After 1 step');
  await player.getByRole('button', { name: 'Rewind' }).click();
  await expect(said(widget)).toContainText('Before training');
  await player.getByRole('button', { name: 'Train' }).click();
  await expect(said(widget)).toContainText(/After \d\d+ steps/);
  await player.getByRole('button', { name: 'Pause' }).click();
  await widget.locator('[data-key="h3"]').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(said(widget)).toContainText('Before training');
});

test(
  'the function as PyTorch has it',
  eachCase(
    open,
    fixture.curves.filter((c) => Math.abs(c.x) !== 0.001),
    ({ activation, x }) => `${activation} at ${Object.is(x, -0) ? '−0' : x}`,
    async (widget, { activation, slope, x, value, gradient }) => {
      await showState(widget, `lens=curve&activation=${activation}&slope=${slope}&x=${x}`);
      if (value === 0) await expect(readoutOf(widget, 'φ(x)')).toHaveText('0');
      else await shows(readoutOf(widget, 'φ(x)'), value);
      if (gradient === 0) await expect(readoutOf(widget, 'φ′(x), PyTorch’s')).toHaveText('0');
      else await shows(readoutOf(widget, 'φ′(x), PyTorch’s'), gradient);
    },
  ),
);

test('at 0 the two sides disagree, and it is said', async ({ page }) => {
  const widget = await open(page, 'preset=kink');
  await expect(readoutOf(widget, 'slope from the left')).toHaveText('0');
  await expect(readoutOf(widget, 'slope from the right')).toHaveText('1');
  await expect(widget.locator('.warning')).toContainText('no derivative');
  await widget.locator('[data-key="x"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(readoutOf(widget, 'slope from the left')).toHaveText('1');
});

const failures: readonly Failure[] = [
  ['dying', /(are|all are) dead/, 'learning rate 0.5', /none is dead/],
  ['born-dead', /(are|all are) dead/, 'leaky ReLU', /none is dead.*100\s% of the points/],
  ['kink', /0 from the left and 1 from the right, and PyTorch takes 0/, 'beside it', /a gradient passes times 1/],
  ['linear', /6\d\.\d\s% of the points/, 'slope 0.1', /100\s% of the points/],
  ['vanishing', /length \d\.\d+·10⁻⁸/, 'He’s weights', /length [01]\.\d+/],
  ['xavier', /length (0\.00\d+|\d\.\d+·10⁻⁴)/, 'He’s weights', /length [01]\.\d+/],
];

test('break it, and its cure', breakAndCure(open, failures));

test('what a vanishing gradient is multiplied by', async ({ page }) => {
  const widget = await open(page, 'preset=vanishing');
  await expect(widget.locator('.warning')).toContainText('although every slope is 0 or 1');
  // Slopes of GELU run from −0.13 to 1.13.
  await showState(widget, 'lens=depth&init=linear&activation=gelu');
  await expect(widget.locator('.warning')).toContainText('vanishes: it is multiplied by slopes and weights, 20 times');
});

test('dead units are named, and their rows of the mask are dark', async ({ page }) => {
  const widget = await open(page, 'preset=dying');
  await expect(widget.locator('.warning')).toContainText('no step can bring');
  await expect(widget.locator('.note .role-broken')).toContainText('dead: unit');
});

test('Xavier loses a factor of √2 a layer against He: the noise is the same', async ({ page }) => {
  const widget = await open(page, 'lens=depth&layers=20');
  const he = read((await readoutOf(widget, 'with He').textContent()) ?? '');
  await shows(readoutOf(widget, 'with Xavier'), he / 1024);
});

test('bad points are refused beside their field and leave the picture', async ({ page, watch }) => {
  watch.allow(/“NaN” is visible/);
  const widget = await open(page);
  const before = await said(widget).textContent();
  await widget.getByText('How it starts, and the points').click();
  const field = widget.locator('[data-parameter="data"]');
  for (const [text, message] of [
    ['1 2 0.5', /label in row 1 must be 0 or 1/],
    ['1 2', /1×2/],
    ['1 2 NaN', /NaN/],
    ['1 2 1; 3 4', /Row 2/],
  ] as const) {
    await field.locator('textarea').fill(text);
    await expect(field.locator('.error'), text).toHaveText(message);
    await expect(said(widget)).toHaveText(before ?? '');
  }
  await field.locator('textarea').fill('1 2 1');
  await expect(field.locator('.error')).toHaveCount(0);
  await expect(said(widget)).not.toHaveText(before ?? '');
});
