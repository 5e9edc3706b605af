import { lensWidget } from '../../kit/lenses';
import concept from './concept';
import { shape } from './shape';

export default lensWidget(concept)(
  { shape },
  {
    triangle: () => import('./triangle').then((part) => part.triangle),
    samples: () => import('./samples').then((part) => part.samples),
    cut: () => import('./cut').then((part) => part.cut),
    calibration: () => import('./calibration').then((part) => part.calibration),
    sources: () => import('./sources').then((part) => part.sources),
    edges: () => import('./edges').then((part) => part.edges),
  },
);
