import type { Engine } from '../../engine';
import { lensWidget } from '../../kit/lenses';
import { remember } from '../../kit/remember';
import concept from './concept';
import { slices } from './slices';

const python = remember<string>();

export default lensWidget(concept)(
  { slices },
  {
    surface: () => import('./surface').then((part) => part.surface),
    network: () => import('./network').then((part) => part.network),
  },
  {
    literals: ({ state: { f } }, engine: Engine) => ({ f: python(f, () => engine.expressionReport(f, 'x,y').python) }),
  },
);
