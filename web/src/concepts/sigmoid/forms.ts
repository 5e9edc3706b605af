// The ways to write σ and log σ: which of them overflows, which takes the logarithm of nothing.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formErrors, type FormLine } from '../../kit/form-errors';
import { formatNumber } from '../../kit/format';
import { frac, num, op, row, sup, sym, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, { x, format }: State) => engine.squashForms('sigmoid', x, format);

const LINES = {
  sigma: [
    { form: 0, name: 'as printed', role: 'broken' },
    { form: 1, name: 'eˣ/(1 + eˣ)', role: 'parameter', left: true },
    { form: 2, name: 'by the sign of x', role: 'result' },
  ],
  log: [
    { form: 3, name: 'log of σ', role: 'broken' },
    { form: 4, name: 'logsigmoid', role: 'result', left: true },
  ],
} as const satisfies Record<State['target'], readonly FormLine[]>;

const shown = (x = Number.NaN): string => formatNumber(x, 9);

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const lines: readonly FormLine[] = LINES[state.target];
  const side = state.x < 0 ? 'left' : 'right';
  return html`<div class="stack">
    <div class="controls fields">${view.control('target')} ${view.control('x')} ${view.control('format')}</div>
    ${formErrors(`Relative error of the ways to write it, ${side} of 0`, result, lines, view.width)}
    ${readout(lines.map(({ form, name, role }) => [name, shown(result.values[form]), role] as const))}
    ${readout([
      ['σ(1 − σ) as backward computes it', formatNumber(result.slope, 4), 'gradient'],
      ['true slope', formatNumber(result.exact, 4), 'gradient'],
    ])}
  </div>`;
}

function sentence({ state, result }: Here<Result>): string {
  const x = formatNumber(state.x, 6);
  const value = (form: number): number => result.values[form] ?? Number.NaN;
  if (state.target === 'log') {
    if (value(3) === -Infinity)
      return `At x = ${x} σ is rounded to 0 in ${state.format}, whose logarithm is −∞; logsigmoid answers ${shown(value(4))}.`;
    return value(3) === value(4)
      ? `At x = ${x} the logarithm of σ and logsigmoid agree in ${state.format}: ${shown(value(4))}.`
      : `At x = ${x} the logarithm of σ is ${shown(value(3))} in ${state.format}; logsigmoid answers ${shown(value(4))}.`;
  }
  if (Number.isNaN(value(1)))
    return `At x = ${x} eˣ/(1 + eˣ) divides infinity by infinity in ${state.format}; 1/(1 + e⁻ˣ) answers ${shown(value(0))}.`;
  return value(0) === value(2)
    ? `At x = ${x} the printed formula is as good as any in ${state.format}: ${shown(value(0))}.`
    : `At x = ${x} the printed formula answers ${shown(value(0))} in ${state.format}; with the power that is small it is ${shown(value(2))}.`;
}

function formula({ state, result }: Here<Result>): Node {
  const x = num(state.x, 'data', 6);
  if (state.target === 'log')
    return row(
      words('log σ('),
      x,
      words(') = min('),
      x,
      words(', 0)'),
      op('−'),
      words('log1p('),
      sup(sym('e'), row(op('−'), num(Math.abs(state.x), 'data', 6))),
      words(') = '),
      num(result.values[4] ?? Number.NaN, 'result', 6),
    );
  const up = sup(sym('e'), state.x < 0 ? x : row(op('−'), x));
  return row(
    words('σ('),
    x,
    words(') = '),
    frac(state.x < 0 ? up : num(1), row(num(1), op('+'), up)),
    op('='),
    num(result.values[2] ?? Number.NaN, 'result', 6),
  );
}

const table = ({ state, result }: Here<Result>) => ({
  caption: 'Relative error of each form; where none stands, the form has no value',
  columns: ['|x|', ...LINES[state.target].map(({ name }) => name)],
  rows: Array.from(result.steps, (x, k) => [
    x,
    ...LINES[state.target].map(({ form }) => {
      const error = at(result.errors, form, k);
      return Number.isNaN(error) ? '' : error;
    }),
  ]),
});

function warning({ preset, state, result }: Here<Result>): string | undefined {
  if (preset?.kind === 'break') return undefined;
  const size = formatNumber(Math.abs(state.x), 6);
  if (state.target === 'log' && result.values[3] === -Infinity)
    return `e to the power ${size} is beyond the largest number of ${state.format}: σ became 0, and its logarithm the first bad number. logsigmoid never forms σ.`;
  if (state.target === 'sigma' && Number.isNaN(result.values[1]))
    return `e to the power ${size} is beyond the largest number of ${state.format}. It made the first bad number, and infinity over infinity the second.`;
  return undefined;
}

export const forms: Lens<Result> = { compute, picture, sentence, formula, table, warning };
