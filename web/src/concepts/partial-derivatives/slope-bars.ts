// One bar a weight, as high as the loss is steep along it; a bar is also the button that chooses its weight.

import { css, html, LitElement, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { base } from '../../kit/styles';
import { define } from '../../kit/theme';
import type { Here } from './lens';
import { NAMES, type Result } from './network';

const HALF = 44;

class SlopeBars extends LitElement {
  static override properties = {
    values: { attribute: false },
    once: { attribute: false },
    chosen: { type: Number },
  };

  /** What .grad holds, one a weight. */
  declare values: Float64Array;
  /** The slopes themselves, where they differ. */
  declare once: Float64Array;
  declare chosen: number;

  constructor() {
    super();
    this.values = new Float64Array(0);
    this.once = new Float64Array(0);
    this.chosen = 0;
  }

  #choose(k: number, focus = false): void {
    this.dispatchEvent(new CustomEvent('value', { detail: k, bubbles: true }));
    if (focus) this.renderRoot.querySelectorAll('button')[k]?.focus();
  }

  #key(event: KeyboardEvent, k: number): void {
    const last = this.values.length - 1;
    const to = { ArrowRight: k + 1, ArrowLeft: k - 1, ArrowUp: k - 1, ArrowDown: k + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#choose(Math.min(last, Math.max(0, to)), true);
  }

  protected override render(): TemplateResult {
    const largest = Math.max(...Array.from(this.values, Math.abs).filter(Number.isFinite));
    const height = (v: number): number => (largest > 0 && Number.isFinite(v) ? (v / largest) * HALF : 0);
    return html`<div class="bars" role="radiogroup" aria-label="slope of the loss along each weight" data-figure>
      ${Array.from(this.values, (v, k) => {
        const [full, single] = [height(v), height(this.once[k] ?? v)];
        return html`<button
          role="radio"
          aria-checked=${k === this.chosen}
          tabindex=${k === this.chosen ? 0 : -1}
          aria-label=${`${NAMES[k] ?? ''}: ${formatNumber(v)}`}
          @click=${() => this.#choose(k)}
          @keydown=${(e: KeyboardEvent) => this.#key(e, k)}
        >
          <svg viewBox="0 ${-HALF - 2} 20 ${2 * HALF + 4}" preserveAspectRatio="none" aria-hidden="true">
            <line class="zero" x1="0" x2="20" y1="0" y2="0" />
            <rect
              class=${full === single ? 'single' : 'full'}
              x="3"
              width="14"
              y=${Math.min(0, -full)}
              height=${Math.abs(full)}
            />
            <rect class="single" x="3" width="14" y=${Math.min(0, -single)} height=${Math.abs(single)} />
          </svg>
          <span class="name">${NAMES[k]}</span>
          <span class="value">${formatNumber(v, 2)}</span>
        </button>`;
      })}
    </div>`;
  }

  static override styles = [
    base,
    css`
      .bars {
        display: grid;
        grid-template-columns: repeat(13, minmax(0, 1fr));
      }
      button {
        display: grid;
        justify-items: center;
        gap: 2px;
        min-width: 0;
        padding: 4px 0;
        border: 0;
        border-bottom: 2px solid transparent;
        background: none;
        color: var(--nabla-parameter);
        font: inherit;
        font-size: var(--nabla-text-s);
        cursor: pointer;
      }
      button[aria-checked='true'] {
        background: var(--nabla-parameter-soft);
        border-bottom-color: var(--nabla-parameter);
      }
      svg {
        width: min(100%, 2.2rem);
        height: 92px;
      }
      .zero {
        stroke: var(--nabla-edge);
        vector-effect: non-scaling-stroke;
      }
      .single {
        fill: var(--nabla-gradient);
      }
      .full {
        fill: var(--nabla-broken);
        opacity: 0.45;
      }
      .name {
        font-weight: 600;
      }
      .value {
        color: var(--nabla-gradient);
        white-space: nowrap;
      }
      @container (max-width: 559px) {
        .value {
          display: none;
        }
      }
    `,
  ];
}

define('nabla-slope-bars', SlopeBars);

export const slopeBars = ({ state, result, set }: Here<Result>): TemplateResult =>
  html`<div class="panel">
    <div class="caption">slope of the loss along each weight <span class="unit">choose the one to nudge</span></div>
    <nabla-slope-bars
      .values=${result.accumulated}
      .once=${result.gradient}
      .chosen=${state.k}
      @value=${(e: CustomEvent<number>) => set({ k: e.detail })}
    ></nabla-slope-bars>
  </div>`;
