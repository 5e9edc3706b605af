// One block as a drawing: the stream straight through, the branch below it.

import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import type { Role } from '../../kit/parameters';
import type { State } from './lens';

const TOP = 24;
const LOW = 74;
const SUM = 372;
const PHI: Readonly<Record<string, string>> = { relu: 'ReLU', tanh: 'tanh', gelu: 'GELU' };

const wire = (d: string, role: Role, dashed = false): SVGTemplateResult =>
  svg`<path class="role-${role}" d=${d} fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray=${dashed ? '4 5' : nothing} />`;

const box = (x: number, y: number, width: number, text: string, role: Role, size: number): SVGTemplateResult =>
  svg`<g class="role-${role}">
    <rect x=${x} y=${y - 15} width=${width} height="30" rx="5" fill="var(--nabla-card)" stroke="currentColor" stroke-width="1.5" />
    <text x=${x + width / 2} y=${y + 5} text-anchor="middle" font-size=${size} font-weight="600" fill="currentColor">${text}</text>
  </g>`;

const stream = (x: number, index: string, size: number): SVGTemplateResult =>
  svg`<text class="role-data" x=${x} y=${TOP + 5} font-size=${size + 3} font-weight="600" fill="currentColor">h<tspan dy="5" font-size=${size - 2}>${index}</tspan></text>`;

export function block(state: State, width: number): TemplateResult {
  const { skip, norm, zero } = state;
  // On a phone the drawing is about half as large; its words are not.
  const size = width < 560 ? 20 : 14;
  const end = norm === 'post' ? 408 : 468;
  const says = `${skip ? 'h plus its branch' : 'the branch alone'}${norm === 'none' ? '' : `, ${norm}-norm`}`;
  return html`<svg
    viewBox="0 0 520 96"
    width="100%"
    height=${width < 560 ? 64 : 96}
    preserveAspectRatio="xMinYMid meet"
    role="img"
    aria-label=${`A block: ${says}`}
    data-figure
  >
    ${wire(`M30 ${TOP}H48`, 'data')}
    ${skip ? wire(`M48 ${TOP}H${SUM - 12}`, 'data') : wire(`M48 ${TOP}H${SUM - 12}`, 'broken', true)}
    ${skip ? nothing : svg`<text class="role-broken" x="200" y=${TOP - 8} text-anchor="middle" font-size=${size - 1} fill="currentColor">no skip connection</text>`}
    ${wire(`M48 ${TOP}V${LOW}H${SUM}V${skip ? TOP + 12 : TOP}`, 'parameter', zero)}
    ${wire(`M${skip ? SUM + 12 : SUM} ${TOP}H${end}`, 'data')}
    ${norm === 'pre' ? box(62, LOW, 62, 'norm', 'scaffold', size) : nothing}
    ${state.activation === 'linear' ? nothing : box(138, LOW, 64, PHI[state.activation] ?? '', 'parameter', size)}
    ${box(218, LOW, 46, zero ? '0' : 'W', 'parameter', size)}
    ${skip ? box(280, LOW, 74, `× ${formatNumber(state.branch, 3)}`, 'parameter', size) : nothing}
    ${
      skip
        ? svg`<g class="role-result" fill="var(--nabla-card)" stroke="currentColor" stroke-width="2">
            <circle cx=${SUM} cy=${TOP} r="12" /><path d=${`M${SUM - 6} ${TOP}h12m-6 -6v12`} />
          </g>`
        : nothing
    }
    ${norm === 'post' ? svg`${box(406, TOP, 58, 'norm', 'scaffold', size)}${wire(`M464 ${TOP}H472`, 'data')}` : nothing}
    ${stream(2, 'l', size)} ${stream(474, 'l+1', size)}
  </svg>`;
}
