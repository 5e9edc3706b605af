// A network of one hidden layer on points of the plane: hinges that fold it, training, and units that die.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import { formatNumber, percent } from '../../kit/format';
import { factor, joined, num, row, sub, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem, Point } from '../../kit/plane';
import '../../kit/player';
import '../../kit/raster';
import { readout } from '../../kit/readout';
import { at, withEntry, type Matrix } from '../../kit/values';
import { nameOf, type Here, type Lens, type State } from './lens';

const REACH = 2.5;
const FINE = 81;
/** Columns of the history, as relu.h lists them. */
const LOSS = 0;
const DEAD = 1;
const ACTIVE = 2;
const HIDDEN = 3;
const OUTPUT = 4;
const RIGHT = 5;

interface Result {
  readonly run: ReturnType<Engine['reluTrain']>;
  readonly view: ReturnType<Engine['reluPicture']>;
  /** The network with one hinge through two places. */
  readonly moved: (unit: number, pivot: Point, to: Point) => Matrix;
}

const rowOf = (m: Matrix, r: number): Float64Array => m.data.slice(r * m.cols, (r + 1) * m.cols);

function compute(engine: Engine, state: State): Result {
  const { activation, slope, data } = state;
  const start =
    state.init === 'own'
      ? state.start
      : engine.reluStart(state.units, state.init, state.bias, activation, slope, state.seed);
  const run = engine.reluTrain(data, start, activation, slope, state.lr, state.steps);
  return {
    run,
    view: engine.reluPicture(run.net, activation, slope, REACH, FINE),
    moved: (unit, pivot, to) => {
      const made = engine.movedHinge(rowOf(run.net, unit), Float64Array.of(...pivot), Float64Array.of(...to));
      const numbers = run.net.data.slice();
      numbers.set(made, unit * 4);
      return { ...run.net, data: numbers };
    },
  };
}

const unitsOf = ({ run }: Result): number => run.net.rows - 1;
const marked = ({ unit }: State, result: Result): number => Math.min(unit, unitsOf(result)) - 1;
/** Leaky ReLU with slope 1 is the identity. */
const isStraight = ({ activation, slope }: State): boolean => activation === 'leaky_relu' && slope === 1;
const folds = (state: State): boolean =>
  (state.activation === 'relu' || state.activation === 'leaky_relu') && !isStraight(state);
const now = ({ run }: Result, column: number): number => at(run.history, run.history.rows - 1, column);
const isDead = ({ run }: Result, unit: number): boolean => run.dead[unit] === 1;

/** A place on a hinge, by the share of its length: handles of lines that cross stand apart. */
const along = ({ view }: Result, unit: number, share: number): Point => [
  at(view.hinges, unit, 0) + share * (at(view.hinges, unit, 2) - at(view.hinges, unit, 0)),
  at(view.hinges, unit, 1) + share * (at(view.hinges, unit, 3) - at(view.hinges, unit, 1)),
];
const shareOf = (unit: number): number => 0.18 + 0.5 * ((unit * 0.618) % 1);

const capped = (p: Point): Point => [Math.min(REACH, Math.max(-REACH, p[0])), Math.min(REACH, Math.max(-REACH, p[1]))];

