// The Jacobian. Expected numbers are closed forms, or PyTorch's in tests/fixtures/jacobian.json; none is ours.

import { readFileSync } from 'node:fs';
import {
  breakAndCure,
  expect,
  openWidget,
  readoutOf,
  said,
  test,
  type Failure,
  type Locator,
  type Page,
} from './support';

const section = 'calculus';
const slug = 'jacobian';

interface Case {
  readonly name: string;
  readonly zeros: number;
  readonly across: number;
  readonly jacobian: { readonly data: readonly number[] };
}
interface Fixture {
  readonly jacobians: readonly Case[];
  readonly layers: readonly Case[];
  readonly batches: readonly Case[];
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/jacobian.json', import.meta.url), 'utf8')) as Fixture;
const dataOf = (cases: readonly Case[], name: string): readonly number[] =>
  cases.find((c) => c.name === name)?.jacobian.data ?? [];

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, section, slug, query);
const matrixOf = async (widget: Locator, label: string): Promise<number[]> => {
  const texts = await widget.getByRole('group', { name: new RegExp(`^${label}, \\d+ by \\d+$`) }).locator('.entry').allTextContents(); // prettier-ignore
  return texts.map((t) => Number(t.trim().replace('−', '-').replace('·10', 'e').replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+/, (s) => [...s].map((c) => '⁰¹²³⁴⁵⁶⁷⁸⁹⁻'.indexOf(c)).map((i) => (i === 10 ? '-' : String(i))).join('')))); // prettier-ignore
};
const near = (widget: Locator, name: string, expected: readonly number[], digits: number): Promise<void> =>
  expect(async () => {
    const got = await matrixOf(widget, name);
    expect(got).toHaveLength(expected.length);
    for (const [i, x] of expected.entries()) expect(got[i]).toBeCloseTo(x, digits);
  }).toPass({ timeout: 5000 });

test('the point is dragged, and J with it', async ({ page }) => {
  const widget = await open(page);
  await near(widget, 'J', dataOf(fixture.jacobians, 'fold'), 3);
  const plane = widget.locator('nabla-plane').first();
  const box = await plane.locator('svg').boundingBox();
  if (!box) throw new Error('The plane has no size.');
  const place = (x: number, y: number): [number, number] => [
    box.x + box.width / 2 + (x * box.width) / 4,
    box.y + box.height / 2 - (y * box.width) / 4,
  ];
  await page.mouse.move(...place(1, 0.5));
  await page.mouse.down();
  await page.mouse.move(...place(0.5, 0), { steps: 3 });
  await page.mouse.move(...place(-1, -1), { steps: 3 });
  await page.mouse.up();
  // J = [[1, y], [−x, 1]], det = 1 + x y.
  await expect.poll(() => matrixOf(widget, 'J')).toEqual([1, -1, 1, 1]);
  await expect(readoutOf(widget, 'det J')).toHaveText('2');
});

