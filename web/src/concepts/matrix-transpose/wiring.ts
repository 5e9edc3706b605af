// A layer as wires between two columns of nodes. Forward and backward share every wire and every weight;
// only the arrows turn round. The numbers that may be chosen are handles; the others are what comes out.

import { css, html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { drag } from '../../kit/drag';
import { formatNumber } from '../../kit/format';
import { base, drawing } from '../../kit/styles';
import { define } from '../../kit/theme';
import { at, type Matrix } from '../../kit/values';

type Direction = 'forward' | 'backward';
type Side = 'left' | 'right';

const PITCH = 62;
const TOP = 40;
const RADIUS = 19;
/** Pixels of a drag that make one step of the value. */
const DRAG = 7;

export class NablaWiring extends LitElement {
  static override properties = {
    weights: { attribute: false },
    left: { attribute: false },
    right: { attribute: false },
    direction: {},
    input: { type: Number },
    output: { type: Number },
    step: { type: Number },
    narrow: { type: Boolean },
  };

  declare weights: Matrix;
  /** x going forward, ∂L/∂x coming back. */
  declare left: Float64Array;
  /** y going forward, g coming back. */
  declare right: Float64Array;
  declare direction: Direction;
  /** The followed wire: from input j to output i, counted from 0. */
  declare input: number;
  declare output: number;
  declare step: number;
  declare narrow: boolean;

  get #x(): { left: number; right: number; width: number } {
    return this.narrow ? { left: 74, right: 226, width: 300 } : { left: 96, right: 304, width: 400 };
  }
  get #height(): number {
    return TOP + Math.max(2, this.left.length, this.right.length) * PITCH;
  }
  #y(i: number, count: number): number {
    return TOP + (this.#height - TOP) / 2 + (i - (count - 1) / 2) * PITCH;
  }
  get #forward(): boolean {
    return this.direction === 'forward';
  }

  protected override render(): TemplateResult {
    const { weights: w } = this;
    const largest = Math.max(...Array.from(w.data, Math.abs), Number.MIN_VALUE);
    const wires = Array.from({ length: w.rows * w.cols }, (_, k) => [Math.floor(k / w.cols), k % w.cols] as const);
    // Wires of the chosen node are drawn last, over the others.
    const ordered = [
      ...wires.filter(([i, j]) => !this.#ofChosen(i, j)),
      ...wires.filter(([i, j]) => this.#ofChosen(i, j)),
    ];
    return html`<svg
      viewBox="0 0 ${this.#x.width} ${this.#height}"
      role="group"
      aria-label=${this.#spoken()}
      data-figure
    >
      ${this.#heading('left')} ${this.#heading('right')}
      <g class=${this.direction} aria-hidden="true">${ordered.map(([i, j]) => this.#wire(i, j, largest))}</g>
      ${Array.from(this.left, (v, j) => this.#node('left', j, v))}
      ${Array.from(this.right, (v, i) => this.#node('right', i, v))}
    </svg>`;
  }

  #spoken(): string {
    return this.#forward
      ? 'Layer, running forward: every input has a wire to every output'
      : 'The same layer, running backward: gradients go from the outputs to the inputs along the same wires';
  }

  #ofChosen = (i: number, j: number): boolean => (this.#forward ? i === this.output : j === this.input);

  #heading(side: Side): SVGTemplateResult {
    const [text, role] = {
      left: this.#forward ? (['x', 'data'] as const) : (['∂L/∂x = Wᵀg', 'gradient'] as const),
      right: this.#forward ? (['y = Wx', 'result'] as const) : (['g = ∂L/∂y', 'gradient'] as const),
    }[side];
    return svg`<text class="heading role-${role}" x=${this.#x[side]} y="18" text-anchor="middle">${text}</text>`;
  }

  #wire(i: number, j: number, largest: number): SVGTemplateResult {
    const { left, right } = this.#x;
    const [x1, y1] = [left + RADIUS, this.#y(j, this.weights.cols)];
    const [x2, y2] = [right - RADIUS, this.#y(i, this.weights.rows)];
    const weight = at(this.weights, i, j);
    const on = (t: number): readonly [number, number] => [x1 + (x2 - x1) * t, y1 + (y2 - y1) * t];
    // Figures stand near the end where the wires of the chosen node spread out, so that they do not meet.
    const [tx, ty] = on(this.#forward ? 0.24 : 0.7);
    const [ax, ay] = on(this.#forward ? 0.58 : 0.36);
    const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
    const chosen = this.#ofChosen(i, j);
    return svg`<g class="wire ${chosen ? 'chosen' : ''}">
      <line x1=${x1} y1=${y1} x2=${x2} y2=${y2} stroke-width=${1 + (3.5 * Math.abs(weight)) / largest} stroke-dasharray=${weight < 0 ? '6 4' : nothing} />
      <g transform="translate(${ax} ${ay}) rotate(${angle})"><polygon class="arrow" points="8,0 -6,-6 -6,6" /></g>
      ${chosen ? svg`<text class="weight" x=${tx} y=${ty + 4} text-anchor="middle">${formatNumber(weight, 3)}</text>` : nothing}
    </g>`;
  }

  #node(side: Side, index: number, value: number): SVGTemplateResult {
    const given = this.#forward === (side === 'left');
    const role = this.#forward ? (side === 'left' ? 'data' : 'result') : 'gradient';
    const y = this.#y(index, side === 'left' ? this.left.length : this.right.length);
    const chosen = !given && index === (side === 'left' ? this.input : this.output);
    const name = `${side === 'left' ? 'x' : 'y'}${index + 1}`;
    const out = side === 'left' ? -1 : 1;
    const text = formatNumber(value, this.narrow ? 3 : 4);
    const inner = svg`<circle class="touch" r="24" /><circle class="body" r=${RADIUS} />
      <text class="letter" y="5" text-anchor="middle">${name.charAt(0)}<tspan class="index" dy="4">${index + 1}</tspan></text>
      <text class="value" x=${out * (RADIUS + 9)} y="5" text-anchor=${out < 0 ? 'end' : 'start'}>${text}</text>`;
    const place = `translate(${this.#x[side]} ${y})`;
    if (given) {
      return svg`<g class="node given role-${role}" transform=${place} role="slider" tabindex="0" data-node=${`${side}-${index}`}
        aria-label=${`${side === 'left' ? 'x' : 'g'} ${index + 1}: drag up or down`} aria-valuenow=${value} aria-valuetext=${formatNumber(value)} aria-orientation="vertical"
        @keydown=${(e: KeyboardEvent) => this.#nudge(e, index, value)} @pointerdown=${(e: PointerEvent) => this.#grab(e, index, value)}>
        ${inner}<path class="grip" d="M-3.5 -24l3.5 -4 3.5 4M-3.5 24l3.5 4 3.5 -4" /></g>`;
    }
    return svg`<g class="node role-${role} ${chosen ? 'chosen' : ''}" transform=${place} role="button" tabindex=${chosen ? 0 : -1}
      data-node=${`${side}-${index}`} aria-pressed=${chosen} aria-label=${`${this.#forward ? name : `gradient of ${name}`}: ${formatNumber(value)}`}
      @click=${() => this.#choose(index)} @keydown=${(e: KeyboardEvent) => this.#walk(e, side, index)}>${inner}</g>`;
  }

  #choose(index: number): void {
    this.dispatchEvent(new CustomEvent('choose', { detail: index }));
  }

  #edit(index: number, value: number, done: boolean): void {
    this.dispatchEvent(new CustomEvent('edit', { detail: { index, value: Number(value.toPrecision(12)), done } }));
  }

  /** What the last key made of an input, while the page has not drawn it yet: keys may come faster than frames. */
  #nudged: { readonly index: number; readonly value: number } | undefined;

  protected override willUpdate(): void {
    this.#nudged = undefined;
  }

  #nudge(event: KeyboardEvent, index: number, drawn: number): void {
    const value = this.#nudged?.index === index ? this.#nudged.value : drawn;
    const step = this.step * (event.shiftKey ? 10 : 1);
    const by: Record<string, number> = { ArrowUp: step, ArrowRight: step, ArrowDown: -step, ArrowLeft: -step };
    const d = event.key === 'Home' ? -value : by[event.key];
    if (d === undefined) return;
    event.preventDefault();
    this.#nudged = { index, value: value + d };
    this.#edit(index, value + d, true);
  }

  #walk(event: KeyboardEvent, side: Side, index: number): void {
    const count = side === 'left' ? this.left.length : this.right.length;
    const d = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const next = event.key === 'Enter' || event.key === ' ' ? index : d === undefined ? undefined : index + d;
    if (next === undefined) return;
    event.preventDefault();
    if (next < 0 || next >= count) return;
    this.#choose(next);
    this.renderRoot.querySelector<SVGGElement>(`[data-node="${side}-${next}"]`)?.focus();
  }

  #grab(event: PointerEvent, index: number, began: number): void {
    let now = began;
    drag(
      event,
      (e) => {
        now = began + Math.round((event.clientY - e.clientY) / DRAG) * this.step;
        this.#edit(index, now, false);
      },
      () => now !== began && this.#edit(index, now, true),
    );
  }

  static override styles = [
    base,
    drawing,
    css`
      svg {
        max-width: 30rem;
        font-size: 14px;
      }
      .heading {
        font-size: 13px;
      }
      .wire {
        color: var(--nabla-parameter);
        opacity: 0.28;
      }
      .wire.chosen {
        opacity: 1;
      }
      .wire line {
        stroke: currentColor;
      }
      .arrow {
        fill: currentColor;
        transition: transform var(--nabla-slow) var(--nabla-ease);
      }
      .backward .arrow {
        transform: rotate(180deg);
      }
      .weight {
        font-size: 13px;
        paint-order: stroke;
        stroke: var(--nabla-card);
        stroke-width: 6px;
        stroke-linejoin: round;
      }
      .node {
        outline: none;
        cursor: pointer;
      }
      .given {
        cursor: ns-resize;
        touch-action: none;
      }
      .touch {
        fill: transparent;
      }
      .body {
        fill: var(--nabla-card);
        stroke: currentColor;
        stroke-width: 2;
      }
      .given .body {
        stroke-width: 3;
      }
      .chosen .body {
        fill: currentColor;
      }
      .chosen .letter {
        fill: var(--nabla-card);
      }
      .letter {
        font: italic 16px var(--nabla-serif);
      }
      .index {
        font-size: 11px;
        font-style: normal;
      }
      .value {
        font-size: 16px;
      }
      .grip {
        fill: none;
        stroke: currentColor;
        stroke-width: 1.5;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
      .node:focus-visible .touch {
        stroke: var(--nabla-data);
        stroke-width: 2;
      }
    `,
  ];
}

define('nabla-wiring', NablaWiring);
