// One to four inputs by name, and which of them the pictures show.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import type { Here, State } from './lens';

const NAMES = ['x', 'y', 'z', 'w'] as const;
/** Where a new input starts: at 0 many maps are flat. */
const FRESH = 0.5;

/** The point has as many entries as the map has inputs. */
export const namesOf = ({ p }: State): readonly string[] => NAMES.slice(0, p.length);

/** Input across and input up, from 0; no input up where there is but one. A pair that the point lacks gives way. */
export function drawnOf({ p, slice }: State): readonly [across: number, up: number] {
  if (p.length === 1) return [0, -1];
  const [across, up] = [slice.charAt(0), slice.charAt(1)].map((name) => NAMES.findIndex((n) => n === name));
  return across !== undefined && up !== undefined && up < p.length ? [across, up] : [0, 1];
}

/** What the pictures hold fixed: "z = 0.5". */
export function heldText(state: State): string {
  const drawn = drawnOf(state);
  const held = namesOf(state).flatMap((name, i) =>
    drawn.includes(i) ? [] : [`${name} = ${formatNumber(state.p[i] ?? 0)}`],
  );
  return held.join(', ');
}

const parses = (engine: Engine, f: string): boolean => {
  try {
    engine.expressionsReport(f, NAMES.join());
    return true;
  } catch {
    return false;
  }
};

/** Asks the engine with the names of the inputs. A map that has more of them than the point is no wrong one: the failure says so. */
export function asked<R>(engine: Engine, state: State, ask: (names: string) => R): R {
  const names = namesOf(state);
  try {
    return ask(names.join());
  } catch (error) {
    if (
      names.length < NAMES.length &&
      (error as { code?: unknown }).code === 'invalid-expression' &&
      parses(engine, state.f)
    ) {
      const count = names.length === 1 ? 'is one input' : `are ${names.length} inputs`;
      (error as Error).message = `There ${count} (${names.join(', ')}), and F asks for more. Choose more inputs below.`;
    }
    throw error;
  }
}

const resized = (p: Float64Array, length: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => p[i] ?? FRESH);

/** How many inputs there are, and beyond two the pair that is drawn and the whole point. */
export const inputsOf = ({ state, set, control }: Here<unknown>): TemplateResult => {
  const n = state.p.length;
  const pairs = ['xy', 'xz', 'yz', 'xw', 'yw', 'zw'].slice(0, n === 3 ? 3 : 6);
  return html`<div class="steps" role="group" aria-label="how many inputs">
      <span class="role-data">inputs</span>
      ${NAMES.map(
        (_, i) =>
          html`<button aria-pressed=${i + 1 === n} @click=${() => set({ p: resized(state.p, i + 1) })}>
            ${NAMES.slice(0, i + 1).join(', ')}
          </button>`,
      )}
    </div>
    ${n === 2 ? nothing : html`<div class="controls">${control('p', { label: `point (${namesOf(state).join(', ')})` })} ${n > 2 ? control('slice', { only: pairs }) : nothing}</div>`}`;
};
