// What authors of other pages take: the same sources as the site, as modules, as one classic script, as one module for
// notebooks, and the engine alone for Node. `--mode` says which.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compress } from 'lzma1';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { importableInNode } from './src/embed/build/importable';
import { oneScope } from './src/embed/build/one-scope';
import { nablaTokens, stylesInPx } from './src/embed/build/tokens';
import { slugs } from './src/embed/build/slugs';
import { nablaFacts } from './src/site/build/facts';
import { noPreloads, plainColors } from './src/site/build/lean';
import { slim } from './src/site/build/slim';

const root = dirname(fileURLToPath(import.meta.url));
const made = join(root, '..', '.build');
const WIDGET = 'virtual:nabla-widget/';
const src = (...names: string[]): string => join(root, 'src', ...names);

/** One entry a concept: its table and its widget. */
const widgetEntries: Plugin = {
  name: 'nabla-widget-entries',
  resolveId: (id) => (id.startsWith(WIDGET) ? `\0${id}` : undefined),
  load(id) {
    if (!id.startsWith(`\0${WIDGET}`)) return undefined;
    const folder = src('concepts', id.slice(WIDGET.length + 1));
    const from = (name: string): string => JSON.stringify(join(folder, name));
    return `export { default as concept } from ${from('concept.ts')}; export { default as widget } from ${from('widget.ts')};`;
  },
};

/** A module inside the script, as text, for no request can be made from a file. By LZMA the engine is a fifth smaller than
 * deflated, which is more than unpacking it costs, in bytes and in time. */
const packed = (name: string): string =>
  JSON.stringify(Buffer.from(compress(readFileSync(join(made, 'wasm', `${name}.wasm`)), 9)).toString('base64'));

const engineInside: Plugin = {
  name: 'nabla-engine-inside',
  enforce: 'pre',
  resolveId(id, importer) {
    if (id === 'virtual:nabla-engine') return `\0${id}`;
    // What packs is not needed where it is unpacked, and the library does not part the two.
    return id === './encoder.js' && importer?.endsWith('/lzma1/lib/lzma.js') ? '\0nabla-no-encoder' : undefined;
  },
  load(id) {
    if (id === '\0nabla-no-encoder') return 'export class Encoder {}';
    if (id !== '\0virtual:nabla-engine') return undefined;
    return `export default ${packed('nabla')};`;
  },
};

/** Takes another source of the engine's bytes in place of the file beside the script. */
const engineFrom = (file: string): Plugin => ({
  name: 'nabla-engine-from',
  enforce: 'pre',
  resolveId: (id, importer) =>
    id === './source' && importer?.endsWith('/engine/index.ts') ? src('engine', file) : undefined,
});

/** The kernels that the page "Your machine" measures, and its worker, inside the script of all pages. */
const kernelsInside: Plugin = {
  name: 'nabla-kernels-inside',
  enforce: 'pre',
  resolveId(id, importer) {
    if (id === 'virtual:nabla-kernels') return `\0${id}`;
    const asked = id === './machine/source' || (id === './source' && importer?.endsWith('/machine/run.ts'));
    return asked ? src('site', 'machine', 'source-inside.ts') : undefined;
  },
  load: (id) =>
    id === '\0virtual:nabla-kernels'
      ? ['plain', 'relaxed'].map((kind) => `export const ${kind} = ${packed(`nabla_kernels_${kind}`)};`).join('\n')
      : undefined,
};

/** An entry names all that its imports import: a browser asks for them at once, not for each when the one before has come.
 * A widget's own entry does not: all those names would take it over its 15 kB. */
const flatImports: Plugin = {
  name: 'nabla-flat-imports',
  generateBundle(_, bundle) {
    const importsOf = (name: string): readonly string[] => {
      const chunk = bundle[name];
      return chunk?.type === 'chunk' ? chunk.imports : [];
    };
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || !chunk.isEntry || chunk.fileName.startsWith('widgets/')) continue;
      const all = new Set(chunk.imports);
      for (const name of all) for (const next of importsOf(name)) all.add(next);
      const up = '../'.repeat(chunk.fileName.split('/').length - 1) || './';
      for (const name of [...all].slice(chunk.imports.length)) chunk.code += `import"${up}${name}";`;
    }
  },
};

