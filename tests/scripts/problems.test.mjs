// What stands in the way is said in one sentence that tells what to do, without a stack.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileProblem, Problem } from '../../scripts/lib/problem.mjs';
import { requireNode } from '../../scripts/lib/prerequisites.mjs';
import { call, clone, command, machine } from './clone.mjs';

// Port 9 (discard) is closed on any ordinary machine: connections to it are refused at once.
const NOWHERE = 'http://127.0.0.1:9';
const NOBODY = 65534;
const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

function oneSentence({ code, output, said }, pattern) {
  assert.equal(code, 1, output);
  assert.match(said ?? '', pattern, output);
  assert.doesNotMatch(output, /^\s+at .*\.mjs:\d+/m, 'a stack trace was printed');
}

test('Node that is too old', () => {
  assert.throws(
    () => requireNode('20.18.3'),
    (error) => {
      assert.ok(error instanceof Problem);
      assert.match(error.message, /^Node 20\.18\.3 is too old: install Node 20\.19\.0 or newer/);
      return true;
    },
  );
});

test('a concept that nobody knows', (t) => {
  const root = clone(t);
  for (const folder of ['web/src/concepts/svd', 'tests/parity']) mkdirSync(join(root, folder), { recursive: true });
  oneSentence(command(root, ['scripts/parity.mjs', 'svdd']), /^Neither a concept nor a script .* is called "svdd"/);
});

test('no Python', (t) => {
  const root = clone(t);
  const PATH = machine(root, ['npm', 'g++', 'cmake']);
  oneSentence(command(root, ['scripts/setup.mjs'], { env: { PATH } }), /^Python was not found: /);
});

test('Python that is too old', (t) => {
  const root = clone(t);
  const PATH = machine(root, ['npm', 'g++'], { python3: 'echo 3.8.10' });
  oneSentence(
    command(root, ['scripts/setup.mjs'], { env: { PATH } }),
    /^Python 3\.8\.10 is too old: install Python 3\.10/,
  );
});

