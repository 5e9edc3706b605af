import type { Engine } from '../../engine';
import { scaled, turn, type Tile } from '../../kit/tile';
import { at, matrixFrom } from '../../kit/values';

const SCALE = 0.42;

/** The circle becomes an ellipse; its axes are the singular values. */
const tile: Tile<Engine> = (engine, t) => {
  const a = matrixFrom([
    [1.7, 0.9 * Math.cos(turn(t))],
    [0.4 + 0.6 * Math.sin(turn(t)), 1.1],
  ]);
  const pairs = (m: ReturnType<Engine['circleImage']>): number[] => scaled(m.data, SCALE);
  const { u, s } = engine.svd(a);
  const axis = (i: number): number[] => scaled([0, 0, at(u, 0, i) * (s[i] ?? 0), at(u, 1, i) * (s[i] ?? 0)], SCALE);
  const circle = engine.circleImage(matrixFrom([[1, 0], [0, 1]]), 64); // prettier-ignore
  const ellipse = engine.circleImage(a, 64);
  return [
    { points: pairs(circle), role: 'data', as: 'loop', thin: true },
    { points: pairs(ellipse), role: 'result', as: 'area', opacity: 0.1 },
    { points: pairs(ellipse), role: 'result', as: 'loop' },
    { points: axis(0), role: 'result' },
    { points: axis(1), role: 'result' },
  ];
};

export default tile;
