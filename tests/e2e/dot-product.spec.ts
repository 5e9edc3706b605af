import { expect, openWidget, test } from './support';

test.describe('dot-product', () => {
  // ⟦drags, keys, presets, bad input, against numbers from PyTorch⟧
  test('is alive', async ({ page }) => {
    const widget = await openWidget(page, '⟦section⟧', 'dot-product');
    await expect(widget.getByRole('status')).toContainText('3');
  });
});
