// The site as a Vite plugin: pages are made from the sources by the same code in dev and in the build, and no HTML file
// ever lies in the source tree. What is generated beside them (a stylesheet, the cut-down font) goes to .build/site.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import MiniSearch from 'minisearch';
import { createServer, type IndexHtmlTransformContext, type Plugin, type ViteDevServer } from 'vite';
import { searchOptions } from '../search-options';
import { mathFont } from './fonts';
import type * as Render from './render';

type Site = typeof Render;

const RENDER = '/src/site/build/render.ts';
const SEARCH = 'virtual:nabla-search-index';
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

const load = async (server: ViteDevServer): Promise<Site> => (await server.ssrLoadModule(RENDER)) as Site;

function writeIfChanged(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function generate(site: Site, folder: string): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  for (const [path, make] of site.pages) pages.set(path, await make(join(folder, '..', 'wasm')));
  const font = await mathFont(folder, site.glyphs());
  const face = `@font-face {
  font-family: 'STIX Two Math';
  src: url('./${font}') format('woff2');
  font-display: swap;
}
/* The Latin cuts of the text faces hold ¹ ² ³ alone: exponents come from one face, and stand at one height. */
@font-face {
  font-family: 'Nabla exponents';
  src: url('./${font}') format('woff2');
  font-display: swap;
  unicode-range: U+B2-B3, U+B9, U+2070-207B;
}
`;
  writeIfChanged(join(folder, 'generated.css'), face + site.stylesheet());
  return pages;
}

function searchModule(site: Site): string {
  const index = new MiniSearch(searchOptions);
  index.addAll(site.searchDocuments());
  // Text, not an object literal: parsing JSON is faster than parsing a program.
  return `export default ${JSON.stringify(JSON.stringify(index))};`;
}

/** A server that only runs the templates: the build has no module runner of its own. */
async function renderOnce(root: string): Promise<{ site: Site; close: () => Promise<void> }> {
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  return { site: await load(server), close: () => server.close() };
}

const versionIn = (root: string): string =>
  (JSON.parse(readFileSync(join(root, '..', 'package.json'), 'utf8')) as { version: string }).version;

type Bundle = NonNullable<IndexHtmlTransformContext['bundle']>;

const upFrom = (path: string): string => '../'.repeat(path.split('/').length - 2) || './';

/** The faces that the first screen is set in: asked for with the page, so that they are there when it is painted. */
function preloads(html: string, path: string, files: readonly string[]): string {
  const faces = ['source-serif-4-latin-400-normal', 'source-serif-4-latin-600-normal', 'inter-latin-400-normal'];
  if (html.includes('<h3')) faces.push('inter-latin-600-normal');
  if (html.includes('<math')) faces.push('stix-two-math');
  if (html.includes('<pre')) faces.push('jetbrains-mono-latin-400-normal');
  const up = upFrom(path);
  return faces
    .flatMap((face) => files.filter((file) => file.startsWith(`assets/${face}`)))
    .map((file) => `\n<link rel="preload" href="${up}${file}" as="font" type="font/woff2" crossorigin>`)
    .join('');
}

/** Element, concepts and the engine's glue are asked for with the page, not one after the other once its script runs. */
function widgetScripts(html: string, path: string, bundle: Bundle): string {
  if (!html.includes('<nabla-widget')) return '';
  const files = new Set<string>();
  const add = (file: string): void => {
    const chunk = bundle[file];
    if (chunk?.type !== 'chunk' || files.has(file)) return;
    files.add(file);
    chunk.imports.forEach(add);
  };
  const section = path.split('/').at(-2) ?? '';
  const wanted = ['base', 'kit', 'define', 'nabla', section];
  for (const chunk of Object.values(bundle)) {
    if (chunk.type === 'chunk' && wanted.includes(chunk.name)) add(chunk.fileName);
  }
  return [...files]
    .filter((file) => !html.includes(file))
    .map((file) => `\n<link rel="modulepreload" href="${upFrom(path)}${file}" crossorigin>`)
    .join('');
}

interface EngineFile {
  readonly section: string;
  readonly relaxed: boolean;
  readonly fileName: string;
  readonly source: Uint8Array;
}

/** The engines of the sections, as the build has left them in .build. */
function sectionEngines(folder: string): readonly EngineFile[] {
  return readdirSync(folder).map((name) => {
    const source = readFileSync(join(folder, name));
    const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8);
    const [, relaxed, section = ''] = /^nabla-(relaxed-)?(.*)\.wasm$/.exec(name) ?? [];
    return {
      section,
      relaxed: relaxed !== undefined,
      fileName: `assets/sections/${name.replace('.wasm', '')}-${hash}.wasm`,
      source,
    };
  });
}

