import { readFileSync } from 'node:fs';
import { expect, openWidget, showState, test, type Locator, type Page } from './support';

// Expected numbers: tests/fixtures/chain_rule.json (PyTorch), else the closed form beside the case.

interface Case {
  readonly f: string;
  readonly values: number[];
  readonly slopes: number[];
  readonly gradients: number[];
  readonly error: string;
  readonly edit: number;
}
const fixture = JSON.parse(readFileSync('tests/fixtures/chain_rule.json', 'utf8')) as Record<
  'upstream' | 'edits' | 'repeated',
  readonly Case[]
>;
const upstream = fixture.upstream[0] as Case;

const open = (page: Page, query = ''): Promise<Locator> => openWidget(page, 'calculus', 'chain-rule', query);
const value = (widget: Locator, name: string): Locator =>
  widget
    .locator('dl.readout div')
    .filter({ has: widget.page().locator('dt', { hasText: new RegExp(`^${name}$`) }) })
    .locator('dd');
/** What stands on the links: value above, slope on the line, gradient below. */
const texts = async (widget: Locator): Promise<string[]> =>
  (await widget.locator('nabla-graph .texts').allTextContents()).map((t) => t.replace(/\s+/g, ' ').trim());
const input = (widget: Locator): Locator => widget.getByRole('slider', { name: /^x: drag/ });

test('the example: values 4, 5, 125, slopes 4, 1, 75, gradient 300', async ({ page }) => {
  const widget = await open(page);
  expect(upstream.values).toEqual([2, 4, 5, 125]);
  expect(upstream.gradients[0]).toBe(300);
  // A link carries its source's value, its own slope, and what comes back to its source.
  expect(await texts(widget)).toEqual(['2 300 × 4', '4 75 × 1', '5 75 × 75', '125 1']);
  await expect(value(widget, '∂f/∂x')).toHaveText('300');
  await expect(value(widget, 'local slopes, from the input')).toHaveText('4 · 1 · 75');
  await expect(widget.locator('.sentence')).toContainText('300 times as much');
});

