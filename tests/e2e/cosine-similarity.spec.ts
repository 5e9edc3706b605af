import { readFileSync } from 'node:fs';
import { expect, openWidget, test, type Locator, type Page } from './support';

// Expected numbers: tests/fixtures/cosine_similarity.json (PyTorch and 60-digit mpmath), else the closed form beside
// the case.

interface Fixture {
  readonly pairs: readonly { name: string; function: number; moduleFormula: number; normalized: number }[];
  readonly attention: readonly { scaledWeights: { data: number[] }; cosineWeights: { data: number[] } }[];
}
const fixture = JSON.parse(readFileSync('tests/fixtures/cosine_similarity.json', 'utf8')) as Fixture;
const pair = (name: string): Fixture['pairs'][number] => {
  const found = fixture.pairs.find((c) => c.name === name);
  if (!found) throw new Error(`The fixture has no case ${name}.`);
  return found;
};

const open = (page: Page, query = ''): Promise<Locator> =>
  openWidget(page, 'vectors-geometry', 'cosine-similarity', query);
const value = (widget: Locator, name: string): Locator =>
  widget
    .locator('dl.readout div')
    .filter({ has: widget.page().getByText(name, { exact: true }) })
    .locator('dd');
const handle = (widget: Locator, key: string): Locator => widget.locator(`nabla-plane [data-key="${key}"]`);
const short = (x: number, digits: number): string => String(Number(x.toPrecision(digits))).replace('-', '−');

async function drag(page: Page, widget: Locator, key: string, to: readonly [number, number], extent: number) {
  await widget.locator('nabla-plane').scrollIntoViewIfNeeded();
  const box = await widget.locator('nabla-plane svg').first().boundingBox();
  const knob = await handle(widget, key).locator('.knob').boundingBox();
  if (!box || !knob) throw new Error('The plane has no place on the page.');
  const at = (x: number, y: number): [number, number] => [
    box.x + (x / extent / 2 + 0.5) * box.width,
    box.y + box.height / 2 - (y / extent / 2) * box.width,
  ];
  await page.mouse.move(knob.x + knob.width / 2, knob.y + knob.height / 2);
  await page.mouse.down();
  await page.mouse.move(...at(to[0] * 0.9, to[1] * 0.9), { steps: 3 });
  await page.mouse.move(...at(...to), { steps: 3 });
  await page.mouse.up();
}

test('dragging turns the cosine, scaling does not', async ({ page }) => {
  const widget = await open(page, 'a=1,0&b=0,2');
  await expect(value(widget, 'cos θ')).toHaveText('0');
  await drag(page, widget, 'a', [2, 2], 3);
  // 45°: √½.
  await expect(value(widget, 'cos θ')).toHaveText('0.707107');
  await expect(value(widget, 'a·b')).toHaveText('4');
  await widget.getByLabel('a times, as a number').fill('25');
  await page.keyboard.press('Enter');
  await expect(value(widget, 'a·b')).toHaveText('100');
  await expect(value(widget, 'cos θ')).toHaveText('0.707107');
});

test('keys move the vectors to opposite directions', async ({ page }) => {
  const widget = await open(page, 'a=0.1,0&b=-2,0');
  await expect(widget.locator('.sentence')).toContainText('opposite directions: the cosine is −1');
  await expect(value(widget, 'θ')).toHaveText('180°');
  await handle(widget, 'a').focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(widget.locator('.sentence')).toContainText('the same way');
});

test('a zero vector: not defined by the formula, 0 by PyTorch, both said', async ({ page }) => {
  const widget = await open(page, 'preset=zero');
  await expect(value(widget, 'cos θ')).toHaveText('not defined');
  await expect(value(widget, 'F.cosine_similarity')).toHaveText(String(pair('zero vector').function));
  await expect(widget.locator('.warning')).toContainText('0/0');
  await widget.getByRole('button', { name: 'give a some length' }).click();
  await expect(widget.locator('.warning')).toHaveCount(0);
  const plain = await open(page, 'a=0,0');
  await expect(plain.locator('.warning')).toContainText('0/0');
  await expect(value(plain, 'F.cosine_similarity')).toHaveCount(0);
});

test('a length of 10⁻⁹ meets eps: three answers, PyTorch’s', async ({ page }) => {
  const widget = await open(page, 'preset=tiny');
  const c = pair('length 1e-9');
  await expect(value(widget, 'cos θ')).toHaveText('1');
  await expect(value(widget, 'F.cosine_similarity')).toHaveText(short(c.function, 6));
  await expect(value(widget, 'the module’s printed formula')).toHaveText('1·10⁻¹⁰');
  expect(c.moduleFormula).toBeCloseTo(1e-10, 20);
  await expect(value(widget, 'F.normalize first')).toHaveText(short(c.normalized, 6));
  await expect(widget.locator('.warning')).toContainText('below eps');
  await widget.getByRole('button', { name: 'take eps of 10⁻¹²' }).click();
  await expect(value(widget, 'F.cosine_similarity')).toHaveText('1');
  await expect(widget.locator('.warning')).toHaveCount(0);
});

