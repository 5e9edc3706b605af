// The page for iframes: its height, and the messages that the page around may send and hear.
import { handedOut } from './handed-out';
import { pageOf } from './pages';
import { bringSite, place } from './places';
import {
  awake,
  computes,
  expect,
  isDark,
  probabilities,
  softmaxOf,
  test,
  widgetIn,
  type Locator,
  type Page,
} from './support';

const SCRIPT = '<script defer src="nabla/embed/nabla.global.js"></script>';

interface Heard {
  readonly nabla: number;
  readonly type: string;
  readonly id?: unknown;
  readonly height?: number;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly state?: string;
}

/** Keeps every message that a frame sends. */
const listen = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const heard: unknown[] = [];
    Object.assign(globalThis, { heard });
    addEventListener('message', (e) => heard.push(e.data));
  });
const heard = (page: Page, type: string): Promise<Heard[]> =>
  page.evaluate((t) => (globalThis as unknown as { heard: Heard[] }).heard.filter((m) => m.type === t), type);
const send = (page: Page, message: Readonly<Record<string, unknown>>): Promise<void> =>
  page.evaluate((m) => document.querySelector('iframe')?.contentWindow?.postMessage({ nabla: 1, ...m }, '*'), message);

const heightOf = (frame: Locator): Promise<number> => frame.evaluate((e) => e.getBoundingClientRect().height);

async function opened(
  page: Page,
  serving: (folder: string) => Promise<string>,
  name: string,
  head = '',
): Promise<Locator> {
  await listen(page);
  const folder = place(name, { 'page.html': pageOf(`${handedOut('iframe', 'nabla/')}\n<p>After.</p>`, head) });
  bringSite(folder, 'nabla');
  await page.goto(`${await serving(folder)}page.html`);
  const widget = widgetIn(page.frameLocator('iframe'));
  await awake(widget);
  return widget;
}

test('an iframe alone', async ({ page, serving }) => {
  const widget = await opened(page, serving, 'frame');
  await computes(widget);
  const before = await heightOf(page.locator('iframe'));
  await widget.getByText('The data as a table').click();
  expect(await heightOf(page.locator('iframe'))).toBe(before);
});

test('with the script on the page, the height is that of its content', async ({ page, serving }) => {
  const widget = await opened(page, serving, 'frame-height', SCRIPT);
  const frame = page.locator('iframe');
  const fits = (): Promise<boolean> =>
    frame.evaluate((e) => {
      const inner = (e as HTMLIFrameElement).contentDocument?.documentElement;
      return inner !== undefined && inner !== null && Math.abs(inner.scrollHeight - e.clientHeight) <= 1;
    });
  await expect.poll(fits).toBe(true);
  const before = await heightOf(frame);
  await widget.getByText('The data as a table').click();
  await expect.poll(() => heightOf(frame)).toBeGreaterThan(before + 50);
  await expect.poll(fits).toBe(true);
  await widget.getByText('The data as a table').click();
  await expect.poll(() => heightOf(frame)).toBeLessThan(before + 2);
  await page.setViewportSize({ width: 480, height: 900 });
  await expect.poll(() => heightOf(frame)).toBeGreaterThan(before);
  await expect.poll(fits).toBe(true);
  // Embedly's message, for pages that know it.
  const embedly = await page.evaluate(() =>
    (globalThis as unknown as { heard: { context?: string; height?: number }[] }).heard.some(
      (m) => m.context === 'iframe.resize' && (m.height ?? 0) > 80,
    ),
  );
  expect(embedly).toBe(true);
});

test('messages: ready, set, get, theme, state, reset', async ({ page, serving }) => {
  const widget = await opened(page, serving, 'frame-messages');
  await expect.poll(async () => (await heard(page, 'ready')).length).toBe(1);
  expect((await heard(page, 'ready'))[0]?.height).toBeGreaterThan(100);

  await send(page, { type: 'set', params: { z: [1, 1, 1, 1] } });
  await expect(probabilities(widget)).toHaveText(['0.25', '0.25', '0.25', '0.25']);
  await send(page, { type: 'get', id: 'mine' });
  await expect.poll(async () => (await heard(page, 'state')).map((m) => m.id)).toEqual(['mine']);
  const [got] = await heard(page, 'state');
  expect(got?.params?.['z']).toEqual([1, 1, 1, 1]);
  expect(got?.state).toBe('z=1,1,1,1');
  // As a native control: what a script sets fires nothing.
  expect(await heard(page, 'input')).toEqual([]);

  await send(page, { type: 'state', value: 'z=2,2' });
  await expect(probabilities(widget)).toHaveText(['0.5', '0.5']);
  await send(page, { type: 'theme', value: 'dark', tokens: { '--nabla-fg': 'rgb(250, 250, 1)', color: 'red' } });
  await expect.poll(() => isDark(widget)).toBe(true);
  expect(await widget.locator('.sentence').evaluate((e) => getComputedStyle(e).color)).toBe('rgb(250, 250, 1)');
  await send(page, { type: 'theme', value: 'light', tokens: { '--nabla-fg': '' } });
  await expect.poll(() => isDark(widget)).toBe(false);

  await widget.locator('nabla-bars[label="logit"] .handle').first().press('ArrowUp');
  await expect(probabilities(widget)).toHaveText(softmaxOf([2.1, 2]));
  await expect.poll(async () => (await heard(page, 'change')).length).toBe(1);
  expect((await heard(page, 'change'))[0]?.state).toBe('z=2.1,2');

  await send(page, { type: 'reset' });
  await expect(probabilities(widget)).toHaveText(softmaxOf([3, 1, 0.2]));
  for (const message of [{ type: 'nonsense' }, { type: 'set', params: null }, { type: 'set', params: { z: 'x' } }, {}])
    await send(page, message);
  await page.evaluate(() => document.querySelector('iframe')?.contentWindow?.postMessage('words', '*'));
  await expect(probabilities(widget)).toHaveText(softmaxOf([3, 1, 0.2]));
});

