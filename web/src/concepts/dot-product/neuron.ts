// A neuron: the weights turn a boundary, the bias moves it, the input is on one side or the other.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { factor, joined, num, op, row, sym, words } from '../../kit/formula';
import { neuron } from '../../kit/neuron';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import { degrees, fields, pointOf, type Geometry, type Here, type Lens } from './lens';
import { readout } from '../../kit/readout';

type Sum = ReturnType<Engine['neuronSum']>;

interface Result {
  readonly sum: Sum;
  readonly geometry: Geometry;
  /** The bias whose boundary runs through a point. */
  readonly biasThrough: (p: Point) => number;
}

const plus = (p: Point, q: Point, k: number): Point => [p[0] + k * q[0], p[1] + k * q[1]];

/** Boundaries of activation −3 … 3: parallel, one levelGap apart. The firing half is filled. */
function boundary(sum: Sum, extent: number): PlaneItem[] {
  const [origin, normal] = [pointOf(sum.origin), pointOf(sum.normal)];
  const far = 4 * extent;
  const side: Point = [-normal[1], normal[0]];
  const ends = (shift: number): [Point, Point] => {
    const middle = plus(origin, normal, shift);
    return [plus(middle, side, -far), plus(middle, side, far)];
  };
  const [p, q] = ends(0);
  const levels = [-3, -2, -1, 1, 2, 3].flatMap((k) => ends(k * sum.levelGap).flat());
  return [
    { type: 'line', points: [p, q, plus(q, normal, 2 * far), plus(p, normal, 2 * far)], role: 'result', fill: true, closed: true, thin: true },
    { type: 'segments', points: Float64Array.from(levels.flat()), role: 'result', thin: true, opacity: 0.35 },
    { type: 'line', points: [p, q], role: 'result' },
  ]; // prettier-ignore
}

function plane({ state, result, set }: Here<Result>): TemplateResult {
  const { sum } = result;
  const [x, w, origin, foot] = [pointOf(state.a), pointOf(state.b), pointOf(sum.origin), pointOf(sum.foot)];
  const extent = roomFor([x, w, ...(sum.boundaryDefined ? [origin] : [])]);
  const items: PlaneItem[] = [
    ...(sum.boundaryDefined ? boundary(sum, extent) : []),
    ...(sum.boundaryDefined ? [{ type: 'line', points: [x, foot], role: 'scaffold', dashed: true } as const] : []),
    {
      type: 'handle',
      key: 'w',
      at: w,
      role: 'parameter',
      label: 'w',
      name: 'weights w, at a right angle to the boundary',
      arrow: true,
      step: extent / 40,
      move: (to, done) => set({ b: Float64Array.of(...to) }, { done }),
    },
    ...(sum.boundaryDefined
      ? [
          {
            type: 'handle',
            key: 'bias',
            at: origin,
            role: 'parameter',
            label: '0',
            name: 'boundary where w·x + b is 0; moving it changes the bias',
            step: extent / 40,
            move: (to, done) => set({ bias: Number(result.biasThrough(to).toFixed(2)) + 0 }, { done }),
          } satisfies PlaneItem,
        ]
      : []),
    {
      type: 'handle',
      key: 'x',
      at: x,
      role: 'data',
      label: 'x',
      name: 'input x',
      step: extent / 40,
      move: (to, done) => set({ a: Float64Array.of(...to) }, { done }),
    },
  ];
  return html`<nabla-plane
    label="The half of the plane where w·x + b is positive, the weights w and the input x"
    xLabel="x₁"
    yLabel="x₂"
    .extent=${extent}
    .items=${items}
  ></nabla-plane>`;
}

const verdict = (z: number): string => (z > 0 ? 'fires' : z < 0 ? 'stays silent' : 'stands on the edge');

const numbers = ({ sum, geometry: g }: Result): TemplateResult =>
  readout([
    ['w·x', formatNumber(sum.sum)],
    ['w·x + b', formatNumber(sum.activation), 'result'],
    ['‖x‖', formatNumber(g.normA), 'data'],
    ['‖w‖', formatNumber(g.normB), 'parameter'],
    ['cos θ', g.angleDefined ? formatNumber(g.cosine) : 'not defined'],
    ['θ', g.angleDefined ? degrees(g.angle) : 'not defined'],
    ['to the boundary', sum.boundaryDefined ? formatNumber(sum.distance) : 'not defined'],
  ]);

export const neuronLens: Lens<Result> = {
  compute: (engine, state) => ({
    sum: engine.neuronSum(state.a, state.b, state.bias),
    geometry: engine.dotGeometry(state.a, state.b, 'clamped'),
    biasThrough: (p) => -engine.dot(state.b, Float64Array.of(...p)),
  }),
  picture(view) {
    const { state, result } = view;
    const { sum } = result;
    const wires = Array.from(sum.products, (product, i) => ({
      input: state.a[i] as number,
      weight: state.b[i] as number,
      product,
    }));
    const flat = state.a.length === 2;
    const wiring = neuron(wires, sum.sum, `${wires.length} weighted inputs add up to ${formatNumber(sum.sum)}`);
    const note = flat
      ? 'Green side: w·x + b is positive. Lines mark activations one apart; longer weights bring them closer.'
      : `With ${state.a.length} inputs the boundary is a flat cut through ${state.a.length} dimensions; with two it can be drawn.`;
    return html`<div class="columns">
      <div class="panel">${flat ? plane(view) : wiring}</div>
      <div class="panel stack loose">
        ${fields(view, 'input x', 'weights w')} ${flat ? wiring : ''} ${view.control('bias')} ${numbers(result)}
        <p class="note">${note}</p>
      </div>
    </div>`;
  },
  sentence({ result: { sum } }) {
    if (!sum.boundaryDefined) return 'All weights are zero: the neuron says the same to every input, its bias.';
    return `w·x + b is ${formatNumber(sum.activation)}: the neuron ${verdict(sum.activation)}, with x ${formatNumber(Math.abs(sum.distance))} from the boundary.`;
  },
  formula({ state, result: { sum } }) {
    const terms = Array.from(sum.products, (_, i) =>
      row(factor(state.b[i] ?? 0, 'parameter'), op('·'), factor(state.a[i] ?? 0, 'data')),
    );
    const shown = terms.length > 4 ? [...terms.slice(0, 3), words('…'), ...terms.slice(-1)] : terms;
    return row(
      sym('w', { bold: true }),
      op('·'),
      sym('x', { bold: true }),
      op('+'),
      sym('b'),
      op('='),
      joined([...shown, factor(state.bias, 'parameter')], '+'),
      op('='),
      num(sum.activation, 'result'),
    );
  },
  table: ({ state, result }) => ({
    caption: 'Inputs, weights and their products',
    columns: ['i', 'x', 'w', 'w·x', 'nearest point of the boundary'],
    rows: Array.from(result.sum.products, (p, i) => [
      i + 1,
      state.a[i] ?? Number.NaN,
      state.b[i] ?? Number.NaN,
      p,
      result.sum.foot[i] ?? Number.NaN,
    ]),
  }),
  warning: ({ result: { sum } }) =>
    Number.isFinite(sum.sum) ? undefined : `w·x is ${formatNumber(sum.sum)}: a product or the sum is beyond float64.`,
};
