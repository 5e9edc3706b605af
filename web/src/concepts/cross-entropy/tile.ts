import type { Engine } from '../../engine';
import { graph, range, sway, type Tile } from '../../kit/tile';

const WINDOW = [[0, 1], [0, 4]] as const; // prettier-ignore
const SHARES = range(0.018, 1, 60);

/** The loss over the share of the truth, and one share. */
const tile: Tile<Engine> = (engine, t) => {
  const curve = engine.expressionValues('-log(p)', 'p', SHARES);
  const p = Float64Array.of(sway(t, 0.4, 0.05));
  const loss = engine.expressionValues('-log(p)', 'p', p);
  const x = p[0] ?? 0;
  return [
    { points: graph([0, 1], [0, 0], ...WINDOW), role: 'scaffold', thin: true },
    { points: graph([x, x], [0, loss[0] ?? 0], ...WINDOW), role: 'parameter', thin: true },
    { points: graph(SHARES, curve, ...WINDOW), role: 'result' },
    { points: graph(p, loss, ...WINDOW), role: 'parameter', as: 'dots' },
  ];
};

export default tile;
