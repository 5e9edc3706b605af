// A neural ODE: a small network is the slope, and its gradient comes by two ways.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { aside } from '../../kit/aside';
import '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { frac, num, op, row, sub, sup, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import '../../kit/player';
import { readout } from '../../kit/readout';
import { at, withEntry, type Matrix } from '../../kit/values';
import { remember } from '../../kit/remember';
import type { DataTable } from '../../kit/widget';
import concept from './concept';
import { type Here, type Lens, type State } from './lens';

type Gradient = ReturnType<Engine['neuralOdeGradient']>;
type Training = ReturnType<Engine['neuralOdeTrain']>;

interface Result {
  readonly gradient: Gradient;
  readonly training: Training;
  /** Training step shown; less than asked for where the training ended early. */
  readonly k: number;
  /** A grid of points, and where they are a moment later. */
  readonly from: Matrix;
  readonly to: Matrix;
}

const HIDDEN = 8;
const LR = 0.05;
const SOLVER = 'rk4';
const MOST = concept.parameters.epoch.max;
const GRID = 8;
const REACH = [2.6, 2.05] as const;
const STROKE = 0.36;
/** Share of the time that a stroke of the field follows the flow. */
const MOMENT = 0.12;

/** Training depends on all but the step that is shown: the player must not train anew for every frame. */
const trainings = remember<Training>();

const trainingOf = (engine: Engine, { starts, targets, span, steps, seed, gain, route }: State): Training =>
  trainings(`${starts.data} ${targets.data} ${span} ${steps} ${seed} ${gain} ${route}`, () => {
    const theta = engine.neuralOdeWeights(HIDDEN, gain, seed);
    return engine.neuralOdeTrain(theta, starts, targets, span, SOLVER, steps, LR, MOST, route === 'adjoint');
  });

const grid: Matrix = {
  rows: GRID * GRID,
  cols: 2,
  data: Float64Array.from({ length: 2 * GRID * GRID }, (_, i) => {
    const place = i % 2 === 0 ? (i / 2) % GRID : Math.floor(i / 2 / GRID);
    return REACH[(i % 2) as 0 | 1] * ((2 * place) / (GRID - 1) - 1);
  }),
};

function compute(engine: Engine, state: State): Result {
  const training = trainingOf(engine, state);
  const k = Math.min(state.epoch, training.losses.length - 1);
  const { cols } = training.theta;
  const theta = training.theta.data.slice(k * cols, (k + 1) * cols);
  const { starts, targets, span, steps } = state;
  return {
    training,
    k,
    gradient: engine.neuralOdeGradient(theta, starts, targets, span, SOLVER, steps),
    from: grid,
    to: engine.neuralOdeFlow(theta, grid, MOMENT * span, SOLVER, 1),
  };
}

/** Rows of point p out of paths that lie one below the other. */
function pathOf(paths: Matrix, p: number, steps: number): Point[] {
  return Array.from({ length: steps + 1 }, (_, k): Point => {
    const place = 2 * (p * (steps + 1) + k);
    return [paths.data[place] as number, paths.data[place + 1] as number];
  });
}

function picture(view: Here<Result>): TemplateResult {
  const { result } = view;
  const { training, k } = result;
  const last = training.losses.length - 1;
  return html`<div class="columns">
      <div class="panel">
        <div class="caption">
          the points on their way <span class="unit">orange: forward; magenta: solved back</span>
        </div>
        <nabla-plane
          label="Two points carried by the neural ODE towards their targets"
          .extent=${roomFor([[2, 1.6]], 2)}
          .aspect=${0.8}
          .items=${items(view)}
          xLabel="y₁"
          yLabel="y₂"
        ></nabla-plane>
      </div>
      <div class="panel">
        <div class="caption">
          the loss while it learns <span class="unit">mean squared distance; Adam, lr ${LR}</span>
        </div>
        <nabla-chart
          label="Loss over the training steps"
          .height=${view.width < 560 ? 200 : 300}
          .x=${{ title: 'training step', min: 0, max: MOST, whole: true }}
          .y=${{ title: 'loss', log: true }}
          .series=${[
            { kind: 'line', name: 'loss', role: 'result', points: Array.from(training.losses, (y, i) => [i, y]) },
            { kind: 'points', name: '', role: 'result', points: [[k, training.losses[k]]], pointSize: 6 },
          ]}
        ></nabla-chart>
      </div>
    </div>
    <nabla-player
      label="training"
      .value=${k}
      .min=${0}
      .max=${Math.max(1, last)}
      .perSecond=${30}
      .valueText=${`training step ${k} of ${last}`}
      @value=${(e: CustomEvent<{ value: number; done: boolean }>) => view.set({ epoch: e.detail.value }, { done: e.detail.done })}
    ></nabla-player>
    <div class="controls">
      ${view.control('steps')}
      ${aside(
        view.width,
        html`${view.control('span')} ${view.control('gain')} ${view.control('seed')} ${view.control('route')}`,
      )}
    </div>
    ${numbers(result)}`;
}

