// A loss: every place of the left plane is a line through the data in the right one.

import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { frac, matrixOf, num, op, row, sym, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem, Point } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import { at, withEntry } from '../../kit/values';
import type { Engine } from '../../engine';
import {
  ASPECT,
  drawnScale,
  ground,
  plus,
  POINTS,
  pointOf,
  times,
  type Here,
  type ContourMap,
  type Lens,
  type State,
} from './lens';

const W: Point = [-2, 4];
const B: Point = [-2.52, 2.52];
/** Half the width of the plane with the data. */
const EXTENT = 3;

type Result = ReturnType<typeof compute>;

const lastMap = remember<ContourMap>();

const compute = (engine: Engine, state: State) => ({
  map: lastMap(state.data.data.join(' '), () =>
    engine.lossMap(state.data, Float64Array.from(W), Float64Array.from(B), POINTS),
  ),
  fit: engine.lossProbe(state.data, state.line),
});

function map({ state, result: { map: land, fit }, set }: Here<Result>): TemplateResult {
  const p = pointOf(state.line);
  const scale = drawnScale(fit.norm, 1);
  const g = pointOf(fit.gradient);
  const items: PlaneItem[] = [
    ...ground(land),
    ...(fit.best.length === 2
      ? ([
          { type: 'line', points: [p, pointOf(fit.best)], role: 'scaffold', dashed: true },
          { type: 'dots', points: [pointOf(fit.best)], role: 'result', size: 5 },
          { type: 'text', at: plus(pointOf(fit.best), [0.12, -0.05]), text: 'minimum', role: 'result' },
        ] as const)
      : []),
    ...(fit.norm > 0
      ? ([
          { type: 'vector', from: p, to: plus(p, g, scale), role: 'gradient', label: `∇L${times(scale)}` },
          { type: 'vector', from: p, to: plus(p, g, -scale), role: 'gradient', dashed: true, label: '−∇L' },
        ] as const)
      : []),
    {
      type: 'handle',
      key: 'line',
      at: p,
      role: 'parameter',
      label: '(w, b)',
      name: 'slope w and intercept b of the line',
      move: (to, done) => set({ line: Float64Array.of(...to) }, { done }),
    },
  ];
  return html`<div class="panel">
    <div class="caption role-parameter">parameters <span class="unit">contours of the mean squared error</span></div>
    <nabla-plane
      label="The loss over slope and intercept, with its gradient"
      xLabel="w"
      yLabel="b"
      .window=${{ x: W, y: B }}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

function lines({ state, result: { fit }, set }: Here<Result>): TemplateResult {
  const { data } = state;
  const [w, b] = pointOf(state.line);
  const rows = Array.from({ length: data.rows }, (_, i): Point => [at(data, i, 0), at(data, i, 1)]);
  const end = (x: number): Point => [x, w * x + b];
  const items: PlaneItem[] = [
    { type: 'line', points: [end(-EXTENT), end(EXTENT)], role: 'parameter' },
    ...rows.map((p, i): PlaneItem => ({
      type: 'line',
      points: [p, [p[0], p[1] + (fit.residuals[i] as number)]],
      role: 'broken',
      dashed: true,
      thin: true,
    })),
    ...rows.map((p, i): PlaneItem => ({
      type: 'handle',
      key: `d${i + 1}`,
      at: p,
      role: 'data',
      label: '',
      name: `data point ${i + 1}`,
      move: ([x, y], done) => set({ data: withEntry(withEntry(data, i, 0, x), i, 1, y) }, { done }),
    })),
  ];
  return html`<div class="panel">
    <div class="caption role-data">
      data and the line
      <span class="unit">drag the points; <span class="role-broken">dashed: what is squared</span></span>
    </div>
    <nabla-plane
      label="The data points, the line and what it misses"
      xLabel="x"
      yLabel="y"
      .extent=${EXTENT}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

const picture = (view: Here<Result>): TemplateResult => {
  const { fit } = view.result;
  return html`<div class="stack">
    <div class="columns">${map(view)} ${lines(view)}</div>
    ${readout([
      ['loss L', fit.loss, 'result'],
      ['∂L/∂w', fit.gradient[0], 'gradient'],
      ['∂L/∂b', fit.gradient[1], 'gradient'],
      ['‖∇L‖', fit.norm, 'gradient'],
      ['least loss', Number.isFinite(fit.bestLoss) ? fit.bestLoss : undefined, 'result'],
      ['−∇L misses the minimum by', Number.isFinite(fit.astray) ? `${formatNumber(fit.astray, 3)}°` : undefined],
    ])}
    <div class="controls fields">${view.control('line')}</div>
    <details>
      <summary>Type the data</summary>
      ${view.control('data')}
    </details>
  </div>`;
};

function sentence({ state, result: { fit } }: Here<Result>): string {
  const [w, b] = Array.from(state.line, (v) => formatNumber(v));
  const head = `The line y = ${w} x + ${b} has a mean squared error of ${formatNumber(fit.loss)}.`;
  if (fit.norm < 1e-9) return `${head} The gradient is 0: no small change of slope or intercept helps.`;
  const verbs = Array.from(fit.gradient, (g) => (g > 0 ? 'less' : 'more'));
  const how = `Steepest downhill asks for ${verbs[0]} slope and ${verbs[1]} intercept`;
  return Number.isFinite(fit.astray)
    ? `${head} ${how}, ${formatNumber(fit.astray, 3)}° off the way to the minimum.`
    : `${head} ${how}.`;
}

const formula = ({ state, result: { fit } }: Here<Result>): Node =>
  row(
    op('∇'),
    sym('L'),
    op('='),
    frac(num(2), num(state.data.rows)),
    matrixOf([[row(op('Σ'), sym('r'), sym('x')), row(op('Σ'), sym('r'))]]),
    op('='),
    matrixOf([Array.from(fit.gradient, (g) => num(g, 'gradient'))]),
  );

const table = ({ state, result: { fit } }: Here<Result>) => ({
  caption: 'Data with what the line misses, r = w x + b − y',
  columns: ['point', 'x', 'y', 'r'],
  rows: Array.from(fit.residuals, (r, i) => [i + 1, at(state.data, i, 0), at(state.data, i, 1), r]),
});

const warning = ({ result: { fit } }: Here<Result>): string | undefined =>
  fit.best.length === 2
    ? undefined
    : 'All points share one x, so many lines are equally good: the loss has a level valley instead of one minimum.';

export const loss: Lens<Result> = { compute, picture, sentence, formula, table, warning };
