import { html } from 'lit';
import type { Engine } from '../../engine';
import { partsOf } from '../../kit/parts';
import { defineWidget } from '../../kit/widget';
import concept from './concept';
import { film } from './film';
import type { Here, Lens } from './lens';

const lenses = partsOf(
  { film: film },
  {
    image: () => import('./image').then((part) => part.image as Lens<unknown>),
    matrix: () => import('./matrix').then((part) => part.matrix as Lens<unknown>),
    orthogonal: () => import('./orthogonal').then((part) => part.orthogonal as Lens<unknown>),
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
  blame: (_code, state) => (state.lens === 'orthogonal' ? 'method' : undefined),
});
