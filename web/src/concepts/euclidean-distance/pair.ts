// Two points: the distance as a hypotenuse, the losses made of it, and their gradients.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { factor, fence, joined, num, op, root, row, sup, sym, words } from '../../kit/formula';
import '../../kit/plane';
import { roomFor, type Handle, type PlaneItem, type Point } from '../../kit/plane';
import { readout, tuple, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, { a, b }: State) => engine.euclideanDistance(a, b);

const EXTENT = 4;
/** How much of a step down the gradient is drawn. */
const STEP = 0.5;

const inPlane = ({ state }: Here<Result>): boolean => state.a.length === 2 && state.b.length === 2;
const point = (v: Float64Array): Point => [v[0] ?? 0, v[1] ?? 0];

interface Room {
  /** Half the width of the plane, in units. */
  readonly extent: number;
  /** One unit of the axes: a power of ten where plain numbers would run long. */
  readonly unit: number;
}

function roomOf({ a, b }: State): Room {
  const largest = Math.max(...[...a, ...b].map(Math.abs));
  const reach = roomFor([point(a), point(b)], largest > 0 && largest < 1e-3 ? largest : EXTENT);
  const unit = reach < 1e5 && reach >= 1e-3 ? 1 : 10 ** Math.floor(Math.log10(reach));
  return { extent: reach / unit, unit };
}

function items(view: Here<Result>, { extent, unit }: Room): PlaneItem[] {
  const { state, result, set } = view;
  const drawn = (v: Float64Array): Point => [(v[0] ?? 0) / unit, (v[1] ?? 0) / unit];
  const [a, b] = [drawn(state.a), drawn(state.b)];
  const corner: Point = [a[0], b[1]];
  const gradient = state.loss === 'mse' ? drawn(result.mseGradient) : point(result.maeGradient);
  const to: Point = [a[0] - STEP * gradient[0], a[1] - STEP * gradient[1]];
  const [dx, dy] = point(result.difference);
  const em = extent / EXTENT;
  const handle = (key: 'a' | 'b', at: Point): Handle => ({
    type: 'handle',
    key,
    at,
    role: key === 'a' ? 'data' : 'parameter',
    label: key,
    name: `point ${key}`,
    step: 0.1 * em,
    move: ([x, y], done) => set({ [key]: Float64Array.of(x * unit, y * unit) }, { done }),
  });
  const middle: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const falls = dx < 0 !== dy < 0;
  const texts: PlaneItem[] = [
    {
      type: 'text',
      at: [middle[0], b[1] + (dy < 0 ? 0.3 : -0.34) * em],
      anchor: 'middle',
      text: dx === 0 ? '' : `a₁ − b₁ = ${formatNumber(dx)}`,
    },
    {
      type: 'text',
      at: [a[0] + (dx < 0 ? -0.12 : 0.12) * em, middle[1]],
      anchor: dx < 0 ? 'end' : 'start',
      text: dy === 0 ? '' : formatNumber(dy),
    },
    {
      type: 'text',
      at: [middle[0] + (falls ? 0.15 : -0.15) * em, middle[1] + 0.2 * em],
      anchor: falls ? 'start' : 'end',
      role: 'result',
      text: dx === 0 && dy === 0 ? '' : `d = ${formatNumber(result.distance)}`,
    },
  ];
  return [
    { type: 'circle', role: 'scaffold', at: b, radius: Math.min(1e3, result.distance / unit), dashed: true },
    { type: 'line', points: [b, corner, a], role: 'scaffold', dashed: true },
    { type: 'line', points: [b, a], role: 'result' },
    ...(dx === 0 && dy === 0 ? [] : [{ type: 'vector', from: a, to, role: 'gradient' } as const]),
    ...texts,
    handle('b', b),
    handle('a', a),
  ];
}

const name = (loss: State['loss']): string => (loss === 'mse' ? 'MSE' : 'MAE');

function stage(view: Here<Result>): TemplateResult {
  if (!inPlane(view)) return terms(view);
  const room = roomOf(view.state);
  return html`<nabla-plane
      label="Points a and b with the sides of their right triangle"
      .extent=${room.extent}
      .aspect=${0.86}
      .items=${items(view, room)}
    ></nabla-plane>
    ${room.unit === 1 ? nothing : html`<p class="note">Axes in units of ${formatNumber(room.unit)}.</p>`}`;
}

