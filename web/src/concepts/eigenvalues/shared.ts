// What the lenses share: the player over k, the row of numbers, and where a trace ends.

import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import '../../kit/player';
import type { Here } from './model';

/** The trace ends early where a vector has vanished. */
export const reached = (view: Here): number =>
  Math.min(view.state.k, (view.result.power?.rayleigh.length ?? Number.POSITIVE_INFINITY) - 1);

export const player = ({ state, set }: Here, label: string, max: number): TemplateResult =>
  html`<nabla-player
    label=${label}
    .value=${state.k}
    .min=${0}
    .max=${max}
    .perSecond=${6}
    .valueText=${`k = ${state.k}`}
    @value=${(e: CustomEvent<{ value: number; done: boolean }>) => set({ k: e.detail.value }, { done: e.detail.done })}
  ></nabla-player>`;

export const orNothing = (x: number | undefined, digits = 4): string | undefined =>
  x === undefined ? undefined : formatNumber(x, digits);
