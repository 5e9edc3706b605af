// Any of the thirty, by copying one snippet: every parameter of every concept arrives, in the element and in the iframe.
import { defaultsOf } from '../../web/src/kit/parameters';
import { concepts, handedOut, type Wish } from './handed-out';
import { pageOf, STRICT, tellViolations } from './pages';
import { bringSite, place } from './places';
import { expect, test, type Locator } from './support';
import { asked, wishes } from './wishes';

test('the thirty are there', () => {
  expect(wishes).toHaveLength(30);
});

const paramsOf = (widget: Locator): Promise<Record<string, unknown>> =>
  widget.evaluate((e) => (e as unknown as { params: Record<string, unknown> }).params);

for (const [kind, script] of [
  ['one script', '<script defer src="nabla/embed/nabla.global.js"></script>'],
  ['modules', '<script type="module" src="nabla/embed/define.js"></script>'],
] as const) {
  test(`every parameter comes through the element (${kind})`, async ({ page, serving }) => {
    await tellViolations(page);
    const folder = place(`thirty-${kind.replace(' ', '-')}`, {
      'page.html': pageOf(
        wishes
          .map((w) => handedOut('markdown', '', w).replace('<nabla-widget', '<nabla-widget loading="eager"'))
          .join('\n'),
        script,
      ),
    });
    bringSite(folder, 'nabla');
    await page.goto(`${await serving(folder, STRICT)}page.html`);
    await expect(page.locator('nabla-widget[data-ready]')).toHaveCount(30, { timeout: 60_000 });
    for (const wish of wishes) {
      const widget = page.locator(`nabla-widget[concept="${wish.concept.slug}"]`);
      expect(await paramsOf(widget), wish.concept.slug).toEqual(asked(wish));
      expect(await widget.getAttribute('label')).toBe(wish.title);
    }
  });
}

for (const wish of wishes) {
  const { concept, title } = wish;
  test(`every parameter of ${concept.slug} comes through the iframe`, async ({ page, serving }) => {
    const folder = place(`thirty-${concept.slug}`, {
      'page.html': pageOf(handedOut('iframe', 'nabla/', wish)),
    });
    bringSite(folder, 'nabla');
    await page.goto(`${await serving(folder)}page.html`);
    const frame = page.locator('iframe');
    expect(await frame.getAttribute('title')).toBe(title);
    await frame.scrollIntoViewIfNeeded();
    const widget = page.frameLocator('iframe').locator('nabla-widget');
    await expect(widget).toHaveAttribute('data-ready', '');
    expect(await paramsOf(widget)).toEqual(asked(wish));
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
