import type { Engine } from '../../engine';
import { scaled, sway, turn, type Tile } from '../../kit/tile';

/** A bowl that turns and narrows, and its two axes. */
const tile: Tile<Engine> = (engine, t) => {
  const degrees = 28 + 14 * Math.sin(turn(t));
  const f = engine.bowlText(sway(t, 3, 6), 0.9, degrees);
  const { contours } = engine.contourMap(f, Float64Array.of(-1.5, 1.5), Float64Array.of(-1, 1), 41);
  const angle = (degrees * Math.PI) / 180;
  const axis = [Math.cos(angle), Math.sin(angle)] as const;
  return [
    { points: contours, role: 'data', as: 'strokes', thin: true, opacity: 0.6 },
    { points: scaled([-axis[0], -axis[1], axis[0], axis[1]], 0.5), role: 'gradient' },
    { points: scaled([axis[1], -axis[0], -axis[1], axis[0]], 0.8), role: 'result' },
  ];
};

export default tile;
