import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LOGS, ROOT } from './paths.mjs';
import { Problem } from './problem.mjs';

const TAIL_LINES = 30;
const terminal = process.stdout.isTTY && !process.env.CI;

const seconds = (from) => `${((Date.now() - from) / 1000).toFixed(1)} s`;
const fileName = (step) =>
  `${step
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}.log`;

/** What a program printed, or undefined when it is missing or failed. For quick questions only. */
export function capture(command, args = [], options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', cwd: ROOT, ...options });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

// Logs of unattended runs get a sign of life now and then instead of a line that redraws itself.
const HEARTBEAT_MS = 30_000;

function lastLine(log) {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  return lines.length > 1 ? lines.at(-1).trim() : '';
}

function showProgress(step, log, from) {
  if (!terminal) {
    console.log(`· ${step}`);
    const timer = setInterval(() => console.log(`· ${step}  ${seconds(from)}  ${lastLine(log)}`), HEARTBEAT_MS);
    return () => clearInterval(timer);
  }
  const draw = () => {
    const line = `· ${step}  ${seconds(from)}  ${lastLine(log)}`.slice(0, process.stdout.columns - 1);
    process.stdout.write(`\r\x1b[2K${line}`);
  };
  draw();
  const timer = setInterval(draw, 200);
  return () => {
    clearInterval(timer);
    process.stdout.write('\r\x1b[2K');
  };
}

// Children die with us: a build that outlives an interrupted command would hold files that the next one writes.
const children = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of children) child.kill(signal);
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}
export function spawnTracked(command, args, options) {
  const child = spawn(command, args, { cwd: ROOT, ...options });
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

function finished(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: -1, error }));
    child.once('close', (code, signal) => resolve({ code: code ?? -1, signal }));
  });
}

/**
 * Runs one long step. Its output goes to .build/logs; the end of it is shown only when the step fails.
 * `failure` is the sentence to fail with, or a function from the log's text to that sentence.
 */
export async function runStep(step, command, args, { failure, ...options } = {}) {
  mkdirSync(LOGS, { recursive: true });
  const log = join(LOGS, fileName(step));
  const out = openSync(log, 'w');
  writeSync(out, `$ ${[command, ...args].join(' ')}\n`);
  const from = Date.now();
  const stop = showProgress(step, log, from);
  const { code, error } = await finished(spawnTracked(command, args, { stdio: ['ignore', out, out], ...options }));
  stop();
  closeSync(out);
  if (code === 0) {
    console.log(`✓ ${step}  ${seconds(from)}`);
    return;
  }
  const text = readFileSync(log, 'utf8');
  console.error(`✗ ${step}  ${seconds(from)}`);
  console.error(text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n'));
  const sentence = typeof failure === 'function' ? failure(text) : failure;
  if (error?.code === 'ENOENT')
    throw new Problem(`${command} was not found: install it and run the same command again.`);
  throw new Problem(sentence ?? `${step} failed: see the lines above, or all of ${log}.`);
}

/** Runs a program whose own output is for the reader, and answers its exit code. */
export async function runVisibly(command, args, options = {}) {
  const { code, error } = await finished(spawnTracked(command, args, { stdio: 'inherit', ...options }));
  if (error)
    throw new Problem(`${command} could not be started (${error.code}): install it and run the same command again.`);
  return code;
}

/** Runs a program beside others: its exit code, and what it printed, for whoever can say when to show it. */
export async function runAside(command, args, options = {}) {
  const child = spawnTracked(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const { code, error } = await finished(child);
  if (error)
    throw new Problem(`${command} could not be started (${error.code}): install it and run the same command again.`);
  return { code, output };
}
