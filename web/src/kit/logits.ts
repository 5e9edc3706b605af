// Scores of a dozen classes: bars with handles, more or fewer of them, and numbers to type.

import { html, type TemplateResult } from 'lit';
import './bars';
import { barText, LETTERS, scaleFor, type Bar, type BarChange } from './bars';
import type { Role } from './parameters';

/** Of softmax's input and output alike: at most as many classes as there are letters. */
export const MOST = LETTERS.length;

export interface ScoreBars {
  readonly values: Float64Array;
  readonly height: number;
  readonly chosen: number;
  readonly label?: string;
  readonly role?: Role;
  /** Bars in another colour, such as those that do not count yet. */
  readonly pale?: (i: number) => boolean;
  readonly least?: number;
  readonly most?: number;
  /** Ends of the scale in place of round ones. */
  readonly scale?: { readonly min: number; readonly max: number };
  readonly step?: number;
  /** Lines across the columns: what the bars are compared with. */
  readonly marks?: Float64Array;
  readonly choose: (i: number) => void;
  readonly change: (values: Float64Array, i: number, done: boolean) => void;
}

/** One bar a class, each with a handle. */
export function scoreBars(o: ScoreBars): TemplateResult {
  const n = o.values.length;
  const { min, max } = o.scale ?? scaleFor(o.values, 3);
  return html`<nabla-bars
    label=${o.label ?? 'logit'}
    ink=${o.role ?? 'data'}
    movable
    .height=${o.height}
    .min=${min}
    .max=${max}
    .step=${o.step ?? 0.1}
    .least=${o.least ?? -10000}
    .most=${o.most ?? 10000}
    .chosen=${o.chosen}
    .bars=${Array.from(o.values, (value, i): Bar => ({
      label: LETTERS[i] ?? '',
      value,
      text: barText(value, n),
      ...(o.pale?.(i) && { role: 'scaffold' }),
      ...(o.marks && { mark: o.marks[i] ?? 0 }),
    }))}
    @choose=${(e: CustomEvent<number>) => o.choose(e.detail)}
    @value=${({ detail: { index, value, done } }: CustomEvent<BarChange>) => {
      const values = o.values.slice();
      values[index] = value;
      o.change(values, index, done);
    }}
  ></nabla-bars>`;
}

/** More or fewer classes; a new one starts at 0. */
export function classCount(
  values: Float64Array,
  least: number,
  change: (values: Float64Array) => void,
): TemplateResult {
  const n = values.length;
  return html`<div class="steps" role="group" aria-label="number of classes">
    <span>${n} ${n === 1 ? 'class' : 'classes'}</span>
    <button aria-label="one class fewer" ?disabled=${n <= least} @click=${() => change(values.slice(0, n - 1))}>
      −
    </button>
    <button aria-label="one class more" ?disabled=${n >= MOST} @click=${() => change(Float64Array.of(...values, 0))}>
      +
    </button>
  </div>`;
}

export interface ShareBars {
  readonly values: Float64Array;
  readonly height: number;
  readonly label: string;
  readonly role: Role;
  readonly max: number;
  readonly min?: number;
  readonly chosen?: number;
  readonly out?: (i: number) => boolean;
  /** What the bars should be. */
  readonly marks?: Float64Array;
  readonly choose?: (i: number) => void;
}

/** One bar a class, to look at. */
export const shareBars = (o: ShareBars): TemplateResult =>
  html`<nabla-bars
    label=${o.label}
    ink=${o.role}
    .height=${o.height}
    .min=${o.min ?? 0}
    .max=${o.max}
    .chosen=${o.chosen}
    .bars=${Array.from(o.values, (value, i): Bar => ({
      label: LETTERS[i] ?? '',
      value,
      text: barText(value, o.values.length),
      out: o.out?.(i) ?? false,
      ...(o.marks && { mark: o.marks[i] ?? 0 }),
    }))}
    @choose=${(e: CustomEvent<number>) => o.choose?.(e.detail)}
  ></nabla-bars>`;

/** A sign between two pictures: what leads from one to the next. */
export const passage = (name: string): TemplateResult =>
  html`<div class="passage symbol" aria-hidden="true"><span>${name}</span>→</div>`;
