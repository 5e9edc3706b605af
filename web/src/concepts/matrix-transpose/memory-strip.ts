// Memory as it is: one line of slots. A view of the transpose jumps about in it; a copy has a line of its own.

import { css, html, LitElement, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { base, drawing } from '../../kit/styles';
import { define } from '../../kit/theme';

const SLOT = { least: 38, most: 92, height: 38 } as const;
const HOP = 58;
const EDGE = 3;

export class NablaMemoryStrip extends LitElement {
  static override properties = {
    storage: { attribute: false },
    copied: { attribute: false },
    order: { attribute: false },
    mode: {},
    step: { type: Number },
    space: { type: Number },
  };

  declare storage: Float64Array;
  /** Memory of the copy. */
  declare copied: Float64Array;
  /** Slot that each element of Wᵀ reads, row by row. */
  declare order: Float64Array;
  declare mode: 'view' | 'copy';
  /** Element of Wᵀ that is being read, counted from 0 in reading order. */
  declare step: number;
  /** Room in px. */
  declare space: number;

  get #slot(): number {
    return Math.min(SLOT.most, Math.max(SLOT.least, (this.space - 2 * EDGE) / this.storage.length));
  }
  #middle = (slot: number): number => EDGE + (slot + 0.5) * this.#slot;

  protected override render(): TemplateResult {
    const width = this.storage.length * this.#slot + 2 * EDGE;
    const height = 240;
    const scrolls = width > this.space;
    return html`<div class="holder" tabindex=${scrolls ? 0 : -1} role="group" aria-label="Memory, slot by slot">
      <svg
        width=${width}
        viewBox="0 0 ${width} ${height}"
        class=${scrolls ? 'whole' : 'fits'}
        role="img"
        aria-label=${this.#spoken()}
        data-figure
      >
        ${this.mode === 'view' ? this.#view() : this.#copy()}
      </svg>
    </div>`;
  }

  #spoken(): string {
    const slots = Array.from(this.order, String).join(', ');
    return this.mode === 'view'
      ? `One memory, shared. Reading the transpose row by row visits slots ${slots}.`
      : `Two memories. The copy takes its numbers from slots ${slots} and keeps them in order.`;
  }

  #view(): SVGTemplateResult {
    const top = 24 + HOP;
    const hops = Array.from(this.order.subarray(1), (to, k) => ({
      from: this.order[k] as number,
      to,
      now: k + 1 === this.step,
    }));
    const ordered = [...hops.filter((h) => !h.now), ...hops.filter((h) => h.now)];
    return svg`<text class="name" x=${EDGE} y="14">memory of W, read by Wᵀ as well</text>
      ${ordered.map((h) => this.#hop(h.from, h.to, top, h.now))}
      ${this.#strip(this.storage, top, this.order[this.step] as number, 'parameter')}`;
  }

  /** Jumps ahead go over the strip, jumps back under it. */
  #hop(from: number, to: number, top: number, now: boolean): SVGTemplateResult {
    const [x1, x2] = [this.#middle(from), this.#middle(to)];
    const ahead = to > from;
    const [y, way] = ahead ? [top - 4, -1] : [top + SLOT.height + 20, 1];
    const rise = Math.min(HOP - 4, 16 + (HOP * Math.abs(to - from)) / Math.max(4, this.storage.length - 1)) * 1.33;
    const tip = y;
    return svg`<g class="hop ${now ? 'now' : ''}">
      <path d="M${x1} ${y}C${x1} ${y + way * rise} ${x2} ${y + way * rise} ${x2} ${y + way * 5}" />
      <polygon points="${x2},${tip} ${x2 - 4.5},${tip + way * 8} ${x2 + 4.5},${tip + way * 8}" />
    </g>`;
  }

  #copy(): SVGTemplateResult {
    const [top, bottom] = [24, 150];
    const from = top + SLOT.height + 18;
    const links = Array.from(this.order, (slot, k) => ({ slot, k, now: k === this.step }));
    const ordered = [...links.filter((l) => !l.now), ...links.filter((l) => l.now)];
    return svg`<text class="name" x=${EDGE} y="14">memory of W</text>
      ${ordered.map(({ slot, k, now }) => {
        const [x1, x2] = [this.#middle(slot), this.#middle(k)];
        return svg`<g class="hop ${now ? 'now' : ''}"><path d="M${x1} ${from}L${x2} ${bottom - 5}" />
          <circle cx=${x2} cy=${bottom - 5} r="3" /></g>`;
      })}
      <text class="name copy" x=${EDGE} y=${bottom + SLOT.height + 32}>memory of the copy</text>
      ${this.#strip(this.storage, top, this.order[this.step] as number, 'parameter')}
      ${this.#strip(this.copied, bottom, this.step, 'result')}`;
  }

  #strip(numbers: Float64Array, y: number, now: number, role: 'parameter' | 'result'): SVGTemplateResult {
    const w = this.#slot;
    return svg`<g class="role-${role}">${Array.from(numbers, (value, slot) => {
      const text = formatNumber(value, 3);
      return svg`<g class="slot ${slot === now ? 'now' : ''}" transform="translate(${EDGE + slot * w} ${y})"
          @click=${() => this.dispatchEvent(new CustomEvent('choose', { detail: { slot, own: role === 'result' } }))}>
        <rect width=${w} height=${SLOT.height} />
        <text class="value" x=${w / 2} y=${SLOT.height / 2 + 5} text-anchor="middle" font-size=${Math.min(15, (w * 1.6) / Math.max(4, text.length))}>${text}</text>
        <text class="index" x=${w / 2} y=${SLOT.height + 14} text-anchor="middle">${slot}</text>
      </g>`;
    })}</g>`;
  }

  static override styles = [
    base,
    drawing,
    css`
      :host {
        max-width: 100%;
      }
      .holder {
        overflow-x: auto;
      }
      svg {
        width: auto;
      }
      .fits {
        max-width: 100%;
      }
      .name {
        fill: var(--nabla-parameter);
      }
      .name.copy {
        fill: var(--nabla-result);
      }
      .slot {
        cursor: pointer;
      }
      .slot rect {
        fill: var(--nabla-card);
        stroke: var(--nabla-edge);
      }
      .slot.now rect {
        fill: currentColor;
      }
      .value {
        fill: currentColor;
      }
      .slot.now .value {
        fill: var(--nabla-card);
      }
      .index {
        fill: var(--nabla-faded);
        font-size: 11px;
        font-weight: 400;
      }
      .hop {
        color: var(--nabla-scaffold);
        opacity: 0.55;
      }
      .hop path {
        fill: none;
        stroke: currentColor;
        stroke-width: 1.25;
      }
      .hop polygon,
      .hop circle {
        fill: currentColor;
      }
      .hop.now {
        color: var(--nabla-result);
        opacity: 1;
      }
      .hop.now path {
        stroke-width: 2.5;
      }
    `,
  ];
}

define('nabla-memory-strip', NablaMemoryStrip);
