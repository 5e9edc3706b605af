// Variance. Expected numbers are closed forms, or PyTorch's in tests/fixtures/variance.json; none is ours.

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

const section = 'probability-statistics';
const slug = 'variance';

interface Array1 {
  readonly data: readonly number[];
}
interface Fixture {
  readonly probes: readonly { readonly points: Array1; readonly mean: number; readonly population: number; readonly sample: number | string }[]; // prettier-ignore
  readonly layers: readonly {
    readonly activation: string;
    readonly init: string;
    readonly scale: number;
    readonly depth: number;
    readonly width: number;
    readonly seed: number;
    readonly sizes: Array1;
  }[];
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/variance.json', import.meta.url), 'utf8')) as Fixture;

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, section, slug, query);

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

test('the variance follows a point that is dragged', async ({ page }) => {
  const widget = await open(page, 'points=-1,1');
  await expect(readoutOf(widget, '÷ n')).toHaveText('1');
  const box = await widget.locator('[data-key="x2"] .knob').boundingBox();
  const left = await widget.locator('[data-key="x1"] .knob').boundingBox();
  if (!box || !left) throw new Error('A handle has no place.');
  const unit = (box.x - left.x) / 2;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - unit / 2, y, { steps: 4 });
  await page.mouse.move(x - unit, y, { steps: 4 });
  await page.mouse.up();
  // −1 and 0: mean −½, variance ¼ with n, ½ with n − 1.
  await expect(readoutOf(widget, 'mean')).toHaveText('−0.5');
  await expect(readoutOf(widget, '÷ n')).toHaveText('0.25');
  await expect(readoutOf(widget, '÷ (n − 1)')).toHaveText('0.5');
});

test('points step by arrow keys, are added and removed', async ({ page }) => {
  const widget = await open(page, 'points=0,2');
  await widget.locator('[data-key="x2"]').focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
  await expect(readoutOf(widget, '÷ n')).toHaveText('2.25'); // 0 and 3
  await widget.getByRole('button', { name: 'Add a point' }).click(); // at the mean
  await expect(readoutOf(widget, '÷ n')).toHaveText('1.5');
  await widget.getByRole('button', { name: 'Remove one' }).click();
  await widget.getByRole('button', { name: 'Remove one' }).click();
  await expect(said(widget)).toContainText('One point has the mean 0');
  await expect(widget.getByRole('button', { name: 'Remove one' })).toBeDisabled();
});

test(
  'agrees with torch.var',
  eachCase(
    open,
    fixture.probes.filter((p) => Math.max(...p.points.data) <= 1e6),
    ({ points }) => `${points.data.join(', ')}`,
    async (widget, { points, mean, population, sample }) => {
      await showState(widget, `points=${points.data.join(',')}`);
      if (mean !== 0) await shows(readoutOf(widget, 'mean'), mean);
      await shows(readoutOf(widget, '÷ n'), population);
      if (typeof sample === 'number') await shows(readoutOf(widget, '÷ (n − 1)'), sample);
      else await expect(readoutOf(widget, '÷ (n − 1)')).toHaveText('0/0');
    },
  ),
);

test(
  'through layers as PyTorch',
  eachCase(
    open,
    fixture.layers.filter((c) => c.width === 256 && c.scale === 1),
    (c) => `${c.activation}, ${c.init}`,
    async (widget, c) => {
      const { activation, init, depth, width, seed } = c;
      await showState(
        widget,
        `lens=layers&activation=${activation}&init=${init}&depth=${depth}&width=${width}&seed=${seed}`,
      );
      await shows(readoutOf(widget, 'E[x²] at the end'), c.sizes.data[depth] ?? 0);
    },
  ),
);

const failures: readonly Failure[] = [
  ['one', /no variance with n − 1/, 'divide by n', /a variance of 0,/],
  ['biased', /too little, for 3\.26 is true and theory says 1\.63/, 'n − 1', /and 3\.26 is true; yet \d+/],
  ['one-pass', /gives −8 and two passes give 0\.012/, 'take the offset away first', /gives 0\.0125 and two passes give 0\.0125/], // prettier-ignore
  ['vanish', /into \d\.\d+·10⁻³⁹.*theory says 0\.0128/, 'He’s weights', /theory says 1\./],
  ['xavier', /into \d\.\d+·10⁻⁷.*theory says 0\.5/, 'He’s weights', /theory says 1\./],
  ['explode', /into 71\.6.*theory says 1\.28/, 'std 0.0884', /theory says 1\./],
  ['chaos', /arrives at the input with length [1-9]\d\d/, 'Xavier', /arrives at the input with length 0\.\d/],
];

