// A neuron: inputs on the left, weights on the wires, the weighted sum on the right. The wire is as thick as its
// share of the sum is large; its sign is written, never only coloured.

import { svg, type SVGTemplateResult } from 'lit';
import { html, type TemplateResult } from 'lit';
import { formatNumber } from './format';

export interface Wire {
  readonly input: number;
  readonly weight: number;
  readonly product: number;
}

const WIDTH = 320;
const ROW = 40;

export function neuron(wires: readonly Wire[], sum: number, label: string): TemplateResult {
  const height = Math.max(2, wires.length) * ROW + 16;
  const largest = Math.max(...wires.map((w) => Math.abs(w.product)).filter(Number.isFinite), 0);
  const middle = height / 2;
  const y = (i: number): number => middle + (i - (wires.length - 1) / 2) * ROW;
  return html`<svg class="neuron" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label=${label} data-figure>
    ${wires.map((w, i) => wire(w, y(i), middle, largest))}
    <circle class="role-result soma" cx="240" cy=${middle} r="22" />
    <text x="240" y=${middle + 6} text-anchor="middle" class="sigma">Σ</text>
    <text class="role-result value" x="270" y=${middle + 5}>${formatNumber(sum)}</text>
  </svg>`;
}

function wire(w: Wire, y: number, middle: number, largest: number): SVGTemplateResult {
  const share = largest > 0 && Number.isFinite(w.product) ? Math.abs(w.product) / largest : 0;
  const dash = w.product < 0 ? '6 4' : '0';
  return svg`<line class="role-parameter" x1="64" y1=${y} x2="218" y2=${middle} stroke-width=${1 + 5 * share} stroke-dasharray=${dash} />
    <circle class="role-data input" cx="56" cy=${y} r="7" />
    <text class="role-data value" x="42" y=${y + 5} text-anchor="end">${formatNumber(w.input)}</text>
    <text class="role-parameter value halo" x="112" y=${y + (middle - y) * 0.31 + 4} text-anchor="middle">×${formatNumber(w.weight)}</text>`;
}
