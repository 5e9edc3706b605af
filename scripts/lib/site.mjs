import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSectionEngines, BUILT, WASM } from './cmake.mjs';
import { buildEmbed } from './embed.mjs';
import { ensureNodeModules } from './npm.mjs';
import { writeWorker, writeZip } from './offline.mjs';
import { at, BUILD, DIST } from './paths.mjs';
import { runStep } from './run.mjs';
import { hashOf, readStamp, writeStamp } from './stamp.mjs';

const STAMP = join(BUILD, 'site.stamp');

function inputs() {
  const configs = readdirSync(at('.')).filter((name) => /^(vite|tsconfig|package).*\.(ts|mjs|js|json)$/.test(name));
  return [at('web'), at('scripts'), ...configs.map((name) => at(name)), ...BUILT.map((name) => join(WASM, name))];
}

/** dist/ from web/ and the engine; skipped when none of its inputs has changed since. */
export async function buildSite() {
  await ensureNodeModules();
  const wanted = `${hashOf(inputs())} ${process.env.NABLA_SITE ?? ''} ${process.env.NABLA_WORKER ?? ''}`;
  if (readStamp(STAMP) === wanted && existsSync(join(DIST, 'index.html'))) return;
  await buildSectionEngines();
  await runStep('site (Vite)', process.execPath, [at('node_modules', 'vite', 'bin', 'vite.js'), 'build', 'web']);
  await buildEmbed();
  await writeZip();
  await writeWorker();
  writeStamp(STAMP, wanted);
}
