import type { Engine } from '../../engine';
import { laneMatrix } from '../../kit/lanes';
import { sway, type Tile } from '../../kit/tile';

const F = 'x^2/8 + 3 y^2';
const NONE = { rows: 0, cols: 0, data: new Float64Array(0) };

/** Plain descent zigzags along a narrow bowl; Adam, with a scale for each coordinate, comes straight. */
const tile: Tile<Engine> = (engine, t) => {
  const map = engine.contourMap(F, Float64Array.of(-1.5, 1.5), Float64Array.of(-1, 1), 41);
  const start = Float64Array.of(-1.3, sway(t, 0.75, -0.75));
  const lanes = laneMatrix([{ lr: 0.3 }, { rule: 'adam', lr: 0.1 }]);
  const { points } = engine.descents(F, NONE, new Float64Array(3), start, lanes, 30);
  const lane = (i: number): number[] => Array.from(points.data).filter((_, k) => Math.floor((k % 4) / 2) === i);
  return [
    { points: map.contours, role: 'data', as: 'strokes', thin: true, opacity: 0.55 },
    { points: lane(0), role: 'scaffold' },
    { points: lane(1), role: 'parameter' },
    { points: start, role: 'parameter', as: 'dots' },
  ];
};

export default tile;
