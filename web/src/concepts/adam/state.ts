// What Adam keeps: strips of the gradient, its two averages and the learning rate that each coordinate meets.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Axis, Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { entry, laneMatrix } from '../../kit/lanes';
import type { Role } from '../../kit/parameters';
import { readout } from '../../kit/readout';
import type { Matrix } from '../../kit/values';
import { adamOf, mapPanel, more, player, runsOf, shown, switches, variant, warning, type Here, type Lens, type Runs, type State } from './lens'; // prettier-ignore
import { stepFormula } from './paths';

interface Result extends Runs {
  readonly trace: Matrix;
}

/** Where the numbers of a coordinate stand in a row of the trace. */
const G = 0;
const M = 1;
const V = 2;
const M_HAT = 3;
const V_HAT = 4;
const STEP = 5;
const RATE = 6;
const WIDTH = 7;

function compute(engine: Engine, state: State): Result {
  const settings = adamOf(state);
  const runs = runsOf(engine, state, [{ name: variant(state), role: 'parameter', ...settings }]);
  return { ...runs, trace: engine.adamTrace(state.f, state.start, laneMatrix([settings]), state.steps) };
}

const MOST = 260;

function strip(trace: Matrix, column: number, until: number): [number, number][] {
  const stride = Math.max(1, Math.ceil(trace.rows / MOST));
  const end = Math.min(until, trace.rows);
  return Array.from({ length: Math.ceil(end / stride) }, (_, i) => [i * stride + 1, entry(trace, i * stride, column)]);
}

interface Strip {
  readonly caption: string;
  readonly unit: string;
  readonly y: Axis;
  readonly series: readonly Series[];
}

function strips({ state, result: { trace } }: Here<Result>, k: number): readonly Strip[] {
  const line = (name: string, column: number, role: Role, dashed = false, named = true): Series => ({
    kind: 'line',
    name,
    role,
    dashed,
    named,
    points: strip(trace, column, k),
  });
  const gradient = (of: 'x' | 'y', from: number): Strip => ({
    caption: `gradient along ${of}`,
    unit: 'grey: g, dashed: m, full: m̂',
    y: { title: '' },
    series: [
      line('g', from + G, 'scaffold'),
      line('m', from + M, 'gradient', true, false),
      line('m̂', from + M_HAT, 'gradient'),
    ],
  });
  return [
    gradient('x', 0),
    gradient('y', WIDTH),
    {
      caption: 'average square',
      unit: 'dashed: v, full: v̂',
      y: { title: '', log: true },
      series: [
        line('v of x', V, 'data', true, false),
        line('v̂ of x', V_HAT, 'data'),
        line('v of y', WIDTH + V, 'result', true, false),
        line('v̂ of y', WIDTH + V_HAT, 'result'),
      ],
    },
    {
      caption: 'learning rate of each coordinate',
      unit: 'α/(√v̂ + ε)',
      y: { title: '', log: true },
      series: [
        line('x', RATE, 'data'),
        line('y', WIDTH + RATE, 'result'),
        { kind: 'line', name: 'α', role: 'scaffold', dashed: true, named: true, points: [[1, state.lr], [state.steps, state.lr]] }, // prettier-ignore
      ],
    },
  ];
}

/** The strips lie below each other over the same steps, which the last one numbers. */
const chart = (view: Here<Result>, { caption, unit, y, series }: Strip, last: boolean): TemplateResult =>
  html`<div>
    <div class="caption">${caption} <span class="unit">${unit}</span></div>
    <nabla-chart
      label=${`${caption} over the steps: ${unit}`}
      .height=${(view.width < 560 ? 80 : 92) + (last ? 24 : 0)}
      .x=${{ title: '', min: 0, max: view.state.steps, whole: true, ticks: { display: last } }}
      .y=${{ ...y, room: 52, ticks: { maxTicksLimit: 5 } }}
      .series=${series}
    ></nabla-chart>
  </div>`;

const picture = (view: Here<Result>): TemplateResult => {
  const { result, width } = view;
  const k = shown(view);
  const i = Math.min(k, result.trace.rows) - 1;
  const of = (column: number, digits = 3): string =>
    i < 0
      ? 'not yet'
      : `${formatNumber(entry(result.trace, i, column), digits)}, ${formatNumber(entry(result.trace, i, WIDTH + column), digits)}`;
  const dials = html`${view.control('lr')} ${switches(view)}`;
  return html`<div class="stack">
    <div class="columns">
      <div class="stack">${mapPanel(view)} ${width < 560 ? '' : html`${player(view)} ${dials}`}</div>
      <div class="panel stack">${strips(view, k).map((one, i, all) => chart(view, one, i === all.length - 1))}</div>
    </div>
    ${width < 560 ? html`${player(view)} ${dials}` : ''}
    ${readout([
      ['g of x, y', of(G), 'gradient'],
      ['m', of(M)],
      ['v', of(V)],
      ['m̂', of(M_HAT), 'gradient'],
      ['v̂', of(V_HAT), 'data'],
      ['Δθ', of(STEP), 'result'],
      ['rate', of(RATE), 'parameter'],
    ])}
    ${more(view)}
  </div>`;
};

function sentence(view: Here<Result>): string {
  const { state, result } = view;
  const i = Math.min(shown(view), result.trace.rows) - 1;
  if (i < 0) return 'No step has been taken yet: both averages are 0.';
  const [gx, gy] = [entry(result.trace, i, G), entry(result.trace, i, WIDTH + G)];
  const [rx, ry] = [entry(result.trace, i, RATE), entry(result.trace, i, WIDTH + RATE)];
  return `At step ${i + 1} the gradient${state.decay > 0 ? ' with λθ' : ''} is (${formatNumber(gx, 3)}, ${formatNumber(gy, 3)}); with α = ${formatNumber(state.lr)} the average along x is multiplied by ${formatNumber(rx, 3)}, along y by ${formatNumber(ry, 3)}.`;
}

const NAMES = ['g', 'm', 'v', 'm̂', 'v̂', 'Δθ', 'α/(√v̂ + ε)'] as const;

const table = ({ result: { trace } }: Here<Result>) => ({
  caption: 'Step table: what Adam keeps for x and for y',
  columns: ['t', ...NAMES.map((name) => `${name}, x`), ...NAMES.map((name) => `${name}, y`)],
  rows: Array.from({ length: trace.rows }, (_, i) => [
    i + 1,
    ...Array.from({ length: 2 * WIDTH }, (__, c) => entry(trace, i, c)),
  ]),
});

export const state: Lens<Result> = {
  compute,
  picture,
  sentence,
  formula: (view) => stepFormula({ state: view.state, trace: view.result.trace, k: shown(view) - 1 }),
  table,
  warning,
};
