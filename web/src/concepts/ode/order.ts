// Error over step size on logarithmic paper: the order of a method is a slope.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { aside } from '../../kit/aside';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { num, op, row, sup, sym, words, type Node } from '../../kit/formula';
import type { Role } from '../../kit/parameters';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import { rowOf } from '../../kit/values';
import type { DataTable } from '../../kit/widget';
import {
  chooses,
  equationControls,
  equations,
  METHODS,
  NAMES,
  orderOf,
  type Here,
  type Lens,
  type State,
} from './lens';

type Convergence = ReturnType<Engine['odeConvergence']>;

interface Result {
  readonly study: Convergence;
  /** The run with the chosen step, as a dot on its line. */
  readonly found: ReturnType<Engine['odeEnd']> | undefined;
}

/** Six methods at eight steps: none of it depends on the method and the step that are chosen. */
const studies = remember<Convergence>();

const ROLES: readonly Role[] = ['parameter', 'data', 'result', 'gradient', 'parameter', 'gradient'];

function compute(engine: Engine, state: State): Result {
  const { u, v, start } = equations(state);
  const { t0, t1, method, dt } = state;
  const study = studies([u, v, t0, t1, ...start].join('\n'), () => engine.odeConvergence(u, v, t0, t1, start));
  return {
    study,
    found: chooses(method) ? undefined : engine.odeEnd(u, v, t0, t1, start, method, dt, study.solution),
  };
}

const whole = (a: number): boolean => Number.isFinite(a);

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { study, found } = result;
  const byWork = state.work === 'work';
  const series: Series[] = [
    ...(found ? [dot(found, state.dt, byWork)] : []),
    ...METHODS.map((method, m): Series => {
      const xs = byWork ? rowOf(study.evaluations, m) : study.steps;
      return {
        kind: 'line',
        name: NAMES[method] ?? '',
        role: ROLES[m] as Role,
        dashed: m >= 4,
        named: true,
        pointSize: method === state.method ? 4 : 2,
        points: pairs(xs, rowOf(study.errors, m)),
      };
    }),
  ];
  return html`<div class="controls">${equationControls(view)} ${view.control('method')}</div>
    <div class="panel">
      <div class="caption">error at T <span class="unit">distance from the solution, both axes logarithmic</span></div>
      <nabla-chart
        label="Error at the end over the step size for six methods"
        .height=${view.width < 560 ? 300 : 380}
        .x=${{ title: byWork ? 'evaluations of f' : 'step Δt', log: true }}
        .y=${{ title: 'error at T', log: true }}
        .series=${series}
      ></nabla-chart>
    </div>
    <div class="controls">
      ${view.control('work')} ${chooses(state.method) ? nothing : view.control('dt')}
      ${aside(view.width, html`${view.control('t1')} ${view.control(state.dims === 'two' ? 'start' : 'y0')}`)}
    </div>
    ${readout([
      ...METHODS.map(
        (method, m) =>
          [
            `order of ${NAMES[method]}`,
            whole(study.orders[m] as number)
              ? `${formatNumber(study.orders[m] as number, 3)} (theory ${orderOf(method)})`
              : 'cannot be read',
            ROLES[m],
          ] as const,
      ),
      ['the yardstick is good to', whole(study.floor) ? formatNumber(study.floor, 1) : undefined],
    ])}`;
}

const pairs = (xs: Float64Array, ys: Float64Array): (readonly [number, number])[] => {
  const all = Array.from(xs, (x, i) => [x, ys[i] as number] as const).filter(([x, y]) => whole(x) && whole(y) && y > 0);
  // The name of a line stands at its last point: at its upper end there is room.
  return all.reverse();
};

const dot = ({ error, evaluations }: NonNullable<Result['found']>, dt: number, byWork: boolean): Series => ({
  kind: 'points',
  name: '',
  role: 'parameter',
  pointSize: 7,
  points: whole(error) ? [[byWork ? evaluations : dt, error]] : [],
});

function sentence({ state, result: { study, found } }: Here<Result>): string {
  const m = METHODS.indexOf(state.method);
  const order = study.orders[m] as number;
  const name = NAMES[state.method] ?? '';
  const said = whole(order)
    ? `Halving the step of ${name} divides its error by 2 to the power ${formatNumber(order, 3)}; theory says ${orderOf(state.method)}.`
    : `No order of ${name} can be read here: its errors are too large, or mere rounding, or the solution ends before T.`;
  return found && whole(found.error)
    ? `${said} With Δt = ${formatNumber(state.dt)} it is off by ${formatNumber(found.error, 3)} after ${formatNumber(found.evaluations, 7)} evaluations of f.`
    : said;
}

function formula({ state, result: { study } }: Here<Result>): Node {
  const m = METHODS.indexOf(state.method);
  const order = study.orders[m] as number;
  return row(
    words('error'),
    op('≈'),
    sym('C'),
    op('·'),
    sup(sym('Δt'), whole(order) ? num(order, 'result', 3) : sym('p')),
    words(`, order p = ${orderOf(state.method)}`),
  );
}

function table({ result: { study } }: Here<Result>): DataTable {
  return {
    caption: 'Error at T and evaluations of f, for every method and step',
    columns: ['Δt', ...METHODS.flatMap((m) => [`${NAMES[m]}: error`, 'evaluations'])],
    rows: Array.from(study.steps, (dt, k) => [
      dt,
      ...METHODS.flatMap((_, m) => [
        study.errors.data[m * study.errors.cols + k] as number,
        study.evaluations.data[m * study.evaluations.cols + k] as number,
      ]),
    ]),
  };
}

const warning = ({ result: { study, found } }: Here<Result>): string | undefined =>
  found?.reason || (whole(study.floor) ? undefined : 'The solution ends before T: there is no error to measure.');

export const order: Lens<Result> = { compute, picture, sentence, formula, table, warning };
