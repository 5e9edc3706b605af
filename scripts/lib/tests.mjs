// The parts of the test command: how each is run, and how many tests it says it ran.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { check } from './check.mjs';
import { chromium } from './chromium.mjs';
import { buildNative, buildWasm, buildWasmTests, buildWithEigen5 } from './cmake.mjs';
import { ENGINE_NAMES, enginesHere, enginesInstalled, titleOf } from './engines.mjs';
import { fuzz } from './fuzz.mjs';
import { ALL, ensureHosts, QUICK } from './hosts.mjs';
import { withLock } from './lock.mjs';
import { at, BUILD } from './paths.mjs';
import { Problem } from './problem.mjs';
import { runVisibly } from './run.mjs';
import { buildSite } from './site.mjs';

const REPORTS = join(BUILD, 'reports');
/** Test runners leave a core to others where nobody says so: on two cores, half of what there is. */
const CORES = String(availableParallelism());

// doctest: "[doctest] test cases:  12 |  11 passed | 1 failed | 3 skipped"; skipped are those of other files.
export function countDoctest(junit) {
  const count = { passed: 0, failed: 0 };
  for (const [, passed, failed] of junit.matchAll(/test cases:\s*\d+\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed/g)) {
    count.passed += Number(passed);
    count.failed += Number(failed);
  }
  // A program that a sanitizer or a trap ended early prints no counts.
  const programs = Number(/failures="(\d+)"/.exec(junit)?.[1] ?? 0);
  return { ...count, failed: Math.max(count.failed, programs) };
}

export function countVitest(text) {
  const { numPassedTests, numFailedTests } = JSON.parse(text);
  return { passed: numPassedTests, failed: numFailedTests };
}

// Flaky tests, which passed when tried again, count as passed; Playwright lists them by name.
export function countPlaywright(text) {
  const { stats, errors } = JSON.parse(text);
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length };
}

