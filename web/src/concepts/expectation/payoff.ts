// A payoff: the expectation of what values are worth, beside the worth of the expectation.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { fence, num, op, row, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { Interval, PlaneItem, Point, Window } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import { rowsOf, type Matrix } from '../../kit/values';
import { blame as blameShares, offWarning, pmfOf, probabilityBars, shares, typed, type Here, type Lens, type State } from './lens'; // prettier-ignore

type Result = ReturnType<typeof compute>;

const ASPECT = 0.72;

/** Bars that are dragged leave the curve as it is. */
const curveOf = remember<Matrix>();

/** The values, with a little room on both sides. */
function spanOf({ x }: State): Interval {
  const [low, high] = [Math.min(...x), Math.max(...x)];
  const room = high > low ? 0.08 * (high - low) : 1;
  return [low - room, high + room];
}

const compute = (engine: Engine, state: State) => ({
  pmf: pmfOf(engine, state),
  payoff: engine.payoffReport(state.x, state.p, state.g),
  curve: curveOf([state.g, ...spanOf(state)].join(), () => engine.derivativeCurve(state.g, ...spanOf(state), 161).f),
});

function windowOf({ payoff }: Result, state: State): Window {
  const ys = [...payoff.g, payoff.expected, payoff.atMean].filter(Number.isFinite);
  const [low, high] = ys.length > 0 ? [Math.min(...ys), Math.max(...ys)] : [-1, 1];
  const room = high > low ? 0.18 * (high - low) : 1;
  return { x: spanOf(state), y: [Math.min(0, low) - room, Math.max(0, high) + room] };
}

function items({ result, state }: Here<Result>): PlaneItem[] {
  const { pmf, payoff, curve } = result;
  const { x: [left, right], y: [bottom, top] } = windowOf(result, state); // prettier-ignore
  // Their names stand at the left, above the higher and below the lower of the two.
  const label = left + 0.09 * (right - left);
  const lift = 0.028 * (top - bottom);
  const over = payoff.expected >= payoff.atMean;
  const e: Point = [payoff.mean, payoff.expected];
  const at: Point = [payoff.mean, payoff.atMean];
  return [
    { type: 'line', points: rowsOf(curve).map(([x = 0, y = 0]): Point => [x, y]), role: 'parameter' },
    ...Array.from(state.x, (x, i): PlaneItem => {
      const p = pmf.report.p[i] ?? 0;
      return { type: 'dots', points: p > 0 ? [[x, payoff.g[i] ?? Number.NaN]] : [], role: 'data', size: 2 + 18 * Math.sqrt(p) }; // prettier-ignore
    }),
    ...(Number.isFinite(e[1] + at[1])
      ? ([
          { type: 'line', points: [[left, e[1]], e], role: 'result', dashed: true, thin: true },
          { type: 'line', points: [[left, at[1]], at], role: 'parameter', dashed: true, thin: true },
          { type: 'line', points: [at, e], role: 'broken' },
          { type: 'dots', points: [at], role: 'parameter', size: 5 },
          { type: 'dots', points: [e], role: 'result', size: 5 },
          { type: 'text', at: [label, e[1] + (over ? lift : -2.2 * lift)], text: 'E[g(X)]', role: 'result' },
          { type: 'text', at: [label, at[1] + (over ? -2.2 * lift : lift)], text: 'g(E[X])', role: 'parameter' },
        ] as const)
      : []),
  ];
}

const known = (x: number): string => (Number.isFinite(x) ? formatNumber(x) : 'not finite');

const picture = (view: Here<Result>): TemplateResult => {
  const { result, state } = view;
  const { payoff } = result;
  return html`<div class="columns">
      <div class="panel">
        <div class="caption">
          <span class="role-parameter">the payoff g(x)</span>
          <span class="unit">dots: values, as large as they are likely</span>
        </div>
        <nabla-plane
          label="The payoff, the values on it, the expected payoff and the payoff of the expectation"
          xLabel="x"
          .window=${windowOf(result, state)}
          .aspect=${ASPECT}
          .items=${items(view)}
        ></nabla-plane>
      </div>
      <div class="panel stack loose">
        ${view.control('g')} ${probabilityBars(view, result.pmf, 150)} ${shares(view, result.pmf)}
        ${readout([
          ['E[X]', payoff.mean],
          ['E[g(X)]', known(payoff.expected), Number.isFinite(payoff.expected) ? 'result' : 'broken'],
          ['g(E[X])', known(payoff.atMean), 'parameter'],
        ])}
      </div>
    </div>
    ${typed(view)}`;
};

function sentence({ state, result: { pmf, payoff } }: Here<Result>): string {
  const { expected, atMean, bad } = payoff;
  if (bad >= 0)
    return `g is not finite at ${formatNumber(state.x[bad] ?? 0)}, which can come: there is no expected payoff.`;
  const both = `The expected payoff is ${formatNumber(expected)}, the payoff of the expectation ${known(atMean)}`;
  if (!Number.isFinite(atMean)) return `${both}: there is nothing to compare.`;
  if (new Set(state.x.filter((_, i) => (pmf.report.p[i] ?? 0) > 0)).size === 1)
    return `${both}: the same, as only one value can come.`;
  if (Math.abs(expected - atMean) <= 1e-12 * Math.max(1, Math.abs(expected)))
    return `${both}: the same, as for every straight payoff.`;
  return expected > atMean
    ? `${both}: spread gains where a payoff bends upwards.`
    : `${both}: spread costs where a payoff bends downwards.`;
}

const formula = ({ result: { payoff } }: Here<Result>): Node =>
  row(
    words('E[g(X)]'),
    op('='),
    Number.isFinite(payoff.expected) ? num(payoff.expected, 'result') : words('not finite'),
    // What is not finite cannot be compared.
    Number.isFinite(payoff.expected + payoff.atMean)
      ? op(payoff.expected > payoff.atMean ? '>' : payoff.expected < payoff.atMean ? '<' : '=')
      : words(',  '),
    Number.isFinite(payoff.atMean) ? num(payoff.atMean, 'parameter') : words('not finite'),
    op('='),
    sym('g'),
    fence(num(payoff.mean)),
  );

const table = ({ state, result: { pmf, payoff } }: Here<Result>) => ({
  caption: 'Values, probabilities and payoffs',
  columns: ['x', 'p', 'g(x)'],
  rows: Array.from(state.x, (x, i) => {
    const g = payoff.g[i] ?? 0;
    return [x, pmf.report.p[i] ?? 0, Number.isFinite(g) ? g : 'not finite'];
  }),
});

const warning = ({ preset, state, result }: Here<Result>): string | undefined =>
  preset
    ? undefined
    : result.payoff.bad >= 0
      ? `The first number that is none: g(${formatNumber(state.x[result.payoff.bad] ?? 0)}). A sum with it has no value, however small its probability.`
      : offWarning(result.pmf);

const blame = (code: string): keyof State => (code === 'invalid-expression' ? 'g' : blameShares());

export const payoff: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