test('the point moves by keys across the fold, and the map turns over', async ({ page }) => {
  const widget = await open(page, 'p=1,-0.9');
  await expect(readoutOf(widget, 'det J')).toHaveText('0.1');
  await widget.locator('[data-key="p"]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(said(widget)).toContainText('turned over');
});

test('the numbers of the book', async ({ page }) => {
  const widget = await open(page, 'preset=three-outputs');
  await near(widget, 'J', dataOf(fixture.jacobians, 'upstream'), 4);
  await expect(readoutOf(widget, 'rank')).toHaveText('2 of 2');
});

test('a smaller square is straighter, in step with its size', async ({ page }) => {
  const widget = await open(page);
  // ‖(½, −½)‖ times half.
  await expect(readoutOf(widget, 'bend at this size')).toHaveText('0.2828');
  const field = widget.locator('[data-parameter="half"] input[type="text"]');
  await field.fill('0.04');
  await field.press('Enter');
  await expect(readoutOf(widget, 'bend at this size')).toHaveText('0.02828');
});

test('layers are stacked by buttons, and J is PyTorch’s', async ({ page }) => {
  const widget = await open(page, 'lens=layers');
  await near(widget, 'J of the stack', dataOf(fixture.layers, 'linear, softmax'), 4);
  await widget.getByRole('button', { name: 'layer 2, softmax: remove' }).click();
  await near(widget, 'J of the stack', dataOf(fixture.layers, 'linear'), 4);
  const add = widget.getByRole('group', { name: 'add a layer' });
  await add.getByRole('button', { name: 'LayerNorm' }).click();
  await add.getByRole('button', { name: 'ReLU' }).click();
  await expect(widget.getByRole('button', { name: 'layer 3, ReLU: remove' })).toBeVisible();
  await near(widget, 'J of the stack', dataOf(fixture.layers, 'linear, layer norm, relu'), 2);
});

test('a wide layer loses directions', async ({ page }) => {
  // Two rows of three: x₁ and x₂ grow by 1, and a change of x₃ alone reaches no output.
  const widget = await open(page, 'lens=layers&stack=1&w=1,0,0;0,1,0');
  await expect(said(widget)).toHaveText(
    'Linear: small changes of the input grow by 1 at most; one direction is lost: the 2×3 Jacobian has rank 2.',
  );
  await expect(widget.locator('.warning')).toContainText('does not reach the output');
});

test('a batch: what is zero, and how much vmap saves', async ({ page }) => {
  const widget = await open(page, 'lens=batch');
  // (B, out, B, in) = (4, 3, 4, 3): 144 numbers, 4 blocks of 9.
  await expect(readoutOf(widget, 'numbers in the full J')).toHaveText('144');
  await expect(readoutOf(widget, 'numbers that vmap computes')).toHaveText('36');
  await expect(readoutOf(widget, 'exactly 0')).toHaveText('108');
});

const failures: readonly Failure[] = [
  ['polar', /a direction is lost, det J = 0/, 'step away, r = 1', /areas are multiplied by 1\./],
  ['pole', /a direction is lost, det J = 0/, 'leave the pole', /volumes are multiplied by 1\.762/],
  ['fold', /a direction is lost, det J = 0/, 'leave the fold', /areas are multiplied by 1\.5/],
  ['too-wide', /off the parallelogram by 0\.849 of half a side/, 'shrink the square', /by 0\.0849 of half a side/],
  [
    'softmax',
    /softmax: .* one direction is lost: the 3×3 Jacobian has rank 2/,
    'look at tanh',
    /tanh: .* no direction is lost/,
  ],
  [
    'kink',
    /Linear, then ReLU: .* directions? (is|are) lost/,
    'switch them on',
    /Linear, then ReLU: .* no direction is lost/,
  ],
  ['batch', /144 numbers, of which 108 are zero/, 'one sample', /of 1 sample has 9 numbers/],
  ['batch-norm', /Samples see each other/, 'take LayerNorm', /diagonal blocks are all that matter/],
];

test('break it, and its cure', breakAndCure(open, failures));

test('layers that do not fit are refused beside W, in PyTorch’s words', async ({ page }) => {
  const widget = await open(page);
  await widget.locator('[data-preset="misfit"]').click();
  await expect(widget.locator('[data-parameter="w"] [role="alert"]')).toContainText(
    'cannot be multiplied (1x2 and 3x2)',
  );
  await widget.getByRole('button', { name: 'a square W' }).click();
  await expect(widget.locator('[data-parameter="w"] [role="alert"]')).toHaveCount(0);
  await expect(said(widget)).toContainText('Linear, then ReLU, then Linear');
});

test('what is no map of x and y is refused beside its field, and the picture stays', async ({ page }) => {
  const widget = await open(page);
  const field = widget.locator('[data-parameter="f"] input');
  const alert = widget.locator('[data-parameter="f"] [role="alert"]');
  for (const text of ['', 'q', 'x, *y', '((((', '<script>']) {
    await field.fill(text);
    await field.press('Enter');
    await expect(alert).not.toBeEmpty();
    await expect(readoutOf(widget, 'det J')).toHaveText('1.5');
  }
  await field.fill('log(x), y');
  await field.press('Enter');
  await expect(alert).toHaveCount(0);
  await widget.evaluate((w) => (w as unknown as { setState(q: string): void }).setState('f=log(x),y&p=-1,1'));
  await expect(widget.locator('.warning')).toContainText('output 1 is not a finite number here');
});

test('three inputs: two are drawn, the third is held, and J is PyTorch’s', async ({ page }) => {
  const widget = await open(page, 'preset=volume');
  // x sin y cos z, …: at (1.5, 0.9, 0.6) det J = r² sin θ.
  await expect(readoutOf(widget, 'det J')).toHaveText('1.762');
  await expect(readoutOf(widget, 'rank')).toHaveText('3 of 3');
  await expect(said(widget)).toContainText('volumes are multiplied by 1.762. The pictures move x and z, with y = 0.9.');
  // Across is x, up is z.
  await widget.locator('[data-key="p"]').focus();
  await page.keyboard.press('ArrowUp');
  await expect(said(widget)).toContainText('Near (1.5, 0.9, 0.7)');
  await widget.locator('[data-parameter="slice"]').getByText('x, y', { exact: true }).click();
  await expect(said(widget)).toContainText('The pictures move x and y, with z = 0.7.');
  await widget.locator('[data-key="p"]').focus();
  await page.keyboard.press('ArrowUp');
  await expect(said(widget)).toContainText('Near (1.5, 1, 0.7)');
  await widget.evaluate((w) => (w as unknown as { setState(q: string): void }).setState('p=2,0.9,0.4&f=x*sin(y)*cos(z), x*sin(y)*sin(z), x*cos(y)')); // prettier-ignore
  await expect(said(widget)).toContainText('Near (2, 0.9, 0.4)');
  await expect(readoutOf(widget, 'rank')).toHaveText('3 of 3');
  await near(widget, 'J', dataOf(fixture.jacobians, 'three to three, spherical'), 3);
});

test('four inputs and one, by buttons; a map that asks for more says so and keeps the picture', async ({ page }) => {
  const widget = await open(page, 'p=0.5,1.5,-0.5,0.25&f=x*w - y*z, x + y + z + w, sin(x*y), exp(z - w)');
  await near(widget, 'J', dataOf(fixture.jacobians, 'four to four'), 3);
  await expect(widget.locator('nabla-raster')).toHaveCount(1);
  const inputs = widget.getByRole('group', { name: 'how many inputs' });
  await inputs.getByRole('button', { name: 'x, y, z', exact: true }).click();
  const alert = widget.locator('[data-parameter="f"] [role="alert"]');
  await expect(alert).toHaveText('There are 3 inputs (x, y, z), and F asks for more. Choose more inputs below.');
  const field = widget.locator('[data-parameter="f"] input');
  await field.fill('x*y*z, x + q');
  await field.press('Enter');
  await expect(alert).toContainText('Unknown name “q”');
  await field.fill('cos(x), sin(x), x');
  await field.press('Enter');
  await expect(alert).toHaveCount(0);
  // z has a column of zeros: F does not depend on it.
  await expect(readoutOf(widget, 'rank')).toHaveText('1 of 3');
  await inputs.getByRole('button', { name: 'x', exact: true }).focus();
  await page.keyboard.press('Enter');
  await widget.evaluate((w) => (w as unknown as { setState(q: string): void }).setState('p=0.8&f=cos(x), sin(x), x'));
  await expect(said(widget)).toHaveText('Near (0.8) small changes grow by 1.414; the 3×1 Jacobian has rank 1.');
  await near(widget, 'J', dataOf(fixture.jacobians, 'one input'), 3);
  await expect(widget.getByRole('img', { name: /The line of inputs/ }).or(widget.locator('nabla-plane[label^="The line of inputs"]')).first()).toBeVisible(); // prettier-ignore
  // A link of a pair that the point lacks shows the first two.
  await widget.evaluate((w) => (w as unknown as { setState(q: string): void }).setState('p=1,2,3&slice=zw&f=x*y, y*z'));
  await expect(said(widget)).toContainText('The pictures move x and y, with z = 3.');
});
