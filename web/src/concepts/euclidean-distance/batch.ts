// A batch: mse_loss divides by every number there is, the mean over rows by the rows only.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { frac, num, op, row, words } from '../../kit/formula';
import { matrixView, tied } from '../../kit/matrix-view';
import { rowsOf } from '../../kit/values';
import { readout, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, { prediction, target }: State) => engine.batchLoss(prediction, target);

function picture(view: Here<Result>): TemplateResult {
  const { result } = view;
  const { rows, cols } = result.squares;
  return html`<div class="stack loose">
    <div class="journey top">${view.control('prediction', { size: 4 })} ${view.control('target', { size: 4 })}</div>
    <div class="journey top">
      ${matrixView(result.squares, { label: '(prediction − target)²', role: 'result', digits: 3 })}
      ${tied(
        '→',
        matrixView({ rows, cols: 1, data: result.rowSquared }, { label: '‖row‖²', role: 'result', digits: 3 }),
      )}
    </div>
    ${readout([
      [`F.mse_loss: sum / ${rows * cols}`, result.mse, 'result'],
      [`mean of ‖row‖²: sum / ${rows}`, result.meanRow, cols > 1 ? 'broken' : 'result'],
      ['ratio', Number.isNaN(result.ratio) ? '0 / 0' : result.ratio],
      ['reduction="sum"', result.sum],
      ['MAE', result.mae],
    ])}
  </div>`;
}

function sentence({ result }: Here<Result>): string {
  const { rows, cols } = result.squares;
  if (result.mse === 0) return 'Every prediction meets its target: both losses are 0.';
  return `mse_loss averages ${rows * cols} squares to ${formatNumber(result.mse)}; the mean over ${rows} ${rows === 1 ? 'row' : 'rows'} of ‖row‖² is ${formatNumber(result.meanRow)}, ${formatNumber(result.ratio)} times as much.`;
}

function formula({ result }: Here<Result>) {
  const { rows, cols } = result.squares;
  return row(
    words('MSE '),
    op('='),
    frac(num(result.sum), row(num(rows), op('·'), num(cols))),
    op('='),
    num(result.mse, 'result'),
    words(',  mean ‖row‖² '),
    op('='),
    frac(num(result.sum), num(rows)),
    op('='),
    num(result.meanRow, cols > 1 ? 'broken' : 'result'),
  );
}

const table = ({ state, result }: Here<Result>) => ({
  caption: 'Squared errors, row by row',
  columns: ['row', ...Array.from({ length: state.prediction.cols }, (_, c) => `square ${c + 1}`), '‖row‖²'],
  rows: rowsOf(result.squares).map((squares, r) => [r + 1, ...squares, result.rowSquared[r] ?? 0]),
});

const warning = ({ result }: Here<Result>): string | undefined =>
  result.squares.cols > 1 && result.mse > 0
    ? `mean(‖row‖²) is not MSE: it is D = ${result.squares.cols} times as large, and its gradient with it.`
    : undefined;

export const batch: Lens<Result> = { compute, picture, sentence, formula, table, warning };