test('Python without venv', (t) => {
  const root = clone(t);
  const PATH = machine(root, ['npm', 'g++'], { python3: 'case "$2" in *venv*) exit 1;; esac; echo 3.12.1' });
  oneSentence(command(root, ['scripts/setup.mjs'], { env: { PATH } }), /^Python's venv module is missing: /);
});

test('no C++ compiler', (t) => {
  const root = clone(t);
  const PATH = machine(root, ['npm'], { python3: 'echo 3.12.1' });
  oneSentence(command(root, ['scripts/setup.mjs'], { env: { PATH, CXX: '' } }), /^No C\+\+ compiler was found: /);
});

test('a C++ compiler that is too old', (t) => {
  const root = clone(t);
  const PATH = machine(root, ['npm'], { python3: 'echo 3.12.1', 'g++': 'echo 9.4.0' });
  oneSentence(
    command(root, ['scripts/setup.mjs'], { env: { PATH, CXX: '' } }),
    /^g\+\+ 9\.4\.0 is too old for C\+\+20: install/,
  );
});

test('a folder that cannot be written', (t) => {
  const root = clone(t);
  chmodSync(root, 0o555);
  const result = command(root, ['scripts/setup.mjs'], asNobody);
  chmodSync(root, 0o755);
  oneSentence(result, /^Cannot write to .*: give your user write permission there/);
});

test('a folder that another user made in an earlier run', (t) => {
  const root = clone(t);
  chmodSync(root, 0o777);
  mkdirSync(join(root, '.toolchain'), { mode: 0o555 });
  oneSentence(command(root, ['scripts/build.mjs'], asNobody), /^Cannot write to .*\.toolchain: /);
});

test('a full disk and a read-only one', () => {
  const problem = (code) => fileProblem(Object.assign(new Error(code), { code, path: '/home/me/nabla/.build/x' }));
  assert.match(problem('ENOSPC'), /is full: free about 3 GB/);
  assert.match(problem('EROFS'), /read-only file system: clone the project to/);
  assert.equal(fileProblem(new TypeError('a bug keeps its stack')), undefined);
});

test('no network for npm', (t) => {
  const root = clone(t);
  const env = { npm_config_registry: NOWHERE, npm_config_cache: join(root, 'cache'), npm_config_fetch_retries: '0' };
  oneSentence(
    call(root, 'npm', 'ensureNodeModules', { env }),
    /^No network: npm could not reach its registry; connect/,
  );
});

test('no network for pip', (t) => {
  const root = clone(t);
  const env = { PIP_INDEX_URL: NOWHERE, PIP_RETRIES: '0', PIP_FIND_LINKS: '', PIP_CACHE_DIR: join(root, 'cache') };
  // Asked for its real place: what PATH names may be a version manager's stub that needs more of PATH.
  const real = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  env.PATH = machine(root, [], { python3: `exec "${real}" "$@"` });
  oneSentence(call(root, 'cmake', 'buildTools', { env }), /^No network: pip could not reach its index; connect/);
});

test('no network for apt', (t) => {
  const root = clone(t);
  const fakes = { 'apt-get': 'case "$*" in --version) exit 0;; esac; echo "Temporary failure resolving"; exit 100' };
  const program = `
    import { main } from './scripts/lib/problem.mjs';
    import { privateApt } from './scripts/lib/packages.mjs';
    await main(() => privateApt('apt').update('the C++ headers'));`;
  const result = command(root, ['--input-type=module', '-e', program], { env: { PATH: machine(root, [], fakes) } });
  oneSentence(result, /^No network: the C\+\+ headers could not be fetched; connect/);
});

test(
  'a distribution package that is missing, without root and without a terminal',
  { skip: process.getuid?.() !== 0 },
  (t) => {
    const root = clone(t);
    chmodSync(root, 0o777);
    const env = { PATH: machine(root, [], { 'apt-get': 'exit 0' }), CHROME_PATH: '' };
    const result = call(root, 'chromium', 'chromium', { env, ...asNobody });
    oneSentence(
      result,
      /^For the page tests, run "sudo apt-get update && sudo apt-get install chromium-headless-shell"/,
    );
    assert.match(
      result.output,
      /packages to install for the page tests: chromium-headless-shell/,
      'named before anything is done',
    );
  },
);

test('an Emscripten that is too old', (t) => {
  const root = clone(t);
  const emcc = 'echo "emcc (Emscripten gcc/clang-like replacement) 3.1.6 ()"';
  const result = call(root, 'toolchain', 'emscripten', { env: { PATH: machine(root, [], { emcc }), EMSDK: '' } });
  oneSentence(
    result,
    /^Emscripten 3\.1\.69 or newer is needed .*emcc is 3\.1\.6, older than 3\.1\.69.*emsdk activate/s,
  );
});

test('an Emscripten that does not work', (t) => {
  const root = clone(t);
  const emcc = 'case "$1" in --version) echo "emcc 4.0.1";; *) echo "cannot find wasm-ld" >&2; exit 1;; esac';
  const result = call(root, 'toolchain', 'emscripten', { env: { PATH: machine(root, [], { emcc }), EMSDK: '' } });
  oneSentence(result, /fails to build a small program: cannot find wasm-ld/);
});

test('no Emscripten at all, and no way to install it', (t) => {
  const root = clone(t);
  const result = call(root, 'toolchain', 'emscripten', { env: { PATH: machine(root, []), EMSDK: '' } });
  oneSentence(result, /install it with these commands, then run the same command again:\n {2}git clone .*emsdk/);
});

test('parts and options that do not exist', (t) => {
  const root = clone(t);
  oneSentence(command(root, ['scripts/test.mjs', 'cores']), /^There is no test part "cores": the parts are check, /);
  oneSentence(command(root, ['scripts/build.mjs', 'all']), /^There is no part "all"/);
  oneSentence(command(root, ['scripts/serve.mjs', '--prot', '1']), /Usage: node scripts\/serve\.mjs/);
  oneSentence(command(root, ['scripts/serve.mjs', '--port', 'x']), /^--port takes a number from 1 to 65535, not "x"/);
  oneSentence(command(root, ['scripts/serve.mjs']), /dist does not exist: run "npm run build" first/);
});