/** Beyond the plane: what each entry adds to the square. */
const terms = ({ state, result }: Here<Result>): TemplateResult =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="Terms of the sum">
    <table>
      <thead>
        <tr>
          ${['i', 'aᵢ', 'bᵢ', 'aᵢ − bᵢ', '(aᵢ − bᵢ)²'].map((h) => html`<th scope="col">${h}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          result.squares,
          (square, i) =>
            html`<tr>
              <td>${i + 1}</td>
              ${[state.a[i], state.b[i], result.difference[i], square].map((x) => html`<td>${formatNumber(x ?? 0)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const gradient = state.loss === 'mse' ? result.mseGradient : result.maeGradient;
  const allFinite = result.writtenGradient.every(Number.isFinite);
  return html`<div class="columns">
    <div class="panel">
      <div class="caption">
        ${
          inPlane(view)
            ? html`drag a and b
                <span class="unit">ring: all that is as far from b; arrow: half a step against the gradient</span>`
            : 'what each entry adds'
        }
      </div>
      ${stage(view)}
    </div>
    <div class="panel stack loose">
      ${view.control('loss')}
      ${readout([
        ['distance d', result.distance, 'result'],
        ['d²', result.squared],
        [`MSE = d²/${state.a.length}`, result.mse],
        ['MAE', result.mae],
        [`gradient of ${name(state.loss)} at a`, tuple(gradient), 'gradient'],
      ])}
      <details ?open=${result.distance === 0}>
        <summary>The gradient of d itself</summary>
        ${readout([
          ['by (a − b).norm()', tuple(result.distanceGradient, 3), 'gradient'],
          ['by sqrt(sum((a − b)²))', tuple(result.writtenGradient, 3), allFinite ? 'gradient' : 'broken'],
        ])}
      </details>
      <details ?open=${!inPlane(view) || view.preset?.id === 'lengths'}>
        <summary>The points as numbers</summary>
        <div class="controls fields">${view.control('a')} ${view.control('b')}</div>
      </details>
    </div>
  </div>`;
}

function sentence({ state, result }: Here<Result>): string {
  if (result.distance === 0) return 'a and b are the same point: their distance is 0, and so is every loss made of it.';
  const pull =
    state.loss === 'mse'
      ? `The gradient of MSE, ${tuple(result.mseGradient)}, grows with the error of each entry.`
      : `The gradient of MAE, ${tuple(result.maeGradient)}, is as large for a small error as for a large one.`;
  return `a and b are ${formatNumber(result.distance)} apart. ${pull}`;
}

function formula({ state, result }: Here<Result>) {
  const shown = Array.from(state.a).slice(0, state.a.length > 2 ? 1 : 2);
  const squares = shown.map((a, i) =>
    sup(fence(row(num(a, 'data', 3), op('−'), factor(state.b[i] ?? 0, 'parameter', 3))), num(2)),
  );
  const more = state.a.length > 2 ? [words('…')] : [];
  return row(sym('d'), op('='), root(joined([...squares, ...more], '+')), op('='), num(result.distance, 'result'));
}

const table = ({ state, result }: Here<Result>) => ({
  caption: 'Entry by entry',
  columns: ['i', 'a', 'b', 'a − b', '(a − b)²', 'gradient of MSE', 'gradient of MAE', 'gradient of d'],
  rows: Array.from(result.squares, (square, i) => [
    i + 1,
    state.a[i] ?? 0,
    state.b[i] ?? 0,
    result.difference[i] ?? 0,
    square,
    result.mseGradient[i] ?? 0,
    result.maeGradient[i] ?? 0,
    result.distanceGradient[i] ?? 0,
  ]),
});

function warning({ result }: Here<Result>): string | undefined {
  const { distance, written } = result;
  if (distance === 0) {
    return 'At a = b the gradient of sqrt(sum((a − b)²)) is 0 · ∞, not a number: the square hands back 0, the root asks for ∞. (a − b).norm() gives 0.';
  }
  if (Number.isFinite(distance) && !Number.isFinite(written)) {
    return `Squaring overflows: the formula as written gives an infinite distance, the scaled one ${formatNumber(distance)}.`;
  }
  if (written === 0) {
    return `Squaring underflows: the formula as written gives 0, the scaled one ${formatNumber(distance)}.`;
  }
  return Number.isFinite(distance) ? undefined : 'The distance itself is beyond the largest float64, 1.8·10³⁰⁸.';
}

export const pair: Lens<Result> = { compute, picture, sentence, formula, table, warning };
