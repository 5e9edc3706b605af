import type { Engine } from '../../engine';
import { range, rectangle, sway, type Tile } from '../../kit/tile';

/** Three logits, and the shares that they get. */
const tile: Tile<Engine> = (engine, t) => {
  const logits = Float64Array.of(sway(t, 1.6, 0.2), 1, sway(t, 0.3, 1.8));
  const [p] = [engine.softmaxPath(logits, Float64Array.of(1)).data];
  const columns = Array.from(range(0, 2, 3));
  const bars = (values: ArrayLike<number>, left: number, scale: number): number[][] =>
    columns.map((i) => rectangle(left + i * 0.44, -0.8, 0.32, (values[i] ?? 0) * scale));
  return [
    ...bars(logits, -1.4, 0.8).map((points) => ({ points, role: 'data', as: 'area', opacity: 0.85 }) as const),
    { points: [-1.45, -0.8, 1.45, -0.8], role: 'scaffold', thin: true },
    ...bars(p, 0.18, 2).map((points) => ({ points, role: 'result', as: 'area', opacity: 0.85 }) as const),
  ];
};

export default tile;
