// The page on which the kernels are measured beside other libraries: fetched, bundled, put together, driven.
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FLAGS } from './chromium.mjs';
import { at, BUILD } from './paths.mjs';
import { Problem } from './problem.mjs';
import { runStep } from './run.mjs';

export const SOURCE = at('tests', 'bench', 'kernels');
const MODULES = join(SOURCE, 'node_modules');
export const PAGE = join(BUILD, 'bench-kernels');
export const PEERS = join(PAGE, 'peers');

/** The libraries are large and serve nothing else: fetched when this benchmark is asked for. */
export async function ensurePeers() {
  if (existsSync(join(MODULES, '.package-lock.json'))) return;
  await runStep('npm ci (libraries to compare with)', 'npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: SOURCE,
    failure: () =>
      'npm could not fetch the libraries to compare with: connect (or set https_proxy) and run "npm run bench:kernels" again.',
  });
}

function copyPeersModules() {
  mkdirSync(PEERS, { recursive: true });
  const sources = [
    ['@tensorflow/tfjs-backend-wasm/dist', /\.wasm$/],
    ['onnxruntime-web/dist', /^ort-wasm-simd-threaded\.(wasm|mjs)$/],
  ];
  for (const [folder, pattern] of sources) {
    const from = join(MODULES, ...folder.split('/'));
    const found = readdirSync(from).filter((name) => pattern.test(name));
    if (found.length === 0)
      throw new Problem(`${from} holds no WebAssembly: remove ${MODULES} and run the same command again.`);
    for (const name of found) copyFileSync(join(from, name), join(PEERS, name));
  }
}

/** modules: the paths of our own two. */
export async function buildKernelPage(modules) {
  const { build } = await import('vite');
  await build({
    configFile: false,
    root: SOURCE,
    base: './',
    logLevel: 'error',
    build: {
      outDir: PAGE,
      emptyOutDir: true,
      target: 'esnext',
      chunkSizeWarningLimit: 100_000,
      rollupOptions: { input: join(SOURCE, 'page.mjs'), output: { entryFileNames: 'page.js' } },
    },
  });
  copyPeersModules();
  for (const path of modules) copyFileSync(path, join(PAGE, basename(path)));
  const page =
    '<!doctype html><meta charset="utf-8"><title>kernels</title><script type="module" src="page.js"></script>\n';
  writeFileSync(join(PAGE, 'index.html'), page);
}

/** What the page measures, and in which browser. */
export async function measureKernels(executablePath, address, options) {
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const page = await browser.newPage();
    page.on('console', (message) => message.type() === 'log' && console.log(`· ${message.text()}`));
    await page.goto(address);
    await page.waitForFunction(() => 'measure' in globalThis);
    return {
      browser: `Chromium ${browser.version()}`,
      ...(await page.evaluate((o) => globalThis.measure(o), options)),
    };
  } finally {
    await browser.close();
  }
}
