import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { curve } from './curve';

export default lensWidget(concept)(
  { curve },
  {
    layers: () => import('./layers').then((part) => part.layers),
    forms: () => import('./forms').then((part) => part.forms),
    zigzag: () => import('./zigzag').then((part) => part.zigzag),
  },
);
