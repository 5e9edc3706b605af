// Optimisers side by side: the settings of each as the engine takes them, their paths over the contours of a loss, and
// their curves over the steps.

import type { Series } from './chart';
import type { Role } from './parameters';
import type { PlaneItem, Point } from './plane-items';
import type { Matrix } from './values';
import type { DataTable } from './widget';

export interface LaneSettings {
  readonly rule?: 'sgd' | 'rmsprop' | 'adam' | 'adamw';
  readonly lr: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly decay?: number;
  readonly beta1?: number;
  /** RMSProp's alpha. */
  readonly beta2?: number;
  readonly eps?: number;
  readonly amsgrad?: boolean;
  readonly correctM?: boolean;
  readonly correctV?: boolean;
  /** Of ε: beside the root, inside it, or beside it before v is corrected. */
  readonly place?: 'outside' | 'inside' | 'uncorrected';
  /** Gradients add up, as without zero_grad. */
  readonly forgets?: boolean;
  readonly noisy?: boolean;
}

export interface Lane extends LaneSettings {
  readonly name: string;
  readonly role: Role;
  readonly dashed?: boolean;
}

/** The part of an engine's run that is drawn. */
export interface LaneRun {
  readonly points: Matrix;
  readonly losses: Matrix;
  readonly last: Float64Array;
  readonly status: Float64Array;
}

const RULES = ['sgd', 'rmsprop', 'adam', 'adamw'] as const;
const PLACES = ['outside', 'inside', 'uncorrected'] as const;

/** A row a lane, as the engine's descents() takes them. */
export function laneMatrix(lanes: readonly LaneSettings[]): Matrix {
  const rows = lanes.map((lane) => [
    RULES.indexOf(lane.rule ?? 'sgd'),
    lane.lr,
    lane.momentum ?? 0,
    0,
    Number(lane.nesterov ?? false),
    lane.decay ?? 0,
    lane.beta1 ?? 0.9,
    lane.beta2 ?? 0.999,
    lane.eps ?? 1e-8,
    Number(lane.amsgrad ?? false),
    Number(lane.correctM ?? true),
    Number(lane.correctV ?? true),
    PLACES.indexOf(lane.place ?? 'outside'),
    Number(lane.forgets ?? false),
    Number(lane.noisy ?? false),
  ]);
  return { rows: rows.length, cols: 15, data: Float64Array.from(rows.flat()) };
}

export const entry = (m: Matrix, i: number, j: number): number => m.data[i * m.cols + j] ?? Number.NaN;
export const pairAt = (m: Matrix, row: number, lane: number): Point => [
  entry(m, row, 2 * lane),
  entry(m, row, 2 * lane + 1),
];

/** What a lane that has gone wrong is drawn in. */
export const roleOf = (lane: Lane, status: number | undefined): Role => (status ? 'broken' : lane.role);

const distance = (p: Point, q: Point): number => Math.abs(p[0] - q[0]) + Math.abs(p[1] - q[1]);

/** Steps that are drawn as dots: more would be a thick line. */
const DOTS = 80;

/** A path after its first k steps. Points nearer than `least` to the one before are left out, not the last. */
function pathOf(points: Matrix, lane: number, k: number, least: number): Point[] {
  const out: Point[] = [];
  for (let i = 0; i <= k; i++) {
    const p = pairAt(points, i, lane);
    const before = out[out.length - 1];
    if (!before || i === k || distance(p, before) >= least) out.push(p);
  }
  return out;
}

/** Paths up to step k. `width` of the window, for what is too small to see. */
export function lanePaths(lanes: readonly Lane[], run: LaneRun, k: number, width: number): PlaneItem[] {
  return lanes.flatMap((lane, i): PlaneItem[] => {
    const end = Math.min(k, run.last[i] ?? 0);
    const role = roleOf(lane, k > end ? run.status[i] : 0);
    const points = pathOf(run.points, i, end, width / 400);
    const at = pairAt(run.points, end, i);
    // Short steps would be dots upon dots: there the line says enough.
    const apart = points.filter((p, j) => j === 0 || distance(p, points[j - 1] as Point) > width / 100);
    return [
      { type: 'line', points, role, dashed: lane.dashed ?? false },
      ...(apart.length <= DOTS ? ([{ type: 'dots', points: apart, role, size: 2.6, cloud: true }] as const) : []),
      { type: 'dots', points: [at], role, size: 5 },
    ];
  });
}

