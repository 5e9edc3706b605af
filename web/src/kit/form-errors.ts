// How wrong each way of writing a function is, over |x| from 10⁻¹⁰ to 1000, both axes logarithmic.

import { html, type TemplateResult } from 'lit';
import './chart';
import type { Series } from './chart';
import type { Role } from './parameters';
import { at, type Matrix } from './values';

export interface FormLine {
  /** Row of the errors. */
  readonly form: number;
  readonly name: string;
  readonly role: Role;
  /** The name stands at the left end: where the line is alone. */
  readonly left?: boolean;
}

/** An error of 0 has no place on a logarithmic axis. */
const FLOOR = 1e-18;

export function formErrors(
  label: string,
  { steps, errors }: { readonly steps: Float64Array; readonly errors: Matrix },
  lines: readonly FormLine[],
  width: number,
): TemplateResult {
  const series = lines.map(({ form, name, role, left = false }): Series => {
    const points = Array.from(steps, (x, k): [number, number] => {
      const error = at(errors, form, k);
      return [x, Number.isNaN(error) ? error : Math.max(FLOOR, error)];
    });
    return { kind: 'line', name, role, named: true, points: left ? points.reverse() : points };
  });
  return html`<div class="panel">
    <div class="caption">
      relative error <span class="unit">both axes logarithmic; a line ends where no number is left</span>
    </div>
    <nabla-chart
      label=${`${label}, both axes logarithmic`}
      .height=${width < 560 ? 280 : 320}
      .x=${{ title: '|x|', log: true, min: 1e-10, max: 1e3 }}
      .y=${{ title: 'relative error', log: true, min: FLOOR, max: 10 }}
      .series=${series}
    ></nabla-chart>
  </div>`;
}
