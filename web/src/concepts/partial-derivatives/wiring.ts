// The network as a drawing: 2 inputs, 3 hidden units, 1 output. A wire is as wide as the loss is steep along it.

import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import type { Role } from '../../kit/parameters';
import type { Here } from './lens';
import type { Result } from './network';

type Place = readonly [x: number, y: number];

const INPUTS: readonly Place[] = [[60, 80], [60, 180]]; // prettier-ignore
const HIDDEN: readonly Place[] = [[200, 40], [200, 130], [200, 220]]; // prettier-ignore
const OUTPUT: Place = [330, 130];
const RADIUS = 21;

function wire(from: Place, to: Place, slope: number, largest: number, chosen: boolean): SVGTemplateResult {
  const share = largest > 0 && Number.isFinite(slope) ? Math.abs(slope) / largest : 0;
  const role = chosen ? 'parameter' : slope === 0 ? 'scaffold' : 'gradient';
  return svg`<line class="role-${role}" x1=${from[0]} y1=${from[1]} x2=${to[0]} y2=${to[1]} stroke="currentColor"
    stroke-width=${1 + 6 * share} stroke-dasharray=${slope === 0 ? '3 5' : slope < 0 ? '7 4' : 'none'} />`;
}

const unit = ([x, y]: Place, value: number, role: Role, below: string): SVGTemplateResult =>
  svg`<g class="role-${role}"><circle class="soma" cx=${x} cy=${y} r=${RADIUS} />
    <text class="value" x=${x} y=${y + 4} text-anchor="middle" font-size=${Math.abs(value) < 1e-4 && value !== 0 ? 9 : 12}>${formatNumber(value, 2)}</text>
    <text class="value halo" x=${x} y=${y + RADIUS + 14} text-anchor="middle" font-size="11">${below}</text></g>`;

/** A bias has no unit it comes from: it hangs above the unit it enters. */
const biasOf = ([x, y]: Place): Place => [x - 26, y - 30];

export function wiring({ state, result }: Here<Result>): TemplateResult {
  const g = result.accumulated;
  const largest = Math.max(...Array.from(g, Math.abs).filter(Number.isFinite));
  const to = (k: number, from: Place, end: Place): SVGTemplateResult =>
    wire(from, end, g[k] as number, largest, k === state.k);
  const label = `A network: inputs ${Array.from(state.x, (v) => formatNumber(v)).join(' and ')}, hidden units ${Array.from(
    result.hidden,
    (v) => formatNumber(v, 3),
  ).join(', ')}, output ${formatNumber(result.output, 3)}, target ${formatNumber(state.target)}`;
  return html`<svg class="neuron wiring" viewBox="20 -12 360 280" role="img" aria-label=${label} data-figure>
    ${HIDDEN.flatMap((h, i) => [
      ...INPUTS.map((p, j) => to(2 * i + j, p, h)),
      to(6 + i, biasOf(h), h),
      to(9 + i, h, OUTPUT),
    ])}
    ${to(12, biasOf(OUTPUT), OUTPUT)} ${INPUTS.map((p, j) => unit(p, state.x[j] as number, 'data', j ? 'x₂' : 'x₁'))}
    ${HIDDEN.map((p, i) => unit(p, result.hidden[i] as number, result.hidden[i] === 0 ? 'broken' : 'result', ''))}
    ${unit(OUTPUT, result.output, 'result', `target ${formatNumber(state.target, 3)}`)}
  </svg>`;
}
