// The gradient check: what the tape claims beside what nudging the inputs measures.

import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { factor, fence, frac, num, op, row, sup, type Node } from '../../kit/formula';
import { at } from '../../kit/values';
import type { DataTable } from '../../kit/widget';
import './gradient-check';
import { adjoint, indexed, layer, passOf } from './layer';
import { entries, type Lens, WIDE } from './lens';
import { compute, list, type Here, type Result, type State } from './state';

/** The gradient of the inputs that is under trial, and how its trial by nudging ends. */
function claimOf({ forget }: State, { back }: NonNullable<Result['pass']>) {
  return forget
    ? { gradient: back.wrongGradX, ratio: back.wrongRatio, passed: back.wrongPassed, worst: back.wrongWorst }
    : { gradient: back.gradX, ratio: back.ratioX, passed: back.passedX, worst: back.worstX };
}

function picture(view: Here): TemplateResult {
  const { state, result } = view;
  const pass = passOf(result);
  const { gradient: claimed, ratio, passed, worst } = claimOf(state, pass);
  const { forget } = state;
  return html`${layer(view)}
    <div class="columns">
      <div class="panel">
        <nabla-gradient-check
          .claimed=${claimed}
          .measured=${pass.back.numericalX}
          .ratio=${ratio}
          .passed=${passed}
          .worst=${worst}
          .narrow=${view.width < WIDE}
        ></nabla-gradient-check>
      </div>
      <div class="panel">
        ${view.control('forget')}
        <p class="note">
          ◆ is what ${forget ? 'W g claims' : 'the tape, running backward, claims'}. ○ is measured: each input is nudged
          by 10⁻⁶ both ways, and the change of L = ⟨Wx, g⟩ is divided by the nudge.
        </p>
        <hr class="rule" />
        ${adjoint(view)}
      </div>
    </div>`;
}

const sentence = ({ state, result }: Here): string => {
  const pass = passOf(result);
  const { gradient, ratio, passed } = claimOf(state, pass);
  return `${state.forget ? 'W g' : 'Wᵀg'} claims the gradient (${list(gradient)}); nudging the inputs measures (${list(pass.back.numericalX)}). The largest error is ${formatNumber(ratio, 3)} times the tolerance, so gradcheck ${passed ? 'passes' : 'fails'}.`;
};

const formula = ({ state, result }: Here): Node => {
  const pass = passOf(result);
  const { gradient, ratio, passed, worst } = claimOf(state, pass);
  const claimed = gradient[worst] as number;
  const measured = pass.back.numericalX[worst] as number;
  const over = fence(row(num(claimed, passed ? 'gradient' : 'broken'), op('−'), factor(measured)), '|', '|');
  const under = row(sup(num(10), num(-5)), op('+'), sup(num(10), num(-3)), op('·'), fence(num(measured), '|', '|'));
  const found = num(ratio, passed ? 'result' : 'broken', 3);
  return row(frac(over, under), op('='), found, op(passed ? '≤' : '>'), num(1));
};

const table = ({ result }: Here): DataTable => {
  const { back } = passOf(result);
  const forW = entries(back.gradW).map(([i, j]): (string | number)[] => [
    indexed(indexed('∂L/∂W', i), j),
    at(back.gradW, i, j),
    at(back.numericalW, i, j),
    '',
  ]);
  return {
    caption: 'Gradients by the tape and by central differences, nudge 1e-6',
    columns: ['entry', 'tape', 'measured', 'W g'],
    rows: [
      ...Array.from(back.gradX, (v, j): (string | number)[] => [
        `∂L/∂x${j + 1}`,
        v,
        back.numericalX[j] as number,
        back.wrongGradX[j] ?? '',
      ]),
      ...forW,
    ],
  };
};

const SAME = 'W g equals Wᵀg for this W and g, so the ';

function warning({ state, result }: Here): string | undefined {
  const { back, identity } = passOf(result);
  const at = (v: Float64Array, k: number): string => formatNumber(v[k] as number);
  if (state.forget) {
    if (back.wrongPassed) return `${SAME}check cannot see that the transpose is missing.`;
    const k = back.wrongWorst;
    const name = indexed('x', k);
    // Where both gradients agree but for their last digits, the check fails for another reason than the transpose.
    if (back.wrongGradX.some((v, j) => Math.abs(v - (back.gradX[j] as number)) > 1e-12 * Math.abs(v)))
      return `∂L/∂${name}: W g says ${at(back.wrongGradX, k)}, but nudging ${name} measures ${at(back.numericalX, k)}. Use Wᵀg.`;
  } else if (back.passedX) return undefined;
  return `${state.forget ? SAME : 'The '}gradient is right and the measurement is not: L = ${formatNumber(identity.forwardDot)} is stored with a rounding error that, divided by the nudge of 10⁻⁶, drowns ∂L/∂${indexed('x', back.worstX)}.`;
}

export const gradient: Lens<Result> = {
  compute,
  picture,
  sentence,
  formula,
  table,
  warning,
};
