import type { Engine } from '../../engine';
import { scaled, sway, type Tile } from '../../kit/tile';

/** A bent grid, and the straight one that stands for it near a point. */
const tile: Tile<Engine> = (engine, t) => {
  const k = sway(t, 0.35, 0.65);
  const map = `x + ${k}*y^2, y - ${k}*x^2`;
  const middle = Float64Array.of(0.5, 0.35);
  const { after } = engine.warpGrid(map, 'x,y', middle, 0, 1, Float64Array.of(-1.4, 1.4, -1.4, 1.4), 9, 17, 2);
  const { straight } = engine.microscope(map, 'x,y', middle, 0, 1, 0.35, 9);
  const outline = Array.from({ length: straight.rows }, (_, i) => [
    straight.data[i * straight.cols] ?? 0,
    straight.data[i * straight.cols + 1] ?? 0,
  ]).flat();
  return [
    { points: scaled(after, 0.5), role: 'data', as: 'strokes', thin: true, opacity: 0.7 },
    { points: scaled(outline, 0.5), role: 'result', as: 'area', opacity: 0.25 },
    { points: scaled(outline, 0.5), role: 'result' },
  ];
};

export default tile;
