// What the widget asks of the engine, and the few words that its lenses share.

import type { Engine } from '../../engine';
import { formatComplex, formatNumber } from '../../kit/format';
import type { Values } from '../../kit/parameters';
import type { Map2, PlaneItem, Point } from '../../kit/plane';
import type { Matrix } from '../../kit/values';
import type { View } from '../../kit/widget';
import concept from './concept';

export type State = Values<typeof concept.parameters>;
export type Result = ReturnType<typeof compute>;
export type Here = View<typeof concept.parameters, Result>;
export type Report = Result['report'];

/** Length of every trace: long enough to see the transient of 0.9 fall below its start again. */
export const STEPS = concept.parameters.k.max;

/** v with as many entries as A has rows: more are ignored, missing ones are zero. */
function fitted(v: Float64Array, n: number): Float64Array {
  if (v.length === n) return v;
  const out = new Float64Array(n);
  out.set(v.subarray(0, n));
  return out;
}

export function compute(engine: Engine, state: State) {
  const { a, lens, k, method, shift } = state;
  const report = engine.eigReport(a);
  const v = fitted(state.v, a.rows);
  const iterating = lens === 'iteration';
  return {
    n: a.rows,
    v,
    report,
    ascending: state.solver === 'eigh' ? engine.eigh(a).values : undefined,
    probe: lens === 'directions' ? engine.probeDirection(a, v) : undefined,
    orbit: lens === 'orbit' ? engine.powerOrbit(a, v, STEPS) : undefined,
    gradient: lens === 'depth' ? engine.deepLinearGradient(a, v, state.depth) : undefined,
    power: iterating && method === 'power' ? engine.powerIteration(a, v, STEPS) : undefined,
    qr:
      iterating && method === 'qr'
        ? { trace: engine.qrIteration(a, STEPS, shift), now: engine.qrIteration(a, k, shift) }
        : undefined,
    pca: lens === 'pca' ? principal(engine, state.points) : undefined,
  };
}

function principal(engine: Engine, points: Matrix) {
  const found = engine.pca(points);
  return { ...found, ellipse: pointsOf(engine.circleImage(found.axes, 72)) };
}

/** Rows of an (m, 2) matrix as points of the plane. */
export const pointsOf = (m: Matrix): Point[] =>
  Array.from({ length: m.rows }, (_, r) => [m.data[2 * r] as number, m.data[2 * r + 1] as number] as const);

export const columnOf = (m: Matrix, c: number): Point => [m.data[c] as number, m.data[m.cols + c] as number];

export const map2 = (m: Matrix): Map2 => Array.from(m.data) as unknown as Map2;

export const plus = (p: Point, q: Point, factor = 1): Point => [p[0] + factor * q[0], p[1] + factor * q[1]];

/** A list as points over its index, for a chart. */
export const overIndex = (values: ArrayLike<number>): [number, number][] =>
  Array.from(values, (y, i) => [i, y] as [number, number]);

/**
 * A complex number to a few digits of its size: a part that rounding left there, 10⁻¹² of the other or less, reads 0.
 * The data table holds every digit.
 */
export function complexText(re: number, im: number, digits = 4): string {
  const dust = Math.max(Math.abs(re), Math.abs(im)) * 1e-12;
  const rounded = (x: number): number => (Math.abs(x) <= dust ? 0 : x);
  // Held together by spaces that do not break: a cell must not wrap inside a number.
  return formatComplex(rounded(re), rounded(im), digits).replaceAll(' ', '\u00a0');
}

export const eigenvalueText = (report: Report, i: number, digits = 4): string =>
  complexText(report.values.re[i] as number, report.values.im[i] as number, digits);

export const isReal = (report: Report, i: number): boolean => report.values.im[i] === 0;

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
export const lambda = (i: number): string => `λ${SUBSCRIPTS[i + 1] ?? ''}`;

/** Column i of V, real part: the whole of it when λ is real. */
export const eigenvector = (report: Report, i: number): Float64Array =>
  Float64Array.from(
    { length: report.vectors.rows },
    (_, r) => report.vectors.re[r * report.vectors.cols + i] as number,
  );

export const eigenvectorText = (report: Report, i: number, digits = 3): string =>
  `(${Array.from({ length: report.vectors.rows }, (_, r) => {
    const place = r * report.vectors.cols + i;
    return complexText(report.vectors.re[place] as number, report.vectors.im[place] as number, digits);
  }).join(', ')})`;

export const listText = (numbers: ArrayLike<number>, digits = 4): string =>
  `(${Array.from(numbers, (x) => formatNumber(x, digits)).join(', ')})`;

/** A line through the origin as far as the window goes: only drawn, never read. */
export function lineThrough(direction: Point, extent: number): [Point, Point] {
  const size = Math.max(Math.abs(direction[0]), Math.abs(direction[1]));
  const end: Point = [(direction[0] / size) * extent, (direction[1] / size) * extent];
  return [[-end[0], -end[1]], end];
}

/** The real eigen-directions of a 2×2 matrix as dashed lines with their names, at a share of the way to the edge. */
export function eigenlines(report: Report, extent: number, reach = 0.72): PlaneItem[] {
  return [0, 1].flatMap((i): PlaneItem[] => {
    if (!isReal(report, i)) return [];
    const v = eigenvector(report, i);
    const points = lineThrough([v[0] as number, v[1] as number], extent);
    // Below a rising line, above a falling or a flat one: beside it, never on it.
    const rising = (v[0] as number) * (v[1] as number) > 0;
    const at: Point = plus(
      [points[0][0] * reach, points[0][1] * reach],
      [extent * 0.04, extent * (rising ? -0.07 : 0.04)],
    );
    const line: PlaneItem = { type: 'line', points, role: 'scaffold', dashed: true };
    // Where both directions coincide, one name is enough.
    return !(i === 1 && report.defective)
      ? [line, { type: 'text', at, text: `${lambda(i)} = ${eigenvalueText(report, i, 3)}` }]
      : [line];
  });
}
