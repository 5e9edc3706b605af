// Derivatives. Expected numbers are closed forms, or PyTorch's in tests/fixtures/derivative.json; none is ours.

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

const section = 'calculus';
const slug = 'derivative';

interface Fixture {
  readonly slopes: readonly {
    readonly f: string;
    readonly x: number;
    readonly value: number;
    readonly slope: number;
  }[];
  readonly broken: readonly {
    readonly f: string;
    readonly x: number;
    readonly slope: number | string;
    readonly kind: string;
  }[];
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/derivative.json', import.meta.url), 'utf8')) as Fixture;

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, section, slug, query);
const typed = (f: string): string => encodeURIComponent(f);

/** What the page wrote, as a number: a true minus sign, powers of ten in superscript. */
function numberIn(text: string): number {
  const [mantissa = '', power = ''] = text.replace('−', '-').split('·10');
  const digits = [...power].map((c) => (c === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c))).join('');
  return Number(mantissa) * 10 ** Number(digits || 0);
}
/** A readout follows its control within a frame or two. */
async function expectNumber(target: Locator, expected: number, relative: number): Promise<void> {
  await expect(async () => {
    const read = numberIn((await target.textContent()) ?? '');
    expect(Math.abs(read - expected), `${String(read)} for ${String(expected)}`).toBeLessThanOrEqual(
      relative * Math.abs(expected),
    );
  }).toPass({ timeout: 5000 });
}

/** The strokes of the first curve of a plane: how often the pen is set down, and what it draws. */
const strokes = (plane: Locator): Promise<string[]> =>
  plane
    .locator('path.line')
    .first()
    .evaluate((path) => (path.getAttribute('d') ?? '').split('M').slice(1));

test('the quotient follows a point that is dragged', async ({ page }) => {
  const widget = await open(page, `f=${typed('x^2')}&h=0.5`);
  const box = await widget.locator('nabla-plane svg').first().boundingBox();
  if (!box) throw new Error('The plane has no size.');
  // The window is −3 to 3 and 0 to 9 with twelve hundredths of that to spare on either side.
  const place = (x: number, y: number): [number, number] => [
    box.x + ((x + 3) / 6) * box.width,
    box.y + ((10.08 - y) / 11.16) * box.height,
  ];
  await page.mouse.move(...place(1, 1));
  await page.mouse.down();
  await page.mouse.move(...place(0, 1), { steps: 4 });
  await page.mouse.move(...place(-1.5, 2), { steps: 4 });
  await page.mouse.up();
  // ((x + h)² − x²)/h = 2x + h, and f′ = 2x.
  await expect(readoutOf(widget, 'exact f′(x)')).toHaveText('−3');
  await expect(readoutOf(widget, 'secant slope')).toHaveText('−2.5');
  await expect(readoutOf(widget, 'error')).toHaveText('0.5');
  await expect(said(widget)).toContainText('at x = −1.5 is −2.5');
});

