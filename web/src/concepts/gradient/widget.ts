import type { Engine } from '../../engine';
import { lensWidget } from '../../kit/lenses';
import { remember } from '../../kit/remember';
import concept from './concept';
import { slope } from './slope';

const python = remember<string>();

export default lensWidget(concept)(
  { slope },
  {
    loss: () => import('./loss').then((part) => part.loss),
    metric: () => import('./metric').then((part) => part.metric),
    clip: () => import('./clip').then((part) => part.clip),
    samples: () => import('./samples').then((part) => part.samples),
  },
  {
    literals: ({ state: { f } }, engine: Engine) => ({ f: python(f, () => engine.expressionReport(f, 'x,y').python) }),
  },
);
