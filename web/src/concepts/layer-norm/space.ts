// Three features in space: the mean is taken off along (1, 1, 1), the division puts what is left on a circle.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { frac, num, matrixOf, op, root, row, sym, type Node } from '../../kit/formula';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { at, rowsOf, type Matrix } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<typeof compute>;

/** Where the eye stands on the line through (1, 1, 1). */
const DIAGONAL = { turn: 45, tilt: 35.264389682754654 };

const methodOf = ({ method }: State): 'layer' | 'rms' => (method === 'rms' ? 'rms' : 'layer');
/** The whole degree next to the diagonal means the diagonal. */
const tiltOf = ({ turn, tilt }: State): number => (turn === 45 && tilt === 35 ? DIAGONAL.tilt : tilt);

function compute(engine: Engine, state: State) {
  const { v, pull, eps, turn } = state;
  const tilt = tiltOf(state);
  return {
    space: engine.normSpace(v, pull, eps, methodOf(state), turn, tilt),
    /** Where a point of the screen at some depth is in space. */
    back: ([x, y]: Point, depth: number): Float64Array =>
      engine
        .matmul({ rows: 1, cols: 3, data: Float64Array.of(x, y, depth) }, engine.viewBasis(turn, tilt))
        .data.map((w) => Number(w.toFixed(3)) + 0),
  };
}

const NAMES = { x: 0, shadow: 1, hat: 2, along: 3, exact: 4, ones: 5 } as const;
const seenAt = (m: Matrix, what: keyof typeof NAMES): Point => [at(m, NAMES[what], 0), at(m, NAMES[what], 1)];
const times = ([x, y]: Point, by: number): Point => [x * by, y * by];

function items({ state, result: { space, back }, set }: Here<Result>, extent: number): PlaneItem[] {
  const { seen } = space;
  const [x, shadow, hat, along, ones] = (['x', 'shadow', 'hat', 'along', 'ones'] as const).map((k) => seenAt(seen, k)) as [Point, Point, Point, Point, Point]; // prettier-ignore
  const rms = methodOf(state) === 'rms';
  const reach = (0.72 * extent) / Math.max(1, Math.hypot(...ones));
  const end = times(ones, Math.min(reach, 2.4));
  const ring = rowsOf(space.ring).map(([a = 0, b = 0]): Point => [a, b]);
  return [
    { type: 'line', points: [times(end, -1), end], role: 'scaffold', thin: true, dashed: true },
    { type: 'text', at: [end[0], end[1] + 0.05 * extent], text: '(1, 1, 1)', anchor: 'middle' },
    rms
      ? { type: 'circle', radius: Math.sqrt(3), role: 'result', dashed: true }
      : { type: 'line', points: ring, role: 'result', closed: true, fill: true, thin: true },
    ...(rms
      ? []
      : ([
          { type: 'line', points: [x, shadow], role: 'scaffold', dashed: true },
          { type: 'line', points: [[0, 0], shadow], role: 'scaffold' },
          { type: 'dots', points: [shadow], role: 'scaffold', size: 4 },
          { type: 'text', at: [shadow[0], shadow[1] - 0.09 * extent], text: 'x − μ', anchor: 'middle' },
        ] as const)),
    { type: 'vector', to: hat, role: 'result', label: 'x̂' },
    { type: 'vector', from: hat, to: along, role: 'gradient', label: '∂L/∂x' },
    {
      type: 'handle',
      key: 'v',
      at: x,
      role: 'data',
      label: 'x',
      name: 'sample x, moved across the line of sight',
      arrow: true,
      move: (to, done) => set({ v: back(to, at(seen, NAMES.x, 2)) }, { done }),
    },
  ];
}

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const { space } = result;
  const extent = roomFor([seenAt(space.seen, 'x'), [2.3, 0]]);
  const views = [
    ['from the side', { turn: 45, tilt: -25 }],
    ['along (1, 1, 1)', { turn: 45, tilt: 35 }],
  ] as const;
  return html`<div class="columns">
    <div class="panel">
      <div class="caption">
        drag x
        <span class="unit"
          >${methodOf(state) === 'rms' ? 'dashed: the sphere of radius √3' : 'disc: at right angles to (1, 1, 1), radius √3'}</span
        >
      </div>
      <nabla-plane
        bare
        label="A sample of three features, its shadow at right angles to the diagonal, and the sample after normalisation"
        .extent=${extent}
        .aspect=${0.86}
        .items=${items(view, extent)}
      ></nabla-plane>
    </div>
    <div class="panel stack loose">
      <div class="steps" role="group" aria-label="view">
        ${views.map(
          ([name, to]) =>
            html`<button aria-pressed=${state.turn === to.turn && state.tilt === to.tilt} @click=${() => set(to)}>
              ${name}
            </button>`,
        )}
      </div>
      <div class="controls">${view.control('turn')} ${view.control('tilt')}</div>
      <div class="steps" role="group" aria-label="normalisation">
        ${(['layer', 'rms'] as const).map(
          (m) =>
            html`<button aria-pressed=${methodOf(state) === m} @click=${() => set({ method: m })}>
              ${m === 'rms' ? 'RMSNorm' : 'LayerNorm'}
            </button>`,
        )}
      </div>
      ${view.control('eps')}
      ${readout([
        ['x̂', tuple(space.hat), 'result'],
        ['∂L/∂x', tuple(space.gradient), 'gradient'],
      ])}
      <details>
        <summary>x and the gradient from above as numbers</summary>
        <div class="controls">${view.control('v')} ${view.control('pull')}</div>
      </details>
    </div>
  </div>`;
}

