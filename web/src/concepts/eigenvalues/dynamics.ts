// The same matrix again and again: forwards as an orbit, backwards as the gradient of a deep linear network.

import { html, type TemplateResult } from 'lit';
import '../../kit/chart';
import type { Axis, Series } from '../../kit/chart';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import '../../kit/player';
import type { Role } from '../../kit/parameters';
import { player } from './shared';
import { rowOf } from '../../kit/values';
import { eigenlines, listText, overIndex, pointsOf, STEPS, type Here } from './model';

/** Height over width: as high as the chart beside it. */
const ORBIT_ASPECT = 0.78;

export function orbit(view: Here): TemplateResult {
  const { state, result } = view;
  const { orbit: found, n } = result;
  if (!found) return html``;
  const { k } = state;
  const last = found.points.rows - 1;
  const series: Series[] = [
    { kind: 'points', name: '', role: 'result', points: [[k, found.log10Norms[k] as number]], pointSize: 6 },
    curve('‖Aᵏv‖', 'result', found.log10Norms),
    curve('‖Aᵏ‖', 'parameter', found.log10PowerNorms, true),
    curve('ρᵏ', 'data', found.log10SpectralRate, true),
    curve('σ₁ᵏ', 'scaffold', found.log10NormBound, true),
  ];
  return html`<div class="columns">
      <div class="panel">
        ${
          n === 2
            ? trail(view, pointsOf(found.points).slice(0, k + 1))
            : html`<div class="caption">Aᵏv at k = ${k}</div>
                <p class="role-result">${k <= last ? listText(rowOf(found.points, k)) : 'beyond float64'}</p>
                <p class="note">The orbit is drawn when A is 2×2.</p>`
        }
      </div>
      <div class="panel">
        <div class="caption">how long the vector is <span class="unit">each unit is a factor of ten</span></div>
        <nabla-chart
          label="Logarithm of the norms over the power k"
          .height=${330}
          .series=${series}
          .x=${{ title: 'power k', min: 0, max: STEPS, whole: true }}
          .y=${rangeOf('log₁₀ of the norm', found.log10Norms, found.log10PowerNorms, found.log10SpectralRate)}
        ></nabla-chart>
      </div>
    </div>
    ${player(view, 'power k', STEPS)}`;
}

function trail({ result }: Here, points: readonly Point[]): TemplateResult {
  const extent = roomFor(points.map(([x, y]): Point => [x, y / ORBIT_ASPECT]));
  const last = points.at(-1);
  const items: PlaneItem[] = [
    ...eigenlines(result.report, extent, 0.55),
    { type: 'circle', role: 'data', dashed: true },
    { type: 'line', points, role: 'result', thin: true },
    { type: 'dots', points, role: 'result', size: 3 },
    ...(last ? [{ type: 'vector', to: last, role: 'result', label: 'Aᵏv' } as const] : []),
  ];
  return html`<nabla-plane
    label="The orbit of v under powers of A"
    .aspect=${ORBIT_ASPECT}
    .extent=${extent}
    .items=${items}
  ></nabla-plane>`;
}

export function depth(view: Here): TemplateResult {
  const { state, result } = view;
  const { gradient } = result;
  if (!gradient) return html``;
  const series: Series[] = [
    curve('gradient', 'gradient', gradient.log10Norms),
    curve('ρˡ ‖g‖', 'data', gradient.log10SpectralRate, true),
    curve('σ₁ˡ ‖g‖', 'scaffold', gradient.log10UpperBound, true),
    curve('σₙˡ ‖g‖', 'scaffold', gradient.log10LowerBound, true),
  ];
  return html`<div class="columns">
    <div class="panel">
      <div class="caption">the gradient on its way back <span class="unit">each unit is a factor of ten</span></div>
      <nabla-chart
        label="Logarithm of the gradient norm over the layers it has passed"
        .height=${330}
        .series=${series}
        .x=${{ title: 'layers passed, from the output', min: 0, max: state.depth, whole: true }}
        .y=${rangeOf('log₁₀ of the gradient norm', gradient.log10Norms, gradient.log10SpectralRate)}
      ></nabla-chart>
    </div>
    <div class="panel">
      ${view.control('depth')}
      <p class="note">
        y = A·A·…·A·x: ${state.depth} linear layers with the same weights. Backwards each layer multiplies the gradient
        by Aᵀ, so its length stays between the two grey lines, drawn from the smallest and the largest singular value.
        The blue line is what the eigenvalues alone would say.
      </p>
    </div>
  </div>`;
}

const curve = (name: string, role: Role, log10: Float64Array, dashed = false): Series => ({
  kind: 'line',
  name,
  role,
  points: overIndex(log10),
  dashed,
  named: true,
});

/** The bounds may leave through the top; what is measured must stay in sight. */
function rangeOf(title: string, ...curves: readonly Float64Array[]): Axis {
  const seen = curves.flatMap((c) => Array.from(c)).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...seen), Math.max(0, ...seen)];
  const room = Math.max(0.5, (high - low) * 0.12);
  const grain = high - low > 3 ? 1 : 0.5;
  return { title, min: Math.floor((low - room) / grain) * grain, max: Math.ceil((high + room) / grain) * grain };
}
