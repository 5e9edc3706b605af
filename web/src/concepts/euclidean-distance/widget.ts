import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { pair } from './pair';

export default lensWidget(concept)(
  { pair },
  {
    neighbours: () => import('./neighbours').then((part) => part.neighbours),
    line: () => import('./line').then((part) => part.line),
    batch: () => import('./batch').then((part) => part.batch),
    far: () => import('./far').then((part) => part.far),
    dimension: () => import('./dimension').then((part) => part.dimension),
  },
  {
    blame: (code, { lens, a }) => {
      if (lens === 'pair') return code === 'shape-mismatch' ? (a.length === 2 ? 'b' : 'a') : undefined;
      return lens === 'neighbours' ? 'points' : lens === 'line' ? 'xy' : lens === 'far' ? 'x' : undefined;
    },
  },
);
