// Many small samples of the points: what dividing by n and by n − 1 makes of them.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import { formatNumber, percent } from '../../kit/format';
import { frac, num, op, row, sub, sup, sym, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import { divisor, type Here, type Lens, type State } from './lens';

type Result = ReturnType<Engine['besselStudy']>;

const BINS = 40;

const compute = (engine: Engine, { points, n, trials, seed }: State): Result =>
  engine.besselStudy(points, n, trials, BINS, seed);

const which = ({ divide }: State): 0 | 1 => (divide === 'n' ? 0 : 1);
const of = (pair: Float64Array, k: number): number => pair[k] as number;

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const k = which(state);
  const bars = Array.from({ length: result.histogram.rows }, (_, b) => [at(result.histogram, b, 0), at(result.histogram, b, k + 1)] as const); // prettier-ignore
  const high = Math.ceil(Math.max(...bars.map(([, y]) => y)) * 23.6) / 20;
  const upright = (x: number, top: number) => [[x, 0], [x, top]] as const; // prettier-ignore
  return html`<div class="stack">
    <div class="controls">${view.control('divide')} ${view.control('n')} ${view.control('trials')}</div>
    <div class="panel">
      <div class="caption role-data">
        variance of ${formatNumber(state.trials, 6)} samples of ${state.n}
        <span class="unit">squares divided by ${divisor(state)}</span>
      </div>
      <nabla-chart
        label="How often each estimate of the variance comes out, with their average and the true variance"
        .height=${view.width < 560 ? 240 : 300}
        .x=${{ title: 'estimated variance', min: 0 }}
        .y=${{ title: 'share of the samples', min: 0, max: high }}
        .series=${[
          { kind: 'bars', name: '', role: 'data', points: bars },
          {
            kind: 'line',
            name: 'true variance',
            role: 'scaffold',
            dashed: true,
            named: true,
            points: upright(result.truth, high * 0.97),
          },
          {
            kind: 'line',
            name: 'average',
            role: 'result',
            named: true,
            points: upright(of(result.average, k), high * 0.82),
          },
        ]}
      ></nabla-chart>
    </div>
    ${readout([
      ['true variance', result.truth],
      ['average, ÷ n', result.average[0], k === 0 ? 'result' : undefined],
      ['theory: (n − 1)/n of it', result.expected[0]],
      ['average, ÷ (n − 1)', result.average[1], k === 1 ? 'result' : undefined],
      ['its standard error', of(result.error, k)],
      ['samples that fall short', percent(of(result.below, k), 3)],
    ])}
    <details>
      <summary>The points that are sampled, and the seed</summary>
      <div class="controls fields">${view.control('points')} ${view.control('seed')}</div>
    </details>
  </div>`;
}

function sentence({ state, result }: Here<Result>): string {
  const k = which(state);
  const average = formatNumber(of(result.average, k));
  const about = `with an uncertainty of ${formatNumber(of(result.error, k), 2)}`;
  const head = `Samples of ${state.n} points, squares divided by ${divisor(state)}, give ${average} on average, ${about}`;
  const off = of(result.average, 0) - result.truth;
  return k === 0
    ? `${head}: ${off < 0 ? 'too little' : off > 0 ? 'by chance too much' : 'right'}, for ${formatNumber(result.truth)} is true and theory says ${formatNumber(of(result.expected, 0))}.`
    : `${head}, and ${formatNumber(result.truth)} is true; yet ${percent(of(result.below, 1), 3)} of the samples fall short of it.`;
}

const formula = ({ state, result }: Here<Result>): Node => {
  const k = which(state);
  const n = state.n;
  const square = sup(sub(sym('s'), k === 0 ? sym('n') : row(sym('n'), op('−'), num(1))), num(2));
  return row(
    sym('𝔼'),
    op('['),
    square,
    op(']'),
    op('='),
    ...(k === 0 ? [frac(num(n - 1, 'parameter'), num(n, 'parameter')), op('·')] : []),
    num(result.truth, 'data'),
    op('='),
    num(of(result.expected, k), 'result'),
    words(', measured '),
    num(of(result.average, k), 'result'),
  );
};

const table = ({ result }: Here<Result>) => ({
  caption: 'Share of the samples by their estimate of the variance',
  columns: ['variance', 'divided by n', 'divided by n − 1'],
  rows: Array.from({ length: result.histogram.rows }, (_, b) => [0, 1, 2].map((c) => at(result.histogram, b, c))),
});

const warning = ({ result }: Here<Result>): string | undefined =>
  result.truth === 0 ? 'All points are the same number, so every sample has variance 0, with n or n − 1.' : undefined;

export const sampling: Lens<Result> = { compute, picture, sentence, formula, table, warning };
