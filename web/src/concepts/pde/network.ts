// A physics-informed network: trained in the page, beside the grid's solution and the exact one.

import { html, nothing, type TemplateResult } from 'lit';
import { loadEngine, type Engine } from '../../engine';
import '../../kit/chart';
import type { Axis, Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { num, op, row, sub, sym } from '../../kit/formula';
import '../../kit/player';
import type { PlaneItem, Point } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import { rowOf, sameValue } from '../../kit/values';
import concept from './concept';
import { law } from './grid';
import { brushes, clock, coefficientControls, curveOf, curvePlane, heights, mapOf, mapPlane, solve, type Here, type Lens, type Solved, type State } from './lens'; // prettier-ignore
import { advance, COLS, fieldOf, lossesAt, reached, ROWS, runFor, runOf, stateAt, STRIDE, type Run } from './training';

/** Of a frame's 16.7 ms, what training can have where nothing is drawn; what layout and paint take where something is. */
const FRAME = 14;
const PAINT = 6;
/** A drawing costs as much as thirty steps: every third frame has one, the others belong to the training. */
const BEATS = 3;
/** A link or a preset may ask for so much at once, in slices that let the page live, in ms. */
const CATCH_UP = 2500;
const SLICE = 12;
/** A step by hand may ask for a little more than was trained. */
const NEAR = 20;
const CHART_POINTS = 60;

const MOST = concept.parameters.trained.max;

type Result = ReturnType<typeof compute>;
type View = Here<Result>;

let warm: Engine | undefined;

/** A link or a preset that asks for a trained network gets it before it is drawn, in slices that let the page live. */
function prepare(state: State): Promise<unknown> | undefined {
  const known = runFor(state);
  const wanted = state.trained;
  const asked = concept.presets.some((p) => (p.values as Partial<State>).trained === wanted);
  if (wanted === 0 || (known && reached(known) >= wanted) || (warm && !asked)) return undefined;
  return catchUp(state);
}

async function catchUp(state: State): Promise<void> {
  const engine = (warm = await loadEngine());
  const run = runOf(engine, state);
  const end = performance.now() + CATCH_UP;
  while (reached(run) < state.trained && performance.now() < end) {
    advance(engine, run, state.trained, SLICE);
    await new Promise((next) => setTimeout(next));
  }
}

function compute(engine: Engine, state: State) {
  warm = engine;
  const run = runOf(engine, state);
  if (state.trained <= reached(run) + NEAR) advance(engine, run, state.trained, Infinity);
  const step = Math.min(state.trained, reached(run));
  const solved = solvedOnce(engine, state);
  const rowNow = solved.end > 0 ? Math.round((solved.t / solved.end) * (ROWS - 1)) : 0;
  return { engine, run, step, ...found(`${run.serial} ${step}`, () => examine(engine, run, step)), solved, rowNow };
}

/** What there is to see of the network at a step, whatever time is looked at. */
const found = remember<ReturnType<typeof examine>>();

function examine(engine: Engine, run: Run, step: number) {
  const field = fieldOf(engine, run, stateAt(engine, run, step));
  const residual = engine.pdeError(field.residual.data, new Float64Array(ROWS * COLS));
  return { field, residual, losses: lossesAt(engine, run, step) };
}

let solvedLast: { readonly state: State; readonly solved: Solved } | undefined;

/** The grid's solution does not change while the network trains. */
function solvedOnce(engine: Engine, state: State): Solved {
  const like = { ...state, trained: 0 };
  const last = solvedLast;
  if (last && (Object.keys(like) as (keyof State)[]).every((k) => sameValue(like[k], last.state[k])))
    return last.solved;
  const solved = solve(engine, state);
  solvedLast = { state: like, solved };
  return solved;
}

function map(view: View): TemplateResult {
  const { state, result } = view;
  const { field, run, solved } = result;
  const { end, t } = solved;
  const shape = (data: Float64Array) => ({ rows: ROWS, cols: COLS, data });
  const tallest = (data: Float64Array): number => Math.max(1e-9, ...data.map(Math.abs));
  const top = tallest(run.truth.data);
  const grids = { u: field.u, residual: field.residual, error: shape(field.error.misses) };
  const grid = grids[state.show];
  const signed = state.show !== 'u' || run.truth.data.some((y) => y < -0.05 * top);
  const reach = state.show === 'u' ? top : tallest(grid.data);
  const domain = [signed ? -reach : 0, reach] as const;
  const { collocation, boundary } = run.begin;
  const pointsOf = (m: typeof collocation): Point[] =>
    Array.from({ length: m.rows }, (_, i) => [m.data[2 * i] as number, m.data[2 * i + 1] as number] as const);
  const items: PlaneItem[] = [
    mapOf(grid, end, domain),
    { type: 'dots', points: pointsOf(collocation), role: 'data', size: 1.6, cloud: true },
    { type: 'dots', points: pointsOf(boundary), role: 'parameter', size: 2, cloud: true },
    ...clock(view, t, solved.run.stride),
  ];
  const range = `${formatNumber(domain[0], 2)} to ${formatNumber(domain[1], 2)}`;
  return html`<div class="panel">
    <div class="caption role-result">
      ${concept.parameters.show.options[state.show]} <span class="unit">${range}; dots: where it is asked</span>
    </div>
    ${mapPlane('Map of the network over x and t, with the collocation points', end, items)} ${view.control('show')}
  </div>`;
}

function curves(view: View): TemplateResult {
  const { field, rowNow, run, solved } = view.result;
  const { u, gone, u0, t } = solved;
  const network = rowOf(field.u, rowNow);
  const truth = rowOf(run.truth, rowNow);
  const items: PlaneItem[] = [
    { type: 'line', points: curveOf(u0), role: 'data', thin: true },
    { type: 'line', points: curveOf(truth), role: 'scaffold', dashed: true },
    { type: 'dots', points: curveOf(u), role: 'parameter', size: 2.5, cloud: true },
    { type: 'line', points: curveOf(network), role: 'result' },
    ...brushes(view, solved.knots),
  ];
  return html`<div class="panel">
    <div class="caption">
      t = ${formatNumber(t)}: <span class="role-result">network</span>, <span class="role-parameter">grid, dots</span>,
      <span class="role-scaffold">${run.closed ? 'exact' : 'fine grid'}, dashed</span>
    </div>
    ${curvePlane('The network, the grid and the solution at the time shown', heights([u0, network, gone ? [] : u]), items)}
    ${losses(view)}
  </div>`;
}

interface Charted {
  readonly key: string;
  readonly series: readonly Series[];
  readonly x: Axis;
}
const Y: Axis = { title: 'mean square', log: true };
let charted: Charted | undefined;

/** The chart changes when there is something to see, a few times a second: drawing it costs as much as ten steps. */
function chartOf(run: Run, step: number, error: number): Charted {
  const count = Math.floor(run.losses.length / 4);
  const max = [100, 200, 500, 1000, 2000].find((most) => count <= most) ?? MOST;
  const every = Math.ceil(max / CHART_POINTS);
  const key = [run.serial, max, Math.floor(count / every), Math.floor(step / every)].join();
  if (charted?.key === key) return charted;
  const steps = Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
  const line = (name: string, column: number, role: Series['role'], dashed = false): Series => ({
    kind: 'line',
    name,
    role,
    dashed,
    named: steps.length > 1,
    points: steps.map((k) => [k, run.losses[4 * k + column] as number]),
  });
  const sparse = Math.ceil(run.errors.length / CHART_POINTS);
  return (charted = {
    key,
    x: { title: 'training step', min: 0, max, whole: true },
    series: [
      line('residual', 1, 'parameter'),
      line('ends', 2, 'data', true),
      line('start', 3, 'data'),
      {
        kind: 'line',
        name: 'true error',
        role: 'result',
        named: run.errors.length > 1,
        points: run.errors.filter((_, i) => i % sparse === 0),
      },
      { kind: 'points', name: '', role: 'result', points: [[step, error]], pointSize: 5 },
    ],
  });
}

function losses({ result: { run, step, field } }: View): TemplateResult {
  const { series, x } = chartOf(run, step, field.error.meanSquare);
  return html`<nabla-chart
    label="Mean squares of residual, ends, start and true error over the steps of training, logarithmic"
    .height=${190}
    .x=${x}
    .y=${Y}
    .series=${series}
  ></nabla-chart>`;
}

/** What was last handed to the player, and how many frames ago it was drawn. */
const pace: { run?: Run; shown: number; beat: number } = { shown: 0, beat: 0 };

/**
 * Takes the training on for one frame and says which step to show: one stride behind the last, whose losses are known
 * already, and the same as before where nothing is to be drawn. What was trained before is replayed.
 */
function onward(engine: Engine, run: Run, from: number): number {
  const live = (pace.run === run && pace.shown === from) || from >= reached(run) - STRIDE;
  if (!live) return Math.min(from + 2 * STRIDE, reached(run));
  if (pace.run !== run || pace.shown !== from) Object.assign(pace, { run, shown: from, beat: 0 });
  // The drawing that was asked for in the last frame has just been made in this one.
  const drawn = pace.beat === 0;
  const begin = Number(document.timeline.currentTime ?? performance.now());
  // A frame that begins late is late anyway: where nothing is drawn, its time is the training's.
  const left = drawn ? FRAME - PAINT - (performance.now() - begin) : FRAME;
  if (!drawn || left > PAINT) advance(engine, run, MOST, left);
  pace.beat = (pace.beat + 1) % BEATS;
  if (pace.beat === 0) pace.shown = reached(run) >= MOST ? MOST : reached(run) - STRIDE;
  return pace.shown;
}

function trainer({ result: { engine, run, step }, set }: View): TemplateResult {
  return html`<nabla-player
    label="training step"
    verb="Train"
    .value=${step}
    .min=${0}
    .max=${MOST}
    .step=${1}
    .pace=${(from: number) => onward(engine, run, from)}
    .valueText=${`training step ${step} of ${MOST}`}
    @value=${(e: CustomEvent<{ value: number; done: boolean }>) =>
      set(
        { trained: e.detail.done ? Math.min(e.detail.value, reached(run) + NEAR) : e.detail.value },
        { done: e.detail.done },
      )}
  ></nabla-player>`;
}

function numbers({ result }: View): TemplateResult {
  const { losses: now, field, residual, run, solved, step } = result;
  const { error } = field;
  return readout([
    ['training step', step, 'parameter'],
    ['loss', now[0]],
    ['residual, mean square', now[1], 'parameter'],
    ['ends', now[2], 'data'],
    ['start', now[3], 'data'],
    ['residual, rms on the map', residual.rms],
    [run.closed ? 'true error, rms' : 'from a fine grid, rms', error.rms, 'result'],
    ['true error, at most', error.largest, 'result'],
    ['the grid at this t, at most', solved.error?.largest],
  ]);
}

const picture = (view: View): TemplateResult =>
  html`<div class="stack">
    <div class="columns">${map(view)} ${curves(view)}</div>
    ${trainer(view)} ${view.state.equation === 'typed' ? view.control('rhs', { label: 'uₜ =' }) : nothing}
    <div class="knobs">${view.control('wr')} ${view.control('wb')} ${view.control('wi')} ${view.control('lr')}</div>
    ${numbers(view)}
    <details>
      <summary>The points, the seed, the problem</summary>
      <div class="controls fields">
        ${view.control('layout')} ${view.control('points')} ${view.control('seed')} ${coefficientControls(view)}
        ${view.control('start')} ${view.control('boundary')} ${view.control('dt')} ${view.control('steps')}
      </div>
    </details>
  </div>`;

function sentence({ state, result }: View): string {
  const { step, losses: now, run, residual } = result;
  const { error } = result.field;
  if (step === 0) {
    return `A fresh network of 1,185 weights: its residual is ${formatNumber(residual.rms, 3)}, and it misses the solution by ${formatNumber(error.largest, 3)}. Press Train.`;
  }
  const asked = state.trained > step ? `; ${state.trained} steps were asked for, press Train to go on` : '';
  const truth = run.closed ? 'the exact solution' : 'the solution on a fine grid';
  return `After ${step} steps the loss is ${formatNumber(now[0] as number, 3)} and the network misses ${truth} by ${formatNumber(error.largest, 3)} at most, ${formatNumber(error.rms, 3)} in the mean${asked}.`;
}

function formula({ state, result: { losses: now, solved } }: View) {
  const part = (weight: number, loss: number, role: 'parameter' | 'data') =>
    row(num(weight, 'parameter', 3), op('·'), num(loss, role, 3));
  const [total = 0, residual = 0, ends = 0, start = 0] = now;
  return row(
    law(state, solved.typed), op(','), op(' '), sym('L'), op('='), part(state.wr, residual, 'parameter'), op('+'), part(state.wb, ends, 'data'),
    op('+'), part(state.wi, start, 'data'), op('='), sub(num(total, 'result', 3), row()),
  ); // prettier-ignore
}

const table = ({ result: { run } }: View) => ({
  caption: 'Losses before every tenth step of training',
  columns: ['step', 'loss', 'residual', 'ends', 'start'],
  rows: Array.from({ length: Math.ceil(run.losses.length / 40) }, (_, i) => 10 * i).map((k) => [
    k,
    ...run.losses.slice(4 * k, 4 * k + 4),
  ]),
});

function warning({ state, result: { field, losses: now, step } }: View): string | undefined {
  if (![...now, field.error.rms].every(Number.isFinite)) {
    return 'The network has left the numbers: a step of Adam at this learning rate threw its weights too far.';
  }
  if (step > 0 && state.wi === 0) {
    return 'The start has weight 0: u ≡ 0 satisfies the equation and the ends, and the loss cannot tell it from the solution.';
  }
  return undefined;
}

export const network: Lens<Result> = { prepare, compute, picture, sentence, formula, table, warning };
