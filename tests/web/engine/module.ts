// The engine under Node: the modules that ship, instantiated as the page does it.
import { readFile } from 'node:fs/promises';
import '../../../scripts/lib/relaxed-simd.mjs';
import { createEngine, type Engine, type RawModule } from '../../../web/src/engine/engine';
import { instantiate } from '../../../web/src/engine/instantiate';

const folder = new URL('../../../.build/wasm/', import.meta.url);
const MODULES = { plain: 'nabla', relaxed: 'nabla-relaxed' };
export type ModuleName = keyof typeof MODULES;

/** NABLA_SIMD=relaxed npx vitest run: every test with the module that most browsers load. */
const asked: ModuleName = process.env['NABLA_SIMD'] === 'relaxed' ? 'relaxed' : 'plain';

/** The whole engine, or that of a section. */
export async function compiled(name: ModuleName = asked, section?: string): Promise<() => Promise<RawModule>> {
  const file = section === undefined ? `${MODULES[name]}.wasm` : `sections/${MODULES[name]}-${section}.wasm`;
  const module = await WebAssembly.compile(await readFile(new URL(file, folder)));
  const glue = (await import(new URL('nabla.mjs', folder).href)) as { default: Parameters<typeof instantiate>[0] };
  return () => instantiate(glue.default, module);
}

export const loadTestEngine = async (name?: ModuleName, section?: string): Promise<Engine> =>
  createEngine(await compiled(name, section));
