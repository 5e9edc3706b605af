// What each way of looking provides, and what several of them share.

import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Values } from '../../kit/parameters';
import type { Point } from '../../kit/plane';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;

export type Lens<R> = KitLens<Table, R, Engine>;

export const pointOf = (v: Float64Array): Point => [v[0] ?? Number.NaN, v[1] ?? Number.NaN];

export const degrees = (x: number, digits = 4): string => `${formatNumber(x, digits)}°`;

export const lowered = (n: number): string => [...String(n)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)] ?? '').join('');
