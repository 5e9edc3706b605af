// A payoff: the expectation of what values are worth, beside the worth of the expectation.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { fence, num, op, row, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem, Point, Window } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { rowsOf } from '../../kit/values';
import { blame as blameShares, offWarning, pmfOf, probabilityBars, shares, typed, type Here, type Lens, type State } from './lens'; // prettier-ignore

type Result = ReturnType<typeof compute>;

const ASPECT = 0.72;

const compute = (engine: Engine, state: State) => ({
  pmf: pmfOf(engine, state),
  payoff: engine.payoffReport(state.x, state.p, state.g),
});

function windowOf({ payoff }: Result): Window {
  const curve = rowsOf(payoff.curve);
  const xs = curve.map(([x = 0]) => x);
  const ys = [...payoff.g, payoff.expected, payoff.atMean].filter(Number.isFinite);
  const [low, high] = ys.length > 0 ? [Math.min(...ys), Math.max(...ys)] : [-1, 1];
  const room = high > low ? 0.18 * (high - low) : 1;
  return { x: [xs[0] ?? 0, xs.at(-1) ?? 1], y: [Math.min(0, low) - room, Math.max(0, high) + room] };
}

function items({ result: { pmf, payoff }, state }: Here<Result>): PlaneItem[] {
  const e: Point = [payoff.mean, payoff.expected];
  const at: Point = [payoff.mean, payoff.atMean];
  return [
    { type: 'line', points: rowsOf(payoff.curve).map(([x = 0, y = 0]): Point => [x, y]), role: 'parameter' },
    ...Array.from(state.x, (x, i): PlaneItem => {
      const p = pmf.report.p[i] ?? 0;
      return { type: 'dots', points: p > 0 ? [[x, payoff.g[i] ?? Number.NaN]] : [], role: 'data', size: 2 + 18 * Math.sqrt(p) }; // prettier-ignore
    }),
    ...(Number.isFinite(e[1] + at[1])
      ? ([
          { type: 'line', points: [at, e], role: 'broken' },
          { type: 'dots', points: [at], role: 'parameter', size: 5 },
          { type: 'dots', points: [e], role: 'result', size: 5 },
          { type: 'text', at: [e[0], e[1]], text: '  E[g(X)]', role: 'result' },
          { type: 'text', at: [at[0], at[1]], text: 'g(E[X])  ', role: 'parameter', anchor: 'end' },
        ] as const)
      : []),
  ];
}

const known = (x: number): string => (Number.isFinite(x) ? formatNumber(x) : 'not finite');

const picture = (view: Here<Result>): TemplateResult => {
  const { result } = view;
  const { payoff } = result;
  return html`<div class="columns">
    <div class="panel">
      <div class="caption">
        <span class="role-parameter">the payoff</span> <span class="unit">dots: values, as large as they are likely</span>
      </div>
      <nabla-plane
        label="The payoff, the values on it, the expected payoff and the payoff of the expectation"
        xLabel="x"
        yLabel="g(x)"
        .window=${windowOf(result)}
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

function sentence({ state, result: { payoff } }: Here<Result>): string {
  const { expected, atMean, bad } = payoff;
  if (bad >= 0) return `g is not finite at ${formatNumber(state.x[bad] ?? 0)}, which can come: there is no expected payoff.`;
  const both = `The expected payoff is ${formatNumber(expected)}, the payoff of the expectation ${known(atMean)}`;
  if (Math.abs(expected - atMean) <= 1e-12 * Math.max(1, Math.abs(expected))) return `${both}: the same, as for every straight payoff.`;
  return expected > atMean
    ? `${both}: spread gains where a payoff bends upwards.`
    : `${both}: spread costs where a payoff bends downwards.`;
}

const formula = ({ result: { payoff } }: Here<Result>): Node =>
  row(
    words('E[g(X)]'),
    op('='),
    Number.isFinite(payoff.expected) ? num(payoff.expected, 'result') : words('not finite'),
    op(payoff.expected > payoff.atMean ? '>' : payoff.expected < payoff.atMean ? '<' : '='),
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

const warning = ({ state, result }: Here<Result>): string | undefined =>
  result.payoff.bad >= 0
    ? `The first number that is none: g(${formatNumber(state.x[result.payoff.bad] ?? 0)}). A sum with it has no value, however small its probability.`
    : offWarning(result.pmf);

const blame = (code: string): keyof State => (code === 'invalid-expression' ? 'g' : blameShares());

export const payoff: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
