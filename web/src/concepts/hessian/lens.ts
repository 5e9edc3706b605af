// What each lens provides; widget.ts puts the chosen one into the frame.

import type { Engine } from '../../engine';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Values } from '../../kit/parameters';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;

export type Lens<R> = KitLens<Table, R, Engine>;

export type Curvature = ReturnType<Engine['hessianReport']>['curvature'];

export const entry = (v: { readonly [i: number]: number } | undefined, i: number): number => v?.[i] ?? Number.NaN;
