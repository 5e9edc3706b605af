// Solutions: the field of slopes, the curve through the start, and the steps of two solvers beside it.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { factor, joined, matrixOf, num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import type { Role } from '../../kit/parameters';
import '../../kit/plane';
import type { PlaneItem, Point, Window } from '../../kit/plane';
import '../../kit/player';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import { rowOf, type Matrix } from '../../kit/values';
import type { DataTable } from '../../kit/widget';
import concept from './concept';
import {
  chooses,
  compare,
  equationControls,
  equations,
  NAMES,
  orderOf,
  pathOf,
  planeWithin,
  room,
  roomWithin,
  trail,
  valueText,
  worst,
  worthSeeing,
  type Comparison,
  type Here,
  type Lens,
  type State,
  type Trace,
} from './lens';

interface Result {
  readonly found: Comparison;
  readonly window: Window;
  readonly field: Float64Array;
  readonly plane: boolean;
}

const ALL = concept.parameters.k.max;
/** Height over width of the plane. */
const ASPECT = 0.8;
const lastField = remember<Float64Array>();

function compute(engine: Engine, state: State): Result {
  const { u, v, start } = equations(state);
  const found = compare(engine, state, state.rival);
  const plane = state.dims === 'two';
  const exact = Array.from(worthSeeing(found.exact));
  const tried = [...found.chosen.y.data, ...found.rival.y.data];
  const ends = [Math.min(state.t0, state.t1), Math.max(state.t0, state.t1)] as const;
  const window: Window = plane
    ? planeWithin(exact, tried, 1)
    : { x: room(ends, 0.1, 0.02), y: roomWithin([...exact, ...start, 0], tried) };
  // The window grows in steps: under most moves of a hand it stays.
  const sides = [...window.x, ...window.y] as const;
  const field = lastField([u, v, state.t0, ...sides].join(), () =>
    engine.slopeField(u, v, state.t0, ...sides, ASPECT, 20),
  );
  return { found, window, field, plane };
}

/** The row that is shown of those there are. */
const shown = ({ state, result }: Here<Result>): number => Math.min(state.k, result.found.chosen.t.length - 1);

/** Of very many steps not every one has a row. */
const numberOf = ({ stride, accepted }: Trace, k: number): number => Math.min(k * stride, accepted);

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { found, plane } = result;
  const k = shown(view);
  const last = found.chosen.t.length - 1;
  const narrow = view.width < 560;
  return html`<div class="controls">${equationControls(view)} ${view.control('method')}</div>
    <div class="stack">
      <div class="columns">
        <div class="panel">
          <div class="caption">
            ${plane ? 'the plane of states' : 'slopes and curves'}
            <span class="unit"
              >green: the solution${found.rival.t.length > 0 ? `; blue dots: ${NAMES[found.rival.method]}` : ''}</span
            >
          </div>
          <nabla-plane
            label=${plane ? 'Phase plane and solutions' : 'Slope field and solutions'}
            .window=${result.window}
            .aspect=${ASPECT}
            .items=${items(view, k)}
            xLabel=${plane ? 'u' : 't'}
            yLabel=${plane ? 'v' : 'y'}
          ></nabla-plane>
        </div>
        ${narrow ? '' : distance(view, k)}
      </div>
      <nabla-player
        label="steps of the solver"
        .value=${k}
        .min=${0}
        .max=${Math.max(1, last)}
        .perSecond=${Math.min(60, Math.max(4, last / 4))}
        .valueText=${`step ${numberOf(found.chosen, k)} of ${found.chosen.accepted}, t = ${formatNumber(found.chosen.t[k] ?? 0)}`}
        @value=${(e: CustomEvent<{ value: number; done: boolean }>) =>
          view.set({ k: e.detail.value >= last ? ALL : e.detail.value }, { done: e.detail.done })}
      ></nabla-player>
    </div>
    <div class="controls">
      ${view.control(chooses(state.method) ? 'rtol' : 'dt')} ${narrow ? '' : view.control('t1')}
      <details>
        <summary>More</summary>
        <div class="stack">
          ${narrow ? view.control('t1') : ''} ${plane ? view.control('start') : view.control('y0')}
          ${view.control('t0')} ${view.control('rival')} ${narrow ? distance(view, k) : ''}
        </div>
      </details>
    </div>
    ${numbers(view, k)}`;
}

