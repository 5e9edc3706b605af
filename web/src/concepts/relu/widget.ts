import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { net } from './net';

export default lensWidget(concept)(
  { net },
  {
    curve: () => import('./curve').then((part) => part.curve),
    depth: () => import('./depth').then((part) => part.depth),
  },
);
