import { html } from 'lit';
import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { blame, queryButtons } from './lens';
import { plane } from './plane';

export default lensWidget(concept)(
  { plane },
  {
    matrices: () => import('./matrices').then((part) => part.matrices),
    scale: () => import('./scale').then((part) => part.scale),
    back: () => import('./back').then((part) => part.back),
    words: () => import('./words').then((part) => part.words),
  },
  {
    blame,
    head: (view) =>
      html`<div class="controls">
        ${view.control('lens')}
        ${
          ['plane', 'matrices', 'back'].includes(view.state.lens)
            ? html`${queryButtons(view)} ${view.control('scaled')}`
            : ''
        }
      </div>`,
  },
);