/** Where a page's own engine is, for plain and for relaxed SIMD; pages without one take the whole. */
function engineOf(path: string, engines: readonly EngineFile[]): string {
  const name = path === '/index.html' ? 'front' : path.split('/').at(-2);
  const own = engines.filter(({ section }) => section === name);
  const files = [false, true].map((wanted) => own.find(({ relaxed }) => relaxed === wanted)?.fileName);
  if (files.includes(undefined)) return '';
  return `\n<meta name="nabla-engine" content="${files.map((file) => `${upFrom(path)}${file}`).join(' ')}">`;
}

function pagePath(url: string): string | undefined {
  const path = url.split(/[?#]/)[0] ?? '';
  if (path.endsWith('/')) return `${path.slice(1)}index.html`;
  return path.endsWith('.html') ? path.slice(1) : undefined;
}

export function nablaSite(root: string, folder: string): Plugin {
  let pages = new Map<string, string>();
  let search = '';
  let artefacts: ReadonlyMap<string, string> = new Map();
  let engines: readonly EngineFile[] = [];
  let dev: ViteDevServer | undefined;
  return {
    name: 'nabla-site',
    enforce: 'pre',

    async config(_config, { command, isPreview }) {
      if (command !== 'build' || isPreview) return {};
      const { site, close } = await renderOnce(root);
      try {
        pages = await generate(site, folder);
        search = searchModule(site);
        // The copy that opens from a folder is built apart, and searches in the same index.
        writeIfChanged(join(folder, 'search-index.js'), search);
        engines = sectionEngines(join(folder, '..', 'wasm', 'sections'));
        artefacts = site.artefacts(versionIn(root), process.env['NABLA_SITE']);
      } finally {
        await close();
      }
      const input = Object.fromEntries(
        [...pages.keys()].map((path) => [path.replace(/\.html$/, ''), join(root, path)]),
      );
      return { build: { rolldownOptions: { input } } };
    },

    resolveId(id) {
      if (id === SEARCH) return `\0${SEARCH}`;
      return pages.has(relative(root, id)) ? id : undefined;
    },

    async load(id) {
      if (id === `\0${SEARCH}`) return dev ? searchModule(await load(dev)) : search;
      return pages.get(relative(root, id));
    },

    /** In dev they are served from where they lie. */
    generateBundle() {
      for (const [fileName, source] of artefacts) this.emitFile({ type: 'asset', fileName, source });
      for (const { fileName, source } of engines) this.emitFile({ type: 'asset', fileName, source });
      const notebooks = join(root, 'notebooks');
      for (const name of readdirSync(notebooks).filter((file) => file.endsWith('.ipynb'))) {
        this.emitFile({
          type: 'asset',
          fileName: `notebooks/${name}`,
          source: readFileSync(join(notebooks, name), 'utf8'),
        });
      }
    },

    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle, path }) {
        // The dev server's own client writes style elements; every built page carries the policy itself.
        if (dev || !bundle) return html;
        const head = `<meta http-equiv="Content-Security-Policy" content="${POLICY}">${preloads(html, path, Object.keys(bundle))}${widgetScripts(html, path, bundle)}${engineOf(path, engines)}`;
        return html.replace('<head>', `<head>\n${head}`);
      },
    },

    async configureServer(server) {
      dev = server;
      await generate(await load(server), folder);
      server.middlewares.use((request, response, next) => {
        const path = pagePath(request.url ?? '/');
        if (path === undefined) {
          next();
          return;
        }
        serve(server, folder, path, request.url ?? '/')
          .then(({ status, body }) => {
            response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
            response.end(body);
          })
          .catch((error: unknown) => {
            if (error instanceof Error) server.ssrFixStacktrace(error);
            next(error);
          });
      });
    },

    hotUpdate({ file, server }) {
      if (
        this.environment.name !== 'client' ||
        !/\/(concepts\/.*\.(md|tex|py|json)|concept\.ts|site\/build\/.*|curriculum\.ts)$/.test(file)
      )
        return;
      server.ws.send({ type: 'full-reload' });
      return [];
    },
  };
}

async function serve(
  server: ViteDevServer,
  folder: string,
  path: string,
  url: string,
): Promise<{ status: number; body: string }> {
  const pages = await generate(await load(server), folder);
  const found = pages.get(path);
  return {
    status: found === undefined ? 404 : 200,
    body: await server.transformIndexHtml(url, found ?? pages.get('404.html') ?? ''),
  };
}
