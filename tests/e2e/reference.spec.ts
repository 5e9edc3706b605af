// The reference that the site implements, heading by heading: whoever knows a concept by its name there finds it here.
import { expect, test } from './support';

const REFERENCE: Record<string, Record<string, string>> = {
  'Linear Algebra': {
    'Matrix Multiplication': 'matrix-multiplication',
    'Matrix Transpose': 'matrix-transpose',
    'Matrix Inverse': 'matrix-inverse',
    'Eigenvalues & Eigenvectors': 'eigenvalues',
    'Singular Value Decomposition (SVD)': 'svd',
  },
  'Vectors & Geometry': {
    'Dot Product': 'dot-product',
    'Cosine Similarity': 'cosine-similarity',
    'Euclidean Distance': 'euclidean-distance',
    'Lp Norms': 'lp-norms',
  },
  Calculus: {
    Derivatives: 'derivative',
    'Partial Derivatives': 'partial-derivatives',
    'Chain Rule': 'chain-rule',
    Gradient: 'gradient',
    Hessian: 'hessian',
    Jacobian: 'jacobian',
  },
  'Differential Equations': {
    'Ordinary Differential Equations (ODEs)': 'ode',
    'Partial Differential Equations (PDEs)': 'pde',
  },
  'Nonlinear Functions': { 'Hyperbolic Tangent (tanh)': 'tanh', Sigmoid: 'sigmoid', ReLU: 'relu' },
  'Probability & Statistics': {
    Expectation: 'expectation',
    Variance: 'variance',
    Softmax: 'softmax',
    'Cross-Entropy Loss': 'cross-entropy',
  },
  Optimization: { 'Gradient Descent': 'gradient-descent', 'Adam Optimizer': 'adam' },
  'Attention Mechanisms': { 'Scaled Dot-Product Attention': 'attention' },
  'Transformer Components': { 'Layer Normalization': 'layer-norm', 'Residual Connections': 'residual' },
  'Advanced Concepts': { 'Temperature Scaling': 'temperature' },
};

for (const [section, concepts] of Object.entries(REFERENCE)) {
  test(`${section}: its page, and each of its concepts by the name that the reference gives`, async ({ page }) => {
    await page.goto('./');
    await page.getByRole('heading', { name: section, exact: true }).getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(section);
    for (const [heading, slug] of Object.entries(concepts)) {
      const box = page.getByRole('combobox');
      await expect(async () => {
        await page.keyboard.press('/'); // unheard until the script of the page is there
        await expect(box).toBeVisible({ timeout: 500 });
      }).toPass({ timeout: 10_000 });
      await box.fill(heading);
      await expect(page.getByRole('option').first()).toBeVisible();
      await page.keyboard.press('Enter');
      await expect(page, heading).toHaveURL(new RegExp(`#${slug}$`));
      const article = page.locator(`#${slug}`);
      await expect(article.locator('nabla-widget')).toHaveAttribute('data-ready', '');
      await expect(article.locator('math').first()).toBeVisible();
      for (const part of ['Intuition', 'How it affects the output', 'Fine print'])
        await expect(article.getByRole('heading', { name: part, exact: true })).toBeVisible();
      await expect(article.locator('pre code').first()).toBeVisible();
    }
  });
}
