// One engine a page, loaded once, whoever asks first.

import { createEngine, type Engine } from './engine';
import { instantiate, type Factory } from './instantiate';
import { moduleFrom } from './source';

export type { Engine } from './engine';
export { EngineError, type EngineCode } from './errors';

/** Kept where a second copy of the script finds it: one engine a page, however many bundles it holds. */
const KEY = Symbol.for('nabla.core.v1');
const shared = globalThis as { [KEY]?: Promise<Engine> | undefined };

/** The engine of this page, from `address` where it is not beside the script. A failed load may be tried again: the
 * failure is not kept. */
export function loadEngine(address?: URL): Promise<Engine> {
  shared[KEY] ??= load(address).catch((error: unknown) => {
    shared[KEY] = undefined;
    throw error;
  });
  return shared[KEY];
}

async function load(address: URL | undefined): Promise<Engine> {
  const [module, glue] = await Promise.all([moduleFrom(address), import('@wasm/nabla.mjs')]);
  return createEngine(() => instantiate(glue.default as unknown as Factory, module));
}
