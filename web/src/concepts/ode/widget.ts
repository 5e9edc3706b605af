import { html } from 'lit';
import type { Engine } from '../../engine';
import { partsOf } from '../../kit/parts';
import { defineWidget } from '../../kit/widget';
import concept from './concept';
import { flow } from './flow';
import type { Here, Lens, State } from './lens';

const lenses = partsOf<'flow', Exclude<State['lens'], 'flow'>, Lens<unknown>>(
  { flow: flow },
  {
    ladder: () => import('./ladder').then((part) => part.ladder as Lens<unknown>),
    order: () => import('./order').then((part) => part.order as Lens<unknown>),
    stability: () => import('./stability').then((part) => part.stability as Lens<unknown>),
    neural: () => import('./neural').then((part) => part.neural as Lens<unknown>),
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
  blame: (code, state) => (code === 'invalid-expression' && state.dims === 'one' ? 'f' : undefined),
});
