// Finds an Emscripten that can build the engine, or installs one, in this order: emcc on PATH or EMSDK; the
// distribution's package; a private copy of Debian's package below .toolchain; instructions.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { spawnSync } from 'node:child_process';
import { aptInstall, distribution, hasApt } from './packages.mjs';
import { extractedEmscripten, privateSource } from './emscripten-private.mjs';
import { at, TOOLCHAIN } from './paths.mjs';
import { Problem } from './problem.mjs';
import { capture } from './run.mjs';
import { atLeast, parseVersion, show } from './versions.mjs';

const FLOOR = [3, 1, 69];
const RECORD = join(TOOLCHAIN, 'toolchain.json');
const EMSDK = [
  'git clone https://github.com/emscripten-core/emsdk.git && cd emsdk',
  './emsdk install latest && ./emsdk activate latest',
  'source ./emsdk_env.sh',
];

function onPath(program) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file));
}

/** The folders that may hold an emcc already, best first. */
function candidates() {
  const found = [];
  const emcc = onPath('emcc');
  if (emcc) found.push(dirname(emcc));
  if (process.env.EMSDK) found.push(join(process.env.EMSDK, 'upstream', 'emscripten'));
  return found.filter((folder) => existsSync(join(folder, 'emcc')));
}

const versionIn = (folder, env) =>
  parseVersion(
    capture(join(folder, 'emcc'), ['--version'], { env: { ...process.env, ...env }, stdio: 'pipe' })?.split('\n')[0],
  );

// What the build will ask for: exceptions, SIMD, and the JavaScript optimiser, which is where packaged copies fail.
function smokeTest({ folder, env }) {
  const work = mkdtempSync(join(tmpdir(), 'nabla-emcc-'));
  try {
    const source = join(work, 'probe.cpp');
    writeFileSync(
      source,
      '#include <stdexcept>\nint main(int n, char**) { if (n > 9) throw std::runtime_error("x"); }\n',
    );
    const flags = [
      '-O2',
      '-msimd128',
      '-fwasm-exceptions',
      '-sMODULARIZE',
      '-sEXPORT_ES6',
      '-lembind',
      '-sDYNAMIC_EXECUTION=0',
    ];
    const result = spawnSync(join(folder, 'emcc'), [source, ...flags, '-o', join(work, 'probe.mjs')], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    return result.status === 0 ? undefined : (result.stderr || String(result.error)).trim();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function accept(how, folder, env = {}) {
  const version = versionIn(folder, env);
  if (!version) return { refused: `${join(folder, 'emcc')} does not run` };
  if (!atLeast(version, FLOOR))
    return { refused: `${join(folder, 'emcc')} is ${show(version)}, older than ${show(FLOOR)}` };
  const complaint = smokeTest({ folder, env });
  if (complaint)
    return { refused: `${join(folder, 'emcc')} fails to build a small program: ${complaint.split('\n').slice(-1)[0]}` };
  return { how, folder, version: show(version), env };
}

function record(toolchain) {
  const { mtimeMs } = statSync(join(toolchain.folder, 'emcc'));
  writeFileSync(RECORD, `${JSON.stringify({ ...toolchain, node: process.execPath, mtimeMs }, null, 2)}\n`);
  console.log(`✓ Emscripten ${toolchain.version}: ${toolchain.how}`);
  return toolchain;
}

// Valid as long as the same emcc is where it was, and nothing nearer on PATH or in EMSDK has been chosen since.
function recorded() {
  try {
    const saved = JSON.parse(readFileSync(RECORD, 'utf8'));
    const same = statSync(join(saved.folder, 'emcc')).mtimeMs === saved.mtimeMs && saved.node === process.execPath;
    const preferred = JSON.stringify(candidates());
    return same && preferred === JSON.stringify(saved.candidates) ? saved : undefined;
  } catch {
    return undefined;
  }
}

function instructions(refusals) {
  const why = refusals.length > 0 ? ` (${refusals.join('; ')})` : '';
  return new Problem(
    `Emscripten ${show(FLOOR)} or newer is needed to compile the engine${why}; install it with these commands, then run the same command again:\n` +
      EMSDK.map((line) => `  ${line}`).join('\n'),
  );
}

async function fromDistribution(refusals) {
  const source = hasApt() && privateSource(distribution());
  if (!source) return undefined;
  if (source.packaged) {
    await aptInstall(['emscripten', 'node-acorn'], 'compiling the engine to WebAssembly');
    const packaged = accept('the distribution package', '/usr/share/emscripten', { EM_NODE_JS: process.execPath });
    if (!packaged.refused) return packaged;
    refusals.push(packaged.refused);
  }
  const { folder, env } = await extractedEmscripten(source);
  const extracted = accept("Debian's package, unpacked privately below .toolchain/", folder, env);
  if (!extracted.refused) return extracted;
  refusals.push(extracted.refused);
  return undefined;
}

/** { folder, version, env }: an Emscripten that works, found or installed. Milliseconds when nothing has changed. */
export async function emscripten() {
  const saved = recorded();
  if (saved) return saved;
  mkdirSync(TOOLCHAIN, { recursive: true });
  const refusals = [];
  const found = candidates();
  for (const folder of found) {
    const own = accept(`found in ${folder}`, folder);
    if (!own.refused) return record({ ...own, candidates: found });
    refusals.push(own.refused);
    console.log(`· not used: ${own.refused}`);
  }
  const installed = await fromDistribution(refusals);
  // The list is taken again: installing a package may have put an emcc on PATH.
  if (installed) return record({ ...installed, candidates: candidates() });
  throw instructions(refusals);
}

// --emit-tsd runs whatever tsc is on PATH, in our folder: there it would check every @types package we have.
function quietTsc() {
  const bin = join(TOOLCHAIN, 'bin');
  const none = join(bin, 'no-types');
  mkdirSync(none, { recursive: true });
  const tsc = at('node_modules', 'typescript', 'bin', 'tsc');
  const script = `#!/bin/sh\nexec "${process.execPath}" "${tsc}" --typeRoots "${none}" "$@"\n`;
  writeFileSync(join(bin, 'tsc'), script, { mode: 0o755 });
  return bin;
}

/** The environment in which emcc, and tsc for --emit-tsd, find what they need. */
export function emscriptenEnvironment(toolchain) {
  const path = [toolchain.folder, quietTsc(), process.env.PATH].join(delimiter);
  return { ...process.env, ...toolchain.env, PATH: path };
}
