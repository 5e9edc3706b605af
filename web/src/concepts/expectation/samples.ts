// Means of samples: five runs that settle on the expectation, or, under Cauchy's law, on nothing.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { frac, num, op, root, row, sub, sym, words, type Node } from '../../kit/formula';
import '../../kit/player';
import { readout } from '../../kit/readout';
import { rowsOf } from '../../kit/values';
import { blame, offWarning, pmfOf, probabilityBars, valueText, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;

const LANES = 5;
const MOST = 10000;
/** Where the player stops: at every number of draws first, then at a tenth more each time. */
function stops(): number[] {
  const out = [1];
  for (let n = 2; n < MOST; n = Math.max(n + 1, Math.round(1.1 * n))) out.push(n);
  return [...out, MOST];
}
const STOPS: readonly number[] = stops();

const compute = (engine: Engine, state: State) => ({
  pmf: pmfOf(engine, state),
  runs: engine.runningMeans(state.x, state.p, state.law, state.sampler, state.n, LANES, state.seed),
});

const isCauchy = ({ law }: State): boolean => law === 'cauchy';

function series({ state, result: { pmf, runs } }: Here<Result>): Series[] {
  const rows = rowsOf(runs.means);
  const { mean } = pmf.report;
  const lane = (l: number): (readonly [number, number])[] => rows.map((r) => [r[0] ?? 1, r[2 + l] ?? 0]);
  const edge = (sign: number): (readonly [number, number])[] => rows.map((r) => [r[0] ?? 1, mean + sign * (r[1] ?? 0)]);
  const others = Array.from({ length: LANES - 1 }, (_, l): Series => ({ kind: 'line', name: `run ${l + 2}`, role: 'scaffold', thin: true, points: lane(l + 1) })); // prettier-ignore
  const own: Series = { kind: 'line', name: 'this run', role: isCauchy(state) ? 'broken' : 'result', points: lane(0) };
  if (isCauchy(state)) return [...others, own];
  return [
    { kind: 'line', name: 'E + σ/√n', role: 'parameter', dashed: true, points: edge(1) },
    { kind: 'line', name: 'E − σ/√n', role: 'parameter', dashed: true, points: edge(-1) },
    ...others,
    own,
  ];
}

/** Means of draws lie among the values. */
function range({ state }: Here<Result>): { min: number; max: number } {
  // Of Cauchy's law some run out of the picture, whatever its size.
  if (isCauchy(state)) return { min: -8, max: 8 };
  const [min, max] = [Math.min(...state.x), Math.max(...state.x)];
  return max > min ? { min, max } : { min: min - 1, max: max + 1 };
}

const stepOf = (n: number): number => STOPS.findLastIndex((stop) => stop <= n);

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const { pmf, runs } = result;
  const [mean = 0, deviation = 0, error = 0] = runs.last;
  return html`<div class="controls">${view.control('law')} ${view.control('seed')}</div>
    <div class="panel">
      <div class="caption">
        mean of the first n draws
        <span class="unit">
          ${LANES} runs,
          ${isCauchy(state) ? html`<span class="role-broken">red: the first</span>` : html`<span class="role-result">green: the first</span>; <span class="role-parameter">dashed: E[X] ± σ/√n</span>`}
        </span>
      </div>
      <nabla-chart
        label="Running means of five runs against the number of draws"
        .height=${view.width < 560 ? 180 : 220}
        .x=${{ title: 'n', log: true, min: 1, max: MOST }}
        .y=${{ title: 'mean', ...range(view) }}
        .series=${series(view)}
      ></nabla-chart>
    </div>
    <nabla-player
      label="draws"
      .value=${stepOf(state.n)}
      .min=${0}
      .max=${STOPS.length - 1}
      .step=${1}
      .perSecond=${24}
      .valueText=${`${state.n} draws`}
      @value=${(e: CustomEvent<{ value: number; done: boolean }>) => set({ n: STOPS[e.detail.value] ?? MOST }, { done: e.detail.done })}
    ></nabla-player>
    ${readout([
      [
        'E[X]',
        isCauchy(state) ? 'does not exist' : valueText(pmf.report.mean, state.x),
        isCauchy(state) ? 'broken' : 'parameter',
      ],
      [`mean of ${state.n}`, isCauchy(state) ? mean : valueText(mean, state.x), isCauchy(state) ? 'broken' : 'result'],
      ['standard error', state.n > 1 ? error : 'not defined for one draw'],
      ['deviation, n − 1', state.n > 1 ? deviation : 'not defined for one draw'],
      ['first draws', firstDraws(view)],
    ])}
    <details>
      <summary>${isCauchy(state) ? 'Number of draws' : 'Draws, sampler and distribution'}</summary>
      <div class="stack">
        <div class="controls">${view.control('n')} ${isCauchy(state) ? nothing : view.control('sampler')}</div>
        ${isCauchy(state) ? nothing : html`${probabilityBars(view, pmf, 150)} ${view.control('x')} ${view.control('p')}`}
      </div>
    </details>`;
}

const firstDraws = ({ state, result: { runs } }: Here<Result>): string =>
  Array.from(runs.draws.slice(0, 6), (d) =>
    isCauchy(state) ? formatNumber(d, 3) : valueText(state.x[d] ?? 0, state.x),
  ).join(', ');

function sentence({ state, result: { pmf, runs } }: Here<Result>): string {
  const [mean = 0, , error = 0] = runs.last;
  const so = `After ${state.n} ${state.n === 1 ? 'draw' : 'draws'} the mean is ${isCauchy(state) ? formatNumber(mean) : valueText(mean, state.x)}`;
  if (isCauchy(state)) return `${so}, and it will not settle: there is nothing for it to settle on.`;
  if (state.n === 1)
    return `${so}; how far it may be off, one draw does not tell. The expectation is ${valueText(pmf.report.mean, state.x)}.`;
  return `${so}, give or take ${formatNumber(error, 2)}; the expectation is ${valueText(pmf.report.mean, state.x)}.`;
}

function formula({ state, result: { pmf, runs } }: Here<Result>): Node {
  const mean = sub(sym('x̄'), num(state.n, 'parameter'));
  const value = num(runs.last[0] ?? 0, isCauchy(state) ? 'broken' : 'result');
  if (isCauchy(state)) return row(mean, op('='), value, words(',  E[X] does not exist'));
  const deviation = root(num(pmf.report.variance));
  return row(mean, op('='), value, op('≈'), num(pmf.report.mean, 'parameter'), op('±'), frac(deviation, root(num(state.n, 'parameter')))); // prettier-ignore
}

const table = ({ state, result: { runs } }: Here<Result>) => ({
  caption: 'Running means',
  columns: ['n', 'σ/√n', ...Array.from({ length: LANES }, (_, l) => `run ${l + 1}`)],
  rows: rowsOf(runs.means).map(([n = 0, band = 0, ...means]) => [n, isCauchy(state) ? 'none' : band, ...means]),
});

const warning = ({ state, result }: Here<Result>): string | undefined =>
  isCauchy(state) ? undefined : offWarning(result.pmf);

export const samples: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
