// Residual connections. Expected numbers are PyTorch's in tests/fixtures/residual.json and example.out.json, or closed forms.

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

const section = 'transformer-components';
const slug = 'residual';

interface Array2 {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Blocks {
  readonly depth: number;
  readonly activation: string;
  readonly gain: number;
  readonly branch: number;
  readonly norm: string;
  readonly zero: boolean;
  readonly tied: boolean;
  readonly seed: number;
  readonly gradient: number;
}
interface Fixture {
  readonly streams: readonly (Blocks & {
    readonly skip: boolean;
    readonly plainGradient: number;
    readonly singular: Array2;
    readonly eulerGap?: number;
  })[];
  readonly paths: readonly (Blocks & { readonly lengths: Array2 })[];
  readonly sums: readonly {
    readonly h: Array2;
    readonly f: Array2;
    readonly project: boolean;
    readonly seed: number;
    readonly sum?: Array2;
    readonly error?: string;
    readonly silent?: readonly number[];
  }[];
  readonly landscapes: readonly {
    readonly blocks: number;
    readonly skip: boolean;
    readonly branch: number;
    readonly steps: number;
    readonly seed: number;
    readonly course: Array2;
    readonly gradient: number;
  }[];
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/residual.json', import.meta.url), 'utf8')) as Fixture;
const recorded = JSON.parse(
  readFileSync(new URL('../../web/src/concepts/residual/example.out.json', import.meta.url), 'utf8'),
) as { readonly output: string };

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, section, slug, query);
const matrixText = ({ shape, data }: Array2): string =>
  Array.from({ length: shape[0] ?? 0 }, (_, r) => data.slice(r * (shape[1] ?? 0), (r + 1) * (shape[1] ?? 0)).join(',')).join(';'); // prettier-ignore
const onOff = (on: boolean): string => (on ? 'on' : 'off');
const queryOf = (c: Blocks): string =>
  `depth=${c.depth}&activation=${c.activation}&gain=${c.gain}&branch=${c.branch}&norm=${c.norm}&zero=${onOff(c.zero)}&tied=${onOff(c.tied)}&seed=${c.seed}`;

/** Text as the page writes numbers, read back. */
function read(text: string): number {
  const [mantissa = '', power] = text.replaceAll('−', '-').replace(' %', '').split('·10');
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
const printed = (pattern: RegExp): number => Number(pattern.exec(recorded.output)?.[1]);

test('the page opens on what the example prints', async ({ page }) => {
  const widget = await open(page);
  await shows(readoutOf(widget, '‖∂L/∂h₀‖'), printed(/^blocks gradient: (\S+)/m));
  await shows(readoutOf(widget, 'layers alone').first(), printed(/^layers alone gradient: (\S+)/m));
  await shows(readoutOf(widget, 'E[h²] at the end'), printed(/^blocks .*E\[h²\]: (\S+)/m));
  await shows(readoutOf(widget, 'σ, largest'), printed(/largest singular value: (\S+)/));
});

// Gains and branches that the controls can reach.
test(
  'gradient and singular values as PyTorch',
  eachCase(
    open,
    [...fixture.streams.filter((c) => c.branch >= 0 && !c.zero && c.skip && c.depth > 1).entries()],
    ([i, c]) => `case ${i}, ${c.activation}, ${c.norm}, depth ${c.depth}`,
    async (widget, [, c]) => {
      await showState(widget, queryOf(c));
      await shows(readoutOf(widget, '‖∂L/∂h₀‖'), c.gradient);
      await shows(readoutOf(widget, 'layers alone').first(), c.plainGradient);
      await shows(readoutOf(widget, 'σ, largest'), c.singular.data[0] ?? 0);
      if (c.eulerGap !== undefined && c.eulerGap > 1e-6)
        await shows(readoutOf(widget, 'off the ODE'), 100 * c.eulerGap);
    },
  ),
);

test(
  'paths as PyTorch expands them',
  eachCase(
    open,
    fixture.paths.filter((c) => c.branch > 0 && !c.zero && c.depth === 7),
    (c) => `${c.activation}, ${c.norm}`,
    async (widget, c) => {
      await showState(widget, `lens=paths&${queryOf(c)}`);
      await shows(readoutOf(widget, 'by the free way alone'), c.lengths.data[0] ?? 0);
      await shows(readoutOf(widget, '‖∂L/∂h₀‖, all paths'), c.gradient);
      await expect(readoutOf(widget, 'average path')).toHaveText('3.5');
    },
  ),
);

test(
  'trains as torch.optim.Adam',
  eachCase(
    open,
    fixture.landscapes.filter((c) => c.blocks <= 20 && c.steps > 0),
    (c) => `${c.blocks} blocks ${c.skip ? 'with' : 'without'} skip, seed ${c.seed}`,
    async (widget, c) => {
      await showState(widget, `lens=landscape&blocks=${c.blocks}&branch=${c.branch}&steps=${c.steps}&seed=${c.seed}`); // prettier-ignore
      // Without skip connections the page starts with He's weights, unscaled.
      const cell = c.skip ? readoutOf(widget, 'loss, with skip') : readoutOf(widget, 'layers alone').first();
      await shows(cell, c.course.data.at(-1) ?? 0);
      const slope = c.skip ? readoutOf(widget, 'gradient, first layer') : readoutOf(widget, 'layers alone').nth(2);
      await shows(slope, c.gradient);
    },
  ),
);

test(
  'sums of shapes',
  eachCase(
    open,
    [...fixture.sums.filter((c) => c.h.data.length > 1).entries()],
    ([i, c]) => `${c.h.shape.join('×')} and ${c.f.shape.join('×')}, ${i}`,
    async (widget, [, c]) => {
      await showState(
        widget,
        `lens=shapes&h=${matrixText(c.h)}&f=${matrixText(c.f)}&project=${onOff(c.project)}&seed=${c.seed}`,
      );
      if (c.sum) {
        const entries = widget.locator('.matrix.role-result .entry');
        await expect(entries).toHaveCount(c.sum.data.length);
        await shows(entries.first(), c.sum.data[0] ?? 0);
        await shows(entries.last(), c.sum.data.at(-1) ?? 0);
      } else {
        await expect(widget.locator('.error')).toContainText(c.error ?? 'would not complain');
        await expect(widget.locator('.warning')).toContainText('equal shapes');
        await expect(said(widget)).toContainText('there is no sum');
      }
    },
  ),
);

const failures: readonly Failure[] = [
  ['half', /arrives at the first with length 8\.88·10⁻¹⁶/, 'add the input back', /arrives at the first with length \d+(\.\d+)?;/],
  ['growth', /The stream grows: E\[h²\] is \d\.\d+·10⁸/, 'norm in the branch', /E\[h²\] is 2\d/],
  ['mismatch', /there is no sum/, 'project h', /from 3 features to 5; then both have shape 2×5/],
  ['post-norm', /the average is 1\d\.\d: long ones/, 'pre-norm', /the average is 3\.\d+: the short ones/],
  // How many, rounding decides: a bowl or nearly one with the skip, and many without.
  ['rugged', /without; the slices show [1-3] hollows? and \d\d hollows/, 'with skip connections', /the slices show [1-3] hollows? /],
]; // prettier-ignore

test(
  'break it, and its cure',
  breakAndCure(open, failures, said, async (widget, _, is) => {
    if (is === 'cured') await expect(widget.locator('.warning')).toHaveCount(0);
  }),
);

test('what fails says so: the vanished gradient, the sum that explodes, the loss that stays', async ({ page }) => {
  for (const [preset, text] of [
    ['half', 'The gradient vanishes: 50 blocks'],
    ['growth', 'The sum explodes'],
    ['mismatch', 'The addition is what fails'],
    ['rugged', 'hard to train'],
  ] as const) {
    const widget = await open(page, `preset=${preset}`);
    await expect(widget.locator('.warning')).toContainText(text);
  }
});

test('a hundred blocks that start at 0 are the identity', async ({ page }) => {
  const widget = await open(page, 'preset=zero-init');
  await widget.locator('[data-parameter="depth"] input[type="range"]').focus();
  await page.keyboard.press('End');
  await expect(said(widget)).toContainText('behind 100 blocks');
  await expect(readoutOf(widget, '‖∂L/∂h₀‖')).toHaveText('1');
  await expect(readoutOf(widget, 'σ, smallest')).toHaveText('1');
  await expect(said(widget)).toContainText('keeps its size');
});

test('all directions: without the skip connection the product is that of the branches', async ({ page }) => {
  const widget = await open(page, 'lens=spread&depth=5&skip=off');
  await expect(page.locator('#residual .live-formula math')).toContainText('(∏F′)');
  await showState(widget, 'lens=spread&depth=5&norm=post');
  await expect(page.locator('#residual .live-formula math')).toContainText(/\(∏LN′\(.+\+F′\)\)/u);
});

test('depth is dragged, the skip connection taken away: 0.5 to the depth', async ({ page }) => {
  const widget = await open(page, 'preset=half');
  const slider = widget.locator('[data-parameter="depth"] input[type="range"]');
  const box = await slider.boundingBox();
  if (!box) throw new Error('The slider has no place.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2, { steps: 6 });
  await page.mouse.up();
  await expect(said(widget)).not.toContainText('50 blocks');
  const depth = Number(/behind (\d+) blocks/.exec((await said(widget).textContent()) ?? '')?.[1]);
  expect(depth).toBeLessThan(35);
  await shows(readoutOf(widget, '‖∂L/∂h₀‖'), 2 ** -depth);
});

test('out of float64: said, with the block and why, and drawn as nothing', async ({ page }) => {
  const widget = await open(page, 'activation=linear&gain=3&branch=2&depth=100');
  await expect(said(widget)).toContainText('The stream grows');
  await expect(widget.locator('.warning')).toContainText('explodes');
});

test('training plays, steps and rewinds', async ({ page }) => {
  const widget = await open(page, 'lens=landscape&steps=0&blocks=6');
  const player = widget.locator('nabla-player');
  await player.getByRole('button', { name: 'Step' }).click();
  await expect(said(widget)).toContainText('After 1 step');
  await player.getByRole('button', { name: 'Train' }).click();
  await expect(said(widget)).toContainText(/After \d\d+ steps/);
  await player.getByRole('button', { name: 'Pause' }).click();
  await player.getByRole('button', { name: 'Rewind' }).click();
  await expect(said(widget)).toContainText('After 0 steps');
});

test('bad numbers are refused beside their field and leave the picture', async ({ page, watch }) => {
  watch.allow(/“NaN” is visible/);
  const widget = await open(page, 'lens=shapes');
  const before = await said(widget).textContent();
  const field = widget.locator('[data-parameter="h"]');
  await field.getByRole('button', { name: /type or paste/i }).click();
  for (const [text, message] of [
    ['1 2 NaN', /NaN/],
    ['1 2 1; 3 4', /Row 2/],
    ['1 2 3 4 5 6', /1×6|columns/],
  ] as const) {
    await field.locator('textarea').fill(text);
    await expect(field.locator('.error'), text).toHaveText(message);
    await expect(said(widget)).toHaveText(before ?? '');
  }
});
