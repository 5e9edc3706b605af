// The error along each axis of the bowl: two numbers that know nothing of each other, and what theory says of both.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { fence, num, op, row, sub, sup, sym, words, type Node } from '../../kit/formula';
import { contourGround, entry, laneEnds, lanePaths, pairAt } from '../../kit/lanes';
import '../../kit/plane';
import type { PlaneItem, Point } from '../../kit/plane';
import { readout, type ReadoutRow } from '../../kit/readout';
import type { Matrix } from '../../kit/values';
import {
  ASPECT,
  mapOf,
  more,
  player,
  rateControls,
  runsOf,
  shown,
  startHandle,
  warning as runWarning,
  windowOf,
  type ContourMap,
  type Here,
  type Lens,
  type Runs,
  type State,
} from './lens';

interface Result extends Runs {
  readonly map: ContourMap;
}

function compute(engine: Engine, state: State): Result {
  const runs = runsOf(engine, state);
  return { ...runs, map: mapOf(engine, runs.f, state) };
}

const known = ({ theory }: Runs): boolean => theory.minimum.length === 2;
/** Of the two axes: steep first. */
const NAMES = ['steep', 'flat'] as const;
const ROLES = ['gradient', 'data'] as const;

function map(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { lanes, run, theory } = result;
  const at: Point = [theory.minimum[0] ?? 0, theory.minimum[1] ?? 0];
  const axis = (i: number): PlaneItem[] => {
    const d: Point = [entry(theory.eigenvectors, 0, i), entry(theory.eigenvectors, 1, i)];
    const end = (s: number): Point => [at[0] + s * 3 * state.reach * d[0], at[1] + s * 3 * state.reach * d[1]];
    return [{ type: 'line', points: [end(-1), end(1)], role: ROLES[i] ?? 'scaffold', thin: true, dashed: true }];
  };
  const first = lanes.slice(0, 1);
  const items: PlaneItem[] = [
    ...contourGround(result.map),
    ...(known(result) ? [...axis(0), ...axis(1)] : []),
    ...lanePaths(first, run, shown(view), 2 * state.reach),
    startHandle(view),
  ];
  return html`<div class="panel">
    <div class="caption">
      the plain path
      <span class="unit"
        >axes at the minimum: <span class="role-gradient">steep</span>, <span class="role-data">flat</span></span
      >
    </div>
    <nabla-plane
      label="Contours with the axes of curvature at the minimum, and the plain path"
      xLabel="x"
      yLabel="y"
      .window=${windowOf(state)}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

function series({ result }: Here<Result>, k: number): Series[] {
  const { theory, run } = result;
  if (!known(result)) return [];
  const end = Math.min(k, run.last[0] ?? 0);
  const stride = Math.max(1, Math.ceil(theory.errors.rows / 260));
  const points = (m: Matrix, axis: number, until: number): [number, number][] =>
    Array.from({ length: Math.floor(until / stride) + 1 }, (_, s) => [s * stride, entry(m, s * stride, axis)]);
  return [0, 1].flatMap((axis): Series[] => [
    {
      kind: 'line',
      name: `${NAMES[axis] ?? ''}: theory`,
      role: 'scaffold',
      dashed: true,
      points: points(theory.predicted, axis, theory.predicted.rows - 1),
    },
    {
      kind: 'line',
      name: NAMES[axis] ?? '',
      role: ROLES[axis] ?? 'data',
      named: true,
      pointSize: end <= 60 ? 2.5 : 0,
      points: points(theory.errors, axis, end),
    },
  ]);
}

/** The first errors, down to where rounding takes over. */
function range({ theory }: Runs): { min: number; max: number } {
  const values = Array.from(theory.errors.data).filter((v) => v > 0);
  const max = Math.max(1e-3, ...values.slice(0, 400));
  return { min: Math.max(1e-16 * max, Math.min(max / 10, ...values)), max: 2 * max };
}

const picture = (view: Here<Result>): TemplateResult => {
  const { state, result, width } = view;
  return html`<div class="stack">
    <div class="columns">
      ${map(view)}
      <div class="panel stack">
        <div class="caption">error along each axis <span class="unit">logarithmic; dashed: theory</span></div>
        <nabla-chart
          label="Size of the error along the steep and the flat axis over the steps, with the lines that theory draws"
          .height=${width < 560 ? 150 : width < 860 ? 190 : 205}
          .x=${{ title: 'step', min: 0, max: state.steps, whole: true }}
          .y=${{ title: '|error|', log: true, ...range(result) }}
          .series=${series(view, shown(view))}
        ></nabla-chart>
        ${width < 560 ? '' : rateControls(view)}
      </div>
    </div>
    ${player(view)} ${width < 560 ? rateControls(view) : ''} ${numbers(result)} ${more(view)}
  </div>`;
};

const verdict = (factor: number, product: number): string =>
  Math.abs(factor - 1) < 1e-9
    ? 'stays for ever'
    : factor > 1
      ? 'grows'
      : product > 1
        ? 'changes sides and shrinks'
        : 'shrinks';

function numbers(result: Result): TemplateResult {
  const { theory } = result;
  if (!known(result)) return readout([['minimum', 'none found with positive curvature']]);
  const rows = [0, 1].flatMap((axis): ReadoutRow[] => {
    const factor = entry(theory.factors, 0, axis);
    const product = entry(theory.products, 0, axis);
    return [
      [`λ, ${NAMES[axis] ?? ''}`, theory.eigenvalues[axis], ROLES[axis]],
      ['α·λ', product, product < 2 ? undefined : 'broken'],
      ['factor a step', `${formatNumber(factor)}: ${verdict(factor, product)}`, factor < 1 ? 'result' : 'broken'],
    ];
  });
  return readout([
    ...rows,
    ['2/L', theory.edge],
    ['best α, 2/(L + μ)', entry(theory.tuned, 0, 0), 'parameter'],
    ['its factor', entry(theory.tuned, 0, 2), 'result'],
  ]);
}

function sentence(view: Here<Result>): string {
  const { result } = view;
  const { theory } = result;
  if (!known(result))
    return 'No minimum with positive curvature was found from here, so there are no axes to look along.';
  const say = (axis: number): string => {
    const factor = entry(theory.factors, 0, axis);
    return `along the ${NAMES[axis] ?? ''} axis by ${formatNumber(factor, 4)} (it ${verdict(factor, entry(theory.products, 0, axis))})`;
  };
  const end = laneEnds(result.lanes, result.run, shown(view))[0];
  const law = theory.quadratic ? 'Every step multiplies the error' : 'Near the minimum a step multiplies the error';
  return `${law} ${say(0)} and ${say(1)}.${end ? ` It ${end.replace('plain ', '')}.` : ''}`;
}

/** The factor along each axis; where gradients add up, the size of the roots whose powers the error is made of. */
const formula = ({ state, result: { theory, lanes } }: Here<Result>): Node => {
  if (theory.minimum.length !== 2) return row(sub(sym('e'), sym('t')), op('='), op('?'));
  const one = (axis: number): Node => {
    const less = (from: number): Node =>
      row(num(from), op('−'), num(lanes[0]?.lr ?? 0, 'parameter'), op('·'), num(theory.eigenvalues[axis] ?? 0, ROLES[axis])); // prettier-ignore
    const size = [op('='), num(entry(theory.factors, 0, axis), 'result')];
    const z = sym('z');
    return state.forget
      ? row(op('|'), z, op('|'), ...size, words(' for '), sup(z, num(2)), op('='), fence(less(2)), z, op('−'), num(1))
      : row(op('|'), less(1), op('|'), ...size);
  };
  return row(one(0), words(',  '), one(1));
};

const table = ({ result: { theory, run } }: Here<Result>) => ({
  caption: 'The plain lane: size of the error along each axis, and what theory says',
  columns: ['step', 'steep', 'steep, theory', 'flat', 'flat, theory'],
  rows: Array.from({ length: theory.errors.rows === 0 ? 0 : (run.last[0] ?? 0) + 1 }, (_, k) => [
    k,
    ...[0, 1].flatMap((axis) => [entry(theory.errors, k, axis), entry(theory.predicted, k, axis)]),
  ]),
});

function warning(view: Here<Result>): string | undefined {
  const { theory, run } = view.result;
  const first = pairAt(run.gradients, 0, 0);
  if (theory.minimum.length === 2 && !theory.quadratic && first.every(Number.isFinite)) {
    return (
      runWarning(view) ??
      'This loss is no quadratic: its curvature changes from place to place, and the dashed lines hold near the minimum only.'
    );
  }
  return runWarning(view);
}

export const axes: Lens<Result> = { compute, picture, sentence, formula, table, warning };
