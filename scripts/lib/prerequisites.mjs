// What the project cannot bring along: Node, npm, Python and a C++ compiler.
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { distribution } from './packages.mjs';
import { ROOT } from './paths.mjs';
import { Problem } from './problem.mjs';
import { capture } from './run.mjs';
import { atLeast, parseVersion, show } from './versions.mjs';

const NODE = [20, 19, 0];
const PYTHON = [3, 10, 0];
const COMPILERS = [
  { program: 'g++', floor: [11, 0, 0], version: ['-dumpfullversion'] },
  { program: 'clang++', floor: [14, 0, 0], version: ['-dumpversion'] },
];

const debianLike = () => /debian|ubuntu/.test(`${distribution().ID} ${distribution().ID_LIKE ?? ''}`);
const how = (apt, other) => (debianLike() ? `run "sudo apt-get install ${apt}"` : other);

export function requireNode(version = process.versions.node) {
  if (!atLeast(parseVersion(version), NODE)) {
    throw new Problem(`Node ${version} is too old: install Node ${show(NODE)} or newer from https://nodejs.org.`);
  }
  if (!capture('npm', ['--version'], { stdio: 'pipe' })) {
    throw new Problem(`npm was not found: ${how('npm', 'install Node from https://nodejs.org, which brings it')}.`);
  }
}

/** The command of a Python that is new enough and can make virtual environments. */
export function python() {
  const report = 'import sys, venv, ensurepip; print(sys.version.split()[0])';
  let seen;
  for (const program of ['python3', 'python']) {
    const version = parseVersion(capture(program, ['-c', report], { stdio: 'pipe' }));
    if (atLeast(version, PYTHON)) return program;
    seen ??= parseVersion(capture(program, ['-c', 'import sys; print(sys.version.split()[0])'], { stdio: 'pipe' }));
  }
  if (!seen)
    throw new Problem(
      `Python was not found: ${how('python3 python3-venv', `install Python ${show(PYTHON)} or newer`)}.`,
    );
  if (atLeast(seen, PYTHON))
    throw new Problem(`Python's venv module is missing: ${how('python3-venv', 'install it')}.`);
  throw new Problem(`Python ${show(seen)} is too old: install Python ${show(PYTHON)} or newer.`);
}

/** The C++ compiler of the native tests: $CXX if set, else g++, else clang++. */
export function compiler() {
  if (process.env.CXX) return process.env.CXX;
  let seen;
  for (const { program, floor, version } of COMPILERS) {
    const text = capture(program, version, { stdio: 'pipe' });
    const found = parseVersion(text?.includes('.') ? text : text && `${text}.0`);
    if (atLeast(found, floor)) return program;
    if (found) seen ??= `${program} ${show(found)}`;
  }
  const wanted = 'g++ 11 or newer, or clang++ 14 or newer';
  if (seen) throw new Problem(`${seen} is too old for C++20: install ${wanted}.`);
  throw new Problem(`No C++ compiler was found: ${how('g++', `install ${wanted}`)}.`);
}

/** The clone, and what earlier runs made in it: a run under sudo leaves folders that belong to root. */
export function requireWritable(root = ROOT) {
  const made = ['.toolchain', '.build', 'node_modules', 'dist'].map((name) => join(root, name));
  for (const folder of [root, ...made.filter((path) => existsSync(path))]) {
    try {
      accessSync(folder, constants.W_OK);
    } catch {
      throw new Problem(
        `Cannot write to ${folder}: give your user write permission there (chown or chmod), or clone the project to a folder of your own.`,
      );
    }
  }
}
