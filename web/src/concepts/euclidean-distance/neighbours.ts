// Nearest neighbours: who is near decides the class, region by region; a unit decides who is near.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { factor, fence, joined, num, op, root, row, sub, sup, sym } from '../../kit/formula';
import type { Role } from '../../kit/parameters';
import '../../kit/plane';
import type { PlaneItem, Point } from '../../kit/plane';
import { at, withEntry, type Matrix } from '../../kit/values';
import { readout, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;

const ASPECT = 0.8;
const COLS = 110;
const CLASSES = ['A', 'B', 'C'] as const;
const ROLES: readonly Role[] = ['data', 'parameter', 'result'];

const xyOf = (m: Matrix): Matrix => ({
  rows: m.rows,
  cols: 2,
  data: Float64Array.from({ length: 2 * m.rows }, (_, i) => at(m, i >> 1, i & 1)),
});

/** Half the width of a window that holds every point, in few steps. */
function reachOf({ points, query }: State): number {
  let reach = 4.5;
  const fits = (x: number, y: number): boolean => Math.abs(x) <= 0.95 * reach && Math.abs(y) <= 0.95 * reach * ASPECT;
  while (!(
    fits(query[0] ?? 0, query[1] ?? 0) &&
    Array.from({ length: points.rows }, (_, i) => i).every((i) => fits(at(points, i, 0), at(points, i, 1)))
  )) {
    reach *= 2;
  }
  return reach;
}

function compute(engine: Engine, state: State) {
  const xy = xyOf(state.points);
  const labels = Float64Array.from({ length: xy.rows }, (_, i) => at(state.points, i, 2));
  const k = Math.min(state.k, xy.rows);
  const weights = Float64Array.of(state.scale, 1);
  const reach = reachOf(state);
  const window = Float64Array.of(-reach, reach, -reach * ASPECT, reach * ASPECT);
  return {
    k,
    reach,
    xy,
    labels,
    near: engine.nearestNeighbours(xy, labels, state.query, k, weights),
    regions: engine.neighbourRegions(xy, labels, k, weights, window, COLS * ASPECT, COLS),
    edges: engine.voronoiEdges(xy, weights, window),
  };
}

const nameOf = (label: number): string => CLASSES[label] ?? '';
const roleOf = (label: number): Role => ROLES[label] ?? 'scaffold';
const nearest = ({ k, near }: Result): number[] => Array.from(near.order.slice(0, k));

function items(view: Here<Result>): PlaneItem[] {
  const { state, result, set } = view;
  const { reach, xy, labels, near } = result;
  const q: Point = [state.query[0] ?? 0, state.query[1] ?? 0];
  return [
    {
      type: 'field',
      grid: result.regions,
      x: [-reach, reach],
      y: [-reach * ASPECT, reach * ASPECT],
      colors: 'labels',
    },
    { type: 'segments', points: result.edges.data, role: 'scaffold', thin: true, opacity: state.k === 1 ? 1 : 0.55 },
    ...nearest(result).map((i): PlaneItem => ({
      type: 'line',
      points: [q, [at(xy, i, 0), at(xy, i, 1)]],
      role: roleOf(labels[i] ?? 0),
    })),
    ...Array.from(labels, (label, i): PlaneItem => ({
      type: 'handle',
      key: `p${i + 1}`,
      at: [at(xy, i, 0), at(xy, i, 1)],
      role: roleOf(label),
      label: nameOf(label),
      name: `point ${i + 1}, class ${nameOf(label)}`,
      move: ([x, y], done) => set({ points: withEntry(withEntry(state.points, i, 0, x), i, 1, y) }, { done }),
    })),
    {
      type: 'handle',
      key: 'query',
      at: q,
      role: roleOf(near.label),
      label: `? → ${nameOf(near.label)}`,
      name: 'the query',
      move: (to, done) => set({ query: Float64Array.from(to) }, { done }),
    },
  ];
}

function picture(view: Here<Result>): TemplateResult {
  const { result } = view;
  const { near, k, xy } = result;
  const last = k === 1 ? 1 : k - 1;
  return html`<div class="columns">
    <div class="panel">
      <div class="caption">
        drag the query or any point <span class="unit">tint: the class that wins there; lines: Voronoi cells</span>
      </div>
      <nabla-plane
        label="Labelled points, the regions their neighbours decide, and a query"
        .extent=${result.reach}
        .aspect=${ASPECT}
        .items=${items(view)}
      ></nabla-plane>
    </div>
    <div class="panel stack loose">
      <div class="controls">${view.control('k')} ${view.control('scale')}</div>
      ${readout([
        ['class', nameOf(near.label), roleOf(near.label)],
        ['votes', Array.from(near.votes, (n, i) => `${nameOf(i)} ${n}`).join(', ')],
        ['nearest', near.distances[near.order[0] ?? 0] ?? 0],
        ...(last < xy.rows
          ? [[k === 1 ? 'second nearest' : 'farthest voter', near.distances[near.order[last] ?? 0] ?? 0] as const]
          : []),
      ])}
      <details>
        <summary>The points as numbers</summary>
        ${view.control('points', { asText: true })} ${view.control('query')}
      </details>
    </div>
  </div>`;
}

function sentence({ state, result }: Here<Result>): string {
  const { near, k } = result;
  const winner = nameOf(near.label);
  const first = `The ${k === 1 ? 'nearest point is' : `${k} nearest points are`} within ${formatNumber(near.distances[near.order[k - 1] ?? 0] ?? 0, 3)} of the query`;
  const tie = near.tied
    ? `; the vote is a tie and goes to the nearer one, ${winner}`
    : `, and the vote goes to ${winner}`;
  const unit = state.scale === 1 ? '' : ` A step in x counts ${formatNumber(state.scale, 3)} times a step in y.`;
  return `${first}${tie}.${unit}`;
}

function formula({ state, result }: Here<Result>) {
  const i = result.near.order[0] ?? 0;
  const scale = state.scale === 1 ? [] : [num(state.scale, 'parameter', 3), op('·')];
  const term = (c: number, before: typeof scale) =>
    sup(fence(row(...before, ...[before.length ? fence(pairOf(c)) : pairOf(c)])), num(2));
  const pairOf = (c: number) =>
    row(num(at(result.xy, i, c), roleOf(result.labels[i] ?? 0), 3), op('−'), factor(state.query[c] ?? 0, undefined, 3));
  return row(
    sub(sym('d'), sym('near')),
    op('='),
    root(joined([term(0, scale), term(1, [])], '+')),
    op('='),
    num(result.near.distances[i] ?? 0),
  );
}

const table = ({ result }: Here<Result>) => ({
  caption: 'Points, nearest first',
  columns: ['rank', 'point', 'x', 'y', 'class', 'distance', 'votes'],
  rows: Array.from(result.near.order, (i, rank) => [
    rank + 1,
    i + 1,
    at(result.xy, i, 0),
    at(result.xy, i, 1),
    nameOf(result.labels[i] ?? 0),
    result.near.distances[i] ?? 0,
    rank < result.k ? 'yes' : 'no',
  ]),
});

function warning({ state }: Here<Result>): string | undefined {
  if (state.scale >= 5) return 'Nearly all of every distance is x: the second feature hardly has a say.';
  return state.scale <= 0.2 ? 'Nearly all of every distance is y: the first feature hardly has a say.' : undefined;
}

export const neighbours: Lens<Result> = { compute, picture, sentence, formula, table, warning };
