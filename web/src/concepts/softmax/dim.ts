// A batch of logits: along which dim do the probabilities sum to 1?

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { num, op, row, sub, sup, sym, type Node } from '../../kit/formula';
import { matrixView, tied } from '../../kit/matrix-view';
import { readout } from '../../kit/readout';
import { at, type Matrix } from '../../kit/values';
import type { Film, Here, Lens, State } from './lens';

const NONE: Matrix = { rows: 0, cols: 0, data: new Float64Array() };

const byRow = ({ dim }: State): boolean => dim === 'classes';

const compute = (engine: Engine, state: State): Film =>
  engine.softmaxFilm(state.x, NONE, byRow(state) ? 1 : 0, state.method, state.format, 1, 0);

function picture(view: Here<Film>): TemplateResult {
  const { state, result, control } = view;
  const { p, rowTotals, colTotals } = result;
  const good = byRow(state);
  const totals = { rows: p.rows, cols: 1, data: rowTotals };
  const below = { rows: 1, cols: p.cols, data: colTotals };
  return html`<div class="controls">${control('dim')}</div>
    <div class="journey top">
      ${control('x')} ${tied('→', matrixView(p, { label: 'p', role: 'result', digits: 3 }))}
      ${matrixView(totals, { label: 'sum of each row', role: good ? 'result' : 'broken', digits: 3 })}
    </div>
    <div class="journey top">
      ${matrixView(below, { label: 'sum of each column', role: good ? 'scaffold' : 'result', digits: 3 })}
    </div>
    <div class="controls">${control('method')} ${control('format')}</div>
    ${readout([
      ['shape', `${p.rows}×${p.cols}: ${p.rows} examples, ${p.cols} classes`],
      ['summed over', good ? 'the classes of each example' : 'the examples of each class', good ? 'result' : 'broken'],
    ])}`;
}

function sentence({ state, result: { p, rowTotals, colTotals, failure } }: Here<Film>): string {
  if (failure) return 'Some of these are no probabilities: exp, or a sum of it, has left the range of the format.';
  const list = (v: Float64Array): string => Array.from(v, (x) => formatNumber(x, 3)).join(', ');
  return byRow(state)
    ? `Each of the ${p.rows} rows sums to 1: one distribution over classes for every example. Columns sum to ${list(colTotals)}, which means nothing.`
    : `Each column sums to 1, so examples compete with each other; the rows sum to ${list(rowTotals)} and are no distributions.`;
}

function formula({ state, result: { p, exps, sums } }: Here<Film>): Node {
  const x = sym('x');
  const index = byRow(state) ? row(num(1), sym('j')) : row(sym('i'), num(1));
  return row(
    sub(sym('p'), num(11)),
    op('='),
    sup(sym('e'), sub(x, num(11))),
    op('/'),
    sub(sym('Σ'), sym(byRow(state) ? 'j' : 'i')),
    sup(sym('e'), sub(x, index)),
    op('='),
    num(exps.data[0] ?? 0),
    op('/'),
    num(sums[0] ?? 0),
    op('='),
    num(p.data[0] ?? 0, 'result'),
  );
}

const table = ({ result: { p, rowTotals } }: Here<Film>) => ({
  caption: 'Probabilities, one example a row',
  columns: ['example', ...Array.from({ length: p.cols }, (_, c) => `class ${c + 1}`), 'sum'],
  rows: Array.from({ length: p.rows }, (_, r) => [
    r + 1,
    ...Array.from({ length: p.cols }, (_, c) => at(p, r, c)),
    rowTotals[r] ?? 0,
  ]),
});

function warning({ preset, state, result }: Here<Film>): string | undefined {
  if (preset) return undefined;
  if (result.failure) return `The ${byRow(state) ? 'row' : 'column'} with entry ${result.failureRow + 1}, ${result.failureCol + 1} has left the range of ${state.format}: subtract the maximum first.`; // prettier-ignore
  return byRow(state)
    ? undefined
    : 'These rows are no probabilities of classes. PyTorch cannot know which dimension holds the classes; say dim=-1 where they come last.';
}

const blame = (): keyof State => 'x';

export const dim: Lens<Film> = { compute, picture, sentence, formula, table, warning, blame };
