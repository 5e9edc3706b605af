import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { film } from './film';

export default lensWidget(concept)(
  { film },
  {
    image: () => import('./image').then((part) => part.image),
    matrix: () => import('./matrix').then((part) => part.matrix),
    orthogonal: () => import('./orthogonal').then((part) => part.orthogonal),
  },
  { blame: (_code, { lens }) => (lens === 'orthogonal' ? 'method' : undefined) },
);
