// Fuzzing the expression compiler: clang's libFuzzer with AddressSanitizer and UndefinedBehaviorSanitizer.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFuzzer } from './cmake.mjs';
import { withLock } from './lock.mjs';
import { aptInstall, hasApt } from './packages.mjs';
import { at, BUILD } from './paths.mjs';
import { Problem } from './problem.mjs';
import { capture, spawnTracked } from './run.mjs';

const VERSIONS = [22, 21, 20, 19, 18, 17, 16, 15, 14];
const SANITIZERS = '-fsanitize=fuzzer,address,undefined';
const FOLDER = join(BUILD, 'fuzz');

/** Whether this clang brings the runtimes that fuzzing links. */
function canFuzz(program) {
  const folder = mkdtempSync(join(tmpdir(), 'nabla-fuzz-'));
  const source = join(folder, 'probe.cpp');
  writeFileSync(source, 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }\n');
  const answer = capture(program, [SANITIZERS, source, '-o', join(folder, 'probe')], { stdio: 'pipe' });
  rmSync(folder, { recursive: true, force: true });
  return answer !== undefined;
}

const present = (program) => capture(program, ['--version'], { stdio: 'pipe' }) !== undefined;
const clangs = () => ['clang++', ...VERSIONS.map((version) => `clang++-${version}`)].filter(present);
const majorOf = (program) => /version (\d+)/.exec(capture(program, ['--version'], { stdio: 'pipe' }) ?? '')?.[1];

/** A clang++ that can fuzz; installs its runtime, or clang itself, where the distribution has packages. */
async function fuzzingCompiler() {
  const ready = clangs().find(canFuzz);
  if (ready) return ready;
  if (!hasApt()) throw new Problem('Fuzzing needs clang++ 14 or newer with libFuzzer (compiler-rt): install them.');
  if (clangs().length === 0) await aptInstall(['clang'], 'fuzzing');
  const newest = clangs().sort((a, b) => Number(majorOf(b)) - Number(majorOf(a)))[0];
  if (newest) await aptInstall([`libclang-rt-${majorOf(newest)}-dev`], 'fuzzing');
  const found = clangs().find(canFuzz);
  if (!found) throw new Problem('clang++ was found, but not its libFuzzer: install compiler-rt for that version.');
  return found;
}

/** What libFuzzer reports at its end: how many inputs it ran, and whether one of them was a finding. */
export function readFuzzer(log, code) {
  const executions = Number(/stat::number_of_executed_units: (\d+)/.exec(log)?.[1] ?? 0);
  const finding = /Test unit written to (\S+)/.exec(log)?.[1];
  return { executions, finding, passed: code === 0 && executions > 0 && finding === undefined };
}

// The timeout is by the clock on the wall: a busy machine may stall an input of 10 ms for seconds.
const OPTIONS = [
  '-max_len=1100',
  '-print_final_stats=1',
  '-timeout=60',
  '-report_slow_units=60',
  '-rss_limit_mb=2048',
  '-detect_leaks=0',
];
// Without the stack of every allocation the sanitizer is several times faster; a finding is run again with it.
const QUICK = { ...process.env, ASAN_OPTIONS: 'malloc_context_size=0:quarantine_size_mb=8' };

function execute(program, args, env) {
  return new Promise((resolve) => {
    const child = spawnTracked(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env });
    let log = '';
    child.stderr.on('data', (chunk) => (log = (log + chunk).slice(-200_000)));
    child.once('error', (error) => resolve({ code: -1, log: String(error) }));
    child.once('close', (code) => resolve({ code: code ?? -1, log }));
  });
}

/** As many fuzzers as a small machine has cores; they share their corpus. */
const FUZZERS = 2;

/** Fuzzes for so many seconds or inputs; { executions, seconds, finding, passed }. */
export async function fuzz({ seconds, runs }) {
  const program = await withLock(async () => buildFuzzer(await fuzzingCompiler()));
  const corpus = join(FOLDER, 'corpus');
  const findings = join(FOLDER, 'findings');
  for (const folder of [corpus, findings]) mkdirSync(folder, { recursive: true });
  const limit = runs === undefined ? `-max_total_time=${seconds}` : `-runs=${Math.ceil(runs / FUZZERS)}`;
  const dictionary = `-dict=${at('tests', 'fuzz', 'expression.dict')}`;
  const args = [
    ...OPTIONS,
    limit,
    dictionary,
    `-artifact_prefix=${findings}/`,
    corpus,
    at('tests', 'fuzz', 'expression-seeds'),
  ];
  const extent = runs === undefined ? `for ${seconds} s` : `with ${runs} inputs`;
  console.log(`· fuzzing the expression compiler ${extent}, ${FUZZERS} at a time`);
  const from = Date.now();
  const ended = await Promise.all(Array.from({ length: FUZZERS }, () => execute(program, args, QUICK)));
  const reports = ended.map(({ code, log }) => readFuzzer(log, code));
  const result = {
    executions: reports.reduce((sum, { executions }) => sum + executions, 0),
    finding: reports.find(({ finding }) => finding)?.finding,
    passed: reports.every(({ passed }) => passed),
    seconds: Math.round((Date.now() - from) / 1000),
  };
  if (result.passed) {
    console.log(`✓ ${result.executions} inputs in ${result.seconds} s, no findings`);
    return result;
  }
  const bad = reports.findIndex(({ passed }) => !passed);
  console.error(
    ended[bad].log
      .split('\n')
      .filter((line) => !/^#\d+|^\t?NEW_FUNC/.test(line))
      .slice(-40)
      .join('\n'),
  );
  if (result.finding) {
    const bytes = readFileSync(result.finding);
    console.error(`✗ a finding after ${result.executions} inputs: ${JSON.stringify(bytes.toString('utf8'))}`);
    console.error(`  run it again with: ${program} ${result.finding}`);
  }
  return result;
}
