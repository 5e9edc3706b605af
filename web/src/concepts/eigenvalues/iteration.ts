// How eigenvalues are found: one vector that is multiplied and measured, or the whole matrix by QR steps.

import { html, nothing, type TemplateResult } from 'lit';
import '../../kit/chart';
import { formatComplex, formatNumber } from '../../kit/format';
import { mathOf, matrixOf, num } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem, Point } from '../../kit/plane';
import { rowOf, rowsOf } from '../../kit/values';
import { player, reached } from './shared';
import { eigenlines, listText, overIndex, pointsOf, STEPS, type Here } from './model';

export const iteration = (view: Here): TemplateResult =>
  html`<div class="controls">
      ${view.control('method')} ${view.state.method === 'qr' ? view.control('shift') : nothing}
    </div>
    <div class="columns">${view.state.method === 'qr' ? qr(view) : power(view)}</div>
    ${player(view, 'step', STEPS)}`;

function power(view: Here): TemplateResult {
  const { power: trace, n } = view.result;
  if (!trace) return html``;
  const k = reached(view);
  return html`
    <div class="panel">
      ${
        n === 2
          ? turning(view, pointsOf(trace.iterates).slice(0, k + 1))
          : html`<div class="caption">the unit vector after ${k} ${k === 1 ? 'step' : 'steps'}</div>
              <p class="role-result">${listText(rowOf(trace.iterates, k))}</p>
              <p class="note">It is drawn when A is 2×2.</p>`
      }
    </div>
    <div class="panel">
      <div class="caption">distance to an eigenvector <span class="unit">‖Av − (vᵀAv)v‖</span></div>
      ${decay('Residual of the power method over its steps', trace.residuals, k)}
    </div>
  `;
}

function turning({ result }: Here, points: readonly Point[]): TemplateResult {
  const last = points.at(-1);
  const items: PlaneItem[] = [
    ...eigenlines(result.report, 1.4),
    { type: 'circle', role: 'data', dashed: true },
    { type: 'dots', points, role: 'data', size: 3 },
    ...(last ? [{ type: 'vector', to: last, role: 'result', label: 'v' } as const] : []),
  ];
  return html`<nabla-plane label="Unit vectors of the power method" .extent=${1.5} .items=${items}></nabla-plane>`;
}

/** A residual that stands still would be drawn as its own rounding: a level needs a decade either side of it. */
function level(values: Float64Array): { min?: number; max?: number } {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least > 0 && most / least < 1.001 ? { min: most / 10, max: most * 10 } : {};
}

const decay = (label: string, values: Float64Array, k: number): TemplateResult =>
  html`<nabla-chart
    .label=${label}
    .height=${330}
    .series=${[
      { kind: 'line', name: 'residual', role: 'result', points: overIndex(values) },
      { kind: 'points', name: '', role: 'result', points: [[k, values[k] as number]], pointSize: 6 },
    ]}
    .x=${{ title: 'step', min: 0, max: STEPS, whole: true }}
    .y=${{ title: 'size', log: true, ...level(values) }}
  ></nabla-chart>`;

function qr({ state, result }: Here): TemplateResult {
  const { qr: found, n } = result;
  if (!found) return html``;
  const { trace, now } = found;
  const { k } = state;
  const iterate = { rows: n, cols: n, data: trace.iterates.data.slice(k * n * n, (k + 1) * n * n) };
  return html`
    <div class="panel">
      <div class="caption role-parameter">matrix after ${k} ${k === 1 ? 'step' : 'steps'}</div>
      <div class="scroll" tabindex="0" role="region" aria-label="The matrix after ${k} steps">
        ${mathOf(matrixOf(rowsOf(iterate).map((r) => r.map((x) => num(x, 'parameter', n > 4 ? 3 : 4)))))}
      </div>
      <p>
        read off its diagonal:
        <span class="role-result"
          >${Array.from(now.estimates.re, (re, i) => formatComplex(re, now.estimates.im[i] as number, 6)).join(', ')}</span
        >
      </p>
      <p class="note">
        Each step is a change of basis by an orthogonal Q; undoing all of them gives A back to within
        ${formatNumber(trace.similarityError, 2)} of its size.
      </p>
    </div>
    <div class="panel">
      <div class="caption">what is left below the diagonal <span class="unit">Frobenius norm</span></div>
      ${decay('Norm below the diagonal over the steps of QR iteration', trace.subdiagonal, k)}
    </div>
  `;
}
