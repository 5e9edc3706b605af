import type { Engine } from '../../engine';
import { graph, range, sway, type Tile } from '../../kit/tile';

const NODES = 61;
const TIMES = [0, 0.004, 0.015, 0.04, 0.09];

/** Heat that spreads: the same bar at five times, and now. */
const tile: Tile<Engine> = (engine, t) => {
  const x = range(0, 1, NODES);
  const at = (time: number): number[] =>
    graph(
      x,
      engine.pdeExact('heat', 'zero', 'box', new Float64Array(0), Float64Array.of(1, 1, 1), NODES, time),
      [0, 1],
      [0, 1],
    );
  return [
    ...TIMES.map((time, i) => ({
      points: at(time),
      role: 'data' as const,
      thin: true,
      opacity: 0.7 - 0.1 * i,
    })),
    { points: at(sway(t, 0.015, 0.09)), role: 'result' as const },
  ];
};

export default tile;
