// Any matrix in numbers: its factors, its rank at a tolerance, and the road over AᵀA beside the direct one.

import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { num, op, row, sub, sup, sym } from '../../kit/formula';
import { matrixView, tied } from '../../kit/matrix-view';
import { at } from '../../kit/values';
import { readout } from '../../kit/readout';
import type { Engine } from '../../engine';
import { frobenius, lowered, reportOf, sigma, type Here, type Lens, type State } from './lens';
import { scree } from './scree';

type Result = ReturnType<typeof compute>;

function compute(engine: Engine, state: State) {
  const report = reportOf(engine, state);
  const k = Math.min(state.k, report.s.length);
  return {
    report,
    vT: engine.matrixTranspose(report.v),
    bridge: engine.gramBridge(state.a),
    low: engine.lowRankFromSvd(state.a, report.u, report.s, report.v, k),
    k,
  };
}

function picture(view: Here<Result>): TemplateResult {
  const { result, state } = view;
  const { report, low, k, vT } = result;
  return html`<div class="stack loose">
    <div class="journey top">
      ${view.control('a')} ${tied('=', matrixView(report.u, { label: 'U', role: 'result' }))}
      ${tied('·', matrixView({ rows: report.s.length, cols: 1, data: report.s }, { label: 'diagonal of Σ', role: 'result' }))}
      ${tied('·', matrixView(vT, { label: 'Vᵀ', role: 'data' }))}
    </div>
    <div class="columns">
      ${scree(report, report.rank)}
      <div class="panel stack loose">
        <div class="controls">
          ${view.control('ownTolerance')} ${state.ownTolerance ? view.control('tolerance') : nothing}
          ${view.control('k')}
        </div>
        ${readout([
          ['rank at tolerance', `${report.rank} of ${report.s.length}`],
          ['effective rank', report.effectiveRank],
          ['condition κ', report.cond],
          ['UΣVᵀ misses A, in roundings', formatNumber(report.backwardError, 2)],
          [frobenius(k), formatNumber(low.frobeniusError, 6)],
          ['√Σσᵢ² of the dropped', formatNumber(low.tail, 6)],
        ])}
      </div>
    </div>
    ${bridge(result)}
  </div>`;
}

/** Entry 4 meets entry 5: σ² are the eigenvalues of AᵀA, until squaring swallows them. */
function bridge({ bridge: b, report }: Result): TemplateResult {
  const gram = report.u.rows < report.v.rows ? 'AAᵀ' : 'AᵀA';
  return html`<div class="panel">
    <div class="caption">
      the same by eigenvalues <span class="unit">σ² = λ(${gram}), and what squaring loses</span>
    </div>
    <div class="scroll" tabindex="0" role="region" aria-label="Singular values by two roads">
      <table>
        <thead>
          <tr>
            <th scope="col">i</th>
            <th scope="col">σᵢ of A</th>
            <th scope="col">σᵢ²</th>
            <th scope="col">λᵢ of ${gram}</th>
            <th scope="col">√λᵢ</th>
            <th scope="col">relative gap</th>
          </tr>
        </thead>
        <tbody>
          ${Array.from(b.s, (s, i) => {
            const lost = (b.relativeGap[i] ?? 0) > 1e-6;
            return html`<tr>
              <td>${i + 1}</td>
              <td class="role-result">${formatNumber(s, 6)}</td>
              <td>${formatNumber(b.squared[i] ?? 0, 6)}</td>
              <td>${formatNumber(b.eigenvalues[i] ?? 0, 6)}</td>
              <td>${formatNumber(b.fromEigenvalues[i] ?? 0, 6)}</td>
              <td class=${lost ? 'role-broken' : ''}>
                ${formatNumber(b.relativeGap[i] ?? 0, 2)}${lost ? ', lost' : ''}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </div>`;
}

function sentence({ state, result: { report } }: Here<Result>): string {
  const size = `${state.a.rows}×${state.a.cols}`;
  const smallest = sigma(report, report.s.length - 1);
  const range = `${formatNumber(sigma(report, 0))} at most and ${formatNumber(smallest)} at least`;
  const counted = report.rank === 1 ? 'one of them lies' : `${report.rank} of them lie`;
  return `This ${size} matrix stretches by ${range}; ${counted} above the tolerance ${formatNumber(report.tolerance, 2)}, so the rank is ${report.rank}. By its spread of σ it acts like ${formatNumber(report.effectiveRank, 3)} equal directions.`;
}

function formula({ result: { report } }: Here<Result>) {
  const bold = (name: string, i: number) => sub(sym(name, { bold: true }), num(i));
  const shown = Array.from(report.s.subarray(0, 3), (s, i) =>
    row(num(s, 'result'), bold('u', i + 1), sup(bold('v', i + 1), sym('T'))),
  );
  const tail = report.s.length > 3 ? [op('+'), op('…')] : [];
  return row(sym('A', { bold: true }), op('='), ...shown.flatMap((n, i) => (i === 0 ? [n] : [op('+'), n])), ...tail);
}

const table = ({ result: { report, bridge: b } }: Here<Result>) => ({
  caption: 'Singular values, the eigenvalues of the squared matrix, and the vectors',
  columns: [
    'i',
    'σ',
    'λ of the square',
    'relative gap',
    ...Array.from({ length: report.u.rows }, (_, r) => `u${lowered(r + 1)}`),
    ...Array.from({ length: report.v.rows }, (_, r) => `v${lowered(r + 1)}`),
  ],
  rows: Array.from(report.s, (s, i) => [
    i + 1,
    s,
    b.eigenvalues[i] ?? '',
    b.relativeGap[i] ?? '',
    ...Array.from({ length: report.u.rows }, (_, r) => at(report.u, r, i)),
    ...Array.from({ length: report.v.rows }, (_, r) => at(report.v, r, i)),
  ]),
});

function warning({ preset, result: { report, bridge: b } }: Here<Result>): string | undefined {
  if (sigma(report, 0) === 0) return 'A is zero: all σ are 0, and any perpendicular vectors may stand in U and V.';
  // What lies below the tolerance is rounding itself: it has no true value to be lost.
  const lost = b.relativeGap.subarray(0, report.rank).findIndex((gap) => gap > 1e-6);
  // One idea at a time: that example is about the tolerance.
  if (lost >= 0 && preset?.id !== 'tolerance') {
    return `By way of the squared matrix σ${lowered(lost + 1)} comes out as ${formatNumber(b.fromEigenvalues[lost] ?? 0)} in place of ${formatNumber(sigma(report, lost))}: squaring pushed it below rounding.`;
  }
  return report.repeated
    ? 'Some singular values agree to eight digits: their vectors may turn among themselves; the product stays.'
    : undefined;
}

export const matrix: Lens<Result> = { compute, picture, sentence, formula, table, warning };