test('messages: step and play, where the picture has a player', async ({ page, serving }) => {
  await listen(page);
  const folder = place('frame-player', {
    'page.html': pageOf('<iframe src="nabla/embed.html?concept=gradient-descent" width="900" height="1200"></iframe>'),
  });
  bringSite(folder, 'nabla');
  await page.goto(`${await serving(folder)}page.html`);
  const widget = page.frameLocator('iframe').locator('nabla-widget');
  await expect(widget).toHaveAttribute('data-ready', '');
  await send(page, { type: 'get', id: 0 });
  await expect.poll(async () => (await heard(page, 'state')).length).toBe(1);
  await send(page, { type: 'step', n: -2 });
  await send(page, { type: 'get', id: 1 });
  await expect.poll(async () => (await heard(page, 'state')).length).toBe(2);
  const [before, after] = await heard(page, 'state');
  expect(Number(after?.params?.['step'])).toBe(Number(before?.params?.['step']) - 2);
});

test('what a visitor changes stays in the fragment, and only there', async ({ page, serving }) => {
  const folder = place('frame-fragment', {});
  bringSite(folder, 'nabla');
  const asked: string[] = [];
  page.on('request', (r) => asked.push(r.url()));
  await page.goto(`${await serving(folder)}nabla/embed.html?concept=softmax&logits=3,1,0.2`);
  await computes(widgetIn(page));
  await widgetIn(page).locator('nabla-bars[label="logit"] .handle').first().press('ArrowUp');
  await expect.poll(() => page.url()).toContain('#s=');
  await page.reload();
  await awake(widgetIn(page));
  await expect(probabilities(widgetIn(page))).toHaveText(softmaxOf([3.1, 1, 0.2]));
  // Back at what the query asks for, also after a reload.
  await widgetIn(page).getByRole('button', { name: 'Reset' }).click();
  await expect(probabilities(widgetIn(page))).toHaveText(softmaxOf([3, 1, 0.2]));
  await expect.poll(() => page.url()).not.toContain('#');
  // At the concept's own values, which the query does not ask for: an empty state, which is not the same as none.
  await page.evaluate(() => (location.hash = '#s='));
  await expect(probabilities(widgetIn(page))).toHaveText(softmaxOf([2, 1, 0.1]));
  await page.reload();
  await awake(widgetIn(page));
  await expect(probabilities(widgetIn(page))).toHaveText(softmaxOf([2, 1, 0.1]));
  await page.evaluate(() => (location.hash = ''));
  await expect(probabilities(widgetIn(page))).toHaveText(softmaxOf([3, 1, 0.2]));
  expect(asked.filter((u) => /[#?&]s=/.test(u))).toEqual([]);
});

test('the query may say how it looks, and nothing that would make it another page', async ({ page, serving }) => {
  const folder = place('frame-looks', {});
  bringSite(folder, 'nabla');
  const query =
    'concept=softmax&without-table=on&readonly=on&label=Mine&loading=click&onclick=alert(1)&style=color:red&id=x&params={}';
  await page.goto(`${await serving(folder)}nabla/embed.html?${query}`);
  const widget = widgetIn(page);
  await awake(widget);
  await expect(widget.getByText('The data as a table')).toHaveCount(0);
  await expect(widget.getByRole('button', { name: 'Reset' })).toHaveCount(0);
  expect(await widget.getAttribute('label')).toBe('Mine');
  for (const name of ['onclick', 'params', 'style', 'id']) expect(await widget.getAttribute(name)).toBeNull();
  expect(await widget.getAttribute('loading')).toBe('eager');
});

test('dark for a dark system', async ({ page, serving }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  const folder = place('frame-dark', {});
  bringSite(folder, 'nabla');
  const base = await serving(folder);
  await page.goto(`${base}nabla/embed.html?concept=softmax`);
  await awake(widgetIn(page));
  expect(await isDark(widgetIn(page))).toBe(true);
  await page.goto(`${base}nabla/embed.html?concept=softmax&theme=light`);
  await awake(widgetIn(page));
  expect(await isDark(widgetIn(page))).toBe(false);
});
