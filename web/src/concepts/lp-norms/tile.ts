import type { Engine } from '../../engine';
import { scaled, sway, type Tile } from '../../kit/tile';

/** The unit ball, from a diamond through the circle to nearly a square. */
const tile: Tile<Engine> = (engine, t) => {
  const ball = (p: number): number[] => scaled(engine.ballOutline(p, 96).data, 0.8);
  const moving = ball(2 ** sway(t, 0, 3));
  return [
    { points: ball(1e9), role: 'scaffold', thin: true },
    { points: moving, role: 'data', as: 'area', opacity: 0.12 },
    { points: moving, role: 'data', as: 'loop' },
  ];
};

export default tile;
