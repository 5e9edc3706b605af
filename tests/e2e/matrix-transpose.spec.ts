import { readFileSync } from 'node:fs';
import { expect, objections, openWidget, showState, test, type Locator, type Page } from './support';

const open = (page: Page, query = ''): Promise<Locator> =>
  openWidget(page, 'linear-algebra', 'matrix-transpose', query);

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Layer {
  readonly w: Numbers;
  readonly x: Numbers;
  readonly g: Numbers;
  readonly dot: number;
  readonly gradX: Numbers;
  readonly y: Numbers;
}
const fixture = JSON.parse(readFileSync('tests/fixtures/matrix_transpose.json', 'utf8')) as {
  readonly layer: readonly Layer[];
};

const minus = (text: string): string => text.replace('−', '-');

/** Moves by so many pixels from the middle of something, slowly enough to be a drag. */
async function drag(page: Page, from: Locator, dx: number, dy: number): Promise<void> {
  const box = await from.boundingBox();
  if (!box) throw new Error('there is nothing to drag');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx, y + dy, { steps: 8 });
  await page.mouse.up();
}

test.describe('transpose', () => {
  test('turns the sheet over its diagonal by its corner, and back by keys', async ({ page }) => {
    const widget = await open(page);
    const corner = widget.getByRole('slider', { name: /^corner of the sheet/ });
    await expect(widget.locator('.caption').last()).toContainText('Wᵀ 3×2');
    await drag(page, corner, 400, -400);
    await expect(widget.locator('.caption').last()).toContainText('W 2×3');
    await expect(corner).toHaveAttribute('aria-valuenow', '0');
    await page.keyboard.press('End');
    await expect(corner).toHaveAttribute('aria-valuenow', '1');
    await expect(widget.locator('.caption').last()).toContainText('Wᵀ 3×2');
  });

  test('follows an entry across the diagonal by arrow keys', async ({ page }) => {
    const widget = await open(page);
    await widget.locator('nabla-flip-stage .entry.chosen').focus();
    await page.keyboard.press('ArrowRight');
    // W[1][2] = −2 stands in row 3, column 2 of Wᵀ.
    await expect(widget.locator('.sentence')).toContainText(
      'The entry −2 of row 2, column 3 in W stands in row 3, column 2',
    );
    await expect(page.locator('#matrix-transpose .live-formula math')).toContainText('−2');
  });

  test('carries an upstream gradient, dragged by hand, back through the wires', async ({ page }) => {
    const widget = await open(page, 'preset=back');
    // torch: W.T @ (2, −1) = (3, −5, 3) and ⟨Wx, g⟩ = 6.5.
    await expect(widget.locator('[data-node="left-1"] .value')).toHaveText('−5');
    await expect(widget.locator('dd.role-result')).toHaveText('6.5');
    await drag(page, widget.locator('[data-node="right-0"] .body'), 0, -14);
    // torch: two steps of 0.5 make g = (3, −1); W.T @ g = (5, −6, 3.5), ⟨Wx, g⟩ = 9 = ⟨x, W.T g⟩.
    await expect(widget.locator('[data-node="right-0"] .value')).toHaveText('3');
    for (const [j, value] of ['5', '−6', '3.5'].entries()) {
      await expect(widget.locator(`[data-node="left-${j}"] .value`)).toHaveText(value);
    }
    await expect(widget.locator('dd.role-result')).toHaveText('9');
    await expect(widget.locator('dd.role-gradient')).toHaveText('9');
    await expect(page.locator('#matrix-transpose [data-param="g"]')).toHaveText('[3.0, -1.0]');
  });

  test('moves an input by keys, and lets the arrows turn round', async ({ page }) => {
    const widget = await open(page, 'lens=wiring');
    const input = widget.getByRole('slider', { name: /^x 1/ });
    await input.focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowUp');
    // torch: W @ (2.5, 0.5, 2) = (5.5, 0).
    await expect(widget.locator('[data-node="right-0"] .value')).toHaveText('5.5');
    await expect(widget.locator('[data-node="right-1"] .value')).toHaveText('0');
    await widget.locator('input[value="backward"]').check();
    await expect(widget.getByRole('slider', { name: /^g 1/ })).toBeVisible();
    await expect(widget.getByRole('button', { name: /^gradient of x1/ })).toHaveAttribute('aria-pressed', 'false');
  });

  test('shows the numbers that PyTorch gives for the layers of the fixture', async ({ page }) => {
    const widget = await open(page, 'preset=back');
    const text = async (selector: string): Promise<string> =>
      minus((await widget.locator(selector).textContent()) ?? '');
    const layers = fixture.layer.filter(({ w }) => w.shape.every((n) => n <= 5));
    expect(layers.length).toBeGreaterThan(15);
    for (const layer of layers) {
      const [, cols = 0] = layer.w.shape;
      const rows = layer.w.data.flatMap((_, k) => (k % cols === 0 ? [layer.w.data.slice(k, k + cols).join(',')] : []));
      const query = `lens=wiring&direction=backward&w=${rows.join(';')}&x=${layer.x.data.join(',')}&g=${layer.g.data.join(',')}`;
      await widget.evaluate((w, q) => {
        const drawn = new Promise((resolve) => w.addEventListener('nabla-render', resolve, { once: true }));
        (w as unknown as { setState(q: string): void }).setState(q);
        return drawn.then(() => undefined);
      }, query);
      await expect(widget.locator('[data-node^="left"]')).toHaveCount(cols);
      for (const [j, value] of layer.gradX.data.entries()) {
        const shown = await text(`[data-node="left-${j}"] .value`);
        if (shown.includes('·')) continue; // a power of ten, which Number does not read
        // four significant digits are shown
        expect(Math.abs(Number(shown) - value)).toBeLessThanOrEqual(6e-4 * Math.abs(value));
      }
      const dot = await text('dd.role-gradient');
      // six significant digits
      if (!dot.includes('·')) expect(Math.abs(Number(dot) - layer.dot)).toBeLessThanOrEqual(6e-6 * Math.abs(layer.dot));
    }
  });

  test('reads memory as strides say, and names what .view raises', async ({ page }) => {
    const widget = await open(page, 'preset=memory');
    await expect(widget.locator('dl.readout')).toContainText('(3, 1)');
    await expect(widget.locator('dl.readout')).toContainText('(1, 3)');
    await expect(widget.locator('dl.readout')).toContainText('False');
    await expect(widget.locator('.sentence')).toContainText('slots 0, 3, 1, 4, 2, 5');
    await widget.getByRole('button', { name: 'Step' }).click();
    // the third element, row 1 and column 0 of Wᵀ, is W[0][1] in slot 1
    await expect(widget.locator('.sentence')).toContainText('element (1, 0) of Wᵀ is read from slot 1');
    await widget.locator('button[data-preset="view"]').click();
    await expect(widget.locator('.warning')).toContainText(
      "RuntimeError: view size is not compatible with input tensor's size and stride",
    );
    await widget.getByRole('button', { name: 'Copy first' }).click();
    await expect(widget.locator('.warning')).toHaveCount(0);
    await expect(widget.locator('dl.readout')).toContainText('[2, 1, −1, 3, 0.5, −2]');
    await expect(widget.locator('dl.readout')).toContainText('(2, 1)');
  });

  test('a single row is contiguous either way', async ({ page }) => {
    const widget = await open(page, 'preset=one-row');
    await expect(widget.locator('dl.readout')).toContainText('True');
    await expect(widget.locator('dl.readout')).toContainText('[2, −1, 0.5, 3]');
    await expect(widget.locator('.warning')).toHaveCount(0);
    // torch: W.T.contiguous() of such a view is the same tensor, with the strides (1, 4).
    await widget.locator('input[value="copy"]').check();
    await expect(widget.locator('dl.readout')).toContainText('(1, 4)');
    await expect(widget.locator('dl.readout')).toContainText('shared with W');
    await expect(widget.locator('.sentence')).toContainText('nothing to copy');
  });

  test('the forgotten transpose: red for a square W, invisible for a symmetric one, an error otherwise', async ({
    page,
  }) => {
    const widget = await open(page, 'preset=forgot');
    const meter = widget.locator('nabla-gradient-check .reading');
    // torch: W @ g = (5.5, −3, −1), W.T @ g = (2.5, −4, 4); 5 / (1e-5 + 4e-3) = 1246.88; ⟨Wx, g⟩ = 8.5, ⟨x, Wg⟩ = 2.
    await expect(meter).toHaveText('1247 · fails');
    await expect(meter).toHaveClass(/role-broken/);
    await expect(widget.locator('.warning')).toContainText('W g says −1, but nudging x₃ measures 4');
    await expect(widget.locator('dd.role-result')).toHaveText('8.5');
    await expect(widget.locator('dd.role-broken')).toHaveText('2');
    await widget.getByRole('button', { name: 'Put it back' }).click();
    await expect(meter).toContainText('passes');
    await expect(widget.locator('.warning')).toHaveCount(0);

    await widget.locator('button[data-preset="hidden"]').click();
    await expect(meter).toContainText('passes');
    await expect(widget.locator('.warning')).toContainText('cannot see that the transpose is missing');
    await widget.getByRole('button', { name: 'Make W lopsided' }).click();
    await expect(meter).toHaveText('1247 · fails');

    await widget.locator('button[data-preset="not-square"]').click();
    await expect(widget.locator('[data-parameter="forget"] [role="alert"]')).toHaveText(
      'size mismatch, got input (2), mat (2x3), vec (2)',
    );
    await expect(widget.locator('.failure')).toContainText('last state that worked');
    await widget.getByRole('button', { name: 'Put it back' }).click();
    await expect(widget.getByRole('alert')).toHaveCount(0);
  });

  test('a right gradient can fail the check where the loss is huge', async ({ page }) => {
    const widget = await open(page, 'preset=rounding');
    // torch.autograd.gradcheck fails here as well, with 0.4768 measured for 0.5.
    await expect(widget.locator('nabla-gradient-check .reading')).toContainText('fails');
    await expect(widget.locator('.warning')).toContainText('The gradient is right and the measurement is not');
    await expect(widget.locator('.sentence')).toContainText('0.4768');
    await widget.getByRole('button', { name: 'Measure where L is small' }).click();
    await expect(widget.locator('nabla-gradient-check .reading')).toContainText('passes');
    // The same alarm where the transpose is forgotten, but makes no difference: it is not to blame.
    await showState(widget, 'lens=gradient&forget=on&w=1000000,0;0,0.5&x=1000,1&g=1,1');
    await expect(widget.locator('nabla-gradient-check .reading')).toContainText('fails');
    await expect(widget.locator('.warning')).toContainText(
      /^W g equals Wᵀg .*, so the gradient is right and the measurement is not/,
    );
  });

  test('says beside x that it does not fit, keeps the wiring, and lets W carry x and g along', async ({ page }) => {
    const widget = await open(page, 'preset=lengths');
    await expect(widget.locator('[data-parameter="x"] [role="alert"]')).toHaveText(
      'size mismatch, got input (2), mat (2x3), vec (2)',
    );
    await expect(widget.locator('[data-node="right-0"] .value')).toHaveText('2.5');
    await widget.getByRole('button', { name: 'Add the third number' }).click();
    await expect(widget.getByRole('alert')).toHaveCount(0);
    await widget.getByRole('slider', { name: 'columns of weights W' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(widget.locator('nabla-wiring .node')).toHaveCount(7);
    await expect(widget.getByRole('alert')).toHaveCount(0);
  });

  test('refuses what is no matrix, says why beside it, and keeps the picture', async ({ page }) => {
    const widget = await open(page);
    await widget.getByRole('button', { name: 'type or paste' }).first().click();
    const text = widget.getByLabel('weights W as text');
    for (const [typed, sentence] of [
      ['1 2; 3', 'Row 2 has 1 number, row 1 has 2'],
      ['1 nan', 'NaN is not a number that can be entered'],
      ['1 2 3 4 5 6 7', '7'],
      ['', 'at least one row'],
    ] as const) {
      await text.fill(typed);
      await expect(widget.locator('[data-parameter="w"] [role="alert"]')).toContainText(sentence);
      await expect(widget.locator('nabla-flip-stage .entry.chosen text')).toHaveText('0.5');
    }
    await text.fill('torch.tensor([[1., 2.], [3., 4.], [5., 6.]])');
    await expect(widget.locator('.sentence')).toContainText('3×2 has become 2×3');
  });

  test('has nothing that axe objects to in any lens', async ({ page }) => {
    test.slow(); // axe takes seconds a page
    const widget = await open(page);
    for (const preset of ['back', 'view', 'forgot', 'lengths']) {
      await widget.locator(`button[data-preset="${preset}"]`).click();
      expect(await objections(page, { include: '#matrix-transpose' }), preset).toEqual([]);
    }
  });
});
