// What each of the lenses provides, and what those about the deep stream share.

import type { Engine } from '../../engine';
import type { Series } from '../../kit/chart';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Role, Values } from '../../kit/parameters';
import { at, type Matrix } from '../../kit/values';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;
export type Lens<R> = KitLens<Table, R, Engine>;
export type Stream = ReturnType<Engine['residualStream']>;

/** Columns of a stream, as deep_network.h lists them. */
export const SIZE = 1;
export const GRADIENT = 5;

/** Without the skip connection a branch is all there is, and not scaled. */
export const scaleOf = ({ skip, branch }: State): number => (skip ? branch : 1);

export const streamOf = (engine: Engine, state: State): Stream =>
  engine.residualStream(state.depth, state.activation, state.gain, state.skip, scaleOf(state), state.norm, state.zero, state.tied, state.seed); // prettier-ignore

export const column = (m: Matrix, k: number): (readonly [number, number])[] =>
  Array.from({ length: m.rows }, (_, l) => [l, at(m, l, k)]);

export const curve = (name: string, role: Role, points: Series['points'], plain = false): Series => ({
  kind: 'line',
  name,
  role,
  named: true,
  points,
  ...(plain ? { dashed: true } : { pointSize: points.length > 60 ? 0 : 2.5 }),
});

/** Nothing to compare with where the layers stand alone already. */
export const isPlain = ({ skip, norm }: State): boolean => !skip && norm === 'none';

export const blocksOf = (n: number): string => (n === 1 ? 'one block' : `${n} blocks`);
