// What each lens provides; widget.ts puts the chosen one into the frame.

import type { Engine } from '../../engine';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Values } from '../../kit/parameters';
import { at, type Matrix } from '../../kit/values';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;

export type Lens<R> = KitLens<Table, R, Engine>;

/** The entry that is read out: the last one where the batch has become smaller. */
export const chosenOf = ({ x, row, col }: State): readonly [number, number] => [
  Math.min(row, x.rows) - 1,
  Math.min(col, x.cols) - 1,
];

/** Which group an entry belongs to. */
export const groupOf = ({ method }: State, r: number, c: number): number =>
  method === 'batch' ? c : method === 'whole' ? 0 : r;

export const groupName = (state: State, group: number): string =>
  state.method === 'whole' ? 'all numbers' : `${state.method === 'batch' ? 'feature' : 'sample'} ${group + 1}`;

/** Columns of what the core says of a group. */
export const GROUP = {
  taken: 0,
  mean: 1,
  variance: 2,
  unbiased: 3,
  divisor: 4,
  hatMean: 5,
  hatVariance: 6,
  under: 7,
} as const;

/** One number of its group at every entry. */
export const spreadOut = (state: State, groups: Matrix, value: (group: number) => number): Matrix => {
  const { rows, cols } = state.x;
  const data = new Float64Array(rows * cols);
  for (let r = 0; r < rows; r++) for (let c = 0; c < cols; c++) data[r * cols + c] = value(groupOf(state, r, c));
  return { rows, cols, data };
};

export const ofGroup = (groups: Matrix, group: number, what: keyof typeof GROUP): number =>
  at(groups, group, GROUP[what]);

export const numbered = (n: number, word = ''): string[] => Array.from({ length: n }, (_, i) => `${word}${i + 1}`);

/** A scale that holds all values and 0, in round steps so that it rarely changes. */
export function scaleOf(values: Float64Array, least = 1): readonly [low: number, high: number] {
  const known = Array.from(values).filter(Number.isFinite);
  const reach = (sign: number): number => {
    const far = Math.max(0, ...known.map((v) => sign * v));
    if (far === 0) return 0;
    const decade = 10 ** Math.floor(Math.log10(far));
    return decade * ([1, 1.5, 2, 3, 4, 5, 6, 8].find((r) => r * decade >= far * 0.999999) ?? 10);
  };
  const [down, up] = [reach(-1), reach(1)];
  const least2 = Math.max(least, 0.35 * Math.max(down, up));
  return [-Math.max(down, least2), Math.max(up, least2)];
}
