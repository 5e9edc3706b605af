import { eachCase, expect, openWidget, showState, test, type Locator, type Page } from './support';

const open = (page: Page, query = ''): Promise<Locator> =>
  openWidget(page, 'linear-algebra', 'matrix-multiplication', query);

test.describe('matrix multiplication', () => {
  test('follows a typed entry through formula, product, sentence and code', async ({ page }) => {
    const widget = await open(page);
    const entry = widget.getByLabel('matrix A, row 1, column 1', { exact: true });
    await entry.fill('4');
    await entry.press('Enter');
    // 4·1 + (−1)·2, by hand; the second column 4·0.5 − 1, the third 4·(−2) − 1.
    await expect(widget.locator('[data-at="0,0"]').first()).toHaveText('2');
    await expect(widget.locator('[data-at="0,1"]').first()).toHaveText('1');
    await expect(widget.locator('[data-at="0,2"]').first()).toHaveText('−9');
    await expect(widget.locator('.sentence')).toContainText('gives 2.');
    await expect(page.locator('#matrix-multiplication .live-formula math')).toContainText('4·1+(−1)·2=2');
    await expect(page.locator('#matrix-multiplication [data-param="a"]')).toContainText('[4.0, -1.0]');
    await expect(page).toHaveURL(/#matrix-multiplication\?a=4,-1;1,1;0,3$/);
  });

  test('scrubs an entry by dragging, and resizes by an edge', async ({ page }) => {
    const widget = await open(page);
    const entry = widget.getByLabel('matrix B, row 1, column 1', { exact: true });
    const box = await entry.boundingBox();
    if (!box) throw new Error('no entry');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 17, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    await expect(entry).toHaveValue('2'); // two steps of 0.5 from 1
    const grip = widget.getByRole('slider', { name: 'columns of matrix B' });
    await grip.focus();
    await page.keyboard.press('ArrowRight');
    await expect(widget.getByLabel('matrix B, row 2, column 4', { exact: true })).toHaveValue('0');
    await expect(widget.locator('.sentence')).toContainText('3×4');
  });

  test('selecting digits, and a hand that let go elsewhere, leave an entry alone', async ({ page }) => {
    const widget = await open(page);
    const entry = widget.getByLabel('matrix B, row 1, column 1', { exact: true });
    const box = await entry.boundingBox();
    if (!box) throw new Error('no entry');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, box.y - 30);
    await page.mouse.up();
    await page.mouse.move(x - 20, y);
    await page.mouse.move(x + 20, y, { steps: 5 });
    await expect(entry).toHaveValue('1');
    await entry.click();
    await page.mouse.move(x - 17, y);
    await page.mouse.down();
    await page.mouse.move(x + 17, y, { steps: 5 });
    await page.mouse.up();
    await expect(entry).toHaveValue('1');
    await expect(entry).toBeFocused();
  });

  test('reads a pasted tensor', async ({ page }) => {
    const widget = await open(page);
    await widget.getByRole('button', { name: 'type or paste' }).first().click();
    await widget.getByLabel('matrix A as text').fill('torch.tensor([[1., 2.], [3., 4.]], dtype=torch.float64)');
    await expect(widget.locator('.sentence')).toContainText('2×2 times 2×3');
  });

  test('keeps the last good product, and says beside the control what is wrong', async ({ page }) => {
    const widget = await open(page);
    await widget.getByRole('button', { name: 'type or paste' }).first().click();
    const text = widget.getByLabel('matrix A as text');
    for (const [typed, sentence] of [
      ['1 2; 3', 'Row 2 has 1 number, row 1 has 2'],
      ['1 nan', 'NaN is not a number that can be entered'],
      ['<img src=x onerror=alert(1)>', 'only plain numbers are read'],
      ['', 'at least one row'],
    ] as const) {
      await text.fill(typed);
      await expect(widget.locator('[data-parameter="a"] [role="alert"]')).toContainText(sentence);
      await expect(widget.locator('[data-at="1,0"]').first()).toHaveText('3');
    }
  });

  test('refuses shapes that do not fit in PyTorch’s words, and offers the cure', async ({ page }) => {
    const widget = await open(page, 'preset=shapes');
    await expect(widget.locator('[data-parameter="b"] [role="alert"]')).toContainText(
      'mat1 and mat2 shapes cannot be multiplied (2x3 and 2x2)',
    );
    await expect(widget.locator('.failure')).toContainText('last state that worked');
    await widget.getByRole('button', { name: 'Transpose A' }).click();
    // [[1,4],[2,5],[3,6]] times [[1,2],[3,4]], row 3: 3·1 + 6·3 and 3·2 + 6·4.
    await expect(widget.locator('[data-at="2,0"]').first()).toHaveText('21');
    await expect(widget.locator('[data-at="2,1"]').first()).toHaveText('30');
    await expect(widget.getByRole('alert')).toHaveCount(0);
  });

  test('names the operation that left float16', async ({ page }) => {
    const widget = await open(page, 'preset=overflow');
    await expect(widget.locator('.warning')).toContainText('infinite');
    await expect(widget.locator('.warning')).toContainText('larger than the format can hold');
    await widget.locator('button[data-preset="nan"]').click();
    await expect(widget.locator('.warning')).toContainText('zero times infinity');
  });

  const digits: [query: string, sign: string, words: RegExp][] = [
    ['format=float16', '=', /Largest error 0;[^]* carried in float32, as PyTorch’s kernels do, 0\./],
    ['format=bfloat16&a=256,1,1&b=1;1;1', '≠', /Largest error 2;[^]* as PyTorch’s kernels do, 0\./],
    ['format=float32&a=10000,0.1,0.1&b=1;1;1', '≠', /without the rounding of the inputs\s+[\d.·⁰-⁹⁻]+\.\s*$/],
    ['format=float64', '=', /Largest error 0; without the rounding of the inputs\s+0\.\s*$/],
  ];
  test(
    'tells a rounded product from the exact one, and names the wider sum where there is one',
    eachCase(
      open,
      digits,
      ([query]) => query,
      async (widget, [query, sign, words]) => {
        await showState(widget, `lens=digits&${query}`);
        await expect(widget.locator('.lens .symbol')).toHaveText(sign);
        await expect(widget.locator('.lens .note')).toHaveText(words);
      },
    ),
  );

  test('walks the product by arrow keys', async ({ page }) => {
    const widget = await open(page);
    await widget.locator('[data-at="0,0"]').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect(widget.locator('.sentence')).toContainText('Row 2 of A meets column 2 of B and gives 1.5.');
  });

  test('measures that AB is not BA', async ({ page }) => {
    const widget = await open(page, 'preset=order');
    // AB − BA = [[0, 1], [1, 0]], of Frobenius norm √2.
    await expect(widget.locator('dl.readout')).toContainText('1.414');
  });
});
