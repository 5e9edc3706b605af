// npm run bench:kernels [-- part of a case's name]: the engine's kernels beside other libraries, in one page of Chromium.
// Writes .build/bench-kernels.json and prints it as a table of times or rates and of the ratio to the best of the others;
// without a part, also what each library costs a page before its first result, and both into tests/bench/kernels.md and, in
// a short form, the README.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { chromium as findChromium, FLAGS } from './lib/chromium.mjs';
import { buildBenchKernels, buildWasm, KERNEL_FILES } from './lib/cmake.mjs';
import { buildKernelPage, ensurePeers, measureKernels, PAGE, PEERS, SOURCE } from './lib/kernel-page.mjs';
import { withLock } from './lib/lock.mjs';
import { buildStarts, measureCold } from './lib/measure-cold.mjs';
import { at, BUILD } from './lib/paths.mjs';
import { main } from './lib/problem.mjs';
import { requireNode, requireWritable } from './lib/prerequisites.mjs';
import { serve } from './lib/serve.mjs';
import { buildSite } from './lib/site.mjs';

const OURS = ['ours, plain', 'ours, relaxed'];

const line = (...cells) => `| ${cells.join(' | ')} |`;
const ruled = (head) => [line(...head), line(...head.map((_, i) => (i === 0 ? '---' : '---:')))];

const othersOf = (row) => Object.keys(row.times).filter((name) => !OURS.includes(name));
const bestOf = (row) => othersOf(row).reduce((a, b) => (row.times[a] <= row.times[b] ? a : b), othersOf(row)[0]);

function shown(row, name) {
  const ms = row.times[name];
  if (ms === undefined) return '';
  if (row.unit) return (row.work / ms / 1e6).toPrecision(3);
  return ms >= 1 ? `${ms.toPrecision(3)} ms` : `${(ms * 1000).toPrecision(3)} µs`;
}

const ratio = (row, name) =>
  bestOf(row) && row.times[name] ? (row.times[bestOf(row)] / row.times[name]).toFixed(2) : '';

const titled = (row) => (row.unit ? `${row.name}, ${row.unit}` : row.name);

const kB = (bytes) => (bytes / 1000).toFixed(bytes < 10_000 && bytes > 0 ? 1 : 0);

/** What is fetched, and when the first product of two 64 x 64 matrices is there. */
const starts = (cold) => [
  'What is fetched, and milliseconds from navigation to the first product of two 64 × 64 matrices in a fresh browser process:',
  '',
  ...ruled(['', 'raw kB', 'gzip', 'brotli', 'best, ms', 'median']),
  ...cold.map(({ name, raw, gzip, brotli, best, median }) =>
    line(name, ...[raw, gzip, brotli].map(kB), best.toFixed(0), median.toFixed(0)),
  ),
];

const taken = ({ machine, browser }) =>
  `${new Date().toISOString().slice(0, 10)}, ${machine}, ${browser}, one thread, all in one page.`;

function table(result) {
  const { rows, peaks, failures, unsettled, cold } = result;
  const peers = [...new Set(rows.flatMap(othersOf))];
  return [
    `${taken(result)} Rates are higher, times lower when better; ratios above 1 are ours ahead.`,
    `Registers only: ${Object.entries(peaks)
      .map(([name, x]) => `${name} ${x.toFixed(1)}`)
      .join('; ')} GF/s.`,
    '',
    ...ruled(['kernel', 'n', ...OURS, 'plain : best', 'relaxed : best', ...peers]),
    ...rows.map((row) =>
      line(
        titled(row),
        row.size,
        ...OURS.map((name) => shown(row, name)),
        ...OURS.map((name) => ratio(row, name)),
        ...peers.map((name) => shown(row, name)),
      ),
    ),
    '',
    ...(cold ? starts(cold) : []),
    '',
    ...(unsettled.length > 0 ? [`Did not settle, for the machine did other things: ${unsettled.join(', ')}.`, ''] : []),
    ...failures.map((text) => `- ${text}`),
  ].join('\n');
}

/** What the README says of it: our rates, and how many times as fast as the best of the others. */
function short(result) {
  return [
    `${taken(result)} \`npm run bench:kernels\` remakes this table and [the whole one](tests/bench/kernels.md).`,
    '',
    ...ruled(['kernel', 'n', ...OURS, 'times the best peer: plain', 'relaxed', 'the best peer']),
    ...result.rows.map((row) =>
      line(
        titled(row),
        row.size,
        ...OURS.map((name) => shown(row, name)),
        ...OURS.map((name) => ratio(row, name)),
        `${bestOf(row) ?? ''} ${bestOf(row) ? shown(row, bestOf(row)) : ''}`.trim(),
      ),
    ),
    '',
    ...starts(result.cold),
  ].join('\n');
}

/** Puts both tables where they are kept; `between` are comments that do not show. */
async function keep(result) {
  const readme = at('README.md');
  const between = /(<!-- kernels -->\n)[^]*(\n<!-- \/kernels -->)/;
  const { format } = await import('prettier');
  const formatted = async (text) => (await format(text, { parser: 'markdown' })).trim();
  const brief = await formatted(short(result));
  writeFileSync(
    readme,
    readFileSync(readme, 'utf8').replace(between, (_, before, after) => `${before}\n${brief}\n${after}`),
  );
  writeFileSync(at('tests', 'bench', 'kernels.md'), `${await formatted(`# Kernels\n\n${table(result)}`)}\n`);
}

await main(async () => {
  requireWritable();
  requireNode();
  const executable = await findChromium();
  const only = process.argv[2];
  const places = await withLock(async () => {
    const modules = await buildBenchKernels();
    await ensurePeers();
    await buildKernelPage(modules);
    if (only !== undefined) return {};
    await buildWasm();
    await buildSite();
    return buildStarts(join(PAGE, 'starts'), { source: SOURCE, peers: PEERS, modules: KERNEL_FILES });
  });
  const { server, address } = await serve(PAGE, { port: 4188 });
  try {
    const measured = await measureKernels(executable, address, { only });
    const cold = only === undefined ? await measureCold(executable, FLAGS, `${address}starts/`, places) : undefined;
    const result = { machine: `${cpus().length} × ${cpus()[0].model.trim()}`, ...measured, cold };
    writeFileSync(join(BUILD, 'bench-kernels.json'), `${JSON.stringify(result, null, 2)}\n`);
    console.log(`\n${table(result)}`);
    if (only === undefined) await keep(result);
  } finally {
    server.close();
  }
});
