// What each of the lenses provides.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import type { Node } from '../../kit/formula';
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

export type Partials = ReturnType<Engine['partials']>;
export type ContourMap = ReturnType<Engine['contourMap']>;

export const ASPECT = 0.92;
const POINTS = 161;
/** Points of a slice: about one a pixel of a slice's plane. */
const SLICE = 241;

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

export function partialsOf(engine: Engine, state: State): Partials {
  const { x, y } = windowOf(state);
  return engine.partials(state.f, state.p, Float64Array.from(x), Float64Array.from(y), SLICE);
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

/** Sends the point where a hand wants it, along the variables that are not frozen. */
export function movePoint({ state, set }: Here<unknown>, to: Point, done: boolean): void {
  const [x, y] = pointOf(state.p);
  const next = [state.vary === 'y' ? x : to[0], state.vary === 'x' ? y : to[1]];
  set({ p: Float64Array.from(next) }, { done });
}

/** The handle is the point's first control; numbers for it are typed here. */
export const typedPoint = (view: Here<unknown>): TemplateResult =>
  html`<details>
    <summary>Type the point</summary>
    ${view.control('p')}
  </details>`;

export interface Symbols {
  readonly x: Node | undefined;
  readonly y: Node | undefined;
}

/** Operations of a derivative that still reads well in one line. */
const SHORT = 9;
const lastSymbols = remember<Symbols>();

/** ∂f/∂x and ∂f/∂y as formulas, where they are short. */
export function symbolsOf(engine: Engine, { f }: State): Symbols {
  const one = (variable: string): Node | undefined => {
    try {
      const report = engine.expressionDerivative(f, 'x,y', variable);
      return report.operations <= SHORT ? (JSON.parse(report.formula) as Node) : undefined;
    } catch {
      // A derivative too long to print has no formula; its value is shown all the same.
      return undefined;
    }
  };
  return lastSymbols(f, () => ({ x: one('x'), y: one('y') }));
}
