// Partial derivatives. Expected numbers are closed forms, or PyTorch's in tests/fixtures/partial_derivatives.json.

import { readFileSync } from 'node:fs';
import { eachCase, expect, openWidget, readoutOf, said, showState, test, type Locator, type Page } from './support';

const section = 'calculus';
const slug = 'partial-derivatives';

interface Fixture {
  readonly networks: readonly {
    readonly activation: string;
    readonly weights: { readonly data: readonly number[] };
    readonly x: { readonly data: readonly number[] };
    readonly target: number;
    readonly gradient: { readonly data: readonly number[] };
    readonly twice: { readonly data: readonly number[] };
    readonly loss: number;
    readonly k: number;
    readonly nudge: number;
    readonly nudged: number;
  }[];
}
const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/partial_derivatives.json', import.meta.url), 'utf8'),
) as Fixture;

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, section, slug, query);
/** Text as the page writes numbers: a true minus sign, four digits. */
const four = (x: number): string => String(Number(x.toPrecision(4))).replace('-', '−');

test('x²y + xy² at (1, 2): 6, 8 and 5, and a drag', async ({ page }) => {
  const widget = await open(page);
  await expect(readoutOf(widget, 'f(p)')).toHaveText('6');
  await expect(readoutOf(widget, '∂f/∂x')).toHaveText('8');
  await expect(readoutOf(widget, '∂f/∂y')).toHaveText('5');

  const box = await widget.locator('nabla-plane svg').first().boundingBox();
  if (!box) throw new Error('The plane has no size.');
  const place = (x: number, y: number): [number, number] => [
    box.x + box.width / 2 + (x * box.width) / 6,
    box.y + box.height / 2 - (y * box.width) / 6,
  ];
  await page.mouse.move(...place(1, 2));
  await page.mouse.down();
  await page.mouse.move(...place(0, 0.5), { steps: 4 });
  await page.mouse.move(...place(-1, -1.5), { steps: 4 });
  await page.mouse.up();
  // 2xy + y² and x² + 2xy at (−1, −1.5).
  await expect(readoutOf(widget, '∂f/∂x')).toHaveText('5.25');
  await expect(readoutOf(widget, '∂f/∂y')).toHaveText('4');
});

test('a frozen variable stays, on the map and on the slices', async ({ page }) => {
  const widget = await open(page);
  await widget.locator('[data-parameter="vary"] label', { hasText: 'along x' }).click();
  await widget.locator('[data-key="p"]').focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowRight');
  await expect(said(widget)).toContainText('With y held at 2');
  await expect(said(widget)).toContainText('with x held at 1.1');
  // The handle on the slice along x moves x: back to 1.
  await widget.locator('[data-key="slice-x"]').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(said(widget)).toContainText('f changes by 8 per unit of x');
});

