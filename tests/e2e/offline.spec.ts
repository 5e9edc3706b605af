// Without a network: the copy that the service worker keeps, its update and its removal; and the pages opened from a folder.

import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serve } from '../../scripts/lib/serve.mjs';
import { concepts } from './concepts';
import { expect, test, type Page } from './support';

const slugs = [...new Set(concepts.map((c) => c.section))];

/** Wakes every widget of a page and waits until it can be used. */
async function wakeAll(page: Page): Promise<number> {
  await page.waitForFunction(() => customElements.get('nabla-widget') !== undefined);
  return page.evaluate(async () => {
    const widgets = [...document.querySelectorAll('nabla-widget')] as unknown as {
      load(): Promise<void>;
      ready: Promise<unknown>;
    }[];
    for (const widget of widgets) {
      void widget.load();
      await widget.ready;
    }
    return widgets.length;
  });
}

test.describe('the copy on the device', () => {
  test.use({ serviceWorkers: 'allow' });
  let folder = '';
  let server: Server;
  let address = '';

  test.beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nabla-offline-'));
    cpSync('dist', folder, { recursive: true });
    const served = await serve(folder, { port: 4300 + Math.floor(Math.random() * 500), base: '/a/b/', csp: true });
    server = served.server;
    address = served.address;
  });
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  test.afterEach(() => {
    stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Until the worker holds everything and answers for this page. */
  const settled = async (page: Page): Promise<void> => {
    await page.goto(address);
    await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated', null, {
      timeout: 60_000,
    });
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  };

  test('shows every page, widget and notebook with the network cut', async ({ page, context, watch }) => {
    test.setTimeout(240_000);
    // The server of this test stands at an address of its own.
    watch.allow(/^foreign request: http:\/\/localhost/);
    await settled(page);
    const kept = await page.evaluate(async () => {
      const stores = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
      const files = (await Promise.all(stores.map((store) => store.keys()))).flat();
      return files.map(({ url }) => url).filter((url) => /\/nabla-[^/]*\.wasm/.test(url));
    });
    expect(kept, 'one of the engine’s two files').toEqual([expect.stringMatching(/nabla-relaxed-[\w-]{8}\.wasm$/)]);
    await context.setOffline(true);
    stop();
    let widgets = 0;
    for (const slug of slugs) {
      await page.goto(`${address}${slug}/`);
      widgets += await wakeAll(page);
      const notebook = await page.evaluate(async (name) => (await fetch(`../notebooks/${name}.ipynb`)).text(), slug);
      expect(notebook, slug).toMatch(/"nbformat": 4/);
    }
    expect(widgets).toBe(concepts.length);
    for (const path of ['', 'cheat-sheet/', 'embedding/', 'your-machine/']) {
      await page.goto(address + path);
      await expect(page.locator('h1')).toBeVisible();
    }
    await page.getByRole('button', { name: 'Start' }).click();
    await expect(page.locator('[data-row="0"] [data-cell=ratio]')).toContainText('×', { timeout: 30_000 });
  });

  test('asks before a newer version takes its place, and can be removed', async ({ page, watch }) => {
    test.setTimeout(120_000);
    watch.allow(/^foreign request: http:\/\/localhost/);
    await settled(page);
    appendFileSync(join(folder, 'sw.js'), '\n// A newer version.\n');
    await page.reload();
    const bar = page.locator('.offline-bar');
    await expect(bar).toContainText('newer version', { timeout: 60_000 });
    const before = await page.evaluate(() => performance.timeOrigin);
    await bar.getByRole('button', { name: 'Reload with it' }).click();
    await page.waitForFunction((t) => performance.timeOrigin > t, before);
    await expect(page.locator('h1')).toBeVisible();
    await page.getByRole('button', { name: 'Remove the offline copy' }).click();
    await expect(page.locator('.offline-bar')).toContainText('removed');
    expect(await page.evaluate(async () => (await caches.keys()).length)).toBe(0);
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  });
});

test.describe('from a folder, without a server', () => {
  const root = pathToFileURL(join('.build', 'folder', 'nabla')).href;

  test('every page opens and every widget works', async ({ page, watch }) => {
    test.setTimeout(240_000);
    watch.allow(/^foreign request: file:/);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    let widgets = 0;
    await page.goto(`${root}/index.html`);
    for (const slug of slugs) {
      await page.goto(`${root}/index.html`);
      await page.locator(`.course a[href*="${slug}/"]`).first().click();
      await expect(page).toHaveURL(new RegExp(`/${slug}/index\\.html`));
      widgets += await wakeAll(page);
    }
    expect(widgets).toBe(concepts.length);
    expect(asked.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
  });

  test('search, gallery, cheat sheet and the page for iframes work', async ({ page, watch }) => {
    watch.allow(/^foreign request: file:/);
    await page.goto(`${root}/index.html`);
    await page.keyboard.press('/');
    await page.getByRole('combobox').fill('singular value');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/linear-algebra\/index\.html#svd$/);
    await expect(page.locator('nabla-widget[concept=svd]')).toHaveAttribute('data-ready', '');
    await page.goto(`${root}/embedding/index.html`);
    await expect(page.locator('#gallery-stage nabla-widget')).toHaveAttribute('data-ready', '');
    await page.goto(`${root}/cheat-sheet/index.html`);
    await expect(page.locator('.sheet-item')).toHaveCount(30);
    await page.goto(`${root}/embed.html?concept=softmax&logits=3,1,0`);
    await expect(page.locator('nabla-widget')).toHaveAttribute('data-ready', '');
  });

  test('the machine is measured, beside the page', async ({ page, watch }) => {
    watch.allow(/^foreign request: file:/);
    await page.goto(`${root}/index.html`);
    await page.locator('footer').getByRole('link', { name: 'Your machine' }).click();
    const workers: string[] = [];
    page.on('worker', (worker) => workers.push(worker.url()));
    await page.getByRole('button', { name: 'Start' }).click();
    await expect(page.getByRole('button', { name: 'Again' })).toBeVisible({ timeout: 45_000 });
    await expect(page.locator('#machine-now')).toContainText('Every result agrees');
    expect(workers.map((url) => url.split(':')[0])).toEqual(['blob']);
  });
});

test('a widget in its state can be saved as one page, which needs nothing else', async ({ page, watch }, info) => {
  watch.allow(/^foreign request: file:/);
  await page.goto('probability-statistics/#softmax?z=3,1,0');
  const widget = page.locator('nabla-widget[concept=softmax]');
  await expect(widget).toHaveAttribute('data-ready', '');
  const said = await widget.locator('.sentence').innerText();
  const coming = page.waitForEvent('download');
  await widget.getByRole('button', { name: 'Save as page' }).click();
  const file = info.outputPath('softmax.html');
  await (await coming).saveAs(file);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  await expect(widget).toHaveAttribute('data-ready', '');
  await expect(widget.locator('.sentence')).toHaveText(said);
  await widget.locator('[data-preset=equal]').click();
  await expect(widget.locator('.sentence')).not.toHaveText(said);
  expect(asked.filter((url) => url !== pathToFileURL(file).href && !/^(data|blob):/.test(url))).toEqual([]);
});
