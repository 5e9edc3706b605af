// Named numbers in a row, wrapping: what a widget reads out beside its picture.

import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from './format';
import type { Role } from './parameters';

/** A row without a value is left out; a number is written with four digits. */
export type ReadoutRow = readonly [
  name: string | TemplateResult,
  value: string | number | TemplateResult | undefined,
  role?: Role | undefined,
];

export const readout = (rows: readonly ReadoutRow[]): TemplateResult =>
  html`<dl class="readout">
    ${rows.map(([name, value, role]) =>
      value === undefined
        ? nothing
        : html`<div>
            <dt>${name}</dt>
            <dd class=${role ? `role-${role}` : nothing}>${typeof value === 'number' ? formatNumber(value) : value}</dd>
          </div>`,
    )}
  </dl>`;
