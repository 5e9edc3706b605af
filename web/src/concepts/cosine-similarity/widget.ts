import { lensWidget } from '../../kit/lenses';
import { circle } from './circle';
import concept from './concept';

export default lensWidget(concept)(
  { circle, zero: circle },
  {
    words: () => import('./ranking').then((part) => part.rankingLens),
    sphere: () => import('./sphere').then((part) => part.sphereLens),
    attention: () => import('./attention').then((part) => part.attention),
  },
  {
    blame: (code, { lens }) => ((lens === 'circle' || lens === 'zero') && code === 'shape-mismatch' ? 'b' : undefined),
  },
);
