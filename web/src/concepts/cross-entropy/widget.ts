import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { loss } from './loss';

export default lensWidget(concept)(
  { loss },
  {
    parts: () => import('./parts').then((part) => part.parts),
    gradient: () => import('./gradient').then((part) => part.gradient),
    digits: () => import('./digits').then((part) => part.digits),
    twice: () => import('./twice').then((part) => part.twice),
    batch: () => import('./batch').then((part) => part.batch),
  },
);
