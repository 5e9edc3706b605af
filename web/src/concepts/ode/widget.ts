import type { Engine } from '../../engine';
import { lensWidget } from '../../kit/lenses';
import { remember } from '../../kit/remember';
import concept from './concept';
import { flow } from './flow';
import { equations } from './lens';

const python = remember<Partial<Record<'f' | 'du' | 'dv', string>>>();

export default lensWidget(concept)(
  { flow },
  {
    ladder: () => import('./by-steps').then((part) => part.ladder),
    order: () => import('./by-steps').then((part) => part.order),
    stability: () => import('./by-steps').then((part) => part.stability),
    neural: () => import('./neural').then((part) => part.neural),
  },
  {
    literals: ({ state }, engine: Engine) => {
      const { u, v } = equations(state);
      const of = (text: string): string => engine.expressionReport(text, v ? 't,u,v' : 't,y').python;
      return python(`${u}\n${v}`, () => (v ? { du: of(u), dv: of(v) } : { f: of(u) }));
    },
    blame: (code, { dims }) => (code === 'invalid-expression' && dims === 'one' ? 'f' : undefined),
  },
);
