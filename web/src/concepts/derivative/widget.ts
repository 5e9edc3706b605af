import type { Engine } from '../../engine';
import { lensWidget } from '../../kit/lenses';
import { remember } from '../../kit/remember';
import concept from './concept';
import { tangent } from './tangent';

const python = remember<string>();

export default lensWidget(concept)(
  { tangent },
  {
    slopes: () => import('./slopes').then((part) => part.slopes),
    errors: () => import('./errors').then((part) => part.errors),
    ways: () => import('./ways').then((part) => part.ways),
  },
  {
    literals: ({ state: { f } }, engine: Engine) => ({ f: python(f, () => engine.expressionReport(f, 'x').python) }),
  },
);
