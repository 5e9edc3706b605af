// Configuring and building the C++ side: natively for the tests, with Emscripten for tests and engine.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireNoMore, requireOneGlue } from './glue.mjs';
import { ensureEigen5, ensureHeaders } from './headers.mjs';
import { ensureNodeModules } from './npm.mjs';
import { at, BUILD, ROOT } from './paths.mjs';
import { compiler } from './prerequisites.mjs';
import { ensureTools, inVenv } from './python.mjs';
import { capture, runStep } from './run.mjs';
import { asCMake, bindingsOfSections, frontBindings, partsOfSite } from './section-bindings.mjs';
import { readStamp, writeStamp } from './stamp.mjs';
import { emscripten, emscriptenEnvironment } from './toolchain.mjs';
import { atLeast, parseVersion } from './versions.mjs';

const RELAXED_SIMD = at('scripts', 'lib', 'relaxed-simd.mjs');
const CMAKE_FLOOR = [3, 21, 0];
export const NATIVE = join(BUILD, 'native');
export const WASM = join(BUILD, 'wasm');
const WASM_TREE = join(WASM, 'cmake');
/** An engine for each section and for the front page, plain and relaxed. */
export const SECTIONS = join(WASM, 'sections');
export const MODULE = ['nabla.mjs', 'nabla.wasm', 'nabla-relaxed.wasm', 'nabla.d.ts'];
const KERNELS = ['plain', 'relaxed'].map((kind) => `nabla_kernels_${kind}`);
export const KERNEL_FILES = KERNELS.map((name) => join(WASM, `${name}.wasm`));
/** What the site is built from. */
export const BUILT = [...MODULE, ...KERNELS.map((name) => `${name}.wasm`)];

/** { cmake, ctest, ninja }: the machine's own, or wheels in the project's environment. */
export async function buildTools() {
  const own = parseVersion(capture('cmake', ['--version'], { stdio: 'pipe' }));
  const missing = [];
  if (!atLeast(own, CMAKE_FLOOR)) missing.push('cmake');
  if (!capture('ninja', ['--version'], { stdio: 'pipe' })) missing.push('ninja');
  if (missing.length > 0) await ensureTools(missing);
  const tool = (name) => (missing.includes(name === 'ctest' ? 'cmake' : name) ? inVenv(name) : name);
  return { cmake: tool('cmake'), ctest: tool('ctest'), ninja: tool('ninja') };
}

async function configure(name, folder, tools, args, env) {
  const key = JSON.stringify([tools, args]);
  const stamp = join(folder, 'configured.stamp');
  if (readStamp(stamp) === key && existsSync(join(folder, 'build.ninja'))) return;
  // Another compiler or another CMake needs a new cache (--fresh does the same, but only since CMake 3.24). The stamp goes
  // first: what is interrupted here must be done again, whichever compiler is asked for then.
  for (const stale of ['configured.stamp', 'CMakeCache.txt', 'CMakeFiles'])
    rmSync(join(folder, stale), { recursive: true, force: true });
  const all = ['-S', ROOT, '-B', folder, '-G', 'Ninja', `-DCMAKE_MAKE_PROGRAM=${tools.ninja}`, ...args];
  await runStep(`configure ${name}`, tools.cmake, all, { env });
  writeStamp(stamp, key);
}

function build(name, folder, tools, target, env) {
  const targets = [target].flat();
  const args = ['--build', folder, '--target', ...targets, '--parallel', String(availableParallelism())];
  return runStep(name, tools.cmake, args, { env });
}

/** The core and its test program under the sanitizers. */
export async function buildNative() {
  await ensureHeaders();
  const tools = await buildTools();
  const cxx = compiler();
  await configure(`native ${cxx}`, NATIVE, tools, [`-DCMAKE_CXX_COMPILER=${cxx}`]);
  await build('core tests (native)', NATIVE, tools, 'nabla_tests');
  return { tools, env: process.env, folder: NATIVE };
}

/** The same with Eigen 5, whose own sources g++ warns of. */
export async function buildWithEigen5() {
  await ensureHeaders();
  const tools = await buildTools();
  const cxx = compiler();
  const folder = join(BUILD, 'eigen5');
  await configure(`Eigen 5, native ${cxx}`, folder, tools, [
    `-DCMAKE_CXX_COMPILER=${cxx}`,
    `-DNABLA_EIGEN_DIR=${await ensureEigen5()}`,
    '-DCMAKE_CXX_FLAGS=-Wno-error=maybe-uninitialized',
  ]);
  await build('core tests with Eigen 5 (native)', folder, tools, 'nabla_tests');
  return { tools, env: process.env, folder };
}

