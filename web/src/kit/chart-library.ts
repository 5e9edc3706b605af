// The parts of Chart.js that the charts use, and no more.

import { BarController, BarElement, Chart, LinearScale, LineController, LineElement, LogarithmicScale, PointElement } from 'chart.js'; // prettier-ignore

Chart.register(BarController, BarElement, LinearScale, LineController, LineElement, LogarithmicScale, PointElement);

export { Chart };
