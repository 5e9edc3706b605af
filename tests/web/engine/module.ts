// The engine under Node: the module that ships, instantiated as the page does it.
import { readFile } from 'node:fs/promises';
import { createEngine, type Engine, type RawModule } from '../../../web/src/engine/engine';
import { instantiate } from '../../../web/src/engine/instantiate';

const folder = new URL('../../../.build/wasm/', import.meta.url);

export async function compiled(): Promise<() => Promise<RawModule>> {
  const module = await WebAssembly.compile(await readFile(new URL('nabla.wasm', folder)));
  const glue = (await import(new URL('nabla.mjs', folder).href)) as { default: Parameters<typeof instantiate>[0] };
  return () => instantiate(glue.default, module);
}

export const loadTestEngine = async (): Promise<Engine> => createEngine(await compiled());
