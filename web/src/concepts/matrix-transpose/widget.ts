import { html, nothing, type TemplateResult } from 'lit';
import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { flip } from './flip';
import type { Here, State } from './state';

/** The controls above a lens and the lens, as one: rules part them, and need no more room around them than they have. */
const whole = (view: Pick<Here, 'state' | 'control'>, picture: TemplateResult): TemplateResult => {
  const { lens } = view.state;
  return html`<div>
    <div class="controls">
      ${view.control('lens')} ${lens === 'wiring' ? view.control('direction') : nothing}
      ${lens === 'memory' ? html`${view.control('storage')} ${view.control('flatten')}` : nothing}
    </div>
    <hr class="rule" />
    ${picture}
  </div>`;
};

/** The control that a mismatch belongs to: x or g of the wrong length, or W g for a W that is not square. */
function blame(code: string, values: unknown): 'x' | 'g' | 'forget' | undefined {
  const { w, x, g } = values as State;
  if (code !== 'shape-mismatch') return undefined;
  if (x.length !== w.cols) return 'x';
  return g.length === w.rows ? 'forget' : 'g';
}

export default lensWidget(concept)(
  { flip },
  {
    wiring: () => import('./passes').then((part) => part.wiring),
    memory: () => import('./memory').then((part) => part.memory),
    gradient: () => import('./passes').then((part) => part.gradient),
  },
  { whole, blame },
);
