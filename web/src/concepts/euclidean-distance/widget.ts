import { html } from 'lit';
import type { Engine } from '../../engine';
import { partsOf } from '../../kit/parts';
import { defineWidget } from '../../kit/widget';
import concept from './concept';
import type { Here, Lens } from './lens';
import { pair } from './pair';

const lenses = partsOf<'pair', 'neighbours' | 'line' | 'batch' | 'far' | 'dimension', Lens<unknown>>(
  { pair: pair },
  {
    neighbours: () => import('./neighbours').then((part) => part.neighbours as Lens<unknown>),
    line: () => import('./line').then((part) => part.line as Lens<unknown>),
    batch: () => import('./batch').then((part) => part.batch as Lens<unknown>),
    far: () => import('./far').then((part) => part.far as Lens<unknown>),
    dimension: () => import('./dimension').then((part) => part.dimension as Lens<unknown>),
  },
);

const lensOf = ({ state }: Here<unknown>): Lens<unknown> => lenses.get(state.lens);

export default defineWidget(concept)<unknown, Engine>({
  prepare: (state) => lenses.prepare(state.lens),
  compute: (engine, state) => lenses.get(state.lens).compute(engine, state),
  picture: (view) => html`<div class="stack loose">${view.control('lens')} ${lensOf(view).picture(view)}</div>`,
  sentence: (view) => lensOf(view).sentence(view),
  formula: (view) => lensOf(view).formula(view),
  table: (view) => lensOf(view).table(view),
  warning: (view) => lensOf(view).warning?.(view),
  blame: (code, { lens, a }) => {
    if (lens === 'pair') return code === 'shape-mismatch' ? (a.length === 2 ? 'b' : 'a') : undefined;
    return lens === 'neighbours' ? 'points' : lens === 'line' ? 'xy' : lens === 'far' ? 'x' : undefined;
  },
});
