import { html } from 'lit';
import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { grid } from './grid';

export default lensWidget(concept)(
  { grid },
  { network: () => import('./network').then((part) => part.network) },
  {
    head: (view) => html`<div class="controls">${view.control('lens')} ${view.control('equation')}</div>`,
    blame: (code) => (code === 'invalid-expression' ? 'rhs' : undefined),
  },
);
