// What may stand in a plane, in data units.

import type { Role } from './parameters';
import type { Matrix } from './values';

export type Point = readonly [x: number, y: number];
/** Row-major 2×2: x' = a x + b y, y' = c x + d y. */
export type Map2 = readonly [a: number, b: number, c: number, d: number];
export type Interval = readonly [min: number, max: number];

export type PlaneItem =
  | { readonly type: 'grid'; readonly map: Map2; readonly role?: Role }
  | { readonly type: 'circle'; readonly role: Role; readonly map?: Map2; readonly at?: Point; readonly radius?: number; readonly dashed?: boolean }
  | { readonly type: 'vector'; readonly to: Point; readonly from?: Point; readonly role: Role; readonly label?: string; readonly dashed?: boolean; readonly key?: string }
  | { readonly type: 'line'; readonly points: readonly Point[]; readonly role: Role; readonly dashed?: boolean; readonly label?: string; readonly closed?: boolean; readonly fill?: boolean; readonly thin?: boolean }
  | { readonly type: 'dots'; readonly points: readonly Point[]; readonly role: Role; readonly size?: number; /** Small, many and on colours: one stroke for all, with a rim. */ readonly cloud?: boolean }
  | { readonly type: 'text'; readonly at: Point; readonly text: string; readonly role?: Role; readonly anchor?: 'start' | 'middle' | 'end' }
  | Segments | Field | Handle; // prettier-ignore

/** Many short strokes as one path: contours, slope fields. */
export interface Segments {
  readonly type: 'segments';
  /** x0, y0, x1, y1 of one stroke after the other; a stroke with an end that is not finite is left out. */
  readonly points: Float64Array;
  readonly role: Role;
  readonly thin?: boolean;
  readonly opacity?: number;
}

/** Values as colours behind everything else. */
export interface Field {
  readonly type: 'field';
  /** Row 0 lies at the bottom. What is not finite stays transparent. */
  readonly grid: Matrix;
  /** Where the grid's outer edges lie. */
  readonly x: Interval;
  readonly y: Interval;
  /** sequential from low to high; diverging about 0; labels: whole numbers 0, 1, 2, … in the colours of the roles. */
  readonly colors: 'sequential' | 'diverging' | 'labels';
  /** Values at the ends of the colours; where absent, those of the grid. */
  readonly domain?: Interval;
  readonly opacity?: number;
}

export interface Handle {
  readonly type: 'handle';
  /** Key of the parameter it moves; unique in the plane. */
  readonly key: string;
  readonly at: Point;
  readonly role: Role;
  /** Short name drawn beside it. */
  readonly label: string;
  /** What it is, in words, for a screen reader. */
  readonly name: string;
  readonly move: (to: Point, done: boolean) => void;
  /** Arrow-key step in data units; Shift makes it ten times as large. */
  readonly step?: number;
  /** Draw an arrow from the origin to it. */
  readonly arrow?: boolean;
  /** Moves round the circle of this radius only, in whole degrees; arrow keys turn it, five degrees a step. */
  readonly ring?: number;
  /** One of many: drawn smaller, and as easy to touch. */
  readonly small?: boolean;
}

/** What of the plane is seen: one interval an axis, each with its own scale. */
export interface Window {
  readonly x: Interval;
  readonly y: Interval;
}

export const isDrawable = (p: Point): boolean => Number.isFinite(p[0]) && Number.isFinite(p[1]);

const ROOM = [1, 1.5, 2, 3, 4, 6, 8] as const;

/** A window that holds these points with some room to spare, in round steps, so that it rarely changes. */
export function roomFor(points: Iterable<Point>, least = 1.5): number {
  const reach = Math.max(
    least,
    ...[...points]
      .flat()
      .filter(Number.isFinite)
      .map((x) => Math.abs(x) * 1.12),
  );
  const decade = 10 ** Math.floor(Math.log10(reach));
  return decade * (ROOM.find((r) => r * decade >= reach * 0.999999) ?? 10);
}
