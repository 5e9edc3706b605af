import type { Engine } from '../../engine';
import { scaled, turn, type Tile } from '../../kit/tile';

const range = Float64Array.of(-2, 2);

/** A surface with the two slices through a point. */
const tile: Tile<Engine> = (engine, t) => {
  const at = Float64Array.of(0.9 * Math.cos(turn(t)), 0.9 * Math.sin(turn(t)));
  const { mesh, sliceX, sliceY, point } = engine.surface('sin(1.4x)*cos(1.2y)', at, range, range, 32, 12);
  return [
    { points: scaled(mesh, 0.85), role: 'scaffold', as: 'strokes', thin: true, opacity: 0.55 },
    { points: scaled(sliceX, 0.85), role: 'data', as: 'strokes' },
    { points: scaled(sliceY, 0.85), role: 'parameter', as: 'strokes' },
    { points: scaled(point, 0.85), role: 'result', as: 'dots' },
  ];
};

export default tile;
