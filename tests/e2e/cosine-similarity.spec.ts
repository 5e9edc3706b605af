import { expect, openWidget, test } from './support';

test.describe('cosine-similarity', () => {
  // ⟦drags, keys, presets, bad input, against numbers from PyTorch⟧
  test('is alive', async ({ page }) => {
    const widget = await openWidget(page, '⟦section⟧', 'cosine-similarity');
    await expect(widget.getByRole('status')).toContainText('3');
  });
});
