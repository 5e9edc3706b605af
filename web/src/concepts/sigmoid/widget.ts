import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { curve } from './curve';

export default lensWidget(concept)(
  { curve },
  {
    classes: () => import('./classes').then((part) => part.classes),
    depth: () => import('./depth').then((part) => part.depth),
    forms: () => import('./forms').then((part) => part.forms),
    loss: () => import('./loss').then((part) => part.loss),
    gate: () => import('./gate').then((part) => part.gate),
    claims: () => import('./claims').then((part) => part.claims),
  },
);
