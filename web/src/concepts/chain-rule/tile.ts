import type { Engine } from '../../engine';
import { rectangle, sway, type Tile, type TileShape } from '../../kit/tile';

const DEPTH = 7;

/** Factors below one, layer after layer: what is left of a gradient. */
const tile: Tile<Engine> = (engine, t) => {
  const slope = sway(t, 0.78, 1.04);
  const depths = Float64Array.from({ length: DEPTH }, (_, i) => i);
  const left = engine.expressionValues(`${slope}^x`, 'x', depths);
  const bars = Array.from(left).map((height, i): TileShape => {
    const points = rectangle(1.05 - i * 0.38, -0.78, 0.26, height * 1.3);
    return { points, role: 'gradient', as: 'area', opacity: 0.85 };
  });
  return [{ points: [-1.4, -0.8, 1.4, -0.8], role: 'scaffold', thin: true }, ...bars];
};

export default tile;
