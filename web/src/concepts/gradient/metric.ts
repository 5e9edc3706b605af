// The metric: the same function before and after one axis is stretched, and what “steepest” means in each.

import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { matrixOf, num, op, row, sup, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem, Point } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import { at } from '../../kit/values';
import type { Engine } from '../../engine';
import {
  ASPECT,
  ground,
  isFinitePair,
  mapOf,
  plus,
  pointHandle,
  pointOf,
  typedPoint,
  windowOf,
  type Here,
  type ContourMap,
  type Lens,
  type State,
} from './lens';

type Result = ReturnType<typeof compute>;

const lastMap = remember<ContourMap>();

function compute(engine: Engine, state: State) {
  const metric = engine.metricProbe(state.f, state.p, state.stretch);
  // A window as wide as the other one, about the same point: so both planes show angles as they are.
  const [x, y] = pointOf(metric.stretchedAt);
  const { reach } = state;
  const window = { x: [x - reach, x + reach], y: [y - reach * ASPECT, y + reach * ASPECT] } as const;
  const key = [state.f, reach, state.stretch, x, y].join(' ');
  const stretched = lastMap(key, () =>
    engine.stretchedMap(state.f, Float64Array.from(window.x), Float64Array.from(window.y), state.stretch, 101),
  );
  return { map: mapOf(engine, state), metric, window, stretched };
}

/** As in the lens “slopes”: 1/x has a value where log(x) has none. */
const hasGradient = ({ value, gradient }: Result['metric']): boolean =>
  Number.isFinite(value) && isFinitePair(gradient);
const hasArrows = (metric: Result['metric']): boolean => hasGradient(metric) && !Number.isNaN(metric.swing);

/** An arrow of a direction's own, as long as it takes to be seen: lengths differ by the square of the stretch. */
function arrow(from: Point, v: Float64Array, length: number): Point {
  const [x, y] = pointOf(v);
  const size = Math.hypot(x, y);
  return plus(from, [x, y], length / size);
}

function before(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { metric } = result;
  const p = pointOf(state.p);
  const length = 0.45 * state.reach;
  const ball = Array.from({ length: metric.ball.rows }, (_, i): Point =>
    plus(p, [at(metric.ball, i, 0), at(metric.ball, i, 1)], 0.42 * state.reach * Math.min(1, state.stretch)),
  );
  const items: PlaneItem[] = [
    ...ground(result.map),
    { type: 'line', points: ball, role: 'parameter', thin: true },
    ...(hasArrows(metric)
      ? ([
          { type: 'vector', from: p, to: arrow(p, metric.gradient, length), role: 'gradient', label: '∇f' },
          { type: 'vector', from: p, to: arrow(p, metric.natural, length), role: 'result', label: 'G⁻¹∇f' },
        ] as const)
      : []),
    pointHandle(view),
  ];
  return html`<div class="panel">
    <div class="caption">
      the plane
      <span class="unit">orange: places at one distance, if x counts ${formatNumber(state.stretch)}-fold</span>
    </div>
    <nabla-plane
      label="Contours of f with the gradient and the steepest direction of the metric"
      xLabel="x"
      yLabel="y"
      .window=${windowOf(state)}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

function after({ state, result: { metric, window, stretched } }: Here<Result>): TemplateResult {
  const p = pointOf(metric.stretchedAt);
  const length = 0.45 * state.reach;
  const items: PlaneItem[] = [
    ...ground(stretched),
    { type: 'circle', at: p, radius: 0.42 * state.reach, role: 'parameter' },
    ...(hasArrows(metric)
      ? ([
          {
            type: 'vector',
            from: p,
            to: arrow(p, metric.stretchedPlain, length),
            role: 'gradient',
            dashed: true,
            label: '∇f, stretched',
          },
          {
            type: 'vector',
            from: p,
            to: arrow(p, metric.stretchedGradient, length),
            role: 'result',
            label: 'steepest here',
          },
        ] as const)
      : []),
    { type: 'dots', points: [p], role: 'data', size: 5 },
  ];
  return html`<div class="panel">
    <div class="caption">
      the same, x stretched × ${formatNumber(state.stretch)} <span class="unit">the circle is round here</span>
    </div>
    <nabla-plane
      label="The same contours in the stretched coordinates"
      xLabel="x stretched"
      yLabel="y"
      .window=${window}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

const picture = (view: Here<Result>): TemplateResult => {
  const { metric } = view.result;
  const swings = hasArrows(metric);
  return html`<div class="stack">
    <div class="controls fields">${view.control('f')} ${view.control('stretch')}</div>
    <div class="columns">${before(view)} ${after(view)}</div>
    ${readout([
      ['∂f/∂x, ∂f/∂y', pairText(metric.gradient), 'gradient'],
      ['G⁻¹∇f', pairText(metric.natural), 'result'],
      ['steepest swings by', swings ? `${formatNumber(Math.abs(metric.swing), 3)}°` : undefined],
      ['per unit, along ∇f', metric.plainSlope, 'gradient'],
      ['per unit, along G⁻¹∇f', metric.slope, 'result'],
      ['∇f to contour, stretched', swings ? `${formatNumber(metric.stretchedAngle, 3)}°` : undefined],
    ])}
    ${typedPoint(view)}
  </div>`;
};

const pairText = (v: Float64Array): string => `(${Array.from(v, (x) => formatNumber(x, 3)).join(', ')})`;

function sentence({ state, result: { metric } }: Here<Result>): string {
  if (!hasGradient(metric)) return 'f has no gradient at p.';
  if (Number.isNaN(metric.swing)) return 'The gradient is 0 here, and that is so in every metric.';
  if (state.stretch === 1) return 'With one unit for both axes, steepest is along ∇f, at right angles to the contour.';
  const gain = `a unit step along G⁻¹∇f gains ${formatNumber(metric.slope, 3)}, along ∇f only ${formatNumber(metric.plainSlope, 3)}`;
  return `If x counts ${formatNumber(state.stretch)}-fold, steepest swings by ${formatNumber(Math.abs(metric.swing), 3)}°: ${gain}.`;
}

const formula = ({ state, result: { metric } }: Here<Result>): Node =>
  row(
    sup(sym('G', { bold: true }), num(-1)),
    op('∇'),
    sym('f'),
    op('='),
    sup(
      matrixOf([
        [sup(num(state.stretch, 'parameter'), num(2)), num(0)],
        [num(0), num(1)],
      ]),
      num(-1),
    ),
    matrixOf(Array.from(metric.gradient, (g) => [num(g, 'gradient', 3)])),
    op('='),
    isFinitePair(metric.natural)
      ? matrixOf(Array.from(metric.natural, (g) => [num(g, 'result', 3)]))
      : words('undefined'),
  );

const table = ({ result: { metric } }: Here<Result>) => ({
  caption: 'The gradient and the steepest direction, in the plane and in the stretched plane',
  columns: ['vector', 'x', 'y'],
  rows: (
    [
      ['∇f', metric.gradient],
      ['G⁻¹∇f', metric.natural],
      ['steepest, of length 1 in the metric', metric.steepest],
      ['gradient in the stretched plane', metric.stretchedGradient],
      ['∇f stretched with the plane', metric.stretchedPlain],
    ] as const
  ).map(([name, v]) => [name, v[0] as number, v[1] as number]),
});

const warning = ({ result: { metric } }: Here<Result>): string | undefined =>
  hasGradient(metric) ? undefined : 'f or its slope is not finite at p: move p to where the map has colours.';

export const metric: Lens<Result> = { compute, picture, sentence, formula, table, warning };
