// What each of the lenses provides, and the map that most of them stand on.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Values } from '../../kit/parameters';
import type { PlaneItem, Point, Window } from '../../kit/plane';
import { remember } from '../../kit/remember';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;

export type Lens<R> = KitLens<Table, R, Engine>;

export type ContourMap = ReturnType<Engine['contourMap']>;

/** Height over width of the maps. */
export const ASPECT = 0.84;
/** Points of the colour field each way: as fine as the eye needs on 400 pixels, every second one carries contours. */
export const POINTS = 161;

export const windowOf = ({ reach }: State): Window => ({
  x: [-reach, reach],
  y: [-reach * ASPECT, reach * ASPECT],
});

const lastMap = remember<ContourMap>();

/** Colours and contours of f; made anew only when the text or the window changes, not while the point is dragged. */
export function mapOf(engine: Engine, state: State): ContourMap {
  const { x, y } = windowOf(state);
  return lastMap(`${state.reach} ${state.f}`, () =>
    engine.contourMap(state.f, Float64Array.from(x), Float64Array.from(y), POINTS),
  );
}

export const ground = (map: ContourMap): PlaneItem[] => [
  {
    type: 'field',
    grid: map.shades,
    x: [map.x[0] as number, map.x[1] as number],
    y: [map.y[0] as number, map.y[1] as number],
    colors: 'sequential',
    domain: [0, 1],
    opacity: 0.42,
  },
  { type: 'segments', points: map.contours, role: 'scaffold', thin: true, opacity: 0.75 },
];

export const pointOf = (v: Float64Array): Point => [v[0] ?? Number.NaN, v[1] ?? Number.NaN];
export const plus = (p: Point, q: Point, k = 1): Point => [p[0] + k * q[0], p[1] + k * q[1]];

/** The handle of the point at which everything is asked. */
export const pointHandle = ({ state, set }: Here<unknown>): PlaneItem => ({
  type: 'handle',
  key: 'p',
  at: pointOf(state.p),
  role: 'data',
  label: 'p',
  name: 'point p, where the gradient is taken',
  step: state.reach / 50,
  move: (to, done) => set({ p: Float64Array.of(...to) }, { done }),
});

/** A round factor that lets an arrow of this length stand in a room; 1 if it does anyway. */
export function drawnScale(length: number, room: number): number {
  if (!(length > room) || !Number.isFinite(length)) return 1;
  const decade = 10 ** Math.floor(Math.log10(room / length));
  return ([5, 2, 1].find((s) => s * decade * length <= room) ?? 1) * decade;
}

export const times = (scale: number): string => (scale === 1 ? '' : ` × ${Number(scale.toPrecision(1))}`);

export const isFinitePair = (v: Float64Array): boolean => v.length === 2 && v.every(Number.isFinite);

/** The handle is the point's first control; numbers for it, and the width of the map, are typed here. */
export const typedPoint = (view: Here<unknown>): TemplateResult =>
  html`<details>
    <summary>Type the point</summary>
    ${view.control('p')}
  </details>`;
