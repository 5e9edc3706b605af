import type { Engine } from '../../engine';
import { graph, range, turn, type Tile } from '../../kit/tile';

const WINDOW = [[-6, 6], [-0.1, 1.1]] as const; // prettier-ignore

/** The curve between 0 and 1, its slope below, and evidence that goes to and fro on it. */
const tile: Tile<Engine> = (engine, t) => {
  const xs = range(-6, 6, 61);
  const at = Float64Array.of(4 * Math.sin(turn(t)));
  const y = engine.expressionValues('sigmoid(x)', 'x', at);
  const foot = [at[0] as number, at[0] as number];
  return [
    { points: graph([-6, 6], [0, 0], ...WINDOW), role: 'scaffold', thin: true },
    { points: graph([-6, 6], [1, 1], ...WINDOW), role: 'scaffold', thin: true },
    { points: graph(xs, engine.expressionValues('sigmoid(x) sigmoid(-x)', 'x', xs), ...WINDOW), role: 'gradient', thin: true }, // prettier-ignore
    { points: graph(xs, engine.expressionValues('sigmoid(x)', 'x', xs), ...WINDOW), role: 'data' },
    { points: graph(foot, [0, y[0] as number], ...WINDOW), role: 'parameter', thin: true },
    { points: graph(at, y, ...WINDOW), role: 'parameter', as: 'dots' },
  ];
};

export default tile;
