// The element under the hands of authors and scripts: rows 51 to 59 of what can be given to it.
import { join } from 'node:path';
import softmax from '../../web/src/concepts/softmax/concept';
import { plainValues } from '../../web/src/embed/patch';
import { defaultsOf } from '../../web/src/kit/parameters';
import { bring, bringSite, place } from './places';
import { pageOf } from './pages';
import { expect, handle, held, probabilities, softmaxOf, test, widgetIn, type Locator, type Page } from './support';

const SCRIPT = '<script defer src="nabla/embed/nabla.global.js"></script>';

interface Widget extends HTMLElement {
  ready: Promise<unknown>;
  params: Record<string, unknown>;
  status: string;
}

const plainDefaults = plainValues(defaultsOf(softmax.parameters));

let folders = 0;

/** A page with this body; its script is loaded, unless `head` says otherwise. */
async function open(
  page: Page,
  serving: (folder: string) => Promise<string>,
  body: string,
  head = SCRIPT,
): Promise<void> {
  const folder = place(`element-${process.pid}-${folders++}`, { 'page.html': pageOf(body, head) });
  bringSite(folder, 'nabla');
  await page.goto(`${await serving(folder)}page.html`);
}

const ready = async (widget: Locator): Promise<void> => {
  await widget.scrollIntoViewIfNeeded();
  await expect(widget).toHaveAttribute('data-ready', '');
};

test('no concept, or one that is not there: said in the widget, beside the author’s words', async ({
  page,
  serving,
}) => {
  await open(page, serving, '<nabla-widget><p>mine</p></nabla-widget><nabla-widget concept="sofmax"></nabla-widget>');
  await expect(page.getByRole('alert').nth(0)).toContainText('names no concept');
  await expect(page.getByText('mine')).toBeVisible();
  await expect(page.getByRole('alert').nth(1)).toContainText('no concept called “sofmax”');
  await page
    .locator('nabla-widget')
    .nth(1)
    .evaluate((e) => e.setAttribute('concept', 'softmax'));
  await ready(widgetIn(page));
});

test('a name that nothing has is warned of once, however many widgets have it', async ({ page, serving, watch }) => {
  const words = /softmax has no parameter “logit”/;
  watch.allow(words);
  const said: string[] = [];
  page.on('console', (m) => said.push(m.text()));
  const one = '<nabla-widget concept="softmax" logit="1,2" loading="eager"></nabla-widget>';
  await open(page, serving, one + one);
  await expect(page.locator('nabla-widget[data-ready]')).toHaveCount(2);
  await expect(probabilities(widgetIn(page).first())).toHaveText(softmaxOf([2, 1, 0.1]));
  expect(said.filter((m) => words.test(m))).toHaveLength(1);
});

test('an empty value, markup and a flood are text with a message', async ({ page, serving }) => {
  const markup = '&lt;img src=x onerror=alert(1)&gt;';
  const body = ['', markup, '1,'.repeat(50_000), 'NaN,1', '1e400']
    .map((z) => `<nabla-widget concept="softmax" logits="${z}" loading="eager"></nabla-widget>`)
    .join('');
  await open(page, serving, `${body}<nabla-widget concept="${markup}" label="${markup}"></nabla-widget>`);
  await expect(page.locator('nabla-widget[data-ready]')).toHaveCount(5);
  for (const i of [1, 2, 3, 4]) {
    await expect(widgetIn(page).nth(i).locator('.notice')).not.toHaveCount(0);
    await expect(probabilities(widgetIn(page).nth(i))).toHaveText(softmaxOf([2, 1, 0.1]));
  }
  await expect(page.locator('img')).toHaveCount(0);
});

