import { readFileSync } from 'node:fs';
import { expect, openWidget, test, type Locator, type Page } from './support';

// Expected numbers: tests/fixtures/dot_product.json (PyTorch and 60-digit mpmath), else the closed form beside the case.

interface Fixture {
  readonly geometry: readonly {
    name: string;
    dot: number;
    normA: number;
    normB: number;
    cosine: number;
    exactAngle: number;
    exactShadow: number;
  }[];
}
const fixture = JSON.parse(readFileSync('tests/fixtures/dot_product.json', 'utf8')) as Fixture;
const known = (name: string): Fixture['geometry'][number] => {
  const found = fixture.geometry.find((c) => c.name === name);
  if (!found) throw new Error(`The fixture has no case ${name}.`);
  return found;
};

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, 'vectors-geometry', 'dot-product', query);
const value = (widget: Locator, name: string): Locator =>
  widget
    .locator('dl.readout div')
    .filter({ has: widget.page().getByText(name, { exact: true }) })
    .locator('dd');
const handle = (widget: Locator, key: string): Locator => widget.locator(`nabla-plane [data-key="${key}"]`);

/** Drags a handle to a point in data units of a window of the given half width. */
async function drag(page: Page, widget: Locator, key: string, to: readonly [number, number], extent: number) {
  await widget.locator('nabla-plane').scrollIntoViewIfNeeded();
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

test('the default state is PyTorch’s', async ({ page }) => {
  const widget = await open(page);
  const c = known('default');
  await expect(value(widget, 'a·b')).toHaveText(String(c.dot));
  await expect(value(widget, '‖a‖')).toHaveText(c.normA.toPrecision(4));
  await expect(value(widget, 'cos θ')).toHaveText(c.cosine.toPrecision(4));
  await expect(value(widget, 'θ')).toHaveText(`${c.exactAngle}°`);
  await expect(value(widget, 'shadow a·b/‖b‖')).toHaveText(c.exactShadow.toPrecision(4));
});

test('dragging a to a right angle leaves no shadow', async ({ page }) => {
  const widget = await open(page);
  // (3, 1)·(−1, 3) = 0.
  await drag(page, widget, 'a', [-1, 3], 4);
  await expect(value(widget, 'a·b')).toHaveText('0');
  await expect(widget.locator('.sentence')).toContainText('right angle');
  // (−2, 2)·(3, 1) = −4, the shadow −4/√10.
  await drag(page, widget, 'a', [-2, 2], 4);
  await expect(value(widget, 'shadow a·b/‖b‖')).toHaveText('−1.265');
  await expect(widget.locator('.sentence')).toContainText('leans against b');
});

test('keys move the vectors', async ({ page }) => {
  const widget = await open(page);
  await handle(widget, 'a').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowUp');
  // (1.1, 2.1)·(3, 1) = 5.4.
  await expect(value(widget, 'a·b')).toHaveText('5.4');
  await handle(widget, 'b').focus();
  await page.keyboard.press('Shift+ArrowLeft');
  // (1.1, 2.1)·(2, 1) = 4.3.
  await expect(value(widget, 'a·b')).toHaveText('4.3');
});

test('the neuron of the reference: four inputs', async ({ page }) => {
  const widget = await open(page, 'preset=four-inputs');
  const c = known("the reference's neuron");
  await expect(value(widget, 'w·x')).toHaveText('0.99');
  await expect(value(widget, '‖x‖')).toHaveText(c.normA.toPrecision(4));
  await expect(value(widget, '‖w‖')).toHaveText(String(Number(c.normB.toPrecision(4))));
  await expect(value(widget, 'cos θ')).toHaveText(c.cosine.toPrecision(4));
  await expect(value(widget, 'θ')).toHaveText(`${c.exactAngle.toPrecision(4)}°`);
});

test('the boundary of a neuron is dragged by its bias', async ({ page }) => {
  const widget = await open(page, 'lens=neuron&b=2,0&a=3,1&bias=-2');
  // 2·3 − 2 = 4, two lengths of 2 from the boundary x₁ = 1.
  await expect(value(widget, 'w·x + b')).toHaveText('4');
  await expect(value(widget, 'to the boundary')).toHaveText('2');
  await drag(page, widget, 'bias', [2, 1], 4);
  // Through x₁ = 2: b = −4.
  await expect(value(widget, 'w·x + b')).toHaveText('2');
  await drag(page, widget, 'x', [1, 2], 4);
  await expect(widget.locator('.sentence')).toContainText('−2: the neuron stays silent');
});

test('length beats direction, until the lengths are divided out', async ({ page }) => {
  const widget = await open(page, 'preset=long');
  // (3, 1)·(1.5, 0.9) = 5.4 and (3, 1)·(0.4, 5) = 6.2.
  await expect(widget.locator('.sentence')).toContainText('x₂ wins, 6.2 against 5.4, although x₁ points closer');
  await widget.getByRole('button', { name: 'score by cosine' }).click();
  await expect(widget.locator('.sentence')).toContainText('By the cosine x₁ wins');
});

test('acos of 1 + 2.2·10⁻¹⁶ is said to be no number, and clamping cures it', async ({ page }) => {
  const widget = await open(page, 'preset=acos');
  await expect(value(widget, 'cos θ')).toHaveText('1.0000000000000002');
  await expect(value(widget, 'θ')).toHaveText('not a number');
  await expect(widget.locator('.warning')).toContainText('past 1');
  await widget.getByRole('button', { name: 'clamp first' }).click();
  await expect(value(widget, 'θ')).toHaveText('0°');
  await expect(widget.locator('.warning')).toHaveCount(0);
});

test('1 beside 10⁸ is lost in float32', async ({ page }) => {
  const widget = await open(page, 'preset=absorbed');
  for (const name of ['first to last', 'last to first', 'pairwise', 'compensated (Kahan)']) {
    await expect(widget.locator('dl.readout').getByText(name, { exact: true }).locator('+ dd')).toHaveText('0');
  }
  await expect(value(widget, 'exactly, rounded once')).toHaveText('1');
  await expect(widget.locator('.warning')).toContainText('the whole term is lost');
  await widget.getByRole('button', { name: 'use float64' }).click();
  await expect(widget.locator('.sentence')).toContainText('comes out as 1, which is exact');
});

test('products beyond float64: infinite is said, the angle stays', async ({ page }) => {
  const widget = await open(page, 'preset=overflow');
  await expect(value(widget, 'a·b')).toHaveText('infinite');
  await expect(value(widget, 'θ')).toHaveText('45°');
  await expect(widget.locator('.warning')).toContainText('a₁b₁');
  await widget.getByRole('button', { name: 'scale one vector down' }).click();
  // (1, 2)·(3, 1) = 5, times 10²⁰⁰.
  await expect(value(widget, 'a·b')).toHaveText('5·10²⁰⁰');
});

test('products below float64 are said to underflow, the angle stays', async ({ page }) => {
  const widget = await open(page, 'a=1e-200,2e-200&b=3e-200,1e-200');
  await expect(value(widget, 'a·b')).toHaveText('0');
  await expect(value(widget, 'θ')).toHaveText('45°');
  await expect(widget.locator('.sentence')).toContainText('45° to b, but a·b is smaller than what float64 can hold');
  await expect(widget.locator('.warning')).toContainText('a·b is not 0');
  await expect(page.locator('#dot-product .live-formula')).toContainText('≈');
  // At a right angle it is 0.
  const upright = await open(page, 'a=1e-200,2e-200&b=2e-200,-1e-200');
  await expect(upright.locator('.sentence')).toContainText('right angle');
  await expect(upright.locator('.warning')).toHaveCount(0);
});

test('three entries and two: said beside b, the picture stays', async ({ page }) => {
  const widget = await open(page, 'preset=lengths');
  await expect(widget.locator('[data-parameter="b"] .error')).toContainText('a has 3 entries and b has 2');
  await expect(widget.locator('.failure')).toContainText('last state that worked');
  await expect(value(widget, 'a·b')).toHaveText('5');
  await widget.getByRole('button', { name: 'give b a third entry' }).click();
  await expect(widget.locator('.error')).toHaveCount(0);
  await expect(value(widget, 'a·b')).toHaveText('5');
});

test('in space and beyond: handles move in the picture, the sum is that of all entries', async ({ page }) => {
  const widget = await open(page, 'preset=space');
  await expect(value(widget, 'a·b')).toHaveText('4');
  await handle(widget, 'a').focus();
  // Up on the screen is mostly up in space.
  await page.keyboard.press('ArrowUp');
  await expect(value(widget, '‖a‖')).not.toHaveText('3');
  const wide = await open(page, 'a=1,0.5,-0.2,0.8&b=0.3,0.7,-0.1,0.4&lens=shadow');
  await expect(value(wide, 'a·b')).toHaveText('0.99');
  await handle(wide, 'a').focus();
  await page.keyboard.press('Home');
  await expect(value(wide, 'a·b')).toHaveText('0');
  await expect(value(wide, 'cos θ')).toHaveText('not defined');
});

test('random pairs narrow like 1/√d, and the slider goes by ones with the keys', async ({ page }) => {
  const widget = await open(page, 'preset=thousand');
  await expect(value(widget, 'width expected, 1/√d')).toHaveText('0.03162');
  // Within four standard errors of 500 pairs: 13 per cent.
  const measured = Number(await value(widget, 'width measured').textContent());
  expect(Math.abs(measured * Math.sqrt(1000) - 1)).toBeLessThan(4 / Math.sqrt(1000));
  const slider = widget.getByRole('slider', { name: 'dimensions d' });
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(widget.locator('.sentence')).toContainText('In 2 dimensions');
  await page.keyboard.press('ArrowRight');
  await expect(widget.locator('.sentence')).toContainText('In 3 dimensions');
});

test('what is typed wrongly is answered beside the control and keeps the picture', async ({ page }) => {
  const widget = await open(page);
  const field = widget.locator('[data-parameter="a"]');
  await field.getByRole('button', { name: 'type or paste' }).click();
  for (const [text, message] of [
    ['1 NaN', /NaN/],
    ['1 2; 3', /at most 1×8/],
    ['1e400', /too large/],
  ] as const) {
    await field.locator('textarea').fill(text);
    await expect(field.locator('.error')).toHaveText(message);
    await expect(value(widget, 'a·b')).toHaveText('5');
  }
});
