// The default lens: a secant that becomes the tangent as h shrinks, and under the microscope the rounding that stops it.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { frac, num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point, type Window } from '../../kit/plane';
import '../../kit/player';
import { readout } from '../../kit/readout';
import {
  curveOf,
  emptyPlot,
  fn,
  gapNote,
  head,
  lineThrough,
  METHODS,
  more,
  padded,
  pointHandle,
  pointsOf,
  probeOf,
  spanOf,
  trouble,
  type Here,
  type Lens,
  type State,
} from './lens';

type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, state: State) => ({ curve: curveOf(engine, state), probe: probeOf(engine, state) });

const ASPECT = 0.62;
/** Below this share of the window the second point cannot be told from the first. */
const APART = 1 / 60;

const secondHandle = ({ state, set }: Here<Result>, at: Point): PlaneItem => ({
  type: 'handle',
  key: 'h',
  at,
  role: 'parameter',
  label: 'x + h',
  name: 'x + h, the second point of the secant',
  step: state.reach / 60,
  move: ([x], done) => {
    // It stays where it can be taken hold of again.
    const h = Math.max(state.reach * APART * 1.2, x - state.x0);
    set({ h: Math.min(1, Number(h.toPrecision(6))) }, { done });
  },
});

function graph(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { curve, probe } = result;
  if (curve.f.rows === 0) return emptyPlot(curve, state);
  const window: Window = { x: spanOf(state), y: padded(curve.range[0], curve.range[1]) };
  const here: Point = [probe.at, probe.value];
  const [x1, y1, x2, y2] = [...probe.secant, 0, 0, 0, 0] as unknown as [number, number, number, number];
  const drawn = probe.secant.length === 4;
  const apart = drawn && Math.abs(x2 - x1) > APART * state.reach;
  const items: PlaneItem[] = [
    { type: 'line', points: pointsOf(curve.f), role: 'data' },
    { type: 'line', points: lineThrough(here, probe.slope, window), role: 'gradient', dashed: true },
  ];
  if (drawn && Number.isFinite(y1 + y2)) {
    items.push({ type: 'line', points: lineThrough([x1, y1], probe.quotient, window), role: 'parameter' });
    if (apart) {
      const ends: Point[] = [[x1, y1], [x2, y2]]; // prettier-ignore
      items.push({ type: 'dots', points: ends, role: 'parameter', size: 4.5 }, secondHandle(view, [x2, y2]));
    }
  }
  items.push(pointHandle(view, window, probe.value));
  return html`<div class="panel">
    <div class="caption">
      f
      <span class="unit"
        ><span class="role-parameter">secant</span>, <span class="role-gradient">tangent dashed</span></span
      >
    </div>
    <nabla-plane
      label="The curve of f with the secant through x and x + h and the tangent at x"
      xLabel="x"
      yLabel="f"
      .window=${window}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

/** The neighbourhood of x magnified until h is one unit wide, whatever h is. */
function microscope({ state, result: { probe } }: Here<Result>): TemplateResult {
  const points = pointsOf(probe.zoom);
  const tall = roomFor(
    [...points.map(([, y]): Point => [0, y]), [0, 1.5 * finite(probe.slope)], [0, 1.2 * finite(probe.quotient)]],
    1e-6,
  );
  const window: Window = { x: [-1.5, 1.5], y: [-tall, tall] };
  const ends: Point[] = state.method === 'central' ? [[-1, 0], [1, 0]] : [[0, 0], [1, 0]]; // prettier-ignore
  const height = (t: number): number => points.find(([s]) => Math.abs(s - t) < 1e-9)?.[1] ?? Number.NaN;
  const compared = ends.map(([t]): Point => [t, height(t)]);
  const [start = [0, 0]] = compared;
  const items: PlaneItem[] = [
    { type: 'line', points: lineThrough([0, 0], probe.slope, window), role: 'gradient', dashed: true },
    ...(state.method === 'complex'
      ? ([{ type: 'line', points, role: 'data' }] as const)
      : ([
          { type: 'line', points: lineThrough(start, probe.quotient, window), role: 'parameter' },
          { type: 'line', points, role: 'data' },
          { type: 'dots', points: compared, role: 'parameter', size: 4.5 },
        ] as const)),
  ];
  return html`<div class="panel">
    <div class="caption">
      under the microscope <span class="unit">h = ${formatNumber(state.h)} is one unit wide</span>
    </div>
    <nabla-plane
      label="The neighbourhood of x magnified until h is one unit wide"
      xLabel="steps of h"
      yLabel="rise / h"
      .window=${window}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

const finite = (x: number): number => (Number.isFinite(x) ? x : 0);

/** Four steps a decade: h = 10^(−k/4). */
const STEPS = 4;
const countOf = (h: number): number => Math.round(-STEPS * Math.log10(h));
const stepAt = (k: number): number => Number((10 ** (-k / STEPS)).toPrecision(3));

const shrink = ({ state, set }: Here<Result>): TemplateResult =>
  html`<nabla-player
    label="h shrinks"
    verb="Shrink h"
    .value=${countOf(state.h)}
    .min=${0}
    .max=${16 * STEPS}
    .perSecond=${6}
    .valueText=${`h = ${formatNumber(state.h)}`}
    @value=${({ detail: { value, done } }: CustomEvent<{ value: number; done: boolean }>) => set({ h: stepAt(value) }, { done })}
  ></nabla-player>`;

const numbers = ({ state, result: { probe } }: Here<Result>): TemplateResult =>
  readout([
    ['h', state.h, 'parameter'],
    [state.method === 'complex' ? 'Im f(x + ih) / h' : 'secant slope', formatNumber(probe.quotient, 6), 'parameter'],
    ['exact f′(x)', formatNumber(probe.slope, 6), 'gradient'],
    ['error', formatNumber(probe.error, 2), 'result'],
    ['expected of the step', formatNumber(probe.truncation, 2)],
    ['of rounding, up to', formatNumber(probe.rounding, 2)],
  ]);

const picture = (view: Here<Result>): TemplateResult =>
  html`<div class="stack">
    ${head(view, 'method', 'format')} ${view.width < 560 ? view.control('method') : nothing}
    <div class="columns">${graph(view)} ${microscope(view)}</div>
    ${shrink(view)} ${numbers(view)} ${more(view, ['format'], 'x0', 'h', 'taken')}
  </div>`;

function sentence({ state, result: { probe } }: Here<Result>): string {
  const x = formatNumber(probe.at);
  const h = formatNumber(state.h);
  if (!Number.isFinite(probe.value)) return `f has no value at x = ${x}, so nothing can be compared with it.`;
  if (Number.isNaN(probe.quotient)) {
    return probe.secant[0] === probe.secant[2]
      ? `x + h is x: with h = ${h} the step is gone, and 0 is divided by 0.`
      : `With h = ${h} the step leaves the domain of f: there is no secant.`;
  }
  const slope = `With h = ${h} the ${METHODS[state.method]} quotient at x = ${x} is ${formatNumber(probe.quotient)}`;
  if (probe.kind === 'off') return `${slope}, as the sides have it; autograd answers ${formatNumber(probe.slope)}.`;
  if (probe.kind !== 'smooth') return `${slope}; there is no slope that it could approach.`;
  if (probe.error === 0) return `${slope}: the exact slope to the last digit.`;
  const off = `${slope}; the slope is ${formatNumber(probe.slope)}, so it is off by ${formatNumber(probe.error, 2)}`;
  if (state.method !== 'complex' && probe.secant[0] === probe.secant[2])
    return `${off}: x + h is x, nothing is compared.`;
  // A small factor either way is nothing on a scale of sixteen decades.
  const [step, digits] = [probe.truncation, probe.rounding];
  if (step < 8 * digits && digits < 8 * step)
    return `${off}, to which step and rounding add about the same: no h does much better.`;
  return step > digits
    ? `${off}, because h is still wide: a smaller one would help.`
    : `${off}, because the digits of f cancel: a smaller h makes it worse.`;
}

function formula({ state, result: { probe } }: Here<Result>): Node {
  const f = (x: string): Node => row(sym('f'), words(`(${x})`));
  const q = num(probe.quotient, 'parameter', 6);
  if (state.method === 'complex') {
    return row(
      sub(sym('f′'), words('')),
      op('≈'),
      frac(row(words('Im '), f('x + ih')), sym('h')),
      op('='),
      Number.isFinite(probe.quotient) ? q : words('no number'),
    );
  }
  const [x1 = Number.NaN, y1 = Number.NaN, x2 = Number.NaN, y2 = Number.NaN] = probe.secant;
  const { taken } = state;
  const central = state.method === 'central';
  const over = row(f('x + h'), op('−'), f(central ? 'x − h' : 'x'));
  const step = words(central ? '(x + h) − (x − h)' : '(x + h) − x');
  const under = taken ? step : central ? row(num(2), sym('h')) : sym('h');
  if (!Number.isFinite(y1 + y2 + probe.quotient)) return row(sym('f′'), op('≈'), frac(over, under));
  return row(
    sym('f′'),
    op('≈'),
    frac(over, under),
    op('='),
    frac(
      row(num(y2, 'data', 5), op('−'), y1 < 0 ? row(words('('), num(y1, 'data', 5), words(')')) : num(y1, 'data', 5)),
      central && !taken ? row(num(2), op('·'), num(state.h, 'parameter')) : num(taken ? x2 - x1 : state.h, 'parameter'),
    ),
    op('='),
    q,
  );
}

const table = ({ state, result: { probe } }: Here<Result>) => ({
  caption: `The quotient at x = ${String(probe.at)} with h = ${String(state.h)}, and f around x in steps of h`,
  columns: ['t', `(${fn(probe.at).replace(/\(.*/, '(x + t h)')} − f(x)) / h`],
  rows: [
    ['f(x)', probe.value],
    ['quotient', probe.quotient],
    ['exact f′', probe.slope],
    ['error', probe.error],
    ...pointsOf(probe.zoom)
      .filter((_, i) => i % 10 === 0)
      .map(([t, y]) => [t, y]),
  ],
});

function warning({ state, preset, result: { probe, curve } }: Here<Result>): string | undefined {
  // The cause of a preset says it already.
  if (preset?.kind === 'break') return undefined;
  const why = trouble(probe);
  if (why) return why;
  if (probe.rounding > probe.truncation && probe.error > 1e-3 * Math.abs(probe.slope) && state.method !== 'complex') {
    return `h = ${formatNumber(state.h)} is too small for ${state.format}: f(x + h) and f(x) agree in nearly all of their digits, and what is left after subtracting is rounding. A larger h, the complex step or autograd cure it.`;
  }
  return gapNote(curve);
}

export const tangent: Lens<Result> = { compute, picture, sentence, formula, table, warning };
