// Four ways to the same number, side by side: what each answers, how far off it is, and what it costs.

import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { mathOf, num, op, row, sym, words, type Node } from '../../kit/formula';
import type { Role } from '../../kit/parameters';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import { at } from '../../kit/values';
import { more, probeOf, slopeFormula, trouble, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;

const NAMES = [
  ['forward mode', 'dual numbers carry f and f′ through every operation'],
  ['reverse mode', 'record the operations, then walk back: backward()'],
  ['symbolic', 'derive the formula once, then evaluate it'],
  ['forward diff.', '(f(x+h) − f(x)) / h'],
  ['central diff.', '(f(x+h) − f(x−h)) / 2h'],
  ['complex step', 'Im f(x+ih) / h'],
] as const;
const ROLES: readonly Role[] = ['gradient', 'gradient', 'gradient', 'parameter', 'parameter', 'result'];

const lastTimes = remember<readonly number[]>();

/** Nanoseconds for one derivative by each way: a clock belongs to the page, not to the core. */
function timesOf(engine: Engine, { f, x0, h }: State): readonly number[] {
  return NAMES.map((_, way) => {
    const run = (times: number): number => {
      const from = performance.now();
      engine.derivativeAgain(f, x0, h, way, times);
      return performance.now() - from;
    };
    // As many as fill a few ticks of the clock.
    let times = 64;
    let spent = run(times);
    while (spent < 3 && times < 1e6) {
      times *= 4;
      spent = run(times);
    }
    return (1e6 * spent) / times;
  });
}

const compute = (engine: Engine, state: State) => ({
  report: engine.derivativeWays(state.f, state.x0, state.h, state.inputs),
  probe: probeOf(engine, { ...state, format: 'float64' }),
  formula: slopeFormula(engine, state),
  times: state.timed ? lastTimes(state.f, () => timesOf(engine, state)) : undefined,
});

const BAR = 96;

/** How many of sixteen digits are right. */
const digitsBar = (digits: number, role: Role): TemplateResult =>
  html`<svg class="role-${role}" width=${BAR} height="14" viewBox="0 0 ${BAR} 14" aria-hidden="true">
    <rect width=${BAR} height="6" y="4" rx="3" fill="var(--nabla-hairline)"></rect>
    ${
      Number.isFinite(digits)
        ? svg`<rect width=${Math.max(3, (digits / 16) * BAR)} height="6" y="4" rx="3" fill="currentColor"></rect>`
        : nothing
    }
  </svg>`;

const short = (x: number): string => formatNumber(x, 3);

function rows({ state, result, width }: Here<Result>): TemplateResult {
  const { ways } = result.report;
  const narrow = width < 560;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Ways to the derivative, compared">
    <table>
      <thead>
        <tr>
          <th scope="col">f′(x) by</th>
          <th scope="col">value</th>
          <th scope="col">off by</th>
          ${narrow ? nothing : html`<th scope="col" colspan="2">correct digits of 16</th>`}
          <th scope="col">operations${state.inputs > 1 ? html` for ∇f` : nothing}</th>
          ${result.times ? html`<th scope="col">time</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${NAMES.map(([name, how], w) => {
          const role = ROLES[w] as Role;
          return html`<tr>
            <th scope="row" title=${how}>${name}</th>
            <td class="role-${role}">${formatNumber(at(ways, w, 0), narrow ? 6 : 12)}</td>
            <td>${formatNumber(at(ways, w, 1), 2)}</td>
            ${
              narrow
                ? nothing
                : html`<td>${formatNumber(at(ways, w, 2), 3)}</td>
                    <td>${digitsBar(at(ways, w, 2), role)}</td>`
            }
            <td>${short(at(ways, w, 3))}</td>
            ${result.times ? html`<td>≈ ${short(result.times[w] ?? Number.NaN)} ns</td>` : nothing}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

const picture = (view: Here<Result>): TemplateResult => {
  const { result } = view;
  return html`<div class="stack">
    <div class="controls fields">${view.control('f')} ${view.control('x0')}</div>
    ${rows(view)}
    <div class="panel">
      <div class="caption">the formula that the symbolic way found</div>
      <div class="scroll" tabindex="0" role="region" aria-label="f′ as a formula">
        ${
          result.formula
            ? mathOf(row(sym('f′'), words('(x)'), op('='), result.formula))
            : html`<p class="note">
                Longer than anyone would read: products of many terms grow when they are derived.
              </p>`
        }
      </div>
    </div>
    <div class="controls fields">
      ${view.control('h')} ${view.control('inputs')} ${view.width < 560 ? nothing : view.control('timed')}
    </div>
    ${readout([
      ['operations of one f', result.report.operations],
      ['f′(x)', formatNumber(result.report.reference, 12), 'gradient'],
    ])}
    ${more(view, ['timed'])}
  </div>`;
};

function sentence({ state, result: { report, probe } }: Here<Result>): string {
  if (!Number.isFinite(probe.value))
    return `f has no value at x = ${formatNumber(probe.at)}; the rules may still answer a slope, which means nothing.`;
  const { ways } = report;
  const best = Math.max(at(ways, 3, 2), at(ways, 4, 2));
  const exact = Math.min(at(ways, 0, 2), at(ways, 1, 2), at(ways, 2, 2));
  const agree = Number.isFinite(exact)
    ? `Forward, reverse and symbolic agree to ${formatNumber(Math.floor(exact), 2)} digits; the better real difference has ${formatNumber(Math.max(0, Math.floor(best)), 2)} right at h = ${formatNumber(state.h)}.`
    : 'The rules answer no number here.';
  const [forward, reverse] = [at(ways, 0, 3), at(ways, 1, 3)];
  return state.inputs > 1
    ? `${agree} For ${formatNumber(state.inputs, 7)} inputs the whole gradient costs ${short(forward)} operations forward and ${short(reverse)} backward.`
    : agree;
}

function formula({ result: { report, formula: tree } }: Here<Result>): Node {
  const value = Number.isFinite(report.reference) ? [op('='), num(report.reference, 'gradient', 8)] : [];
  return row(sym('f′'), words('(x)'), ...(tree ? [op('='), tree] : []), ...value);
}

const table = ({ result: { report, times } }: Here<Result>) => ({
  caption: 'f′ at x by each way',
  columns: ['way', 'value', 'off by', 'correct digits', 'operations', ...(times ? ['nanoseconds'] : [])],
  rows: NAMES.map(([name], w) => [
    name,
    ...[0, 1, 2, 3].map((c) => at(report.ways, w, c)),
    ...(times ? [times[w] ?? Number.NaN] : []),
  ]),
});

const warning = ({ result: { probe } }: Here<Result>): string | undefined => trouble(probe);

export const ways: Lens<Result> = { compute, picture, sentence, formula, table, warning };