/** The kernels' benchmark, optimised and without sanitizers; answers the program's path. */
export async function buildBench() {
  await ensureHeaders();
  const tools = await buildTools();
  const folder = join(BUILD, 'bench');
  await configure('benchmark', folder, tools, [
    `-DCMAKE_CXX_COMPILER=${compiler()}`,
    '-DNABLA_SANITIZE=OFF',
    '-DCMAKE_BUILD_TYPE=Release',
  ]);
  await build('benchmark (native)', folder, tools, 'nabla_bench');
  return join(folder, 'nabla_bench');
}

/** The fuzzer of the expression compiler, by a clang that has libFuzzer; answers the program's path. */
export async function buildFuzzer(clang) {
  await ensureHeaders();
  const tools = await buildTools();
  const folder = join(BUILD, 'fuzz', 'cmake');
  await configure(`fuzzer ${clang}`, folder, tools, [
    `-DCMAKE_CXX_COMPILER=${clang}`,
    '-DNABLA_SANITIZE=OFF',
    '-DNABLA_FUZZ=ON',
  ]);
  await build('fuzzer', folder, tools, 'nabla_fuzz_expression');
  return join(folder, 'nabla_fuzz_expression');
}

async function configureWasm() {
  await ensureNodeModules();
  await ensureHeaders();
  const tools = await buildTools();
  const toolchain = await emscripten();
  const env = emscriptenEnvironment(toolchain);
  // The linker runs the engine once, to see what it binds.
  env.NODE_OPTIONS = `${env.NODE_OPTIONS ?? ''} --import=${pathToFileURL(RELAXED_SIMD)}`.trim();
  if (tools.ninja !== 'ninja') env.PATH = [dirname(tools.ninja), env.PATH].join(delimiter);
  writeIfChanged(join(WASM_TREE, 'sections.cmake'), asCMake(await bindingsOfSections()));
  writeIfChanged(join(WASM_TREE, 'front.cpp'), await frontBindings());
  const file = join(toolchain.folder, 'cmake', 'Modules', 'Platform', 'Emscripten.cmake');
  const args = [`-DCMAKE_TOOLCHAIN_FILE=${file}`, `-DCMAKE_CROSSCOMPILING_EMULATOR=${process.execPath}`];
  await configure(`Emscripten ${toolchain.version}`, WASM_TREE, tools, args, env);
  return { tools, env };
}

// A file that did not change keeps its time, so that nothing that watches it stirs.
function copyIfChanged(from, to) {
  if (existsSync(to) && readFileSync(from).equals(readFileSync(to))) return false;
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  return true;
}

function writeIfChanged(file, text) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Builds the engine and the kernels alone, and answers which of their files changed. */
export async function buildWasm() {
  const { tools, env } = await configureWasm();
  await build('engine (WebAssembly)', WASM_TREE, tools, ['nabla', 'nabla-relaxed'], env);
  await requireOneGlue(WASM_TREE, 'nabla', 'nabla-relaxed');
  await build('kernels (plain and relaxed SIMD)', WASM_TREE, tools, KERNELS, env);
  // Copied, so that a link that fails leaves the last good module in place.
  return BUILT.filter((file) => copyIfChanged(join(WASM_TREE, file), join(WASM, file)));
}

/** What a page loads instead of the whole engine: nabla-<section>.wasm and nabla-relaxed-<section>.wasm, or …-front.wasm. */
export async function buildSectionEngines() {
  const { tools, env } = await configureWasm();
  await build('engine for each section', WASM_TREE, tools, ['nabla_sections'], env);
  const names = partsOfSite().flatMap((part) => [`nabla-${part}`, `nabla-relaxed-${part}`]);
  for (const name of names) {
    requireNoMore(WASM_TREE, name, 'nabla');
    copyIfChanged(join(WASM_TREE, `${name}.wasm`), join(SECTIONS, `${name}.wasm`));
  }
  for (const name of readdirSync(SECTIONS)) if (!names.includes(basename(name, '.wasm'))) rmSync(join(SECTIONS, name));
}

/** The benchmark's two modules, for plain and for relaxed SIMD; answers their paths. */
export async function buildBenchKernels() {
  const { tools, env } = await configureWasm();
  const names = ['plain', 'relaxed'].map((kind) => `nabla_bench_kernels_${kind}`);
  await build('kernels to compare (plain and relaxed SIMD)', WASM_TREE, tools, names, env);
  return names.map((name) => join(WASM_TREE, `${name}.wasm`));
}

export async function buildWasmTests() {
  const { tools, env } = await configureWasm();
  await build('core tests (WebAssembly)', WASM_TREE, tools, 'nabla_tests', env);
  return { tools, env, folder: WASM_TREE };
}
