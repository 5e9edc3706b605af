// The unit ball: all vectors of size 1, and how large x is by every measure.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { fence, frac, joined, num, op, row, sub, sup, sym, words, norm as bars } from '../../kit/formula';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import {
  exponent,
  exponentControl,
  exponentText,
  pointsOf,
  readout,
  tuple,
  type Here,
  type Lens,
  type State,
} from './lens';

type Result = ReturnType<typeof compute>;

const OUTLINE = 192;
const EXTENT = 2.4;

function compute(engine: Engine, state: State) {
  const p = exponent(state);
  return { report: engine.lpReport(state.x, p), outline: engine.ballOutline(p, OUTLINE) };
}

interface Room {
  readonly extent: number;
  /** One unit of the axes: a power of ten where plain numbers would run long. */
  readonly unit: number;
}

function roomOf({ x }: State): Room {
  const reach = roomFor([[x[0] ?? 0, x[1] ?? 0]], 0);
  if (reach < EXTENT || !Number.isFinite(reach)) return { extent: EXTENT, unit: 1 };
  const unit = reach < 1e5 ? 1 : 10 ** Math.floor(Math.log10(reach));
  return { extent: reach / unit, unit };
}

/** Whether the sum of powers leaves float64, so that the formula as written gives ∞ or 0. */
const powersFail = ({ norm, written }: Result['report']): boolean =>
  Number.isFinite(norm) && norm > 0 && !(Number.isFinite(written) && written > 0);

const detours = (state: State, { report }: Result): boolean =>
  report.detour < report.norm * (1 - 1e-12) && !state.limit;

function items(view: Here<Result>, { unit, extent }: Room): PlaneItem[] {
  const { state, result, set } = view;
  const at: Point = [(state.x[0] ?? 0) / unit, (state.x[1] ?? 0) / unit];
  const corner: Point = [at[0], 0];
  return [
    { type: 'line', points: pointsOf(result.outline, 1 / unit), role: 'parameter', closed: true, fill: true },
    {
      type: 'line',
      points: pointsOf(result.outline, result.report.norm / unit),
      role: 'scaffold',
      closed: true,
      dashed: true,
      thin: true,
    },
    ...(detours(state, result) ? [{ type: 'line', points: [[0, 0], corner, at], role: 'broken' } as const] : []),
    ...(unit === 1
      ? [
          {
            type: 'text',
            at: [0.03 * extent, -1 - 0.07 * extent],
            text: `‖·‖ = 1, p = ${exponentText(state)}`,
            role: 'parameter',
          } as const,
        ]
      : []),
    {
      type: 'handle',
      key: 'x',
      at,
      role: 'data',
      label: 'x',
      name: 'vector x',
      arrow: true,
      step: (0.1 * extent) / EXTENT,
      move: ([x, y], done) => set({ x: Float64Array.of(x * unit, y * unit) }, { done }),
    },
  ];
}

function stage(view: Here<Result>): TemplateResult {
  if (view.state.x.length !== 2) {
    return html`<p class="note">The plane shows vectors of two entries; this one has ${view.state.x.length}.</p>`;
  }
  const room = roomOf(view.state);
  return html`<nabla-plane
      label=${`The unit ball for p = ${exponentText(view.state)} and the vector x`}
      .extent=${room.extent}
      .aspect=${0.86}
      .items=${items(view, room)}
    ></nabla-plane>
    ${room.unit === 1 ? nothing : html`<p class="note">Axes in units of ${formatNumber(room.unit)}.</p>`}`;
}

