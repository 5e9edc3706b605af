// Coefficient paths: what every price λ leaves of six weights, by L1 and by L2.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { num, op, row, sub, sym, words, norm as bars } from '../../kit/formula';
import { at, type Matrix } from '../../kit/values';
import { readout, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;

const EXAMPLES = 40;
const NOISE = 0.5;
const TRUTH = Float64Array.of(2, -1.5, 0.8, 0, 0, 0);
const LAMBDAS = Float64Array.from({ length: 49 }, (_, i) => 10 ** (-3 + i / 12));
const lowered = ['₁', '₂', '₃', '₄', '₅', '₆'] as const;

function compute(engine: Engine, { lambda, seed }: State) {
  const { x, y } = engine.regressionData(EXAMPLES, TRUTH, NOISE, seed);
  return engine.regularisedFits(x, y, LAMBDAS, lambda);
}

const seriesOf = (weights: Matrix, lambda: number): Series[] => [
  ...Array.from(TRUTH, (truth, i): Series => ({
    kind: 'line',
    name: `w${lowered[i] ?? ''}`,
    role: truth === 0 ? 'scaffold' : 'data',
    dashed: truth === 0,
    points: Array.from(LAMBDAS, (l, k) => [l, at(weights, k, i)] as const),
  })),
  {
    kind: 'line',
    name: 'λ',
    role: 'parameter',
    named: true,
    points: [
      [lambda, -2],
      [lambda, 2.3],
    ],
  },
];

const chart = (view: Here<Result>, which: 'l1' | 'l2'): TemplateResult =>
  html`<div class="panel">
    <div class="caption">
      ${which === 'l1' ? 'L1: λ Σ|w|' : 'L2: λ/2 Σw²'}
      <span class="unit">${which === 'l1' ? 'weights reach 0 and stay' : 'weights shrink, none is 0'}</span>
    </div>
    <nabla-chart
      label=${`Six weights against the price of ${which === 'l1' ? 'absolute' : 'squared'} size`}
      .height=${230}
      .x=${{ title: 'λ', log: true, min: 1e-3, max: 10 }}
      .y=${{ title: 'weight', min: -2, max: 2.5 }}
      .series=${seriesOf(view.result[which], view.state.lambda)}
    ></nabla-chart>
  </div>`;

const COLUMNS = ['truth', 'L1, coordinate descent', 'L1, ISTA', 'L2, closed form'] as const;
const columnsOf = (result: Result): readonly Float64Array[] => [TRUTH, result.atL1, result.ista, result.atL2];

function picture(view: Here<Result>): TemplateResult {
  const { result } = view;
  return html`<div class="stack loose">
    <div class="controls">${view.control('lambda')} ${view.control('seed')}</div>
    <div class="columns">${chart(view, 'l1')} ${chart(view, 'l2')}</div>
    ${readout([
      ['exact zeros, L1', `${result.zerosL1} of 6`, 'result'],
      ['exact zeros, L2', `${result.zerosL2} of 6`],
      ['all zero from λ =', result.lambdaMax],
      ['sweeps, coordinate descent', result.sweeps],
      ['steps, ISTA', result.istaSteps],
    ])}
    <details>
      <summary>The six weights at this λ</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Weights by method">
        <table>
          <thead>
            <tr>
              <th scope="col">weight</th>
              ${COLUMNS.map((c) => html`<th scope="col">${c}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${Array.from(
              TRUTH,
              (_, i) =>
                html`<tr>
                  <td>w${lowered[i] ?? ''}</td>
                  ${columnsOf(result).map((c) => html`<td>${formatNumber(c[i] ?? 0)}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  </div>`;
}

const sentence = ({ state, result }: Here<Result>): string =>
  `At λ = ${formatNumber(state.lambda, 3)} L1 leaves ${6 - result.zerosL1} of 6 weights and sets ${result.zerosL1} to exactly 0; L2 shrinks them as a whole and sets ${result.zerosL2} to 0.`;

const formula = ({ state }: Here<Result>) => {
  const w = sym('w', { bold: true });
  return row(
    words('min '),
    num(1),
    op('/'),
    num(2 * EXAMPLES),
    bars(row(sym('y', { bold: true }), op('−'), sym('X', { bold: true }), w)),
    words('² '),
    op('+'),
    num(state.lambda, 'parameter', 3),
    sub(bars(w), num(1)),
  );
};

const table = ({ result }: Here<Result>) => ({
  caption: 'Weights at this price',
  columns: ['weight', ...COLUMNS],
  rows: Array.from(TRUTH, (_, i) => [i + 1, ...columnsOf(result).map((c) => c[i] ?? 0)]),
});

const warning = ({ state, result }: Here<Result>): string | undefined =>
  state.lambda >= result.lambdaMax
    ? `From λ = ${formatNumber(result.lambdaMax, 3)} on no weight is worth its price: L1 sets all of them to 0.`
    : undefined;

export const paths: Lens<Result> = { compute, picture, sentence, formula, table, warning };