/** A name at each end; lanes that end together share one. */
export function laneNames(lanes: readonly Lane[], run: LaneRun, k: number, width: number): PlaneItem[] {
  const ends = new Map<string, { at: Point; names: string[]; role: Role }>();
  for (const [i, lane] of lanes.entries()) {
    const end = Math.min(k, run.last[i] ?? 0);
    const at = pairAt(run.points, end, i);
    const place = at.map((x) => Math.round((x / width) * 16)).join();
    const there = ends.get(place);
    if (there) {
      there.names.push(lane.name);
      there.role = 'scaffold';
    } else ends.set(place, { at, names: [lane.name], role: roleOf(lane, k > end ? run.status[i] : 0) });
  }
  const start = pairAt(run.points, 0, 0);
  return [...ends.values()].map(({ at, names, role }) => {
    // Towards the middle of the window, which is about the origin.
    const right = at[0] > width / 8;
    // Above; the name of the start stands there.
    const below = Math.hypot(at[0] - start[0], at[1] - start[1]) < width / 16;
    return {
      type: 'text',
      at: [at[0] + (right ? -width : width) / 60, at[1] + (below ? -width / 15 : width / 45)],
      text: names.join(', '),
      role,
      anchor: right ? 'end' : 'start',
    };
  });
}

/** Points of a curve that a chart is given: more are too close to be seen. */
const MOST = 260;

/** One curve a lane over the steps: columns of `values`. All are drawn; what lies behind step k in full. */
export function laneCurves(lanes: readonly Lane[], run: LaneRun, values: Matrix, k: number): Series[] {
  const stride = Math.max(1, Math.ceil(values.rows / MOST));
  return lanes.map((lane, i) => {
    const end = Math.min(k, run.last[i] ?? 0);
    const points: [number, number][] = [];
    for (let s = 0; s <= end; s += stride) points.push([s, entry(values, s, i)]);
    if (end % stride !== 0) points.push([end, entry(values, end, i)]);
    return {
      kind: 'line',
      name: lane.name,
      role: roleOf(lane, k > end ? run.status[i] : 0),
      dashed: lane.dashed ?? false,
      named: true,
      points,
    };
  });
}

/** A vertical mark in a chart: a line of two points. */
export const markAt = (x: number, from: number, to: number, name: string): Series => ({
  kind: 'line',
  name,
  role: 'scaffold',
  dashed: true,
  named: true,
  points: [
    [x, from],
    [x, to],
  ],
});

/** The coloured map of a loss with its contours, as the engine's contourMap() makes it. */
export const contourGround = (map: {
  readonly shades: Matrix;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly contours: Float64Array;
}): PlaneItem[] => [
  {
    type: 'field',
    grid: map.shades,
    x: [map.x[0] as number, map.x[1] as number],
    y: [map.y[0] as number, map.y[1] as number],
    colors: 'sequential',
    domain: [0, 1],
    opacity: 0.42,
  },
  { type: 'segments', points: map.contours, role: 'scaffold', thin: true, opacity: 0.75 },
];

/** What became of lanes that have ended by step k, in words. */
export const laneEnds = (lanes: readonly Lane[], run: LaneRun, k: number): string[] =>
  lanes.flatMap(({ name }, i) => {
    const last = run.last[i] as number;
    if (run.status[i] === 1 && k > last) return [`${name} diverged at step ${last + 1}`];
    return run.status[i] === 2 && k >= last ? [`${name} left the domain of the loss at step ${last}`] : [];
  });

export const laneTable = (lanes: readonly Lane[], run: LaneRun & { readonly gradients: Matrix }): DataTable => ({
  caption: 'Every step of every lane: where it is, the loss and its gradient there',
  columns: ['lane', 'step', 'x', 'y', 'loss', '∂/∂x', '∂/∂y'],
  rows: lanes.flatMap((lane, i) =>
    Array.from({ length: (run.last[i] ?? 0) + 1 }, (_, k) => [
      lane.name,
      k,
      ...pairAt(run.points, k, i),
      entry(run.losses, k, i),
      ...pairAt(run.gradients, k, i),
    ]),
  ),
});
