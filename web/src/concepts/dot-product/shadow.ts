// Two vectors in the plane: the shadow that a throws on b.

import { html, type TemplateResult } from 'lit';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import {
  angleArc,
  degrees,
  fields,
  geometryReadout,
  geometrySentence,
  geometryTable,
  geometryWarning,
  pointOf,
  productTable,
  sumFormula,
  type Geometry,
  type Here,
  type Lens,
} from './lens';

interface Result {
  readonly geometry: Geometry;
}

const scaled = (p: Point, k: number): Point => [p[0] * k, p[1] * k];

/** The line through b, the perpendicular down to it, and its right-angle mark. */
export function shadowItems(a: Point, b: Point, foot: Point, normB: number, extent: number): PlaneItem[] {
  if (!(normB > 0)) return [];
  const along = scaled([b[0] / normB, b[1] / normB], 3 * extent);
  return [
    { type: 'line', points: [scaled(along, -1), along], role: 'scaffold', thin: true },
    { type: 'line', points: [a, foot], role: 'scaffold', dashed: true },
  ];
}

function plane({ state, result, set }: Here<Result>): TemplateResult {
  const { geometry: g } = result;
  const [a, b] = [pointOf(state.a), pointOf(state.b)];
  const foot = pointOf(g.projection);
  const extent = roomFor([a, b, foot]);
  const items: PlaneItem[] = [
    ...shadowItems(a, b, foot, g.normB, extent),
    ...(g.angleDefined && Number.isFinite(g.angle) ? angleArc(b, a, extent * 0.16, degrees(g.angle, 3)) : []),
    {
      type: 'handle',
      key: 'b',
      at: b,
      role: 'parameter',
      label: 'b',
      name: 'vector b',
      arrow: true,
      step: extent / 40,
      move: (to, done) => set({ b: Float64Array.of(...to) }, { done }),
    },
    { type: 'vector', to: foot, role: 'result' },
    {
      type: 'handle',
      key: 'a',
      at: a,
      role: 'data',
      label: 'a',
      name: 'vector a',
      arrow: true,
      step: extent / 40,
      move: (to, done) => set({ a: Float64Array.of(...to) }, { done }),
    },
  ];
  return html`<nabla-plane
    label="Vectors a and b, and the shadow of a on b"
    .extent=${extent}
    .items=${items}
  ></nabla-plane>`;
}

export const shadow: Lens<Result> = {
  compute: (engine, state) => ({ geometry: engine.dotGeometry(state.a, state.b, state.angle) }),
  picture: (view) =>
    html`<div class="columns">
      <div class="panel">${plane(view)}</div>
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
