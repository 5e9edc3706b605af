import type { Engine } from '../../engine';
import { lensWidget } from '../../kit/lenses';
import { remember } from '../../kit/remember';
import concept from './concept';
import { map } from './map';

const python = remember<string>();

export default lensWidget(concept)(
  { map },
  {
    layers: () => import('./layers').then((part) => part.layers),
    batch: () => import('./batch').then((part) => part.batch),
  },
  {
    literals: ({ state: { f } }, engine: Engine) => ({ f: python(f, () => engine.expressionsReport(f, 'x,y').python) }),
    blame: (_code, { lens }) => (lens === 'map' ? 'f' : undefined),
  },
);