test('king, queen and apple of the reference', async ({ page }) => {
  const widget = await open(page, 'preset=three-words');
  const cells = widget.locator('.scroll tbody tr td:nth-child(2)');
  await expect(cells.nth(0)).toContainText(`queen ${short(pair('king, queen').function, 3)}`);
  await expect(cells.nth(1)).toContainText(`apple ${short(pair('king, apple').function, 3)}`);
  await widget.getByRole('group', { name: 'query' }).getByRole('button', { name: 'apple' }).click();
  await expect(cells.nth(1)).toContainText(`queen ${short(pair('queen, apple').function, 3)}`);
  await widget.locator('.more summary').click();
  await expect(widget.locator('.more table')).toContainText('0.98845742536324');
});

test('three measures put three words first, and the heat map picks the query', async ({ page }) => {
  const widget = await open(page, 'preset=length-wins');
  // By hand: cos(king, prince) = 1.005/√(1.81·0.5625), king·emperor = 3.1, ‖king − knight‖ = √0.17.
  const top = widget.locator('.scroll tbody tr').first();
  await expect(top).toContainText(`prince ${(1.005 / Math.sqrt(1.81 * 0.5625)).toPrecision(3)}`);
  await expect(top).toContainText('emperor 3.1');
  await expect(top).toContainText(`knight ${Math.sqrt(0.17).toPrecision(3)}`);
  await widget.getByRole('button', { name: 'ask for bread' }).click();
  await expect(widget.locator('.sentence')).toContainText('Most like bread');
  const map = widget.locator('nabla-raster canvas');
  await map.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(widget.locator('.sentence')).toContainText('Most like queen');
});

test('your own vectors: pasted, ranked, and a zero row left out', async ({ page }) => {
  const widget = await open(page, 'lens=words&set=own');
  const field = widget.locator('[data-parameter="own"]');
  await field.getByRole('button', { name: 'type or paste' }).click();
  await field.locator('textarea').fill('1 0\n2 2\n0 3');
  // cos 45° = 0.707; distances √5 and √10.
  await expect(widget.locator('.scroll tbody tr').first()).toContainText('row 2 0.707');
  await expect(widget.locator('.scroll tbody tr').first()).toContainText('row 2 2.24');
  await field.locator('textarea').fill('1 0\n0 0\n0 3');
  await expect(widget.locator('.warning')).toContainText('row 2 is a zero vector');
  // A zero row as the query: nothing is most like it.
  await field.locator('textarea').fill('0 0\n3 4\n0 3');
  await expect(widget.locator('.sentence')).toContainText('No cosine with row 1 is defined');
  await expect(widget.locator('.sentence')).toContainText('nearest to it is row 3');
  await expect(page.locator('#cosine-similarity .live-formula')).toContainText('not defined');
  await field.locator('textarea').fill('1 0\n0 0\n0 3');
  await expect(widget.locator('.warning')).toContainText('row 2 is a zero vector');
  await field.locator('textarea').fill('1 0\n0\n0 3');
  await expect(field.locator('.error')).toContainText('Row 2 has 1 number');
  await expect(widget.locator('.warning')).toContainText('row 2 is a zero vector');
});

test('the sphere: walking round changes the view, not the neighbour', async ({ page }) => {
  const widget = await open(page, 'preset=sphere');
  await expect(value(widget, 'nearest on the sphere')).toHaveText('prince');
  const dot = widget.locator('nabla-plane .dots circle').first();
  const before = await dot.getAttribute('cx');
  await widget.getByRole('slider', { name: 'walk round' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(dot).not.toHaveAttribute('cx', before ?? '');
  await expect(value(widget, 'nearest on the sphere')).toHaveText('prince');
  await widget.getByText('king, queen, apple', { exact: true }).first().click();
  await expect(widget.getByRole('button', { name: 'Take the twelve toy words' })).toBeVisible();
});

test('attention does not choose by cosine', async ({ page }) => {
  const widget = await open(page, 'preset=attention');
  const known = fixture.attention[4];
  await expect(widget.locator('.sentence')).toContainText(
    `By the cosine k₁ gets the largest weight, ${short(known?.cosineWeights.data[0] ?? 0, 3)}`,
  );
  await widget.getByRole('button', { name: 'score as attention does' }).click();
  await expect(widget.locator('.sentence')).toContainText(
    `By q·k/√n k₂ gets the largest weight, ${short(known?.scaledWeights.data[1] ?? 0, 3)}`,
  );
  // k₂ shortened to (0.1, 0.3): now the score agrees with the cosine.
  await drag(page, widget, 'k2', [0.1, 0.3], 4);
  await expect(widget.locator('.sentence')).toContainText('Both scores choose the same key');
});

test('a of three entries, b of two: said beside b, the picture stays', async ({ page }) => {
  const widget = await open(page, 'a=1,2,3');
  await expect(widget.locator('[data-parameter="b"] .error')).toContainText('a has 3 entries and b has 2');
  await expect(widget.locator('.failure')).toContainText('last state that worked');
  await expect(value(widget, 'cos θ')).toHaveText(short(0.6507913734559685, 6));
});
