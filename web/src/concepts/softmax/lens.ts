// What each lens provides, and what they share: the film of one row, and logits that can be dragged.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { LETTERS } from '../../kit/bars';
import type { Lens as KitLens } from '../../kit/lenses';
import { classCount, scoreBars, shareBars, type ShareBars } from '../../kit/logits';
import type { Values } from '../../kit/parameters';
import type { Matrix } from '../../kit/values';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;
export type Lens<R> = KitLens<Table, R, Engine>;
export type Film = ReturnType<Engine['softmaxFilm']>;

const NONE: Matrix = { rows: 0, cols: 0, data: new Float64Array() };

const asRow = (data: Float64Array): Matrix => ({ rows: 1, cols: data.length, data });
export const nameOf = (i: number): string => LETTERS[i] ?? '';
export const isOut = ({ mask }: State, i: number): boolean => mask[i] === 0;

/** The class that is looked at, from 0; the last one where there are fewer. */
export const lookedAt = ({ looked, z }: State): number => Math.min(looked, z.length) - 1;

export const filmOf = (engine: Engine, { z, mask, method, format, scale, shift }: State): Film =>
  engine.softmaxFilm(asRow(z), asRow(mask.slice(0, z.length)), 1, method, format, scale, shift);

/** Without shift, scale, mask and rounding: softmax itself. */
export const plainFilm = (engine: Engine, z: Float64Array): Film =>
  engine.softmaxFilm(asRow(z), NONE, 1, 'shifted', 'float64', 1, 0);

/** Takes out or brings back a class. */
function toggled({ mask }: State, i: number): Float64Array {
  const next = mask.slice();
  next[i] = next[i] === 0 ? 1 : 0;
  return next;
}

export const maskButtons = ({ state, set }: Here<unknown>): TemplateResult =>
  html`<div class="steps" role="group" aria-label="classes that take part">
    <span>takes part</span>
    ${Array.from(
      state.z,
      (_, i) =>
        html`<button
          aria-pressed=${!isOut(state, i)}
          aria-label=${`class ${nameOf(i)} takes part`}
          @click=${() => set({ mask: toggled(state, i) })}
        >
          ${nameOf(i)}
        </button>`,
    )}
  </div>`;

export const classButtons = ({ state, set }: Here<unknown>): TemplateResult =>
  classCount(state.z, 1, (z) => set({ z }));

export const logitBars = ({ state, set }: Here<unknown>, height: number, seen = state.z.length): TemplateResult =>
  scoreBars({
    values: state.z,
    height,
    chosen: lookedAt(state),
    pale: (i) => i >= seen,
    choose: (i) => set({ looked: i + 1 }),
    change: (z, i, done) => set({ z, looked: i + 1 }, { done }),
  });

/** Bars that follow from the logits; a click chooses a class. */
export const resultBars = ({ state, set }: Here<unknown>, bars: Omit<ShareBars, 'choose' | 'chosen'>): TemplateResult =>
  shareBars({ ...bars, chosen: lookedAt(state), choose: (i) => set({ looked: i + 1 }) });

export const typedLogits = (view: Here<unknown>): TemplateResult =>
  html`<details>
    <summary>Type the logits</summary>
    ${view.control('z')}
  </details>`;
