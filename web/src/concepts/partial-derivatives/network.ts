// A network with 13 weights: the slope of its loss along each, and one of them nudged while the others are held.

import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { frac, num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { Interval, PlaneItem, Point } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { at, type Matrix } from '../../kit/values';
import type { Engine } from '../../engine';
import type { Here, Lens, State } from './lens';
import { slopeBars } from './slope-bars';
import { wiring } from './wiring';

/** Names of the 13 weights, in the order of the parameter. */
export const NAMES = ['w₁₁', 'w₁₂', 'w₂₁', 'w₂₂', 'w₃₁', 'w₃₂', 'b₁', 'b₂', 'b₃', 'v₁', 'v₂', 'v₃', 'c'] as const;
const nameOf = (k: number): string => NAMES[k] ?? '';

/** How far the curve runs to both sides of the weight; farther than a nudge may go. */
const REACH = 5;
const CURVE = 161;

export type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, s: State) =>
  engine.networkPartials(s.weights, s.x, s.target, s.activation, s.k, s.nudge, s.passes, REACH, CURVE);

const pointsOf = (m: Matrix): Point[] => Array.from({ length: m.rows }, (_, i): Point => [at(m, i, 0), at(m, i, 1)]);

/** Room for the loss before and after the nudge and for what was promised, not for the far ends of the curve. */
function heights({ loss, nudged, predicted }: Result): Interval {
  const values = [loss, nudged, loss + predicted, 0].filter(Number.isFinite);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? high - low : 1;
  return [low - 0.25 * room, high + 0.5 * room];
}

function curve(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const weight = state.weights[state.k] as number;
  const moved = weight + state.nudge;
  const items: PlaneItem[] = [
    { type: 'line', points: pointsOf(result.curve), role: 'result' },
    { type: 'line', points: pointsOf(result.tangent), role: 'gradient', dashed: true },
    { type: 'line', points: [[moved, result.loss + result.predicted], [moved, result.nudged]], role: 'broken' }, // prettier-ignore
    { type: 'dots', points: [[weight, result.loss]], role: 'result', size: 5 },
    { type: 'dots', points: [[moved, result.loss + result.predicted]], role: 'gradient', size: 5 },
    {
      type: 'handle',
      key: 'nudge',
      at: [moved, result.nudged],
      role: 'parameter',
      label: 'nudged',
      name: `the nudged weight ${nameOf(state.k)}`,
      step: 0.05,
      move: ([to], done) => set({ nudge: Number((to - weight).toFixed(6)) }, { done }),
    },
  ];
  const middle: Interval = [weight - REACH, weight + REACH];
  return html`<div class="panel">
    <div class="caption">
      <span class="role-result">the loss</span> as ${nameOf(state.k)} moves
      <span class="unit"><span class="role-gradient">dashed: what .grad promises</span>; drag</span>
    </div>
    <nabla-plane
      label=${`The loss as ${nameOf(state.k)} moves, with the tangent that its gradient promises`}
      xLabel=${nameOf(state.k)}
      yLabel="L"
      .window=${{ x: middle, y: heights(result) }}
      .aspect=${0.56}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

const picture = (view: Here<Result>): TemplateResult => {
  const { state, result, control } = view;
  return html`<div class="stack">
    <div class="columns">
      <div class="panel">
        <div class="caption">
          the network <span class="unit">wires as wide as their slope is large; dashed: negative</span>
        </div>
        ${wiring(view)}
      </div>
      ${curve(view)}
    </div>
    ${slopeBars(view)}
    ${readout([
      ['loss', result.loss, 'result'],
      [`∂L/∂${nameOf(state.k)}`, result.gradient[state.k], 'gradient'],
      [`.grad after ${state.passes} passes`, state.passes > 1 ? result.accumulated[state.k] : undefined, 'broken'],
      ['ΔL promised', result.predicted, 'gradient'],
      ['ΔL happened', result.actual, 'result'],
    ])}
    <div class="controls fields">${control('nudge')} ${control('activation')} ${control('passes')}</div>
    <details>
      <summary>Weights, input and target</summary>
      <div class="stack">${control('weights')}</div>
      <div class="controls fields">${control('x')} ${control('target')}</div>
    </details>
  </div>`;
};

function sentence({ state, result }: Here<Result>): string {
  const name = nameOf(state.k);
  const slope = result.accumulated[state.k] as number;
  if (slope === 0) {
    return `The loss has slope 0 along ${name}; moved by ${formatNumber(state.nudge)}, ${name} changes it by ${formatNumber(result.actual)}.`;
  }
  const promise = `.grad says ${formatNumber(slope)} for ${name}, so a nudge of ${formatNumber(state.nudge)} should change the loss by ${formatNumber(result.predicted)}`;
  return `${promise}; it changes by ${formatNumber(result.actual)}.`;
}

const formula = ({ state, result }: Here<Result>): Node =>
  row(
    op('Δ'),
    sym('L'),
    op('≈'),
    frac(row(op('∂'), sym('L')), row(op('∂'), sub(sym(nameOf(state.k).charAt(0)), words(nameOf(state.k).slice(1))))),
    op('Δ'),
    op('='),
    num(result.accumulated[state.k] as number, 'gradient'),
    op('·'),
    num(state.nudge, 'parameter'),
    op('='),
    num(result.predicted, 'gradient'),
    op(','),
    words('in fact '),
    num(result.actual, 'result'),
  );

const table = ({ state, result }: Here<Result>) => ({
  caption: 'Weights with the slope of the loss along each',
  columns: ['weight', 'value', '∂L/∂weight', '.grad'],
  rows: NAMES.map((name, i) => [
    name,
    state.weights[i] as number,
    result.gradient[i] as number,
    result.accumulated[i] as number,
  ]),
});

/** Number of hidden units, and the first place of their biases and of the output's weights. */
const [HIDDEN, BIAS, OUT] = [3, 6, 9];

const unitOf = (k: number): number | undefined =>
  k < BIAS ? Math.floor(k / 2) : k < OUT ? k - BIAS : k < OUT + HIDDEN ? k - OUT : undefined;

function warning({ state, result }: Here<Result>): string | undefined {
  if (!Number.isFinite(result.loss))
    return 'The loss is not finite: the weights or the input are too large for the square.';
  if (state.passes > 1) {
    return `.grad holds the sum of ${state.passes} backward passes, ${state.passes} times the slope: zero_grad was not called between them.`;
  }
  const unit = unitOf(state.k);
  if (unit === undefined) return undefined;
  const input = result.hiddenInput[unit] as number;
  const slope = result.gradient[state.k] as number;
  if (state.activation === 'relu' && input <= 0) {
    return `Hidden unit ${unit + 1} receives ${formatNumber(input)}, so ReLU answers 0 and passes no slope back: for this input ${nameOf(state.k)} does not matter.`;
  }
  if (state.activation !== 'relu' && Math.abs(slope) < 1e-5 && Math.abs(input) > 5) {
    return `Hidden unit ${unit + 1} receives ${formatNumber(input)}, on the flat part of ${state.activation}: a slope of ${formatNumber(slope, 2)} is all that comes through.`;
  }
  return undefined;
}

export const network: Lens<Result> = { compute, picture, sentence, formula, table, warning };
