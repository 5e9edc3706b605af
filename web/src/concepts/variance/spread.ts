// Squared deviations as squares: above the line those of the points, below it their average.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { frac, num, op, row, sub, sup, sym, words, type Node } from '../../kit/formula';
import type { Role } from '../../kit/parameters';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point, type Window } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { divisor, type Here, type Lens, type State } from './lens';

type Result = ReturnType<Engine['varianceProbe']>;

const ASPECT = 0.62;

const compute = (engine: Engine, { points }: State): Result => engine.varianceProbe(points);

const chosen = ({ divide }: State, result: Result): number => (divide === 'n' ? result.population : result.sample);

/** As wide as points and squares need, in round steps: it rarely changes. */
function windowOf({ points }: State, deviations: Float64Array, side: number): Window {
  const least = Math.min(...points);
  const most = Math.max(...points);
  const up = Math.max(...deviations.map(Math.abs));
  const down = Math.max(side, up / 3);
  const needed = Math.max(
    ((most - least) / 2) * 1.3,
    ((up + down) * 0.58) / ASPECT,
    4 * Number.EPSILON * Math.abs(most),
  );
  const half = roomFor([[needed / 1.12, 0]], 1);
  const middle = Math.round((least + most) / 2 / (half / 4)) * (half / 4);
  const above = (2 * half * ASPECT * up) / (up + down) || half * ASPECT;
  return { x: [middle - half, middle + half], y: [above - 2 * half * ASPECT, above] };
}

const square = (from: number, side: number, up: number, role: Role, more: object = {}): PlaneItem => ({
  type: 'line',
  points: [
    [from, 0],
    [from + side, 0],
    [from + side, up],
    [from, up],
  ],
  role,
  closed: true,
  ...more,
});

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const { points } = state;
  const { mean } = result;
  const deviation = state.divide === 'n' ? result.populationDeviation : result.sampleDeviation;
  const window = windowOf(state, result.deviations, deviation || 0);
  const symbol = state.divide === 'n' ? 'σ' : 's';
  const items: PlaneItem[] = [
    ...Array.from(points, (x, i) =>
      square(x, -(result.deviations[i] as number), Math.abs(result.deviations[i] as number), 'data', {
        fill: true,
        thin: true,
      }),
    ),
    { type: 'line', points: [[mean, window.y[0]], [mean, window.y[1]]], role: 'scaffold', dashed: true, thin: true }, // prettier-ignore
    ...(deviation > 0
      ? [
          square(mean, deviation, -deviation, 'result', { fill: true }),
          { type: 'text', at: [mean + deviation / 2, -deviation / 2], text: `${symbol}²`, role: 'result', anchor: 'middle' } as const, // prettier-ignore
        ]
      : []),
    { type: 'text', at: [mean + (window.x[1] - window.x[0]) / 80, window.y[1] * 0.9], text: 'mean', role: 'scaffold' },
    ...Array.from(points, (x, i): PlaneItem => ({
      type: 'handle',
      key: `x${i + 1}`,
      at: [x, 0],
      role: 'data',
      label: '',
      name: `point ${i + 1}`,
      move: (to: Point, done) => set({ points: points.map((old, k) => (k === i ? to[0] : old)) }, { done }),
    })),
  ];
  return html`<div class="stack">
    <div class="columns">
      <div class="panel">
        <div class="caption role-data">
          squared distances from the mean
          <span class="unit">drag the points; <span class="role-result">below: their average</span></span>
        </div>
        <nabla-plane
          label="Points on a line with the square of each distance from their mean, and the average square"
          .window=${window}
          .aspect=${ASPECT}
          .items=${items}
        ></nabla-plane>
      </div>
      <div class="stack loose">
        <div class="controls">
          ${view.control('divide')}
          <button ?disabled=${points.length >= 12} @click=${() => set({ points: Float64Array.of(...points, mean) })}>
            Add a point
          </button>
          <button ?disabled=${points.length <= 1} @click=${() => set({ points: points.slice(0, -1) })}>
            Remove one
          </button>
        </div>
        ${readout([
          ['mean', mean, 'data'],
          ['Σ squares', result.sum, 'data'],
          ['÷ n', result.population, state.divide === 'n' ? 'result' : undefined],
          ['÷ (n − 1)', defined(result.sample), state.divide === 'n' ? undefined : 'result'],
          [`${symbol}, its root`, defined(deviation), 'result'],
        ])}
        ${view.control('points')}
      </div>
    </div>
  </div>`;
}

const defined = (x: number): string | number => (Number.isNaN(x) ? '0/0' : x);

function sentence({ state, result }: Here<Result>): string {
  const n = state.points.length;
  const value = chosen(state, result);
  const head = `${n === 1 ? 'One point has' : `${n} points have`} the mean ${formatNumber(result.mean)}`;
  if (Number.isNaN(value)) return `${head}, and no variance with n − 1: there is nothing to divide by.`;
  const root = formatNumber(Math.sqrt(value));
  return `${head}; their squared distances from it sum to ${formatNumber(result.sum)}, divided by ${divisor(state)} a variance of ${formatNumber(value)}, a square with side ${root}.`;
}

function formula({ state, result }: Here<Result>): Node {
  const value = chosen(state, result);
  const n = state.points.length;
  const symbol = state.divide === 'n' ? 'σ' : 's';
  return row(
    sup(sym(symbol), num(2)),
    op('='),
    frac(row(op('Σ'), sup(row(op('('), sub(sym('x'), sym('i')), op('−'), num(result.mean, 'data'), op(')')), num(2))), state.divide === 'n' ? sym('n') : row(sym('n'), op('−'), num(1))), // prettier-ignore
    op('='),
    frac(num(result.sum, 'data'), num(state.divide === 'n' ? n : n - 1, 'parameter')),
    op('='),
    Number.isNaN(value) ? words('0/0') : num(value, 'result'),
  );
}

const table = ({ state, result }: Here<Result>) => ({
  caption: 'The points, their distances from the mean, and the squares of those',
  columns: ['point', 'x', 'x − mean', 'squared'],
  rows: Array.from(state.points, (x, i) => [i + 1, x, result.deviations[i] as number, result.squares[i] as number]),
});

const warning = ({ state, result }: Here<Result>): string | undefined =>
  state.divide === 'less' && Number.isNaN(result.sample)
    ? 'The sum of squares is 0 and so is n − 1: 0/0 is not defined for one value. torch.var returns nan here; take n, or a second point.'
    : undefined;

export const spread: Lens<Result> = { compute, picture, sentence, formula, table, warning };
