// The default lens: the curve and its slope, a dot on it, and what it makes of a Gaussian of pre-activations.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber, percent } from '../../kit/format';
import { frac, num, op, row, sup, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem, Point, Window } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<typeof compute>;

const WINDOW: Window = { x: [-5, 5], y: [-1.55, 1.3] };
const FLOOR = -1.5;
const BINS = 40;
/** Of the picture, that the tallest bar and the bell take. */
const BAR = 1.6;
const BELL = 0.42;

const XS = Float64Array.from({ length: 161 }, (_, i) => -5 + i / 16);
const lastCurves = remember<{ readonly value: Float64Array; readonly slope: Float64Array }>();

const compute = (engine: Engine, state: State) => ({
  ...lastCurves('', () => ({
    value: engine.expressionValues('tanh(x)', 'x', XS),
    slope: engine.expressionValues('1 / cosh(x)^2', 'x', XS),
  })),
  at: engine.squashForms('tanh', state.x, 'float64'),
  bell: engine.expressionValues(`exp(-((x - (${String(state.mu)})) / ${String(state.s)})^2 / 2)`, 'x', XS),
  gauss: engine.squashGaussian('tanh', state.mu, state.s, BINS),
});

const along = (ys: Float64Array, from = 0, scale = 1): Point[] =>
  Array.from(XS, (x, i): Point => [x, from + scale * (ys[i] as number)]);

/** Bars that lie on their side, out of the right edge. */
function sideways(shares: Float64Array): Point[] {
  const most = Math.max(...shares);
  const edge = WINDOW.x[1];
  return [
    [edge, -1],
    ...Array.from(shares).flatMap((p, i): Point[] => {
      const [low, high] = [-1 + (2 * i) / BINS, -1 + (2 * (i + 1)) / BINS];
      return [[edge - (BAR * p) / most, low], [edge - (BAR * p) / most, high]]; // prettier-ignore
    }),
    [edge, 1],
  ];
}

const shade = (from: number, to: number): PlaneItem => ({
  type: 'line',
  points: [[from, -1], [to, -1], [to, 1], [from, 1]], // prettier-ignore
  role: 'broken',
  closed: true,
  fill: true,
  thin: true,
});

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const { gauss, at } = result;
  const y = at.values[3] as number;
  const items: PlaneItem[] = [
    shade(WINDOW.x[0], -gauss.limit),
    shade(gauss.limit, WINDOW.x[1]),
    {
      type: 'line',
      points: [[-5, FLOOR], ...along(result.bell, FLOOR, BELL), [5, FLOOR]],
      role: 'parameter',
      fill: true,
    },
    { type: 'line', points: sideways(gauss.shares), role: 'result', fill: true },
    { type: 'line', points: along(result.slope), role: 'gradient', dashed: true },
    { type: 'line', points: along(result.value), role: 'data' },
    { type: 'line', points: [[state.x, FLOOR], [state.x, y]], role: 'data', thin: true, dashed: true }, // prettier-ignore
    { type: 'text', at: [-4.85, 1.08], text: 'saturated', role: 'broken' },
    { type: 'text', at: [0.35, 1.08], text: 'slope', role: 'gradient' },
    { type: 'dots', points: [[state.x, at.exact]], role: 'gradient', size: 4 },
    {
      type: 'handle',
      key: 'mu',
      at: [inside(state.mu), FLOOR + BELL],
      role: 'parameter',
      label: 'μ',
      name: 'mean μ of the pre-activations',
      step: 0.1,
      move: ([x], done) => set({ mu: x }, { done }),
    },
    {
      type: 'handle',
      key: 's',
      at: [inside(state.mu + state.s), FLOOR + BELL * Math.exp(-0.5)],
      role: 'parameter',
      label: 's',
      name: 'deviation s of the pre-activations',
      step: 0.1,
      move: ([x], done) => set({ s: Math.min(10, Math.max(0.1, x - state.mu)) }, { done }),
    },
    {
      type: 'handle',
      key: 'x',
      at: [inside(state.x), y],
      role: 'data',
      label: 'x',
      name: 'x, one pre-activation',
      step: 0.1,
      move: ([x], done) => set({ x }, { done }),
    },
  ];
  return html`<div class="columns">
    <div class="panel">
      <div class="caption">
        tanh
        <span class="unit"
          ><span class="role-parameter">what comes in</span>,
          <span class="role-result">what goes out, at the right edge</span></span
        >
      </div>
      <nabla-plane
        label="The curve of tanh and its slope, a Gaussian of pre-activations below and their outputs at the right"
        xLabel="x"
        .window=${WINDOW}
        .aspect=${0.8}
        .items=${items}
      ></nabla-plane>
    </div>
    <div class="panel stack loose">
      ${readout([
        ['x', state.x, 'data'],
        ['tanh(x)', formatNumber(y, 6), 'result'],
        ['1 − tanh²(x)', formatNumber(at.exact, 6), 'gradient'],
        ['saturated', percent((gauss.saturated[0] ?? 0) + (gauss.saturated[1] ?? 0)), 'broken'],
        ['mean output', formatNumber(gauss.mean, 3), 'result'],
        ['mean slope', formatNumber(gauss.slope, 3), 'gradient'],
      ])}
      <div class="knobs">${view.control('mu')} ${view.control('s')} ${view.control('x')}</div>
    </div>
  </div>`;
}

