// What each of the four lenses provides; widget.ts puts the chosen one into the frame.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Values } from '../../kit/parameters';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;

export type Lens<R> = KitLens<Table, R, Engine>;

export type Report = ReturnType<Engine['svdReport']>;

/** The core chooses max(m, n)·ε·σ₁ itself when it is given a negative tolerance. */
export const reportOf = (engine: Engine, state: State): Report =>
  engine.svdReport(state.a, state.ownTolerance ? state.tolerance : -1);

/** A whole number as a subscript that does not move the line. */
export const lowered = (n: number): string => [...String(n)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)] ?? '').join('');

export const sigma = (report: { readonly s: Float64Array }, i: number): number => report.s[i] ?? Number.NaN;

/** Name of the distance to the nearest matrix of rank k. */
export const frobenius = (k: number): TemplateResult => html`‖A − A${lowered(k)}‖<sub>F</sub>`;
