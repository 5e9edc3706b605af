// What each of the five lenses provides, and the words that they share.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Role, Values } from '../../kit/parameters';
import type { Interval, PlaneItem } from '../../kit/plane-items';
import type { Point, Window } from '../../kit/plane';
import { rowOf, type Matrix } from '../../kit/values';
import type { View } from '../../kit/widget';
import concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;

export type Lens<R> = KitLens<Table, R, Engine>;

export type Comparison = ReturnType<Engine['odeCompare']>;
export type Trace = Comparison['chosen'];

/** Points of the smooth curves; as many as a wide plane can show. */
export const CURVE = 240;

export const NAMES: Readonly<Record<string, string>> = concept.parameters.method.options;
export const METHODS = Object.keys(NAMES);

/** In theory. */
export const orderOf = (method: string): number => [1, 2, 4, 5, 1, 5][METHODS.indexOf(method)] ?? 0;

/** These two choose their steps. */
export const chooses = (method: string): boolean => method === 'dopri5' || method === 'radau';

export interface Equations {
  readonly u: string;
  /** Empty for one unknown. */
  readonly v: string;
  readonly start: Float64Array;
}

export const equations = (state: State): Equations =>
  state.dims === 'two'
    ? { u: state.du, v: state.dv, start: state.start }
    : { u: state.f, v: '', start: Float64Array.of(state.y0) };

export function compare(engine: Engine, state: State, rival: string, curve = CURVE): Comparison {
  const { u, v, start } = equations(state);
  const step = chooses(state.method) ? 0 : state.dt;
  // A rival takes the same steps; where the method chooses, it needs some of its own.
  const other = rival === 'none' || rival === state.method || step === 0 ? '' : rival;
  return engine.odeCompare(u, v, state.t0, state.t1, start, state.method, step, state.rtol, other, curve);
}

/** The standard controls of the equation itself. */
export const equationControls = (view: Here<unknown>): TemplateResult =>
  html`${view.control('dims')}
  ${view.state.dims === 'two' ? html`${view.control('du')} ${view.control('dv')}` : view.control('f')}`;

/** The numbers that a window must hold: a solution that runs to infinity is shown without its last part. */
export const worthSeeing = ({ curve, outcome }: Trace): Float64Array =>
  outcome === 'reached' ? curve.data : curve.data.subarray(0, curve.cols * Math.ceil(0.88 * curve.rows));

/** The largest factor of a step along a direction in which the solution falls. */
export const worst = ({ growth, z }: Comparison): number =>
  Math.max(...growth.filter((_, i) => (z.re[i] as number) < 0));

export const lastRow = (m: Matrix): Float64Array => rowOf(m, m.rows - 1);

/** y over t for one unknown, v over u for two. */
export function pathOf(t: Float64Array, y: Matrix): Point[] {
  return y.cols === 2
    ? Array.from({ length: y.rows }, (_, r): Point => [y.data[2 * r] as number, y.data[2 * r + 1] as number])
    : Array.from({ length: y.rows }, (_, r): Point => [t[r] as number, y.data[r] as number]);
}

/** Few steps are corners and dots; many are a curve. */
export const trail = (points: readonly Point[], role: Role, size: number, most: number): PlaneItem[] =>
  points.length <= most ? [{ type: 'dots', points, role, size }] : [];

/** A number, or a pair in parentheses. */
export const valueText = (y: Float64Array, digits = 4): string => {
  const parts = Array.from(y, (x) => formatNumber(x, digits));
  return parts.length === 1 ? (parts[0] as string) : `(${parts.join(', ')})`;
};

const ROUND = [1, 2, 2.5, 5, 10] as const;

/** An interval with round ends that holds these numbers with some room: it rarely changes while something is dragged. */
export function room(values: Iterable<number>, least = 0.5, margin = 0.06): Interval {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of values) {
    if (!Number.isFinite(x)) continue;
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  if (low > high) return [-1, 1];
  const size = Math.max(high - low, least);
  const spare = Math.max(margin * size, (least - (high - low)) / 2);
  const decade = 10 ** Math.floor(Math.log10(size / 4));
  const grain = decade * (ROUND.find((r) => r * decade >= size / 8) ?? 10);
  return [Math.floor((low - spare) / grain) * grain, Math.ceil((high + spare) / grain) * grain];
}

/** Room for what must be seen, and for what may leave as far as `reach` times beyond it. */
export function roomWithin(must: readonly number[], may: readonly number[], reach = 3): Interval {
  const seen = must.filter(Number.isFinite);
  const [low, high] = [Math.min(...seen), Math.max(...seen)];
  const size = Math.max(high - low, 0.5);
  const inside = may.filter((x) => x > low - reach * size && x < high + reach * size);
  return room([...seen, ...inside]);
}

/** The same in the plane, of numbers u, v, u, v … */
export function planeWithin(must: ArrayLike<number>, may: ArrayLike<number>, reach: number): Window {
  const along = (c: number): Interval => {
    const of = (list: ArrayLike<number>): number[] => Array.from(list).filter((_, i) => i % 2 === c);
    return roomWithin(of(must), of(may), reach);
  };
  return { x: along(0), y: along(1) };
}
