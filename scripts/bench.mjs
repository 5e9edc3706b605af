// npm run bench: sizes, start, first interactions, dragging, and the engine's kernels natively and in Chromium, as one table.
// Writes .build/bench.json and tests/bench/results.md.
// npm run bench -- part …: only drags the views of sections, concepts ("adam") or single views ("adam/long"), and
// prints what that took.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium as findChromium, FLAGS } from './lib/chromium.mjs';
import { buildBench, buildWasm, SECTIONS, WASM } from './lib/cmake.mjs';
import { withLock } from './lib/lock.mjs';
import { at, BUILD, DIST } from './lib/paths.mjs';
import { main, Problem } from './lib/problem.mjs';
import { requireNode, requireWritable } from './lib/prerequisites.mjs';
import { capture } from './lib/run.mjs';
import { serve } from './lib/serve.mjs';
import { partsOfSite } from './lib/section-bindings.mjs';
import { buildSite } from './lib/site.mjs';
import { measureFirst } from './lib/measure-first.mjs';
import { measureDrags, measurePages } from './lib/measure-pages.mjs';
import { measureStart } from './lib/measure-start.mjs';

const gzip = (path) => gzipSync(readFileSync(path), { level: 9 }).length;
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

function nativeKernels(program) {
  const lines = capture(program, []).split('\n');
  return Object.fromEntries(lines.map((line) => line.split('\t')).map(([name, us]) => [name, Number(us)]));
}

/** Of its two kinds, of which a visitor fetches one, and of those of the sections. */
const engineSizes = () => ({
  plain: gzip(join(WASM, 'nabla.wasm')),
  relaxed: gzip(join(WASM, 'nabla-relaxed.wasm')),
  sections: Object.fromEntries(partsOfSite().map((part) => [part, gzip(join(SECTIONS, `nabla-relaxed-${part}.wasm`))])),
});

function table({ machine, browser, sizes, start, first, pages, kernels }) {
  const ms = (x) => `${x.toFixed(1)} ms`;
  const partsOf = ({ parts }) =>
    Object.entries(parts)
      .map(([name, x]) => `${name} ${x.toFixed(0)}`)
      .join(', ');
  const row = (...cells) => `| ${cells.join(' | ')} |`;
  const us = (x) => (x >= 1000 ? `${(x / 1000).toFixed(2)} ms` : `${x.toFixed(2)} µs`);
  return [
    '# Measured',
    '',
    `${new Date().toISOString().slice(0, 10)}, ${machine}, ${browser}. Best of repeated samples of at least 4 ms; \`npm run bench\` remakes this file.`,
    '',
    row('what', 'measured', 'goal'),
    row('---', '---:', '---:'),
    ...Object.entries(sizes.sections).map(([slug, bytes]) =>
      row(`engine of ${slug} (.wasm, relaxed SIMD), gzip`, kB(bytes), slug === 'linear-algebra' ? '≤ 150 kB' : ''),
    ),
    row('engine with all thirty concepts, for embedded widgets and the gallery, gzip', kB(sizes.relaxed), '≤ 200 kB'),
    row('the same for plain SIMD, which a browser fetches instead, gzip', kB(sizes.plain), '≤ 200 kB'),
    ...['section', 'whole'].map((kind) =>
      row(
        `${kind === 'whole' ? 'the same for the engine with everything' : 'engine of linear-algebra over an empty page, fresh browser, to a first product'}: best of ${start.starts} (median ${ms(start[kind].median)}; ${partsOf(start[kind])})`,
        ms(start[kind].best),
        '≤ 18 ms',
      ),
    ),
    ...Object.entries(first).map(([slug, f]) =>
      row(
        `first ${f.count} interactions with ${slug} after load, the slowest: computing ${ms(f.compute)}, the same again ${ms(f.computeAgain)}; with drawing`,
        `${ms(f.whole)}, again ${ms(f.wholeAgain)}`,
        '≤ 16 ms',
      ),
    ),
    ...Object.entries(pages).flatMap(([name, page]) => [
      row(`JavaScript of ${name} with every widget awake, gzip`, kB(page.script), ''),
      row(
        `the same with Chart.js, which comes with the first chart`,
        kB(page.script + page.charts),
        name === 'linear-algebra' ? '≤ 120 kB' : '≤ 150 kB',
      ),
      row(
        `first widget of ${name} usable after navigation, median of ${page.starts}`,
        `${page.firstWidget.toFixed(0)} ms`,
        '≤ 500 ms',
      ),
    ]),
    ...Object.entries(pages).flatMap(([, page]) =>
      Object.entries(page.drags).map(([slug, d]) =>
        row(
          `dragging ${slug}: compute and redraw, 95th percentile of ${d.count} frames`,
          `${d.p95.toFixed(2)} ms`,
          '≤ 8 ms',
        ),
      ),
    ),
    '',
    '| kernel, n | native | in the page, through the engine | ratio |',
    '| --- | ---: | ---: | ---: |',
    ...Object.entries(kernels.page).map(([name, page]) => {
      const native = kernels.native[name];
      return native === undefined
        ? row(name, '', us(page), '')
        : row(name, us(native), us(page), (page / native).toFixed(2));
    }),
    '',
  ].join('\n');
}

async function benchParts(parts) {
  const browserPath = await findChromium();
  await withLock(async () => {
    await buildWasm();
    await buildSite();
  });
  const { server, address } = await serve(DIST, { port: 4187 });
  try {
    const drags = await measureDrags(browserPath, address, parts);
    if (Object.keys(drags).length === 0)
      throw new Problem(`Nothing that can be dragged is called ${parts.join(', ')}.`);
    for (const [view, { p95, median, count }] of Object.entries(drags)) {
      console.log(`${p95.toFixed(2)} ms at the 95th percentile, median ${median.toFixed(2)}, ${count} frames: ${view}`);
    }
  } finally {
    server.close();
  }
}

async function benchAll() {
  const browserPath = await findChromium();
  const program = await withLock(async () => {
    await buildWasm();
    await buildSite();
    return buildBench();
  });
  const { server, address } = await serve(DIST, { port: 4187 });
  try {
    console.log('· start of the engine');
    const start = await measureStart(browserPath, FLAGS);
    const first = await measureFirst(browserPath, address);
    const { browser, pages, kernels } = await measurePages(browserPath, address);
    console.log('· native kernels');
    const result = {
      machine: `${cpus().length} × ${cpus()[0].model.trim()}`,
      browser,
      sizes: engineSizes(),
      start,
      first,
      pages,
      kernels: { native: nativeKernels(program), page: kernels },
    };
    writeFileSync(join(BUILD, 'bench.json'), `${JSON.stringify(result, null, 2)}\n`);
    writeFileSync(at('tests', 'bench', 'results.md'), table(result));
    console.log(`\n${table(result)}`);
  } finally {
    server.close();
  }
}

await main(async () => {
  requireWritable();
  requireNode();
  const parts = process.argv.slice(2);
  await (parts.length > 0 ? benchParts(parts) : benchAll());
});
