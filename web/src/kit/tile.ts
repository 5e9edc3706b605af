// The small picture by which a concept is known on the front page: strokes and areas in the rectangle −1.5 to 1.5 by −1 to
// 1, y upwards. t runs from 0 to 1 and round again; at 0 the picture rests. The build draws it once, a page draws it on.

import type { Role } from './parameters';

export interface TileShape {
  /** x₀, y₀, x₁, y₁, …; a pair that is not finite lifts the pen. */
  readonly points: ArrayLike<number>;
  readonly role: Role;
  /** One line through all points; the same and back to the first; an area within them; separate strokes of two points; dots. */
  readonly as?: 'line' | 'loop' | 'area' | 'strokes' | 'dots';
  readonly thin?: boolean;
  /** 0 to 1. */
  readonly opacity?: number;
}

export type Tile<E> = (engine: E, t: number) => readonly TileShape[];

export interface TilePath {
  readonly d: string;
  readonly class: string;
  readonly opacity: string;
}

const FAR = 9;
const short = (v: number): string => String(Number(Math.max(-FAR, Math.min(FAR, v)).toFixed(3)));
const place = (x: number, y: number): string => `${short(x)} ${short(-y)}`;

function pathOf({ points, as = 'line' }: TileShape): string {
  let d = '';
  let down = false;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = points[i] as number;
    const y = points[i + 1] as number;
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      down = false;
      continue;
    }
    if (as === 'dots') d += `M${place(x, y)}h0`;
    else if (as === 'strokes') d += `${i % 4 === 0 ? 'M' : 'L'}${place(x, y)}`;
    else d += `${down ? 'L' : 'M'}${place(x, y)}`;
    down = true;
  }
  return (as === 'area' || as === 'loop') && d ? `${d}Z` : d;
}

export const tilePaths = (shapes: readonly TileShape[]): TilePath[] =>
  shapes.map((shape) => ({
    d: pathOf(shape),
    class: `role-${shape.role} ${shape.as ?? 'line'}${shape.thin ? ' thin' : ''}`,
    opacity: String(shape.opacity ?? 1),
  }));

/** A whole turn a loop. */
export const turn = (t: number): number => 2 * Math.PI * t;
/** From a to b and back within a loop, slowly at both ends; a at rest. */
export const sway = (t: number, a: number, b: number): number => a + ((b - a) * (1 - Math.cos(turn(t)))) / 2;

export const rectangle = (x: number, y: number, width: number, height: number): number[] => [
  ...[x, y, x + width, y],
  ...[x + width, y + height, x, y + height],
];

/** An arrow from the origin, its head a small triangle. */
export function arrow(to: ArrayLike<number>, role: Role, scale = 1): TileShape[] {
  const x = (to[0] ?? 0) * scale;
  const y = (to[1] ?? 0) * scale;
  const length = Math.hypot(x, y);
  if (!(length > 0)) return [];
  const [u, v] = [(x / length) * 0.18, (y / length) * 0.18];
  return [
    { points: [0, 0, x - u / 2, y - v / 2], role },
    { points: [x, y, x - u - v / 2, y - v + u / 2, x - u + v / 2, y - v - u / 2], role, as: 'area' },
  ];
}

/** Numbers over a window, laid into the tile with a margin. */
export function graph(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
): number[] {
  return Array.from(x).flatMap((at, i) => [
    -1.4 + (2.8 * (at - x0)) / (x1 - x0),
    -0.9 + (1.8 * ((y[i] ?? Number.NaN) - y0)) / (y1 - y0),
  ]);
}

export const range = (from: number, to: number, n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));

export const scaled = (points: ArrayLike<number>, k: number): number[] => Array.from(points, (v) => v * k);
