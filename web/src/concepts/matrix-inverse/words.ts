// What the widget says: the sentence, the warning, the formula with its numbers, the table.

import { at, rowsOf, type Matrix } from '../../kit/values';
import { frac, matrixOf, norm, num, op, row, sub, sup, sym, words, type Node } from '../../kit/formula';
import { formatNumber } from '../../kit/format';
import type { Role } from '../../kit/parameters';
import type { DataTable } from '../../kit/widget';
import { METHOD_NAMES, METHODS, lensOf, rawInverse, statusOf, type Here, type PlaneResult } from './compute';

const pair = (v: Float64Array): string => `(${Array.from(v, (x) => formatNumber(x)).join(', ')})`;

const isSingular = ({ state, result }: Here): boolean =>
  result.report !== undefined && statusOf(state, result.report) === 'singular';

export function sentence(view: Here): string {
  const { plane } = view.result;
  switch (plane ? lensOf(view.state) : 'methods') {
    case 'warp':
      return warpSentence(view);
    case 'lines':
      return linesSentence(view, plane as PlaneResult);
    case 'jitter':
      return shakenSentence(view, plane as PlaneResult);
    case 'methods':
      return methodsSentence(view);
  }
}

function warpSentence(view: Here): string {
  const { report, chosen, plane } = view.result;
  const determinant = report?.determinant ?? 0;
  if (view.state.a.data.every((x) => x === 0))
    return 'A sends every x to the origin: whatever b is, nothing tells where it came from.';
  const turned = determinant < 0 ? ' and turns it over' : '';
  if (report?.status === 'singular') {
    const flat = plane?.lines.sameImage.rows === 2 ? ' Every x on the dashed line lands on the same point.' : '';
    return `A leaves the unit square an area of ${formatNumber(Math.abs(determinant), 2)}: it presses the plane flat, and what is flat cannot be opened again.${flat}`;
  }
  const there = `A gives the unit square an area of ${formatNumber(Math.abs(determinant))}${turned}.`;
  const back = isSingular(view) ? 'The inverse computed in float32 does not bring it back.' : 'A⁻¹ undoes that';
  if (isSingular(view)) return `${there} ${back}`;
  return chosen.solution.length > 0
    ? `${there} ${back} and takes b back to x = ${pair(chosen.solution)}.`
    : `${there} ${back}.`;
}

function linesSentence({ state, result }: Here, plane: PlaneResult): string {
  const { lines } = plane;
  const { chosen, solve } = result;
  switch (lines.relation) {
    case 'parallel': {
      const nearest =
        chosen.solution.length > 0 ? ` The dot is the shortest x that comes nearest, ${pair(chosen.solution)}.` : '';
      return `The two lines are parallel and share no point: no x gives b, and no mixture of the columns reaches it.${nearest}`;
    }
    case 'same':
      return `Both equations draw the same line: every point of it gives b. The ring marks the shortest, ${pair(solve.reference)}.`;
    case 'missing':
      return `A ${state.a.data.some((x) => x !== 0) ? 'row of A is zero, so one equation draws no line: it' : 'is zero, so neither equation draws a line: each'} asks for nothing, or for the impossible.`;
    default:
      return `Each equation allows a line of x. They cross at ${formatNumber(lines.angle, 3)}° in x = ${pair(solve.reference)}, and the same two numbers mix the columns into b.`;
  }
}

function shakenSentence({ state, result }: Here, { ellipse }: PlaneResult): string {
  if (!ellipse)
    return 'A is singular: a push of b across the line of its columns leaves no x at all, and without it a whole line of them.';
  const off = formatNumber(state.jitter);
  return `If b is off by ${off} in any direction, x is off by ${formatNumber(ellipse.semiMinor, 3)} to ${formatNumber(ellipse.semiMajor, 3)}. The ellipse is κ₂ = ${formatNumber(result.normal.cond, 3)} times as long as it is wide.`;
}

function methodsSentence({ state, result }: Here): string {
  const { chosen, report, normal } = result;
  const { name } = METHODS[state.method];
  const made =
    chosen.solution.length === 0
      ? `${name} gives no x here.`
      : chosen.forwardError === 0
        ? `${name} in ${state.format} finds x to the last digit.`
        : `${name} in ${state.format} finds x with a relative error of ${formatNumber(chosen.forwardError, 2)}.`;
  if (!report) {
    return `${made} A is ${state.a.rows}×${state.a.cols}: only least squares, by QR, SVD or normal equations, applies.`;
  }
  if (!Number.isFinite(normal.cond)) return `${made} A is singular; lstsq and pinv still give the shortest best x.`;
  const lost = formatNumber(report.digitsLost, 2);
  return `${made} κ₂ = ${formatNumber(normal.cond, 3)} can cost about ${lost} digits; float64 has 16, float32 has 7.`;
}