test('attributes and properties that were there before the script', async ({ page, serving }) => {
  await open(page, serving, '<nabla-widget concept="softmax" logits="3,1,0.2"></nabla-widget>', '');
  await page.evaluate(() => {
    const bare = document.createElement('nabla-widget');
    document.body.append(bare);
    Object.assign(bare, { concept: 'softmax', params: { z: [0, 0] }, theme: 'dark', loading: 'eager' });
    const own = document.createElement('nabla-widget');
    own.setAttribute('concept', 'softmax');
    document.body.append(own);
    // A property named as the parameter is.
    Object.assign(own, { z: [5, 5, 5, 5] });
  });
  await page.addScriptTag({ url: 'nabla/embed/nabla.global.js' });
  const widgets = widgetIn(page);
  await expect(widgets).toHaveCount(3);
  for (const i of [0, 1, 2]) await ready(widgets.nth(i));
  await expect(probabilities(widgets.nth(0))).toHaveText(softmaxOf([3, 1, 0.2]));
  await expect(probabilities(widgets.nth(1))).toHaveText(['0.5', '0.5']);
  await expect(probabilities(widgets.nth(2))).toHaveText(['0.25', '0.25', '0.25', '0.25']);
  expect(await widgets.nth(1).getAttribute('theme')).toBe('dark');
});

test('a preset is a whole state, and a reset brings back what the author wrote', async ({ page, serving }) => {
  const body = '<nabla-widget concept="softmax" logits="3,1,0.2" scale="2" loading="eager"></nabla-widget>';
  await open(page, serving, body);
  const widget = widgetIn(page);
  await ready(widget);
  const params = (): Promise<Record<string, unknown>> => widget.evaluate((e) => (e as Widget).params);
  const authored = { ...plainDefaults, z: [3, 1, 0.2], scale: 2 };
  expect(await params()).toEqual(authored);
  const preset = softmax.presets.find(({ values }) => !('z' in values) && !('scale' in values));
  if (!preset) throw new Error('Every preset of softmax names both.');
  const sentence = widget.locator('.sentence');
  const said = await sentence.textContent();
  await widget.locator(`[data-preset="${preset.id}"]`).click();
  await expect.poll(params).toEqual({ ...plainDefaults, ...preset.values });
  await expect(widget.locator('.cause')).toContainText(preset.cause.slice(0, 40));
  expect(await widget.evaluate((e) => (e as unknown as { getState(): string }).getState())).toBe(`preset=${preset.id}`);
  await widget.getByRole('button', { name: 'Reset' }).click();
  await expect.poll(params).toEqual(authored);
  await expect(sentence).toHaveText(said ?? '');
});

test('the fragment of the page is the page’s: its anchor stays, and values in it are meant for another', async ({
  page,
  serving,
}) => {
  const tall = '<p class="tall">Words</p>'.repeat(60);
  const widget = '<nabla-widget concept="softmax" logits="3,1,0.2" loading="eager"></nabla-widget>';
  await open(page, serving, `${widget}${tall}<h2 id="section-2">Section 2</h2>${tall}`);
  const shown = widgetIn(page);
  await ready(shown);
  const params = (): Promise<Record<string, unknown>> => shown.evaluate((e) => (e as Widget).params);
  const authored = { ...plainDefaults, z: [3, 1, 0.2] };
  for (const hash of ['#section-2', '#softmax?z=9,9,9', '#s=z%3D9%2C9', '#__proto__[x]=1']) {
    await page.evaluate((to) => (location.hash = to), hash);
    await expect.poll(params, hash).toEqual(authored);
  }
  await page.evaluate(() => (location.hash = '#section-2'));
  await expect(page.locator('#section-2')).toBeInViewport();
  // What the visitor changes is written nowhere: neither into the fragment nor into the history.
  const entries = await page.evaluate(() => history.length);
  await shown.locator('input[type="range"]:visible').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(params).not.toEqual(authored);
  expect(await page.evaluate(() => location.hash)).toBe('#section-2');
  expect(await page.evaluate(() => history.length)).toBe(entries);
});

