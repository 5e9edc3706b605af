// Error over h on logarithmic paper: the step pulls it up on the right, rounding on the left.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { frac, num, op, row, sup, sym, words, type Node } from '../../kit/formula';
import type { Role } from '../../kit/parameters';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import { head, METHODS, more, probeOf, trouble, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, state: State) => ({
  study: engine.differenceErrors(state.f, state.x0, state.taken),
  probe: probeOf(engine, state),
});

const KINDS = ['forward', 'central', 'complex'] as const;
const ROLES: readonly Role[] = ['parameter', 'data', 'result'];
/** Errors of exactly 0 have no place on a logarithmic axis: they stand on its floor. */
const FLOOR = 1e-18;
const CEILING = 1e2;

/** Where each line is named: row, step, name. */
const LABELS = [
  [0, 30, 'forward'],
  [1, 24, 'central'],
  [2, 59, 'complex step'],
  [3, 52, 'float32'],
] as const;

const rowOf = ({ method, format }: State): number => KINDS.indexOf(method) + (format === 'float32' ? 3 : 0);

const onPaper = (error: number): number =>
  Number.isFinite(error) ? Math.min(CEILING, Math.max(FLOOR, error)) : Number.NaN;

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { study, probe } = result;
  const chosen = rowOf(state);
  const curve = (m: typeof study.errors, r: number): [number, number][] =>
    Array.from(study.steps, (h, k): [number, number] => [h, onPaper(at(m, r, k))]).reverse();
  const wide = state.format === 'float64';
  const roleOf = (r: number): Role => (r === chosen || wide === r < 3 ? (ROLES[r % 3] as Role) : 'scaffold');
  const series: Series[] = [
    {
      kind: 'line',
      name: '',
      role: 'scaffold',
      dashed: true,
      points: curve(study.theory, chosen),
    },
    ...[0, 1, 2, 3, 4].map((r): Series => ({
      kind: 'line',
      name: '',
      role: roleOf(r),
      points: curve(study.errors, r),
    })),
    ...LABELS.map(([r, k, name]): Series => ({
      kind: 'points',
      name,
      role: roleOf(r),
      named: true,
      pointSize: 0,
      points: [[study.steps[k] as number, onPaper(at(study.errors, r, k))]],
    })),
    { kind: 'points', name: '', role: 'broken', pointSize: 7, points: [[state.h, onPaper(probe.error)]] },
  ];
  return html`<div class="stack">
    ${head(view, 'method', 'format')} ${view.width < 560 ? view.control('method') : nothing}
    <div class="panel">
      <div class="caption">
        error of the quotient <span class="unit">dashed: what theory expects of ${METHODS[state.method]}</span>
      </div>
      <nabla-chart
        label="Error of difference quotients over the step h, both axes logarithmic"
        .height=${view.width < 560 ? 280 : 320}
        .x=${{ title: 'step h', log: true, min: 1e-16, max: 1 }}
        .y=${{ title: 'error (exact: on the floor)', log: true, min: FLOOR, max: CEILING }}
        .series=${series}
      ></nabla-chart>
    </div>
    <div class="controls fields">${view.control('h')} ${view.width < 560 ? nothing : view.control('x0')}</div>
    ${numbers(view)} ${more(view, ['format', 'x0'], 'taken')}
  </div>`;
}

/** A real difference has no best step by theory where the leading terms of its error are both 0, or not known. */
const bestText = (h: number): string =>
  Number.isNaN(h) ? 'not known' : Number.isFinite(h) ? formatNumber(h, 2) : 'the larger the better';

function numbers({ state, result: { study, probe } }: Here<Result>): TemplateResult {
  const r = rowOf(state);
  const complex = state.method === 'complex';
  return readout([
    ['error at this h', formatNumber(probe.error, 2), 'result'],
    ['best h, by theory', complex ? 'the smaller the better' : bestText(at(study.best, r, 0)), 'parameter'],
    ['error expected there', complex ? undefined : known(at(study.best, r, 1))],
    ['best h, measured', complex ? undefined : known(at(study.best, r, 2)), 'parameter'],
    ['error measured there', known(at(study.best, r, 3)), 'result'],
  ]);
}

const known = (x: number): string | undefined => (Number.isFinite(x) ? formatNumber(x, 2) : undefined);

function sentence({ state, result: { study, probe } }: Here<Result>): string {
  const r = rowOf(state);
  const name = METHODS[state.method];
  if (!Number.isFinite(probe.value))
    return `f has no value at x = ${formatNumber(probe.at)}: there is no error to measure.`;
  if (probe.kind !== 'smooth') return `At x = ${formatNumber(probe.at)} f has no slope, so no step is the right one.`;
  const here = `With h = ${formatNumber(state.h)} the ${name} quotient in ${state.format} is off by ${formatNumber(probe.error, 2)}`;
  if (state.method === 'complex') {
    return `${here}. It subtracts nothing, so its error falls with h² and then stays at the last digit: there is no h too small.`;
  }
  const h = at(study.best, r, 2);
  if (!Number.isFinite(h)) return `${here}.`;
  return `${here}. Measured, it does best at h ≈ ${formatNumber(h, 1)}, off by ${formatNumber(at(study.best, r, 3), 1)}: to the right the step is too wide, to the left rounding takes over.`;
}

function formula({ state, result: { probe } }: Here<Result>): Node {
  const [trunc, round] = [num(probe.truncation, 'data', 2), num(probe.rounding, 'broken', 2)];
  const h = sym('h');
  const symbols = {
    forward: [frac(h, num(2)), sym('|f″|'), frac(row(num(2), sym('u'), sym('|f|')), h)],
    central: [frac(sup(h, num(2)), num(6)), sym('|f‴|'), frac(row(sym('u'), sym('|f|')), h)],
    complex: [frac(sup(h, num(2)), num(6)), sym('|f‴|'), row(sym('u'), sym('|f′|'))],
  }[state.method] as [Node, Node, Node];
  const numbers = Number.isFinite(probe.truncation + probe.rounding) ? [op('='), trunc, op('+'), round] : [];
  return row(words('error ≈ '), symbols[0], symbols[1], op('+'), symbols[2], ...numbers);
}

const table = ({ result: { study } }: Here<Result>) => ({
  caption: 'Error of each quotient by step',
  columns: [
    'h',
    ...[0, 1, 2, 3, 4, 5].map((r) => `${METHODS[KINDS[r % 3] as keyof typeof METHODS]}, float${r < 3 ? 64 : 32}`),
  ],
  rows: Array.from(study.steps, (h, k) => [h, ...[0, 1, 2, 3, 4, 5].map((r) => at(study.errors, r, k))]),
});

const warning = ({ result: { probe } }: Here<Result>): string | undefined => trouble(probe);

export const errors: Lens<Result> = { compute, picture, sentence, formula, table, warning };
