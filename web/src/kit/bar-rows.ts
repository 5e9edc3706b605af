// Rows of bars, each a number that can be dragged by its end or moved by arrow keys; behind them, if wanted, where
// their group has its mean and how far it spreads.

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
import { formatNumber } from './format';
import { keyOf } from './keys';
import type { Role } from './parameters';
import { tidy } from './plane-mapping';
import { base, drawing } from './styles';
import { define } from './theme';
import { at, type Matrix } from './values';

export interface BarChange {
  readonly row: number;
  readonly col: number;
  readonly value: number;
  readonly done: boolean;
}

const WIDTH = 400;
const GUTTER = 26;
/** Room above and below the scale of a row, for its numbers. */
const ROOM = 17;

export class NablaBarRows extends LitElement {
  static override properties = {
    value: { attribute: false },
    low: { type: Number },
    high: { type: Number },
    least: { type: Number },
    most: { type: Number },
    step: { type: Number },
    middle: { attribute: false },
    spread: { attribute: false },
    guides: { attribute: false },
    names: { attribute: false },
    rowNames: { attribute: false },
    chosen: { attribute: false },
    tint: { attribute: false },
    ink: {},
    label: {},
    rowHeight: { type: Number },
    digits: { type: Number },
    gap: {},
    editable: { type: Boolean },
  };

  declare value: Matrix;
  /** Ends of the scale of every row. */
  declare low: number;
  declare high: number;
  /** What a bar may be dragged to. */
  declare least: number;
  declare most: number;
  /** Arrow-key step; a drag goes in tenths of it at the finest. */
  declare step: number;
  /** A line across each bar's place, and a band of this half height about it. */
  declare middle: Matrix | undefined;
  declare spread: Matrix | undefined;
  /** Levels drawn across every row, beside 0. */
  declare guides: readonly number[];
  declare names: readonly string[];
  declare rowNames: readonly string[];
  declare chosen: readonly [row: number, col: number] | undefined;
  /** Bars that belong together with the chosen one. */
  declare tint: ((row: number, col: number) => boolean) | undefined;
  declare ink: Role;
  declare label: string;
  declare rowHeight: number;
  declare digits: number;
  /** Stands where a value is not finite. */
  declare gap: string;
  declare editable: boolean;

