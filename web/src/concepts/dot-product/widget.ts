import { html } from 'lit';
import type { Engine } from '../../engine';
import { partsOf } from '../../kit/parts';
import { defineWidget } from '../../kit/widget';
import concept from './concept';
import type { Here, Lens, State } from './lens';
import { shadow } from './shadow';

const lenses = partsOf(
  { shadow: shadow },
  {
    space: () => import('./space').then((part) => part.space as Lens<unknown>),
    neuron: () => import('./neuron').then((part) => part.neuronLens as Lens<unknown>),
    rivals: () => import('./rivals').then((part) => part.rivals as Lens<unknown>),
    random: () => import('./random').then((part) => part.random as Lens<unknown>),
    digits: () => import('./digits').then((part) => part.digits as Lens<unknown>),
  },
);

/** The plane takes two entries; what has another number of them is drawn in space or in the plane that both span. */
const partOf = (state: State) => (state.lens === 'shadow' && state.b.length !== 2 ? 'space' : state.lens);

const lensOf = ({ state }: Here<unknown>): Lens<unknown> => lenses.get(partOf(state));

export default defineWidget(concept)<unknown, Engine>({
  prepare: (state) => lenses.prepare(partOf(state)),
  compute: (engine, state) => lenses.get(partOf(state)).compute(engine, state),
  picture: (view) => html`<div class="stack loose">${view.control('lens')} ${lensOf(view).picture(view)}</div>`,
  sentence: (view) => lensOf(view).sentence(view),
  formula: (view) => lensOf(view).formula(view),
  table: (view) => lensOf(view).table(view),
  warning: (view) => lensOf(view).warning?.(view),
  blame: (code, state) => {
    if (code !== 'shape-mismatch') return undefined;
    return state.lens === 'rivals' && state.a.length === state.b.length ? 'rival' : 'b';
  },
});
