// A few named quantities as bars: each value stands on its bar, each name under it, and a bar that may be changed has a
// handle on its top. For what a chart's axes would only clutter: a dozen logits, probabilities, shares.

import {
  css,
  html,
  LitElement,
  nothing,
  svg,
  type PropertyValues,
  type SVGTemplateResult,
  type TemplateResult,
} from 'lit';
import { formatNumber, plainNumber } from './format';
import { keyOf } from './keys';
import type { Role } from './parameters';
import { roomFor } from './plane-items';
import { tidy } from './plane-mapping';
import { base } from './styles';
import { define } from './theme';

export interface Bar {
  readonly label: string;
  /** What is not finite has no bar: a mark in red stands in its place. */
  readonly value: number;
  /** Written at the bar's end; the value with three digits where absent. */
  readonly text?: string;
  readonly role?: Role;
  /** Has no part: an outline only, without a number. */
  readonly out?: boolean;
  /** A second value as a line across the column: what the bar should be, or was. */
  readonly mark?: number;
}

export interface BarChange {
  readonly index: number;
  readonly value: number;
  readonly done: boolean;
}

/** Names of nameless classes. */
export const LETTERS: readonly string[] = [...'ABCDEFGHIJKL'];

/** What is written on one of n bars: a number, or a sign that there is none. */
export const barText = (x: number, n: number): string =>
  Number.isNaN(x) ? '?' : Number.isFinite(x) ? formatNumber(x, n > 8 ? 2 : 3) : x > 0 ? '∞' : '−∞';

/** Round ends of a scale that holds these values and 0, and reaches at least this far. */
export function scaleFor(values: Iterable<number>, least: number): { min: number; max: number } {
  const finite = [...values].filter(Number.isFinite);
  const reach = (side: number): number => {
    const most = Math.max(0, ...finite.map((x) => side * x));
    return most === 0 ? 0 : roomFor([[most, 0]], least);
  };
  const [up, down] = [reach(1), reach(-1)];
  return { min: -down, max: Math.max(up, down === 0 ? least : 0) };
}

const TOP = 26;
const FOOT = 24;
/** A handle on the ground needs room above the names; bars without handles stand on the same line. */
const HANDLE = 8;
/** Room for a number that hangs below a bar. */
const BELOW = 18;
const LETTER = 7.4;

export class NablaBars extends LitElement {
  static override properties = {
    bars: { attribute: false },
    ink: {},
    min: { type: Number },
    max: { type: Number },
    height: { type: Number },
    label: {},
    chosen: { type: Number },
    step: { type: Number },
    least: { type: Number },
    most: { type: Number },
    movable: { type: Boolean },
    room: { state: true },
  };

  declare bars: readonly Bar[];
  /** Colour of bars that have none of their own. */
  declare ink: Role;
  /** Ends of the scale; 0 is always on it. */
  declare min: number;
  declare max: number;
  declare height: number;
  /** What the bars show, for a screen reader; with handles, what each of them sets. */
  declare label: string;
  /** The bar that is looked at. A click on another says `choose`. */
  declare chosen: number | undefined;
  /** Arrow-key step. */
  declare step: number;
  declare least: number;
  declare most: number;
  /** Tops can be dragged: `value` says which and where to. */
  declare movable: boolean;
  declare room: number;

