import type { Engine } from '../../engine';
import { rectangle, sway, type Tile } from '../../kit/tile';

const VALUES = Float64Array.of(1, 2, 3, 4, 5, 6);
const WEIGHTS = Float64Array.of(0.12, 0.22, 0.28, 0.2, 0.1, 0.08);

/** A bar grows, the others make room, and the point of balance moves along. */
const tile: Tile<Engine> = (engine, t) => {
  const p = engine.movedShare(WEIGHTS, 4, sway(t, 0.1, 0.5));
  const { mean } = engine.pmfReport(VALUES, p);
  const at = (x: number): number => -1.15 + (2.3 * (x - 1)) / 5;
  const pivot = at(mean);
  return [
    ...Array.from(p, (share, i) => ({
      points: rectangle(at(i + 1) - 0.16, -0.5, 0.32, 2.4 * share),
      role: 'data' as const,
      as: 'area' as const,
      opacity: 0.75,
    })),
    { points: [-1.4, -0.5, 1.4, -0.5], role: 'scaffold' },
    { points: [pivot, -0.52, pivot - 0.16, -0.88, pivot + 0.16, -0.88], role: 'parameter', as: 'area' },
  ];
};

export default tile;
