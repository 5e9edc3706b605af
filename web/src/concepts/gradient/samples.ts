// Samples: what torch.gradient makes of values on a grid, beside the gradient of the function itself.

import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { factor, frac, num, op, row, sym, sub, type Node } from '../../kit/formula';
import { matrixView } from '../../kit/matrix-view';
import '../../kit/plane';
import type { PlaneItem, Point } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
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
  const sampled = engine.sampledGradient(state.f, state.p, state.spacing);
  return { map: mapOf(engine, state), sampled, answer: state.told ? sampled.estimate : sampled.unitSpacing };
}

function map(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { sampled, answer } = result;
  const p = pointOf(state.p);
  const steps = [-2, -1, 0, 1, 2];
  const dots = steps.flatMap((i) => steps.map((j): Point => plus(p, [j, i], state.spacing)));
  const [x, y] = pointOf(sampled.exact);
  const scale = drawnScale(Math.hypot(x, y), 0.6 * state.reach);
  const items: PlaneItem[] = [
    ...ground(result.map),
    { type: 'dots', points: dots, role: 'data', size: 3 },
    ...(isFinitePair(sampled.exact)
      ? ([
          { type: 'vector', from: p, to: plus(p, [x, y], scale), role: 'gradient', label: `∇f${times(scale)}` },
        ] as const)
      : []),
    ...(isFinitePair(answer)
      ? ([
          {
            type: 'vector',
            from: p,
            to: plus(p, pointOf(answer), scale),
            role: state.told ? 'result' : 'broken',
            dashed: true,
          },
        ] as const)
      : []),
    pointHandle(view),
  ];
  return html`<div class="panel">
    <div class="caption">
      the map of f <span class="unit"><span class="role-data">dots: samples</span>; dashed arrow: torch.gradient</span>
    </div>
    <nabla-plane
      label="Contours of f with a grid of samples and two gradients"
      xLabel="x"
      yLabel="y"
      .window=${windowOf(state)}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

const pairText = (v: Float64Array): string =>
  isFinitePair(v) ? `(${Array.from(v, (x) => formatNumber(x)).join(', ')})` : 'not a number';

const picture = (view: Here<Result>): TemplateResult => {
  const { state, result } = view;
  const { sampled, answer } = result;
  return html`<div class="stack">
    <div class="controls fields">${view.control('f')} ${view.control('spacing')} ${view.control('told')}</div>
    <div class="columns">
      ${map(view)}
      <div class="panel stack">
        ${matrixView(flipped(sampled.values), { label: 'samples of f, y upwards', role: 'data', digits: 3 })}
        ${readout([
          ['autograd at p', pairText(sampled.exact), 'gradient'],
          [
            state.told ? 'torch.gradient, spacing=h' : 'torch.gradient, no spacing',
            pairText(answer),
            state.told ? 'result' : 'broken',
          ],
          ['at the corner: one-sided', pairText(sampled.corner), 'result'],
          ['autograd there', pairText(sampled.cornerExact), 'gradient'],
        ])}
        <p class="note">
          torch.gradient(v) takes differences of sampled values: central inside, one-sided at the rim. It answers one
          array a dimension, rows first: (∂f/∂y, ∂f/∂x).
        </p>
      </div>
    </div>
    ${typedPoint(view)}
  </div>`;
};

/** As the plane shows it: the last row, with the largest y, on top. */
function flipped(m: Result['sampled']['values']): Result['sampled']['values'] {
  const rows = Array.from({ length: m.rows }, (_, i) => m.data.subarray(i * m.cols, (i + 1) * m.cols)).reverse();
  return { ...m, data: Float64Array.from(rows.flatMap((r) => Array.from(r))) };
}

function sentence({ state, result: { sampled, answer } }: Here<Result>): string {
  const from = `From samples ${formatNumber(state.spacing)} apart torch.gradient answers ${pairText(answer)}`;
  const told = state.told ? '' : ', taking them to be 1 apart';
  return `${from}${told}; the gradient of f itself is ${pairText(sampled.exact)}.`;
}

const formula = ({ state, result: { sampled, answer } }: Here<Result>): Node =>
  row(
    frac(
      row(num(at(sampled.values, 2, 3), 'data'), op('−'), factor(at(sampled.values, 2, 1), 'data')),
      row(num(2), op('·'), num(state.told ? state.spacing : 1, 'parameter')),
    ),
    op('='),
    num(answer[0] as number, state.told ? 'result' : 'broken'),
    op('≈'),
    sub(sym('f'), sym('x')),
    op('='),
    num(sampled.exact[0] as number, 'gradient'),
  );

const table = ({ result: { sampled } }: Here<Result>) => ({
  caption: 'Slopes of f at p: by autograd and by torch.gradient',
  columns: ['method', '∂/∂x', '∂/∂y'],
  rows: (
    [
      ['autograd', sampled.exact],
      ['torch.gradient(v, spacing=h)', sampled.estimate],
      ['torch.gradient(v)', sampled.unitSpacing],
      ['torch.gradient(v, spacing=h), lower left corner', sampled.corner],
      ['autograd, lower left corner', sampled.cornerExact],
    ] as const
  ).map(([name, v]) => [name, v[0] as number, v[1] as number]),
});

const warning = ({ result: { sampled } }: Here<Result>): string | undefined =>
  sampled.values.data.every(Number.isFinite)
    ? undefined
    : 'Some samples are not finite, and every difference that uses one is lost: move p or narrow the spacing.';

export const samples: Lens<Result> = { compute, picture, sentence, formula, table, warning };
