// All learning rates at once: the loss after the same number of steps.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { frac, num, op, row, sym, words, type Node } from '../../kit/formula';
import { entry, laneEnds, laneMatrix, markAt } from '../../kit/lanes';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import type { Matrix } from '../../kit/values';
import {
  more,
  noiseOf,
  rateControls,
  runsOf,
  warning as runWarning,
  type Here,
  type Lens,
  type Runs,
  type State,
} from './lens';

interface Result extends Runs {
  readonly rates: Float64Array;
  readonly losses: Matrix;
}

/** So many steps in all: what a frame has time for. */
const BUDGET = 40000;

const lastScan = remember<Matrix>();

function compute(engine: Engine, state: State): Result {
  const runs = runsOf(engine, { ...state, tuned: false });
  const { f, lanes, theory } = runs;
  const count = Math.max(21, Math.min(141, Math.floor(BUDGET / (lanes.length * state.steps))));
  const middle = theory.minimum.length === 2 ? theory.edge : 0.1;
  const [low, high] = [middle / 300, middle * 8];
  const rates = Float64Array.from({ length: count }, (_, i) => low * (high / low) ** (i / (count - 1)));
  const [data, noise] = noiseOf(state);
  // The chosen rate has no part in it: dragging it costs nothing.
  const matrix = laneMatrix(lanes.map((lane) => ({ ...lane, lr: 1 })));
  const key = [f, ...data.data, ...noise, ...state.start, ...matrix.data, low, state.steps].join(' ');
  const losses = lastScan(key, () => engine.finalLosses(f, data, noise, state.start, matrix, rates, state.steps));
  return { ...runs, rates, losses };
}

const least = 1e-16;

function picture(view: Here<Result>): TemplateResult {
  const { state, result, width } = view;
  const { lanes, rates, losses, theory, run } = result;
  const first = entry(run.losses, 0, 0);
  const positive = losses.data.every((v) => Number.isNaN(v) || v >= 0) && first > 0;
  const values = Array.from(losses.data).filter(Number.isFinite);
  const top = positive ? Math.max(first, least) * 30 : Math.max(first, ...values);
  const bottom = positive
    ? Math.max(least, Math.min(first, ...values.filter((v) => v > 0)) / 3)
    : Math.min(first, ...values);
  const now = lanes.map((_, i) => (run.status[i] === 0 ? entry(run.losses, state.steps, i) : Number.NaN));
  const series: Series[] = [
    ...(theory.minimum.length === 2
      ? [markAt(theory.edge, bottom, top, '2/L'), markAt(entry(theory.tuned, 0, 0), bottom, top, '2/(L + μ)')]
      : []),
    ...lanes.map((lane, i): Series => ({
      kind: 'line',
      name: lane.name,
      role: lane.role,
      dashed: lane.dashed ?? false,
      points: Array.from(rates, (lr, k) => [lr, entry(losses, k, i)] as const),
    })),
    ...lanes.map((lane, i): Series => ({
      kind: 'points',
      name: lane.name,
      role: lane.role,
      pointSize: 5,
      named: lanes.length > 1,
      points: [[state.lr, now[i] as number]],
    })),
  ];
  return html`<div class="stack">
    <div class="panel">
      <div class="caption">
        loss after ${state.steps} steps <span class="unit">over the learning rate; a line that ends has diverged</span>
      </div>
      <nabla-chart
        label="Loss after the last step over the learning rate, for every lane"
        .height=${width < 560 ? 280 : 360}
        .x=${{ title: 'learning rate α', log: true, min: rates[0], max: rates[rates.length - 1] }}
        .y=${{ title: `f after ${state.steps} steps`, log: positive, min: bottom, max: top }}
        .series=${series}
      ></nabla-chart>
    </div>
    ${rateControls(view)}
    ${readout([
      ['loss at the start', first, 'data'],
      ...lanes.map((lane, i) => {
        const best = bestOf(result, i);
        return [`${lane.name}: best of the scan`, best ? `α ≈ ${formatNumber(best.lr, 3)}, loss ${formatNumber(best.loss, 3)}` : 'none', lane.role] as const; // prettier-ignore
      }),
      ['2/L', Number.isFinite(theory.edge) ? theory.edge : undefined],
      ['2/(L + μ)', theory.minimum.length === 2 ? entry(theory.tuned, 0, 0) : undefined],
    ])}
    ${more(view)}
  </div>`;
}

function bestOf({ rates, losses }: Result, lane: number): { lr: number; loss: number } | undefined {
  let best: { lr: number; loss: number } | undefined;
  for (const [k, lr] of rates.entries()) {
    const loss = entry(losses, k, lane);
    if (Number.isFinite(loss) && (!best || loss < best.loss)) best = { lr, loss };
  }
  return best;
}

function sentence({ state, result }: Here<Result>): string {
  const best = bestOf(result, 0);
  const end = laneEnds(result.lanes, result.run, state.steps)[0];
  const here = end
    ? `With α = ${formatNumber(state.lr)} ${end}`
    : `With α = ${formatNumber(state.lr)} the plain lane ends at a loss of ${formatNumber(entry(result.run.losses, state.steps, 0), 3)}`;
  return best
    ? `${here}; after ${state.steps} steps the best of the scan is α ≈ ${formatNumber(best.lr, 3)} with ${formatNumber(best.loss, 3)}.`
    : `${here}; no learning rate of the scan arrives anywhere.`;
}

const formula = ({ result: { theory } }: Here<Result>): Node =>
  theory.minimum.length === 2
    ? row(
        num(0),
        op('<'),
        sym('α'),
        op('<'),
        frac(num(2), sym('L')),
        op('='),
        frac(num(2), num(theory.eigenvalues[0] ?? 0)),
        op('='),
        num(theory.edge, 'result'),
      )
    : words('no bound: no minimum with positive curvature was found');

const table = ({ result: { lanes, rates, losses } }: Here<Result>) => ({
  caption: 'Loss after the last step for every learning rate of the scan; “not a number” where the lane ended before',
  columns: ['learning rate', ...lanes.map((lane) => lane.name)],
  rows: Array.from(rates, (lr, k) => [lr, ...lanes.map((_, i) => entry(losses, k, i))]),
});

const warning = (view: Here<Result>): string | undefined =>
  view.state.tuned
    ? '“Each at its best” is set aside here: the scan is what finds the best.'
    : runWarning({ ...view, state: { ...view.state, k: view.state.steps } });

export const scan: Lens<Result> = { compute, picture, sentence, formula, table, warning };
