// The equation read as a residual network: every layer is a step of Euler's method, the flow is what they tend to.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { frac, num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem, Point, Window } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { at, rowOf, type Matrix } from '../../kit/values';
import type { DataTable } from '../../kit/widget';
import {
  equationControls,
  equations,
  planeWithin,
  room,
  roomWithin,
  trail,
  type Here,
  type Lens,
  type State,
} from './lens';

type Ladder = ReturnType<Engine['resnetLadder']>;

interface Result {
  readonly found: Ladder;
  readonly starts: Matrix;
  /** 2 where u and v are carried. */
  readonly n: number;
}

/** Starts that fill the space between the two that are followed. */
const BUNDLE = 11;

function startsOf(state: State): Matrix {
  const n = state.dims === 'two' ? 2 : 1;
  const beside = n === 2 ? (state.start[1] as number) : 0;
  const reach = 1.3 * Math.max(Math.abs(state.y0), Math.abs(state.other), 0.5);
  const firsts = [
    state.y0,
    state.other,
    ...Array.from({ length: BUNDLE }, (_, i) => reach * ((2 * i) / (BUNDLE - 1) - 1)),
  ];
  return {
    rows: firsts.length,
    cols: n,
    data: Float64Array.from(firsts.flatMap((x) => (n === 2 ? [x, beside] : [x]))),
  };
}

function compute(engine: Engine, state: State): Result {
  const { u, v } = equations(state);
  const starts = startsOf(state);
  const found = engine.resnetLadder(u, v, state.t0, state.t1, starts, state.layers, state.rule === 'one');
  return { found, starts, n: starts.cols };
}

const value = (m: Matrix, r: number, p: number, n: number, c = 0): number => at(m, r, p * n + c);

/** The way of point p: over time, or in the plane. */
function way(times: Float64Array, m: Matrix, p: number, n: number): Point[] {
  return Array.from({ length: m.rows }, (_, r): Point =>
    n === 2 ? [value(m, r, p, n), value(m, r, p, n, 1)] : [times[r] as number, value(m, r, p, n)],
  );
}

const ASPECT = 0.78;

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { found, starts, n } = result;
  const count = starts.rows;
  const end = found.times[found.times.length - 1] as number;
  const window: Window =
    n === 2
      ? planeWithin(found.flow.data, found.states.data, 0.5)
      : { x: room([state.t0, end], 0.1, 0.06), y: roomWithin([...found.flow.data], [...found.states.data], 1) };
  const others = Array.from({ length: count - 2 }, (_, i) => i + 2);
  const items: PlaneItem[] = [
    ...others.map((p): PlaneItem => ({
      type: 'line',
      points: way(found.flowTimes, found.flow, p, n),
      role: 'scaffold',
      thin: true,
    })),
    ...[0, 1].map((p): PlaneItem => ({ type: 'line', points: way(found.flowTimes, found.flow, p, n), role: 'result' })),
    ...[0, 1].flatMap((p): PlaneItem[] => {
      const points = way(found.times, found.states, p, n);
      return [{ type: 'line', points, role: 'parameter', dashed: p === 1 }, ...trail(points, 'parameter', 3.5, 60)];
    }),
    ...[0, 1].map((p): PlaneItem => {
      const key = p === 0 ? 'y0' : 'other';
      return {
        type: 'handle',
        key,
        at: n === 2 ? [value(starts, p, 0, n), value(starts, p, 0, n, 1)] : [state.t0, value(starts, p, 0, 1)],
        role: 'data',
        label: p === 0 ? 'a' : 'b',
        name: p === 0 ? 'first input' : 'second input',
        move: ([x, y], done) => {
          const to = n === 2 ? x : y;
          // Off the line of starts all of them follow: the second number of the input is one for all.
          const up = n === 2 && Number.isFinite(y) ? { start: Float64Array.of(state.start[0] as number, y) } : {};
          view.set(p === 0 ? { y0: to, ...up } : { other: to, ...up }, { done });
        },
      };
    }),
  ];
  return html`<div class="controls">${equationControls(view)}</div>
    <div class="columns">
      <div class="panel">
        <div class="caption">through the layers <span class="unit">orange: the network, green: the flow</span></div>
        <nabla-plane
          label="Two inputs and their neighbours through the layers, beside the flow"
          .window=${window}
          .aspect=${ASPECT}
          .items=${items}
          xLabel=${n === 2 ? 'u' : 't: depth'}
          yLabel=${n === 2 ? 'v' : 'y'}
        ></nabla-plane>
      </div>
      <div class="panel">
        <div class="caption">
          what comes out <span class="unit">output over input${n === 2 ? ', first coordinate' : ''}</span>
        </div>
        ${map(result)}
      </div>
    </div>
    <div class="controls">
      ${view.control('layers')} ${view.control('rule')} ${state.rule === 'one' ? '' : view.control('t1')}
    </div>
    ${readout([
      ['a layer adds', html`${formatNumber(found.step)} · f`, 'parameter'],
      ['network at the end', formatNumber(value(found.states, found.states.rows - 1, 0, n)), 'parameter'],
      ['flow at the end', Number.isFinite(flowEnd(result, 0)) ? flowEnd(result, 0) : 'none', 'result'],
      ['largest gap', Number.isFinite(found.gap) ? formatNumber(found.gap, 3) : 'no flow to compare'],
      [
        'pairs that changed order',
        `${found.swaps}; in the flow ${found.flowSwaps}`,
        found.swaps > 0 ? 'broken' : undefined,
      ],
    ])}`;
}

