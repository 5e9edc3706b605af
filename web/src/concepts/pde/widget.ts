import { html } from 'lit';
import type { Engine } from '../../engine';
import { partsOf } from '../../kit/parts';
import { defineWidget } from '../../kit/widget';
import concept from './concept';
import { grid } from './grid';
import type { Here, Lens, State } from './lens';

const lenses = partsOf(
  { grid: grid },
  { network: () => import('./network').then((part) => part.network as Lens<unknown>) },
);

const lensOf = ({ lens }: State): Lens<unknown> => lenses.get(lens);

export default defineWidget(concept)<unknown, Engine>({
  prepare: (state) => {
    const coming = lenses.prepare(state.lens);
    return coming ? coming.then(() => lensOf(state).prepare?.(state)) : lensOf(state).prepare?.(state);
  },
  compute: (engine, state) => lensOf(state).compute(engine, state),
  picture: (view: Here<unknown>) =>
    html`<div class="stack">
      <div class="controls">${view.control('lens')} ${view.control('equation')}</div>
      ${lensOf(view.state).picture(view)}
    </div>`,
  sentence: (view) => lensOf(view.state).sentence(view),
  formula: (view) => lensOf(view.state).formula(view),
  table: (view) => lensOf(view.state).table(view),
  warning: (view) => lensOf(view.state).warning?.(view),
  blame: (code) => (code === 'invalid-expression' ? 'rhs' : undefined),
});
