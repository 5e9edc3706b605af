import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { film } from './film';

export default lensWidget(concept)(
  { film },
  {
    simplex: () => import('./simplex').then((part) => part.simplex),
    jacobian: () => import('./jacobian').then((part) => part.jacobian),
    online: () => import('./online').then((part) => part.online),
    dim: () => import('./dim').then((part) => part.dim),
  },
);
