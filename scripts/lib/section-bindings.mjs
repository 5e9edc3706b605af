// Which bindings the widgets of a section call: its page gets an engine that holds those and nothing else. Read from the
// sources, where a function of the core is always written as engine.name.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { at } from './paths.mjs';
import { Problem } from './problem.mjs';

const WEB = at('web', 'src');
const BINDINGS = at('wasm', 'bindings');
/** What every engine needs: registration, arrays and failures. */
const ALWAYS = ['module', 'js_array'];

const textOf = (file) => readFileSync(file, 'utf8');

/** { svd: 'svd', lowRank: 'svd', … }: the file that binds a function. */
function fileOfFunction() {
  const files = {};
  for (const name of readdirSync(BINDINGS).filter((name) => name.endsWith('.cpp'))) {
    for (const [, called] of textOf(join(BINDINGS, name)).matchAll(/\bbind<[^;]*?>\(\s*"(\w+)\(/g))
      files[called] = basename(name, '.cpp');
  }
  return files;
}

/** And the files that bind a struct of its results: it says so in a line, for a link without them fails. */
function withNeeded(files) {
  const all = new Set(files);
  for (const file of all) {
    const [, needed] = /^\/\/ With (\w+), which binds /m.exec(textOf(join(BINDINGS, `${file}.cpp`))) ?? [];
    if (needed) all.add(needed);
  }
  return [...all].sort();
}

/** { 'linear-algebra': ['matrix-multiplication', …], … } */
export function conceptsOfSections() {
  const sections = textOf(join(WEB, 'curriculum.ts'))
    .split(/\bsection\(/)
    .slice(1);
  const entries = sections.flatMap((text) => {
    const [, slug] = /^'([\w-]+)', '[^']*', \{/.exec(text) ?? [];
    return slug ? [[slug, [...text.matchAll(/^ {4}'?([\w-]+)'?: '/gm)].map(([, concept]) => concept)]] : [];
  });
  return Object.fromEntries(entries);
}

function importsOf(file) {
  const from = ts.preProcessFile(textOf(file)).importedFiles.map(({ fileName }) => fileName);
  const paths = from.filter((name) => name.startsWith('.')).map((name) => resolve(dirname(file), name));
  return paths.flatMap((path) => [`${path}.ts`, join(path, 'index.ts')].find((name) => existsSync(name)) ?? []);
}

function reached(files) {
  const seen = new Set();
  const open = [...files];
  for (let file = open.pop(); file; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    open.push(...importsOf(file));
  }
  return seen;
}

/** The functions of the core that a concept's widget may call: all of its folder, and what that imports. */
function calledBy(concept) {
  const folder = join(WEB, 'concepts', concept);
  const own = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ts$/.test(name) && name !== 'tile.ts') : [];
  // Any widget may do what its frame does.
  const files = reached([...own.map((name) => join(folder, name)), join(WEB, 'embed', 'shell.ts')]);
  return [...files].flatMap((file) => [...textOf(file).matchAll(/\bengine!?\s*\.\s*(\w+)/g)].map(([, name]) => name));
}

/** { 'linear-algebra': ['eigenvalues', 'js_array', …], … }: names of files in wasm/bindings, in order. */
export function bindingsOfSections() {
  const files = fileOfFunction();
  const bindings = ([section, concepts]) => {
    const needed = concepts.flatMap(calledBy).flatMap((name) => files[name] ?? []);
    if (needed.length === 0) throw new Problem(`No function of the core is called in the section ${section}.`);
    return [section, withNeeded([...ALWAYS, ...needed])];
  };
  return Object.fromEntries(Object.entries(conceptsOfSections()).map(bindings));
}

/** The same as CMake reads it. */
export function asCMake(sections) {
  const lines = Object.entries(sections).map(([section, files]) => `set(NABLA_BINDINGS_${section} ${files.join(' ')})`);
  return [`set(NABLA_SECTIONS ${Object.keys(sections).join(' ')})`, ...lines, ''].join('\n');
}
