// The engine alone: the mathematics without anything to look at.

import { loadEngine, type Engine } from '../engine';
import { engineChoice } from './config';

export type { Engine };
export { EngineError } from '../engine';
export { configure as config } from './config';

/** One engine a page, or a process; every function of the core under its own name. */
export const core = (): Promise<Engine> => loadEngine(engineChoice());