test('the surface turns and shows the same numbers', async ({ page }) => {
  const widget = await open(page, 'lens=surface');
  await expect(readoutOf(widget, '∂f/∂x')).toHaveText('8');
  const mesh = widget.locator('nabla-plane').first().locator('path.segments').nth(1);
  const before = await mesh.getAttribute('d');
  await widget.getByRole('slider', { name: 'turn the surface' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(mesh).not.toHaveAttribute('d', before ?? '');
});

test(
  'a network’s loss, slope and nudge are PyTorch’s',
  eachCase(
    open,
    fixture.networks.filter((_, i) => i % 11 === 2),
    (c) => `a network with ${c.activation}, weight ${c.k}`,
    async (widget, c) => {
      const state = `lens=network&weights=${c.weights.data.join(',')}&x=${c.x.data.join(',')}&target=${c.target}`;
      await showState(widget, `${state}&activation=${c.activation}&k=${c.k}&nudge=${c.nudge}`);
      const near = async (name: string, expected: number, scale = Math.abs(expected)): Promise<void> => {
        const text = ((await readoutOf(widget, name).textContent()) ?? '').trim().replace('−', '-');
        expect(Math.abs(Number(text) - expected), `${name}: ${text} for ${expected}`).toBeLessThanOrEqual(6e-4 * scale);
      };
      await near('loss', c.loss);
      const slope = c.gradient.data[c.k] as number;
      if (Math.abs(slope) > 1e-3) {
        await near('ΔL promised', slope * c.nudge);
        await near('ΔL happened', c.nudged - c.loss);
      }
    },
  ),
);

test('a weight is chosen by its bar, by pointer and by keys', async ({ page }) => {
  const widget = await open(page, 'lens=network');
  const bars = widget.getByRole('radiogroup', { name: 'slope of the loss along each weight' });
  await bars.getByRole('radio', { name: /^w₂₁/ }).click();
  await expect(said(widget)).toContainText('for w₂₁');
  await page.keyboard.press('ArrowRight');
  await expect(bars.getByRole('radio', { name: /^w₂₂/ })).toBeFocused();
  await expect(said(widget)).toContainText('for w₂₂');
  await widget.locator('[data-key="nudge"]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(widget.getByLabel('nudge Δ, as a number')).toHaveValue('0.35');
});

const failures: [preset: string, pattern: RegExp, warning: RegExp, cure: string, cured: RegExp][] = [
  [
    'torn',
    /changes by 0 per unit of x/,
    /not continuous.*from −0\.5 to 0\.5/,
    'half a unit away',
    /changes by −0\.4152/,
  ],
  ['no-value', /has no value at \(0, 0\)/, /division by 0/, 'give it a value', /changes by 0 per unit of x/],
  ['edge', /changes by 0 per unit of x/, /a kink.*along x by 1/, 'off the edge', /changes by 1 per unit of x/],
  ['zero-grad', /\.grad says −2\.446/, /2 times the slope/, 'zero_grad before backward', /\.grad says −1\.223/],
  ['dead', /slope 0 along w₂₂; moved by 0\.5/, /receives −2\.85, so ReLU/, 'raise its bias', /\.grad says/],
  [
    'saturated',
    /·10⁻⁷ for b₂/,
    /receives −14\.85, on the flat part/,
    'back to the middle',
    /\.grad says −?0\.\d+ for b₂/,
  ],
];

test(
  'break it, and its cure',
  eachCase(
    open,
    failures,
    ([preset]) => preset,
    async (widget, [preset, pattern, warning, cure, cured]) => {
      await showState(widget, '');
      await widget.locator(`[data-preset="${preset}"]`).click();
      await expect(widget.locator('.cause.break')).toBeVisible();
      await expect(said(widget)).toHaveText(pattern);
      await expect(widget.locator('.warning')).toHaveText(warning);
      await widget.getByRole('button', { name: cure }).click();
      await expect(said(widget)).toHaveText(cured);
    },
  ),
);

test('a steep bend is no kink', async ({ page }) => {
  const widget = await open(page, 'f=1000 x^2&p=0,0');
  await expect(said(widget)).toContainText('f changes by 0 per unit of x');
  await expect(widget.locator('.warning')).toHaveCount(0);
});

test('break it: a nudge too far promises less than nothing', async ({ page }) => {
  const widget = await open(page, 'preset=far');
  // The slope of the default network along v₁, four units long; the loss was 1.144.
  await expect(readoutOf(widget, 'ΔL promised')).toHaveText('−4.892');
  await widget.getByRole('button', { name: 'nudge by 0.1' }).click();
  await expect(readoutOf(widget, 'ΔL promised')).toHaveText('−0.1223');
});

test('a variable that does not occur is said to', async ({ page }) => {
  const widget = await open(page, 'preset=absent');
  await expect(said(widget)).toContainText('f does not depend on y: its slope along y is 0');
  await expect(readoutOf(widget, '∂f/∂x')).toHaveText('3');
});

test('difference quotients stand in the table', async ({ page }) => {
  const widget = await open(page);
  await widget.getByText('The data as a table').click();
  const rows = widget.locator('table tbody tr');
  await expect(rows.nth(0)).toContainText('10'); // f(2, 2) − f(1, 2) = 16 − 6
  await expect(rows.nth(0)).toContainText('6'); // f(1, 3) − f(1, 2) = 12 − 6
  await expect(rows.last()).toContainText('8');
});

test('bad input: a function, a point, a weight', async ({ page, watch }) => {
  watch.allow(/“NaN” is visible/); // the message repeats what was typed
  const widget = await open(page);
  const before = await said(widget).textContent();
  const field = widget.getByLabel('f(x, y)');
  await field.fill('x^2 + q');
  await field.press('Enter');
  await expect(widget.locator('[data-parameter="f"] [role="alert"]')).toContainText('q');
  await expect(said(widget)).toHaveText(before ?? '');
  await field.fill('x + y');
  await field.press('Enter');
  await expect(readoutOf(widget, '∂f/∂x')).toHaveText('1');

  await widget.getByText('Type the point').click();
  const entry = widget.locator('[data-parameter="p"] input').first();
  await entry.fill('NaN');
  await entry.press('Enter');
  await expect(widget.locator('[data-parameter="p"] [role="alert"]')).toContainText('NaN');
});

test('fixtures and formula agree: x³y/(x² + y⁴ + 1)', async ({ page }) => {
  const widget = await open(page, `f=${encodeURIComponent('x^3 y / (x^2 + y^4 + 1)')}&p=1,2`);
  // By hand: ∂x = (3x²y(x² + y⁴ + 1) − 2x⁴y) / (…)² = (108 − 4)/324; ∂y = (x³(x² + y⁴ + 1) − 4x³y⁴) / (…)² = −46/324.
  await expect(readoutOf(widget, '∂f/∂x')).toHaveText(four(104 / 324));
  await expect(readoutOf(widget, '∂f/∂y')).toHaveText(four(-46 / 324));
});
