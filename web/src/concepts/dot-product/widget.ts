import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { shadow } from './shadow';

export default lensWidget(concept)(
  { shadow },
  {
    space: () => import('./space').then((part) => part.space),
    neuron: () => import('./neuron').then((part) => part.neuronLens),
    rivals: () => import('./rivals').then((part) => part.rivals),
    random: () => import('./random').then((part) => part.random),
    digits: () => import('./digits').then((part) => part.digits),
  },
  {
    // The plane takes two entries; what has another number of them is drawn in space or in the plane that both span.
    choose: ({ lens, b }) => (lens === 'shadow' && b.length !== 2 ? 'space' : lens),
    blame: (code, { lens, a, b }) => {
      if (code !== 'shape-mismatch') return undefined;
      return lens === 'rivals' && a.length === b.length ? 'rival' : 'b';
    },
  },
);