test('x and x + h step by arrow keys, and Shrink h plays the limit', async ({ page }) => {
  const widget = await open(page, `f=${typed('x^2')}&x0=1&h=0.5`);
  const x = widget.locator('[data-key="x0"]').first();
  await x.focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
  await expect(readoutOf(widget, 'exact f′(x)')).toHaveText('3');
  await widget.locator('[data-key="h"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(readoutOf(widget, 'secant slope')).toHaveText('3.55');
  await widget.getByRole('button', { name: 'Rewind' }).click();
  await expect(readoutOf(widget, 'secant slope')).toHaveText('4');
  for (let i = 0; i < 8; i++) await widget.getByRole('button', { name: 'Step', exact: true }).click();
  // Four steps a decade: h = 1/100.
  await expect(readoutOf(widget, 'h')).toHaveText('0.01');
  await expect(readoutOf(widget, 'secant slope')).toHaveText('3.01');
  await widget.getByRole('button', { name: 'Shrink h' }).click();
  await expect(readoutOf(widget, 'h')).not.toHaveText('0.01');
  await widget.getByRole('button', { name: 'Pause' }).click();
});

test('at the end of the scale x + h is x', async ({ page }) => {
  const widget = await open(page, 'h=1e-16');
  await expect(readoutOf(widget, 'secant slope')).toHaveText('0');
  await expect(said(widget)).toContainText('x + h is x, nothing is compared');
  await expect(widget.locator('.warning')).toContainText('too small for float64');
});

test(
  'agrees with PyTorch',
  eachCase(
    open,
    fixture.slopes.filter((_, i) => i % 7 === 0),
    ({ f, x }) => `${f} at ${String(x)}`,
    async (widget, { f, x, slope, value }) => {
      await showState(widget, `lens=slopes&f=${typed(f)}&x0=${String(x)}&middle=${String(x)}`);
      await expectNumber(readoutOf(widget, 'f(x)'), value, 1e-5);
      await expectNumber(readoutOf(widget, 'f′(x)'), slope, 1e-5);
    },
  ),
);

test(
  'no slope to agree on, and autograd’s answer',
  eachCase(
    open,
    fixture.broken.filter(({ kind }) => kind !== 'smooth' && kind !== 'none'),
    ({ f, x }) => `${f} at ${String(x)}`,
    async (widget, { f, x, slope, kind }) => {
      await showState(widget, `lens=slopes&f=${typed(f)}&x0=${String(x)}`);
      const words =
        { kink: 'a kink', jump: 'f jumps', vertical: 'vertical', edge: 'f ends', off: 'autograd' }[kind] ?? '';
      await expect(widget.locator('.warning')).toContainText(words);
      const answer = slope === 'nan' ? 'not a number' : slope === 'inf' ? 'infinite' : String(slope);
      await expect(readoutOf(widget, 'f′(x)')).toHaveText(answer);
    },
  ),
);

const failures: readonly Failure[] = [
  [
    'tiny',
    /h = 1·10⁻¹⁵ .*because the digits of f cancel/,
    'h = 6·10⁻⁶',
    /off by (3\.9·10⁻¹⁴|9\.3·10⁻¹²), .*about the same/,
  ],
  ['single', /h = 1·10⁻⁶ .*because the digits of f cancel/, 'h = 0.005', /off by \d(\.\d)?·10⁻[⁶⁷], .*about the same/],
  ['far', /quotient at x = 1·10¹⁵ is 1\.25/, 'divide by the step taken', /is 1: the exact slope/],
  ['corner', /no slope that both sides agree on/, 'round it off', /f is level/],
  ['relu', /quotient at x = 0 is 0\.5; there is no slope/, 'softplus', /is 0\.5.*exact slope|off by/],
  ['root', /no slope that both sides agree on/, 'a little to the right', /rises.*50/],
  ['hidden', /there is no slope/, 'abs(x)', /there is no slope/],
  ['steps', /no slope that both sides agree on/, 'a sigmoid', /changes it by 1 times/],
  ['branch', /as the sides have it; autograd answers 0/, 'without the branch', /is 1: the exact slope/],
  ['pole', /has no value/, 'x = 0.8', /falls.*−1\.56/],
  ['nowhere', /nothing to draw/, 'log(1 + x²)', /changes it by 1 times/],
];

test(
  'break it, and its cure',
  breakAndCure(open, failures, said, async (widget, preset, is) => {
    if (preset !== 'far') return;
    // The quotient is written as it was taken: 10¹⁵ + 0.1 is 10¹⁵ + 1/8.
    const formula = widget.page().locator(`#${slug} .live-formula math`);
    await expect(formula).toHaveText(is === 'cured' ? /\(x \+ h\) − x=.*0\.125=1$/ : /h=.*0\.1=1\.25$/);
  }),
);

test('the V: the best h by theory is the closed form, and the measured one is near it', async ({ page }) => {
  const widget = await open(page, 'lens=errors&method=central');
  // ∛(3u tan 1) with u = 2⁻⁵³ and 2⁻²⁴; two digits are shown.
  await expectNumber(readoutOf(widget, 'best h, by theory'), Math.cbrt(3 * 2 ** -53 * Math.tan(1)), 0.05);
  const measured = numberIn((await readoutOf(widget, 'best h, measured').textContent()) ?? '');
  expect(Math.abs(Math.log10(measured / 6e-6))).toBeLessThan(0.6);
  await widget.getByRole('radio', { name: 'float32' }).check({ force: true });
  await expectNumber(readoutOf(widget, 'best h, by theory'), Math.cbrt(3 * 2 ** -24 * Math.tan(1)), 0.05);
  await widget.getByRole('radio', { name: 'float64' }).check({ force: true });
  await widget.getByRole('radio', { name: 'forward' }).check({ force: true });
  await expectNumber(readoutOf(widget, 'best h, by theory'), 2 * Math.sqrt(2 ** -53), 0.05);
  await widget.getByRole('radio', { name: 'complex step' }).check({ force: true });
  await expect(readoutOf(widget, 'best h, by theory')).toHaveText('the smaller the better');
  await expect(said(widget)).toContainText('there is no h too small');
  // f and f″ are 0: theory says nothing, least of all of ever smaller steps.
  for (const at of ['relu(x)&x0=-1', 'abs(x)&x0=0']) {
    await showState(widget, `lens=errors&method=forward&f=${at}`);
    await expect(readoutOf(widget, 'best h, by theory')).toHaveText('not known');
  }
});

test('errors as printed: sin at 1 by central differences', async ({ page }) => {
  const widget = await open(page, 'lens=errors&method=central&h=1e-12');
  await expectNumber(readoutOf(widget, 'error at this h'), 1.2e-5, 0.1);
  const field = widget.getByLabel('step h, as a number');
  await field.fill('1e-14');
  await field.press('Enter');
  await expect(readoutOf(widget, 'error at this h')).toHaveText('0.0037');
});

test('four ways: the same number, the formula, and what they cost', async ({ page }) => {
  const widget = await open(page, `lens=ways&f=${typed('sin(x^2)')}&x0=1.1&h=1e-5`);
  const expected = 2.2 * Math.cos(1.21);
  const rows = widget.locator('table[class], .scroll table').first().locator('tbody tr');
  await expect(rows).toHaveCount(6);
  for (const way of [0, 1, 2]) await expectNumber(rows.nth(way).locator('td').first(), expected, 1e-11);
  await expectNumber(rows.nth(3).locator('td').first(), expected, 1e-4);
  await expectNumber(rows.nth(4).locator('td').first(), expected, 1e-8);
  await expect(widget.locator('math', { hasText: 'cos' }).first()).toBeVisible();
  // Two operations: 2 × 2 forward and 3 × 2 backward; with a million inputs backward is still 6.
  const operations = (way: number): Locator => rows.nth(way).locator('td').last();
  await expect(operations(0)).toHaveText('4');
  await expect(operations(1)).toHaveText('6');
  const inputs = widget.getByLabel('inputs of f, as a number');
  await inputs.fill('1000000');
  await inputs.press('Enter');
  await expect(operations(1)).toHaveText('6');
  await expect(operations(0)).toHaveText('2·10⁶');
  await widget.getByLabel('measure the time').check();
  await expect(operations(1)).toHaveText(/≈ [\d.]+(·10[⁰-⁹]+)? ns/);
});

// Rows 25, 26 and 29 of the list of bad inputs: what is not finite is a gap, and a plot of nothing is a sentence.
const gaps: [f: string, pieces: number, words: RegExp][] = [
  ['1 / x', 2, /x = 0, 1\/0 is infinite/],
  ['1 / (x - 0.123)', 2, /^$/],
  ['tan(x)', 3, /^$/],
  ['log(x)', 1, /x = −3, log\(−3\) is not a number/],
  ['sqrt(x)', 1, /sqrt\(−3\) is not a number/],
  ['exp(exp(exp(x)))', 1, /exp\(.*\) is infinite/],
  ['floor(x)', 6, /^$/],
  ['step(x)', 2, /^$/],
  ['sin(x)', 1, /^$/],
];
test(
  'what is not finite is a gap',
  eachCase(
    open,
    gaps,
    ([f, pieces]) => `drawn in ${String(pieces)} piece(s): ${f}`,
    async (widget, [f, pieces, words]) => {
      await showState(widget, `lens=slopes&f=${typed(f)}&x0=1.2`);
      const drawn = (await strokes(widget.locator('nabla-plane').first())).filter((d) => d.includes('L'));
      expect(drawn).toHaveLength(pieces);
      // No stroke of a joined line runs from below the picture to above it, or back, at once.
      const leaps = drawn.filter((d) => {
        const ys = [...d.matchAll(/[ ](-?\d+(?:\.\d+)?)(?=L|$)/g)].map((m) => Number(m[1]));
        return ys.some(
          (y, i) => i > 0 && Math.abs(y) > 200 && Math.abs(ys[i - 1] as number) > 200 && y * (ys[i - 1] as number) < 0,
        );
      });
      expect(leaps).toHaveLength(0);
      if (words.source === '^$') await expect(widget.locator('.warning')).toHaveCount(0);
      else await expect(widget.locator('.warning')).toHaveText(words);
    },
  ),
);

test(
  'nothing finite in the window',
  eachCase(
    open,
    ['9^9^9^9', 'log(-1 - x^2)', 'sqrt(-1) x', '0 / 0'].flatMap((f) => [
      `lens=slopes&f=${typed(f)}`,
      `lens=tangent&f=${typed(f)}`,
    ]),
    (query) => query,
    async (widget, query) => {
      await showState(widget, query);
      await expect(widget.locator('p.note[role="status"]')).toContainText('not finite anywhere in this window');
      await expect(widget.locator('p.note[role="status"]')).toContainText(/is (not a number|infinite)/);
    },
  ),
);

test('a constant is flat, with slope 0', async ({ page }) => {
  const widget = await open(page, 'lens=slopes&f=7');
  await expect(readoutOf(widget, 'f′(x)')).toHaveText('0');
  expect(await strokes(widget.locator('nabla-plane').first())).toHaveLength(1);
});

test('a function that cannot be read is refused beside its field and leaves the picture', async ({ page }) => {
  const widget = await open(page);
  const before = await said(widget).textContent();
  const field = widget.getByLabel('f(x)');
  for (const [text, message] of [
    ['', 'function'],
    ['sin(x', 'never closed'],
    ['sim(x)', 'sin'],
    ['x + y', 'y'],
    ['constructor', 'constructor'],
    ['<img src=x onerror=alert(1)>', '<'],
    [`${'('.repeat(200)}x${')'.repeat(200)}`, 'nest'],
  ] as const) {
    await field.fill(text);
    await field.press('Enter');
    await expect(widget.locator('[data-parameter="f"] [role="alert"]'), text).toContainText(message);
    await expect(said(widget)).toHaveText(before ?? '');
  }
  await field.fill('x^2');
  await field.press('Enter');
  await expect(widget.locator('[role="alert"]')).toHaveCount(0);
  await expect(readoutOf(widget, 'exact f′(x)')).toHaveText('2');
});

test('a point that is no number is refused beside its field', async ({ page, watch }) => {
  watch.allow(/“NaN” is visible/);
  const widget = await open(page);
  await widget.getByText('More', { exact: true }).click();
  const field = widget.getByLabel('x, as a number', { exact: true });
  await field.fill('NaN');
  await field.press('Enter');
  await expect(widget.locator('[data-parameter="x0"] [role="alert"]')).toBeVisible();
  await expect(readoutOf(widget, 'exact f′(x)')).toHaveText('0.540302');
});

test('the listing holds the typed function as Python', async ({ page }) => {
  await open(page, `f=${typed('x^2 exp(x)')}`);
  await expect(page.locator(`#${slug}`).getByText('lambda x: x**2*torch.exp(x)')).toBeVisible();
});
