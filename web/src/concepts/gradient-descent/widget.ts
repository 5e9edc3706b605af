import type { Engine } from '../../engine';
import { lensWidget } from '../../kit/lenses';
import { remember } from '../../kit/remember';
import concept from './concept';
import { head, lossOf } from './lens';
import { paths } from './paths';

const python = remember<string>();

export default lensWidget(concept)(
  { paths },
  {
    axes: () => import('./axes').then((part) => part.axes),
    scan: () => import('./scan').then((part) => part.scan),
    surface: () => import('./surface').then((part) => part.surface),
  },
  {
    head,
    literals: ({ state }, engine: Engine) => {
      const f = lossOf(engine, state);
      return { f: python(f, () => engine.expressionReport(f, 'x,y').python) };
    },
  },
);
