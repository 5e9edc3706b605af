// Vectors with one, three or more entries. Three are drawn in space; of any others the plane that a and b span is
// drawn, true to scale: lengths, angle and shadow are those of the whole space.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import { at, type Matrix } from '../../kit/values';
import {
  angleArc,
  degrees,
  fields,
  geometryReadout,
  geometrySentence,
  geometryTable,
  geometryWarning,
  productTable,
  sumFormula,
  type Geometry,
  type Here,
  type Lens,
  type State,
} from './lens';

const ELEVATION = 20;

interface Scene {
  /** Screen coordinates and depth, one thing a row: a, b, shadow, then the three axes. */
  readonly seen: Matrix;
  readonly basis: Matrix;
  /** Where a point of the screen at some depth is in space. */
  readonly back: (p: Point, depth: number) => Float64Array;
}

interface Result {
  readonly geometry: Geometry;
  readonly scene: Scene | undefined;
  /** Where a point of the plane of a and b is in the whole space. */
  readonly place: (p: Point) => Float64Array;
}

const rowsOf = (...rows: readonly (Float64Array | readonly number[])[]): Matrix => ({
  rows: rows.length,
  cols: 3,
  data: Float64Array.from(rows.flatMap((r) => [...r])),
});

/** A typed number for a dragged one: three decimals of what the window shows. */
const tidy = (v: Float64Array): Float64Array => v.map((x) => Number(x.toFixed(3)) + 0);

function sceneOf(engine: Engine, state: State, g: Geometry): Scene {
  const basis = engine.viewBasis(state.turn, ELEVATION);
  const shadow = g.normB > 0 ? g.projection : new Float64Array(3);
  const world = rowsOf(state.a, state.b, shadow, [1, 0, 0], [0, 1, 0], [0, 0, 1]);
  return {
    seen: engine.matmul(world, engine.matrixTranspose(basis)),
    basis,
    back: ([x, y], depth) => tidy(engine.matmul(rowsOf([x, y, depth]), basis).data),
  };
}

const screen = (m: Matrix, r: number): Point => [at(m, r, 0), at(m, r, 1)];

function inSpace({ state, result, set }: Here<Result>, scene: Scene): TemplateResult {
  const { seen } = scene;
  const [a, b, foot] = [screen(seen, 0), screen(seen, 1), screen(seen, 2)];
  const extent = roomFor([a, b, foot, [1.5, 0]]);
  const reach = extent * 0.85;
  const axes = [3, 4, 5].flatMap((r, k): PlaneItem[] => {
    const [x, y] = screen(seen, r);
    return [
      { type: 'line', points: [[-x * reach, -y * reach], [x * reach, y * reach]], role: 'scaffold', thin: true },
      { type: 'text', at: [x * reach * 1.06, y * reach * 1.06], text: String(k + 1), anchor: 'middle' },
    ]; // prettier-ignore
  });
  const items: PlaneItem[] = [
    ...axes,
    { type: 'line', points: [a, foot], role: 'scaffold', dashed: true },
    {
      type: 'handle',
      key: 'b',
      at: b,
      role: 'parameter',
      label: 'b',
      name: 'vector b, moved across the line of sight',
      arrow: true,
      move: (to, done) => set({ b: scene.back(to, at(seen, 1, 2)) }, { done }),
    },
    ...(result.geometry.normB > 0 ? [{ type: 'vector', to: foot, role: 'result' } as const] : []),
    {
      type: 'handle',
      key: 'a',
      at: a,
      role: 'data',
      label: 'a',
      name: 'vector a, moved across the line of sight',
      arrow: true,
      move: (to, done) => set({ a: scene.back(to, at(seen, 0, 2)) }, { done }),
    },
  ];
  return html`<nabla-plane
    bare
    label=${`Vectors a and b in space, seen from ${state.turn} degrees, and the shadow of a on b`}
    .extent=${extent}
    .items=${items}
  ></nabla-plane>`;
}

function inTheirPlane({ state, result, set }: Here<Result>): TemplateResult {
  const { geometry: g } = result;
  const known = (x: number): number => (Number.isFinite(x) ? x : 0);
  const a: Point = g.normB > 0 ? [known(g.scalarProjection), known(g.rejectionNorm)] : [g.normA, 0];
  const b: Point = [g.normB, 0];
  const extent = roomFor([a, b]);
  const items: PlaneItem[] = [
    ...(g.normB > 0 ? [{ type: 'line', points: [a, [a[0], 0]], role: 'scaffold', dashed: true } as const] : []),
    ...(g.angleDefined && Number.isFinite(g.angle) ? angleArc(b, a, extent * 0.16, degrees(g.angle, 3)) : []),
    { type: 'vector', to: b, role: 'parameter', label: 'b' },
    ...(g.normB > 0 ? [{ type: 'vector', to: [a[0], 0], role: 'result' } as const] : []),
    {
      type: 'handle',
      key: 'a',
      at: a,
      role: 'data',
      label: 'a',
      name: 'vector a in the plane of a and b',
      arrow: true,
      step: extent / 40,
      move: (to, done) => set({ a: tidy(result.place(to)) }, { done }),
    },
  ];
  return html`<div class="caption">
      the plane of a and b <span class="unit">out of ${state.a.length} dimensions, true to scale, b to the right</span>
    </div>
    <nabla-plane
      label="Vectors a and b in the plane that they span, and the shadow of a on b"
      .extent=${extent}
      .items=${items}
    ></nabla-plane>`;
}

const view3d = (view: Here<Result>, scene: Scene): TemplateResult =>
  html`${inSpace(view, scene)} ${view.control('turn')}`;

export const space: Lens<Result> = {
  compute(engine, state) {
    const geometry = engine.dotGeometry(state.a, state.b, state.angle);
    return {
      geometry,
      scene: state.a.length === 3 ? sceneOf(engine, state, geometry) : undefined,
      place: ([x, y]) => engine.pointInPlane(geometry.basis, x, y),
    };
  },
  picture: (view) =>
    html`<div class="columns">
      <div class="panel">${view.result.scene ? view3d(view, view.result.scene) : inTheirPlane(view)}</div>
      <div class="panel stack loose">
        ${fields(view, 'vector a', 'vector b')}
        ${productTable(['a', 'b'], view.state.a, view.state.b, view.result.geometry.products, view.result.geometry.value)}
        ${geometryReadout(view.result.geometry)} ${view.control('angle')}
      </div>
    </div>`,
  sentence: ({ result }) => geometrySentence(result.geometry),
  formula: ({ state, result }) => sumFormula(result.geometry, state),
  table: ({ state, result }) => geometryTable(result.geometry, state),
  warning: ({ result }) => geometryWarning(result.geometry),
};
