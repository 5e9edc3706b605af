// npm run new: what it refuses, and that what it writes are the parts that the catalogue test asks for.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { templates } from '../../scripts/lib/concept-templates.mjs';
import { at, ROOT } from '../../scripts/lib/paths.mjs';

const run = (...args) =>
  spawnSync(process.execPath, [at('scripts', 'new.mjs'), ...args], { cwd: ROOT, encoding: 'utf8' });

for (const [what, args, sentence] of [
  ['no name', [], /Usage: npm run new/],
  ['a name that is no slug', ['Dot Product', 'vectors-geometry'], /is no slug/],
  ['an unknown section', ['dot-product', 'geometry'], /There is no section "geometry"/],
  ['a concept that exists', ['svd', 'linear-algebra'], /exists already: nothing was written/],
]) {
  test(`refuses ${what} in a sentence`, () => {
    const { status, stderr } = run(...args);
    assert.equal(status, 1);
    assert.match(stderr, sentence);
    assert.doesNotMatch(stderr, /at .*\.mjs:\d+/);
  });
}

test('writes every part but what PyTorch records, each with a mark of what is left to write', () => {
  const written = templates('layer-norm');
  const catalogue = readFileSync(at('tests', 'web', 'catalogue.test.ts'), 'utf8');
  assert.match(catalogue, /includes\('⟦'\)/);
  const wanted = ['concept.ts', 'formula.tex', 'text.md', 'widget.ts', 'example.py', 'plot.py', 'tile.ts'].map(
    (f) => `web/src/concepts/layer-norm/${f}`,
  );
  wanted.push('wasm/core/layer_norm.h', 'wasm/core/layer_norm.cpp', 'wasm/bindings/layer_norm.cpp');
  wanted.push('tests/core/layer_norm_test.cpp', 'tests/parity/layer_norm.py', 'tests/e2e/layer-norm.spec.ts');
  assert.deepEqual(Object.keys(written).sort(), wanted.sort());
  assert.ok(Object.values(written).some((text) => text.includes('⟦')));
  assert.match(written['wasm/bindings/layer_norm.cpp'], /bind<&layerNorm>\("layerNorm\(x\)"\)/);
});
