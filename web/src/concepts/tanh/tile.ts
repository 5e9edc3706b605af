import type { Engine } from '../../engine';
import { graph, range, sway, type Tile } from '../../kit/tile';

const WINDOW = [[-4, 4], [-1.15, 1.15]] as const; // prettier-ignore

/** The curve between its walls, and a bell of inputs that becomes two heaps at them. */
const tile: Tile<Engine> = (engine, t) => {
  const xs = range(-4, 4, 61);
  const bins = 24;
  const { shares } = engine.squashGaussian('tanh', 0, sway(t, 2.2, 0.35), bins);
  const bars = Array.from(shares).flatMap((p, i) => [
    ...[4 - 9 * p, -1 + (2 * i) / bins],
    ...[4 - 9 * p, -1 + (2 * (i + 1)) / bins],
  ]);
  const [x, y] = [0, 1].map((k) =>
    [4, ...bars.filter((_, i) => i % 2 === k), 4].map((v, i, all) =>
      k === 1 && i === 0 ? -1 : k === 1 && i === all.length - 1 ? 1 : v,
    ),
  ) as [number[], number[]];
  return [
    { points: graph(x, y, ...WINDOW), role: 'result', as: 'area', opacity: 0.35 },
    { points: graph([-4, 4], [1, 1], ...WINDOW), role: 'scaffold', thin: true },
    { points: graph([-4, 4], [-1, -1], ...WINDOW), role: 'scaffold', thin: true },
    { points: graph(xs, engine.expressionValues('tanh(x)', 'x', xs), ...WINDOW), role: 'data' },
  ];
};

export default tile;