const inside = (x: number): number => Math.min(4.9, Math.max(-4.9, x));

function sentence({ state, result: { at, gauss } }: Here<Result>): string {
  const y = formatNumber(at.values[3] as number);
  const kept = (gauss.saturated[0] ?? 0) + (gauss.saturated[1] ?? 0);
  const dot =
    Math.abs(state.x) > gauss.limit
      ? `At x = ${formatNumber(state.x)} tanh is saturated at ${y}: of a gradient ${formatNumber(at.exact, 2)} is left.`
      : `At x = ${formatNumber(state.x)} tanh is ${y} and passes ${formatNumber(at.exact, 3)} of a gradient.`;
  return `${dot} Of pre-activations around ${formatNumber(state.mu, 3)}\u00a0±\u00a0${formatNumber(state.s, 3)}, ${percent(kept)} are saturated.`;
}

function formula({ state, result: { at } }: Here<Result>): Node {
  const x = num(state.x, 'data');
  const up = sup(sym('e'), x);
  const down = sup(sym('e'), row(op('−'), state.x < 0 ? row(words('('), x, words(')')) : x));
  return row(
    sym('tanh'),
    words('('),
    x,
    words(') = '),
    frac(row(up, op('−'), down), row(up, op('+'), down)),
    op('='),
    num(at.values[3] as number, 'result', 6),
  );
}

const table = ({ state, result: { at, gauss } }: Here<Result>) => ({
  caption: 'The dot, and the shares of the outputs',
  columns: ['output from', 'to', 'share'],
  rows: [
    ['x', state.x, ''],
    ['tanh(x)', at.values[3] as number, ''],
    ['slope', at.exact, ''],
    ...Array.from(gauss.shares, (p, i) => [(2 * i) / BINS - 1, (2 * (i + 1)) / BINS - 1, p]),
  ],
});

function warning({ preset, state, result: { at } }: Here<Result>): string | undefined {
  if (preset?.kind === 'break' || at.slope !== 0 || !(at.exact > 0)) return undefined;
  return `tanh(${formatNumber(state.x)}) is rounded to ${formatNumber(at.values[3] as number)}, so 1 − tanh² is exactly 0 in PyTorch’s backward pass, though the slope is ${formatNumber(at.exact, 2)}: nothing gets through.`;
}

export const curve: Lens<Result> = { compute, picture, sentence, formula, table, warning };