  /** The scale stands still while a top is dragged. */
  #held: readonly [number, number] | undefined;
  /** Where the last key sent a top, while the page has not drawn it yet: keys may come faster than frames. */
  #keyed: { readonly index: number; readonly value: number } | undefined;
  readonly #fit = new ResizeObserver(([entry]) => {
    const room = Math.round(entry?.contentRect.width ?? 0);
    if (room > 0 && room !== this.room) this.room = room;
  });

  constructor() {
    super();
    this.bars = [];
    this.ink = 'data';
    this.min = 0;
    this.max = 1;
    this.height = 190;
    this.label = '';
    this.step = 0.1;
    this.least = Number.NEGATIVE_INFINITY;
    this.most = Number.POSITIVE_INFINITY;
    this.movable = false;
    this.room = 300;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#fit.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#fit.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('bars')) this.#keyed = undefined;
  }

  get #scale(): readonly [number, number] {
    return this.#held ?? [Math.min(0, this.min), Math.max(0, this.max, this.min + 1e-300)];
  }

  get #floor(): number {
    return this.height - FOOT - (this.#scale[0] < 0 ? BELOW : HANDLE);
  }

  #y(value: number): number {
    const [low, high] = this.#scale;
    const inside = Math.min(high, Math.max(low, value));
    return this.#floor - ((inside - low) / (high - low)) * (this.#floor - TOP);
  }

  protected override render(): TemplateResult {
    const { room, height, bars } = this;
    return html`<svg viewBox="0 0 ${room} ${height}" height=${height} role="group" aria-label=${this.label} data-figure>
      <line class="ground" x1="0" x2=${room} y1=${this.#y(0)} y2=${this.#y(0)} />
      ${bars.map((bar, i) => this.#bar(bar, i, room / bars.length))}
    </svg>`;
  }

  #bar(bar: Bar, i: number, pitch: number): SVGTemplateResult {
    const x = (i + 0.5) * pitch;
    const width = Math.min(52, pitch * 0.68);
    const finite = Number.isFinite(bar.value);
    const [zero, top] = [this.#y(0), this.#y(finite ? bar.value : 0)];
    const out = bar.out === true && finite;
    const text = out ? '' : (bar.text ?? formatNumber(bar.value, 3));
    const knob = this.movable && !out;
    const down = finite && bar.value < 0;
    const role = finite ? (bar.role ?? this.ink) : 'broken';
    const needed = text.length * LETTER;
    // Where numbers would run into each other, only that of the chosen bar is written.
    const crowd = needed * 0.8 > pitch ? 'crowded' : needed > pitch ? 'tight' : '';
    // A number stands clear of the handle on its bar.
    const gap = knob ? 14 : 6;
    return svg`<g class="bar role-${role} ${this.chosen === i ? 'chosen' : ''} ${out ? 'out' : ''}"
        @click=${() => this.#choose(i)}>
      <rect class="column" x=${i * pitch} y="0" width=${pitch} height=${this.height} />
      <rect class="body" x=${x - width / 2} width=${width} y=${Math.min(zero, top)} height=${Math.abs(top - zero)} />
      ${finite ? nothing : this.#gap(x, zero, width)}
      ${bar.mark === undefined || !Number.isFinite(bar.mark) ? nothing : svg`<line class="mark" x1=${x - width / 2 - 4} x2=${x + width / 2 + 4} y1=${this.#y(bar.mark)} y2=${this.#y(bar.mark)} />`}
      <text class="value ${crowd}" x=${x} y=${down ? top + gap + 9 : (finite ? top : zero - 30) - gap} text-anchor="middle">${text}</text>
      <text class="name" x=${x} y=${this.height - 6} text-anchor="middle">${bar.label}</text>
      ${knob ? this.#knob(bar, i, x, top) : nothing}
    </g>`;
  }

  /** No number, no bar: a cross where it would have stood. */
  #gap(x: number, zero: number, width: number): SVGTemplateResult {
    const r = Math.min(9, width / 2);
    const y = zero - 18;
    return svg`<path class="cross" d="M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}" />`;
  }

  #knob(bar: Bar, i: number, x: number, y: number): SVGTemplateResult {
    const [low, high] = this.#scale;
    return svg`<g class="handle" transform="translate(${x} ${y})" role="slider" tabindex="0" data-key=${i}
        aria-label="${this.label} ${bar.label}" aria-orientation="vertical" aria-valuemin=${plainNumber(low)} aria-valuemax=${plainNumber(high)}
        aria-valuenow=${plainNumber(bar.value)} aria-valuetext=${formatNumber(bar.value)}
        @focus=${() => this.#choose(i)}
        @keydown=${(e: KeyboardEvent) => this.#key(e, i)}
        @pointerdown=${(e: PointerEvent) => this.#grab(e, i)}>
      <circle class="touch" r="22" /><circle class="knob" r="7" />
    </g>`;
  }

  #choose(i: number): void {
    if (i !== this.chosen) this.dispatchEvent(new CustomEvent('choose', { detail: i }));
  }

  #emit(index: number, value: number, done: boolean): void {
    const bounded = tidy(Math.min(this.most, Math.max(this.least, value)));
    this.#keyed = { index, value: bounded };
    this.dispatchEvent(new CustomEvent<BarChange>('value', { detail: { index, value: bounded, done } }));
  }

  #key(event: KeyboardEvent, i: number): void {
    const step = this.step * (event.shiftKey ? 10 : 1);
    const now = this.#keyed?.index === i ? this.#keyed.value : (this.bars[i]?.value ?? 0);
    const to: Record<string, number> = {
      ArrowUp: now + step,
      ArrowRight: now + step,
      ArrowDown: now - step,
      ArrowLeft: now - step,
      PageUp: now + 10 * this.step,
      PageDown: now - 10 * this.step,
      Home: 0,
    };
    const value = to[keyOf(event)];
    if (value === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#emit(i, value, true);
  }

  #grab(event: PointerEvent, i: number): void {
    if (event.button !== 0) return;
    const target = event.currentTarget as SVGGElement;
    event.preventDefault();
    target.focus({ preventScroll: true });
    target.setPointerCapture(event.pointerId);
    this.#held = this.#scale;
    const valueAt = (e: PointerEvent): number => {
      const box = (this.renderRoot.querySelector('svg') as SVGSVGElement).getBoundingClientRect();
      const [low, high] = this.#scale;
      const y = ((e.clientY - box.top) * this.height) / box.height;
      const value = low + ((this.#floor - y) / (this.#floor - TOP)) * (high - low);
      const grain = 10 ** Math.floor(Math.log10((high - low) / 30));
      return Math.round(Math.min(high, Math.max(low, value)) / grain) * grain;
    };
    const move = (e: PointerEvent): void => this.#emit(i, valueAt(e), false);
    let last = this.bars[i]?.value ?? 0;
    const follow = (e: PointerEvent): void => {
      move(e);
      last = valueAt(e);
    };
    const end = (): void => {
      target.removeEventListener('pointermove', follow);
      if (!this.#held) return;
      this.#held = undefined;
      this.#emit(i, last, true);
      this.requestUpdate();
    };
    target.addEventListener('pointermove', follow);
    target.addEventListener('pointerup', end, { once: true });
    target.addEventListener('lostpointercapture', end, { once: true });
  }

  static override styles = [
    base,
    css`
      :host {
        container-type: normal;
        min-width: 0;
      }
      svg {
        display: block;
        width: 100%;
        overflow: visible;
        font: 600 13px var(--nabla-sans);
        font-variant-numeric: tabular-nums;
        touch-action: pan-y;
      }
      .ground {
        stroke: var(--nabla-hairline);
      }
      .column {
        fill: transparent;
      }
      .body {
        fill: currentColor;
        opacity: 0.85;
      }
      .out .body {
        fill: none;
        stroke: var(--nabla-edge);
        stroke-dasharray: 4 3;
        opacity: 1;
      }
      .cross {
        fill: none;
        stroke: currentColor;
        stroke-width: 2.5;
        stroke-linecap: round;
      }
      .mark {
        stroke: var(--nabla-ink);
        stroke-width: 2;
        stroke-dasharray: 4 3;
      }
      .value {
        fill: currentColor;
      }
      .tight {
        font-size: 10.5px;
      }
      .crowded {
        font-size: 10.5px;
        display: none;
      }
      .chosen .crowded {
        display: inline;
      }
      .name {
        fill: var(--nabla-faded);
        font-weight: 400;
      }
      .chosen .name {
        fill: var(--nabla-ink);
        font-weight: 700;
      }
      .out .name {
        text-decoration: line-through;
      }
      .handle {
        cursor: ns-resize;
        touch-action: none;
        outline: none;
      }
      .touch {
        fill: transparent;
      }
      .knob {
        fill: var(--nabla-card);
        stroke: currentColor;
        stroke-width: 3;
      }
      .handle:focus-visible .touch {
        stroke: currentColor;
        stroke-width: 2;
        r: 13px;
      }
    `,
  ];
}

define('nabla-bars', NablaBars);