const errors = ({ chosen, rival }: Comparison, k: number): Series[] => [
  over(chosen, 'parameter', chosen.t.length <= 200 ? 3 : 0, k + 1),
  ...(rival.t.length > 0 ? [over(rival, 'data', rival.t.length <= 100 ? 2.5 : 0, k + 1)] : []),
];

const over = (trace: Trace, role: Role, pointSize: number, count: number): Series => ({
  kind: 'line',
  name: NAMES[trace.method] ?? '',
  role,
  named: true,
  pointSize,
  points: Array.from(trace.t.subarray(0, count), (t, i) => [t, trace.errors[i] as number] as const),
});

const distance = ({ state, result: { found }, width }: Here<Result>, k: number): TemplateResult =>
  html`<div class="panel">
    <div class="caption">how far from the solution <span class="unit">logarithmic</span></div>
    <nabla-chart
      label="Distance from the solution over time"
      .height=${width < 560 ? 180 : 340}
      .x=${{ title: 't', min: Math.min(state.t0, state.t1), max: Math.max(state.t0, state.t1) }}
      .y=${{ title: 'error', log: true }}
      .series=${errors(found, k)}
    ></nabla-chart>
  </div>`;

function items({ state, result, set }: Here<Result>, k: number): PlaneItem[] {
  const { found, field, plane } = result;
  const { chosen, rival, exact } = found;
  const until = chosen.t[k] ?? state.t0;
  const back = state.t1 < state.t0;
  const taken = (times: Float64Array, y: Matrix): Point[] =>
    pathOf(times, y).filter((_, i) => {
      const t = times[i] as number;
      return back ? t >= until : t <= until;
    });
  const sofar = ({ curveT, curve }: Trace): Point[] => taken(curveT, curve);
  const dots = ({ t, y }: Trace): Point[] => taken(t, y);
  const steps = dots(chosen);
  const rivals = dots(rival);
  const straight = state.method === 'euler' || state.method === 'implicit-euler';
  const at: Point = plane ? [state.start[0] as number, state.start[1] as number] : [state.t0, state.y0];
  return [
    { type: 'segments', points: field, role: 'scaffold', thin: true, opacity: 0.55 },
    { type: 'line', points: pathOf(exact.curveT, exact.curve), role: 'result' },
    { type: 'line', points: rival.method === 'rk4' ? sofar(rival) : rivals, role: 'data', dashed: true, thin: true },
    ...trail(rivals, 'data', 2.5, 100),
    { type: 'line', points: straight ? steps : sofar(chosen), role: 'parameter' },
    ...trail(steps, 'parameter', 3.5, 200),
    {
      type: 'handle',
      key: plane ? 'start' : 'y0',
      at,
      role: 'data',
      label: plane ? '(u₀, v₀)' : 'y₀',
      name: plane ? 'start of u and v' : 'start of y',
      move: ([x, y], done) => set(plane ? { start: Float64Array.of(x, y) } : { y0: y }, { done }),
    },
  ];
}

function numbers({ state, result }: Here<Result>, k: number): TemplateResult {
  const { chosen, rival, exact } = result.found;
  const t = chosen.t[k] ?? state.t0;
  const end = exact.outcome === 'reached' ? rowOf(exact.curve, exact.curve.rows - 1) : undefined;
  return readout([
    [html`${NAMES[chosen.method]} at t = ${formatNumber(t)}`, valueText(rowOf(chosen.y, k), 6), 'parameter'],
    ['its error', finite(chosen.errors[k]), 'parameter'],
    [
      `${NAMES[rival.method] ?? ''}: error at T`,
      rival.t.length > 0 ? finite(rival.errors[rival.errors.length - 1]) : undefined,
      'data',
    ],
    ['solution at T', end && valueText(end, 6), 'result'],
    ['order', `${orderOf(state.method)}${state.method === 'dopri5' ? '(4)' : ''}`],
    ['steps', `${formatNumber(chosen.accepted, 7)}${chosen.rejected > 0 ? ` + ${chosen.rejected} rejected` : ''}`],
    ['evaluations of f', formatNumber(chosen.evaluations, 7)],
    ['mean Δt', chooses(state.method) ? result.found.step : undefined],
  ]);
}

const finite = (x: number | undefined): string =>
  x !== undefined && Number.isFinite(x) ? formatNumber(x, 3) : 'no solution there';

const counted = (steps: number): string => `${formatNumber(steps, 7)} ${steps === 1 ? 'step' : 'steps'}`;

