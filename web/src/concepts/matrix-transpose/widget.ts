import { html } from 'lit';
import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { flip } from './flip';
import type { State } from './state';

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
    wiring: () => import('./along-wires').then((part) => part.wiring),
    memory: () => import('./memory').then((part) => part.memory),
    gradient: () => import('./gradient').then((part) => part.gradient),
  },
  { head: () => html``, blame },
);
