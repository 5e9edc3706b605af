// The parts of Chart.js that the charts use, and no more.

import {
  BasicPlatform,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
} from 'chart.js';

Chart.register(LinearScale, LineController, LineElement, LogarithmicScale, PointElement);

export { BasicPlatform, Chart };
