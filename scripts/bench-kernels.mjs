// npm run bench:kernels [-- part of a case's name]: the engine's kernels beside other libraries, in one page of Chromium.
// Writes .build/bench-kernels.json and prints it as a table of times or rates and of the ratio to the best of the others.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { chromium as findChromium } from './lib/chromium.mjs';
import { buildBenchKernels } from './lib/cmake.mjs';
import { buildKernelPage, ensurePeers, measureKernels, PAGE } from './lib/kernel-page.mjs';
import { withLock } from './lib/lock.mjs';
import { BUILD } from './lib/paths.mjs';
import { main } from './lib/problem.mjs';
import { requireNode, requireWritable } from './lib/prerequisites.mjs';
import { serve } from './lib/serve.mjs';

const OURS = ['ours, plain', 'ours, relaxed'];

function table({ rows, peaks, machine, browser, failures }) {
  const line = (...cells) => `| ${cells.join(' | ')} |`;
  const peers = [...new Set(rows.flatMap((row) => Object.keys(row.times)))].filter((name) => !OURS.includes(name));
  const shown = (row, name) => {
    const ms = row.times[name];
    if (ms === undefined) return '';
    if (row.unit) return (row.work / ms / 1e6).toPrecision(3);
    return ms >= 1 ? `${ms.toPrecision(3)} ms` : `${(ms * 1000).toPrecision(3)} µs`;
  };
  const ratio = (row, name) => {
    const best = Math.min(...peers.map((peer) => row.times[peer] ?? Infinity));
    return Number.isFinite(best) && row.times[name] ? (best / row.times[name]).toFixed(2) : '';
  };
  const head = ['kernel', 'n', ...OURS, 'plain : best', 'relaxed : best', ...peers];
  return [
    `${new Date().toISOString().slice(0, 10)}, ${machine}, ${browser}, one thread. Rates are higher, times lower when better; ratios above 1 are ours ahead.`,
    `Registers only: ${Object.entries(peaks)
      .map(([name, x]) => `${name} ${x.toFixed(1)}`)
      .join('; ')} GF/s.`,
    '',
    line(...head),
    line(...head.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...rows.map((row) =>
      line(
        row.unit ? `${row.name}, ${row.unit}` : row.name,
        row.size,
        ...OURS.map((name) => shown(row, name)),
        ...OURS.map((name) => ratio(row, name)),
        ...peers.map((name) => shown(row, name)),
      ),
    ),
    '',
    ...failures.map((text) => `- ${text}`),
  ].join('\n');
}

await main(async () => {
  requireWritable();
  requireNode();
  const executable = await findChromium();
  await withLock(async () => {
    const modules = await buildBenchKernels();
    await ensurePeers();
    await buildKernelPage(modules);
  });
  const { server, address } = await serve(PAGE, { port: 4188 });
  try {
    const only = process.argv[2];
    const measured = await measureKernels(executable, address, { only });
    const result = { machine: `${cpus().length} × ${cpus()[0].model.trim()}`, ...measured };
    writeFileSync(join(BUILD, 'bench-kernels.json'), `${JSON.stringify(result, null, 2)}\n`);
    console.log(`\n${table(result)}`);
  } finally {
    server.close();
  }
});