export function countTap(text) {
  const number = (name) => Number(new RegExp(`^# ${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return { passed: number('pass'), failed: number('fail') + number('cancelled') };
}

/** Runs a test program that writes a report, and counts from it; a failure that no report mentions counts as one. */
async function counted(report, count, command, args, options) {
  mkdirSync(REPORTS, { recursive: true });
  rmSync(report, { force: true });
  const code = await runVisibly(command, args, options);
  const result = existsSync(report) ? count(readFileSync(report, 'utf8')) : { passed: 0, failed: 0 };
  const silent = result.passed + result.failed === 0;
  if (silent) console.error('No test was run: that is a failure.');
  if ((code !== 0 || silent) && result.failed === 0) result.failed = 1;
  return result;
}

async function ctest(name, build) {
  const { tools, env, folder } = await withLock(build);
  const report = join(REPORTS, `${name}.xml`);
  // Whole, because the counts are at the end of what each program prints.
  const whole = ['--test-output-size-passed', '1000000', '--test-output-size-failed', '1000000'];
  const args = [
    '--test-dir',
    folder,
    '--parallel',
    CORES,
    '--output-on-failure',
    '--no-tests=error',
    '--output-junit',
    report,
    ...whole,
  ];
  const result = await counted(report, countDoctest, tools.ctest, args, { env });
  console.log(`doctest: ${result.passed} test cases passed, ${result.failed} failed`);
  return result;
}

const program = (...path) => at('node_modules', ...path);

async function web() {
  await withLock(async () => {
    await buildWasm();
    // What is embedded is weighed and read as it ships.
    await buildSite();
  });
  const report = join(REPORTS, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return counted(report, countVitest, process.execPath, [program('vitest', 'vitest.mjs'), 'run', ...reporters]);
}

async function e2e() {
  const browser = await chromium();
  await withLock(async () => {
    await buildWasm();
    await buildSite();
  });
  const report = join(REPORTS, 'playwright.json');
  const env = { ...process.env, CHROME_PATH: browser, NABLA_REPORTER: report };
  const args = [program('@playwright', 'test', 'cli.js'), 'test'];
  return counted(report, countPlaywright, process.execPath, args, { env });
}

/** What authors copy, in the pages of other people. */
async function hosts(which) {
  const browser = await chromium();
  await withLock(async () => {
    await buildWasm();
    await buildSite();
    await ensureHosts(which);
  });
  const report = join(REPORTS, 'hosts.json');
  const env = { ...process.env, CHROME_PATH: browser, NABLA_REPORTER: report, NABLA_HOSTS: which === ALL ? 'all' : '' };
  const args = [program('@playwright', 'test', 'cli.js'), 'test', '--config', at('tests', 'hosts')];
  return counted(report, countPlaywright, process.execPath, args, { env });
}

function nodeTests(name, files, options) {
  const report = join(REPORTS, `${name}.tap`);
  const reporters = ['spec', 'tap'].map((reporter) => `--test-reporter=${reporter}`);
  const places = ['stdout', report].map((place) => `--test-reporter-destination=${place}`);
  const args = ['--test', `--test-concurrency=${CORES}`, ...reporters.flatMap((reporter, i) => [reporter, places[i]])];
  return counted(report, countTap, process.execPath, [...args, ...files], options);
}

async function scripts() {
  const files = readdirSync(at('tests', 'scripts')).filter((name) => name.endsWith('.test.mjs'));
  return nodeTests(
    'scripts',
    files.map((name) => at('tests', 'scripts', name)),
  );
}

async function drive(browsers, whole) {
  await withLock(async () => {
    await buildWasm();
    await buildSite();
  });
  const env = { ...process.env, NABLA_ENGINES: JSON.stringify({ whole, browsers }) };
  return nodeTests('engines', [at('tests', 'engines', 'engines.test.mjs')], { env });
}

/** All checks in the named browser engines; one that cannot be had is a failure. */
export async function engines(names) {
  const { browsers, problems } = await enginesInstalled(names);
  for (const problem of problems) console.error(`✗ ${problem}`);
  const { passed, failed } = Object.keys(browsers).length > 0 ? await drive(browsers, true) : { passed: 0, failed: 0 };
  return { passed, failed: failed + problems.length };
}

/** A smoke in those browser engines that the machine has; the others are named and count for nothing. */
async function enginesSmoke() {
  const browsers = enginesHere();
  const skipped = ENGINE_NAMES.filter((name) => !browsers[name]).map(
    (name) => `not driven: ${titleOf(name)}, which is not installed (npm run test:engines installs it)`,
  );
  for (const sentence of skipped) console.log(`· ${sentence}`);
  if (skipped.length === ENGINE_NAMES.length) return { passed: 0, failed: 0, skipped };
  return { ...(await drive(browsers, false)), skipped };
}

/** A minute of fuzzing, half of it beside the other, counts as one test. A machine that cannot have clang goes without, unless it is there to test. */
async function fuzzing() {
  try {
    const { passed } = await fuzz({ seconds: 30 });
    return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
  } catch (error) {
    if (!(error instanceof Problem) || process.env.CI) throw error;
    console.log(`· not fuzzed: ${error.message}`);
    return { passed: 0, failed: 0 };
  }
}

async function checks() {
  await withLock(buildWasm);
  return check();
}

export const PARTS = {
  check: checks,
  scripts,
  fuzz: fuzzing,
  core: () => ctest('core', buildNative),
  wasm: () => ctest('wasm', buildWasmTests),
  web,
  e2e,
  hosts: () => hosts(QUICK),
  engines: enginesSmoke,
};

/** Parts that only run when they are named: what they need is large, or they take long. */
export const NAMED = {
  'all-hosts': () => hosts(ALL),
  eigen5: () => ctest('eigen5', buildWithEigen5),
};

/** { passed, failed } of one part. What keeps it from running counts as one failure, and the other parts still run. */
export async function runPart(name) {
  try {
    return await { ...PARTS, ...NAMED }[name]();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`✗ ${name}: ${error.message}`);
    return { passed: 0, failed: 1 };
  }
}
