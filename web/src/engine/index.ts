// One engine a page, loaded once, whoever asks first.

import type { EngineChoice } from './choose';
import { createEngine, type Engine } from './engine';
import { instantiate, type Factory } from './instantiate';
import { moduleFrom } from './source';

export type { EngineChoice, EngineFiles, Simd } from './choose';
export type { Engine } from './engine';
export { EngineError, type EngineCode } from './errors';

/** Kept where a second copy of the script finds it: one engine a page, however many bundles it holds. */
const KEY = Symbol.for('nabla.core.v1');
const shared = globalThis as { [KEY]?: Promise<Engine> | undefined };

/** The engine of this page, as the first to ask wants it. A failed load may be tried again: the failure is not kept. */
export function loadEngine(choice: EngineChoice = {}): Promise<Engine> {
  shared[KEY] ??= load(choice).catch((error: unknown) => {
    shared[KEY] = undefined;
    throw error;
  });
  return shared[KEY];
}

async function load(choice: EngineChoice): Promise<Engine> {
  const [module, glue] = await Promise.all([moduleFrom(choice), import('@wasm/nabla.mjs')]);
  return createEngine(() => instantiate(glue.default as unknown as Factory, module));
}
