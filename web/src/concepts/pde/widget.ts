import { html } from 'lit';
import type { Engine } from '../../engine';
import { lensWidget } from '../../kit/lenses';
import { remember } from '../../kit/remember';
import concept from './concept';
import { grid } from './grid';

const python = remember<string>();

export default lensWidget(concept)(
  { grid },
  { network: () => import('./network').then((part) => part.network) },
  {
    head: (view) => html`<div class="controls">${view.control('lens')} ${view.control('equation')}</div>`,
    literals: ({ state: { rhs } }, engine: Engine) => ({
      rhs: python(rhs, () => engine.expressionReport(rhs, 'u,ux,uxx,x,t').python),
    }),
    blame: (code) => (code === 'invalid-expression' ? 'rhs' : undefined),
  },
);
