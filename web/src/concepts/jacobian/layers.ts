// The Jacobian of a layer, and of a stack as the product of its layers'.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { op, row, sub, sym, num } from '../../kit/formula';
import { matrixView, tied } from '../../kit/matrix-view';
import { readout } from '../../kit/readout';
import { at, type Matrix } from '../../kit/values';
import { entry, heat, layerName, type Here, type Lens, type State } from './lens';
import { stackOf } from './stack';

interface Step {
  readonly code: number;
  readonly jacobian: Matrix;
  readonly output: Float64Array;
}

type Result = ReturnType<typeof compute>;

function compute(engine: Engine, { x, w, stack }: State) {
  const whole = engine.layerJacobian(x, w, stack);
  const steps: Step[] = [];
  for (const code of stack) {
    const layer = engine.layerJacobian(steps.at(-1)?.output ?? x, w, Float64Array.of(code));
    steps.push({ code, jacobian: layer.automatic, output: layer.output });
  }
  return { whole, steps };
}

function picture(view: Here<Result>): TemplateResult {
  const { control, result } = view;
  const { whole, steps } = result;
  const { facts } = whole;
  const square = whole.automatic.rows === whole.automatic.cols;
  return html`${stackOf(view, [1, 2, 3, 4, 5])}
    <div class="journey top">
      ${control('x')}
      ${tied('→', matrixView({ rows: 1, cols: whole.output.length, data: whole.output }, { label: 'out', role: 'result' }))}
      ${control('w')}
    </div>
    <div class="columns">
      <div class="panel">
        <div class="caption role-result">J by colour <span class="unit">blue below 0, white 0, orange above</span></div>
        ${heat(whole.automatic, 'J')}
      </div>
      ${matrixView(whole.automatic, { label: 'J of the stack', role: 'result', digits: 3 })}
      ${readout([
        ['rank', `${facts.rank} of ${facts.s.length}`],
        ['σ', Array.from(facts.s, (s) => formatNumber(s, 3)).join(', ')],
        ['det J', square ? formatNumber(facts.determinant, 3) : undefined],
        ['AD and differences differ by', formatNumber(whole.finiteGap, 2)],
        ['product and whole differ by', steps.length > 1 ? formatNumber(whole.chainGap, 2) : undefined],
      ])}
    </div>
    ${steps.length > 1 ? product(steps) : nothing}`;
}

/** The chain rule: the last layer stands on the left. */
const product = (steps: readonly Step[]): TemplateResult =>
  html`<div class="journey top">
    ${[...steps]
      .reverse()
      .map((step, i) =>
        tied(
          i === 0 ? 'J =' : '·',
          matrixView(step.jacobian, { label: layerName(step.code), role: 'gradient', digits: 2 }),
        ),
      )}
  </div>`;

function sentence({ state, result: { whole } }: Here<Result>): string {
  const { facts, automatic: j } = whole;
  const names = Array.from(state.stack, layerName).join(', then ');
  const [most, least] = [entry(facts.s, 0), entry(facts.s, facts.s.length - 1)];
  const lost = j.cols - facts.rank;
  const shrunk = lost > 0 ? '' : ` and ${formatNumber(least, 3)} at least`;
  const grow = `small changes of the input grow by ${formatNumber(most)} at most${shrunk}`;
  const end = lost > 0 ? `${lost === 1 ? 'one direction is' : `${lost} directions are`} lost: the ${j.rows}×${j.cols} Jacobian has rank ${facts.rank}.` : 'no direction is lost.'; // prettier-ignore
  return `${names}: ${grow}; ${end}`;
}

function formula({ result: { whole, steps } }: Here<Result>) {
  const j = sym('J', { bold: true });
  const parts = [...steps].reverse().map((_, i) => sub(j, num(steps.length - i)));
  const sizes = row(num(whole.automatic.rows), op('×'), num(whole.automatic.cols));
  return steps.length > 1
    ? row(j, op('='), ...parts.flatMap((part, i) => (i === 0 ? [part] : [op('·'), part])), op(','), sizes)
    : row(j, op(':'), sizes);
}

const table = ({ result: { whole } }: Here<Result>) => ({
  caption: 'The Jacobian of the stack, one row an output',
  columns: ['output', 'value', ...Array.from({ length: whole.automatic.cols }, (_, c) => `∂/∂x${c + 1}`)],
  rows: Array.from(whole.output, (value, i) => [
    i + 1,
    value,
    ...Array.from({ length: whole.automatic.cols }, (_, c) => at(whole.automatic, i, c)),
  ]),
});

const warning = ({ preset, state, result: { whole } }: Here<Result>): string | undefined =>
  preset || state.stack.includes(3) || whole.facts.rank === whole.automatic.cols
    ? undefined
    : 'Some direction of the input does not reach the output at all.';

const blame = (code: string): keyof State => (code === 'shape-mismatch' ? 'w' : 'x');

export const layers: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
