import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { stream } from './stream';

export default lensWidget(concept)(
  { stream },
  {
    spread: () => import('./spread').then((part) => part.spread),
    paths: () => import('./paths').then((part) => part.paths),
    landscape: () => import('./landscape').then((part) => part.landscape),
    shapes: () => import('./shapes').then((part) => part.shapes),
  },
);
