import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { spread } from './spread';

export default lensWidget(concept)(
  { spread },
  {
    sampling: () => import('./sampling').then((part) => part.sampling),
    digits: () => import('./digits').then((part) => part.digits),
    layers: () => import('./layers').then((part) => part.layers),
  },
);
