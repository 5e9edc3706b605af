// What each lens provides; widget.ts puts the chosen one into the frame.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { matrixOf, num, type Node } from '../../kit/formula';
import type { Lens as KitLens } from '../../kit/lenses';
import '../../kit/raster';
import type { Role, Values } from '../../kit/parameters';
import { at, type Matrix } from '../../kit/values';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;

export type Lens<R> = KitLens<Table, R, Engine>;

export const entry = (v: { readonly [i: number]: number } | undefined, i: number): number => v?.[i] ?? Number.NaN;

export const cells = (m: Matrix, role: Role, digits = 3): Node =>
  matrixOf(Array.from({ length: m.rows }, (_, i) => Array.from({ length: m.cols }, (_, j) => num(at(m, i, j), role, digits)))); // prettier-ignore

export const largestOf = (m: Matrix): number => m.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

export const layerName = (code: number): string =>
  ['', 'Linear', 'ReLU', 'softmax', 'LayerNorm', 'tanh', 'BatchNorm'][code] ?? '?';

/** A matrix by colour: blue below 0, white at 0, orange above. */
export const heat = (m: Matrix, label: string, shape?: number): TemplateResult =>
  html`<nabla-raster
    .value=${m}
    map="diverging"
    .high=${largestOf(m)}
    .shape=${shape}
    label=${`${label}, ${m.rows} by ${m.cols}, by colour`}
  ></nabla-raster>`;
