import type { Engine } from '../../engine';
import { range, rectangle, sway, type Tile } from '../../kit/tile';

const LOGITS = Float64Array.of(0.4, 1.2, 2, 1.5, 0.9, 0.2);

/** The same scores, from cold to hot. */
const tile: Tile<Engine> = (engine, t) => {
  const { data } = engine.softmaxPath(LOGITS, Float64Array.of(10 ** sway(t, -0.35, 0.9)));
  const bars = Array.from(range(-1.4, 0.98, LOGITS.length), (x, i) => rectangle(x, -0.85, 0.36, (data[i] ?? 0) * 2.2));
  return [
    { points: [-1.45, -0.85, 1.45, -0.85], role: 'scaffold', thin: true },
    ...bars.map((points) => ({ points, role: 'parameter', as: 'area', opacity: 0.85 }) as const),
  ];
};

export default tile;
