// A matrix as a sheet that is turned over its diagonal. Entries travel straight across; the ones on the diagonal stay.

import { css, html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { drag } from '../../kit/drag';
import { formatNumber } from '../../kit/format';
import { base, drawing } from '../../kit/styles';
import { define } from '../../kit/theme';
import { at, type Matrix } from '../../kit/values';

type Place = readonly [x: number, y: number];

const SIDE = 264;
const MARGIN = { left: 62, top: 40 } as const;
const WIDTH = MARGIN.left + SIDE + 44;
const HEIGHT = MARGIN.top + SIDE + 34;
/** How far the sheet leans along the diagonal while it is up: passing entries do not cover each other. */
const LEAN = 0.3;
const KEY_STEP = 0.1;

export class NablaFlipStage extends LitElement {
  static override properties = {
    transposed: { attribute: false },
    progress: { type: Number },
    row: { type: Number },
    col: { type: Number },
    lit: { attribute: false },
    narrow: { type: Boolean, reflect: true },
  };

  /** Wᵀ; its entry (row, col) starts at row `col`, column `row`. */
  declare transposed: Matrix;
  /** 0: W. 1: Wᵀ. */
  declare progress: number;
  declare row: number;
  declare col: number;
  /** Entry of Wᵀ that is pointed at somewhere. */
  declare lit: readonly [number, number] | undefined;

  /** Drawn small: words and numbers are larger in proportion. */
  declare narrow: boolean;

  get #cell(): number {
    return Math.min(84, SIDE / Math.max(this.transposed.rows, this.transposed.cols));
  }

  /** Where a point of the sheet of W is now, in px. */
  #at([x, y]: Place): Place {
    const angle = Math.PI * this.progress;
    const along = (x + y) / 2;
    const across = (x - y) / 2;
    const lift = LEAN * across * Math.sin(angle);
    const turned = across * Math.cos(angle);
    const c = this.#cell;
    return [MARGIN.left + c * (along + turned - lift), MARGIN.top + c * (along - turned - lift)];
  }

  #polygon(...corners: readonly Place[]): string {
    return corners
      .map((p) =>
        this.#at(p)
          .map((v) => v.toFixed(1))
          .join(','),
      )
      .join(' ');
  }

  protected override render(): TemplateResult {
    const { rows, cols } = this.transposed;
    const [m, n] = [cols, rows];
    const done = this.progress >= 0.5;
    return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" data-figure aria-label=${this.#spoken()}>
      ${this.#mirror(Math.max(m, n))}
      <polygon class="ghost" points=${this.#still([0, 0], [n, 0], [n, m], [0, m])} />
      <g class=${done ? 'role-result' : 'role-parameter'}>
        <polygon class="sheet" points=${this.#polygon([0, 0], [n, 0], [n, m], [0, m])} />
        <polygon
          class="band"
          points=${this.#polygon([0, this.col], [n, this.col], [n, this.col + 1], [0, this.col + 1])}
        />
        ${this.#bandName()} ${this.#trace()}
        ${Array.from({ length: rows * cols }, (_, k) => this.#entry(Math.floor(k / cols), k % cols))}
      </g>
      ${n > 0 ? this.#handle(n) : nothing}
    </svg>`;
  }

  #still(...corners: readonly Place[]): string {
    return corners.map(([x, y]) => `${MARGIN.left + x * this.#cell},${MARGIN.top + y * this.#cell}`).join(' ');
  }

  #spoken(): string {
    const { rows, cols } = this.transposed;
    if (this.progress >= 1) return `The transpose of W, ${rows} by ${cols}`;
    return this.progress <= 0 ? `W, ${cols} by ${rows}` : 'W on its way over the diagonal';
  }

  #mirror(size: number): SVGTemplateResult {
    const end = (size + 0.28) * this.#cell;
    const from = -0.3 * this.#cell;
    return svg`<line class="mirror" x1=${MARGIN.left + from} y1=${MARGIN.top + from} x2=${MARGIN.left + end} y2=${MARGIN.top + end} />
      <text class="faint" x=${MARGIN.left + end + 2} y=${MARGIN.top + end + 13} text-anchor="end">diagonal</text>`;
  }

  /** The row that the chosen entry belongs to, named at its start: row 2 of W arrives as column 2 of Wᵀ. */
  #bandName(): SVGTemplateResult {
    const [x, y] = this.#at([-14 / this.#cell, this.col + 0.5]);
    const [name, anchor] = this.progress < 0.5 ? ['row', 'end'] : ['column', 'middle'];
    return svg`<text class="name" x=${x} y=${y + (this.progress < 0.5 ? 4 : 2)} text-anchor=${anchor}>${name} ${this.col + 1}</text>`;
  }

  #trace(): SVGTemplateResult | typeof nothing {
    if (this.row === this.col) return nothing;
    const c = this.#cell;
    const [x1, y1] = [MARGIN.left + (this.row + 0.5) * c, MARGIN.top + (this.col + 0.5) * c];
    const [x2, y2] = [MARGIN.left + (this.col + 0.5) * c, MARGIN.top + (this.row + 0.5) * c];
    return svg`<path class="trace" d="M${x1} ${y1}L${x2} ${y2}" /><circle class="start" cx=${x1} cy=${y1} r="3.5" />`;
  }

  #entry(r: number, c: number): SVGTemplateResult {
    const [x, y] = this.#at([r + 0.5, c + 0.5]);
    const chosen = r === this.row && c === this.col;
    const lit = this.lit?.[0] === r && this.lit[1] === c;
    const size = this.#cell;
    const text = formatNumber(at(this.transposed, r, c), 3);
    const font = Math.min(this.narrow ? 20 : 17, size * 0.3, (size * 1.5) / Math.max(3, text.length));
    return svg`<g class="entry ${chosen ? 'chosen' : ''} ${lit ? 'lit' : ''}" role="button" tabindex=${chosen ? 0 : -1} data-at="${r},${c}"
        transform="translate(${x.toFixed(1)} ${y.toFixed(1)})" aria-pressed=${chosen}
        aria-label=${`${text}: row ${c + 1}, column ${r + 1} of W, row ${r + 1}, column ${c + 1} of its transpose`}
        @click=${() => this.#choose(r, c)} @keydown=${(e: KeyboardEvent) => this.#key(e, r, c)}
        @pointerenter=${() => this.#point([r, c])} @pointerleave=${() => this.#point(undefined)}>
      <rect x=${-size * 0.42} y=${-size * 0.36} width=${size * 0.84} height=${size * 0.72} rx="6" />
      <text y=${font * 0.35} text-anchor="middle" font-size=${font}>${text}</text>
    </g>`;
  }

  /** The free corner of the sheet: what a hand would take to turn it over. */
  #handle(n: number): SVGTemplateResult {
    const [x, y] = this.#at([n, 0]);
    return svg`<g class="handle role-parameter" role="slider" tabindex="0" transform="translate(${x.toFixed(1)} ${y.toFixed(1)})"
        aria-label="corner of the sheet: turn it over the diagonal" aria-valuemin="0" aria-valuemax="1" aria-valuenow=${this.progress}
        aria-valuetext=${this.#spoken()}
        @keydown=${(e: KeyboardEvent) => this.#turnByKey(e)} @pointerdown=${(e: PointerEvent) => this.#grab(e, n)}>
      <circle class="touch" r="24" /><circle class="knob" r="8" />
    </g>`;
  }

  #choose(row: number, col: number): void {
    this.dispatchEvent(new CustomEvent('choose', { detail: { row, col } }));
  }

  #point(entry: readonly [number, number] | undefined): void {
    this.dispatchEvent(new CustomEvent('point', { detail: entry }));
  }

  #turn(progress: number, done: boolean): void {
    const clean = Number(Math.min(1, Math.max(0, progress)).toFixed(2));
    this.dispatchEvent(new CustomEvent('turn', { detail: { progress: clean, done } }));
  }

  #turnByKey(event: KeyboardEvent): void {
    const by: Record<string, number> = {
      ArrowRight: this.progress + KEY_STEP,
      ArrowUp: this.progress + KEY_STEP,
      ArrowLeft: this.progress - KEY_STEP,
      ArrowDown: this.progress - KEY_STEP,
      Home: 0,
      End: 1,
    };
    const target = by[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.#turn(target, true);
  }

  #key(event: KeyboardEvent, r: number, c: number): void {
    const along: Record<string, Place> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    };
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#choose(r, c);
      return;
    }
    const d = along[event.key];
    if (!d) return;
    event.preventDefault();
    // Arrows follow the screen: before the turn the sheet lies as W.
    const [dr, dc] = this.progress >= 0.5 ? d : [d[1], d[0]];
    const within = (v: number, n: number): number => Math.min(n - 1, Math.max(0, v));
    const next = [within(r + dr, this.transposed.rows), within(c + dc, this.transposed.cols)] as const;
    this.#choose(...next);
    this.renderRoot.querySelector<SVGGElement>(`[data-at="${next.join(',')}"]`)?.focus();
  }

  #grab(event: PointerEvent, n: number): void {
    drag(
      event,
      (e) => this.#turn(this.#progressAt(e, n), false),
      () => this.#turn(this.progress, true),
    );
  }

  /** The turn that puts the free corner beside the pointer. */
  #progressAt(event: PointerEvent, n: number): number {
    const box = (this.renderRoot.querySelector('svg') as SVGSVGElement).getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDTH - MARGIN.left;
    const y = ((event.clientY - box.top) / box.height) * HEIGHT - MARGIN.top;
    const cosine = (x - y) / (n * this.#cell);
    return Math.acos(Math.min(1, Math.max(-1, cosine))) / Math.PI;
  }

  static override styles = [
    base,
    drawing,
    css`
      svg {
        max-width: 27rem;
        font-size: 12px;
        overflow: visible;
      }
      :host([narrow]) svg {
        font-size: 15px;
      }
      .mirror,
      .ghost {
        fill: none;
        stroke: var(--nabla-scaffold);
        stroke-dasharray: 4 4;
      }
      .ghost {
        stroke: var(--nabla-hairline);
      }
      .faint {
        fill: var(--nabla-faded);
        font-weight: 400;
      }
      .sheet {
        fill: currentColor;
        fill-opacity: 0.06;
        stroke: currentColor;
        stroke-width: 1.5;
        stroke-linejoin: round;
      }
      .band {
        fill: currentColor;
        fill-opacity: 0.1;
      }
      .name {
        fill: currentColor;
      }
      .trace {
        fill: none;
        stroke: currentColor;
        stroke-width: 1.5;
        stroke-dasharray: 2 4;
        stroke-linecap: round;
      }
      .start {
        fill: var(--nabla-card);
        stroke: currentColor;
        stroke-width: 1.5;
      }
      .entry {
        cursor: pointer;
        outline: none;
      }
      .entry rect {
        fill: transparent;
        stroke: transparent;
        stroke-width: 1.5;
      }
      .entry text {
        fill: currentColor;
        paint-order: stroke;
        stroke: var(--nabla-card);
        stroke-width: 3px;
        stroke-linejoin: round;
      }
      .entry.lit rect {
        fill: var(--nabla-scaffold-soft);
      }
      .entry.chosen rect {
        fill: var(--nabla-card);
        stroke: currentColor;
      }
      .entry:focus-visible rect,
      .handle:focus-visible .knob {
        stroke-width: 4;
      }
      .entry:focus-visible rect {
        stroke: var(--nabla-data);
      }
      .handle {
        cursor: grab;
        touch-action: none;
        outline: none;
      }
      .touch {
        fill: transparent;
      }
      .handle:focus-visible .touch {
        stroke: currentColor;
        stroke-width: 2;
        r: 14px;
      }
      .knob {
        fill: var(--nabla-card);
        stroke: currentColor;
        stroke-width: 3;
      }
    `,
  ];
}

define('nabla-flip-stage', NablaFlipStage);
