import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { nablaTokens } from './src/embed/build/tokens';
import { nablaFacts } from './src/site/build/facts';
import { noPreloads, plainColors } from './src/site/build/lean';
import { nablaSite } from './src/site/build/plugin';
import { slim } from './src/site/build/slim';

const root = dirname(fileURLToPath(import.meta.url));
const made = join(root, '..', '.build');

// What the page's own script needs stays out of the kit: a page whose widgets cannot load must be able to say so.
// A section page shows all of its concepts: one file for them compresses better than ten, and asks once.
const chunks = [
  {
    name: 'base',
    test: /vite\/preload-helper|\/src\/site\/script-address|\/src\/kit\/(literal|format|values|state-form)\.ts/,
    priority: 4,
  },
  { name: 'chart', test: /node_modules\/chart\.js|\/src\/kit\/(chart-library|plain-color)\.ts/ },
  // First of these, for a group takes along what its files import.
  {
    name: 'kit',
    test: /node_modules\/(lit|lit-html|lit-element|@lit)\/|\/src\/(kit|embed|engine)\/(?!chart-library|chart-labels|picture|latex|plane-field|color-maps|raster|graph|bars|bar-rows|aside|logits|simplex|lane|form-errors|tile|packed|define|save-page|nabla-widget|register|attributes|config|links|scheme|parent|patch|snippets)/,
    priority: 3,
  },
  // The element as other pages have it: only the gallery shows it so.
  { name: 'embed', test: /\/src\/embed\/(?!build|shell|define|unavailable|save-page)/, priority: 2 },
  // What several sections use, but not every page: in a chunk of a section it would bring that whole section along.
  { name: 'graph', test: /\/src\/kit\/graph/ },
  { name: 'bars', test: /\/src\/kit\/(bars|bar-rows|aside|logits|simplex)\.ts/ },
  // Above the tiles, two of which take their rows from it.
  { name: 'lanes', test: /\/src\/kit\/(lanes|lane-views)\.ts/, priority: 2 },
  { name: 'raster', test: /\/src\/kit\/(raster|color-maps)/ },
  // The front page's pictures bring no concept along.
  { name: 'tiles', test: /\/src\/(concepts\/[^/]+|kit)\/tile\.ts/, priority: 1 },
  { name: chunkOf, test: /\/src\/concepts\// },
];

const sectionTexts = readFileSync(join(root, 'src', 'curriculum.ts'), 'utf8').split(/\bsection\(/);

/** The section's own file, but for parts of a widget that are fetched when they are first looked at. */
function chunkOf(id: string, context: ChunkingContext): string | null {
  return comesLater(id, context) ? null : sectionOf(id);
}

/** Such a part, or what only such parts import. */
function comesLater(id: string, context: ChunkingContext): boolean {
  const info = context.getModuleInfo(id);
  if (!info || !id.includes('/concepts/')) return false;
  if (info.dynamicImporters.some((from) => from.includes('/concepts/'))) return true;
  return info.importers.length > 0 && info.importers.every((from) => comesLater(from, context));
}

function sectionOf(id: string): string | null {
  const slug = /\/concepts\/([^/]+)\//.exec(id)?.[1];
  const text = sectionTexts.find((s) => new RegExp(`^\\s+'?${slug}'?: '`, 'm').test(s));
  return /^'([^']+)'/.exec(text ?? '')?.[1] ?? null;
}

interface ChunkingContext {
  readonly getModuleInfo: (id: string) => {
    readonly importers: readonly string[];
    readonly dynamicImporters: readonly string[];
  } | null;
}

export default defineConfig({
  root,
  // Relative: dist/ is served under any sub-path.
  base: './',
  appType: 'custom',
  plugins: [
    nablaFacts(root),
    nablaTokens(join(root, 'src', 'styles', 'tokens.css')),
    nablaSite(root, join(made, 'site')),
    slim(),
    noPreloads,
    plainColors(root),
  ],
  resolve: { alias: { '@wasm': join(made, 'wasm'), '@generated': join(made, 'site') } },
  build: {
    outDir: join(root, '..', 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL would be refused for fonts by the policy, and the core is fetched as a file.
    assetsInlineLimit: 0,
    modulePreload: false,
    // Terser takes a twentieth more off than the default, and a page has a budget.
    minify: 'terser',
    terserOptions: { ecma: 2020, module: true, compress: { passes: 3 } },
    rolldownOptions: { output: { codeSplitting: { groups: chunks } } },
    reportCompressedSize: false,
  },
  // There are no HTML files for Vite to find its entries in.
  optimizeDeps: { entries: ['src/site/{page,home,search}.ts', 'src/concepts/*/widget.ts'] },
  server: { fs: { allow: [root, made, join(root, '..', 'node_modules')] } },
});
