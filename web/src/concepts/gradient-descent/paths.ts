// The default lens: lanes over the contours of the loss, and how the loss falls.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { factor, matrixOf, num, op, row, sub, sym, type Node } from '../../kit/formula';
import { contourGround, entry, laneEnds, laneNames, lanePaths, pairAt } from '../../kit/lanes';
import { lossPanel } from '../../kit/lane-views';
import '../../kit/plane';
import type { PlaneItem } from '../../kit/plane';
import { readout, type ReadoutRow } from '../../kit/readout';
import {
  ASPECT,
  mapOf,
  more,
  player,
  pointText,
  rateControls,
  runsOf,
  shown,
  startHandle,
  table,
  warning,
  windowOf,
  type ContourMap,
  type Here,
  type Lens,
  type Runs,
  type State,
} from './lens';

interface Result extends Runs {
  readonly map: ContourMap;
}

function compute(engine: Engine, state: State): Result {
  const runs = runsOf(engine, state);
  return { ...runs, map: mapOf(engine, runs.f, state) };
}

function map(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { lanes, run, theory } = result;
  const k = shown(view);
  const width = 2 * state.reach;
  const items: PlaneItem[] = [
    ...contourGround(result.map),
    ...(theory.minimum.length === 2
      ? ([{ type: 'dots', points: [pairAt({ rows: 1, cols: 2, data: theory.minimum }, 0, 0)], role: 'scaffold', size: 4 }] as const) // prettier-ignore
      : []),
    ...lanePaths(lanes, run, k, width),
    ...(lanes.length > 1 ? laneNames(lanes, run, k, width) : []),
    startHandle(view),
  ];
  const [x, y] = state.loss === 'data' ? ['slope w', 'intercept b'] : ['x', 'y'];
  return html`<div class="panel">
    <div class="caption">the loss from above <span class="unit">drag the start</span></div>
    <nabla-plane
      label="Contours of the loss with the path of every lane"
      xLabel=${x}
      yLabel=${y}
      .window=${windowOf(state)}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

/** Above the minimum where one is known; the loss itself otherwise. */
export const curve = (view: Here<Runs>): TemplateResult => {
  const { lanes, run, theory } = view.result;
  const found = theory.minimum.length === 2;
  return lossPanel({
    ...{ lanes, run, k: shown(view), width: view.width, steps: view.state.steps },
    ...(found && { excess: theory.excess }),
    below: view.width < 560 ? '' : rateControls(view),
  });
};

const known = (x: number | undefined, digits: number, without: string): string =>
  x !== undefined && Number.isFinite(x) ? formatNumber(x, digits) : without;
const count = (x: number | undefined): string => known(x, 6, 'never');
const rate = (x: number | undefined): string => known(x, 4, 'unknown');
const reached = ({ needed, taken }: Runs['theory'], lane: number): string =>
  Number.isFinite(taken[lane])
    ? `, taken ${count(taken[lane])}`
    : Number.isFinite(needed[lane])
      ? ', not there yet'
      : '';
const slowest = ({ theory }: Runs, lane: number): number =>
  Math.max(entry(theory.factors, lane, 0), entry(theory.factors, lane, 1));

function numbers(view: Here<Result>): TemplateResult {
  const { result } = view;
  const { lanes, run, theory } = result;
  const k = Math.min(shown(view), run.last[0] ?? 0);
  const gradient = pairAt(run.gradients, k, 0);
  const rows: ReadoutRow[] = [
    [`θ after ${k}`, pointText(pairAt(run.points, k, 0), 4), 'parameter'],
    ['∇f there', pointText(gradient), 'gradient'],
    ['loss', entry(run.losses, k, 0), 'result'],
  ];
  if (theory.minimum.length === 2) {
    rows.push(
      ['L, μ', view.width < 560 ? undefined : `${formatNumber(theory.eigenvalues[0] as number)}, ${formatNumber(theory.eigenvalues[1] as number)}`], // prettier-ignore
      ['α·L, stable below 2', entry(theory.products, 0, 0), entry(theory.products, 0, 0) < 2 ? 'result' : 'broken'],
      ['2/L', theory.edge],
    );
    for (const [i, lane] of lanes.entries()) {
      if (lane.noisy) continue;
      rows.push([`${lane.name}: rate`, `${rate(slowest(result, i))}, measured ${rate(theory.measured[i])}`, lane.role]);
      rows.push([`${lane.name}: steps to 10⁻⁶`, `${count(theory.needed[i])}${reached(theory, i)}`, lane.role]);
    }
  }
  return readout(rows);
}

const picture = (view: Here<Result>): TemplateResult =>
  html`<div class="stack">
    <div class="columns">${map(view)} ${curve(view)}</div>
    ${player(view)} ${view.width < 560 ? rateControls(view) : ''} ${numbers(view)} ${more(view)}
  </div>`;

function sentence(view: Here<Result>): string {
  const { result } = view;
  const { run, theory, lanes } = result;
  const k = shown(view);
  const ends = laneEnds(lanes, run, k);
  if (ends.length > 0) return `${capital(ends.join('; '))}.`;
  if (pairAt(run.gradients, 0, 0).every((g) => g === 0)) {
    return `The gradient at the start is 0: nothing moves, and the loss stays at ${formatNumber(entry(run.losses, 0, 0))}.`;
  }
  const loss = (i: number, at: number): string => formatNumber(entry(run.losses, at, i), 3);
  const others = lanes.slice(1).map(({ name }, i) => `${name} to ${loss(i + 1, k)}`);
  const said = `After ${k} ${k === 1 ? 'step' : 'steps'} plain descent has come from a loss of ${loss(0, 0)} to ${loss(0, k)}${others.length > 0 ? `, ${others.join(', ')}` : ''}.`;
  if (k > 0 && pairAt(run.gradients, k, 0).every((g) => Math.abs(g) < 1e-9) && theory.minimum.length === 0) {
    return `${said} The gradient there is 0, yet it is no minimum.`;
  }
  const predicted = slowest(result, 0);
  if (!Number.isFinite(predicted)) return said;
  if (view.state.forget && predicted < 1 + 1e-9)
    return `${said} Gradients of all steps add up, so it swings without friction: no step takes off any of the error.`;
  const product = entry(theory.products, 0, 0);
  if (Math.abs(product - 2) < 1e-9) return `${said} At α·L = 2 it bounces across the bowl for ever.`;
  return predicted > 1
    ? `${said} Along the steep axis every step multiplies the error by ${formatNumber(predicted, 3)}.`
    : `${said} ${theory.quadratic ? 'A step' : 'Near the minimum a step'} shrinks the error to ${formatNumber(predicted, 4)} of itself.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The step that comes next, or the last one that there is: by the gradient, or by the sum that was never zeroed. */
function formula(view: Here<Result>): Node {
  const { run, lanes } = view.result;
  const k = Math.max(0, Math.min(shown(view), (run.last[0] ?? 0) - 1));
  let sum = pairAt(run.gradients, k, 0);
  for (let i = view.state.forget ? 0 : k; i < k; i++) {
    const g = pairAt(run.gradients, i, 0);
    sum = [sum[0] + g[0], sum[1] + g[1]];
  }
  const column = (p: readonly number[], role: 'parameter' | 'gradient' | 'result'): Node =>
    matrixOf(p.map((x) => [num(x, role)]));
  return row(
    sub(sym('θ'), num(k + 1)),
    op('='),
    column(pairAt(run.points, k, 0), 'parameter'),
    op('−'),
    factor(lanes[0]?.lr ?? 0, 'parameter'),
    op('·'),
    column(sum, 'gradient'),
    ...((run.last[0] ?? 0) > k ? [op('='), column(pairAt(run.points, k + 1, 0), 'result')] : []),
  );
}

export const paths: Lens<Result> = { compute, picture, sentence, formula, table, warning };