const NAMES = ['½', '1', '2', '4', '∞'] as const;

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { report } = result;
  const sound = !powersFail(report) && report.writtenGradient.every(Number.isFinite);
  return html`<div class="columns">
    <div class="panel">
      <div class="caption">drag x <span class="unit">filled: all of size 1; dashed: all as large as x</span></div>
      ${stage(view)}
    </div>
    <div class="panel stack loose">
      ${exponentControl(view)}
      ${readout([
        [html`‖x‖<sub>p</sub>, p = ${exponentText(state)}`, report.norm, 'result'],
        [
          html`dual, q =
          ${state.limit ? '1' : Number.isFinite(report.dualExponent) ? formatNumber(report.dualExponent, 3) : '∞'}`,
          report.dual,
        ],
        ['exact zeros', `${report.zeros} of ${state.x.length}`],
      ])}
      ${readout(NAMES.map((name, i) => [html`‖x‖<sub>${name}</sub>`, report.common[i] ?? 0] as const))}
      <details ?open=${!sound}>
        <summary>The gradient of ‖x‖</summary>
        ${readout([
          ['by vector_norm', tuple(report.gradient, 3), 'gradient'],
          ['by sum(|x|**p)**(1/p)', tuple(report.writtenGradient, 3), sound ? 'gradient' : 'broken'],
        ])}
      </details>
      <details ?open=${state.x.length !== 2}>
        <summary>x as numbers</summary>
        ${view.control('x')}
      </details>
    </div>
  </div>`;
}

function sentence({ state, result }: Here<Result>): string {
  const { report } = result;
  const size = formatNumber(report.norm);
  if (detours(state, result)) {
    return `Straight to x costs ${size}, along the axes only ${formatNumber(report.detour)}: with p = ${exponentText(state)} this is not a norm.`;
  }
  if (state.limit) return `With p = ∞ only the largest entry counts: x has size ${size}.`;
  return `With p = ${exponentText(state)} x has size ${size}; going along the axes costs ${formatNumber(report.detour)}.`;
}

function formula({ state, result }: Here<Result>) {
  const left = sub(bars(sym('x', { bold: true })), state.limit ? sym('∞') : num(state.p, 'parameter', 3));
  const shown = Array.from(state.x).slice(0, state.x.length > 3 ? 2 : 3);
  const sizes = shown.map((v) => fence(num(Math.abs(v), 'data', 3), '|', '|'));
  const more = state.x.length > 3 ? [words('…')] : [];
  const value = num(result.report.norm, 'result');
  if (state.limit) return row(left, op('='), words('max '), fence(joined([...sizes, ...more], ',')), op('='), value);
  const p = num(state.p, 'parameter', 3);
  const sum = joined([...sizes.map((s) => sup(s, p)), ...more], '+');
  return row(left, op('='), sup(fence(sum), frac(num(1), p)), op('='), value);
}

const table = ({ state, result: { report } }: Here<Result>) => ({
  caption: `Entries of x and the gradient of its norm, p = ${exponentText(state)}`,
  columns: ['i', 'x', 'gradient, by vector_norm'],
  rows: Array.from(state.x, (x, i) => [i + 1, x, report.gradient[i] ?? 0]),
});

function warning({ state, result }: Here<Result>): string | undefined {
  const { report } = result;
  if (powersFail(report)) {
    return report.written === 0
      ? `The powers underflow: the formula as written gives 0, the scaled one ${formatNumber(report.norm)}.`
      : `The powers overflow: the formula as written gives an infinite norm, the scaled one ${formatNumber(report.norm)}.`;
  }
  if (report.writtenGradient.some(Number.isNaN)) {
    const why =
      state.p < 1
        ? 'where an entry is 0: the slope of |x|^p there is ∞, times sign(0) = 0'
        : 'where the sum of powers is 0, or nearly: the slope of its root there is ∞, times 0';
    return `The gradient as written is not a number ${why}. vector_norm returns 0 in its place.`;
  }
  return !state.limit && state.p < 1
    ? 'p < 1: not a norm. The triangle inequality fails, and the ball is not convex.'
    : undefined;
}

export const ball: Lens<unknown> = {
  compute,
  picture,
  sentence,
  formula,
  table,
  warning,
};
