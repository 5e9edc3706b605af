// Dropout: every mask gives another output; the expectation over masks is the neuron without dropout, until it bends.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber, percent } from '../../kit/format';
import { frac, num, op, row, sup, sym, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { rowsOf } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<typeof compute>;

/** More dots than this hide each other. */
const DOTS = 400;

const compute = (engine: Engine, { inputs, w, rate, n, seed }: State) => engine.dropoutStudy(inputs, w, rate, n, seed);

function series({ state, result }: Here<Result>): Series[] {
  const step = Math.max(1, Math.floor(result.outputs.length / DOTS));
  const dots = Array.from(result.outputs, (y, i) => [i + 1, y] as const).filter((_, i) => i % step === 0);
  return [
    { kind: 'points', name: 'outputs', role: 'data', pointSize: 1, points: dots },
    { kind: 'line', name: 'w · x', role: 'parameter', dashed: true, points: [[1, result.exact], [Math.max(2, state.n), result.exact]] },
    { kind: 'line', name: 'mean so far', role: 'result', points: rowsOf(result.means).map(([n = 1, m = 0]) => [n, m]) },
  ]; // prettier-ignore
}

const meanOf = (result: Result): number => rowsOf(result.means).at(-1)?.[1] ?? 0;

const picture = (view: Here<Result>): TemplateResult => {
  const { state, result } = view;
  return html`<div class="controls">${view.control('rate')} ${view.control('n')} ${view.control('seed')}</div>
    <div class="panel">
      <div class="caption">
        output of the neuron, mask after mask
        <span class="unit">
          <span class="role-result">line: mean so far</span>;
          <span class="role-parameter">dashed: w · x, without dropout</span>
        </span>
      </div>
      <nabla-chart
        label="Outputs under random masks, and their running mean beside the output without dropout"
        .height=${view.width < 560 ? 180 : 220}
        .x=${{ title: 'mask', min: 0, max: Math.max(2, state.n) }}
        .y=${{ title: 'w · dropout(x)' }}
        .series=${series(view)}
      ></nabla-chart>
    </div>
    ${readout([
      ['w · x, without dropout', result.exact, 'parameter'],
      [`mean of ${state.n} masks`, meanOf(result), 'result'],
      ['variance over masks', result.variance],
      ['E[relu]', result.reluExact, 'result'],
      ['mean of relu', result.reluMean],
      ['relu(E)', result.reluAtMean, Math.abs(result.reluExact - result.reluAtMean) > 1e-9 ? 'broken' : 'parameter'],
      ['last mask', Array.from(result.mask).join(' '), 'data'],
    ])}
    <details>
      <summary>Inputs and weights</summary>
      <div class="stack">${view.control('inputs')} ${view.control('w')}</div>
    </details>`;
};

function sentence({ state, result }: Here<Result>): string {
  if (state.rate === 0) return 'Without dropout every output is the same, and it is its own mean.';
  const so = `With ${percent(state.rate, 3)} dropped the mean of ${state.n} outputs is ${formatNumber(meanOf(result))} beside ${formatNumber(result.exact)} without dropout`;
  const bend =
    Math.abs(result.reluExact - result.reluAtMean) > 1e-9
      ? `behind a relu the expectation is ${formatNumber(result.reluExact)}, not ${formatNumber(result.reluAtMean)}`
      : 'a relu behind it changes nothing here, for no mask crosses 0';
  return `${so}; ${bend}.`;
}

const formula = ({ state, result }: Here<Result>): Node => {
  const bold = (name: string, role: 'data' | 'parameter'): Node => sym(name, { bold: true, role });
  return row(
    words('E'),
    op('['),
    sup(bold('w', 'parameter'), sym('T')),
    frac(row(sym('m'), op('⊙'), bold('x', 'data')), row(num(1), op('−'), num(state.rate, 'parameter'))),
    op(']'),
    op('='),
    num(result.exact, 'result'),
    words(',  m'),
    op('='),
    words('0 or 1'),
  );
};

const table = ({ result }: Here<Result>) => ({
  caption: 'Mean of the first n outputs',
  columns: ['n', 'mean'],
  rows: rowsOf(result.means),
});

const blame = (code: string): keyof State => (code === 'shape-mismatch' ? 'w' : 'inputs');

export const dropout: Lens<Result> = { compute, picture, sentence, formula, table, blame };
