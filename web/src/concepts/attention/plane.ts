// One query in the plane: how far along it each key lies, the shares that follow, and the mixture of the values.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { fence, frac, joined, num, op, root, row, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { at, rowsOf, withEntry, type Matrix } from '../../kit/values';
import { blame, fields, known, maskOf, queryOf, rowAt, seenBy, tuple, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;

const ASPECT = 0.78;
const NOTHING: Matrix = { rows: 0, cols: 2, data: new Float64Array(0) };

function compute(engine: Engine, state: State) {
  const { q, k, v, scaled, fill, format } = state;
  return {
    forward: engine.attentionForward(q, k, v, maskOf(state), false, scaled, fill, format),
    hull: v.cols === 2 ? engine.convexHull(v) : NOTHING,
  };
}

const point = (m: Matrix, r: number): Point => [at(m, r, 0), at(m, r, 1)];
const points = (m: Matrix): Point[] => rowsOf(m).map(([x = 0, y = 0]): Point => [x, y]);
const moved = (m: Matrix, r: number, [x, y]: Point): Matrix => withEntry(withEntry(m, r, 0, x), r, 1, y);
const planar = ({ q, v }: State): boolean => q.cols === 2 && v.cols === 2;

function keys({ state, set }: Here<Result>, extent: number): PlaneItem[] {
  const { q, k } = state;
  const i = queryOf(state);
  const [x, y] = point(q, i);
  const length = Math.hypot(x, y);
  const far = length > 0 ? (2 * extent) / length : 0;
  /** The foot of a key on the line of the query: where its score is read. */
  const feet = points(k).map(([a, b]): Point => {
    const t = length > 0 ? (a * x + b * y) / (length * length) : 0;
    return [t * x, t * y];
  });
  return [
    { type: 'line', points: [[-far * x, -far * y], [far * x, far * y]], role: 'parameter', thin: true, dashed: true }, // prettier-ignore
    {
      type: 'segments',
      points: Float64Array.from(feet.flatMap((foot, j) => [...point(k, j), ...foot])),
      role: 'scaffold',
      thin: true,
    },
    { type: 'dots', points: feet, role: 'scaffold', size: 3 },
    { type: 'dots', points: points(q).filter((_, r) => r !== i), role: 'parameter', size: 3 },
    ...points(k).map((to, j): PlaneItem => ({
      type: 'handle',
      key: `k${j + 1}`,
      at: to,
      role: 'data',
      label: `k${j + 1}`,
      name: `key ${j + 1}`,
      move: (p, done) => set({ k: moved(state.k, j, p) }, { done }),
    })),
    {
      type: 'handle',
      key: 'q',
      at: [x, y],
      role: 'parameter',
      label: `q${i + 1}`,
      name: `query ${i + 1}`,
      arrow: true,
      move: (p, done) => set({ q: moved(state.q, i, p) }, { done }),
    },
  ];
}

function values({ state, result, set }: Here<Result>, extent: number): PlaneItem[] {
  const { v } = state;
  const i = queryOf(state);
  const { weights, output } = result.forward;
  const out = point(output, i);
  return [
    { type: 'line', points: points(result.hull), role: 'data', closed: true, fill: true, thin: true },
    ...points(v).flatMap((p, j): PlaneItem[] => {
      const w = at(weights, i, j);
      if (!(w > 1e-4)) return [];
      return [
        { type: 'circle', at: p, radius: 0.26 * extent * Math.sqrt(w), role: 'result' },
        { type: 'line', points: [p, out], role: 'result', thin: true },
      ];
    }),
    ...points(v).map((to, j): PlaneItem => ({
      type: 'handle',
      key: `v${j + 1}`,
      at: to,
      role: 'data',
      label: `v${j + 1} · ${formatNumber(at(weights, i, j), 2)}`,
      name: `value ${j + 1}`,
      move: (p, done) => set({ v: moved(state.v, j, p) }, { done }),
    })),
    { type: 'vector', to: out, role: 'result', label: 'output' },
  ];
}

function planes(view: Here<Result>): TemplateResult {
  const { state } = view;
  if (!planar(state)) {
    return html`<p class="note">
      The planes show queries and values of two entries; these have ${state.q.cols} and ${state.v.cols}. The other
      lenses take any.
    </p>`;
  }
  const [near, far] = [
    roomFor(
      [...points(state.q), ...points(state.k)].map(([x, y]): Point => [x, y / ASPECT]),
      2,
    ),
    roomFor(
      points(state.v).map(([x, y]): Point => [x, y / ASPECT]),
      2,
    ),
  ];
  return html`<div class="columns">
    <div class="panel">
      <div class="caption">
        drag the <span class="role-parameter">query</span> or a <span class="role-data">key</span>
        <span class="unit">dots on the line: its score</span>
      </div>
      <nabla-plane
        label="The query and the keys, with each key’s shadow on the line of the query"
        .extent=${near}
        .aspect=${ASPECT}
        .items=${keys(view, near)}
      ></nabla-plane>
    </div>
    <div class="panel">
      <div class="caption">
        <span class="role-data">values</span>, <span class="role-result">output</span>
        <span class="unit">circles: their weights; filled: where the output can lie</span>
      </div>
      <nabla-plane
        label="The values, the area between them, and the output in it"
        .extent=${far}
        .aspect=${ASPECT}
        .items=${values(view, far)}
      ></nabla-plane>
    </div>
  </div>`;
}

const picture = (view: Here<Result>): TemplateResult => {
  const { state, result } = view;
  const i = queryOf(state);
  const { forward } = result;
  return html`${planes(view)}
  ${readout([
    ['scores', tuple(rowAt(forward.scaled, i)), 'parameter'],
    ['weights', tuple(rowAt(forward.weights, i)), 'result'],
    ['output', tuple(rowAt(forward.output, i)), 'result'],
    ['largest weight', largest(result, i), 'result'],
    ['entropy H', forward.entropy[i]],
    ['slope left, tr J', forward.trace[i], 'gradient'],
  ])}
  ${fields(view)}`;
};

const largest = ({ forward }: Result, i: number): number => Math.max(...rowAt(forward.weights, i));

function sentence({ state, result }: Here<Result>): string {
  const i = queryOf(state);
  const { weights, entropy, output } = result.forward;
  const row = rowAt(weights, i);
  const best = row.indexOf(Math.max(...row));
  if (seenBy(state, i) === 0 && row.every((w) => w === 0))
    return `Query ${i + 1} may see no key: it attends to nothing, and 0 comes out.`;
  if (!(Math.max(...row) > 0)) return `Query ${i + 1} has no weights: ${seenBy(state, i) === 0 ? 'its softmax is not a number' : `its scores overflow ${state.format}`}.`; // prettier-ignore
  const how = (entropy[i] ?? 0) > 0.98 * Math.log(row.length) ? 'looks nearly everywhere alike' : `looks most at key ${best + 1}, with ${formatNumber(row[best] ?? 0, 3)} of its weight`; // prettier-ignore
  return `Query ${i + 1} ${how}; its output ${tuple(rowAt(output, i))} is that mixture of the values, and cannot leave the area between them.`;
}

function formula({ state, result, width }: Here<Result>): Node {
  const i = queryOf(state);
  const { scores, output } = result.forward;
  const list = (v: Float64Array, role: 'parameter' | 'result', most: number): Node => {
    const shown = Array.from(v.slice(0, v.length > most ? most - 1 : most), (x) => num(x, role, 3));
    return fence(joined(v.length > most ? [...shown, words('⋯')] : shown, ','));
  };
  const score = list(rowAt(scores, i), 'parameter', width < 560 ? 3 : 4);
  const out = rowAt(output, i);
  return row(
    words('softmax'),
    state.scaled ? fence(frac(score, root(num(state.q.cols)))) : score,
    sym('V'),
    op('='),
    out.every(Number.isFinite) ? list(out, 'result', 3) : words('no number'),
  );
}

const table = ({ state, result: { forward } }: Here<Result>) => ({
  caption: 'Every query with every key',
  columns: ['query', 'key', 'score', 'scaled', 'masked', 'weight'],
  rows: Array.from(forward.scores.data, (score, n) => [
    Math.floor(n / state.k.rows) + 1,
    (n % state.k.rows) + 1,
    ...[score, forward.scaled.data[n] ?? 0, forward.masked.data[n] ?? 0, forward.weights.data[n] ?? 0].map((x) =>
      Number.isFinite(x) ? x : known(x),
    ),
  ]),
});

const warning = ({ state, result }: Here<Result>): string | undefined =>
  (result.forward.trace[queryOf(state)] ?? 1) < 0.02 && !state.scaled && largest(result, queryOf(state)) > 0
    ? 'The weights have settled on one key: their slope, tr J, is nearly 0, and with it every gradient that could move them.'
    : undefined;

export const plane: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
