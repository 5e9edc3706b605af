import type { Engine } from '../../engine';
import { turn, type Tile } from '../../kit/tile';
import { matrixFrom } from '../../kit/values';

const places = [[-1.1, 0.5], [-0.5, -0.55], [-0.2, 0.62], [0.45, 0.05], [0.95, -0.6], [1.15, 0.55]]; // prettier-ignore
const points = matrixFrom(places);
const ones = Float64Array.of(1, 1);

/** Which point is nearest: the answer changes at the edges. */
const tile: Tile<Engine> = (engine, t) => {
  const edges = engine.voronoiEdges(points, ones, Float64Array.of(-1.5, 1.5, -1, 1));
  const query = Float64Array.of(0.75 * Math.cos(turn(t)), 0.42 * Math.sin(turn(t)));
  const { order } = engine.nearestNeighbours(points, new Float64Array(places.length), query, 1, ones);
  const nearest = places[order[0] ?? 0] ?? [0, 0];
  return [
    { points: edges.data, role: 'scaffold', as: 'strokes', thin: true },
    { points: [...query, ...nearest], role: 'result' },
    { points: places.flat(), role: 'data', as: 'dots' },
    { points: query, role: 'parameter', as: 'dots' },
  ];
};

export default tile;
