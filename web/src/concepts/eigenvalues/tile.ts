import type { Engine } from '../../engine';
import { arrow, turn, type Tile } from '../../kit/tile';
import { at, matrixFrom } from '../../kit/values';

const a = matrixFrom([
  [1.5, 0.5],
  [0.5, 1],
]);
const SCALE = 0.5;

/** A vector goes round; only on the two lines does its image point the same way. */
const tile: Tile<Engine> = (engine, t) => {
  const { vectors } = engine.eigh(a);
  const line = (i: number): number[] => {
    const [x, y] = [at(vectors, 0, i) * 1.6, at(vectors, 1, i) * 1.6];
    return [-x, -y, x, y];
  };
  const { v, image } = engine.probe(a, turn(t) + 0.9);
  return [
    { points: line(0), role: 'scaffold', thin: true },
    { points: line(1), role: 'scaffold', thin: true },
    ...arrow(image, 'result', SCALE),
    ...arrow(v, 'data', SCALE),
  ];
};

export default tile;
