// The layer y = W x in both directions, which the wiring and the gradient check look at.

import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { readout } from '../../kit/readout';
import type { ControlOptions } from '../../kit/widget';
import { weights } from './lens';
import type { Here, Result } from './state';

/** The layer's two passes; the wiring and the gradient check are drawn only when they were computed. */
export const passOf = ({ pass }: Result): NonNullable<Result['pass']> => pass as NonNullable<Result['pass']>;

/** x₁ for the first. */
export const indexed = (name: string, k: number): string => `${name}${'₁₂₃₄₅₆'.charAt(k)}`;

export const layer = (view: Here, options: ControlOptions = {}): TemplateResult => html`
  <div class="controls fields">${weights(view, options)} ${view.control('x')} ${view.control('g')}</div>
  <hr class="rule" />
`;

/** The same number from both ends of the layer; with the transpose forgotten, two numbers. */
export function adjoint({ state, result }: Here): TemplateResult {
  const { identity, back } = passOf(result);
  const wrong = state.lens === 'gradient' && state.forget;
  const [name, value, role] = wrong
    ? (['⟨x, Wg⟩', back.wrongDot, back.wrongPassed ? 'gradient' : 'broken'] as const)
    : (['⟨x, Wᵀg⟩', identity.backwardDot, 'gradient'] as const);
  return html`${readout([
      ['at the output, ⟨Wx, g⟩', formatNumber(identity.forwardDot, 6), 'result'],
      [`at the input, ${name}`, formatNumber(value, 6), role],
    ])}
    <p class="note">${wrong ? 'Only Wᵀ makes these two agree for every x and g.' : agreement(identity)}</p>`;
}

const agreement = ({ difference, bound }: { difference: number; bound: number }): string =>
  difference === 0
    ? 'Equal to the last bit.'
    : `They differ by ${formatNumber(difference, 2)}; rounding alone may do ${formatNumber(bound, 2)}.`;