const tuple = (v: Float64Array): string =>
  `(${Array.from(v, (x) => formatNumber(Math.abs(x) < 1e-12 ? 0 : x, 3)).join(', ')})`;

function sentence({ state, result: { space } }: Here<Result>): string {
  const rms = methodOf(state) === 'rms';
  if (space.hat.every((w) => w === 0))
    return rms
      ? 'x is 0, and 0 comes out.'
      : 'x lies on the diagonal: taking off the mean leaves nothing, and 0 comes out.';
  // As far off as can be seen.
  const inside = Math.hypot(...space.hat) < 0.99 * Math.sqrt(3);
  const round = rms ? 'the sphere' : 'the circle';
  const place = `${round} of radius √3`;
  const where = rms
    ? `RMSNorm only changes its length: x̂ = ${tuple(space.hat)} lies ${inside ? `inside ${place}, because of ε` : `on ${place}`}`
    : `taking off the mean drops it onto the plane at right angles to (1, 1, 1), the division ${inside ? `leaves it inside ${place}, because of ε` : `moves it to ${place}`}: x̂ = ${tuple(space.hat)}`;
  const stay = space.gradient.every((w) => w === 0)
    ? 'no gradient comes back'
    : `the gradient ${inside ? 'need not' : 'can only'} point along ${round}`;
  return `From x = ${tuple(state.v)}, ${where}; ${stay}.`;
}

const formula = ({ state, result: { space } }: Here<Result>): Node => {
  const rms = methodOf(state) === 'rms';
  const column = (v: Float64Array, role: 'data' | 'scaffold' | 'result'): Node =>
    matrixOf(Array.from(v, (w) => [num(Math.abs(w) < 1e-12 ? 0 : w, role, 3)]));
  return row(
    column(state.v, 'data'),
    op('→'),
    ...(rms ? [] : [column(space.shadow, 'scaffold'), op('→')]),
    frac(row(root(num(3)), sym(rms ? 'x' : 'c')), root(row(sym(rms ? '‖x‖²' : '‖c‖²'), op('+'), num(3), sym('ε')))),
    op('='),
    column(space.hat, 'result'),
  );
};

const table = ({ state, result: { space } }: Here<Result>) => ({
  caption: 'Three features on their way through the layer',
  columns: ['feature', 'x', 'x − μ', 'x̂', '∂L/∂output', '∂L/∂x'],
  rows: [0, 1, 2].map((k) => [
    k + 1,
    ...[state.v, space.shadow, space.hat, state.pull, space.gradient].map((w) => w[k] ?? 0),
  ]),
});

const warning = ({ result: { space } }: Here<Result>): string | undefined =>
  space.hat.every((w) => w === 0)
    ? 'Without ε this would be 0/0: every direction on the circle is equally near.'
    : undefined;

const blame = (): keyof State => 'v';

export const space: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
