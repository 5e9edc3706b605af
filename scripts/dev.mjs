// npm run dev: Vite's development server, and a rebuild of the engine whenever a C++ file changes.
import { readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { buildWasm } from './lib/cmake.mjs';
import { withLock } from './lib/lock.mjs';
import { at } from './lib/paths.mjs';
import { main, Problem } from './lib/problem.mjs';
import { runVisibly } from './lib/run.mjs';
import { setUp } from './lib/setup.mjs';

// Editors write a file in several steps; one rebuild is enough for all of them.
const SETTLE_MS = 150;

async function rebuild() {
  try {
    const changed = await withLock(buildWasm);
    console.log(changed.length > 0 ? '✓ engine rebuilt: the page reloads' : '✓ engine unchanged');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`${error.message}\nThe page keeps the last engine that compiled.`);
  }
}

/** Rebuilds after changes below wasm/, one build at a time; what changes meanwhile is built next. */
function watchSources() {
  let timer;
  let building = false;
  let again = false;
  const start = async () => {
    if (building) {
      again = true;
      return;
    }
    building = true;
    do {
      again = false;
      await rebuild();
    } while (again);
    building = false;
  };
  // Folder by folder: the recursive watcher of Node 20 loses a file that an editor saves by replacing it.
  for (const folder of foldersBelow(at('wasm'))) {
    watch(folder, (_event, file) => {
      if (!/\.(h|cpp)$/.test(file ?? '')) return;
      clearTimeout(timer);
      timer = setTimeout(() => void start(), SETTLE_MS);
    });
  }
}

function foldersBelow(folder) {
  const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...inner.flatMap((entry) => foldersBelow(join(folder, entry.name)))];
}

await main(async () => {
  await withLock(async () => {
    await setUp();
    await buildWasm();
  });
  watchSources();
  const code = await runVisibly(process.execPath, [
    at('node_modules', 'vite', 'bin', 'vite.js'),
    ...process.argv.slice(2),
  ]);
  // The watcher would keep us alive after Vite has ended.
  process.exit(code);
});
