import { lensWidget } from '../../kit/lenses';
import { ball } from './ball';
import concept from './concept';

export default lensWidget(concept)(
  { ball },
  {
    touch: () => import('./touch').then((part) => part.touch),
    paths: () => import('./paths').then((part) => part.paths),
    descent: () => import('./descent').then((part) => part.descent),
    space: () => import('./space').then((part) => part.space),
    clip: () => import('./clip').then((part) => part.clip),
  },
  { literals: ({ state }) => (state.limit ? { p: 'torch.inf' } : {}) },
);
