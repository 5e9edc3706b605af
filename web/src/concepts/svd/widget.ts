import { html } from 'lit';
import type { Engine } from '../../engine';
import { defineWidget } from '../../kit/widget';
import concept from './concept';
import { film } from './film';
import { image } from './image';
import type { Here, Lens, State } from './lens';
import { matrix } from './matrix';
import { orthogonal } from './orthogonal';

const lenses: Record<State['lens'], Lens<unknown>> = {
  film: film,
  image: image,
  matrix: matrix,
  orthogonal: orthogonal,
};

const lensOf = ({ state }: Here<unknown>): Lens<unknown> => lenses[state.lens];

export default defineWidget(concept)<unknown, Engine>({
  compute: (engine, state) => lenses[state.lens].compute(engine, state),
  picture: (view) => html`<div class="stack loose">${view.control('lens')} ${lensOf(view).picture(view)}</div>`,
  sentence: (view) => lensOf(view).sentence(view),
  formula: (view) => lensOf(view).formula(view),
  table: (view) => lensOf(view).table(view),
  warning: (view) => lensOf(view).warning?.(view),
  blame: (_code, state) => (state.lens === 'orthogonal' ? 'method' : undefined),
});
