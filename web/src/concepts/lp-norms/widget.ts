import { html } from 'lit';
import type { Engine } from '../../engine';
import { partsOf } from '../../kit/parts';
import { defineWidget } from '../../kit/widget';
import { ball } from './ball';
import concept from './concept';
import type { Here, Lens } from './lens';

const lenses = partsOf<'ball', 'touch' | 'paths' | 'descent' | 'space' | 'clip', Lens<unknown>>(
  { ball },
  {
    touch: () => import('./touch').then((part) => part.touch as Lens<unknown>),
    paths: () => import('./paths').then((part) => part.paths as Lens<unknown>),
    descent: () => import('./descent').then((part) => part.descent as Lens<unknown>),
    space: () => import('./space').then((part) => part.space as Lens<unknown>),
    clip: () => import('./clip').then((part) => part.clip as Lens<unknown>),
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
});
