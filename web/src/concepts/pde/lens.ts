// What the two lenses share: the problem that a state describes, and the curve at one time with its handles.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Values } from '../../kit/parameters';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import { rowOf, type Matrix } from '../../kit/values';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;

export type Lens<R> = KitLens<Table, R, Engine>;

/** Handles of the start stand at these nodes of a grid of eleven. */
export const KNOTS = 11;
const ZIGZAG = 1e-6;

export function schemeOf(state: State): string {
  switch (state.equation) {
    case 'heat':
      return state.heatScheme;
    case 'wave':
      return 'leapfrog';
    case 'advection':
      return state.transportScheme;
    case 'burgers':
      return state.burgersScheme;
    case 'typed':
      return 'explicit';
    default:
      return state.reactionScheme;
  }
}

/** The equation as the core takes it: a name, or the typed law. */
export const equationOf = ({ equation, rhs }: State): string => (equation === 'typed' ? `typed:${rhs}` : equation);

export const coefficientsOf = ({ alpha, c, rho }: State): Float64Array => Float64Array.of(alpha, c, rho);

export type Solved = ReturnType<typeof solve>;

/** The finite-difference run of a state, its forecast, and the exact curve at the time that is shown. */
export function solve(engine: Engine, state: State) {
  const { boundary, start, profile, nodes, dt, steps } = state;
  const equation = equationOf(state);
  const coefficients = coefficientsOf(state);
  const scheme = schemeOf(state);
  const u0 = engine.pdeInitial(start, profile, boundary, nodes, state.zigzag ? ZIGZAG : 0);
  const bound = engine.pdeStability(equation, scheme, boundary, u0, coefficients, dt, steps);
  const run = engine.pdeSolve(equation, scheme, boundary, u0, coefficients, dt, steps);
  const row = Math.min(Math.round(state.at / run.stride), run.times.length - 1);
  const t = run.times[row] as number;
  const u = rowOf(run.field, row);
  const exactAt = (count: number): Float64Array =>
    engine.pdeExact(equation, boundary, start, profile, coefficients, count, t);
  const exact = exactAt(nodes);
  return {
    typed: state.equation === 'typed' ? engine.expressionReport(state.rhs, 'u,ux,uxx,x,t') : undefined,
    u0,
    bound,
    run,
    row,
    step: row * run.stride,
    t,
    end: run.times[run.times.length - 1] as number,
    u,
    gone: run.stopped >= 0 && row * run.stride >= run.stopped,
    exact,
    curve: exact.length > 0 ? exactAt(CURVE) : exact,
    error: exact.length > 0 && u.every(Number.isFinite) ? engine.pdeError(u, exact) : undefined,
    knots: engine.pdeInitial(start, profile, boundary, KNOTS, 0),
  };
}

const CURVE = 201;

/** Points of a curve over equal distances on 0 … 1: where they are drawn. */
export const curveOf = (u: ArrayLike<number>): Point[] =>
  Array.from(u, (y, j) => [u.length > 1 ? j / (u.length - 1) : 0, y] as const);

/** A window that shows the curves with room to spare, and stays the same while they change a little. */
export function heights(curves: readonly ArrayLike<number>[]): readonly [number, number] {
  const values = curves.flatMap((curve) => Array.from(curve)).filter(Number.isFinite);
  const reach = roomFor(
    values.map((y) => [0, y] as const),
    1.2,
  );
  return Math.min(0, ...values) < -0.04 * reach ? [-reach, reach] : [-0.2 * reach, reach];
}

/** Handles on u(x, 0): dragging one makes the start a painted one. */
export function brushes({ state, set }: Here<unknown>, knots: Float64Array): PlaneItem[] {
  const ring = state.boundary === 'periodic';
  return Array.from(knots.subarray(ring ? 0 : 1, KNOTS - 1), (y, i) => {
    const knot = ring ? i : i + 1;
    const x = knot / (KNOTS - 1);
    return {
      type: 'handle',
      key: `u${knot}`,
      at: [x, y],
      role: 'data',
      label: '',
      name: `start u at x = ${formatNumber(x)}`,
      step: 0.05,
      move: ([, to], done) => {
        const profile = knots.slice();
        profile[knot] = Math.min(10, Math.max(-10, to));
        set({ start: 'painted', profile }, { done });
      },
    };
  });
}

/** The line of the time that is shown, with its handle, on a map of x and t. */
export function clock({ state, set }: Here<unknown>, t: number, stride: number): PlaneItem[] {
  return [
    { type: 'line', points: [[0, t], [1, t]], role: 'result' }, // prettier-ignore
    {
      type: 'handle',
      key: 'at',
      at: [0.94, t],
      role: 'result',
      label: '',
      name: 'time that is shown',
      step: state.dt * stride,
      move: ([, to], done) => set({ at: Math.max(0, stride * Math.round(to / state.dt / stride)) }, { done }),
    },
  ];
}

/** A grid of values over x and t, each in the middle of its cell. */
export function mapOf(grid: Matrix, end: number, domain: readonly [number, number]): PlaneItem {
  const [dx, dt] = [0.5 / Math.max(1, grid.cols - 1), (0.5 * end) / Math.max(1, grid.rows - 1)];
  const signed = domain[0] < 0;
  return {
    type: 'field',
    grid,
    x: [-dx, 1 + dx],
    y: [-dt, end + dt],
    colors: signed ? 'diverging' : 'sequential',
    domain,
  };
}

export const mapPlane = (label: string, end: number, items: readonly PlaneItem[]): TemplateResult =>
  html`<nabla-plane
    label=${label}
    xLabel="x"
    yLabel="t"
    .aspect=${0.72}
    .window=${{ x: [0, 1], y: [0, end > 0 ? end : 1] }}
    .items=${items}
  ></nabla-plane>`;

export const curvePlane = (
  label: string,
  range: readonly [number, number],
  items: readonly PlaneItem[],
): TemplateResult =>
  html`<nabla-plane
    label=${label}
    xLabel="x"
    .aspect=${0.72}
    .window=${{ x: [-0.03, 1.03], y: range }}
    .items=${items}
  ></nabla-plane>`;

/** The equation's own coefficients among the controls. */
export function coefficientControls(view: Here<unknown>): TemplateResult[] {
  const { equation } = view.state;
  if (equation === 'typed') return [];
  if (equation === 'wave' || equation === 'advection') return [view.control('c')];
  const alpha = view.control('alpha');
  return equation === 'fisher' || equation === 'bistable' ? [alpha, view.control('rho')] : [alpha];
}