export function warning(view: Here): string | undefined {
  const { state, result } = view;
  const { chosen, report } = result;
  if (chosen.status === 'not-square') return `RuntimeError in PyTorch: “${chosen.message}”`;
  if (chosen.status === 'singular') {
    return `LinAlgError in PyTorch: “${chosen.message}” Elimination subtracts a multiple of one row from another, and a pivot of 0 is left to divide by.`;
  }
  if (chosen.status === 'overflow') return `${capital(chosen.message)}.`;
  const reason = chosen.message.replace(/^\w+: /, '');
  if (chosen.status === 'unreliable') return `${METHODS[state.method].name} in ${state.format}: ${reason}.`;
  if (report?.status === 'singular') {
    const isRaised = report.message.startsWith('linalg');
    return isRaised ? `torch.linalg.inv raises LinAlgError here: “${report.message}”` : `${capital(report.message)}.`;
  }
  if (chosen.status === 'ill-conditioned')
    return `${METHODS[state.method].name} in ${state.format}: ${reason}. Every rounding error on the way is magnified that much.`;
  if (report?.status === 'ill-conditioned') return `A is ${report.message}, whichever way x is found.`;
  return undefined;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const numbers = (m: Matrix, role: Role): Node =>
  matrixOf(rowsOf(m).map((values) => values.map((x) => num(x, role, m.rows > 2 ? 3 : 4))));

const A = sym('A', { bold: true });
const inverseOfA = sup(A, row(op('−'), num(1)));

/** Small matrices are written out; larger ones are said by their norms. */
export function formula(view: Here): Node {
  const { state, result } = view;
  const { report, plane } = result;
  if (!report) return row(sup(A, op('+')), op('='), numbers(result.pseudoInverse as Matrix, 'result'));
  if (isSingular(view) || report.inverse.rows === 0) return singularFormula(state.a, report.determinant);
  const inverse = rawInverse(state, report);
  if (plane?.product) {
    return row(
      A,
      inverseOfA,
      op('='),
      numbers(state.a, 'parameter'),
      numbers(inverse, 'result'),
      op('='),
      numbers(plane.product, 'result'),
    );
  }
  if (state.a.rows <= 3)
    return row(
      inverseOfA,
      op('='),
      sup(numbers(state.a, 'parameter'), row(op('−'), num(1))),
      op('='),
      numbers(inverse, 'result'),
    );
  const residual = state.format === 'float32' ? report.residualFloat32 : report.residual;
  return row(
    sub(norm(row(A, inverseOfA, op('−'), sym('I', { bold: true }))), sym('F')),
    op('='),
    num(residual, 'result', 3),
  );
}

function singularFormula(a: Matrix, determinant: number): Node {
  if (a.rows !== 2) return row(sym('det'), A, op('='), num(determinant, 'broken'), words(': no inverse'));
  const product = (x: number, y: number): Node => row(num(x, 'parameter'), op('·'), num(y, 'parameter'));
  const difference = row(product(at(a, 0, 0), at(a, 1, 1)), op('−'), product(at(a, 0, 1), at(a, 1, 0)));
  return row(
    sym('det'),
    A,
    op('='),
    difference,
    op('='),
    num(determinant, 'broken', 2),
    op(','),
    inverseOfA,
    op('='),
    frac(num(1), num(determinant, 'broken', 2)),
    op('…'),
  );
}

/** Numbers in full precision, but no number where there is none. */
const cell = (x: number | undefined): number | string =>
  x === undefined || Number.isNaN(x) ? 'none' : Number.isFinite(x) ? x : formatNumber(x);

export function table({ state, result }: Here): DataTable {
  const { report, normal, solve, pseudoInverse } = result;
  const rows: (string | number)[][] = [];
  const add = (name: string, wide: number | undefined, slim?: number): void =>
    void rows.push([name, cell(wide), cell(slim)]);
  add('κ₂(A)', normal.cond);
  add('κ₂(AᵀA)', normal.condGram);
  add('det AᵀA', normal.determinant, normal.determinantFloat32);
  if (report) {
    add('det A', report.determinant);
    add('digits lost', report.digitsLost);
    add('‖AA⁻¹ − I‖', report.inverse.rows > 0 ? report.residual : undefined, report.residualFloat32);
    addEntries(add, 'A⁻¹', report.inverse, report.inverseFloat32, state.a.rows);
  } else if (pseudoInverse)
    addEntries(add, 'A⁺', pseudoInverse, { rows: 0, cols: 0, data: new Float64Array() }, state.a.rows);
  solve.reference.forEach((x, i) => add(`x${i + 1}, ${solve.referenceKind}`, x));
  for (const method of METHOD_NAMES) {
    const wide = solve.float64[method];
    const slim = solve.float32[method];
    for (let i = 0; i < state.a.cols; i++)
      add(`x${i + 1} by ${METHODS[method].name}`, wide.solution[i], slim.solution[i]);
    add(`‖Ax − b‖ by ${METHODS[method].name}`, wide.residual, slim.residual);
    add(`error of x by ${METHODS[method].name}`, wide.forwardError, slim.forwardError);
  }
  return { caption: 'A, its inverse, and x by every method', columns: ['quantity', 'float64', 'float32'], rows };
}

function addEntries(
  add: (name: string, wide: number | undefined, slim?: number) => void,
  name: string,
  wide: Matrix,
  slim: Matrix,
  cols: number,
): void {
  const count = Math.max(wide.data.length, slim.data.length);
  for (let i = 0; i < count; i++)
    add(`${name}, row ${Math.floor(i / cols) + 1}, column ${(i % cols) + 1}`, wide.data[i], slim.data[i]);
}