const flowEnd = ({ found, n }: Result, p: number): number => value(found.flow, found.flow.rows - 1, p, n);

function map({ found, starts, n }: Result): TemplateResult {
  const sorted = Array.from({ length: starts.rows }, (_, p) => p).sort(
    (p, q) => value(starts, p, 0, n) - value(starts, q, 0, n),
  );
  const last = found.states.rows - 1;
  const network = sorted.map((p): Point => [value(starts, p, 0, n), value(found.states, last, p, n)]);
  const flow = sorted.map((p): Point => [value(starts, p, 0, n), value(found.flow, found.flow.rows - 1, p, n)]);
  const chosen = [0, 1].map((p): Point => [value(starts, p, 0, n), value(found.states, last, p, n)]);
  const window: Window = {
    x: room(sorted.map((p) => value(starts, p, 0, n))),
    y: roomWithin(
      [...flow.map((p) => p[1]), 0],
      network.map((p) => p[1]),
      2,
    ),
  };
  return html`<nabla-plane
    label="Output of the network and of the flow over the input"
    .window=${window}
    .aspect=${ASPECT}
    .items=${[
      { type: 'line', points: flow, role: 'result' },
      { type: 'line', points: network, role: 'parameter' },
      { type: 'dots', points: network, role: 'parameter', size: 2.5 },
      { type: 'dots', points: chosen, role: 'data', size: 6 },
    ]}
    xLabel="in"
    yLabel="out"
  ></nabla-plane>`;
}

function sentence({ state, result }: Here<Result>): string {
  const { found, starts, n } = result;
  const layers = `${state.layers} ${state.layers === 1 ? 'layer' : 'layers'}`;
  const gap = Number.isFinite(found.gap)
    ? `The farthest output is ${formatNumber(found.gap, 3)} from where the flow would take it.`
    : 'The flow itself ends before that.';
  const [a, b] = [value(starts, 0, 0, n), value(starts, 1, 0, n)];
  const last = found.states.rows - 1;
  const [x, y] = [value(found.states, last, 0, n), value(found.states, last, 1, n)];
  if ((a - b) * (x - y) < 0) {
    const swap = `${layers} with step ${formatNumber(found.step)} ${state.layers === 1 ? 'swaps' : 'swap'}`;
    return found.flowSwaps > 0
      ? `${swap} the two inputs, and so does the flow: in the plane it goes round. ${gap}`
      : `${swap} ${formatNumber(a)} and ${formatNumber(b)}; the flow on a line cannot. ${gap}`;
  }
  return `${layers}, each adding ${formatNumber(found.step)} times f. ${gap}`;
}

const formula = ({ state }: Here<Result>): Node =>
  row(
    sub(sym('y'), row(sym('l'), op('+'), num(1))),
    op('='),
    sub(sym('y'), sym('l')),
    op('+'),
    ...(state.rule === 'one'
      ? []
      : [
          frac(
            state.t0 === 0 ? num(state.t1, 'parameter') : row(num(state.t1, 'parameter'), op('−'), num(state.t0)),
            num(state.layers, 'parameter'),
          ),
        ]),
    sym('f'),
    row(op('('), sub(sym('y'), sym('l')), op(','), sub(sym('t'), sym('l')), op(')')),
    words(`,  l = 0 … ${state.layers - 1}${state.rule === 'one' ? ': a ResNet' : ''}`),
  );

function table({ result: { found, starts, n } }: Here<Result>): DataTable {
  const names = Array.from({ length: starts.rows }, (_, p) =>
    n === 2 ? [`u of ${p + 1}`, `v of ${p + 1}`] : [`y of ${p + 1}`],
  ).flat();
  const rows = (name: string, times: Float64Array, m: Matrix) => Array.from(times, (t, r) => [name, t, ...rowOf(m, r)]);
  return {
    caption: 'Every input through the layers, and carried by the flow',
    columns: ['', 't', ...names],
    rows: [...rows('layer', found.times, found.states), ...rows('flow', found.flowTimes, found.flow)],
  };
}

function warning({ state, result: { found } }: Here<Result>): string | undefined {
  if (!found.states.data.every(Number.isFinite)) return 'An output has left float64: the layers multiply too fast.';
  if (state.dims === 'one' && found.swaps > 0) {
    return `${found.swaps} ${found.swaps === 1 ? 'pair has' : 'pairs have'} changed order: the layers are too thick to follow curves, which cannot cross.`;
  }
  return undefined;
}

export const ladder: Lens<Result> = { compute, picture, sentence, formula, table, warning };
