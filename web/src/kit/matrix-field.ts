// A matrix that is typed, pasted, scrubbed or resized: brackets around number fields, grips on two edges,
// and a text form that reads rows, CSV, Python lists and torch.tensor(…).

import { css, html, LitElement, noChange, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { drag } from './drag';
import { exactNumber } from './format';
import { keyOf } from './keys';
import type { Role } from './parameters';
import { parseMatrix, parseNumber } from './parse';
import { base, buttons, scrollEdges } from './styles';
import { define } from './theme';
import { at, resized, rowsOf, withEntry, type Matrix } from './values';

export interface MatrixLimits {
  readonly rows: readonly [number, number];
  readonly cols: readonly [number, number];
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly square?: boolean;
}

/** Pixels of a sideways drag that make one step. */
const SCRUB = 8;
const CELL = 40;
/** Columns that fit a phone. */
const WIDE = 4;

export class NablaMatrix extends LitElement {
  static override properties = {
    value: { attribute: false },
    limits: { attribute: false },
    label: {},
    ink: {},
    invalid: { type: Boolean },
    size: { type: Number },
    highlightRow: { attribute: false },
    highlightCol: { attribute: false },
    highlightAt: { attribute: false },
    asText: { state: true },
    disabled: { state: true },
    refused: { state: true },
  };

  /** So that a fieldset that is disabled reaches it, as it does inputs. */
  static formAssociated = true;

  declare value: Matrix;
  declare limits: MatrixLimits;
  declare label: string;
  declare ink: Role;
  declare invalid: boolean;
  declare size: number;
  declare highlightRow: number | undefined;
  declare highlightCol: number | undefined;
  declare highlightAt: readonly [number, number] | undefined;
  declare asText: boolean;
  declare disabled: boolean;
  /** Position of the entry whose text was refused, so that the text stays for mending. */
  declare refused: string | undefined;

  constructor() {
    super();
    this.asText = false;
    this.disabled = false;
    this.size = 5;
  }

  formDisabledCallback(disabled: boolean): void {
    this.disabled = disabled;
  }

  /** What the last steps made, while the page has not drawn it yet: keys may come faster than frames. */
  #stepped: Matrix | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('value')) this.#stepped = undefined;
  }

  #emit(value: Matrix, done = true): void {
    this.refused = undefined;
    this.dispatchEvent(new CustomEvent('value', { detail: { value, done }, bubbles: true }));
  }

  #refuse(message: string, position?: string): void {
    this.refused = position;
    this.dispatchEvent(new CustomEvent('refuse', { detail: `${this.label}: ${message}`, bubbles: true }));
  }

  #step(row: number, col: number, steps: number, done = true): void {
    const { step, min, max } = this.limits;
    const from = this.#stepped ?? this.value;
    const moved = at(from, row, col) + steps * step;
    // Whole multiples of the step: repeated addition would leave dust such as 0.30000000000000004.
    const clean = Number(moved.toPrecision(12));
    this.#stepped = withEntry(from, row, col, Math.min(max, Math.max(min, clean)));
    this.#emit(this.#stepped, done);
  }

  #typed(event: Event, row: number, col: number): void {
    const parsed = parseNumber((event.target as HTMLInputElement).value);
    if ('error' in parsed) this.#refuse(`row ${row + 1}, column ${col + 1}: ${parsed.error}`, `${row},${col}`);
    else this.#emit(withEntry(this.value, row, col, parsed.value));
  }

  #key(event: KeyboardEvent, row: number, col: number): void {
    const key = keyOf(event);
    const sign = key === 'ArrowUp' ? 1 : key === 'ArrowDown' ? -1 : 0;
    if (sign === 0) return;
    event.preventDefault();
    this.#step(row, col, sign * (event.shiftKey ? 10 : 1));
  }

  #pasted(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text') ?? '';
    if (!/[\s,;[\]]/.test(text.trim())) return;
    event.preventDefault();
    this.#read(text);
  }

  #read(text: string): void {
    const { rows, cols } = this.limits;
    const parsed = parseMatrix(text, { rows: rows[1], cols: cols[1] });
    if ('error' in parsed) this.#refuse(parsed.error);
    else this.#emit(parsed.value);
  }

  /** A sideways drag on an entry changes its number; a plain click still puts the caret there. */
  #scrub(event: PointerEvent, row: number, col: number): void {
    const field = event.currentTarget as HTMLInputElement;
    if (this.disabled || this.shadowRoot?.activeElement === field || event.button !== 0) return;
    if (event.pointerType === 'touch' && this.value.cols > WIDE) return;
    const start = event.clientX;
    const hand = new AbortController();
    const { signal } = hand;
    let steps = 0;
    const move = (e: PointerEvent): void => {
      // Let go outside of the field before it was caught.
      if (e.buttons === 0) {
        end();
        return;
      }
      const now = Math.round((e.clientX - start) / SCRUB);
      if (now === steps) return;
      if (!field.hasPointerCapture(e.pointerId)) field.setPointerCapture(e.pointerId);
      this.#step(row, col, now - steps, false);
      steps = now;
    };
    const end = (): void => {
      hand.abort();
      if (steps === 0) return;
      field.blur();
      this.#emit(this.#stepped ?? this.value);
    };
    field.addEventListener('pointermove', move, { signal });
    field.addEventListener('pointerup', end, { signal });
    field.addEventListener('pointercancel', end, { signal });
  }

  #resize(rows: number, cols: number, done = true): void {
    const { limits } = this;
    const from = this.#stepped ?? this.value;
    const bound = (x: number, [least, most]: readonly [number, number]): number => Math.min(most, Math.max(least, x));
    // Of a square matrix the edge that is moved takes the other one with it.
    const r = bound(limits.square && rows === from.rows ? cols : rows, limits.rows);
    const c = limits.square ? r : bound(cols, limits.cols);
    if (r === from.rows && c === from.cols) return;
    this.#stepped = resized(from, r, c);
    this.#emit(this.#stepped, done);
  }

  protected override render(): TemplateResult {
    const { value, label, ink } = this;
    return html`<div class="role-${ink}" role="group" aria-label=${`${label}, ${value.rows} by ${value.cols}`}>
      <div class="label">${label} <span class="shape">${value.rows}×${value.cols}</span></div>
      ${this.asText ? this.#renderText() : this.#renderGrid()}
      <button
        class="quiet"
        ?disabled=${this.disabled}
        aria-pressed=${this.asText}
        @click=${() => (this.asText = !this.asText)}
      >
        ${this.asText ? 'back to the grid' : 'type or paste'}
      </button>
    </div>`;
  }

  #renderGrid(): TemplateResult {
    const { rows, cols } = this.value;
    return html`<div class="holder">
      <div class="bracket ${cols > WIDE ? 'wide' : ''}" part="bracket">
        ${Array.from(
          { length: rows },
          (_, r) => html`<div class="row">${Array.from({ length: cols }, (_, c) => this.#renderEntry(r, c))}</div>`,
        )}
      </div>
      ${this.#renderGrip('cols')} ${this.#renderGrip('rows')}
    </div>`;
  }

  #renderEntry(r: number, c: number): TemplateResult {
    const text = exactNumber(at(this.value, r, c));
    const [row, col] = this.highlightAt ?? [];
    const lit = r === this.highlightRow || c === this.highlightCol || (r === row && c === col);
    return html`<input
      type="text"
      inputmode="decimal"
      autocomplete="off"
      class=${lit ? 'lit' : ''}
      size=${this.size}
      ?disabled=${this.disabled}
      aria-label=${`${this.label}, row ${r + 1}, column ${c + 1}`}
      aria-invalid=${this.refused === `${r},${c}` ? 'true' : 'false'}
      .value=${this.refused === `${r},${c}` ? noChange : live(text)}
      title=${text.length > this.size ? text : nothing}
      @change=${(e: Event) => this.#typed(e, r, c)}
      @keydown=${(e: KeyboardEvent) => this.#key(e, r, c)}
      @paste=${(e: ClipboardEvent) => this.#pasted(e)}
      @pointerdown=${(e: PointerEvent) => this.#scrub(e, r, c)}
    />`;
  }

  /** An edge that is dragged, or moved by arrow keys, to add and remove rows or columns. */
  #renderGrip(side: 'rows' | 'cols'): TemplateResult | typeof nothing {
    const [least, most] = this.limits[side];
    if (least === most || this.disabled) return nothing;
    const now = this.value[side];
    const to = (n: number, done = true): void => {
      const { rows, cols } = this.#stepped ?? this.value;
      if (side === 'rows') this.#resize(n, cols, done);
      else this.#resize(rows, n, done);
    };
    return html`<div
      class="grip ${side}"
      role="slider"
      tabindex="0"
      aria-label=${`${side === 'rows' ? 'rows' : 'columns'} of ${this.label}`}
      aria-valuemin=${least}
      aria-valuemax=${most}
      aria-valuenow=${now}
      aria-orientation=${side === 'rows' ? 'vertical' : 'horizontal'}
      title=${side === 'rows' ? 'drag to add or remove rows' : 'drag to add or remove columns'}
      @keydown=${(e: KeyboardEvent) => this.#gripKey(e, side, to)}
      @pointerdown=${(e: PointerEvent) => this.#gripDrag(e, side, to)}
    ></div>`;
  }

  #gripKey(event: KeyboardEvent, side: 'rows' | 'cols', to: (n: number) => void): void {
    const now = (this.#stepped ?? this.value)[side];
    const [least, most] = this.limits[side];
    const target: Record<string, number> = {
      ArrowRight: now + 1,
      ArrowDown: now + 1,
      ArrowLeft: now - 1,
      ArrowUp: now - 1,
      Home: least,
      End: most,
    };
    const n = target[keyOf(event)];
    if (n === undefined) return;
    event.preventDefault();
    to(n);
  }

  #gripDrag(event: PointerEvent, side: 'rows' | 'cols', to: (n: number, done?: boolean) => void): void {
    const began = this.value[side];
    const along = (e: PointerEvent): number => (side === 'rows' ? e.clientY : e.clientX);
    const cell = this.renderRoot.querySelector('.row input')?.getBoundingClientRect();
    const pitch = (side === 'rows' ? cell?.height : cell?.width) ?? CELL;
    drag(
      event,
      (e) => to(began + Math.round((along(e) - along(event)) / pitch), false),
      // The page may not have drawn the last move yet.
      () => this.#emit(this.#stepped ?? this.value),
    );
  }

  #renderText(): TemplateResult {
    const text = rowsOf(this.value)
      .map((row) => row.map(exactNumber).join(' '))
      .join('\n');
    return html`<textarea
      rows=${Math.max(3, this.value.rows)}
      cols="24"
      spellcheck="false"
      ?disabled=${this.disabled}
      aria-label=${`${this.label} as text`}
      aria-invalid=${this.invalid ? 'true' : 'false'}
      .defaultValue=${text}
      @input=${(e: Event) => this.#read((e.target as HTMLTextAreaElement).value)}
    ></textarea>`;
  }

  static override styles = [
    base,
    buttons,
    scrollEdges,
    css`
      :host {
        display: inline-block;
        container-type: normal;
        max-width: 100%;
      }
      .label {
        font-size: var(--nabla-text-s);
        font-weight: 600;
        margin-bottom: var(--nabla-space-1);
      }
      .shape {
        font-weight: 400;
        color: var(--nabla-faded);
      }
      .holder {
        display: grid;
        width: fit-content;
        grid-template-columns: minmax(0, auto) 20px;
        grid-template-rows: auto 20px;
        max-width: 100%;
      }
      /* A vector has no second edge to drag, and needs no room for one. */
      .holder:not(:has(> .grip.rows)) {
        grid-template-rows: auto;
      }
      .bracket {
        position: relative;
        padding: 2px 8px;
        overflow-x: auto;
        border-inline: 2px solid currentColor;
        border-radius: 3px;
      }
      .row {
        display: flex;
      }
      input {
        font: inherit;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
        color: inherit;
        text-align: center;
        background: none;
        border: 1px solid transparent;
        border-radius: 4px;
        padding: 0.2em 0.15em;
        text-overflow: ellipsis;
        min-height: 34px;
        /* Narrower than this an entry says nothing: the bracket scrolls instead. */
        min-width: 3.4rem;
        cursor: ew-resize;
        touch-action: pan-y;
      }
      input[size='5'] {
        width: 4.6rem;
      }
      input[size='4'] {
        width: 3.9rem;
      }
      input:hover {
        border-color: var(--nabla-hairline);
      }
      input:focus {
        cursor: text;
        background: var(--nabla-paper);
      }
      input.lit {
        background: var(--soft);
      }
      input[aria-invalid='true'],
      textarea[aria-invalid='true'] {
        border-color: var(--nabla-broken);
      }
      .grip {
        display: grid;
        place-items: center;
        touch-action: none;
        border-radius: 4px;
      }
      .grip::after {
        content: '';
        border-radius: 2px;
        background: var(--nabla-edge);
      }
      .grip.cols {
        grid-area: 1 / 2;
        cursor: ew-resize;
      }
      .grip.cols::after {
        width: 3px;
        height: 20px;
      }
      .grip.rows {
        grid-area: 2 / 1;
        cursor: ns-resize;
      }
      .grip.rows::after {
        width: 20px;
        height: 3px;
      }
      .grip:hover::after,
      .grip:focus-visible::after {
        background: currentColor;
      }
      textarea {
        display: block;
        font: var(--nabla-text-m) / 1.5 var(--nabla-mono);
        color: inherit;
        background: var(--nabla-paper);
        border: 1px solid var(--nabla-edge);
        border-radius: var(--nabla-round-s);
        padding: 0.5em;
        max-width: 100%;
      }
      button.quiet {
        display: block;
        padding-inline: 0;
        font-size: var(--nabla-text-s);
      }
      @media (pointer: coarse) {
        input {
          min-height: 44px;
        }
        /* Wider than a phone: a finger moves the bracket, numbers are typed. */
        .wide input {
          touch-action: pan-x pan-y;
        }
        .holder {
          grid-template-columns: minmax(0, auto) 36px;
          grid-template-rows: auto 36px;
        }
      }
    `,
  ];
}

define('nabla-matrix', NablaMatrix);
