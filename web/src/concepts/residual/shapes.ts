// The sum needs two equal shapes: what to do where a block changes the width.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { op, row, sym, sup, words, type Node } from '../../kit/formula';
import { matrixView, tied } from '../../kit/matrix-view';
import { at } from '../../kit/values';
import type { Here, Lens, State } from './lens';

interface Result {
  readonly made?: ReturnType<Engine['residualSum']>;
  readonly problem?: string;
}

/** A refusal is a picture too: both matrices stay, and what keeps them apart is said. */
function compute(engine: Engine, { h, f, project, seed }: State): Result {
  try {
    return { made: engine.residualSum(h, f, project, seed) };
  } catch (error) {
    if ((error as { code?: string }).code !== 'shape-mismatch') throw error;
    return { problem: (error as Error).message };
  }
}

const shapeOf = (m: { rows: number; cols: number }): string => `${m.rows}×${m.cols}`;

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { made } = result;
  return html`<div class="stack">
    <div class="controls">${view.control('project')} ${state.project ? view.control('seed') : nothing}</div>
    <div class="journey top">
      ${view.control('h')}
      ${made && state.project ? tied('·', matrixView(made.projection, { label: 'W, transposed when applied', role: 'parameter', digits: 3 })) : nothing}
      ${tied('+', view.control('f'))}
      ${made ? tied('=', matrixView(made.sum, { label: 'h + F(h)', role: 'result' })) : nothing}
    </div>
    ${result.problem ? html`<p class="error" role="alert">${result.problem}</p>` : nothing}
  </div>`;
}

const sentence = ({ state, result: { made } }: Here<Result>): string =>
  made
    ? `${state.project ? `A projection takes h from ${state.h.cols} features to ${state.f.cols}; then both` : 'Both'} have shape ${shapeOf(made.sum)} and are added entry by entry.`
    : `h is ${shapeOf(state.h)} and F(h) is ${shapeOf(state.f)}: there is no sum.`;

const formula = ({ state, result: { made } }: Here<Result>): Node => {
  const h = sym('h', { bold: true, role: 'data' });
  return row(
    ...(state.project ? [h, sup(sym('W', { bold: true, role: 'parameter' }), sym('ᵀ'))] : [h]),
    op('+'),
    sym('F', { role: 'parameter' }),
    words('('),
    h,
    words('): '),
    words(`${shapeOf(state.project && made ? made.sum : state.h)} and ${shapeOf(state.f)}`),
  );
};

const table = ({ result: { made } }: Here<Result>) => ({
  caption: made ? 'h + F(h)' : 'There is no sum',
  columns: made ? ['row', ...Array.from({ length: made.sum.cols }, (_, c) => `column ${c + 1}`)] : ['row'],
  rows: made
    ? Array.from({ length: made.sum.rows }, (_, r) => [
        r + 1,
        ...Array.from({ length: made.sum.cols }, (_, c) => at(made.sum, r, c)),
      ])
    : [],
});

const warning = ({ state, result }: Here<Result>): string | undefined =>
  result.problem
    ? `The addition is what fails: it needs equal shapes.${state.project ? ' A projection changes the columns, never the number of samples.' : ' A projection can make the columns equal.'}`
    : undefined;

export const shapes: Lens<Result> = { compute, picture, sentence, formula, table, warning };
