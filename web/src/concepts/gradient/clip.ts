// Clipping: one gradient cut to a disc and to a square.

import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { frac, matrixOf, num, op, row, type Node, words } from '../../kit/formula';
import '../../kit/plane';
import { roomFor, type PlaneItem } from '../../kit/plane';
import { readout } from '../../kit/readout';
import type { Engine } from '../../engine';
import {
  ASPECT,
  drawnScale,
  ground,
  isFinitePair,
  mapOf,
  plus,
  pointHandle,
  pointOf,
  times,
  typedPoint,
  windowOf,
  type Here,
  type Lens,
  type State,
} from './lens';

type Result = ReturnType<typeof compute>;

function compute(engine: Engine, state: State) {
  const { gradient, value } = engine.gradientProbe(state.f, state.p, 0, 0, 2 * state.reach);
  return { map: mapOf(engine, state), value, gradient, clipped: engine.clippingAt(state.f, state.p, state.limit) };
}

/** As in the lens “slopes”: 1/x has a value where log(x) has none. */
const hasArrows = ({ value, gradient }: Result): boolean => Number.isFinite(value) && isFinitePair(gradient);

function map(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const p = pointOf(state.p);
  const scale = drawnScale(result.clipped.norm, 0.7 * state.reach);
  const items: PlaneItem[] = [
    ...ground(result.map),
    ...(hasArrows(result) && result.clipped.norm > 0
      ? ([
          {
            type: 'vector',
            from: p,
            to: plus(p, pointOf(result.gradient), scale),
            role: 'gradient',
            label: `∇f${times(scale)}`,
          },
        ] as const)
      : []),
    pointHandle(view),
  ];
  return html`<div class="panel">
    <div class="caption">the map of f <span class="unit">drag p</span></div>
    <nabla-plane
      label="Contours of f with the gradient at p"
      xLabel="x"
      yLabel="y"
      .window=${windowOf(state)}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

function arrows({ state, result }: Here<Result>): TemplateResult {
  const { gradient, clipped } = result;
  const c = state.limit;
  // Five limits wide at most: a longer gradient runs out of the picture, as it should.
  const extent = Math.min(roomFor([pointOf(gradient), [1.6 * c, 0]], 1e-3), 5 * c);
  const items: PlaneItem[] = [
    { type: 'circle', radius: c, role: 'result' },
    { type: 'line', points: [[-c, -c], [c, -c], [c, c], [-c, c]], role: 'broken', closed: true, dashed: true }, // prettier-ignore
    ...(hasArrows(result)
      ? ([
          { type: 'vector', to: pointOf(gradient), role: 'gradient', label: '∇f' },
          { type: 'vector', to: pointOf(clipped.byValue), role: 'broken', dashed: true, label: 'by value' },
          { type: 'vector', to: pointOf(clipped.byNorm), role: 'result', label: 'by norm' },
        ] as const)
      : []),
  ];
  return html`<div class="panel">
    <div class="caption">
      gradients of one step
      <span class="unit"
        ><span class="role-result">disc: by norm</span>, <span class="role-broken">square: by value</span></span
      >
    </div>
    <nabla-plane
      label="The gradient, cut to the disc of radius c and to the square of half width c"
      xLabel="∂f/∂x"
      yLabel="∂f/∂y"
      .extent=${extent}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

const pairText = (v: Float64Array): string => `(${Array.from(v, (x) => formatNumber(x)).join(', ')})`;
const turnText = (degrees: number): string | undefined =>
  Number.isNaN(degrees) ? undefined : `${formatNumber(Math.abs(degrees) < 1e-9 ? 0 : degrees, 3)}°`;

const picture = (view: Here<Result>): TemplateResult => {
  const { gradient, clipped } = view.result;
  return html`<div class="stack">
    <div class="controls fields">${view.control('f')} ${view.control('limit')}</div>
    <div class="columns">${map(view)} ${arrows(view)}</div>
    ${readout([
      ['∇f', pairText(gradient), 'gradient'],
      ['‖∇f‖', clipped.norm, 'gradient'],
      ['factor, by norm', clipped.coefficient, 'result'],
      ['by norm', pairText(clipped.byNorm), 'result'],
      ['turned by', turnText(clipped.turnByNorm), 'result'],
      ['by value', pairText(clipped.byValue), 'broken'],
      ['turned by', turnText(clipped.turnByValue), 'broken'],
    ])}
    ${typedPoint(view)}
  </div>`;
};

function sentence({ state, result: { value, gradient, clipped } }: Here<Result>): string {
  if (!Number.isFinite(value)) return 'f has no value at p, and so no gradient to clip.';
  if (!isFinitePair(gradient)) return 'There is no finite gradient to clip.';
  if (clipped.coefficient === 1 && clipped.turnByValue < 1e-9)
    return `The gradient lies within the limit ${formatNumber(state.limit)}: nothing is clipped.`;
  const byNorm =
    clipped.coefficient < 1
      ? `By norm the gradient shrinks to ${formatNumber(clipped.coefficient, 3)} of its length and keeps its direction`
      : 'By norm nothing happens';
  return `${byNorm}; by value it turns by ${turnText(clipped.turnByValue) ?? '0°'}.`;
}

const formula = ({ state, result: { gradient, clipped } }: Here<Result>): Node =>
  row(
    words('min('),
    num(1),
    op(','),
    frac(num(state.limit, 'parameter'), row(num(clipped.norm, 'gradient'), op('+'), num(1e-6))),
    words(')'),
    op('·'),
    matrixOf([Array.from(gradient, (g) => num(g, 'gradient'))]),
    op('='),
    matrixOf([Array.from(clipped.byNorm, (g) => num(g, 'result'))]),
  );

const table = ({ result: { gradient, clipped } }: Here<Result>) => ({
  caption: 'The gradient before and after clipping',
  columns: ['vector', 'x', 'y'],
  rows: (
    [
      ['∇f', gradient],
      ['clip_grad_norm_', clipped.byNorm],
      ['clip_grad_value_', clipped.byValue],
    ] as const
  ).map(([name, v]) => [name, v[0] as number, v[1] as number]),
});

function warning({ result: { value, gradient } }: Here<Result>): string | undefined {
  if (!Number.isFinite(value)) return 'f is not finite at p: move p to where the map has colours.';
  return isFinitePair(gradient)
    ? undefined
    : 'The gradient is not finite here. Clipping by value makes ±c of an infinite entry; by norm it becomes nan, as 0 · inf does. A nan stays in both. Pass error_if_nonfinite=True to clip_grad_norm_ to hear of it.';
}

export const clip: Lens<Result> = { compute, picture, sentence, formula, table, warning };
