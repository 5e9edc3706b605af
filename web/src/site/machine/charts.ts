// What was measured, as series of the two charts. A hollow dot is plain SIMD, a filled one relaxed SIMD.

import { MEASURED } from '../../kernels/measured';
import type { Axis, Series } from '../../kit/chart';
import { KINDS, type Kind } from '../../kernels/measure';
import { lineOf, linesOf, NAMES, ratioOf, times, type Line, type Results } from './report';

export interface Figure {
  readonly series: readonly Series[];
  readonly x: Axis;
  readonly y: Axis;
}

const SIMD: readonly Kind[] = ['plain', 'relaxed'];
const ROWS = MEASURED.length;
/** A word at each whole number, level. */
const WORDS = { stepSize: 1, maxTicksLimit: 40, sampleSize: 40, maxRotation: 0, includeBounds: false };
type Point = readonly [number, number];

/** Named where they first stand: in the row on top. */
function dots(kind: Kind, lines: readonly Line[]): Series[] {
  const all = lines.flatMap((line): { line: Line; ratio: number; point: Point }[] => {
    const ratio = ratioOf(line, kind);
    return ratio === undefined ? [] : [{ line, ratio, point: [Math.log2(ratio), line.index] }];
  });
  // Chart.js takes points in the order of x.
  all.sort((a, b) => a.point[0] - b.point[0]);
  if (all.length === 0) return [];
  return [
    {
      kind: 'points',
      name: NAMES[kind],
      role: 'result',
      points: all.map(({ point }) => point),
      hollow: kind === 'plain',
      pointSize: 5,
      labels: all.map(({ line, ratio }) => (line.fastest === kind ? times(ratio) : '')),
    },
  ];
}

/** From scalar JavaScript to the faster of the two. */
const stem = ({ index, ratio }: Line): Series[] =>
  ratio === undefined
    ? []
    : [
        {
          kind: 'line',
          name: '',
          role: 'scaffold',
          thin: true,
          points: [0, Math.log2(ratio)].sort(ascending).map((x) => [x, index]),
        },
      ];

const ascending = (a: number, b: number): number => a - b;

/** Whole powers of two that hold all ratios, with room for what is written beside the largest. */
export function powers(ratios: readonly number[]): { readonly min: number; readonly max: number } {
  const logs = ratios.map((ratio) => Math.log2(ratio));
  return { min: Math.floor(Math.min(0, ...logs)), max: Math.max(5, Math.ceil(Math.max(...logs) + 1.2)) };
}

export function leads(results: Results): Figure {
  const lines = linesOf(results);
  const ratios = lines.flatMap((line) => SIMD.flatMap((kind) => ratioOf(line, kind) ?? []));
  const { min, max } = powers(ratios);
  const one: Series = {
    kind: 'line',
    name: NAMES.scalar,
    role: 'scaffold',
    dashed: true,
    named: true,
    points: [
      [0, ROWS],
      [0, -1],
    ],
  };
  // Words stand at whole numbers from 0 on: what is slower than JavaScript lies left of it.
  const moved = (s: Series): Series => ({ ...s, points: s.points.map(([x, y]) => [x - min, y]) });
  const word = (power: number): string => (power < 0 ? `1/${2 ** -power}` : String(2 ** power));
  return {
    series: [one, ...lines.flatMap(stem), ...SIMD.flatMap((kind) => dots(kind, lines))].map(moved),
    x: {
      title: 'times as fast as scalar JavaScript',
      labels: Array.from({ length: max - min + 1 }, (_, i) => word(min + i)),
      ticks: WORDS,
      min: 0,
      max: max - min,
    },
    y: { title: '', labels: MEASURED.map((m) => m.label), ticks: { ...WORDS, autoSkip: false }, min: -1, max: ROWS },
  };
}

const PRODUCTS = [...MEASURED.entries()].filter(([, m]) => m.name === 'matmul f32');

function curve(kind: Kind, results: Results): Series[] {
  const points = PRODUCTS.flatMap(([index], at): Point[] => {
    const line = lineOf(index, results);
    const rate = line?.wrong.includes(kind) ? undefined : line?.rates[kind];
    return rate === undefined ? [] : [[at, rate]];
  });
  const scalar = kind === 'scalar';
  if (points.length === 0) return [];
  return [
    {
      kind: 'line',
      name: NAMES[kind],
      role: scalar ? 'scaffold' : 'result',
      points,
      named: true,
      pointSize: scalar ? 3 : 5,
      hollow: kind === 'plain',
    },
  ];
}

const limit = (name: string, rate: number): Series => ({
  kind: 'line',
  name,
  role: 'scaffold',
  dashed: true,
  named: true,
  points: [
    [-0.4, rate],
    [PRODUCTS.length - 0.6, rate],
  ],
});

/** One line for both where they lie too close to be told apart: without fused instructions they are the same. */
function limits({ peaks }: Results): Series[] {
  const [plain, relaxed] = [peaks['plain f32'], peaks['relaxed f32']];
  if (plain === undefined) return [];
  if (relaxed === undefined) return [limit('registers alone', plain)];
  const [low, high] = [Math.min(plain, relaxed), Math.max(plain, relaxed)];
  if (low > 0.93 * high) return [limit('registers alone', high)];
  return [limit('registers alone, plain', plain), limit('registers alone, relaxed', relaxed)];
}

export function rates(results: Results): Figure {
  const series = [...limits(results), ...KINDS.flatMap((kind) => curve(kind, results))];
  const highest = Math.max(10, ...series.flatMap((s) => s.points.map(([, rate]) => rate)));
  return {
    series,
    x: {
      title: 'rows and columns of the float32 matrices',
      labels: PRODUCTS.map(([, m]) => String(m.size)),
      ticks: WORDS,
      min: -0.4,
      max: PRODUCTS.length - 0.6,
    },
    y: { title: 'thousand million operations a second (GF/s)', min: 0, max: Math.ceil((1.12 * highest) / 10) * 10 },
  };
}
