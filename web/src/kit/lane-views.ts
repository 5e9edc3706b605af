// What stands beside the map of optimisers side by side: the player of their steps, and how the loss falls.

import { html, type TemplateResult } from 'lit';
import './chart';
import { formatNumber } from './format';
import { entry, laneCurves, type Lane, type LaneRun } from './lanes';
import './player';
import type { Matrix } from './values';

interface Playing {
  readonly k: number;
  readonly steps: number;
  /** What the parameter k is set to for “to the end”, so that it stays there when the steps become more. */
  readonly all: number;
  readonly run: LaneRun;
  readonly set: (patch: { k: number }, options: { done: boolean }) => void;
}

export const stepPlayer = ({ k, steps, all, run, set }: Playing): TemplateResult =>
  html`<nabla-player
    label="steps of descent"
    .value=${k}
    .min=${0}
    .max=${steps}
    .perSecond=${Math.max(5, steps / 5)}
    .valueText=${`step ${k} of ${steps}, loss ${formatNumber(entry(run.losses, Math.min(k, run.last[0] ?? 0), 0), 3)}`}
    @value=${(e: CustomEvent<{ value: number; done: boolean }>) =>
      set({ k: e.detail.value >= steps ? all : e.detail.value }, { done: e.detail.done })}
  ></nabla-player>`;

interface Falling {
  readonly lanes: readonly Lane[];
  readonly run: LaneRun;
  readonly k: number;
  readonly steps: number;
  readonly width: number;
  /** The losses above their minimum, where one is known. */
  readonly excess?: Matrix;
  /** What stands under the chart. */
  readonly below?: unknown;
}

/** Sixteen digits below the start rounding takes over; what has diverged would flatten all others. */
function heights({ data }: Matrix, top: number): { min: number; max: number } {
  let [min, max] = [top, top];
  for (const v of data) {
    if (v > 0 && v < min) min = v;
    if (v > max && v < 1e12 * top) max = v;
  }
  return { min: Math.max(min / 2, top * 1e-16), max: max * 2 };
}

export function lossPanel({ lanes, run, k, steps, width, excess, below }: Falling): TemplateResult {
  const values = excess ?? run.losses;
  const top = entry(values, 0, 0);
  const log = excess !== undefined || run.losses.data.every((v) => Number.isNaN(v) || v > 0);
  return html`<div class="panel stack">
    <div class="caption">
      ${excess ? 'loss above its minimum' : 'loss'}
      <span class="unit">${log ? 'logarithmic' : 'linear'}, over the steps</span>
    </div>
    <nabla-chart
      label="The loss of every lane over the steps"
      .height=${width < 560 ? 150 : width < 860 ? 190 : 205}
      .x=${{ title: 'step', min: 0, max: steps, whole: true }}
      .y=${{ title: excess ? 'f − least' : 'f', log, ...(log && top > 0 && heights(values, top)) }}
      .series=${laneCurves(lanes, run, values, k)}
    ></nabla-chart>
    ${below}
  </div>`;
}
