import type { Engine } from '../../engine';
import { lensWidget } from '../../kit/lenses';
import { remember } from '../../kit/remember';
import { beam } from './beam';
import concept from './concept';

const python = remember<string>();

export default lensWidget(concept)(
  { beam },
  {
    payoff: () => import('./payoff').then((part) => part.payoff),
    samples: () => import('./samples').then((part) => part.samples),
    batches: () => import('./batches').then((part) => part.batches),
    dropout: () => import('./dropout').then((part) => part.dropout),
    ones: () => import('./ones').then((part) => part.ones),
  },
  {
    literals: ({ state: { g } }, engine: Engine) => ({ g: python(g, () => engine.expressionsReport(g, 'x').python) }),
  },
);