test('an attribute says where the engine lies', async ({ page, serving }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const body = '<nabla-widget concept="softmax" logits="3,1,0.2" assets="elsewhere" loading="eager"></nabla-widget>';
  const folder = place('element-assets', {
    'page.html': pageOf(body, '<script type="module" src="nabla/embed/define.js"></script>'),
  });
  bringSite(folder, 'nabla');
  for (const name of ['nabla.wasm', 'nabla-relaxed.wasm']) bring(`embed/${name}`, join(folder, 'elsewhere', name));
  await page.goto(`${await serving(folder)}page.html`);
  await expect(probabilities(widgetIn(page))).toHaveText(softmaxOf([3, 1, 0.2]));
  const engines = asked.filter((path) => path.endsWith('.wasm'));
  expect(engines).toHaveLength(1);
  expect(engines[0]).toMatch(/^\/x\/y\/elsewhere\/nabla(-relaxed)?\.wasm$/);
  expect(await widgetIn(page).evaluate((e) => (e as unknown as { assets: string }).assets)).toBe('elsewhere');
});

test('a page says how all of it looks, by custom properties from above and by parts', async ({ page, serving }) => {
  const folder = place('element-looks', {
    'style.css': `body {
        --nabla-bg: rgb(1, 2, 3); --nabla-fg: rgb(9, 8, 7); --nabla-muted: rgb(0, 0, 250);
        --nabla-radius: 3px; --nabla-space: 6px; --nabla-series-6: rgb(250, 0, 250);
      }
      nabla-widget::part(header) { background: rgb(200, 1, 1) }
      nabla-widget::part(caption) { color: rgb(201, 1, 1) }
      nabla-widget::part(formula) { color: rgb(202, 1, 1) }
      nabla-widget::part(footer) { color: rgb(203, 1, 1) }`,
    'page.html': pageOf(
      `<nabla-widget concept="softmax" with-formula loading="eager">
        <p slot="caption">Mine</p><p slot="footer">And this</p>
      </nabla-widget>`,
      `<link rel="stylesheet" href="style.css">${SCRIPT}`,
    ),
  });
  bringSite(folder, 'nabla');
  await page.goto(`${await serving(folder)}page.html`);
  const widget = widgetIn(page);
  await expect(widget).toHaveAttribute('data-ready', '');
  await expect(widget.locator('.formula math')).toBeVisible();
  const style = (css: string, property: string): Promise<string> =>
    widget.locator(css).evaluate((e, name) => getComputedStyle(e).getPropertyValue(name), property);
  expect(await style('.card', 'background-color')).toBe('rgb(1, 2, 3)');
  expect(await style('.card', 'border-top-left-radius')).toBe('3px');
  // Six units of the page's own size.
  expect(await style('.card', 'padding-left')).toBe('36px');
  expect(await style('[part=header]', 'background-color')).toBe('rgb(200, 1, 1)');
  expect(await style('.formula', 'color')).toBe('rgb(202, 1, 1)');
  const words = (text: string): Promise<string> => page.getByText(text).evaluate((e) => getComputedStyle(e).color);
  expect(await words('Mine')).toBe('rgb(201, 1, 1)');
  expect(await words('And this')).toBe('rgb(203, 1, 1)');
});

