import type { Engine } from '../../engine';
import { lensWidget } from '../../kit/lenses';
import { remember } from '../../kit/remember';
import concept from './concept';
import { head } from './lens';
import { paths } from './paths';

const python = remember<string>();

export default lensWidget(concept)(
  { paths },
  {
    state: () => import('./state').then((part) => part.state),
    first: () => import('./first').then((part) => part.first),
    online: () => import('./online').then((part) => part.online),
  },
  {
    head,
    literals: ({ state: { f } }, engine: Engine) => ({ f: python(f, () => engine.expressionReport(f, 'x,y').python) }),
  },
);
