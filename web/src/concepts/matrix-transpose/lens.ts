// What the lenses share: the matrix W, and how its entries are named.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import type { Lens as KitLens } from '../../kit/lenses';
import { isMatrix, resized, type Matrix } from '../../kit/values';
import type { ControlOptions } from '../../kit/widget';
import type concept from './concept';
import type { Here } from './state';

export type Lens<R> = KitLens<(typeof concept)['parameters'], R, Engine>;

export const NARROW = 560;
export const WIDE = 860;

/** Left to right; where panels stand one under the other, an arrow would point at nothing. */
export const arrow = ({ width }: Here): TemplateResult | typeof nothing =>
  width < NARROW ? nothing : html`<span class="symbol" aria-hidden="true">→</span>`;

export const entries = (m: Matrix): readonly (readonly [number, number])[] =>
  Array.from({ length: m.rows * m.cols }, (_, k) => [Math.floor(k / m.cols), k % m.cols] as const);

/** W, with x and g following its size, so that resizing the layer never breaks it. */
export function weights(view: Here, options: ControlOptions = {}): TemplateResult {
  const { w, x, g } = view.state;
  const follow = (e: CustomEvent<{ value: unknown; done: boolean }>): void => {
    const { value, done } = e.detail;
    if (!isMatrix(value) || (value.rows === w.rows && value.cols === w.cols)) return;
    view.set({ x: fitted(x, value.cols), g: fitted(g, value.rows) }, { done });
  };
  return html`<div @value=${follow}>${view.control('w', options)}</div>`;
}

const fitted = (v: Float64Array, length: number): Float64Array =>
  resized({ rows: 1, cols: v.length, data: v }, 1, length).data;
