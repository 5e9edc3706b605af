import type { Engine } from '../../engine';
import { graph, range, sway, type Tile } from '../../kit/tile';

const F = 'sin(x) + x/4';
const WINDOW = [[-3, 3], [-2, 2]] as const; // prettier-ignore

/** A curve, and the line through two of its points that draw together. */
const tile: Tile<Engine> = (engine, t) => {
  const x = range(-3, 3, 90);
  const at = -0.6;
  const feet = Float64Array.of(at, at + sway(t, 2.2, 0.01));
  const [low = 0, high = 0] = engine.expressionValues(F, 'x', feet);
  const slope = (high - low) / ((feet[1] ?? 0) - at);
  const ends = [-3, 3];
  return [
    { points: graph(x, engine.expressionValues(F, 'x', x), ...WINDOW), role: 'data' },
    { points: graph(ends, ends.map((end) => low + slope * (end - at)), ...WINDOW), role: 'gradient' }, // prettier-ignore
    { points: graph(feet, [low, high], ...WINDOW), role: 'parameter', as: 'dots' },
  ];
};

export default tile;
