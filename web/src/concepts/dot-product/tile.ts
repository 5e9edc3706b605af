import type { Engine } from '../../engine';
import { arrow, scaled, turn, type Tile } from '../../kit/tile';

const b = Float64Array.of(1.9, 0.5);
const SCALE = 0.62;

/** The shadow of a on b. */
const tile: Tile<Engine> = (engine, t) => {
  const angle = 1.15 + 0.75 * Math.sin(turn(t));
  const a = Float64Array.of(1.4 * Math.cos(angle), 1.4 * Math.sin(angle));
  const { projection } = engine.dotGeometry(a, b, 'clamped');
  const shift = (points: readonly number[]): number[] => points.map((v, i) => v - (i % 2 === 0 ? 0.6 : 0.45));
  const moved = (to: ArrayLike<number>, role: 'data' | 'parameter') =>
    arrow(to, role, SCALE).map((shape) => ({ ...shape, points: shift(Array.from(shape.points)) }));
  const shadow = scaled(projection, SCALE);
  return [
    { points: shift([...scaled(a, SCALE), ...shadow]), role: 'scaffold', thin: true },
    ...moved(b, 'parameter'),
    { points: shift([0, 0, ...shadow]), role: 'result' },
    ...moved(a, 'data'),
  ];
};

export default tile;
