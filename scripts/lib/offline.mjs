// The site without a network: a service worker beside it, and a zip of pages that open by a double click.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, sep } from 'node:path';
import { BUILD, DIST } from './paths.mjs';
import { Problem } from './problem.mjs';

/** Every file below a folder, as paths with slashes. */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => relative(folder, file).split(sep).join('/'));
}

/** Undoes what an earlier version installed, for a site that no longer wants a worker: NABLA_WORKER=off npm run build. */
const KILL_SWITCH = `self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => {
  const clear = async () => {
    // Of this folder of the origin alone: other folders are other people's.
    for (const key of await caches.keys()) if (key.endsWith(self.registration.scope)) await caches.delete(key);
    await self.registration.unregister();
    for (const client of await self.clients.matchAll({ type: 'window' })) client.navigate(client.url);
  };
  event.waitUntil(clear());
});
`;

/** dist/sw.js: keeps a copy of the pages, their scripts, the engine and the notebooks; waits until it is told to update. */
export async function writeWorker() {
  if (process.env.NABLA_WORKER === 'off') {
    writeFileSync(join(DIST, 'sw.js'), KILL_SWITCH);
    return;
  }
  const { generateSW } = await import('workbox-build');
  const { warnings } = await generateSW({
    globDirectory: DIST,
    globPatterns: ['**/*.{html,css,js,wasm,woff2,svg,ipynb}'],
    // Those are for other people's pages; of the engine's files, one is kept (below).
    globIgnores: ['embed/**', 'embed.html', 'sw.js', 'assets/nabla-*.wasm', 'assets/sections/**'],
    swDest: join(DIST, 'sw.js'),
    cacheId: 'nabla',
    // Names with a hash never change what they hold.
    dontCacheBustURLsMatching: /assets\/.*-[\w-]{8}\./,
    maximumFileSizeToCacheInBytes: 8_000_000,
    cleanupOutdatedCaches: true,
    clientsClaim: true,
    skipWaiting: false,
    inlineWorkboxRuntime: true,
    sourcemap: false,
    mode: 'production',
  });
  for (const warning of warnings) console.warn(warning);
  appendFileSync(join(DIST, 'sw.js'), await keepingEngine());
}

const ENGINE = 'nabla-engine';

/**
 * The engine belongs to the copy as every page does, but of its files only one: the whole engine in the kind that this
 * browser takes, which is fetched while a version is installed and stands in for that of any section. Those of earlier
 * versions are removed once it is in place.
 */
async function keepingEngine() {
  const { relaxedSimd } = await import('wasm-feature-detect');
  const [plain, relaxed] = ['nabla', 'nabla-relaxed'].map((name) => {
    const isIt = (file) => new RegExp(`^${name}-[\\w-]{8}\\.wasm$`).test(file);
    const found = readdirSync(join(DIST, 'assets')).filter(isIt);
    if (found.length !== 1) throw new Problem(`dist/assets holds ${found.join(', ') || 'nothing'} for ${name}.wasm.`);
    return `assets/${found[0]}`;
  });
  // The library's function is whole in its own text, and the page chooses by the same one (web/src/engine/choose.ts).
  return `
const relaxedSimd = ${relaxedSimd};
const [plain, relaxed] = ${JSON.stringify([plain, relaxed])}.map((path) => new URL(path, registration.scope).href);
const engines = ${JSON.stringify(ENGINE)} + '-' + registration.scope;
addEventListener('install', (event) => {
  const keep = async () => {
    const engine = (await relaxedSimd()) ? relaxed : plain;
    const cache = await caches.open(engines);
    if (!(await cache.match(engine))) await cache.add(engine);
  };
  event.waitUntil(keep());
});
addEventListener('activate', (event) => {
  const clear = async () => {
    const cache = await caches.open(engines);
    for (const { url } of await cache.keys()) if (url !== plain && url !== relaxed) await cache.delete(url);
  };
  event.waitUntil(clear());
});
addEventListener('fetch', (event) => {
  const [asked, isRelaxed] = /\\/assets\\/(?:sections\\/)?nabla(-relaxed)?-[^/]*\\.wasm$/.exec(event.request.url) ?? [];
  if (!asked) return;
  const answer = async () => {
    const cache = await caches.open(engines);
    return (await cache.match(isRelaxed ? relaxed : plain)) ?? fetch(event.request);
  };
  event.respondWith(answer());
});
`;
}

/** Pages that run from a disk: one classic script, whole addresses of files, no policy that a file cannot meet. */
export function forFolder(html) {
  return html
    .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>\n?/, '')
    .replace(/<link rel="(?:modulepreload|preload)"[^>]*>\n?/g, '')
    .replace(/ crossorigin(?=[ >])/g, '')
    .replace(/<script type="module"[^>]*src="((?:\.\.?\/)*)assets\/[^"]*"[^>]*><\/script>/g, (_, root) => {
      return `<script defer src="${root}nabla.offline.js"></script>`;
    })
    .replace(/(<a [^>]*href=")((?:\.\.?\/|[a-z][a-z-]*\/)*)((?:#[^"]*)?")/g, (whole, before, path, after) =>
      path === '' ? whole : `${before}${path}index.html${after}`,
    );
}

/** Fonts inside the stylesheet: Firefox takes none from a folder. */
const withFonts = (css, folder) =>
  css.replace(/url\((["']?)(\.\/)?([^"')]+\.woff2)\1\)/g, (whole, _quote, _here, name) => {
    const file = join(folder, name);
    return existsSync(file) ? `url(data:font/woff2;base64,${readFileSync(file).toString('base64')})` : whole;
  });

function contentOf(file) {
  const path = join(DIST, file);
  if (file.endsWith('.html') && file !== 'embed.html' && !file.startsWith('embed/')) {
    return Buffer.from(forFolder(readFileSync(path, 'utf8')));
  }
  if (file.endsWith('.css')) return Buffer.from(withFonts(readFileSync(path, 'utf8'), join(path, '..')));
  return readFileSync(path);
}

const README = `Nabla, to be opened without a server: unpack this archive and open index.html in a browser.
`;

/** dist/offline.zip, and the same unpacked in .build/folder for the tests. */
export async function writeZip() {
  const { zipSync } = await import('fflate');
  const folder = join(BUILD, 'folder');
  const script = readFileSync(join(BUILD, 'embed', 'offline', 'nabla.offline.js'));
  const left =
    /^(sw\.js|offline\.zip|assets\/.*\.(js|wasm)|embed\/(parts|widgets)\/.*|embed\/((core|define|index|embed-page)\.js|nabla-relaxed\.wasm))$/;
  const files = { 'nabla/README.txt': Buffer.from(README), 'nabla/nabla.offline.js': script };
  for (const file of filesIn(DIST).filter((name) => !left.test(name))) files[`nabla/${file}`] = contentOf(file);
  rmSync(folder, { recursive: true, force: true });
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
  }
  // A date of its own would make two builds of the same sources differ.
  const entries = Object.entries(files).map(([name, content]) => [name, [content, { mtime: '2000-01-01T00:00:00' }]]);
  writeFileSync(join(DIST, 'offline.zip'), zipSync(Object.fromEntries(entries), { level: 9 }));
}
