import type { Engine } from '../../engine';
import { lensWidget } from '../../kit/lenses';
import { remember } from '../../kit/remember';
import concept from './concept';
import { landscape } from './landscape';

const python = remember<string>();

export default lensWidget(concept)(
  { bowl: landscape, function: landscape },
  {
    order: () => import('./order').then((part) => part.order),
    net: () => import('./net').then((part) => part.net),
  },
  {
    literals: ({ state: { f } }, engine: Engine) => ({ f: python(f, () => engine.expressionReport(f, 'x,y').python) }),
    blame: (_code, { lens }) => (lens === 'function' ? 'f' : lens === 'order' ? 'g' : undefined),
  },
);