test('steps forward, then backward, by keyboard alone', async ({ page }) => {
  const widget = await open(page);
  await widget.getByRole('button', { name: 'Rewind' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => texts(widget)).toEqual(['2']);
  const step = widget.getByRole('button', { name: 'Step' });
  await step.focus();
  await page.keyboard.press('Enter');
  await expect(widget.locator('.sentence')).toContainText('h takes x and gives 4, with the slope 4');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(widget.locator('.sentence')).toContainText('f takes g and gives 125, with the slope 75');
  await page.keyboard.press('Enter');
  await expect(widget.locator('.sentence')).toContainText('∂f/∂f = 1');
  await page.keyboard.press('Enter');
  await expect(widget.locator('.sentence')).toContainText('f hands on 1 times its slope 75, 75, to g');
  await expect(widget.locator('nabla-graph .link.backward')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(widget.locator('.sentence')).toContainText('h hands on 75 times its slope 4, 300, to x');
  await page.keyboard.press('Enter');
  await expect(step).toBeDisabled();
});

test('forward mode carries the tangent along', async ({ page }) => {
  const widget = await open(page, 'mode=forward');
  expect(await texts(widget)).toEqual(['2 4 × 4', '4 4 × 1', '5 300 × 75', '125 300']);
});

test('dragging x up, and arrow keys, move every number', async ({ page }) => {
  const widget = await open(page);
  const box = await input(widget).locator('.shape').boundingBox();
  if (!box) throw new Error('The input has no place on the page.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 - 70, { steps: 5 });
  await page.mouse.up();
  // ten steps of 0.1: x = 3, (9 + 1)³ = 1000, slope 3 · 10² · 6 = 1800
  await expect(value(widget, '∂f/∂x')).toHaveText('1800');
  await input(widget).focus();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  // x = 1: 2³ = 8, slope 3 · 4 · 2 = 24
  await expect(value(widget, '∂f/∂x')).toHaveText('24');
  await expect(value(widget, 'f')).toHaveText('8');
  await expect(page.locator('#chain-rule [data-param="x"]')).toHaveText('1.0');
});

test('tiles build the function, and take it apart', async ({ page }) => {
  const widget = await open(page, 'f=x&x=2');
  const field = widget.getByLabel('function', { exact: true });
  const tile = (name: string): Locator => widget.locator(`button[data-tile="${name}"]`);
  await tile('square').click();
  await expect(field).toHaveValue('x^2');
  await tile('add').focus();
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('x^2 + 3');
  await tile('own').click();
  await expect(field).toHaveValue('(x^2 + 3)^3');
  // 7³ = 343; 3 · 49 · 4 = 588
  await expect(value(widget, '∂f/∂x')).toHaveText('588');
  await tile('plus').click();
  await expect(value(widget, '∂f/∂x')).toHaveText('589');
  await expect(widget.locator('nabla-graph')).toContainText('589');
  await tile('remove').click();
  await expect(field).toHaveValue('(x^2 + 3)^3');
  await expect(page.locator('#chain-rule [data-param="f"]')).toHaveText('lambda x, y, w, b: (x**2 + 3)**3');
});

test('twenty sigmoids, twenty times × 3', async ({ page }) => {
  const [sigmoids, threes] = fixture.repeated as [Case, Case];
  expect([sigmoids.f, threes.f]).toEqual(['sigmoid(x)', '3*x']);
  const widget = await open(page, 'preset=vanishing&x=0.7');
  expect(sigmoids.gradients[0]?.toExponential(3)).toBe('1.059e-13');
  await expect(value(widget, '∂f/∂x')).toHaveText('1.059·10⁻¹³');
  // 2⁻⁴⁰
  await expect(value(widget, 'the most it can be')).toHaveText('9.095·10⁻¹³');
  await widget.locator('button[data-preset="exploding"]').click();
  await expect(value(widget, '∂f/∂x')).toHaveText('3.487·10⁹');
  expect(threes.gradients[0]).toBe(3486784401);
});

test('the ways to spoil the tape: each is found, or hides as it should', async ({ page }) => {
  const widget = await open(page, 'preset=overwrite');
  const check = value(widget, 'gradcheck, error over tolerance');
  // torch: d(x·x + x)/dx at 3 is 7; the tolerance is 1e-5 + 7e-3, and 4 is missing
  await expect(value(widget, '∂f/∂x, by the tape')).toHaveText('3');
  await expect(value(widget, '∂f/∂x, measured')).toHaveText('7');
  await expect(check).toHaveText('571, fails');
  await widget.getByRole('button', { name: 'add them up' }).click();
  await expect(check).toContainText('passes');
  await widget.locator('button[data-preset="hidden"]').click();
  await expect(check).toContainText('passes');
  await widget.locator('button[data-preset="detach"]').click();
  // torch: x = tensor(3.); (x * x.detach()).backward() leaves 3
  await expect(value(widget, '∂f/∂x, by the tape')).toHaveText('3');
  await expect(check).toContainText('fails');
  await widget.locator('button[data-preset="no-graph"]').click();
  await expect(widget.locator('.warning')).toContainText(
    'element 0 of tensors does not require grad and does not have a grad_fn',
  );
});

test('an in-place edit raises what PyTorch raises, or nothing', async ({ page }) => {
  const widget = await open(page, 'preset=in-place');
  const edits = fixture.edits.filter((c) => c.f === '(x^2+1)^3');
  await expect(widget.locator('.warning')).toHaveText(`RuntimeError: ${edits[2]?.error ?? ''}`);
  await expect(widget.locator('.sentence')).toContainText('Now backward() is called, and refuses');
  const pick = widget.getByLabel('change in place, before backward()');
  await pick.selectOption('h');
  expect(edits[1]?.error).toBe('');
  await expect(widget.locator('.warning')).toHaveCount(0);
  await pick.selectOption('x');
  await expect(widget.locator('.warning')).toHaveText(`RuntimeError: ${edits[0]?.error ?? ''}`);
  // A leaf: add_ itself raises, and backward() is not reached.
  await expect(widget.locator('.sentence')).toContainText('Now add_ refuses to change x: no gradient arrives.');
});

test('both modes give the same slopes, at their price', async ({ page }) => {
  const widget = await open(page, 'preset=many-outputs');
  // cos 0.7, −sin 0.7, 3 · 0.49
  for (const matrix of await widget.locator('.matrix').all()) {
    await expect(matrix.locator('.entry')).toHaveText(['0.7648', '−0.6442', '1.47']);
  }
  await expect(widget.locator('nabla-costs strong')).toHaveText(['3', '15']);
});

test('a shared weight and a skip are drawn with their sums', async ({ page }) => {
  const widget = await open(page, 'f=x*x%2Bx&x=3');
  await expect(widget.locator('nabla-graph')).toContainText('∂f/∂x = 7');
  await page.goto('about:blank');
  const shared = await open(page, 'preset=shared');
  await expect(shared.locator('nabla-graph .link')).toHaveCount(13);
  await expect(shared.locator('nabla-graph')).toContainText('Σ');
});

test('what is no number is a gap, and the warning names the operation', async ({ page }) => {
  const widget = await open(page, 'preset=zero-times-infinity');
  await expect(widget.locator('.warning')).toContainText('The slope of “sqrt” is infinite at 0.');
  expect((await texts(widget)).join(' ')).toContain('—');
  await showState(widget, 'f=sqrt(x^2)&x=0&mode=forward');
  await expect(widget.locator('.sentence')).toContainText('moves f by not a number times');
  await page.goto('about:blank');
  const none = await open(page, 'f=log(x)*2&x=-1');
  await expect(none.locator('.warning')).toContainText('g gives no number: “log” of −1.');
});

test('a text that is no function says so at its field, and the picture stays', async ({ page }) => {
  const widget = await open(page);
  const field = widget.getByLabel('function', { exact: true });
  await field.fill('sin(x');
  await field.press('Enter');
  await expect(widget.locator('[data-parameter="f"] [role="alert"]')).not.toBeEmpty();
  expect(await texts(widget)).toEqual(['2 300 × 4', '4 75 × 1', '5 75 × 75', '125 1']);
  await field.fill('sin(q)');
  await field.press('Enter');
  await expect(widget.locator('[data-parameter="f"] [role="alert"]')).toContainText('q');
  await field.fill('<img src=x onerror=alert(1)>');
  await field.press('Enter');
  await expect(widget.locator('[data-parameter="f"] [role="alert"]')).not.toBeEmpty();
  await field.fill('y');
  await field.press('Enter');
  await expect(widget.locator('[data-parameter="f"] [role="alert"]')).toHaveCount(0);
  await expect(value(widget, '∂y/∂y')).toHaveText('1');
});

test('an own tile that is no function is refused at its own field', async ({ page }) => {
  const widget = await open(page);
  await widget.locator('summary', { hasText: 'own is' }).click();
  const own = widget.getByLabel('own tile, of u');
  await own.fill('u^');
  await own.press('Enter');
  await expect(widget.locator('[data-parameter="own"] [role="alert"]')).not.toBeEmpty();
});

test('a graph that is too large is refused in a sentence', async ({ page }) => {
  const widget = await open(page, 'lens=product&f=sin(x)*cos(x)*tanh(x)&repeat=2');
  const layers = widget.getByLabel('layers, as a number');
  await layers.fill('40');
  await layers.press('Enter');
  await expect(widget.getByRole('alert')).toContainText('more than 64 nodes');
});
