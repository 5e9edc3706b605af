// Orthonormal columns: how a fresh layer gets them, how Gram and Schmidt lose them, and on which side to test.

import { html, type TemplateResult } from 'lit';
import '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { norm, num, op, root, row, sub, sup, sym } from '../../kit/formula';
import { readout } from '../../kit/readout';
import '../../kit/raster';
import type { Engine } from '../../engine';
import concept from './concept';
import { type Here, type Lens, type State } from './lens';
import { screeWidth } from './scree';

/** Far beyond what rounding leaves in 64 columns. */
const LOST = 1e-8;

type Result = ReturnType<typeof compute>;
type Method = State['method'];

function compute(engine: Engine, state: State) {
  const start =
    state.start === 'hilbert' ? engine.hilbert(state.cols) : engine.randn(state.rows, state.cols, state.seed);
  const tall = start.rows >= start.cols;
  const householder = state.method === 'householder';
  const q = householder ? engine.orthogonalHouseholder(start) : engine.orthogonalGramSchmidt(start, state.method).q;
  const qT = engine.matrixTranspose(q);
  const errors = engine.orthogonality(q);
  const losses: Partial<Record<Method, number>> = tall
    ? engine.orthogonalityLosses(start)
    : { householder: errors.columnsError };
  return {
    q,
    gram: state.side === 'columns' ? engine.matmul(qT, q) : engine.matmul(q, qT),
    errors,
    overlaps: engine.columnOverlaps(q),
    losses,
    before: engine.singularValues(start),
    after: engine.singularValues(q),
  };
}

const METHODS = concept.parameters.method.options;

function overlaps({ result, state }: Here<Result>): TemplateResult {
  const points = Array.from(result.overlaps, (y, i) => [i + 1, y] as const);
  const name = METHODS[state.method];
  return html`<nabla-chart
    label="Largest overlap of each column with the columns before it"
    .height=${180}
    .x=${{ title: 'column j', whole: true, min: 0, max: screeWidth(result.q.cols) }}
    .y=${{ title: 'largest |qᵢᵀqⱼ|', log: true, min: 1e-18, max: 10 }}
    .series=${[{ kind: 'line', name, role: 'parameter', points, pointSize: 2 }]}
  ></nabla-chart>`;
}

/** ‖QᵀQ − I‖ of every method, so that the chosen one is seen against the others. */
function losses({ result, state, set }: Here<Result>): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Loss of orthogonality by method">
    <table>
      <thead>
        <tr>
          <th scope="col">method</th>
          <th scope="col">‖QᵀQ − I‖<sub>F</sub></th>
        </tr>
      </thead>
      <tbody>
        ${(Object.keys(METHODS) as Method[]).map((method) => {
          const loss = result.losses[method];
          const chosen = method === state.method;
          return html`<tr>
            <td>
              <button class="quiet" aria-pressed=${chosen} @click=${() => set({ method })}>${METHODS[method]}</button>
            </td>
            <td class=${loss !== undefined && loss > LOST ? 'role-broken' : ''}>
              ${loss === undefined ? 'needs a tall matrix' : formatNumber(loss, 2)}
            </td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

const ends = (s: Float64Array): string => `${formatNumber(s[0] ?? 0)} … ${formatNumber(s[s.length - 1] ?? 0)}`;

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { errors } = result;
  const product = state.side === 'columns' ? 'QᵀQ' : 'QQᵀ';
  return html`<div class="stack loose">
    <div class="controls">
      ${view.control('start')} ${state.start === 'normal' ? view.control('rows') : ''} ${view.control('cols')}
      ${state.start === 'normal' ? view.control('seed') : ''}
    </div>
    <div class="controls">${view.control('side')} ${view.control('method')}</div>
    <div class="columns">
      <div class="panel">
        <div class="caption role-result">
          ${product} <span class="unit">${result.gram.rows}×${result.gram.cols}, orange 1, white 0, blue −1</span>
        </div>
        <nabla-raster
          .value=${result.gram}
          map="diverging"
          .high=${1}
          label=${`${product}, the identity if the test passes`}
        ></nabla-raster>
      </div>
      <div class="panel stack loose">
        <div>
          <div class="caption">
            overlap with earlier columns <span class="unit">${METHODS[state.method]}; 0 is a right angle</span>
          </div>
          ${overlaps(view)}
        </div>
        ${readout([
          [html`‖QᵀQ − I‖<sub>F</sub>`, formatNumber(errors.columnsError, 3)],
          [html`‖QQᵀ − I‖<sub>F</sub>`, formatNumber(errors.rowsError, 3)],
          ['σ before', ends(result.before)],
          ['σ of Q', ends(result.after)],
        ])}
        ${losses(view)}
      </div>
    </div>
  </div>`;
}

const errorOf = ({ state, result }: Here<Result>): number =>
  state.side === 'columns' ? result.errors.columnsError : result.errors.rowsError;

function sentence(view: Here<Result>): string {
  const { state, result } = view;
  const product = state.side === 'columns' ? 'QᵀQ' : 'QQᵀ';
  const stretch = `Before, the matrix stretched by ${formatNumber(result.before[0] ?? 0, 3)} at most and ${formatNumber(result.before[result.before.length - 1] ?? 0, 2)} at least; Q by ${formatNumber(result.after[0] ?? 0, 3)} and ${formatNumber(result.after[result.after.length - 1] ?? 0, 3)}.`;
  return `${product} is ${formatNumber(errorOf(view), 3)} away from the identity. ${stretch}`;
}

function formula(view: Here<Result>) {
  const { state, result } = view;
  const Q = sym('Q', { bold: true });
  const qT = sup(Q, sym('T'));
  const I = sym('I', { bold: true });
  const product = state.side === 'columns' ? row(qT, Q) : row(Q, qT);
  const least = state.side === 'rows' && result.q.rows > result.q.cols;
  const bound = least ? [op('≥'), root(row(num(result.q.rows, 'data'), op('−'), num(result.q.cols, 'data')))] : [];
  return row(sub(norm(row(product, op('−'), I)), sym('F')), op('='), num(errorOf(view), 'result'), ...bound);
}

const table = ({ result }: Here<Result>) => ({
  caption: 'Singular values before and after, and the overlap of each column with earlier ones',
  columns: ['j', 'σ before', 'σ of Q', 'largest overlap of column j with earlier ones'],
  rows: Array.from(result.before, (s, i) => [i + 1, s, result.after[i] ?? '', result.overlaps[i] ?? '']),
});

function warning(view: Here<Result>): string | undefined {
  const { state, result } = view;
  const { rows, cols } = result.q;
  if (state.side === 'rows' && rows > cols) {
    return `QQᵀ has rank ${cols} and cannot be the ${rows}×${rows} identity: a tall Q is tested by QᵀQ.`;
  }
  if (state.side === 'columns' && cols > rows) {
    return `QᵀQ has rank ${rows} and cannot be the ${cols}×${cols} identity: a wide Q has orthonormal rows and is tested by QQᵀ.`;
  }
  return errorOf(view) > LOST
    ? `The columns are no longer at right angles: subtracting projections cancelled the digits they had.`
    : undefined;
}

export const orthogonal: Lens<Result> = { compute, picture, sentence, formula, table, warning };
