import type { Engine } from '../../engine';
import { rectangle, sway, type Tile, type TileShape } from '../../kit/tile';

const SCALE = 0.42;
const LINE = -0.2;

/** Squared distances above the line, their average below it; the outermost point moves. */
const tile: Tile<Engine> = (engine, t) => {
  const x = Float64Array.of(-2.6, -0.9, 0.4, 0.9, sway(t, 2.4, 1.2));
  const { mean, deviations, populationDeviation } = engine.varianceProbe(x);
  const place = (v: number): number => v * SCALE;
  return [
    ...Array.from(x, (v, i): TileShape => {
      const side = place(Math.abs(deviations[i] as number));
      return { points: rectangle(place(Math.min(v, mean)), LINE, side, side), role: 'data', as: 'area', opacity: 0.22 };
    }),
    {
      points: rectangle(place(mean), LINE - place(populationDeviation), place(populationDeviation), place(populationDeviation)), // prettier-ignore
      role: 'result',
      as: 'area',
      opacity: 0.7,
    },
    { points: [-1.4, LINE, 1.4, LINE], role: 'scaffold', thin: true },
    { points: Array.from(x).flatMap((v) => [place(v), LINE]), role: 'data', as: 'dots' },
  ];
};

export default tile;
