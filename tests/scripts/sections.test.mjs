// Which functions of the core each section's engine holds.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { at } from '../../scripts/lib/paths.mjs';
import { asCMake, bindingsOfSections, conceptsOfSections, frontBindings } from '../../scripts/lib/section-bindings.mjs';

const concepts = conceptsOfSections();
const bindings = await bindingsOfSections();

const filesIn = (folder, ending) => readdirSync(folder).filter((name) => name.endsWith(ending));
const textOf = (...path) => readFileSync(join(...path), 'utf8');

/** Whatever is written before a bracket with a name in front: "svd(a)" is bound, `engine.svd(` is called. */
const boundIn = (files) =>
  new Set(files.flatMap((file) => textOf(at('wasm', 'bindings'), `${file}.cpp`).match(/(?<=")\w+(?=\()/g) ?? []));
const everything = boundIn(filesIn(at('wasm', 'bindings'), '.cpp').map((name) => basename(name, '.cpp')));
/** Of any object but Python's, so that a function of the core called by another name than `engine` is found as well. */
const calledIn = (text) =>
  [...text.matchAll(/(?<!\b(?:torch|linalg|np|nn|F))\.(\w+)\(/g)]
    .map(([, name]) => name)
    .filter((name) => everything.has(name));

test('there are ten sections with thirty concepts', () => {
  assert.equal(Object.keys(concepts).length, 10);
  assert.equal(Object.values(concepts).flat().length, 30);
  assert.deepEqual(Object.keys(bindings), Object.keys(concepts));
});

for (const [section, slugs] of Object.entries(concepts)) {
  test(`${section}: whatever its concepts call is bound, and not all that there is`, () => {
    const bound = boundIn(bindings[section]);
    assert.ok(bound.size < everything.size / 2, `${bound.size} of ${everything.size}`);
    for (const slug of slugs) {
      const folder = at('web', 'src', 'concepts', slug);
      const called = filesIn(folder, '.ts')
        .filter((name) => name !== 'tile.ts')
        .flatMap((name) => calledIn(textOf(folder, name)));
      assert.ok(called.length > 0, slug);
      for (const name of called) assert.ok(bound.has(name), `${slug} calls ${name}`);
    }
  });
}

test('the front page: whatever its pictures call is bound, each once', async () => {
  const text = await frontBindings();
  const lines = text.match(/(?<=\bbind<[^;]*")\w+(?=\()/g);
  assert.equal(lines.length, new Set(lines).size);
  for (const slug of Object.values(concepts).flat()) {
    const called = calledIn(textOf(at('web', 'src', 'concepts', slug), 'tile.ts'));
    assert.ok(called.length > 0, slug);
    for (const name of called) assert.ok(lines.includes(name), `${slug} calls ${name}`);
  }
  const called = calledIn(textOf(at('web', 'src', 'site'), 'hero.ts'));
  assert.ok(called.length > 0);
  for (const name of called) assert.ok(lines.includes(name), `the hero calls ${name}`);
  assert.ok(lines.length < everything.size / 3);
});

test('CMake reads a line a section', () => {
  const lines = ['set(NABLA_SECTIONS one two)', 'set(NABLA_BINDINGS_one a b)', 'set(NABLA_BINDINGS_two c)', ''];
  assert.equal(asCMake({ one: ['a', 'b'], two: ['c'] }), lines.join('\n'));
});
