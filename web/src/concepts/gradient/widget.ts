import { html } from 'lit';
import type { Engine } from '../../engine';
import { partsOf } from '../../kit/parts';
import { defineWidget } from '../../kit/widget';
import concept from './concept';
import type { Here, Lens } from './lens';
import { slope } from './slope';

const lenses = partsOf(
  { slope: slope as Lens<unknown> },
  {
    loss: () => import('./loss').then((part) => part.loss as Lens<unknown>),
    metric: () => import('./metric').then((part) => part.metric as Lens<unknown>),
    clip: () => import('./clip').then((part) => part.clip as Lens<unknown>),
    samples: () => import('./samples').then((part) => part.samples as Lens<unknown>),
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
  blame: (code, state) => (code === 'invalid-expression' && state.lens !== 'loss' ? 'f' : undefined),
});
