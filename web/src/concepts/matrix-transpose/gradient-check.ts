// A claimed gradient beside a measured one. Where they agree the diamond sits in its ring; where they do not, a red
// line joins them, and the meter says how far beyond the tolerance the worst of them is.

import { css, html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { base, drawing } from '../../kit/styles';
import { define } from '../../kit/theme';

const ROW = 44;
const TOP = 30;
/** The meter runs over these powers of ten; what lies beyond stands at its end. */
const DECADES = 9;

export class NablaGradientCheck extends LitElement {
  static override properties = {
    claimed: { attribute: false },
    measured: { attribute: false },
    ratio: { type: Number },
    passed: { type: Boolean },
    worst: { type: Number },
    narrow: { type: Boolean },
  };

  declare claimed: Float64Array;
  declare measured: Float64Array;
  /** Largest error over what is allowed. */
  declare ratio: number;
  declare passed: boolean;
  /** Entry where the ratio is reached. */
  declare worst: number;
  declare narrow: boolean;

  get #axis(): { left: number; right: number; width: number } {
    return this.narrow ? { left: 58, right: 186, width: 300 } : { left: 64, right: 330, width: 480 };
  }

  protected override render(): TemplateResult {
    const { width } = this.#axis;
    const rows = this.claimed.length;
    const height = TOP + rows * ROW + 98;
    return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${this.#spoken()} data-figure>
      ${this.#axes(rows)} ${Array.from(this.claimed, (_, j) => this.#row(j))} ${this.#meter(TOP + rows * ROW + 36)}
    </svg>`;
  }

  #spoken(): string {
    return `Claimed and measured gradient for ${this.claimed.length} inputs. Gradient check ${this.passed ? 'passes' : 'fails'} at ${formatNumber(this.ratio, 3)} of the tolerance.`;
  }

  #place(value: number): number {
    const reach = Math.max(
      ...[...this.claimed, ...this.measured].filter(Number.isFinite).map(Math.abs),
      Number.MIN_VALUE,
    );
    const { left, right } = this.#axis;
    return (left + right) / 2 + ((right - left) / 2 - 14) * (value / reach);
  }

  #axes(rows: number): SVGTemplateResult {
    const { left, right, width } = this.#axis;
    const middle = (left + right) / 2;
    return svg`<line class="zero" x1=${middle} x2=${middle} y1=${TOP - 6} y2=${TOP + rows * ROW - 4} />
      <text class="faint" x=${middle} y=${TOP - 12} text-anchor="middle">0</text>
      <text class="faint" x=${width} y=${TOP - 12} text-anchor="end">claimed · measured</text>`;
  }

  #row(j: number): SVGTemplateResult {
    const { left, right, width } = this.#axis;
    const y = TOP + (j + 0.5) * ROW - 4;
    const [claimed, measured] = [this.claimed[j] as number, this.measured[j] as number];
    const [a, b] = [this.#place(claimed), this.#place(measured)];
    const role = this.passed ? 'gradient' : 'broken';
    return svg`<g class=${!this.passed && j === this.worst ? 'worst' : ''}>
      <text class="symbol" x="0" y=${y + 5}>∂L/∂x<tspan class="index" dy="4">${j + 1}</tspan></text>
      <line class="track" x1=${left} x2=${right} y1=${y} y2=${y} />
      ${this.passed ? nothing : svg`<line class="gap" x1=${a} x2=${b} y1=${y} y2=${y} />`}
      <circle class="ring" cx=${b} cy=${y} r="10" />
      <path class="diamond role-${role}" d="M${a} ${y - 6.5}L${a + 6.5} ${y}L${a} ${y + 6.5}L${a - 6.5} ${y}Z" />
      <text class="role-${role}" x=${width} y=${y - 2} text-anchor="end">◆ ${formatNumber(claimed, 6)}</text>
      <text class="measured" x=${width} y=${y + 14} text-anchor="end">○ ${formatNumber(measured, 6)}</text>
    </g>`;
  }

  #meter(y: number): SVGTemplateResult {
    const { width } = this.#axis;
    const middle = width / 2;
    const decade = (middle - 8) / DECADES;
    const power = this.ratio > 0 ? Math.log10(this.ratio) : -DECADES;
    const needle = middle + decade * Math.min(DECADES, Math.max(-DECADES, power));
    const tick = (exponent: number, text: string): SVGTemplateResult =>
      svg`<text class="faint" x=${middle + decade * exponent} y=${y + 34} text-anchor="middle">${text}</text>`;
    return svg`<g>
      <text class="title" x="0" y=${y - 10}>error ÷ tolerance</text>
      <text class="reading role-${this.passed ? 'result' : 'broken'}" x=${width} y=${y - 10} text-anchor="end">${formatNumber(this.ratio, 3)} · ${this.passed ? 'passes' : 'fails'}</text>
      <rect class="good" x="0" y=${y} width=${middle} height="16" rx="3" />
      <rect class="bad" x=${middle} y=${y} width=${middle} height="16" rx="3" />
      <line class="limit" x1=${middle} x2=${middle} y1=${y - 4} y2=${y + 20} />
      ${tick(-8, '10⁻⁸')} ${tick(-4, '10⁻⁴')} ${tick(0, '1')} ${tick(4, '10⁴')} ${tick(8, '10⁸')}
      <path class="needle role-${this.passed ? 'result' : 'broken'}" transform="translate(${needle} ${y + 8})" d="M-3.5 -12h7v24h-7z" />
    </g>`;
  }

  static override styles = [
    base,
    drawing,
    css`
      svg {
        max-width: 34rem;
      }
      .symbol {
        font: italic 15px var(--nabla-serif);
      }
      .index {
        font-size: 10px;
        font-style: normal;
      }
      .faint {
        fill: var(--nabla-faded);
        font-size: 11.5px;
        font-weight: 400;
      }
      .measured {
        fill: var(--nabla-faded);
      }
      .zero,
      .track {
        stroke: var(--nabla-hairline);
      }
      .zero {
        stroke: var(--nabla-edge);
      }
      .gap {
        stroke: var(--nabla-broken);
        stroke-width: 3;
      }
      .ring {
        fill: none;
        stroke: var(--nabla-faded);
        stroke-width: 2;
      }
      .diamond,
      .needle {
        fill: currentColor;
      }
      .needle {
        stroke: var(--nabla-card);
        stroke-width: 1.5;
      }
      .good {
        fill: var(--nabla-result-soft);
        stroke: var(--nabla-result);
        stroke-opacity: 0.4;
      }
      .bad {
        fill: var(--nabla-broken-soft);
        stroke: var(--nabla-broken);
        stroke-opacity: 0.4;
      }
      .limit {
        stroke: var(--nabla-ink);
        stroke-width: 1.5;
      }
    `,
  ];
}

define('nabla-gradient-check', NablaGradientCheck);