const common = (outDir: string): UserConfig => ({
  root,
  base: './',
  publicDir: false,
  resolve: { alias: { '@wasm': join(made, 'wasm') } },
  plugins: [
    nablaFacts(root),
    nablaTokens(src('styles', 'tokens.css')),
    stylesInPx(),
    slim(),
    importableInNode(),
    noPreloads,
    plainColors(root),
  ],
  build: {
    outDir: join(made, 'embed', outDir),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: false,
    minify: true,
    reportCompressedSize: false,
  },
});

/** Merged by hand: these are few, and Vite's own merging takes arrays apart. */
function config(outDir: string, plugins: Plugin[], build: UserConfig['build']): UserConfig {
  const base = common(outDir);
  return { ...base, plugins: [...plugins, ...(base.plugins ?? [])], build: { ...base.build, ...build } };
}

const modules = (): UserConfig =>
  config('modules', [widgetEntries, flatImports], {
    rolldownOptions: {
      input: {
        index: src('embed', 'index.ts'),
        define: src('embed', 'define-everywhere.ts'),
        core: src('embed', 'core.ts'),
        'embed-page': src('embed', 'embed-page-here.ts'),
        ...Object.fromEntries(slugs.map((slug) => [`widgets/${slug}`, `${WIDGET}${slug}`])),
      },
      preserveEntrySignatures: 'strict',
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'parts/[name]-[hash].js',
        assetFileNames: '[name][extname]',
        codeSplitting: {
          groups: [
            // In one piece, which core.js alone stands before: each step of a chain of imports costs a request's time.
            {
              name: 'engine',
              test: /rolldown\/runtime|preload-helper|\/wasm-feature-detect\/|\/src\/engine\/|\/embed\/config\.ts/,
              priority: 4,
            },
            { name: 'chart', test: /node_modules\/(chart\.js|@kurkle)/ },
            { name: 'lit', test: /node_modules\/(lit|lit-html|lit-element|@lit)\//, priority: 3 },
          ],
        },
      },
    },
  });

const oneFile = (
  outDir: string,
  entry: string,
  output: { readonly format: 'iife' | 'es'; readonly entryFileNames: string },
  plugins: Plugin[],
  build: UserConfig['build'] = {},
): UserConfig =>
  config(outDir, [engineFrom('source-inside.ts'), engineInside, ...plugins], {
    ...build,
    rolldownOptions: {
      input: src(entry),
      preserveEntrySignatures: 'strict',
      output: { ...output, codeSplitting: false },
    },
  });

/** Terser takes a thirtieth more off than the default, and needs ten times as long: for the script that has a budget. */
const tersely: UserConfig['build'] = { minify: 'terser', terserOptions: { ecma: 2020, compress: { passes: 2 } } };

/** The search index as the site's own build left it. */
const searchIndex: Plugin = {
  name: 'nabla-search-index',
  resolveId: (id) => (id === 'virtual:nabla-search-index' ? `\0${id}` : undefined),
  load: (id) =>
    id === '\0virtual:nabla-search-index' ? readFileSync(join(made, 'site', 'search-index.js'), 'utf8') : undefined,
};

const node = (): UserConfig => ({
  ...config('node', [engineFrom('source-node.ts')], {
    ssr: src('embed', 'core.ts'),
    minify: false,
    // One file: a part of its own beside it would not be carried along.
    rolldownOptions: { output: { entryFileNames: 'core.node.js', codeSplitting: false } },
  }),
});

export default defineConfig(({ mode }) => {
  if (mode === 'global') {
    const output = { format: 'iife', entryFileNames: 'nabla.global.js' } as const;
    return oneFile('global', 'embed/global.ts', output, [oneScope()], tersely);
  }
  if (mode === 'anywidget') {
    return oneFile('anywidget', 'embed/anywidget.ts', { format: 'es', entryFileNames: 'anywidget.js' }, [oneScope()]);
  }
  if (mode === 'offline') {
    const output = { format: 'iife', entryFileNames: 'nabla.offline.js' } as const;
    return oneFile('offline', 'site/offline.ts', output, [kernelsInside, searchIndex]);
  }
  return mode === 'node' ? node() : modules();
});
