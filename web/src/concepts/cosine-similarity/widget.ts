import { html } from 'lit';
import type { Engine } from '../../engine';
import { partsOf } from '../../kit/parts';
import { defineWidget } from '../../kit/widget';
import { circle } from './circle';
import concept from './concept';
import type { Here, Lens } from './lens';

const lenses = partsOf<'circle' | 'zero', 'words' | 'sphere' | 'attention', Lens<unknown>>(
  { circle, zero: circle },
  {
    words: () => import('./ranking').then((part) => part.rankingLens as Lens<unknown>),
    sphere: () => import('./sphere').then((part) => part.sphereLens as Lens<unknown>),
    attention: () => import('./attention').then((part) => part.attention as Lens<unknown>),
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
  blame: (code, { lens }) => ((lens === 'circle' || lens === 'zero') && code === 'shape-mismatch' ? 'b' : undefined),
});