test('a page says how high a plot may be, and how controls look', async ({ page, serving }) => {
  const folder = place('element-height', {
    'style.css': '.low { --nabla-plot-height: 150px } nabla-widget::part(control) { outline: 3px solid red }',
    'page.html': pageOf(
      ['ode', 'svd']
        .flatMap((slug) =>
          ['', ' class="low"'].map((low) => `<nabla-widget concept="${slug}"${low} loading="eager"></nabla-widget>`),
        )
        .join(''),
      `<link rel="stylesheet" href="style.css">${SCRIPT}`,
    ),
  });
  bringSite(folder, 'nabla');
  await page.goto(`${await serving(folder)}page.html`);
  await expect(page.locator('nabla-widget[data-ready]')).toHaveCount(4);
  for (const [slug, plot] of [
    ['ode', 'nabla-plane svg'],
    ['ode', 'nabla-chart .holder'],
    ['svd', 'nabla-plane svg'],
  ] as const) {
    const [high, low] = await Promise.all(
      [':not(.low)', '.low'].map(async (which) => {
        const first = page.locator(`nabla-widget[concept="${slug}"]${which} >> ${plot}`).first();
        await first.scrollIntoViewIfNeeded();
        return (await first.boundingBox())?.height ?? 0;
      }),
    );
    expect(high, `${slug} ${plot}`).toBeGreaterThan(170);
    expect(low, `${slug} ${plot}`).toBeGreaterThan(100);
    expect(low, `${slug} ${plot}`).toBeLessThan(151);
  }
  const control = page.locator('nabla-widget[concept="ode"] .field').first();
  expect(await control.evaluate((e) => getComputedStyle(e).outlineColor)).toBe('rgb(255, 0, 0)');
  // The handle is still under the pointer.
  const knob = page.locator('nabla-widget[concept="ode"].low nabla-plane .handle .knob').first();
  await knob.scrollIntoViewIfNeeded();
  const box = await knob.boundingBox();
  if (!box) throw new Error('There is no handle.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 40, { steps: 4 });
  await expect
    .poll(async () => {
      const now = await knob.boundingBox();
      return Math.abs((now?.y ?? 0) + (now?.height ?? 0) / 2 - (y + 40));
    })
    // The start goes by tenths, of which a low plane has few.
    .toBeLessThan(8);
  await page.mouse.up();
});

test('a thousand changes of an attribute: the last one counts, and none is held', async ({ page, serving }) => {
  await open(page, serving, '<nabla-widget concept="softmax" logits="3,1,0.2"></nabla-widget>');
  const widget = widgetIn(page);
  await ready(widget);
  const thousand = (): Promise<void> =>
    widget.evaluate(async (e) => {
      for (let i = 0; i < 1000; i++) {
        e.setAttribute('logits', `${i % 7},1,0.2`);
        if (i % 50 === 0) await new Promise(requestAnimationFrame);
      }
      e.setAttribute('logits', '4,4');
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    });
  await thousand();
  await expect(probabilities(widget)).toHaveText(['0.5', '0.5']);
  const before = await held(page);
  await thousand();
  const after = await held(page);
  expect(after.nodes).toBeLessThanOrEqual(before.nodes);
  expect(after.listeners).toBeLessThanOrEqual(before.listeners);
  expect(after.bytes - before.bytes).toBeLessThan(100_000);
  // Gone, the attribute gives its parameter back.
  await widget.evaluate((e) => e.removeAttribute('logits'));
  await expect(probabilities(widget)).toHaveText(softmaxOf([2, 1, 0.1]));
});

test('moved in the page, it keeps its state and goes on', async ({ page, serving }) => {
  await open(page, serving, '<section></section><nabla-widget concept="softmax" logits="3,1,0.2"></nabla-widget>');
  const widget = widgetIn(page);
  await ready(widget);
  await widget.locator('nabla-bars[label="logit"] .handle').first().press('ArrowUp');
  await expect(probabilities(widget)).toHaveText(softmaxOf([3.1, 1, 0.2]));
  await widget.evaluate((e) => document.querySelector('section')?.append(e));
  await expect(probabilities(widget)).toHaveText(softmaxOf([3.1, 1, 0.2]));
  await widget.locator('nabla-bars[label="logit"] .handle').first().press('ArrowUp');
  await expect(probabilities(widget)).toHaveText(softmaxOf([3.2, 1, 0.2]));
});

test('what is set while it is out of the page holds when it is back', async ({ page, serving }) => {
  await open(page, serving, '<nabla-widget concept="softmax" logits="3,1,0.2"></nabla-widget>');
  const widget = widgetIn(page);
  await ready(widget);
  await widget.evaluate(async (e) => {
    e.remove();
    await new Promise(requestAnimationFrame);
    e.setAttribute('logits', '1,1,1,1');
    document.body.append(e);
  });
  await expect(probabilities(widget)).toHaveText(['0.25', '0.25', '0.25', '0.25']);
  await page.evaluate(() => document.body.classList.add('anything'));
  await widget.evaluate((e) => e.setAttribute('logits', '1,1'));
  await expect(probabilities(widget)).toHaveText(['0.5', '0.5']);
});

test('taken out while it loads: nothing is said, nothing is left, and it may come back', async ({ page, serving }) => {
  await open(page, serving, '<nabla-widget concept="softmax"></nabla-widget>');
  await ready(widgetIn(page));
  const cycle = (): Promise<void> =>
    page.evaluate(async () => {
      for (let i = 0; i < 10; i++) {
        const widget = document.createElement('nabla-widget') as Widget;
        widget.setAttribute('concept', 'softmax');
        widget.setAttribute('loading', 'eager');
        document.body.append(widget);
        if (i % 2) await Promise.resolve();
        widget.remove();
        await new Promise((done) => setTimeout(done, 20));
      }
    });
  await cycle();
  const before = await held(page);
  await cycle();
  const after = await held(page);
  expect(after.nodes).toBeLessThanOrEqual(before.nodes);
  expect(after.listeners).toBeLessThanOrEqual(before.listeners);
  await page.evaluate(async () => {
    const widget = document.createElement('nabla-widget') as Widget;
    widget.setAttribute('concept', 'softmax');
    widget.setAttribute('logits', '7,7');
    widget.setAttribute('loading', 'eager');
    document.body.append(widget);
    await Promise.resolve();
    widget.remove();
    await new Promise((done) => setTimeout(done, 100));
    document.body.append(widget);
  });
  await expect(probabilities(widgetIn(page).last())).toHaveText(['0.5', '0.5']);
});

test('what is set while it loads holds', async ({ page, serving }) => {
  await open(page, serving, '');
  await page.evaluate(() => {
    const widget = document.createElement('nabla-widget') as Widget;
    widget.setAttribute('concept', 'softmax');
    widget.setAttribute('loading', 'eager');
    document.body.append(widget);
    widget.setAttribute('logits', '1,1');
    widget.setAttribute('scale', '2');
    widget.params = { z: [9, 9, 9, 9] };
  });
  await ready(widgetIn(page));
  // Properties lie above attributes.
  await expect(probabilities(widgetIn(page))).toHaveText(['0.25', '0.25', '0.25', '0.25']);
});

test('no width, a millionth of it too much, from right to left, forced colours', async ({ page, serving }) => {
  const body = ['width: 0', 'width: 1000000px', 'width: 320px', 'direction: rtl', 'zoom: 2', 'transform: scale(0.5)']
    .map((_, i) => `<section id="s${i}"><nabla-widget concept="sigmoid" loading="eager"></nabla-widget></section>`)
    .join('');
  const rules =
    '#s0{width:0;overflow:hidden}#s1{width:1000000px}#s2{width:320px}#s3{direction:rtl}#s4{zoom:2}#s5{transform:scale(.5)}';
  await page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
  const folder = place('element-sizes', {
    'style.css': rules,
    'page.html': pageOf(body, `<link rel="stylesheet" href="style.css">${SCRIPT}`),
  });
  bringSite(folder, 'nabla');
  await page.goto(`${await serving(folder)}page.html`);
  await expect(page.locator('nabla-widget[data-ready]')).toHaveCount(6, { timeout: 40_000 });
  for (const i of [2, 3, 4, 5]) await expect(page.locator(`#s${i} .sentence`)).toBeVisible();
});

test('another concept takes the place of the first, and the first comes back', async ({ page, serving }) => {
  await open(page, serving, '<nabla-widget concept="softmax" loading="eager"></nabla-widget>');
  const widget = page.locator('nabla-widget');
  await ready(widget);
  await widget.evaluate((e) => ((e as Widget).params = { z: [3, 1, 0.2] }));
  await expect(probabilities(widget)).toHaveText(softmaxOf([3, 1, 0.2]));
  const become = async (concept: string): Promise<void> => {
    await widget.evaluate((e, slug) => e.setAttribute('concept', slug), concept);
    await ready(widget);
    await expect(widget.locator('.sentence')).not.toBeEmpty();
    await expect(widget.locator('.card')).toHaveCount(1);
  };
  await become('sigmoid');
  await expect(widget.locator('nabla-bars[label="probabilities"]')).toHaveCount(0);
  await become('softmax');
  // What was set spoke of the widget that is gone.
  await expect(probabilities(widget)).toHaveText(softmaxOf([2, 1, 0.1]));
  await widget.evaluate((e) => e.setAttribute('concept', 'sofmax'));
  await expect(widget.getByRole('alert')).toContainText('no concept called “sofmax”');
  await become('softmax');
  await handle(widget).press('ArrowUp');
  await expect(probabilities(widget)).toHaveText(softmaxOf([2.1, 1, 0.1]));
});

test('a data form takes parameters and looks, and neither script, style nor another engine', async ({
  page,
  serving,
}) => {
  const strangers = 'data-onclick="document.title=1" data-onfocusin="document.title=1" data-style="color:red"';
  await open(
    page,
    serving,
    `<div data-nabla="softmax" data-logits="3,1,0.2" data-theme="dark" data-loading="eager" ${strangers} data-assets="/evil/" data-id="x"></div>`,
  );
  const widget = widgetIn(page);
  await ready(widget);
  await expect(probabilities(widget)).toHaveText(softmaxOf([3, 1, 0.2]));
  await widget.click();
  expect(await page.title()).toBe('A page');
  expect((await widget.evaluate((e) => e.getAttributeNames())).sort()).toEqual(
    ['concept', 'data-ready', 'loading', 'logits', 'status', 'theme'].sort(),
  );
});

test('autoplay starts once, and Pause holds', async ({ page, serving }) => {
  await open(page, serving, '<nabla-widget concept="gradient-descent" autoplay loading="eager"></nabla-widget>');
  const widget = page.locator('nabla-widget');
  await ready(widget);
  const pause = widget.getByRole('button', { name: 'Pause' }).first();
  await pause.click();
  await expect(widget.getByRole('button', { name: 'Pause' })).toHaveCount(0);
  const state = (): Promise<unknown> => widget.evaluate((e) => (e as Widget).params);
  const held = await state();
  await widget.locator('.sentence').click();
  await page.waitForTimeout(500);
  expect(await state()).toEqual(held);
});

test('readonly: everything is shown and nothing can be changed', async ({ page, serving }) => {
  const body = ['matrix-multiplication', 'gradient-descent']
    .map((slug) => `<nabla-widget concept="${slug}" readonly loading="eager"></nabla-widget>`)
    .join('');
  await open(page, serving, `${body}<nabla-widget concept="softmax" state="preset=overflow" readonly></nabla-widget>`);
  const widgets = page.locator('nabla-widget');
  for (const i of [0, 1, 2]) await ready(widgets.nth(i));
  const fields = page.locator('nabla-widget nabla-matrix input');
  expect(await fields.count()).toBeGreaterThan(3);
  for (const field of await fields.all()) await expect(field).toBeDisabled();
  const buttons = page.locator('nabla-widget nabla-player button');
  expect(await buttons.count()).toBeGreaterThan(2);
  for (const button of await buttons.all()) await expect(button).toBeDisabled();
  await expect(page.locator('nabla-matrix .grip')).toHaveCount(0);
  await expect(widgetIn(page).locator('.cause')).toBeVisible();
  await expect(widgetIn(page).locator('.cause button')).toHaveCount(0);
});

test('the last state that is set counts, however long an earlier one takes to unpack', async ({ page, serving }) => {
  const list = Array.from({ length: 40 }, (_, i) => (i / 7).toFixed(6)).join(',');
  await open(page, serving, '<nabla-widget concept="softmax" loading="eager"></nabla-widget>');
  const widget = widgetIn(page);
  await ready(widget);
  const shown = await widget.evaluate(async (e, long) => {
    const set = (text: string): Promise<void> =>
      (e as unknown as { setState(text: string): Promise<void> }).setState(text);
    const bytes = new Blob([long]).stream().pipeThrough(new CompressionStream('deflate-raw'));
    const packed = btoa(String.fromCharCode(...new Uint8Array(await new Response(bytes).arrayBuffer())));
    await Promise.all([set(`1.${packed.replaceAll('+', '-').replaceAll('/', '_')}`), set('z=1,1')]);
    return (e as Widget).params.z;
  }, `z=${list}`);
  expect(shown).toEqual([1, 1]);
});

test('a notebook’s model and the widget follow each other, and a preset stays chosen', async ({ page, serving }) => {
  await open(page, serving, '<main></main>', '');
  await page.evaluate(async () => {
    const values: Record<string, unknown> = { concept: 'softmax', params: {}, state: 'z=3,1,0.2' };
    const heard: [string, () => void][] = [];
    const model = {
      get: (name: string) => values[name],
      set: (name: string, value: unknown) => {
        values[name] = value;
        for (const [event, listener] of heard) if (event === `change:${name}`) listener();
      },
      save_changes: () => undefined,
      on: (event: string, listener: () => void) => heard.push([event, listener]),
      off: () => undefined,
    };
    const address = new URL('nabla/embed/anywidget.js', location.href).href;
    const { default: widget } = (await import(address)) as { default: { render(given: object): void } };
    widget.render({ model, el: document.querySelector('main') });
    Object.assign(globalThis, { model });
  });
  const widget = widgetIn(page);
  await ready(widget);
  await expect(probabilities(widget)).toHaveText(softmaxOf([3, 1, 0.2]));
  await widget.locator('[data-preset=equal]').click();
  const inPython = (name: string): Promise<unknown> =>
    page.evaluate((n) => (globalThis as unknown as { model: { get(n: string): unknown } }).model.get(n), name);
  await expect.poll(() => inPython('state')).toBe('preset=equal');
  await expect(widget.locator('[data-preset=equal]')).toHaveAttribute('aria-pressed', 'true');
  const set = (name: string, value: unknown): Promise<void> =>
    page.evaluate(
      ([n, v]) => (globalThis as unknown as { model: { set(n: unknown, v: unknown): void } }).model.set(n, v),
      [name, value],
    );
  await set('params', { z: [1, 1] });
  await expect(probabilities(widget)).toHaveText(['0.5', '0.5']);
  await set('state', 'z=0,0,0,0');
  await expect(probabilities(widget)).toHaveText(['0.25', '0.25', '0.25', '0.25']);
  await set('concept', 'sigmoid');
  await expect(page.locator('nabla-widget[concept=sigmoid]')).toHaveAttribute('data-ready', '');
});

test('it is hidden with what hides it, and dark on a dark page in whatever colours that is written', async ({
  page,
  serving,
}) => {
  const widget = '<nabla-widget concept="softmax" loading="eager"></nabla-widget>';
  const folder = place('element-around', {
    'style.css': '.hidden { visibility: hidden } .night { background: oklch(0.2 0.02 260) }',
    'page.html': pageOf(
      `<div class="hidden">${widget}</div><div class="night">${widget}</div>`,
      `<link rel="stylesheet" href="style.css">${SCRIPT}`,
    ),
  });
  bringSite(folder, 'nabla');
  await page.goto(`${await serving(folder)}page.html`);
  await expect(page.locator('nabla-widget[data-ready]')).toHaveCount(2);
  await expect(page.locator('.hidden nabla-widget .sentence')).toBeHidden();
  await expect(page.locator('.night nabla-widget .sentence')).toBeVisible();
  const scheme = (css: string): Promise<string> => page.locator(css).evaluate((e) => getComputedStyle(e).colorScheme);
  expect(await scheme('.night nabla-widget')).toBe('dark');
  expect(await scheme('.hidden nabla-widget')).toBe('light');
});
