// Everything the widget shows, from the engine. Positions of a window are chosen here, numbers are not.

import type { Engine } from '../../engine';
import type { Values } from '../../kit/parameters';
import { at, matrixFrom, type Matrix } from '../../kit/values';
import type { View } from '../../kit/widget';
import type concept from './concept';

export type State = Values<typeof concept.parameters>;
export type Result = ReturnType<typeof compute>;
export type Here = View<typeof concept.parameters, Result>;
export type PlaneResult = NonNullable<Result['plane']>;

type Report = ReturnType<Engine['inverseReport']>;
type Solution = ReturnType<Engine['solveByMethods']>['float64']['inv'];

/** Half widths that a window may have: few, so that it does not breathe while something is dragged. */
const WINDOWS = [4, 10, 20, 50, 100, 200, 500, 1000, 1e4, 1e5, 1e6] as const;
/** Beyond this the crossing of two lines is pointed at, not shown: in a larger window they would look like one. */
const FAR = 10;

const UNIT_SQUARE = matrixFrom([
  [0, 1, 1, 0],
  [0, 0, 1, 1],
]);
const IDENTITY = matrixFrom([
  [1, 0],
  [0, 1],
]);
export const DIRECTIONS = 360;

const windowFor = (
  numbers: Iterable<number>,
  most: number = WINDOWS[WINDOWS.length - 1] ?? FAR,
): number | undefined => {
  const largest = Math.max(...Array.from(numbers, Math.abs));
  return WINDOWS.find((w) => w <= most && largest <= w);
};

export const isInPlane = (a: Matrix): boolean => a.rows === 2 && a.cols === 2;

export type Method = State['method'];

export const METHODS: Readonly<Record<Method, { readonly name: string; readonly call: string }>> = {
  inv: { name: 'inv', call: 'linalg.inv(A) @ b' },
  solve: { name: 'solve', call: 'linalg.solve(A, b)' },
  lstsq: { name: 'lstsq', call: 'linalg.lstsq(A, b)' },
  pinv: { name: 'pinv', call: 'linalg.pinv(A) @ b' },
  normal: { name: 'normal eq.', call: 'linalg.solve(A.T @ A, A.T @ b)' },
};
export const METHOD_NAMES = Object.keys(METHODS) as Method[];

/** A system that is not 2×2 has no picture in the plane: the comparison stands in for it. */
export const lensOf = ({ a, lens }: State): State['lens'] => (isInPlane(a) ? lens : 'methods');

export function compute(engine: Engine, state: State) {
  const { a, b, method, format } = state;
  const solve = engine.solveByMethods(a, b.data);
  const chosen = solve[format][method];
  const report = a.rows === a.cols ? engine.inverseReport(a) : undefined;
  return {
    report,
    solve,
    chosen,
    normal: engine.normalEquations(a),
    pseudoInverse: report ? undefined : engine.pinv(a, -1),
    plane: report && isInPlane(a) ? inPlane(engine, state, report, chosen, solve.reference) : undefined,
  };
}

/** What LU returns, also where not a digit of it can be trusted: PyTorch hands it over in silence. */
export const rawInverse = ({ format }: State, report: Report): Matrix =>
  format === 'float32' ? report.inverseFloat32 : report.rawInverse;

export const statusOf = ({ format }: State, report: Report): string =>
  format === 'float32' ? report.statusFloat32 : report.status;

function inPlane(engine: Engine, state: State, report: Report, chosen: Solution, reference: Float64Array) {
  const { a, b, jitter } = state;
  const raw = rawInverse(state, report);
  const back = raw.rows === 2 ? engine.matmul(raw, a) : undefined;
  const product = back && engine.matmul(a, raw);
  const ellipse = report.status === 'singular' ? undefined : engine.solutionEllipse(a, b.data, jitter, DIRECTIONS);
  const points = [...reference, ...chosen.solution];
  const xWindow = windowFor(points, FAR);
  const extent = xWindow ?? WINDOWS[0];
  const column: Matrix = { rows: chosen.solution.length, cols: 1, data: chosen.solution };
  return {
    /** Half width of the plane of A's columns and b. */
    imageExtent: windowFor([...a.data, ...b.data]) ?? 1e6,
    extent,
    isFar: xWindow === undefined,
    shakenExtent: (ellipse && windowFor([...ellipse.points.data])) ?? 1e6,
    parallelogram: engine.matmul(a, UNIT_SQUARE),
    back,
    product,
    backSquare: back && engine.matmul(back, UNIT_SQUARE),
    mix: column.rows === 2 ? engine.matmulColumnMix(a, column, 0) : undefined,
    lines: engine.equationLines(a, b.data, extent),
    ellipse,
    disc: engine.solutionEllipse(IDENTITY, b.data, jitter, DIRECTIONS),
  };
}

export const columnPoint = (m: Matrix, c: number): readonly [number, number] => [at(m, 0, c), at(m, 1, c)];
export const rowPoint = (m: Matrix, r: number): readonly [number, number] => [at(m, r, 0), at(m, r, 1)];
export const pointOf = (v: Float64Array): readonly [number, number] => [v[0] ?? Number.NaN, v[1] ?? Number.NaN];
