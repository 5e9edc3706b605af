// A line through points, and one that strays: squares are areas, and a large one bends the line.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { num, op, row, sym, words } from '../../kit/formula';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import { at, withEntry, type Matrix } from '../../kit/values';
import { readout, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;
type Fit = Result['mse'];

const ASPECT = 0.92;

const column = (m: Matrix, c: number): Float64Array => Float64Array.from({ length: m.rows }, (_, r) => at(m, r, c));

function compute(engine: Engine, { xy }: State) {
  const x = column(xy, 0);
  const y = column(xy, 1);
  return { x, y, mse: engine.leastSquaresLine(x, y), mae: engine.leastAbsoluteLine(x, y) };
}

const other = (loss: State['loss']): 'mse' | 'mae' => (loss === 'mse' ? 'mae' : 'mse');

/** The line across the window, as two points. */
const across = ({ slope, intercept }: Fit, reach: number): Point[] =>
  [-1.5 * reach, 1.5 * reach].map((x) => [x, slope * x + intercept]);

/** A residual as the side of a square that stands beside it, away from the middle of the picture. */
function square(x: number, y: number, residual: number): PlaneItem {
  const away = x >= 0 ? -Math.abs(residual) : Math.abs(residual);
  return {
    type: 'line',
    points: [
      [x, y],
      [x + away, y],
      [x + away, y - residual],
      [x, y - residual],
    ],
    closed: true,
    fill: true,
    thin: true,
    role: 'gradient',
  };
}

const stick = (x: number, y: number, residual: number): PlaneItem => ({
  type: 'line',
  points: [
    [x, y],
    [x, y - residual],
  ],
  role: 'gradient',
});

function items(view: Here<Result>, reach: number): PlaneItem[] {
  const { state, result, set } = view;
  const fit = result[state.loss];
  const drawn = state.loss === 'mse' ? square : stick;
  const last = result.x.length - 1;
  return [
    ...Array.from(fit.residuals, (r, i) => drawn(result.x[i] ?? 0, result.y[i] ?? 0, r)),
    { type: 'line', points: across(result[other(state.loss)], reach), role: 'scaffold', dashed: true },
    { type: 'line', points: across(fit, reach), role: 'result' },
    ...Array.from(result.x, (x, i): PlaneItem => ({
      type: 'handle',
      key: `xy${i + 1}`,
      at: [x, result.y[i] ?? 0],
      role: i === last ? 'parameter' : 'data',
      label: '',
      name: i === last ? 'the outlier' : `point ${i + 1}`,
      move: (to, done) => set({ xy: withEntry(withEntry(state.xy, i, 0, to[0]), i, 1, to[1]) }, { done }),
    })),
    {
      type: 'text',
      at: [(result.x[last] ?? 0) * 0.96, (result.y[last] ?? 0) + 0.09 * reach],
      anchor: (result.x[last] ?? 0) < 0 ? 'start' : 'end',
      role: 'parameter',
      text: 'outlier',
    },
  ];
}

const percent = (share: number | undefined): string => `${formatNumber(100 * (share ?? 0), 3)} %`;

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const points = Array.from(result.x, (x, i): Point => [x, (result.y[i] ?? 0) / ASPECT]);
  const reach = roomFor(points, 4);
  const fit = result[state.loss];
  const last = result.x.length - 1;
  return html`<div class="columns">
    <div class="panel">
      <div class="caption">
        drag the points
        <span class="unit"
          >${state.loss === 'mse' ? 'areas: squared residuals' : 'bars: absolute residuals'}; dashed: the line of the
          other loss</span
        >
      </div>
      <nabla-plane
        label="Points, the fitted line and its residuals"
        .extent=${reach}
        .aspect=${ASPECT}
        .items=${items(view, reach)}
      ></nabla-plane>
    </div>
    <div class="panel stack loose">
      ${view.control('loss', { label: 'the line minimises' })}
      ${readout([
        ['slope', fit.slope, 'result'],
        ['intercept', fit.intercept, 'result'],
        ['its MSE', fit.mse],
        ['its MAE', fit.mae],
      ])}
      ${readout([
        ['outlier’s share of the squares', percent(fit.squaredShare[last])],
        ['of the absolute values', percent(fit.absoluteShare[last])],
        ['slope by the other loss', result[other(state.loss)].slope],
      ])}
      <details>
        <summary>The points as numbers</summary>
        ${view.control('xy', { asText: true })}
      </details>
    </div>
  </div>`;
}

function sentence({ state, result }: Here<Result>): string {
  const { mse, mae } = result;
  const last = result.x.length - 1;
  const [s, a] = [formatNumber(mse.slope, 3), formatNumber(mae.slope, 3)];
  return state.loss === 'mse'
    ? `Least squares gives slope ${s}; the last point alone is ${percent(mse.squaredShare[last])} of what it minimises. Least absolute error gives ${a}.`
    : `Least absolute error gives slope ${a} and runs through at least two of the points; least squares gives ${s}.`;
}

function formula({ state, result }: Here<Result>) {
  const fit = result[state.loss];
  const c = fit.intercept;
  return row(
    sym('ŷ'),
    op('='),
    num(fit.slope, 'result'),
    sym('x'),
    op(c < 0 ? '−' : '+'),
    num(Math.abs(c), 'result'),
    words(`,  ${state.loss.toUpperCase()} `),
    op('='),
    num(fit[state.loss], 'gradient'),
  );
}

const table = ({ result: { x, y, mse, mae } }: Here<Result>) => ({
  caption: 'Points with their residuals from both lines',
  columns: ['point', 'x', 'y', 'residual, least squares', 'share of the squares', 'residual, least absolute'],
  rows: Array.from(x, (v, i) => [
    i + 1,
    v,
    y[i] ?? 0,
    mse.residuals[i] ?? 0,
    mse.squaredShare[i] ?? 0,
    mae.residuals[i] ?? 0,
  ]),
});

function warning({ state, result }: Here<Result>): string | undefined {
  const share = result.mse.squaredShare[result.x.length - 1] ?? 0;
  return state.loss === 'mse' && result.x.length > 3 && share > 0.4
    ? `One point of ${result.x.length} makes up ${percent(share)} of the squares, so the line bends towards it.`
    : undefined;
}

export const line: Lens<Result> = { compute, picture, sentence, formula, table, warning };
