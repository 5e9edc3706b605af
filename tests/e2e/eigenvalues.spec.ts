import { readFileSync } from 'node:fs';
import { expect, openWidget, showState, test, type Locator, type Page } from './support';

// Expected numbers: tests/fixtures/eigenvalues.json (PyTorch and 60-digit mpmath), else the closed form beside the case.

interface Fixture {
  readonly general: readonly {
    name: string;
    a: { data: number[] };
    exact: { real: number[]; imag: number[] };
    exactSpectralNorm: number;
  }[];
  readonly powers: readonly {
    name: string;
    v0: { data: number[] };
    exactPoints: { shape: number[]; data: number[] };
  }[];
}
const fixture = JSON.parse(readFileSync('tests/fixtures/eigenvalues.json', 'utf8')) as Fixture;

const value = (widget: Locator, name: string): Locator =>
  widget
    .locator('dl.readout div')
    .filter({ has: widget.page().locator('dt', { hasText: new RegExp(`^${name}$`) }) })
    .locator('dd');

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, 'linear-algebra', 'eigenvalues', query);
const handle = (widget: Locator, key: string): Locator => widget.locator(`nabla-plane [data-key="${key}"]`);

/** Drags a handle of the main plane to a point in data units of a window of the given half width. */
async function drag(
  page: Page,
  widget: Locator,
  key: string,
  to: readonly [number, number],
  extent: number,
): Promise<void> {
  const box = await widget.locator('nabla-plane svg').first().boundingBox();
  const knob = await handle(widget, key).locator('.knob').boundingBox();
  if (!box || !knob) throw new Error('The plane has no place on the page.');
  const at = (x: number, y: number): [number, number] => [
    box.x + (x / extent / 2 + 0.5) * box.width,
    box.y + (0.5 - y / extent / 2) * box.height,
  ];
  await page.mouse.move(knob.x + knob.width / 2, knob.y + knob.height / 2);
  await page.mouse.down();
  await page.mouse.move(...at(to[0] * 0.9, to[1] * 0.9), { steps: 3 });
  await page.mouse.move(...at(...to), { steps: 3 });
  await page.mouse.up();
}

test('dragging the probe onto (1, 1) makes it an eigenvector with λ = 2', async ({ page }) => {
  const widget = await open(page);
  // tr A = 2.5 and det A = 1: λ² − 2.5 λ + 1 = 0 has the roots 2 and ½, and (1, 1) belongs to 2.
  await drag(page, widget, 'v', [0.7, 0.7], 2);
  await expect(widget.locator('.sentence')).toContainText('v is an eigenvector: A only multiplies it, by 2.');
  await expect(value(widget, 'angle from v to Av')).toHaveText(/^−?0°$|e-|·10⁻/);
  await expect(value(widget, '‖Av‖ for ‖v‖ = 1')).toHaveText('2');
});

test('dragging a column changes A and its eigenvalues', async ({ page }) => {
  const widget = await open(page);
  await drag(page, widget, 'a2', [-1, 1.5], 2);
  // [[1.5, −1], [1, 1.5]]: λ = 1.5 ± i, |λ| = √3.25.
  await expect(widget.locator('.sentence')).toContainText('1.5 ± 1i');
  await expect(value(widget, 'spectral radius ρ\\(A\\)')).toHaveText('1.803');
});

