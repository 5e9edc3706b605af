// What each library costs a page before it answers for the first time: what is fetched, and how long that takes over an empty
// page, each time in a browser that was started for it.
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { EMPTY, ENGINE, inFreshBrowser } from './measure-start.mjs';
import { DIST } from './paths.mjs';

const STARTS = 7;
const OURS = 'ours, the whole engine';

const page = '<!doctype html><meta charset="utf-8"><title>start</title><script type="module" src="page.js"></script>\n';

function folderFor(root, name) {
  const folder = join(root, name.replaceAll(/[^a-z]+/g, '-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.html'), page);
  return folder;
}

async function bundled(source, script, folder) {
  const { build } = await import('vite');
  // Where the benchmark's own libraries are found.
  const entry = join(source, 'starts', `${basename(folder)}.mjs`);
  mkdirSync(join(source, 'starts'), { recursive: true });
  try {
    writeFileSync(
      entry,
      `${script}\nif (first !== 16) throw new Error(String(first));\nglobalThis.times = { result: performance.now() };\n`,
    );
    await build({
      configFile: false,
      root: source,
      base: './',
      logLevel: 'error',
      build: {
        outDir: folder,
        emptyOutDir: false,
        target: 'esnext',
        chunkSizeWarningLimit: 100_000,
        rollupOptions: { input: entry, output: { entryFileNames: 'page.js' } },
      },
    });
  } finally {
    rmSync(join(source, 'starts'), { recursive: true });
  }
}

/** Builds a folder of pages below `root`; answers name to path. modules: our kernels, for plain and relaxed SIMD. */
export async function buildStarts(root, { source, peers, modules }) {
  rmSync(root, { recursive: true, force: true });
  const { STARTS: libraries } = await import(join(source, 'starts.mjs'));
  const places = {};
  const add = (name) => {
    const folder = folderFor(root, name);
    places[name] = basename(folder);
    return folder;
  };
  writeFileSync(join(add('empty page'), 'page.js'), EMPTY);
  if (existsSync(join(DIST, 'embed'))) {
    const folder = add(OURS);
    cpSync(join(DIST, 'embed'), join(folder, 'embed'), { recursive: true });
    writeFileSync(join(folder, 'page.js'), ENGINE);
  }
  for (const [name, { script }] of Object.entries(libraries)) {
    const folder = add(name);
    await bundled(source, script, folder);
    cpSync(peers, join(folder, 'peers'), { recursive: true });
    for (const path of modules) copyFileSync(path, join(folder, basename(path)));
  }
  return places;
}

const sizesOf = (bodies) => {
  const sum = (size) => bodies.reduce((all, body) => all + size(body), 0);
  return {
    raw: sum((body) => body.length),
    gzip: sum((body) => gzipSync(body, { level: 9 }).length),
    brotli: sum((body) => brotliCompressSync(body).length),
  };
};

/** Name to { raw, gzip, brotli } in bytes and { best, median } in milliseconds from navigation to the first result. */
export async function measureCold(executablePath, args, address, places) {
  const { chromium } = await import('@playwright/test');
  const times = {};
  const sizes = {};
  for (let i = 0; i < STARTS; i++) {
    // In turn, so that what else the machine does falls on all.
    for (const [name, place] of Object.entries(places)) {
      const bodies = i === 0 ? [] : undefined;
      const { result } = await inFreshBrowser(chromium, { executablePath, args }, `${address}${place}/`, bodies);
      (times[name] ??= []).push(result);
      if (bodies) sizes[name] = sizesOf(await Promise.all(bodies));
    }
  }
  return Object.entries(times).map(([name, runs]) => {
    const sorted = runs.toSorted((a, b) => a - b);
    return { name, ...sizes[name], best: sorted[0], median: sorted[Math.floor(sorted.length / 2)] };
  });
}