function sentence(view: Here<Result>): string {
  const { state, result } = view;
  const { chosen, rival, exact } = result.found;
  const k = shown(view);
  const last = chosen.t.length - 1;
  const name = NAMES[chosen.method] ?? '';
  const error = chosen.errors[k] as number;
  const y = result.plane ? '(u, v)' : 'y';
  if (chosen.outcome === 'empty') return chosen.reason;
  const said = Number.isFinite(error) ? `${formatNumber(error, 3)} from the solution` : 'where there is no solution';
  if (k < last) {
    return `After ${counted(numberOf(chosen, k))} of ${name}, at t = ${formatNumber(chosen.t[k] as number)}, ${y} = ${valueText(rowOf(chosen.y, k))}: ${said}.`;
  }
  // Where Δt does not divide the time, the last step is what is left.
  const left = formatNumber(Math.abs(chosen.steps[last] as number) || state.dt);
  const length = formatNumber(state.dt);
  const of = chooses(state.method)
    ? 'its own choice'
    : left === length || last === 1
      ? left
      : `${length}, the last of ${left},`;
  const arrived = `${name} takes ${counted(chosen.accepted)} of ${of} and ends at ${y} = ${valueText(rowOf(chosen.y, k))}, ${said}.`;
  if (exact.outcome !== 'reached')
    return `${arrived} The solution itself ends at t = ${formatNumber(exact.t[exact.t.length - 1] as number)}.`;
  const missed = rival.errors[rival.errors.length - 1];
  return missed !== undefined && Number.isFinite(missed)
    ? `${arrived} ${NAMES[rival.method]} with the same steps: ${formatNumber(missed, 3)}.`
    : arrived;
}

function warning({ state, result: { found } }: Here<Result>): string | undefined {
  const { chosen, exact } = found;
  if (chosen.outcome === 'empty') return undefined;
  if (chosen.reason) return chosen.reason;
  if (exact.outcome !== 'reached' && exact.reason) return `The solution ends before T. ${exact.reason}`;
  if (chosen.stiff) {
    return `Stiff from t = ${formatNumber(chosen.stiffAt, 3)} on: stability, not accuracy, keeps the steps short. Radau or implicit Euler may take longer ones.`;
  }
  if (found.unstable && !chooses(state.method)) {
    return `At the start each step multiplies by up to ${formatNumber(worst(found))} what should fall. Δt below ${formatNumber(found.greatestStep, 3)} cures it.`;
  }
  return undefined;
}

const cells = (y: Float64Array, role: 'data' | 'parameter' | 'result'): Node =>
  y.length === 1 ? factor(y[0] as number, role) : matrixOf(Array.from(y, (x) => [num(x, role)]));

/** The step that was taken last: y + Δt · slope. */
function formula(view: Here<Result>): Node {
  const { chosen } = view.result.found;
  const k = shown(view);
  const name = sym(view.result.plane ? 'x' : 'y', { bold: view.result.plane });
  if (k === 0 || chosen.t.length < 2) {
    return row(sub(name, num(0)), op('='), cells(rowOf(chosen.y, 0), 'data'));
  }
  const dt = factor(chosen.steps[k] as number, 'parameter');
  return row(
    sub(name, num(numberOf(chosen, k), undefined, 7)),
    op('='),
    joined(
      [cells(rowOf(chosen.before, k), 'data'), row(dt, op('·'), cells(rowOf(chosen.slopes, k), 'parameter'))],
      '+',
    ),
    op('='),
    cells(rowOf(chosen.y, k), 'result'),
    words(' at '),
    row(sym('t'), op('='), num(chosen.t[k] as number)),
  );
}

function table({ result: { found, plane } }: Here<Result>): DataTable {
  const { chosen, rival, exact } = found;
  const names = plane ? ['u', 'v'] : ['y'];
  const rows = (trace: Trace): (string | number)[][] =>
    Array.from(trace.t, (t, i) => [NAMES[trace.method] ?? '', t, ...rowOf(trace.y, i), trace.errors[i] as number]);
  return {
    caption: 'Steps, with their distance from the solution',
    columns: ['solver', 't', ...names, 'error'],
    rows: [
      ...rows(chosen),
      ...rows(rival),
      ...Array.from(exact.curveT, (t, i) => ['solution', t, ...rowOf(exact.curve, i), 0]),
    ],
  };
}

export const flow: Lens<Result> = { compute, picture, sentence, formula, table, warning };
