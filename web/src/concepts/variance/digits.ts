// The same variance by three ways of summing, in a few digits: which of them survives an offset.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { exactNumber, formatNumber } from '../../kit/format';
import { num, op, row, sym, type Node } from '../../kit/formula';
import type { Role } from '../../kit/parameters';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<Engine['varianceDigits']>;

const compute = (engine: Engine, { points, offset, format }: State): Result =>
  engine.varianceDigits(points, offset, format);

const WAYS = ['E[x²] − E[x]²', 'two passes', 'Welford'] as const;
const ROLES: readonly Role[] = ['broken', 'result', 'data'];
/** An error of 0 has no place on a logarithmic axis: it stands on the floor. */
const FLOOR = 1e-17;
const CEILING = 1e11;

const place = (error: number): number => (error === 0 ? FLOOR : error);
const value = (x: number | undefined): string | number =>
  x === undefined || Number.isNaN(x) ? 'not a number' : Number.isFinite(x) ? x : 'too large for the format';

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const series: Series[] = [
    ...WAYS.map((name, k): Series => ({
      kind: 'line',
      name,
      role: ROLES[k] as Role,
      named: true,
      dashed: k === 2,
      points: Array.from({ length: result.curve.rows }, (_, i) => [at(result.curve, i, 0), place(at(result.curve, i, k + 1))] as const), // prettier-ignore
    })),
    ...WAYS.map((_, k): Series => ({
      kind: 'points',
      name: '',
      role: ROLES[k] as Role,
      pointSize: 5,
      points: [[state.offset, place(result.errors[k] as number)]],
    })),
  ];
  return html`<div class="stack">
    <div class="controls">${view.control('offset')} ${view.control('format')}</div>
    <div class="panel">
      <div class="caption">
        relative error <span class="unit">against the exact variance of the stored numbers; on the floor: none</span>
      </div>
      <nabla-chart
        label="Relative error of three ways to compute a variance over the offset of the points"
        .height=${view.width < 560 ? 260 : 320}
        .x=${{ title: 'offset', log: true, min: 1, max: 1e9 }}
        .y=${{ title: 'relative error', log: true, min: FLOOR, max: CEILING }}
        .series=${series}
      ></nabla-chart>
    </div>
    ${readout([
      ['E[x²]', exact(result.meanOfSquares)],
      ['E[x]²', exact(result.squareOfMean)],
      [`${state.format} numbers there are apart by`, Number.isFinite(result.spacing) ? result.spacing : undefined, 'parameter'], // prettier-ignore
      ...WAYS.map((name, k) => [name, value(result.values[k]), ROLES[k]] as const),
      ['exact, as stored', result.asStored],
      ['exact, as typed', result.asTyped],
    ])}
    <details>
      <summary>Type the points</summary>
      ${view.control('points')}
    </details>
  </div>`;
}

/** All digits: the two differ in the last ones. */
const exact = (x: number): string => (Number.isFinite(x) ? exactNumber(x) : String(value(x)));

function sentence({ state, result }: Here<Result>): string {
  const [one, two] = Array.from(result.values);
  const said = (x: number | undefined): string => {
    const v = value(x);
    return typeof v === 'number' ? formatNumber(v) : v;
  };
  return `In ${state.format}, with ${formatNumber(state.offset, 10)} added to every point, E[x²] − E[x]² gives ${said(one)} and two passes give ${said(two)}; the exact variance of the stored numbers is ${formatNumber(result.asStored)}.`;
}

const formula = ({ result }: Here<Result>): Node =>
  row(
    sym('𝔼'),
    op('[x²]'),
    op('−'),
    sym('𝔼'),
    op('[x]²'),
    op('='),
    numeral(result.meanOfSquares),
    op('−'),
    numeral(result.squareOfMean),
    op('='),
    numeral(result.values[0] as number, 4),
  );

const numeral = (x: number, digits = 12): Node => num(x, 'broken', digits);

const table = ({ result }: Here<Result>) => ({
  caption: 'Relative error by offset',
  columns: ['offset', ...WAYS],
  rows: Array.from({ length: result.curve.rows }, (_, i) => [0, 1, 2, 3].map((c) => at(result.curve, i, c))),
});

function warning({ result }: Here<Result>): string | undefined {
  const [one, two] = Array.from(result.values);
  if (!result.stored.every(Number.isFinite))
    return 'The points themselves are too large for the format: they are stored as infinite, and no way finds a variance.';
  if (!Number.isFinite(result.meanOfSquares))
    return `The squares, or their sum, are too large for the format, so E[x²] is infinite and the difference ${Number.isNaN(one) ? 'is not a number' : 'too'}${Number.isFinite(two) ? '; the deviations are small enough' : ''}.`;
  if (one !== undefined && one < 0)
    return `The difference E[x²] − E[x]² is negative, which no variance is: two numbers that agree in all but the last digits were subtracted. Its root, the standard deviation, would not be a number.`;
  if (result.asTyped === 0) return 'All points are the same number: the variance is 0, so there is no relative error.';
  if (result.asStored === 0)
    return 'At this offset the format stores all points as one number: the variance was lost before anything was computed.';
  return undefined;
}

export const digits: Lens<Result> = { compute, picture, sentence, formula, table, warning };
