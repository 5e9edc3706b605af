// Singular values. Expected numbers are closed forms, or PyTorch's in tests/fixtures/svd_freedom.json; none is ours.

import { readFileSync } from 'node:fs';
import {
  breakAndCure,
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

const section = 'linear-algebra';
const slug = 'svd';

interface Fixture {
  readonly house: readonly [{ readonly rank: number; readonly missed: { readonly data: readonly number[] } }];
  readonly denoising: readonly [{ readonly best: number; readonly errors: { readonly data: readonly number[] } }];
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/svd_freedom.json', import.meta.url), 'utf8')) as Fixture;

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, section, slug, query);
/** Text as the page writes numbers: a true minus sign, four digits. */
const four = (x: number): string => String(Number(x.toPrecision(4)));

test('the ellipse follows a handle that is dragged', async ({ page }) => {
  const widget = await open(page);
  // [[1.2, 0], [1.6, 2]]: σ² are the roots of x² − 8x + 5.76.
  await expect(said(widget)).toContainText(four(6 / Math.sqrt(5)));
  await expect(said(widget)).toContainText(four(2 / Math.sqrt(5)));

  const plane = widget.locator('nabla-plane').nth(1);
  const box = await plane.locator('svg').boundingBox();
  if (!box) throw new Error('The plane has no size.');
  const place = (x: number, y: number): [number, number] => [
    box.x + box.width / 2 + (x * box.width) / 7,
    box.y + box.height / 2 - (y * box.width) / 7,
  ];
  await page.mouse.move(...place(1.2, 1.6));
  await page.mouse.down();
  await page.mouse.move(...place(1.1, 1.2), { steps: 3 });
  await page.mouse.move(...place(1, 1), { steps: 3 });
  await page.mouse.up();
  // [[1, 0], [1, 2]]: σ² = 3 ± √5.
  await expect(said(widget)).toContainText(four(Math.sqrt(3 + Math.sqrt(5))));
  await expect(said(widget)).toContainText('0.874');
});

test('handles move by arrow keys, the film by its player', async ({ page }) => {
  const widget = await open(page);
  const handle = widget.locator('[data-key="a2"]');
  await handle.focus();
  await page.keyboard.press('ArrowDown');
  // [[1.2, 0], [1.6, 1.9]]: σ² are the roots of x² − ‖A‖²x + det².
  const root = Math.sqrt(7.61 ** 2 - 4 * 2.28 ** 2);
  await expect(said(widget)).toContainText(four(Math.sqrt((7.61 + root) / 2)));
  await expect(said(widget)).toContainText(four(Math.sqrt((7.61 - root) / 2)));

  await widget.getByRole('button', { name: 'Rewind' }).click();
  await expect(said(widget)).toContainText('unit circle');
  const film = widget.getByRole('slider', { name: 'film' });
  await film.focus();
  await page.keyboard.press('ArrowRight');
  await expect(film).toHaveValue('0.05');
  await widget.getByRole('button', { name: 'Σ stretches' }).click();
  await expect(film).toHaveValue('2');
});

test('the picture: both sides of Eckart and Young agree with PyTorch', async ({ page }) => {
  const widget = await open(page, 'lens=image&k=3');
  const [{ rank, missed }] = fixture.house;
  const expected = (missed.data[3] as number).toPrecision(8);
  await expect(readoutOf(widget, 'rank at tolerance')).toHaveText(`${rank} of 16`);
  await expect(widget.locator('dl.readout dd').nth(0)).toHaveText(expected);
  await expect(widget.locator('dl.readout dd').nth(1)).toHaveText(expected);

  await widget.getByRole('slider', { name: 'rank k' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(widget.locator('dl.readout dd').nth(0)).toHaveText((missed.data[4] as number).toPrecision(8));

  await page.keyboard.press('Home');
  await expect(said(widget)).toContainText('Nothing is kept yet');
  const marked = await widget
    .locator('nabla-chart')
    .nth(1)
    .evaluate((chart) => (chart as unknown as { series: { points: number[][] }[] }).series[1]?.points[0]);
  expect(marked?.[0]).toBe(0);
  expect(marked?.[1]).toBeCloseTo(missed.data[0] as number, 12);
});

test('a noisy picture has a best rank, the one PyTorch finds', async ({ page }) => {
  const widget = await open(page, 'preset=denoise');
  const [{ best, errors }] = fixture.denoising;
  await expect(said(widget)).toContainText(`${best} terms of 16`);
  await expect(said(widget)).toContainText(four(errors.data[best] as number));
  await expect(said(widget)).toContainText('no other k comes nearer');
});

test('painting by keyboard changes the picture', async ({ page }) => {
  const widget = await open(page, 'lens=image&k=16');
  await widget.getByRole('button', { name: /^picture, 16 by 16/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(widget.getByRole('button', { name: /Row 1, column 2: 0\./ })).toBeVisible();
});

const failures: readonly Failure[] = [
  [
    'repeated',
    /turned by up to 0\.785 rad.*moved by 1·10⁻⁹/,
    'separate the stretches',
    /turned by up to 6\.25·10⁻¹⁰ rad/,
  ],
  ['signs', /misses A by 5\.367/, 'flip both', /is A as before/],
  ['tolerance', /rank is 3/, 'set τ to 10⁻⁶', /rank is 2/],
  ['squaring', /3×2 matrix stretches by 1\.414 at most and 1·10⁻⁹/, 'a milder matrix', /0\.1 at least/],
  ['wrong-side', /QQᵀ is 8 away/, 'test QᵀQ', /QᵀQ is \S+·10⁻¹\S? away/],
  ['gram-schmidt', /QᵀQ is 5\.\d+ away/, 'use Householder', /QᵀQ is \S+·10⁻¹\S? away/],
];

test('break it, and its cure', breakAndCure(open, failures));

test('squaring is named where it loses a value', async ({ page }) => {
  const widget = await open(page, 'preset=squaring');
  await expect(widget.locator('.warning')).toContainText('comes out as 0 in place of 1·10⁻⁹');
  await expect(widget.locator('td.role-broken')).toContainText('lost');
  // The third row is the sum of the others, σ₃ = 0: by either road the page computes rounding, and neither is true.
  await showState(widget, 'lens=matrix&a=-2,-3,3;-1,4,-4;-3,1,-1');
  await expect(widget.locator('td.role-broken')).toContainText('lost');
  await expect(widget.locator('.warning')).toHaveCount(0);
});

test('bad input is refused beside the matrix and leaves the picture', async ({ page }) => {
  const widget = await open(page, 'lens=matrix');
  const before = await said(widget).textContent();
  await widget.getByRole('button', { name: 'type or paste' }).click();
  const field = widget.getByLabel('matrix A as text');
  for (const [text, message] of [
    ['1 2; 3', 'Row 2 has 1 number, row 1 has 2.'],
    ['1 NaN; 3 4', 'Row 1, column 2: NaN is not a number that can be entered.'],
    ['', 'Enter at least one row'],
    ['1e400 1; 1 1', 'too large'],
  ] as const) {
    await field.fill(text);
    await expect(widget.getByRole('alert').first()).toContainText(message);
    await expect(said(widget)).toHaveText(before ?? '');
  }
});

test('a wide layer cannot be done by Gram and Schmidt, and the reason stands beside the method', async ({ page }) => {
  const widget = await open(page, 'lens=orthogonal&rows=4&cols=8');
  await widget.locator('[data-parameter="method"] label', { hasText: 'modified' }).click();
  await expect(widget.locator('[data-parameter="method"] [role="alert"]')).toContainText('as many rows as columns');
});

test('the zero matrix: all values 0, rank 0, and it is said', async ({ page }) => {
  const widget = await open(page, 'a=0,0;0,0');
  await expect(widget.locator('.warning')).toContainText('A is zero');
  await expect(readoutOf(widget, 'rank')).toHaveText('0 of 2');
});
