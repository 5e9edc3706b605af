import { html } from 'lit';
import { lensWidget } from '../../kit/lenses';
import { batch } from './batch';
import concept from './concept';

export default lensWidget(concept)(
  { batch },
  {
    scale: () => import('./scale').then((part) => part.scale),
    space: () => import('./space').then((part) => part.space),
    gradient: () => import('./gradient').then((part) => part.gradient),
  },
  {
    head: (view) =>
      html`<div class="controls">
        ${view.control('lens')}
        ${view.state.lens === 'batch' || view.state.lens === 'gradient' ? view.control('method') : ''}
      </div>`,
  },
);
