// The formula as printed beside three others: where it overflows, where it cancels, and what does neither.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { formErrors, type FormLine } from '../../kit/form-errors';
import { frac, num, op, row, sup, sym, words, type Node } from '../../kit/formula';
import type { Role } from '../../kit/parameters';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, { x, format }: State) => engine.squashForms('tanh', x, format);

const NAMES = ['as printed', 'by e⁻²ˣ', 'by expm1', 'torch.tanh'] as const;
const ROLES: readonly Role[] = ['broken', 'parameter', 'result', 'data'];
const LINES: readonly FormLine[] = [0, 1, 2].map((form) => ({
  form,
  name: NAMES[form] ?? '',
  role: ROLES[form] as Role,
  left: form < 2,
}));

function picture(view: Here<Result>): TemplateResult {
  const { result } = view;
  return html`<div class="stack">
    <div class="controls fields">${view.control('x')} ${view.control('format')}</div>
    ${formErrors('Relative error of three formulas of tanh over x', result, LINES, view.width)}
    ${readout(NAMES.map((name, f) => [name, shown(result.values[f]), ROLES[f]] as const))}
    ${readout([
      ['1 − tanh² as backward computes it', formatNumber(result.slope, 4), 'gradient'],
      ['true slope', formatNumber(result.exact, 4), 'gradient'],
    ])}
  </div>`;
}

const shown = (x = Number.NaN): string => formatNumber(x, 9);

function sentence({ state, result }: Here<Result>): string {
  const [printed = Number.NaN, , , right = Number.NaN] = result.values;
  const x = formatNumber(state.x, 6);
  if (Number.isNaN(printed)) {
    return `At x = ${x} the printed formula divides infinity by infinity in ${state.format}: not a number, where tanh is ${formatNumber(right)}.`;
  }
  if (printed === 0 && right !== 0) {
    return `At x = ${x} eˣ and e⁻ˣ are both rounded to 1 in ${state.format}: the printed formula answers 0, where tanh is ${formatNumber(right, 6)}.`;
  }
  return printed === right
    ? `At x = ${x} the printed formula and torch.tanh agree in ${state.format}: ${shown(right)}.`
    : `At x = ${x} the printed formula answers ${shown(printed)} in ${state.format}, torch.tanh ${shown(right)}.`;
}

function formula({ state, result }: Here<Result>): Node {
  const m = sym('m');
  return row(
    sym('tanh'),
    words('(x) = '),
    frac(row(op('−'), m), row(num(2), op('+'), m)),
    words(', m = expm1('),
    sup(op('−'), words('')),
    num(2),
    words('|x|), tanh('),
    num(state.x, 'data', 6),
    words(') = '),
    num(result.values[2] ?? Number.NaN, 'result', 6),
  );
}

const table = ({ result }: Here<Result>) => ({
  caption: 'Relative error of each formula; where none stands, the formula has no value',
  columns: ['|x|', ...NAMES],
  rows: Array.from(result.steps, (x, k) => [
    x,
    ...NAMES.map((_, f) => {
      const error = at(result.errors, f, k);
      return Number.isNaN(error) ? '' : error;
    }),
  ]),
});

function warning({ preset, state, result }: Here<Result>): string | undefined {
  if (preset?.kind === 'break' || !Number.isNaN(result.values[0])) return undefined;
  return `e to the power ${formatNumber(Math.abs(state.x), 6)} is beyond the largest number of ${state.format}. It made the first bad number, and infinity over infinity the second; expm1(−2|x|) cannot overflow.`;
}

export const forms: Lens<Result> = { compute, picture, sentence, formula, table, warning };