test('handles, player and lenses answer to the keyboard alone', async ({ page }) => {
  const widget = await open(page, 'v=1,0');
  await handle(widget, 'v').focus();
  for (let i = 0; i < 9; i++) {
    await page.keyboard.press('ArrowUp');
    // One key a frame, as a keyboard repeats it.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
  // Nine steps of five degrees: 45°, the direction (1, 1).
  await expect(widget.locator('.sentence')).toContainText('v is an eigenvector');
  await handle(widget, 'a1').focus();
  await page.keyboard.press('ArrowRight');
  await expect(widget.locator('nabla-matrix').first().getByLabel('matrix A, row 1, column 1')).toHaveValue('1.6');
  await widget.getByLabel('directions', { exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  await widget.getByRole('button', { name: 'Step' }).focus();
  await page.keyboard.press('Enter');
  await expect(widget.locator('.sentence')).toContainText('After 9 steps');
});

test('0.9, 10; 0, 0.9 grows to the peak that 60 digits give, and the cure takes it away', async ({ page }) => {
  const known = fixture.powers.find((c) => c.name === 'transient growth');
  const points = known?.exactPoints;
  const norms = Array.from({ length: points?.shape[0] ?? 0 }, (_, k) =>
    Math.hypot(points?.data[2 * k] ?? 0, points?.data[2 * k + 1] ?? 0),
  );
  const peak = norms.indexOf(Math.max(...norms));
  const widget = await open(page, 'preset=transient');
  await expect(widget.locator('.cause.break')).toContainText('38.7');
  await expect(value(widget, 'highest ‖Aᵏv‖')).toHaveText(`${(norms[peak] ?? 0).toPrecision(4)} at k = ${peak}`);
  const sigma = fixture.general.find((c) => c.name === 'defective 0.9')?.exactSpectralNorm ?? 0;
  await expect(value(widget, 'σ₁')).toHaveText(sigma.toPrecision(4));
  await expect(widget.locator('.warning')).toContainText('promises decay');
  await widget.getByRole('button', { name: 'cut the coupling' }).click();
  await expect(value(widget, 'highest ‖Aᵏv‖')).toHaveText('1 at k = 0');
  await expect(widget.locator('.warning')).toHaveCount(0);
});

test('the gradient through the same matrix rises before it fades', async ({ page }) => {
  const widget = await open(page, 'preset=gradient');
  await expect(value(widget, 'highest gradient')).toHaveText('38.74 at layer 9');
  await expect(widget.locator('.cause.break')).toContainText('38.7 times');
});

test('a rotation shows its complex pair', async ({ page }) => {
  const widget = await open(page, 'preset=rotation');
  const known = fixture.general.find((c) => c.name === 'rotation 36.87');
  await expect(widget.locator('.sentence')).toContainText(
    `${known?.exact.real[0]} ± ${Math.abs(known?.exact.imag[0] ?? 0)}i`,
  );
  await expect(widget.locator('td').first()).toHaveText('λ₁ = 0.8 + 0.6i');
});

test('too few eigenvectors: said, with κ(V)', async ({ page }) => {
  const widget = await open(page, 'preset=defective');
  await expect(widget.locator('.warning')).toContainText('Repeated, fewer eigenvectors');
  await expect(value(widget, 'κ\\(V\\)')).toHaveText(/·10¹⁵|·10¹⁶|infinite/);
  await expect(widget.locator('.sentence')).toContainText('A keeps one line');
  await widget.getByRole('button', { name: 'part the eigenvalues' }).click();
  await expect(widget.locator('.warning')).toHaveCount(0);
  // (1, 0) and (10⁶, 10⁻³) are 10⁻⁹ radians apart, but two: κ(V) = 2·10⁹.
  await showState(widget, 'a=1,1000000;0,1.001');
  await expect(widget.locator('.warning')).toContainText('Nearly parallel eigenvectors: κ(V) = 2·10⁹,');
  await expect(widget.locator('.sentence')).toContainText('A keeps two lines, with λ = 1.001 and 1.');
});

test('the power method without a limit says so', async ({ page }) => {
  const widget = await open(page, 'preset=no-limit');
  await expect(widget.locator('.warning')).toContainText('never settles');
  const shrinks = value(widget, 'angle shrinks each step by');
  await expect(shrinks).toHaveText('it does not shrink');
  await widget.getByRole('button', { name: 'give one a lead' }).click();
  await expect(widget.locator('.sentence')).toContainText('It settles on the leading eigenvector');
  // λ = 0.75 ± 0.65
  await expect(shrinks).toHaveText((0.1 / 1.4).toPrecision(4));
  // A shear: tan of the angle is 1/k after k steps from (0, 1).
  await showState(widget, 'lens=iteration&a=1,1;0,1&v=0,1');
  await expect(shrinks).toHaveText('no fixed factor');
  // Every vector is an eigenvector, or none is left.
  for (const a of ['2,0;0,2', '0,1;0,0']) {
    await showState(widget, `lens=iteration&a=${a}&v=0,1`);
    await expect(shrinks).toHaveCount(0);
  }
});

test('eigh of a lopsided matrix is refused beside A, and the picture stays', async ({ page }) => {
  const widget = await open(page, 'preset=triangle');
  await expect(widget.locator('[data-parameter="a"] .error')).toContainText('symmetric');
  await expect(widget.locator('.failure')).toContainText('last state that worked');
  await widget.getByRole('button', { name: 'use eig' }).click();
  await expect(widget.locator('.error')).toHaveCount(0);
});

test('a 2×3 matrix: which shape is needed, and AᵀA as the way out', async ({ page }) => {
  const widget = await open(page, 'preset=rectangle');
  await expect(widget.locator('[data-parameter="a"] .error')).toContainText('square');
  await widget.getByRole('button', { name: 'take AᵀA' }).click();
  await expect(widget.locator('.error')).toHaveCount(0);
  // A Aᵀ = [[5, 2], [2, 2]] shares the eigenvalues that are not zero: (7 ± 5) / 2.
  await expect(widget.locator('tbody td.role-result')).toHaveText([/= 6$/, /= 1$/, /= (0|−?[\d.]+·10⁻¹[⁵-⁹])$/]);
});

test('what is typed wrongly is answered beside the control and keeps the picture', async ({ page }) => {
  const widget = await open(page);
  const field = widget.locator('[data-parameter="a"]');
  await field.getByRole('button', { name: 'type or paste' }).click();
  for (const [text, message] of [
    ['1 2; 3', /Row 2 has 1 number, row 1 has 2/],
    ['1 NaN; 2 3', /NaN/],
    ['1 2 3; 4 5 6', /2×3; it must be square/],
  ] as const) {
    await field.locator('textarea').fill(text);
    await expect(field.locator('.error')).toHaveText(message);
    await expect(value(widget, 'spectral radius ρ\\(A\\)')).toHaveText('2');
  }
});

test('a zero start is refused in words', async ({ page }) => {
  const widget = await open(page, 'v=0,0');
  await expect(widget.locator('[data-parameter="v"] .error')).toContainText('zero');
});

test('principal axes: a point that is dragged moves the variance', async ({ page }) => {
  const widget = await open(page, 'lens=pca&points=-1,0;1,0;0,0');
  // Variances of (−1, 0, 1) over n − 1, and of nothing.
  await expect(widget.locator('dl.readout dd').first()).toHaveText('1');
  await handle(widget, 'p2').focus();
  await page.keyboard.press('Shift+ArrowUp');
  // Third point at (0, 1): covariance diag(1, 1/3).
  await expect(widget.locator('dl.readout dd').nth(2)).toHaveText('0.3333');
});

test('grows and shrinks by either edge, and stays square', async ({ page }) => {
  const widget = await openWidget(page, 'linear-algebra', 'eigenvalues');
  await widget.getByRole('slider', { name: 'columns of matrix A' }).focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft']) await page.keyboard.press(key);
  await expect(widget.getByRole('group', { name: 'matrix A, 3 by 3' })).toBeVisible();
  await widget.getByRole('slider', { name: 'rows of matrix A' }).focus();
  await page.keyboard.press('ArrowUp');
  await expect(widget.getByRole('group', { name: 'matrix A, 2 by 2' })).toBeVisible();
});