function plane({ state, result, set }: Here<Result>): TemplateResult {
  const { data } = state;
  const { view } = result;
  const chosen = marked(state, result);
  const drag = (unit: number, pivot: Point | undefined, to: Point, done: boolean): void =>
    set(
      { init: 'own', start: result.moved(unit, pivot ?? capped(to), capped(to)), steps: 0, unit: unit + 1 },
      { done },
    );
  const hinges = Array.from({ length: unitsOf(result) }, (_, i) => i);
  const items: PlaneItem[] = [
    state.ground === 'active'
      ? {
          type: 'field',
          grid: view.active,
          x: [-REACH, REACH],
          y: [-REACH, REACH],
          colors: 'sequential',
          domain: [0, hinges.length],
          opacity: 0.55,
        }
      : {
          type: 'field',
          grid: view.output,
          x: [-REACH, REACH],
          y: [-REACH, REACH],
          colors: 'diverging',
          domain: [0, 1],
          opacity: 0.55,
        },
    ...hinges.map((i): PlaneItem => ({
      type: 'line',
      points: [along(result, i, 0), along(result, i, 1)],
      role: isDead(result, i) ? 'broken' : 'scaffold',
      dashed: isDead(result, i),
      thin: i !== chosen,
    })),
    ...hinges.map((i): PlaneItem => ({
      type: 'handle',
      key: `h${i + 1}`,
      at: along(result, i, shareOf(i)),
      role: isDead(result, i) ? 'broken' : 'scaffold',
      label: i === chosen ? `${i + 1}` : '',
      name: `hinge of unit ${i + 1}${isDead(result, i) ? ', dead' : ''}`,
      step: 0.1,
      small: i !== chosen,
      move: (to, done) => drag(i, undefined, to, done),
    })),
    {
      type: 'handle',
      key: 'turn',
      at: along(result, chosen, 0.9),
      role: 'parameter',
      label: 'turn',
      name: `turns the hinge of unit ${chosen + 1}`,
      step: 0.1,
      move: (to, done) => drag(chosen, along(result, chosen, shareOf(chosen)), to, done),
    },
    ...Array.from({ length: data.rows }, (_, i): PlaneItem => ({
      type: 'handle',
      key: `p${i + 1}`,
      at: [at(data, i, 0), at(data, i, 1)],
      role: at(data, i, 2) === 1 ? 'parameter' : 'data',
      label: '',
      name: `point ${i + 1}, label ${at(data, i, 2)}`,
      step: 0.1,
      move: ([x, y], done) => set({ data: withEntry(withEntry(data, i, 0, x), i, 1, y) }, { done }),
    })),
  ];
  return html`<div class="panel">
    <div class="caption">
      points and hinges
      <span class="unit"
        ><span class="role-parameter">label 1</span>, <span class="role-data">label 0</span>; drag either, grey moves a
        hinge</span
      >
    </div>
    <nabla-plane
      label="Labelled points, the hinge of every hidden unit, and what the network makes of the plane"
      xLabel="x₁"
      yLabel="x₂"
      .extent=${REACH}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

function mask({ state, result, set }: Here<Result>): TemplateResult {
  const dead = Array.from(result.run.dead.keys()).filter((i) => isDead(result, i));
  return html`<div class="panel">
    <div class="caption role-gradient">
      gradient mask φ′ <span class="unit">a row a unit, a column a point; dark lets nothing through</span>
    </div>
    <nabla-raster
      label="Slope of every hidden unit at every point"
      verb="marks the unit"
      paintable
      .value=${result.run.mask}
      .low=${0}
      .high=${1}
      .marked=${marked(state, result)}
      @paint=${(e: CustomEvent<{ cells: readonly (readonly [number, number])[]; done: boolean }>) => {
        const unit = e.detail.cells[0]?.[0];
        if (unit !== undefined) set({ unit: unit + 1 }, { done: e.detail.done });
      }}
    ></nabla-raster>
    <p class="note">
      ${dead.length > 0 ? html`<span class="role-broken">dead: unit ${dead.map((i) => i + 1).join(', ')}</span>` : 'no unit is dead'}
    </p>
  </div>`;
}

function course({ state, result }: Here<Result>): TemplateResult {
  const { history } = result.run;
  const line = (column: number, scale = 1) =>
    Array.from({ length: history.rows }, (_, t) => [t, at(history, t, column) * scale] as const);
  const losses = line(LOSS).map(([, y]) => y);
  return html`<nabla-chart
    label="Loss and share of dead units over the steps"
    .height=${170}
    .x=${{ title: 'step', min: 0, max: Math.max(20, state.steps), whole: true }}
    .y=${{ title: '', min: 0, max: Math.min(4, Math.max(1, ...losses)) }}
    .series=${[
      { kind: 'line', name: 'loss', role: 'result', named: true, points: line(LOSS) },
      {
        kind: 'line',
        name: 'share dead',
        role: 'broken',
        named: true,
        dashed: true,
        points: line(DEAD, 1 / unitsOf(result)),
      },
    ]}
  ></nabla-chart>`;
}

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const narrow = view.width < 560;
  const units = unitsOf(result);
  return html`<div class="stack">
    <div class="controls">
      ${view.control('activation')} ${state.activation === 'leaky_relu' ? view.control('slope') : nothing}
      ${view.control('lr')} ${narrow ? nothing : view.control('ground')}
    </div>
    <div class="columns">
      ${plane(view)}
      <div class="stack">${mask(view)} ${course(view)}</div>
    </div>
    <nabla-player
      label="step"
      verb="Train"
      .value=${state.steps}
      .min=${0}
      .max=${300}
      .step=${1}
      .perSecond=${30}
      .valueText=${`step ${state.steps} of 300`}
      @value=${(e: CustomEvent<{ value: number; done: boolean }>) => set({ steps: e.detail.value }, { done: e.detail.done })}
    ></nabla-player>
    ${readout([
      ['loss', now(result, LOSS), 'result'],
      ['points right', percent(now(result, RIGHT), 3), 'result'],
      ['active', percent(now(result, ACTIVE), 3)],
      ['dead units', `${now(result, DEAD)} of ${units}`, now(result, DEAD) > 0 ? 'broken' : undefined],
      [
        'regions',
        folds(state)
          ? `${result.view.regions} of at most ${result.view.mostRegions}`
          : isStraight(state)
            ? '1: no fold'
            : 'smooth',
      ],
      ['gradient, hidden layer', now(result, HIDDEN), 'gradient'],
      ['gradient, output', now(result, OUTPUT), 'gradient'],
    ])}
    <details>
      <summary>How it starts, and the points</summary>
      <div class="stack">
        <div class="controls">
          ${narrow ? view.control('ground') : nothing} ${view.control('init')}
          ${state.init === 'own' ? nothing : html`${view.control('bias')} ${view.control('units')} ${view.control('seed')}`}
        </div>
        <div class="controls fields">
          ${view.control('data', { asText: true })} ${view.control('start', { asText: true })}
        </div>
      </div>
    </details>
  </div>`;
}

function sentence({ state, result }: Here<Result>): string {
  const units = unitsOf(result);
  const dead = now(result, DEAD);
  const parts = folds(state)
    ? `cut the plane into ${result.view.regions} regions`
    : isStraight(state)
      ? 'do not bend the plane at all'
      : 'bend the plane without a fold';
  const fate =
    dead === 0 ? 'none is dead' : dead === units ? 'all are dead' : `${dead} ${dead === 1 ? 'is' : 'are'} dead`;
  const step =
    state.steps === 0 ? 'Before training' : state.steps === 1 ? 'After 1 step' : `After ${state.steps} steps`;
  return `${step} ${units} ${nameOf(state)} ${units === 1 ? 'unit' : 'units'} ${parts}; ${fate}, the loss is ${formatNumber(now(result, LOSS), 3)} and ${percent(now(result, RIGHT), 3)} of the points are on the right side.`;
}

function formula({ state, result }: Here<Result>): Node {
  const i = marked(state, result);
  const [w1 = 0, w2 = 0, b = 0, v = 0] = rowOf(result.run.net, i);
  const inside = joined(
    [
      row(num(w1, 'parameter', 3), sub(sym('x', { role: 'data' }), num(1))),
      row(factor(w2, 'parameter', 3), sub(sym('x', { role: 'data' }), num(2))),
      factor(b, 'parameter', 3),
    ],
    '+',
  );
  return row(words(`unit ${i + 1}: `), factor(v, 'parameter', 3), sym(nameOf(state)), words('('), inside, words(')'));
}

const table = ({ result }: Here<Result>) => ({
  caption: 'The units after training, the slope of their hinge’s gradient, and the loss by step',
  columns: ['unit', 'w₁', 'w₂', 'b', 'v', '∂L/∂w₁', '∂L/∂w₂', '∂L/∂b', '∂L/∂v', 'dead'],
  rows: Array.from({ length: unitsOf(result) }, (_, i) => [
    i + 1,
    ...rowOf(result.run.net, i),
    ...rowOf(result.run.gradient, i),
    isDead(result, i) ? 'yes' : 'no',
  ]),
});

function warning({ result }: Here<Result>): string | undefined {
  if (result.run.diverged >= 0)
    return `At step ${result.run.diverged} the loss is no finite number any more: the steps are too long. Shown is the last state that has numbers.`;
  const dead = now(result, DEAD);
  if (dead === 0) return undefined;
  const some = dead === 1 ? 'A unit’s sum is' : `The sums of ${dead} units are`;
  return `${some} negative at every point: slope and gradient are exactly 0 there, and no step can bring ${dead === 1 ? 'it' : 'them'} back.`;
}

const blame = (code: string): 'data' | undefined => (code === 'shape-mismatch' ? 'data' : undefined);

export const net: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
