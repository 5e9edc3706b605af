// The order of two derivatives: a function without C², where it matters, and any other, where it does not.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { frac, fence, num, op, row, sub, sym } from '../../kit/formula';
import '../../kit/plane';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import { ASPECT, linesOf, type Here, type Lens, type State } from './lens';

const ORIGIN = Float64Array.of(0, 0);
const EXTENT = 1;

type Result = ReturnType<typeof compute>;

function compute(engine: Engine, { g, h, k }: State) {
  const mixed = engine.mixedPartials(g, ORIGIN, h, k, 121);
  const closer = engine.mixedPartials(g, ORIGIN, h / 100, k / 100, 2);
  const gap = Math.abs(mixed.quotient - mixed.xThenY);
  const stays = Math.abs(closer.quotient - closer.xThenY) / gap;
  return {
    mixed,
    lines: linesOf(engine, g, EXTENT).contours,
    /** Both steps at once miss the derivatives by as much nearer by: more than an error of the steps, less than one of rounding. */
    torn: gap > 1e-6 && stays > 0.5 && stays < 2,
    known: [mixed.xThenY, mixed.yThenX, mixed.quotient].every(Number.isFinite),
  };
}

function picture({ state, control, result }: Here<Result>): TemplateResult {
  const { mixed, lines } = result;
  const curve = Array.from(
    { length: mixed.curve.rows },
    (_, i) => [at(mixed.curve, i, 0), at(mixed.curve, i, 1)] as const,
  );
  const finite = curve.map(([, y]) => y).filter(Number.isFinite);
  const [low, high] = [Math.min(-1, ...finite), Math.max(1, ...finite)];
  const here = Math.log10(state.h / state.k);
  const shown = Math.max(-3, Math.min(3, here));
  return html`${control('g')}
    <div class="columns">
      <div class="panel">
        <div class="caption">
          <span class="role-data">g from above</span> <span class="unit">with the corners 0, h, k of the difference</span>
        </div>
        <nabla-plane
          label="Level lines of g around the origin with the rectangle h by k"
          .extent=${EXTENT}
          .aspect=${ASPECT}
          xLabel="x"
          yLabel="y"
          .items=${[
            { type: 'segments', points: lines, role: 'scaffold', thin: true },
            { type: 'line', points: [[0, 0], [state.h, 0], [state.h, state.k], [0, state.k]], closed: true, fill: true, role: 'parameter' },
            { type: 'dots', points: [[0, 0], [state.h, 0], [state.h, state.k], [0, state.k]], role: 'parameter', size: 3 },
          ]}
        ></nabla-plane>
      </div>
      <div class="panel">
        <div class="caption">
          the difference quotient of both steps <span class="unit">over the ratio of the steps, h·k kept</span>
        </div>
        <nabla-chart
          label=${`The mixed difference quotient from ${formatNumber(curve[0]?.[1] ?? Number.NaN, 3)} where h is far below k to ${formatNumber(curve.at(-1)?.[1] ?? Number.NaN, 3)} where it is far above`}
          .height=${260}
          .x=${{ title: 'log₁₀(h/k)', min: -3, max: 3 }}
          .y=${{ title: 'Δ/(h·k)', min: low - 0.15 * (high - low), max: high + 0.15 * (high - low) }}
          .series=${[
            { kind: 'line', name: 'both steps', role: 'data', points: curve },
            { kind: 'line', name: 'first ∂/∂x', role: 'broken', dashed: true, named: true, points: [[-3, mixed.xThenY], [-1.4, mixed.xThenY]] },
            { kind: 'line', name: 'first ∂/∂y', role: 'result', dashed: true, named: true, points: [[1.2, mixed.yThenX], [2.4, mixed.yThenX]] },
            { kind: 'points', name: 'here', role: 'parameter', named: true, pointSize: 6, points: [[shown, mixed.quotient]] },
          ]}
        ></nabla-chart>
      </div>
    </div>
    <div class="controls">${control('h')} ${control('k')}</div>
    ${readout([
      ['first ∂/∂x, then ∂/∂y', mixed.xThenY, 'broken'],
      ['first ∂/∂y, then ∂/∂x', mixed.yThenX, 'result'],
      ['both steps at once', mixed.quotient, 'parameter'],
      ['by autograd at the origin', Number.isFinite(mixed.automaticXY) ? `${formatNumber(mixed.automaticXY)}, ${formatNumber(mixed.automaticYX)}` : 'none: 0 · ∞ in the branch not taken'],
    ])}`; // prettier-ignore
}

function sentence({ result }: Here<Result>): string {
  const { mixed, torn, known } = result;
  if (!known) return 'g or its slope has no value at the origin or beside it: there is nothing to compare.';
  const both = `Differentiating by x first gives ${formatNumber(mixed.xThenY)}, by y first ${formatNumber(mixed.yThenX)}`;
  if (mixed.lasting)
    return `${both}: at the origin H is not symmetric. With h and k together the quotient is ${formatNumber(mixed.quotient)}, and may come out as anything between, by the ratio h/k.`;
  return torn
    ? `${both}: they agree. Yet with h and k together the quotient is ${formatNumber(mixed.quotient)}, however small both are: the second derivatives are not continuous here.`
    : `${both}: they agree up to the error of the steps, as continuity would guarantee.`;
}

function formula({ state, result: { mixed } }: Here<Result>) {
  const g = (x: number, y: number) => row(sym('g'), fence(row(num(x, 'parameter'), op(','), num(y, 'parameter'))));
  const { h, k } = state;
  const over = row(g(h, k), op('−'), g(h, 0), op('−'), g(0, k), op('+'), g(0, 0));
  const xy = sub(sym('H'), sym('xy'));
  return row(
    xy,
    op('≈'),
    frac(over, row(num(h, 'parameter'), op('·'), num(k, 'parameter'))),
    op('='),
    num(mixed.quotient),
  );
}

const table = ({ result: { mixed } }: Here<Result>) => ({
  caption: 'The mixed difference quotient over the ratio of its steps',
  columns: ['log₁₀(h/k)', 'Δ/(h·k)'],
  rows: Array.from({ length: mixed.curve.rows }, (_, i) => [at(mixed.curve, i, 0), at(mixed.curve, i, 1)]),
});

const warning = ({ result: { known } }: Here<Result>): string | undefined =>
  known
    ? undefined
    : 'g or its slope is not finite at the origin or beside it; give it a value there with where(x^2 + y^2 == 0, 0, …).';

export const order: Lens<Result> = { compute, picture, sentence, formula, table, warning };
