// What each lens provides; widget.ts puts the chosen one into the frame.

import type { TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import type { Node } from '../../kit/formula';
import type { Values } from '../../kit/parameters';
import type { DataTable, View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;

export interface Lens<R> {
  compute(engine: Engine, state: State): R;
  picture(view: Here<R>): TemplateResult;
  sentence(view: Here<R>): string;
  formula(view: Here<R>): Node;
  table(view: Here<R>): DataTable;
  warning?(view: Here<R>): string | undefined;
}

export type Curvature = ReturnType<Engine['hessianReport']>['curvature'];

export const entry = (v: { readonly [i: number]: number } | undefined, i: number): number => v?.[i] ?? Number.NaN;
