import type { Engine } from '../../engine';
import { graph, sway, type Tile } from '../../kit/tile';

const WINDOW = [[0, 6], [-2, 2]] as const; // prettier-ignore

/** A slope at every place, and the curve that follows them from its start. */
const tile: Tile<Engine> = (engine, t) => {
  const field = engine.slopeField('cos(2t) - y', '', 0, 0, 6, -2, 2, 0.64, 13);
  const [x, y] = [0, 1].map((k) => Array.from(field).filter((_, i) => i % 2 === k)) as [number[], number[]];
  const start = Float64Array.of(sway(t, 1.7, -1.7));
  const { exact } = engine.odeCompare('cos(2t) - y', '', 0, 6, start, 'rk4', 0.25, 1e-6, 'euler', 120);
  return [
    { points: graph(x, y, ...WINDOW), role: 'scaffold', as: 'strokes', thin: true, opacity: 0.7 },
    { points: graph(exact.curveT, exact.curve.data, ...WINDOW), role: 'result' },
    { points: graph([0], start, ...WINDOW), role: 'parameter', as: 'dots' },
  ];
};

export default tile;
