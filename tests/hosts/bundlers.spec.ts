// The package from npm: checked as packages are, imported in Node, and in fresh projects of two bundlers.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { handedOut } from './handed-out';
import { bringPackages, EMBED, INSTALLED, place, run, write } from './places';
import { computes, drags, leavesNothing, test, expect, widgetIn } from './support';

const TARBALL = join(EMBED, 'nabla.tgz');
const bin = (folder: string, name: string): string => join(folder, 'node_modules', '.bin', name);

/** A project that has installed the package, as an author does, and what builds it. */
function project(name: string, files: Readonly<Record<string, string>>): string {
  const folder = place(name, { 'package.json': '{ "private": true, "type": "module" }', ...files });
  run('npm', ['install', '--no-audit', '--no-fund', '--offline', TARBALL], folder);
  return folder;
}

const tool = (...path: string[]): string => join(INSTALLED, 'bundlers', 'node_modules', ...path);
const entry = handedOut('module');

test('publint and arethetypeswrong find nothing', () => {
  const folder = place('package', {});
  run('tar', ['-xzf', TARBALL], folder);
  bringPackages('bundlers', folder);
  const linted = run(process.execPath, [tool('publint', 'src', 'cli.js'), '--strict', 'package'], folder);
  expect(linted).toContain('All good');
  // CommonJS may import ES modules of a package only in later versions of Node; ours are modules throughout.
  run(
    bin(folder, 'attw'),
    [
      TARBALL,
      '--profile',
      'esm-only',
      '--exclude-entrypoints',
      './global',
      './core.wasm',
      './core-relaxed.wasm',
      './schema.json',
      './custom-elements.json',
      './package.json',
    ],
    folder,
  );
});

test('every entry is imported in Node without an error, and the engine computes there', () => {
  const folder = project('node', {});
  const { exports } = JSON.parse(readFileSync(join(folder, 'node_modules', 'nabla', 'package.json'), 'utf8')) as {
    exports: Record<string, unknown>;
  };
  const widgets = readdirSync(join(folder, 'node_modules', 'nabla', 'dist', 'widgets')).filter((f) =>
    f.endsWith('.js'),
  );
  expect(widgets).toHaveLength(30);
  const names = Object.keys(exports)
    .flatMap((name) => (name.includes('*') ? widgets.map((w) => name.replace('*', w.replace('.js', ''))) : [name]))
    .filter((name) => !/\.(json|wasm)$/.test(name))
    .map((name) => `nabla${name.slice(1)}`);
  expect(names.length).toBeGreaterThan(34);
  write(folder, {
    'all.mjs': `const before = Object.keys(globalThis).join();
for (const name of ${JSON.stringify(names)}) await import(name);
const { core } = await import('nabla/core');
const engine = await core();
const made = engine.softmax?.(Float64Array.of(1, 1)) ?? engine;
console.log(typeof made, typeof engine);
`,
  });
  expect(run(process.execPath, ['all.mjs'], folder)).toContain('object');
});

test('a strict TypeScript file that uses it compiles', () => {
  const folder = project('types', {
    'use.ts': `import { concepts, config, core, create, define, version, type NablaWidget } from 'nabla';
import 'nabla/define';
import { core as engineOf, EngineError } from 'nabla/core';
import { concept, widget } from 'nabla/widgets/softmax';

config({ theme: 'dark', assets: '/assets/' });
define();
const made: NablaWidget = create(document.body, { name: concepts[0] ?? 'softmax', params: { z: [1, 2] }, loading: 'eager' });
await made.ready;
made.params = { z: [3, 4] };
const state: string = made.getState();
const found = document.querySelector('nabla-widget');
found?.setState(state);
made.addEventListener('nabla-change', (event) => console.log(event));
const engine = await core();
const same = (await engineOf()) === engine;
console.log(version, same, concept, widget, EngineError, await made.toBlob('image/png'));
// @ts-expect-error there is no such theme
config({ theme: 'blue' });
`,
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'ES2022',
        module: 'NodeNext',
        moduleResolution: 'NodeNext',
        lib: ['ES2022', 'DOM', 'DOM.Iterable'],
        types: [],
        skipLibCheck: false,
      },
    }),
  });
  run(process.execPath, [tool('typescript', 'bin', 'tsc'), '-p', '.'], folder);
  run(
    process.execPath,
    [tool('typescript', 'bin', 'tsc'), '-p', '.', '--module', 'ESNext', '--moduleResolution', 'bundler'],
    folder,
  );
});

test('a fresh Vite project', async ({ page, serving }) => {
  const folder = project('vite', {
    'index.html':
      '<!doctype html><html lang="en"><head><title>A page</title></head><body><script type="module" src="./main.js"></script></body></html>',
    'main.js': entry,
  });
  run(process.execPath, [tool('vite', 'bin', 'vite.js'), 'build', '--base', './'], folder);
  await page.goto(await serving(join(folder, 'dist')));
  await computes(widgetIn(page));
  await drags(page, widgetIn(page));
  await leavesNothing(page, widgetIn(page));
});

test('a fresh webpack project', async ({ page, serving }) => {
  const folder = project('webpack', {
    'src/index.js': entry,
    'dist/index.html':
      '<!doctype html><html lang="en"><head><title>A page</title></head><body><script src="main.js"></script></body></html>',
  });
  run(
    process.execPath,
    [tool('webpack-cli', 'bin', 'cli.js'), '--mode', 'production', '--no-optimization-minimize'],
    folder,
    { NODE_PATH: tool() },
  );
  await page.goto(await serving(join(folder, 'dist')));
  await computes(widgetIn(page));
  await drags(page, widgetIn(page));
  await leavesNothing(page, widgetIn(page));
});
