// Which bindings the widgets of a section call: its page gets an engine that holds those and nothing else. Read from the
// sources, where a function of the core is always written as engine.name. The front page calls one or two functions of
// each concept: its bindings are picked out line by line.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
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

/** What has an engine of its own: the sections and the front page. */
export const partsOfSite = () => [...Object.keys(conceptsOfSections()), 'front'];

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

async function reached(files) {
  const { default: ts } = await import('typescript');
  const seen = new Set();
  const open = [...files];
  for (let file = open.pop(); file; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const names = ts.preProcessFile(textOf(file)).importedFiles.map(({ fileName }) => fileName);
    for (const path of names.filter((name) => name.startsWith('.')).map((name) => resolve(dirname(file), name)))
      open.push(...[`${path}.ts`, join(path, 'index.ts')].filter((name) => existsSync(name)));
  }
  return [...seen];
}

/** The functions of the core that these files and what they import may call. */
const calledBy = async (files) =>
  (await reached(files)).flatMap((file) =>
    [...textOf(file).matchAll(/\bengine!?\s*\.\s*(\w+)/g)].map(([, name]) => name),
  );

/** All of a concept's folder but its picture on the front page. */
function filesOf(concept) {
  const folder = join(WEB, 'concepts', concept);
  const own = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ts$/.test(name) && name !== 'tile.ts') : [];
  return own.map((name) => join(folder, name));
}

/** { 'linear-algebra': ['eigenvalues', 'js_array', …], … }: names of files in wasm/bindings, in order. */
export async function bindingsOfSections() {
  const files = fileOfFunction();
  const sections = {};
  for (const [section, concepts] of Object.entries(conceptsOfSections())) {
    // Any widget may do what its frame does.
    const called = await calledBy([...concepts.flatMap(filesOf), join(WEB, 'embed', 'shell.ts')]);
    const needed = called.flatMap((name) => files[name] ?? []);
    if (needed.length === 0) throw new Problem(`No function of the core is called in the section ${section}.`);
    sections[section] = withNeeded([...ALWAYS, ...needed]);
  }
  return sections;
}

/** The front page's own file of bindings, as C++. */
export async function frontBindings() {
  const files = fileOfFunction();
  const concepts = Object.values(conceptsOfSections()).flat();
  const tiles = concepts.map((concept) => join(WEB, 'concepts', concept, 'tile.ts')).filter((file) => existsSync(file));
  const called = await calledBy([join(WEB, 'site', 'hero.ts'), join(WEB, 'site', 'tiles.ts'), ...tiles]);
  const names = new Set(called.filter((name) => name in files));
  const texts = withNeeded([...names].map((name) => files[name])).map((file) => textOf(join(BINDINGS, `${file}.cpp`)));
  const pick = (pattern) => [...new Set(texts.flatMap((text) => text.match(pattern) ?? []))];
  const functions = pick(/\bbind<[^;]*?>\([^;]*;/g).filter((line) => names.has(/"(\w+)\(/.exec(line)?.[1]));
  return [
    ...pick(/^#include .*$/gm).toSorted(),
    'using namespace nabla;',
    'EMSCRIPTEN_BINDINGS(front) {',
    'using js::bind;',
    ...pick(/\bBIND_STRUCT\([^;]*;/g),
    ...functions,
    '}',
    '',
  ].join('\n');
}

/** The same of the sections as CMake reads it. */
export function asCMake(sections) {
  const lines = Object.entries(sections).map(([section, files]) => `set(NABLA_BINDINGS_${section} ${files.join(' ')})`);
  return [`set(NABLA_SECTIONS ${Object.keys(sections).join(' ')})`, ...lines, ''].join('\n');
}
