import type { Engine } from '../../engine';
import { arrow, scaled, sway, type Tile } from '../../kit/tile';
import { matrixFrom } from '../../kit/values';

const SCALE = 0.6;
const identity = matrixFrom([
  [1, 0],
  [0, 1],
]);

/** One of the two grows and shrinks; the angle between them does not care. */
const tile: Tile<Engine> = (engine, t) => {
  const a = Float64Array.of(1.1, 0.25);
  const b = Float64Array.of(0.35, 0.8);
  const { unitX, unitY, x, y } = engine.cosineReport(a, b, 1, sway(t, 1, 1.9), 1e-8);
  const [from, to] = [unitX, unitY].map((u) => Math.atan2(u[1] ?? 0, u[0] ?? 0)) as [number, number];
  const arc = Array.from({ length: 17 }, (_, i) => {
    const angle = from + ((to - from) * i) / 16;
    return [0.3 * Math.cos(angle), 0.3 * Math.sin(angle)];
  });
  return [
    { points: scaled(engine.circleImage(identity, 48).data, SCALE), role: 'scaffold', as: 'loop', thin: true },
    { points: arc.flat(), role: 'result' },
    ...arrow(x, 'data', SCALE),
    ...arrow(y, 'parameter', SCALE),
    { points: scaled([...unitX, ...unitY], SCALE), role: 'result', as: 'dots' },
  ];
};

export default tile;
