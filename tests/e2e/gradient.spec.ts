// Gradients. Expected numbers are closed forms, or PyTorch's in tests/fixtures/gradient.json; none is ours.

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
const slug = 'gradient';

interface Array1 {
  readonly data: readonly number[];
}
interface Fixture {
  readonly probes: readonly {
    readonly f: string;
    readonly at: readonly [number, number];
    readonly value: number;
    readonly gradient: Array1;
    readonly norm: number;
  }[];
  readonly clipped: readonly {
    readonly gradient: readonly number[];
    readonly limit: number;
    readonly byNorm: Array1;
    readonly byValue: Array1;
  }[];
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/gradient.json', import.meta.url), 'utf8')) as Fixture;

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, section, slug, query);
/** Text as the page writes numbers: a true minus sign, four digits. */
const four = (x: number): string => String(Number(x.toPrecision(4))).replace('-', '−');

test('the gradient follows a point that is dragged', async ({ page }) => {
  const widget = await open(page, `f=${encodeURIComponent('x^2 + 3 y')}`);
  const box = await widget.locator('nabla-plane svg').first().boundingBox();
  if (!box) throw new Error('The plane has no size.');
  const place = (x: number, y: number): [number, number] => [
    box.x + box.width / 2 + (x * box.width) / 5,
    box.y + box.height / 2 - (y * box.width) / 5,
  ];
  await page.mouse.move(...place(0.6, 0.8));
  await page.mouse.down();
  await page.mouse.move(...place(-0.5, 0.2), { steps: 4 });
  await page.mouse.move(...place(-1.5, -1), { steps: 4 });
  await page.mouse.up();
  // ∇(x² + 3y) = (2x, 3) at (−1.5, −1).
  await expect(readoutOf(widget, '∂f/∂x')).toHaveText('−3');
  await expect(readoutOf(widget, '∂f/∂y')).toHaveText('3');
  await expect(readoutOf(widget, '‖∇f‖')).toHaveText(four(Math.hypot(3, 3)));
  await expect(said(widget)).toContainText('At (−1.5, −1)');
});

test('the point steps by arrow keys, and the dial turns by them', async ({ page }) => {
  const widget = await open(page, `f=${encodeURIComponent('x^2 + 3 y')}&p=1,1&angle=0`);
  await widget.locator('[data-key="p"]').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(readoutOf(widget, '∂f/∂x')).toHaveText('2.2');
  const dial = widget.locator('[data-key="u"]');
  await dial.focus();
  for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowUp');
  // Six presses of five degrees: D_u f = 2.2 cos 30° + 3 sin 30°.
  const slope = 2.2 * Math.cos(Math.PI / 6) + 1.5;
  await expect(widget.getByLabel('direction of u, as a number')).toHaveValue('30');
  await expect(said(widget)).toContainText(`uphill at ${four(slope)}`);
});

test(
  'agrees with PyTorch',
  eachCase(
    open,
    fixture.probes.filter((_, i) => i % 9 === 1),
    ({ f, at }) => `${f} at ${at.join(', ')}`,
    async (widget, { f, at, gradient, norm, value }) => {
      await showState(widget, `f=${encodeURIComponent(f)}&p=${at.join(',')}`);
      const numbers = [value, ...gradient.data, norm];
      const shown = await widget.locator('dl.readout dd').allTextContents();
      for (const [i, x] of numbers.entries()) {
        const text = (shown[i] ?? '').replace('−', '-').replace('not a number', 'NaN').replace('infinite', 'Infinity');
        if (Math.abs(x) < 1e-12 || !Number.isFinite(x)) continue;
        const [mantissa = '', power = '0'] = text.split('·10');
        const digits = [...power].map((c) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c)).map((d) => (d < 0 ? '-' : d)).join(''); // prettier-ignore
        const read = Number(mantissa) * 10 ** (power === '0' ? 0 : Number(digits));
        expect(Math.abs(read - x), `${i}: ${text} for ${x}`).toBeLessThanOrEqual(6e-4 * Math.abs(x));
      }
    },
  ),
);

test('the angle between gradient and contour is a right one', async ({ page }) => {
  const widget = await open(page);
  await expect(readoutOf(widget, '∇f to contour')).toHaveText('90°');
});

const failures: readonly Failure[] = [
  ['saddle', /gradient is 0.*a saddle/, 'a tenth aside', /rises fastest along ∇f, by 0\.2 per unit/],
  ['plateau', /by 0\.0001532 per unit/, 'come off the plateau', /rises fastest along ∇f, by [12]\.\d+ per unit/],
  ['far-step', /runs downhill at −49\.\d/, 'step 0.05', /runs downhill at −49\.\d/],
  ['stretch', /steepest swings by 6\d\.\d°/, 'one unit is one unit', /at right angles to the contour/],
  ['clip-value', /by value it turns by 42\.1°/, 'a limit above both', /nothing is clipped/],
  ['spacing', /taking them to be 1 apart/, 'spacing=0.4', /0\.4 apart torch\.gradient answers \(0\.5598, −0\.3943\)/],
  ['kink', /gradient is 0.*a kink/, 'round the corner off', /rises fastest/],
  ['outside', /no gradient at \(−0\.5, 0\.6\)/, 'to positive x', /rises fastest along ∇f, by 1\.562/],
];

