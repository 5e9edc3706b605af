// A batch: one loss a row, their mean, and what a target may not be.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { frac, joined, num, op, row, sym, words, type Node } from '../../kit/formula';
import { matrixView, tied } from '../../kit/matrix-view';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<Engine['batchCrossEntropy']>;

const compute = (engine: Engine, { x, targets, smoothing }: State): Result =>
  engine.batchCrossEntropy(x, targets, smoothing);

const ignored = ({ targets }: State, r: number): boolean => targets[r] === -100;

const hits = ({ correct }: Result): number => correct.filter((c) => c === 1).length;

function picture(view: Here<Result>): TemplateResult {
  const { state, result, control, width } = view;
  const column = (data: Float64Array) => ({ rows: data.length, cols: 1, data });
  return html`<div class="journey top">
      ${control('x')} ${tied('→', matrixView(result.p, { label: 'p', role: 'result', digits: width < 560 ? 2 : 3 }))}
      ${tied('→', matrixView(column(result.losses), { label: 'losses', role: 'result', digits: 4 }))}
    </div>
    <div class="controls fields">${control('targets')} ${control('smoothing')}</div>
    <details>
      <summary>The gradient of the mean at the logits</summary>
      ${matrixView(result.gradient, { label: '∂L/∂z = (p − y)/n', role: 'gradient', digits: 3 })}
    </details>
    ${readout([
      ['mean', result.mean, Number.isFinite(result.mean) ? 'result' : 'broken'],
      ['sum', result.sum],
      ['perplexity', result.perplexity],
      ['rows that count', `${result.counted} of ${state.x.rows}`],
      ['largest logit is right', `${hits(result)} of ${result.counted}`],
    ])}`;
}

function sentence({ result }: Here<Result>): string {
  if (result.counted === 0) return 'No row counts, so there is no mean: 0 divided by 0.';
  return `The mean loss of ${result.counted} rows is ${formatNumber(result.mean)} nats, like an even choice among ${formatNumber(result.perplexity, 3)}; ${hits(result)} of ${result.counted} are right, which the loss does not count.`;
}

function formula({ state, result }: Here<Result>): Node {
  const counted = [...result.losses.keys()].filter((r) => !ignored(state, r));
  const shown = counted.length > 4 ? counted.slice(0, 3) : counted;
  const terms = shown.map((r) => num(result.losses[r] ?? 0, 'result', 3));
  if (counted.length === 0) return row(sym('L'), op('='), frac(num(0), num(0)), words(', no number'));
  return row(
    sym('L'),
    op('='),
    frac(joined([...terms, ...(counted.length > 4 ? [words('…')] : [])], '+'), num(result.counted)),
    op('='),
    num(result.mean, 'result'),
  );
}

const table = ({ state, result: { p, losses, gradient } }: Here<Result>) => ({
  caption: 'The batch, one example a row',
  columns: [
    'target',
    'loss',
    ...Array.from({ length: p.cols }, (_, c) => `p ${c}`),
    ...Array.from({ length: p.cols }, (_, c) => `∂/∂z ${c}`),
  ],
  rows: Array.from(losses, (loss, r) => [
    state.targets[r] ?? 0,
    loss,
    ...Array.from({ length: p.cols }, (_, c) => at(p, r, c)),
    ...Array.from({ length: p.cols }, (_, c) => at(gradient, r, c)),
  ]),
});

const warning = ({ preset, result }: Here<Result>): string | undefined =>
  preset || result.counted > 0
    ? undefined
    : 'Every target is −100, the index that PyTorch leaves out: the mean divides 0 by 0 and is no number.';

const blame = (): keyof State => 'targets';

export const batch: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
