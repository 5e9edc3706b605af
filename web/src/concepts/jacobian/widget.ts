import type { Engine } from '../../engine';
import { lensWidget } from '../../kit/lenses';
import { remember } from '../../kit/remember';
import concept from './concept';
import { namesOf } from './inputs';
import { map } from './map';

const python = remember<string>();

export default lensWidget(concept)(
  { map },
  {
    layers: () => import('./layers').then((part) => part.layers),
    batch: () => import('./batch').then((part) => part.batch),
  },
  {
    literals: ({ state }, engine: Engine) => {
      const names = namesOf(state).join();
      return { f: python(`${names} ${state.f}`, () => engine.expressionsReport(state.f, names).python) };
    },
    blame: (_code, { lens }) => (lens === 'map' ? 'f' : undefined),
  },
);
