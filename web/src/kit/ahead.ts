// For results that take a good part of a frame: those of the last states are kept, and while a hand is between two frames
// of a drag, the one that it will most likely ask for next is made. A slider that goes on, or back, then only has to draw.

import { encodeState } from './codec';
import { whenIdle } from './idle';
import type { Parameters, Values } from './parameters';

/** A slider's way and back; such results are a few hundred numbers each. */
const MOST = 64;

export class Ahead {
  readonly #parameters: Parameters;
  readonly #compute: (state: Values) => unknown;
  readonly #kept = new Map<string, unknown>();
  #before: Values | undefined;
  #way: { readonly key: string; readonly delta: number } | undefined;
  #next: Values | undefined;

  constructor(parameters: Parameters, compute: (state: Values) => unknown) {
    this.#parameters = parameters;
    this.#compute = compute;
  }

  /** The result of a state. Throws what computing it throws, and keeps nothing then. */
  of(state: Values): unknown {
    const key = encodeState(this.#parameters, state);
    const result = this.#kept.has(key) ? this.#kept.get(key) : this.#compute(state);
    // Last in, so that the first is the one that was not asked for longest.
    this.#kept.delete(key);
    this.#kept.set(key, result);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST) break;
      this.#kept.delete(oldest);
    }
    return result;
  }

  /** What a drag shows now. The next state is made once it goes one way for the second time. */
  follow(state: Values): void {
    const before = this.#before;
    const [key, other] = before ? Object.keys(state).filter((k) => state[k] !== before[k]) : [];
    this.#before = state;
    const [from, to, last] = [before?.[key ?? ''], state[key ?? ''], this.#way];
    this.#way = undefined;
    if (key === undefined || other !== undefined || typeof from !== 'number' || typeof to !== 'number') return;
    const delta = to - from;
    this.#way = { key, delta };
    if (last?.key === key && last.delta * delta > 0) this.#prepare(state, key, to + delta);
  }

  #prepare(state: Values, key: string, value: number): void {
    const parameter = this.#parameters[key];
    if (!parameter || !('step' in parameter)) return;
    const waiting = this.#next !== undefined;
    // As a slider writes it: without what 0.1 + 0.2 leaves behind.
    const within = Number(Math.min(parameter.max, Math.max(parameter.min, value)).toPrecision(12));
    this.#next = { ...state, [key]: within };
    if (!waiting) whenIdle(() => this.#make());
  }

  #make(): void {
    const next = this.#next;
    this.#next = undefined;
    try {
      if (next) this.of(next);
    } catch {
      // Said when it is asked for.
    }
  }
}
