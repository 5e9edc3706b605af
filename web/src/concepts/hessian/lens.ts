// What each lens provides; widget.ts puts the chosen one into the frame.

import type { Engine } from '../../engine';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Values } from '../../kit/parameters';
import { remember } from '../../kit/remember';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;

export type Lens<R> = KitLens<Table, R, Engine>;

export type Curvature = ReturnType<Engine['hessianReport']>['curvature'];

export const entry = (v: { readonly [i: number]: number } | undefined, i: number): number => v?.[i] ?? Number.NaN;

/** Height of the windows over their width. */
export const ASPECT = 0.8;
const POINTS = 161;
const lastLines = remember<ReturnType<Engine['contourMap']>>();

/** Level lines of f over the window; made anew only when the text or the window changes, not while a point is dragged. */
export const linesOf = (engine: Engine, f: string, reach: number) =>
  lastLines(`${reach} ${f}`, () => {
    const y = reach * ASPECT;
    return engine.contourMap(f, Float64Array.of(-reach, reach), Float64Array.of(-y, y), POINTS);
  });
