// The default lens: four optimisers over the contours of one loss.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { frac, num, op, root, row, sup, sym, words, type Node } from '../../kit/formula';
import { lossPanel } from '../../kit/lane-views';
import { entry, laneEnds, laneMatrix, laneTable, pairAt } from '../../kit/lanes';
import { readout, type ReadoutRow } from '../../kit/readout';
import type { Matrix } from '../../kit/values';
import { adamOf, lanesOf, mapPanel, more, pairText, player, runsOf, shown, switches, warning, type Here, type Lens, type Runs, type State } from './lens'; // prettier-ignore

interface Result extends Runs {
  readonly trace: Matrix;
}

function compute(engine: Engine, state: State): Result {
  const runs = runsOf(engine, state, lanesOf(state));
  return { ...runs, trace: engine.adamTrace(state.f, state.start, laneMatrix([adamOf(state)]), state.steps) };
}

const picture = (view: Here<Result>): TemplateResult => {
  const { state, result, width } = view;
  const { lanes, run } = result;
  const rates = html`<div class="controls fields">
    ${view.control('lr')} ${width < 560 ? '' : view.control('sgd')}
  </div>`;
  return html`<div class="stack">
    <div class="columns">
      ${mapPanel(view)}
      ${lossPanel({ lanes, run, k: shown(view), steps: state.steps, width, below: width < 560 ? '' : html`${rates} ${switches(view)}` })}
    </div>
    ${player(view)} ${width < 560 ? html`${rates} ${switches(view)}` : ''} ${numbers(view)} ${more(view)}
  </div>`;
};

function numbers(view: Here<Result>): TemplateResult {
  const { lanes, run } = view.result;
  const k = shown(view);
  return readout(
    lanes.map((lane, i): ReadoutRow => {
      const end = Math.min(k, run.last[i] ?? 0);
      const gone = run.status[i] !== 0 && k > end;
      return [`${lane.name} after ${end}`, pairText(pairAt(run.points, end, i)), gone ? 'broken' : lane.role];
    }),
  );
}

export function sentence(view: Here<Runs>): string {
  const { lanes, run } = view.result;
  const k = shown(view);
  const ends = laneEnds(lanes, run, k);
  const alive = lanes.flatMap((lane, i) =>
    run.status[i] === 0 || k <= (run.last[i] ?? 0)
      ? [`${lane.name} to ${formatNumber(entry(run.losses, k, i), 3)}`]
      : [],
  );
  const from = formatNumber(entry(run.losses, 0, 0), 3);
  const said =
    alive.length > 0
      ? `After ${k} ${k === 1 ? 'step' : 'steps'} from a loss of ${from}: ${alive.join(', ')}.`
      : 'No lane has survived.';
  return ends.length > 0
    ? `${said} ${ends.join('; ')}.`.replace(/\. (\w)/, (_, c: string) => `. ${c.toUpperCase()}`)
    : said;
}

/** The step of x that comes next. */
export function stepFormula({ state, trace, k }: { state: State; trace: Matrix; k: number }): Node {
  const i = Math.min(k, trace.rows - 1);
  if (i < 0) return words('no step: the gradient is not finite at the start');
  const m = num(entry(trace, i, 3), 'gradient');
  const v = num(entry(trace, i, 4), 'data');
  const eps =
    state.place === 'uncorrected' && state.correctV
      ? frac(num(state.eps), root(row(num(1), op('−'), sup(num(state.beta2, 'parameter'), num(i + 1)))))
      : num(state.eps);
  const under = state.place === 'inside' ? root(row(v, op('+'), eps)) : row(root(v), op('+'), eps);
  return row(
    sym('Δx'),
    op('='),
    op('−'),
    num(state.lr, 'parameter'),
    op('·'),
    frac(m, under),
    op('='),
    num(entry(trace, i, 5), 'result'),
    words(`,  t = ${i + 1}`),
  );
}

export const paths: Lens<Result> = {
  compute,
  picture,
  sentence,
  formula: (view) => stepFormula({ state: view.state, trace: view.result.trace, k: shown(view) }),
  table: ({ result }) => laneTable(result.lanes, result.run),
  warning,
};