function items({ state, result, set }: Here<Result>): PlaneItem[] {
  const { gradient, from, to } = result;
  const { steps } = state;
  const strokes = strokesOf(from, to);
  return [
    { type: 'segments', points: strokes, role: 'scaffold', thin: true, opacity: 0.6 },
    ...[0, 1].flatMap((p): PlaneItem[] => {
      const path = pathOf(gradient.paths, p, steps);
      const a = pathOf(gradient.adjoints, p, steps);
      return [
        { type: 'line', points: pathOf(gradient.rebuilt, p, steps), role: 'gradient', dashed: true },
        { type: 'line', points: path, role: 'parameter' },
        { type: 'dots', points: path, role: 'parameter', size: 3 },
        ...arrows(path, a),
      ];
    }),
    ...(['targets', 'starts'] as const).flatMap((key) =>
      [0, 1].map((p): PlaneItem => {
        const goal = key === 'targets';
        return {
          type: 'handle', key: `${goal ? 'target' : 'start'}${p}`, at: [at(state[key], p, 0), at(state[key], p, 1)],
          role: goal ? 'result' : 'data', label: goal ? `goal ${p + 1}` : '', name: `${goal ? 'target of ' : ''}input ${p + 1}`,
          move: ([x, y], done) => set({ [key]: withEntry(withEntry(state[key], p, 0, x), p, 1, y) }, { done }),
        }; // prettier-ignore
      }),
    ),
  ];
}

/** From each point of the grid a short way along the flow; long ones are cut, so that none covers its neighbour. */
function strokesOf(from: Matrix, to: Matrix): Float64Array {
  const out = new Float64Array(4 * from.rows);
  for (let i = 0; i < from.rows; i++) {
    const [x, y] = [at(from, i, 0), at(from, i, 1)];
    const [dx, dy] = [at(to, i, 0) - x, at(to, i, 1) - y];
    const cut = Math.min(1, STROKE / Math.hypot(dx, dy));
    out.set([x, y, x + cut * dx, y + cut * dy], 4 * i);
  }
  return out;
}

/** −a(t) at the start, the middle and the end: the way in which a point should move to lower the loss. */
function arrows(path: readonly Point[], a: readonly Point[]): PlaneItem[] {
  const last = path.length - 1;
  return [...new Set([0, Math.round(last / 2), last])].flatMap((i): PlaneItem[] => {
    const [from, pull] = [path[i], a[i]];
    if (!from || !pull || Math.hypot(pull[0], pull[1]) < 0.02) return [];
    return [{ type: 'vector', from, to: [from[0] - 0.35 * pull[0], from[1] - 0.35 * pull[1]], role: 'gradient' }];
  });
}

const numbers = ({ gradient: g }: Result): TemplateResult =>
  readout([
    ['loss', g.loss, 'result'],
    ['‖∂L/∂θ‖', g.norm, 'gradient'],
    ['adjoint against backprop', relative(g.gap), g.gap > 0.01 ? 'broken' : 'gradient'],
    ['adjoint against the limit', relative(g.adjointError)],
    ['backprop against the limit', relative(g.backpropError)],
    ['states kept a point', `${g.adjointStates} or ${g.backpropStates}`],
    ['the way back misses by', formatNumber(g.drift, 2), g.drift > 0.01 ? 'broken' : undefined],
  ]);

const relative = (x: number): string => (Number.isFinite(x) ? formatNumber(x, 2) : 'not finite');

function sentence({ state, result: { gradient: g, k } }: Here<Result>): string {
  const step = k === 0 ? 'Before training' : `After ${k} ${k === 1 ? 'step' : 'steps'} of training`;
  const apart = `The adjoint’s gradient and that of backpropagation differ by ${relative(g.gap)} of its length`;
  const kept = `one keeps ${g.adjointStates} state a point, the other ${g.backpropStates}`;
  return `${step} the loss is ${formatNumber(g.loss, 3)}. ${apart}, with ${state.steps} ${state.steps === 1 ? 'step' : 'steps'} of RK4; ${kept}.`;
}

const slope = (d: Node, above: string, below: string): Node => frac(row(d, sym(above)), row(d, sym(below)));

const formula = ({ result: { gradient: g } }: Here<Result>): Node =>
  row(
    slope(sym('d'), 'a', 't'),
    op('='),
    op('−'),
    sup(sym('a'), sym('T')),
    slope(op('∂'), 'f', 'y'),
    words(',  '),
    op('‖'),
    slope(op('∂'), 'L', 'θ'),
    op('‖'),
    op('='),
    num(g.norm, 'gradient'),
    words(',  '),
    sub(sym('a'), words('T')),
    op('='),
    slope(op('∂'), 'L', 'y'),
  );

const table = ({ result: { gradient: g } }: Here<Result>): DataTable => ({
  caption: 'The gradient of the loss by every parameter: W₁ row by row, b₁, W₂ row by row, b₂',
  columns: ['parameter', 'backpropagation', 'adjoint', 'limit of many steps'],
  rows: Array.from(g.backprop, (x, i) => [i + 1, x, g.adjoint[i] as number, g.limit[i] as number]),
});

function warning({ result: { gradient: g, training, k } }: Here<Result>): string | undefined {
  if (k < training.losses.length - 1 || training.losses.length === MOST + 1) {
    if (g.gap > 0.01 || g.drift > 0.01) {
      return `Solved backwards, the points miss their starts by ${formatNumber(g.drift, 2)}: the adjoint’s gradient is that of another path, ${relative(g.gap)} of its length away. Keep the states, or take more steps.`;
    }
    return undefined;
  }
  return `Training ended at step ${k}: the next weights send a point beyond float64.`;
}

export const neural: Lens<Result> = { compute, picture, sentence, formula, table, warning };
