// One engine a page, loaded once, whoever asks first.

import wasmUrl from '@wasm/nabla.wasm?url';
import { compile } from './compile';
import { createEngine, type Engine } from './engine';
import { instantiate, type Factory } from './instantiate';

export type { Engine } from './engine';
export { EngineError, type EngineCode } from './errors';

/** Kept where a second copy of the script finds it: one engine a page, however many bundles it holds. */
const KEY = Symbol.for('nabla.core.v1');
const shared = globalThis as { [KEY]?: Promise<Engine> | undefined };

/** The engine of this page. A failed load may be tried again: the failure is not kept. */
export function loadEngine(): Promise<Engine> {
  shared[KEY] ??= load().catch((error: unknown) => {
    shared[KEY] = undefined;
    throw error;
  });
  return shared[KEY];
}

async function load(): Promise<Engine> {
  const [module, glue] = await Promise.all([compile(new URL(wasmUrl, import.meta.url)), import('@wasm/nabla.mjs')]);
  return createEngine(() => instantiate(glue.default as unknown as Factory, module));
}
