// Any of the thirty, by copying one snippet: every parameter of every concept arrives, in the element and in the iframe.
import { defaultsOf, type Parameter } from '../../web/src/kit/parameters';
import type { Value } from '../../web/src/kit/values';
import { concepts, handedOut, type Wish } from './handed-out';
import { pageOf, STRICT, tellViolations } from './pages';
import { bringSite, place } from './places';
import { expect, test } from './support';

/** Another value than the default, which its table allows. */
function another(p: Parameter): Value {
  switch (p.kind) {
    case 'choice':
      return Object.keys(p.options).find((o) => o !== p.default) ?? p.default;
    case 'switch':
      return !p.default;
    case 'number':
    case 'integer':
      return p.default === p.max ? p.min : p.max;
    case 'vector': {
      const [first = 0, ...rest] = p.default;
      return Float64Array.from([first === p.max ? p.min : p.max, ...rest]);
    }
    default:
      return p.default;
  }
}

const wishes: readonly Wish[] = concepts.map((concept) => ({
  concept,
  title: `“${concept.slug}” & <others>`,
  values: Object.fromEntries(Object.entries(concept.parameters).map(([key, p]) => [key, another(p)])),
}));

const plain = (value: Value | undefined): unknown => (value instanceof Float64Array ? Array.from(value) : value);

test('the thirty are there', () => {
  expect(wishes).toHaveLength(30);
});

test('every parameter comes through the element', async ({ page, serving }) => {
  await tellViolations(page);
  const folder = place('thirty', {
    'page.html': pageOf(
      wishes
        .map((w) => handedOut('markdown', '', w).replace('<nabla-widget', '<nabla-widget loading="eager"'))
        .join('\n'),
      '<script defer src="nabla/embed/nabla.global.js"></script>',
    ),
  });
  bringSite(folder, 'nabla');
  await page.goto(`${await serving(folder, STRICT)}page.html`);
  await expect(page.locator('nabla-widget[data-ready]')).toHaveCount(30, { timeout: 60_000 });
  for (const { concept, values, title } of wishes) {
    const widget = page.locator(`nabla-widget[concept="${concept.slug}"]`);
    const params = await widget.evaluate((e) => (e as unknown as { params: Record<string, unknown> }).params);
    for (const [key, p] of Object.entries(concept.parameters)) {
      if (p.kind !== 'matrix') expect(params[key], `${concept.slug} ${key}`).toEqual(plain(values[key]));
    }
    expect(await widget.getAttribute('label')).toBe(title);
  }
});

for (const { concept, values, title } of wishes) {
  test(`every parameter of ${concept.slug} comes through the iframe`, async ({ page, serving }) => {
    const folder = place(`thirty-${concept.slug}`, {
      'page.html': pageOf(handedOut('iframe', 'nabla/', { concept, values, title })),
    });
    bringSite(folder, 'nabla');
    await page.goto(`${await serving(folder)}page.html`);
    const frame = page.locator('iframe');
    expect(await frame.getAttribute('title')).toBe(title);
    await frame.scrollIntoViewIfNeeded();
    const widget = page.frameLocator('iframe').locator('nabla-widget');
    await expect(widget).toHaveAttribute('data-ready', '');
    const params = await widget.evaluate((e) => (e as unknown as { params: Record<string, unknown> }).params);
    for (const [key, p] of Object.entries(concept.parameters)) {
      if (p.kind !== 'matrix') expect(params[key], key).toEqual(plain(values[key]));
    }
  });
}

test('a preset in the address of the iframe', async ({ page, serving }) => {
  const concept = concepts.find((c) => c.slug === 'softmax');
  const preset = concept?.presets.find((p) => p.id === 'shift');
  const folder = place('thirty-preset', {});
  bringSite(folder, 'nabla');
  await page.goto(`${await serving(folder)}nabla/embed.html?concept=softmax&preset=shift`);
  const widget = page.locator('nabla-widget');
  await expect(widget).toHaveAttribute('data-ready', '');
  const params = await widget.evaluate((e) => (e as unknown as { params: Record<string, unknown> }).params);
  expect(preset?.values['shift']).toBe(100);
  expect(params['shift']).toBe(100);
  expect(defaultsOf((concept as Wish['concept']).parameters)['shift']).toBe(0);
});
