import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { flow } from './flow';

export default lensWidget(concept)(
  { flow },
  {
    ladder: () => import('./by-steps').then((part) => part.ladder),
    order: () => import('./by-steps').then((part) => part.order),
    stability: () => import('./by-steps').then((part) => part.stability),
    neural: () => import('./neural').then((part) => part.neural),
  },
  { blame: (code, { dims }) => (code === 'invalid-expression' && dims === 'one' ? 'f' : undefined) },
);
