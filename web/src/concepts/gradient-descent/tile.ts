import type { Engine } from '../../engine';
import { laneMatrix } from '../../kit/lanes';
import { sway, type Tile } from '../../kit/tile';

const F = 'x^2/2 + 3 y^2';
const NONE = { rows: 0, cols: 0, data: new Float64Array(0) };

/** A path down a bowl, for learning rates that creep, and zigzag, and back. */
const tile: Tile<Engine> = (engine, t) => {
  const map = engine.contourMap(F, Float64Array.of(-1.5, 1.5), Float64Array.of(-1, 1), 41);
  const start = Float64Array.of(-1.3, 0.75);
  const lanes = laneMatrix([{ lr: sway(t, 0.3, 0.1) }]);
  const { points } = engine.descents(F, NONE, Float64Array.of(0, 0, 0), start, lanes, 12);
  return [
    { points: map.contours, role: 'data', as: 'strokes', thin: true, opacity: 0.55 },
    { points: points.data, role: 'parameter' },
    { points: points.data, role: 'parameter', as: 'dots' },
  ];
};

export default tile;