  /** The scale stays while a bar is dragged: one that grows under the hand runs away from it. */
  #held: readonly [low: number, high: number] | undefined;
  /** Where the last key sent a bar, while the page has not drawn it yet: keys may come faster than frames. */
  #keyed: { readonly row: number; readonly col: number; readonly value: number } | undefined;
  /** The viewBox is 400 wide and the rows may be half that on the screen: text and targets keep their size. */
  #fit = new ResizeObserver(([entry]) => {
    const zoom = WIDTH / (entry?.contentRect.width || WIDTH);
    this.style.setProperty('--zoom', String(Math.min(2, Math.max(0.8, zoom))));
  });

  constructor() {
    super();
    this.low = -1;
    this.high = 1;
    this.least = -1e6;
    this.most = 1e6;
    this.step = 0.1;
    this.guides = [];
    this.names = [];
    this.rowNames = [];
    this.ink = 'data';
    this.label = '';
    this.rowHeight = 84;
    this.digits = 3;
    this.gap = '—';
    this.editable = false;
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
    if (changed.has('value')) this.#keyed = undefined;
  }

  /** Height over the middle of a row in units of the viewBox, downwards, for a value. */
  #y(row: number, value: number): number {
    const [low, high] = this.#held ?? [this.low, this.high];
    const share = (Math.min(high, Math.max(low, value)) - low) / (high - low || 1);
    return row * this.rowHeight + ROOM + (1 - share) * (this.rowHeight - 2 * ROOM);
  }

  protected override render(): TemplateResult {
    const { rows, cols } = this.value;
    const top = this.names.length > 0 ? 16 : 0;
    const left = this.rowNames.length > 0 ? GUTTER : 0;
    const cell = (WIDTH - left) / cols;
    const places = Array.from({ length: rows * cols }, (_, i) => [Math.floor(i / cols), i % cols] as const);
    return html`<svg
      viewBox="0 ${-top} ${WIDTH} ${rows * this.rowHeight + top}"
      role="group"
      aria-label=${this.label}
      class="role-${this.ink}"
      data-figure
    >
      ${this.names.slice(0, cols).map((name, c) => svg`<text class="name" x=${left + (c + 0.5) * cell} y="-5" text-anchor="middle">${name}</text>`)}
      ${Array.from({ length: rows }, (_, r) => this.#ground(r, left))}
      ${places.map(([r, c]) => this.#bar(r, c, left + c * cell, cell))}
    </svg>`;
  }

  #ground(row: number, left: number): SVGTemplateResult {
    const zero = this.#y(row, 0);
    return svg`<g aria-hidden="true">
      ${this.guides.map((level) => svg`<line class="guide" x1=${left} x2=${WIDTH} y1=${this.#y(row, level)} y2=${this.#y(row, level)} />`)}
      <line class="zero" x1=${left} x2=${WIDTH} y1=${zero} y2=${zero} />
      ${this.rowNames[row] === undefined ? nothing : svg`<text class="name" x="0" y=${zero + 4}>${this.rowNames[row]}</text>`}
    </g>`;
  }

  #bar(row: number, col: number, x: number, cell: number): SVGTemplateResult {
    const value = at(this.value, row, col);
    const zero = this.#y(row, 0);
    const known = Number.isFinite(value);
    const end = known ? this.#y(row, value) : zero;
    const wide = Math.min(cell * 0.56, 44);
    const middle = x + cell / 2;
    const chosen = this.chosen?.[0] === row && this.chosen[1] === col;
    const name = [this.rowNames[row], this.names[col] ?? String(col + 1)].filter(Boolean).join(', ');
    const below = value < 0;
    const inner = svg`
      ${this.tint?.(row, col) ? svg`<rect class="tint" x=${x} width=${cell} y=${row * this.rowHeight} height=${this.rowHeight} />` : nothing}
      ${this.#band(row, col, x, cell)}
      <rect class="bar ${chosen ? 'chosen' : ''}" x=${middle - wide / 2} width=${wide} y=${Math.min(zero, end)} height=${Math.abs(zero - end)} />
      ${this.editable ? svg`<rect class="touch" x=${x} width=${cell} y=${end - 22} height="44" /><rect class="grip" x=${middle - wide / 2} width=${wide} y=${end - 2.5} height="5" rx="2" />` : nothing}
      <text class=${known ? 'value' : 'value gap'} x=${middle} y=${below ? end + 14 : end - 6} text-anchor="middle" aria-hidden="true">${known ? formatNumber(value, this.digits) : this.gap}</text>`;
    if (!this.editable) {
      return svg`<g @pointerenter=${() => this.#choose(row, col)}>${inner}</g>`;
    }
    return svg`<g class="handle" role="slider" tabindex="0" data-at="${row},${col}" aria-label=${`${this.label}, ${name}`}
      aria-valuemin=${this.least} aria-valuemax=${this.most} aria-valuenow=${known ? value : 0} aria-valuetext=${formatNumber(value)}
      @focus=${() => this.#choose(row, col)}
      @keydown=${(e: KeyboardEvent) => this.#key(e, row, col)}
      @pointerdown=${(e: PointerEvent) => this.#grab(e, row, col)}>${inner}</g>`;
  }

  #band(row: number, col: number, x: number, cell: number): SVGTemplateResult | typeof nothing {
    if (!this.middle) return nothing;
    const mean = at(this.middle, row, col);
    const half = this.spread ? at(this.spread, row, col) : 0;
    if (!Number.isFinite(mean + half)) return nothing;
    const [top, y] = [this.#y(row, mean + half), this.#y(row, mean)];
    return svg`<rect class="band" x=${x} width=${cell} y=${top} height=${this.#y(row, mean - half) - top} />
      <line class="mean" x1=${x} x2=${x + cell} y1=${y} y2=${y} />`;
  }

  #choose(row: number, col: number): void {
    if (this.chosen?.[0] === row && this.chosen[1] === col) return;
    this.dispatchEvent(new CustomEvent('choose', { detail: [row, col], bubbles: true }));
  }

  #emit(row: number, col: number, value: number, done: boolean): void {
    const within = Math.min(this.most, Math.max(this.least, value));
    const detail: BarChange = { row, col, value: tidy(within), done };
    this.dispatchEvent(new CustomEvent('bar', { detail, bubbles: true }));
  }

  #key(event: KeyboardEvent, row: number, col: number): void {
    const by: Record<string, number> = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
    const aside: Record<string, readonly [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const steps = by[keyOf(event)];
    const to = aside[keyOf(event)];
    if (steps === undefined && !to && keyOf(event) !== 'Home') return;
    event.preventDefault();
    event.stopPropagation();
    if (to) {
      this.renderRoot.querySelector<SVGElement>(`[data-at="${row + to[0]},${col + to[1]}"]`)?.focus();
      return;
    }
    const known = this.#keyed?.row === row && this.#keyed.col === col ? this.#keyed.value : at(this.value, row, col);
    const now = Number.isFinite(known) ? known : 0;
    const value = steps === undefined ? 0 : tidy(now + steps * this.step * (event.shiftKey ? 10 : 1));
    this.#keyed = { row, col, value };
    this.#emit(row, col, value, true);
  }

  #grab(event: PointerEvent, row: number, col: number): void {
    if (event.button !== 0) return;
    const target = event.currentTarget as SVGGElement;
    event.preventDefault();
    target.focus({ preventScroll: true });
    target.setPointerCapture(event.pointerId);
    this.#held = [this.low, this.high];
    const box = (this.renderRoot.querySelector('svg') as SVGSVGElement).getBoundingClientRect();
    const from = at(this.value, row, col) || 0;
    const unit = ((this.high - this.low) / (this.rowHeight - 2 * ROOM)) * (WIDTH / box.width);
    // In tenths of a step, or as fine as the screen can tell.
    const grain = 10 ** Math.floor(Math.log10(Math.max(unit, this.step / 10)));
    const start = event.clientY;
    const valueAt = (e: PointerEvent): number => Math.round((from + (start - e.clientY) * unit) / grain) * grain;
    const move = (e: PointerEvent): void => this.#emit(row, col, valueAt(e), false);
    target.addEventListener('pointermove', move);
    const end = (e: PointerEvent): void => {
      target.removeEventListener('pointermove', move);
      if (!this.#held) return;
      this.#held = undefined;
      // A press without a move changes nothing.
      this.#emit(row, col, e.type === 'pointerup' && e.clientY !== start ? valueAt(e) : at(this.value, row, col), true);
      this.requestUpdate();
    };
    target.addEventListener('pointerup', end, { once: true });
    target.addEventListener('lostpointercapture', end, { once: true });
  }

  static override styles = [
    base,
    drawing,
    css`
      svg {
        overflow: visible;
        touch-action: pan-y;
      }
      .name {
        fill: var(--nabla-faded);
        font-size: calc(11px * var(--zoom, 1));
        font-weight: 400;
      }
      .value {
        font-size: calc(11px * var(--zoom, 1));
        paint-order: stroke;
        stroke: var(--nabla-card);
        stroke-width: 3px;
        stroke-linejoin: round;
      }
      .value.gap {
        fill: var(--nabla-broken);
      }
      .zero {
        stroke: var(--nabla-edge);
      }
      .guide {
        stroke: var(--nabla-hairline);
      }
      .bar {
        fill: currentColor;
        opacity: 0.6;
      }
      .bar.chosen {
        opacity: 0.95;
      }
      .tint {
        fill: var(--soft);
        opacity: 0.6;
      }
      .band {
        fill: var(--nabla-faded);
        opacity: 0.13;
      }
      .mean {
        stroke: var(--nabla-faded);
        stroke-width: 1.5;
        stroke-dasharray: 4 3;
      }
      .grip {
        fill: currentColor;
      }
      .handle {
        cursor: ns-resize;
        outline: none;
      }
      .touch {
        fill: transparent;
        touch-action: none;
      }
      .handle:hover .grip {
        stroke: currentColor;
        stroke-width: 3;
      }
      .handle:focus-visible .touch {
        stroke: currentColor;
        stroke-width: 1.5;
        stroke-dasharray: 2 2;
      }
    `,
  ];
}

define('nabla-bar-rows', NablaBarRows);
