// The wiring: every weight on the wire from its input to its output, read forwards by rows and backwards by columns.

import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { factor, frac, joined, num, op, row, sub, sym, type Node } from '../../kit/formula';
import { matrixView, tied } from '../../kit/matrix-view';
import type { Role } from '../../kit/parameters';
import { at, type Matrix } from '../../kit/values';
import type { DataTable } from '../../kit/widget';
import { adjoint, indexed, layer, passOf } from './layer';
import { type Lens, WIDE } from './lens';
import { chosenIn, compute, type Here, type Result } from './state';
import './wiring';

const column = (v: Float64Array): Matrix => ({ rows: v.length, cols: 1, data: v });

function picture(view: Here): TemplateResult {
  const { state, result, set } = view;
  const [input, output] = chosenIn(state);
  const { identity } = passOf(result);
  const forward = state.direction === 'forward';
  const edit = (e: CustomEvent<{ index: number; value: number; done: boolean }>): void => {
    const key = forward ? 'x' : 'g';
    const data = state[key].slice();
    data[e.detail.index] = e.detail.value;
    set({ [key]: data }, { done: e.detail.done });
  };
  const along = forward ? { highlightRow: output } : { highlightCol: input };
  return html`${layer(view, along)}
    <div class="columns">
      <div class="panel">
        <nabla-wiring
          .weights=${state.w}
          .left=${forward ? state.x : identity.backward}
          .right=${forward ? identity.forward : state.g}
          .direction=${state.direction}
          .input=${input}
          .output=${output}
          .step=${0.5}
          .narrow=${view.width < WIDE}
          @choose=${(e: CustomEvent<number>) => set(forward ? { col: e.detail + 1 } : { row: e.detail + 1 })}
          @edit=${edit}
        ></nabla-wiring>
      </div>
      <div class="panel">
        ${
          forward
            ? product([state.w, state.x, identity.forward], ['W', 'x', 'y'], ['data', 'result'], output)
            : product(
                [result.transposed, state.g, identity.backward],
                ['Wᵀ', 'g', '∂L/∂x'],
                ['gradient', 'gradient'],
                input,
              )
        }
        <hr class="rule" />
        ${adjoint(view)}
      </div>
    </div>`;
}

/** Row `tintRow` of a matrix gathers what stands in a vector. */
const product = (
  [w, v, y]: readonly [w: Matrix, v: Float64Array, y: Float64Array],
  [W, from, to]: readonly [string, string, string],
  [given, found]: readonly [Role, Role],
  tintRow: number,
): TemplateResult =>
  html`<div class="journey top">
    ${matrixView(w, { label: W, role: 'parameter', digits: 3, tintRow })}
    ${matrixView(column(v), { label: from, role: given, digits: 3 })}
    ${tied('=', matrixView(column(y), { label: to, role: found, digits: 3, tintRow }))}
  </div>`;

const sentence = ({ state, result }: Here): string => {
  const [j, i] = chosenIn(state);
  const { identity } = passOf(result);
  if (state.direction === 'forward') {
    return `Output ${indexed('y', i)} gathers along row ${i + 1} of W: ${state.w.cols} inputs add up to ${formatNumber(identity.forward[i] as number)}.`;
  }
  return `Input ${indexed('x', j)} gathers along column ${j + 1} of W, which is row ${j + 1} of Wᵀ: what the loss says of the outputs adds up to ${formatNumber(identity.backward[j] as number)}.`;
};

const slope = (of: Node): Node => frac(row(op('∂'), sym('L')), row(op('∂'), of));

/** Σ a_k b_k with the numbers in it. */
const weighted = (a: readonly number[], b: Float64Array, role: 'data' | 'gradient'): Node =>
  joined(
    a.map((w, k) => row(factor(w, 'parameter', 3), op('·'), factor(b[k] as number, role, 3))),
    '+',
  );

const formula = ({ state, result }: Here): Node => {
  const [j, i] = chosenIn(state);
  const { identity } = passOf(result);
  if (state.direction === 'forward') {
    const weightsOf = Array.from({ length: state.w.cols }, (_, k) => at(state.w, i, k));
    return row(
      sub(sym('y'), num(i + 1)),
      op('='),
      weighted(weightsOf, state.x, 'data'),
      op('='),
      num(identity.forward[i] as number, 'result'),
    );
  }
  const weightsOf = Array.from({ length: state.w.rows }, (_, k) => at(state.w, k, j));
  return row(
    slope(sub(sym('x'), num(j + 1))),
    op('='),
    weighted(weightsOf, state.g, 'gradient'),
    op('='),
    num(identity.backward[j] as number, 'gradient'),
  );
};

const table = ({ state, result }: Here): DataTable => {
  const { identity } = passOf(result);
  const of = (name: string, v: Float64Array): (string | number)[][] =>
    Array.from(v, (value, k) => [indexed(name, k), value]);
  return {
    caption: 'The layer in both directions',
    columns: ['quantity', 'value'],
    rows: [
      ...of('x', state.x),
      ...of('y', identity.forward),
      ...of('g', state.g),
      ...of('∂L/∂x', identity.backward),
      ['⟨Wx, g⟩', identity.forwardDot],
      ['⟨x, Wᵀg⟩', identity.backwardDot],
      ['difference', identity.difference],
      ['what rounding may do', identity.bound],
    ],
  };
};

export const wiring: Lens<Result> = {
  compute,
  picture,
  sentence,
  formula,
  table,
};
