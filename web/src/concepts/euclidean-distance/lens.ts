// What each lens provides; widget.ts puts the chosen one into the frame.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Values } from '../../kit/parameters';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;

export type Lens<R> = KitLens<Table, R, Engine>;

export const readout = (
  rows: readonly (readonly [name: string | TemplateResult, value: string | number, role?: string])[],
): TemplateResult =>
  html`<dl class="readout">
    ${rows.map(
      ([name, value, role]) =>
        html`<div>
          <dt>${name}</dt>
          <dd class=${role ? `role-${role}` : ''}>${typeof value === 'number' ? formatNumber(value) : value}</dd>
        </div>`,
    )}
  </dl>`;

export const tuple = (v: Float64Array, digits = 4): string =>
  `(${Array.from(v, (x) => formatNumber(x, digits)).join(', ')})`;