test('break it, and its cure', breakAndCure(open, failures));

test('a variance of −8 is said to be none, with the numbers that were subtracted', async ({ page }) => {
  const widget = await open(page, 'preset=one-pass');
  await expect(widget.locator('.warning')).toContainText('negative, which no variance is');
  await expect(readoutOf(widget, 'float32 numbers there are apart by')).toHaveText('8');
  await expect(readoutOf(widget, 'E[x²] − E[x]²')).toHaveText('−8');
  await expect(readoutOf(widget, 'exact, as typed')).toHaveText('0.0125');
  await widget.getByRole('radio', { name: 'float16', exact: true }).check({ force: true });
  await expect(widget.locator('.warning')).toContainText('too large for the format');
  await expect(readoutOf(widget, 'E[x²] − E[x]²')).toHaveText('not a number');
});

const half = 'lens=digits&format=float16';
const limits: readonly (readonly [query: string, warning: RegExp | undefined])[] = [
  // 1000² is infinite in float16, and so is the square of the mean: ∞ − ∞.
  [`${half}&offset=1000`, /difference is not a number; the deviations are small enough/],
  // Five squares near 150² are finite, their sum is not.
  [`${half}&offset=150`, /E\[x²\] is infinite and the difference too; the deviations are small enough/],
  // 65520 rounds beyond the largest float16, 65504.
  [`${half}&offset=65520&points=0,1`, /stored as infinite/],
  [`${half}&offset=10&points=0.001,0.002`, /stores all points as one number/],
  [`${half}&offset=10&points=2`, /All points are the same number: the variance is 0/],
  [`${half}&offset=1&points=0,1`, undefined],
];
test(
  'float16 at its limits',
  eachCase(
    open,
    limits,
    ([query]) => query,
    async (widget, [query, warning]) => {
      await showState(widget, query);
      if (warning) await expect(widget.locator('.warning')).toHaveText(warning);
      else await expect(widget.locator('.warning')).toHaveCount(0);
      // Beside what is infinite there is no next number.
      const infinite = !Number.isFinite(read((await readoutOf(widget, 'E[x²]').textContent()) ?? ''));
      await expect(readoutOf(widget, 'float16 numbers there are apart by')).toHaveCount(infinite ? 0 : 1);
    },
  ),
);

test('÷ n gives too little on average, and by chance too much', async ({ page }) => {
  const widget = await open(page);
  const seen = new Set<boolean>();
  for (let seed = 0; seed < 40 && seen.size < 2; seed++) {
    await showState(widget, `lens=sampling&divide=n&n=30&trials=100&points=0,0,0,0,0,0,0,0,0,1&seed=${seed}`);
    const [average, truth] = await Promise.all(
      ['average, ÷ n', 'true variance'].map(async (name) => read((await readoutOf(widget, name).textContent()) ?? '')),
    );
    const little = (average as number) < (truth as number);
    await expect(said(widget)).toContainText(little ? 'too little, for 0.09' : 'by chance too much, for 0.09');
    seen.add(little);
  }
  expect(seen.size).toBe(2);
});

test('bad points are refused beside their field and leave the picture', async ({ page, watch }) => {
  watch.allow(/“NaN” is visible/);
  const widget = await open(page);
  const before = await said(widget).textContent();
  await widget.locator('[data-parameter="points"]').getByRole('button', { name: 'type or paste' }).click();
  const field = widget.locator('[data-parameter="points"]');
  for (const [text, message] of [
    ['', /at least one/],
    ['1 x', /x/],
    ['1 NaN', /NaN/],
    ['1e400', /too large/],
    ['1 2 3 4 5 6 7 8 9 10 11 12 13', /12/],
    ['1 2000000', /2000000/],
  ] as const) {
    await field.locator('textarea').fill(text);
    await expect(field.locator('.error'), text).toHaveText(message);
    await expect(said(widget)).toHaveText(before ?? '');
  }
  await field.locator('textarea').fill('0 2');
  await expect(field.locator('.error')).toHaveCount(0);
  await expect(readoutOf(widget, '÷ n')).toHaveText('1');
});
