import type { Engine } from '../../engine';
import { arrow, turn, type Tile } from '../../kit/tile';

const F = 'x^2/2 + y^2 + x*y/2 + sin(2x)/3';

/** The arrow at right angles to the contour through its foot. */
const tile: Tile<Engine> = (engine, t) => {
  const map = engine.contourMap(F, Float64Array.of(-1.5, 1.5), Float64Array.of(-1, 1), 41);
  const foot = [0.75 * Math.cos(turn(t) + 0.7), 0.5 * Math.sin(turn(t) + 0.7)] as const;
  const { gradient } = engine.gradientProbe(F, Float64Array.of(...foot), 0, 0.1, 1);
  const move = (points: ArrayLike<number>): number[] =>
    Array.from(points, (v, i) => v + (i % 2 === 0 ? foot[0] : foot[1]));
  return [
    { points: map.contours, role: 'data', as: 'strokes', thin: true, opacity: 0.55 },
    ...arrow(gradient, 'gradient', 0.4).map((shape) => ({ ...shape, points: move(shape.points) })),
    { points: foot, role: 'parameter', as: 'dots' },
  ];
};

export default tile;
