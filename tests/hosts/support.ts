// What every host must let a widget do, and what every page of a host is watched for.
import { expect, test as base, type FrameLocator, type Locator, type Page } from '@playwright/test';
import type { Server } from 'node:http';
import { serve } from '../../scripts/lib/serve.mjs';
import { LOGITS } from './handed-out';

export { expect, type FrameLocator, type Locator, type Page };

interface Watch {
  /** Messages of the host itself that have nothing to do with us. */
  readonly allow: (pattern: RegExp) => void;
  readonly problems: readonly string[];
}

interface Served {
  readonly address: string;
}

type Serve = (folder: string, headers?: Readonly<Record<string, string>>) => Promise<string>;

const LOCAL =
  /^(https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/|data:|blob:|file:|about:|ws:\/\/(127\.0\.0\.1|localhost)[:/])/;

export const test = base.extend<{ watch: Watch; serving: Serve }>({
  watch: [
    async ({ context }, use) => {
      const problems: string[] = [];
      const allowed: RegExp[] = [];
      const note = (text: string): void => {
        if (!allowed.some((pattern) => pattern.test(text))) problems.push(text);
      };
      context.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) note(`console ${message.type()}: ${message.text()}`);
      });
      context.on('weberror', (error) => note(`uncaught: ${error.error().message}`));
      context.on('request', (request) => {
        if (!LOCAL.test(request.url())) note(`foreign request: ${request.url()}`);
      });
      context.on('requestfailed', (request) => {
        const why = request.failure()?.errorText ?? '';
        if (why !== 'net::ERR_ABORTED') note(`failed: ${request.url()} ${why}`);
      });
      await use({ allow: (pattern) => allowed.push(pattern), problems });
      expect(problems, 'console and network').toEqual([]);
    },
    { auto: true },
  ],
  /** A folder under a sub-path, by a host that knows nothing of us: no headers, and no type for WebAssembly. */
  serving: async ({}, use) => {
    const servers: Server[] = [];
    await use(async (folder, headers = {}) => {
      const types = { '.wasm': 'application/octet-stream' };
      const { address, server }: Served & { server: Server } = await serve(folder, {
        port: 0,
        base: '/x/y/',
        headers,
        types,
      });
      servers.push(server);
      return address.replace('localhost', '127.0.0.1');
    });
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  },
});

const three = (x: number): string => String(Number(x.toPrecision(3)));

/** By the definition, as the widget writes it. */
export function softmaxOf(logits: readonly number[]): string[] {
  const e = logits.map((z) => Math.exp(z));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((x) => three(x / sum));
}

export const widgetIn = (place: Page | FrameLocator | Locator): Locator =>
  place.locator('nabla-widget[concept="softmax"]');
export const probabilities = (widget: Locator): Locator => widget.locator('nabla-bars[label="probabilities"] .value');
export const logits = (widget: Locator): Locator => widget.locator('nabla-bars[label="logit"] .value');
export const handle = (widget: Locator): Locator => widget.locator('nabla-bars[label="logit"] .handle').first();

export async function awake(widget: Locator): Promise<void> {
  await expect(widget).toHaveCount(1);
  await widget.scrollIntoViewIfNeeded();
  await expect(widget).toHaveAttribute('data-ready', '');
}

const rest = LOGITS.slice(1);

/** The widget shows what was asked for, and an arrow key changes its numbers to the right ones. */
export async function computes(widget: Locator): Promise<void> {
  await awake(widget);
  await expect(probabilities(widget)).toHaveText(softmaxOf(LOGITS));
  await handle(widget).press('ArrowDown');
  await expect(probabilities(widget)).toHaveText(softmaxOf([(LOGITS[0] as number) - 0.1, ...rest]));
  await handle(widget).press('ArrowUp');
  await expect(probabilities(widget)).toHaveText(softmaxOf(LOGITS));
}

/** A top is dragged down by a part of the way to the ground; the logit goes by the same part. */
export async function drags(page: Page, widget: Locator): Promise<void> {
  await awake(widget);
  await handle(widget).scrollIntoViewIfNeeded();
  const knob = await handle(widget).locator('.knob').boundingBox();
  if (!knob) throw new Error('The handle has no size.');
  const [x, y] = [knob.x + knob.width / 2, knob.y + knob.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + 12, { steps: 3 });
  // The knob stays under the pointer, however the host scales its pages: 4 px for the step of a tenth. Once it is let go,
  // the axis may take another range.
  await expect
    .poll(async () => {
      const now = await handle(widget).locator('.knob').boundingBox();
      return Math.abs((now?.y ?? 0) + (now?.height ?? 0) / 2 - (y + 12));
    })
    .toBeLessThan(4);
  await page.mouse.up();
  const now = Number((await logits(widget).first().textContent())?.replace('−', '-'));
  expect(now).toBeLessThan(LOGITS[0] as number);
  await expect(probabilities(widget)).toHaveText(softmaxOf([now, ...rest]));
}

const luminance = (color: string): number => {
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
};

/** Whether its words are light, as they are on a dark page. */
export async function isDark(widget: Locator): Promise<boolean> {
  const color = await widget.locator('.sentence').evaluate((e) => getComputedStyle(e).color);
  return luminance(color) > 0.5;
}

/** The host's own switch, clicked until it has been both. */
export async function followsDark(
  widget: Locator,
  toDark: () => Promise<void>,
  toLight: () => Promise<void>,
): Promise<void> {
  await awake(widget);
  await expect.poll(() => isDark(widget)).toBe(false);
  await toDark();
  await expect.poll(() => isDark(widget)).toBe(true);
  await toLight();
  await expect.poll(() => isDark(widget)).toBe(false);
}

export interface Held {
  readonly bytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** What the page holds after everything that nobody can reach is gone. */
export async function held(page: Page): Promise<Held> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  // The second time for what finalizers of the first let go.
  for (let i = 0; i < 3; i++) {
    await session.send('HeapProfiler.collectGarbage');
    await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
  }
  const { metrics } = await session.send('Performance.getMetrics');
  await session.detach();
  const of = (name: string): number => metrics.find((m) => m.name === name)?.value ?? NaN;
  return { bytes: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners') };
}

/** Takes a copy of the page's widget in, uses it, takes it out: nothing of it stays in the page. */
export async function leavesNothing(page: Page, widget: Locator): Promise<void> {
  await awake(widget);
  const once = async (): Promise<void> => {
    await widget.evaluate(async (first) => {
      const copy = first.ownerDocument.createElement('nabla-widget') as HTMLElement & { ready: Promise<unknown> };
      copy.setAttribute('concept', 'softmax');
      copy.setAttribute('loading', 'eager');
      first.after(copy);
      await copy.ready;
      const knob = copy.shadowRoot?.querySelector('nabla-bars')?.shadowRoot?.querySelector('.handle');
      knob?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true, composed: true }));
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      copy.remove();
    });
  };
  // The first time for what a page keeps for good: compiled templates, shared sheets.
  await once();
  await once();
  const around = (): Promise<number> =>
    page.evaluate(() => document.head.childElementCount + document.body.childElementCount);
  const [before, outside] = [await held(page), await around()];
  await once();
  expect(await around(), 'elements of head and body').toBe(outside);
  // What warms up while the page is idle waits for the page to be idle: on a busy machine that takes a second.
  const left = async (): Promise<number> => {
    const after = await held(page);
    return Math.max(after.nodes - before.nodes, after.listeners - before.listeners);
  };
  await expect.poll(left, { message: 'nodes or listeners that stay' }).toBeLessThanOrEqual(0);
}