test('break it, and its cure', breakAndCure(open, failures));

const places: readonly [query: string, sentence: RegExp, warning: RegExp | undefined][] = [
  // Slopes along short steps come from curvature, 1002 at most, and not from a kink.
  ['f=100(y-x^2)^2+(1-x)^2&p=1,1', /gradient is 0, and f is level in every direction/, undefined],
  ['f=100(y-x^2)^2+(1-x)^2+abs(x-1)&p=1,1', /gradient is 0, .* a kink/, undefined],
  ['lens=metric&f=log(x)&p=-0.5,0.5', /no gradient at p/, /not finite at p/],
  ['lens=clip&f=log(x)&p=-0.5,0.5', /no gradient to clip/, /not finite at p/],
  ['lens=clip&f=sqrt(x)%2By&p=0,0.5', /no finite gradient to clip/, /±c of an infinite entry/],
  // The mean of the three is 0.10000000000000002.
  ['lens=loss&data=0.1,1;0.1,2;0.1,3', /mean squared error/, /All points share one x/],
];

test(
  'where there is no gradient, or none to speak of',
  eachCase(
    open,
    places,
    ([query]) => query,
    async (widget, [query, sentence, warning]) => {
      await showState(widget, query.replaceAll('+', '%2B'));
      await expect(said(widget)).toHaveText(sentence);
      await expect(widget.locator('.warning')).toHaveText(warning ? [warning] : []);
      if (query.includes('sqrt')) await expect(readoutOf(widget, 'by value')).toHaveText('(0.3, 0.3)');
      if (/at p/.test(String(warning))) await expect(widget.locator('nabla-plane .vector')).toHaveCount(0);
    },
  ),
);

test('a step too far is named, outside the domain is named', async ({ page }) => {
  const widget = await open(page, 'preset=far-step');
  await expect(widget.locator('.warning')).toContainText('it went too far');
  await widget.locator('[data-preset="outside"]').click();
  await expect(widget.locator('.warning')).toContainText('not finite at p');
});

test('a loss: the gradient is that of mse_loss, and points of the data move', async ({ page }) => {
  const widget = await open(page, 'lens=loss&data=0,1;1,3&line=1,1');
  // r = w x + b − y = (0, −1): L = ½, ∂L/∂w = ∂L/∂b = −1; the best line is y = 2x + 1.
  await expect(readoutOf(widget, 'loss L')).toHaveText('0.5');
  await expect(readoutOf(widget, '∂L/∂w')).toHaveText('−1');
  await expect(readoutOf(widget, '∂L/∂b')).toHaveText('−1');
  await expect(readoutOf(widget, '−∇L misses the minimum by')).toHaveText('45°');
  await widget.locator('[data-key="d2"]').focus();
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowDown');
  await expect(said(widget)).toContainText('The gradient is 0');
});

test('the metric: G⁻¹∇f in closed form', async ({ page }) => {
  const widget = await open(page, `lens=metric&f=${encodeURIComponent('x + y')}&stretch=2`);
  await expect(readoutOf(widget, 'G⁻¹∇f')).toHaveText('(0.25, 1)');
  await expect(readoutOf(widget, 'steepest swings by')).toHaveText('31°'); // atan 4 − 45°
  await expect(readoutOf(widget, 'per unit, along G⁻¹∇f')).toHaveText(four(Math.sqrt(1.25)));
});

test('clipping agrees with clip_grad_norm_ and clip_grad_value_', async ({ page }) => {
  const expected = fixture.clipped.find((c) => c.gradient.join() === '3,4' && c.limit === 1);
  if (!expected) throw new Error('The fixture has no gradient (3, 4) clipped at 1.');
  const widget = await open(page, `lens=clip&f=${encodeURIComponent('3x + 4y')}&limit=1`);
  const pair = ({ data }: Array1): string => `(${data.map(four).join(', ')})`;
  await expect(readoutOf(widget, 'by norm')).toHaveText(pair(expected.byNorm));
  await expect(readoutOf(widget, 'by value')).toHaveText(pair(expected.byValue));
});

test('a function that cannot be read is refused beside its field and leaves the picture', async ({ page }) => {
  const widget = await open(page);
  const before = await said(widget).textContent();
  const field = widget.getByLabel('f(x, y)');
  for (const [text, message] of [
    ['', 'function'],
    ['sin(x', 'never closed'],
    ['foo(x)', 'foo'],
    ['x + z', 'z'],
    ['constructor', 'constructor'],
    ['<img src=x onerror=alert(1)>', '<'],
    [`${'('.repeat(200)}x${')'.repeat(200)}`, 'nest'],
  ] as const) {
    await field.fill(text);
    await field.press('Enter');
    await expect(widget.locator('[data-parameter="f"] [role="alert"]'), text).toContainText(message);
    await expect(said(widget)).toHaveText(before ?? '');
  }
  await field.fill('x y');
  await field.press('Enter');
  await expect(widget.locator('[role="alert"]')).toHaveCount(0);
  await expect(readoutOf(widget, '∂f/∂x')).toHaveText('0.8');
});

test('the listing holds the typed function as Python', async ({ page }) => {
  await open(page, `f=${encodeURIComponent('x^2 y')}`);
  await expect(page.locator(`#${slug}`).getByText('lambda x, y: x**2*y')).toBeVisible();
});
