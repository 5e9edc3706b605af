// The way back: from the gradient of the output to those of V, of the weights, of the scores, and of Q and K.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { num, op, row, sub, sym, fence, words, type Node } from '../../kit/formula';
import { matrixView } from '../../kit/matrix-view';
import type { Role } from '../../kit/parameters';
import { readout } from '../../kit/readout';
import { at, resized, type Matrix } from '../../kit/values';
import { blame, known, largestOf, maskOf, shapeOf, queryOf, rowAt, seenBy, tuple, type Here, type Lens, type State } from './lens'; // prettier-ignore

type Result = ReturnType<typeof compute>;

function compute(engine: Engine, state: State) {
  const { q, k, v, scaled } = state;
  const mask = maskOf(state);
  const g = resized(state.g, q.rows, v.cols);
  return {
    g,
    forward: engine.attentionForward(q, k, v, mask, false, scaled, 'safe', 'float64'),
    back: engine.attentionBackward(q, k, v, mask, false, scaled, g),
  };
}

function stage(
  view: Here<Result>,
  name: TemplateResult,
  matrix: Matrix,
  about: string,
  high = largestOf(matrix),
  map = 'diverging',
): TemplateResult {
  return html`<div class="panel">
    <div class="caption">${name}</div>
    <nabla-raster
      paintable
      verb="chooses this query"
      .value=${matrix}
      .map=${map}
      .high=${high}
      .shape=${shapeOf(view.state)}
      .marked=${queryOf(view.state)}
      label=${about}
      @paint=${(e: CustomEvent<{ cells: readonly (readonly [number, number])[] }>) => {
        const first = e.detail.cells[0];
        if (first) view.set({ query: first[0] + 1 });
      }}
    ></nabla-raster>
  </div>`;
}

function film(view: Here<Result>): TemplateResult {
  const { g, forward, back } = view.result;
  return html`<div class="film">
    ${stage(view, html`<span class="role-gradient">∂L/∂output</span>`, g, 'gradient of the output')}
    ${stage(view, html`<span class="role-gradient">· Vᵀ</span> <span class="unit">of the weights</span>`, back.weights, 'gradient of the weights')}
    ${stage(view, html`<span class="role-result">weights</span> <span class="unit">P</span>`, forward.weights, 'weights', 1, 'viridis')}
    ${stage(view, html`<span class="role-gradient">P ⊙ (· − mean)</span> <span class="unit">of the scores</span>`, back.scores, 'gradient of the scores', largestOf(back.weights))}
  </div>`;
}

/** Every query that sees a key has settled on one; equal values leave scores without a gradient, too, but softmax is not to blame. */
const isDead = ({ forward, back }: Result): boolean =>
  back.normScores < 1e-3 && largestOf(forward.weights) > 0 && Math.max(...forward.trace) < 0.01;

const picture = (view: Here<Result>): TemplateResult => {
  const { state, result } = view;
  const i = queryOf(state);
  const { back } = result;
  const slope = (m: Matrix, label: string, role: Role): TemplateResult => matrixView(m, { label, role, digits: 3 });
  return html`${film(view)}
    <div class="journey top">
      ${slope(back.q, '∂L/∂Q', 'gradient')} ${slope(back.k, '∂L/∂K', 'gradient')} ${slope(back.v, '∂L/∂V', 'gradient')}
    </div>
    ${readout([
      [`∂L/∂scores, query ${i + 1}`, tuple(rowAt(back.scores, i)), 'gradient'],
      ['slope left, tr J', known(result.forward.trace[i] ?? 0), 'gradient'],
      ['‖∂L/∂scores‖', known(back.normScores), isDead(result) ? 'broken' : 'gradient'],
      ['most in ∂L/∂V', known(largestOf(back.v)), 'gradient'],
    ])}
    <details>
      <summary>Q, K, V and the gradient as numbers</summary>
      <div class="journey top">${view.control('q')} ${view.control('k')} ${view.control('v')} ${view.control('g')}</div>
    </details>`;
};

function sentence({ state, result: { forward, back } }: Here<Result>): string {
  const i = queryOf(state);
  const trace = forward.trace[i] ?? 0;
  const values = `∂L/∂V is Pᵀ times the gradient from above, at most ${known(largestOf(back.v))}`;
  if (seenBy(state, i) === 0) return `Query ${i + 1} may see no key: nothing comes through to its scores; ${values}.`;
  return trace < 0.01
    ? `Query ${i + 1} has settled on one key (tr J = ${known(trace)}): next to nothing comes through to its score; ${values}.`
    : `Of query ${i + 1} the scores receive ${tuple(rowAt(back.scores, i))}, which add up to 0: one key can gain only what the others lose; ${values}.`;
}

function formula({ state, result: { forward, back } }: Here<Result>): Node {
  const i = queryOf(state);
  const row1 = rowAt(forward.weights, i);
  const best = Math.max(0, row1.indexOf(Math.max(...row1)));
  const index = words(`${i + 1}${best + 1}`);
  return row(
    sub(words('∂L/∂S'), index),
    op('='),
    sub(sym('P'), index),
    fence(row(sub(words('∂L/∂P'), index), op('−'), words('mean'))),
    op('='),
    num(at(forward.weights, i, best), 'result', 3),
    op('·'),
    words('( '),
    num(at(back.weights, i, best), 'gradient', 3),
    words(' − … )'),
    op('='),
    num(at(back.scores, i, best), 'gradient', 3),
  );
}

const table = ({ state, result: { forward, back } }: Here<Result>) => ({
  caption: 'Slopes of every weight and score',
  columns: ['query', 'key', 'weight', '∂L/∂weight', '∂L/∂score'],
  rows: Array.from(forward.weights.data, (w, n) => [
    Math.floor(n / state.k.rows) + 1,
    (n % state.k.rows) + 1,
    w,
    back.weights.data[n] ?? 0,
    back.scores.data[n] ?? 0,
  ]),
});

const warning = ({ result }: Here<Result>): string | undefined =>
  isDead(result) && largestOf(result.back.weights) > 0
    ? 'The softmax has no slope left: Q and K receive no gradient and stay as they are, only V still learns.'
    : undefined;

export const back: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
