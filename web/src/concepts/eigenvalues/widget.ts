import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { partsOf } from '../../kit/parts';
import { defineWidget } from '../../kit/widget';
import { readout } from '../../kit/readout';
import concept from './concept';
import { directions } from './directions';
import { compute, type Here, type Result, type State } from './model';
import { orNothing } from './shared';
import { formula, sentence, table, warning } from './words';

type Lens = (view: Here) => TemplateResult;

const lenses = partsOf(
  { directions: directions },
  {
    orbit: () => import('./dynamics').then((part): Lens => part.orbit),
    depth: () => import('./dynamics').then((part): Lens => part.depth),
    iteration: () => import('./iteration').then((part): Lens => part.iteration),
    pca: () => import('./principal').then((part): Lens => part.principal),
  },
);

const probeName: Record<State['lens'], string> = {
  directions: 'probe v',
  orbit: 'start v',
  depth: 'gradient g at the output',
  iteration: 'start v',
  pca: '',
};

function picture(view: Here): TemplateResult {
  const { state, result } = view;
  const { lens } = state;
  const needsV = lens !== 'pca' && !(lens === 'iteration' && state.method === 'qr');
  return html`<div class="stack loose">
    ${view.control('lens')}
    ${
      lens === 'pca'
        ? nothing
        : html`<div class="controls fields">
            ${view.control('a')} ${needsV ? view.control('v', { label: probeName[lens] }) : nothing}
            ${lens === 'directions' ? view.control('solver') : nothing}
            ${
              needsV && state.v.length !== result.n
                ? html`<p class="note">
                    v has ${state.v.length} entries, A takes ${result.n}: missing ones count as 0, others are left out.
                  </p>`
                : nothing
            }
          </div>`
    }
    <div class="stack">${lenses.get(lens)(view)}</div>
    ${lens === 'pca' ? nothing : numbers(view)}
  </div>`;
}

function numbers({ state, result }: Here): TemplateResult {
  const { report, probe, orbit: trace, gradient, power, ascending } = result;
  return readout([
    ['angle from v to Av', probe && `${formatNumber(probe.turn)}°`],
    ['‖Av‖ for ‖v‖ = 1', orNothing(probe?.stretch)],
    ['‖Aᵏv‖', orNothing(trace && norm10(trace.norms[state.k], trace.log10Norms[state.k]))],
    ['highest ‖Aᵏv‖', trace && `${formatNumber(trace.peakNorm)} at k = ${trace.peakStep}`],
    ['highest gradient', gradient && `${formatNumber(gradient.peakNorm)} at layer ${gradient.peakLayer}`],
    ['σₙ', orNothing(gradient?.smallestSingular)],
    ['angle shrinks each step by', power && shrinking(power, result.n)],
    ['spectral radius ρ(A)', formatNumber(report.spectralRadius)],
    ['σ₁', formatNumber(report.spectralNorm)],
    ['κ(V)', formatNumber(report.vectorCondition)],
    ['eigh, ascending', ascending && Array.from(ascending, (x) => formatNumber(x)).join(', ')],
  ]);
}

/** The factor on the angle from v to the leading eigenvectors, or what stands in its way; left out where v is on one. */
function shrinking({ outcome, ratio, dominant }: NonNullable<Result['power']>, n: number): string | undefined {
  if (outcome === 'annihilated') return undefined;
  if (outcome === 'trapped' || (outcome === 'oscillates' && dominant === n)) return 'it does not shrink';
  if (ratio > 1 - 1e-7) return 'no fixed factor';
  return dominant < n ? formatNumber(ratio) : undefined;
}

/** Points past float64 have no norm in the trace. */
const norm10 = (norm: number | undefined, log10: number | undefined): number =>
  norm ?? (log10 !== undefined && log10 > 0 ? Number.POSITIVE_INFINITY : 0);

function blame(code: string, state: State): 'a' | 'v' | 'points' | undefined {
  if (code !== 'shape-mismatch' && code !== 'invalid-argument') return undefined;
  if (state.lens === 'pca') return 'points';
  return state.v.every((x) => x === 0) ? 'v' : 'a';
}

export default defineWidget(concept)<Result, Engine>({
  prepare: (state) => lenses.prepare(state.lens),
  compute,
  picture,
  sentence,
  formula,
  table,
  warning,
  blame,
});
