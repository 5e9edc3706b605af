// Debian's Emscripten unpacked below .toolchain, for distributions whose own package is too old. The package brings its
// whole prebuilt sysroot; LLVM comes from the distribution; Binaryen runs on the newer C library it was built against.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptArchives, aptInstall, privateApt } from './packages.mjs';
import { TOOLCHAIN } from './paths.mjs';
import { Problem } from './problem.mjs';
import { capture } from './run.mjs';
import { ensureNodeModules } from './npm.mjs';

const FOLDER = join(TOOLCHAIN, 'emscripten');
const ROOT = join(FOLDER, 'root');
const BINARYEN = join(FOLDER, 'binaryen');
const PACKAGES = ['emscripten', 'binaryen', 'libc6', 'libstdc++6', 'libgcc-s1'];

// The first release of each distribution that packages 3.1.69 or newer, and the suite to take it from on older ones.
const RELEASES = {
  debian: { first: 13, suite: 'trixie', component: 'main', archive: /\/debian\/?$/ },
  ubuntu: { first: 25.04, suite: 'resolute', component: 'universe main', archive: /ubuntu(-ports)?\/?$/ },
};

/** How this distribution can serve: { packaged, line } with apt's source line, or undefined when it cannot. */
export function privateSource({ ID, VERSION_ID, VERSION_CODENAME }, archives = aptArchives()) {
  const release = RELEASES[ID];
  if (!release) return undefined;
  // Debian testing and unstable have no VERSION_ID: they are newer than any release.
  const packaged = !VERSION_ID || Number(VERSION_ID) >= release.first;
  const own = archives.find(({ uri, suites }) => release.archive.test(uri) && suites.includes(VERSION_CODENAME));
  const archive = own ?? archives.find(({ uri }) => release.archive.test(uri));
  if (!archive) return packaged ? { packaged, line: undefined } : undefined;
  const suite = packaged && VERSION_CODENAME ? VERSION_CODENAME : release.suite;
  const keyring = archive.signedBy ? `[signed-by=${archive.signedBy}] ` : '';
  return { packaged, line: `deb ${keyring}${archive.uri} ${suite} ${release.component}\n` };
}

function executable(file, text) {
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

function wrapBinaryen() {
  const libraries = join(
    ROOT,
    'usr',
    'lib',
    capture('dpkg-architecture', ['-qDEB_HOST_MULTIARCH'], { stdio: 'pipe' }) ?? multiarch(),
  );
  const loader = readdirSync(libraries).find((name) => /^ld-linux.*\.so\.\d+$/.test(name));
  mkdirSync(join(BINARYEN, 'bin'), { recursive: true });
  for (const program of readdirSync(join(ROOT, 'usr', 'bin')).filter((name) => /^wasm/.test(name))) {
    const real = join(ROOT, 'usr', 'bin', program);
    executable(
      join(BINARYEN, 'bin', program),
      `#!/bin/sh\nexec "${join(libraries, loader)}" --library-path "${libraries}" "${real}" "$@"\n`,
    );
  }
}

function multiarch() {
  return readdirSync(join(ROOT, 'usr', 'lib')).find((name) => /-linux-gnu/.test(name));
}

// The package says which LLVM it was built with; another major version has another bitcode and other target features.
function llvmVersion() {
  const config = readFileSync(join(ROOT, 'usr', 'share', 'emscripten', '.emscripten'), 'utf8');
  return /LLVM_ADD_VERSION\s*=\s*'(\d+)'/.exec(config)?.[1] ?? '19';
}

function writeConfig(llvm) {
  const config = join(FOLDER, 'config');
  const settings = {
    LLVM_ROOT: `/usr/lib/llvm-${llvm}/bin`,
    BINARYEN_ROOT: BINARYEN,
    NODE_JS: process.execPath,
    CACHE: join(ROOT, 'usr', 'share', 'emscripten', 'cache'),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  writeFileSync(config, `${lines.join('\n')}\nFROZEN_CACHE = True\n`);
  return config;
}

async function download(source) {
  if (!source.line)
    throw new Problem('No Debian or Ubuntu archive was found in /etc/apt: add one, or install Emscripten with emsdk.');
  rmSync(FOLDER, { recursive: true, force: true });
  const apt = privateApt(join(FOLDER, 'apt'), source.line);
  await apt.update('Emscripten');
  await apt.download(PACKAGES);
  await apt.extract(ROOT);
  rmSync(join(FOLDER, 'apt'), { recursive: true, force: true });
}

/** { folder, env } of the private copy, made when it is not there yet. */
export async function extractedEmscripten(source) {
  const finished = join(FOLDER, 'complete');
  if (!existsSync(finished)) {
    console.log('· fetching Emscripten into .toolchain/ (about 250 MB to download, 1.7 GB on disk)');
    await download(source);
    wrapBinaryen();
    // Its scripts are CommonJS; the project's own package.json above them would say otherwise.
    writeFileSync(join(FOLDER, 'package.json'), '{ "type": "commonjs" }\n');
    writeFileSync(finished, '');
  }
  const llvm = llvmVersion();
  await aptInstall([`clang-${llvm}`, `lld-${llvm}`, `llvm-${llvm}`], 'compiling the engine to WebAssembly');
  // Its optimiser imports acorn, which it finds in the node_modules above it.
  await ensureNodeModules();
  return { folder: join(ROOT, 'usr', 'share', 'emscripten'), env: { EM_CONFIG: writeConfig(llvm) } };
}
