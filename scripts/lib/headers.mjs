// Eigen, doctest and nlohmann-json, each copied into a folder of its own below .toolchain/include.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasApt, privateApt } from './packages.mjs';
import { TOOLCHAIN } from './paths.mjs';
import { Problem } from './problem.mjs';
import { unpackWheel } from './python.mjs';

const INCLUDE = join(TOOLCHAIN, 'include');
const EIGEN_VERSION = 'Eigen/src/Core/util/Macros.h';

// The results were recorded with it; that they hold with Eigen 5 too is a test of its own.
function isEigen34(folder) {
  const file = join(folder, EIGEN_VERSION);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return /EIGEN_WORLD_VERSION 3\b/.test(text) && /EIGEN_MAJOR_VERSION 4\b/.test(text);
}

// `source` is below an include folder, `target` below ours, `only` the part of it to copy.
const LIBRARIES = [
  {
    deb: 'libeigen3-dev',
    brew: 'eigen@3',
    source: 'eigen3',
    target: 'eigen3',
    only: ['Eigen', 'unsupported'],
    good: isEigen34,
  },
  { deb: 'doctest-dev', brew: 'doctest', source: '', target: 'doctest-root', only: ['doctest'] },
  { deb: 'nlohmann-json3-dev', brew: 'nlohmann-json', source: '', target: 'nlohmann-root', only: ['nlohmann'] },
];

const prefixes = ({ brew }) => [
  '/usr/include',
  '/usr/local/include',
  '/opt/homebrew/include',
  `/opt/homebrew/opt/${brew}/include`,
  `/usr/local/opt/${brew}/include`,
];

function copyFrom(prefix, { source, target, only, good }) {
  const from = join(prefix, source);
  if (!existsSync(join(from, only[0])) || (good && !good(from))) return false;
  // Copied aside first: an interrupted copy must not pass for a whole library.
  const aside = join(INCLUDE, `${target}.part`);
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  for (const part of only.filter((name) => existsSync(join(from, name)))) {
    cpSync(join(from, part), join(aside, part), { recursive: true, dereference: true });
  }
  const to = join(INCLUDE, target);
  rmSync(to, { recursive: true, force: true });
  renameSync(aside, to);
  return true;
}

const present = ({ target, only, good }) =>
  existsSync(join(INCLUDE, target, only[0])) && (!good || good(join(INCLUDE, target)));

async function fromPackages(missing) {
  const folder = join(TOOLCHAIN, 'headers');
  rmSync(folder, { recursive: true, force: true });
  const apt = privateApt(folder);
  await apt.update('the C++ headers');
  await apt.download(missing.map(({ deb }) => deb));
  await apt.extract(join(folder, 'root'));
  const failed = missing.filter((library) => !copyFrom(join(folder, 'root', 'usr', 'include'), library));
  rmSync(folder, { recursive: true, force: true });
  return failed;
}

function instructions(missing) {
  const brew = missing.map((library) => library.brew).join(' ');
  return new Problem(
    `Header-only C++ libraries are missing (Eigen 3.4, doctest, nlohmann-json): install them with "brew install ${brew}", ` +
      '"dnf install eigen3-devel doctest-devel json-devel" or "pacman -S eigen doctest nlohmann-json", then run the same command again.',
  );
}

export async function ensureHeaders() {
  let missing = LIBRARIES.filter((library) => !present(library));
  if (missing.length === 0) return;
  missing = missing.filter((library) => !prefixes(library).some((prefix) => copyFrom(prefix, library)));
  if (missing.length > 0 && hasApt()) missing = await fromPackages(missing);
  if (missing.length > 0) throw instructions(missing);
}

// The only package that is known to carry Eigen 5, among a quarter of a gigabyte of other things.
const EIGEN_5 = { wheel: 'tensorflow-cpu==2.21.0', folder: 'tensorflow/include/Eigen' };

/** The folder that holds Eigen/ of version 5, for the test that the core compiles and computes with it. */
export async function ensureEigen5() {
  const to = join(TOOLCHAIN, 'eigen5');
  const folder = join(to, dirname(EIGEN_5.folder));
  if (!existsSync(join(folder, 'Eigen', 'Core'))) await unpackWheel(EIGEN_5.wheel, EIGEN_5.folder, to);
  return folder;
}
