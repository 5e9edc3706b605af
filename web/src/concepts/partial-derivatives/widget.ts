import { html } from 'lit';
import type { Engine } from '../../engine';
import { partsOf } from '../../kit/parts';
import { remember } from '../../kit/remember';
import { defineWidget } from '../../kit/widget';
import concept from './concept';
import type { Here, Lens } from './lens';
import { slices } from './slices';

const lenses = partsOf(
  { slices: slices },
  {
    surface: () => import('./surface').then((part) => part.surface as Lens<unknown>),
    network: () => import('./network').then((part) => part.network as Lens<unknown>),
  },
);

interface Result {
  readonly part: unknown;
  /** The typed function as Python. */
  readonly python: string;
}

const asPython = remember<string>();

const lensOf = ({ state }: Here<Result>): Lens<unknown> => lenses.get(state.lens);
const partOf = (view: Here<Result>): Here<unknown> => ({ ...view, result: view.result.part });

export default defineWidget(concept)<Result, Engine>({
  prepare: (state) => lenses.prepare(state.lens),
  compute: (engine, state) => ({
    part: lenses.get(state.lens).compute(engine, state),
    python: asPython(state.f, () => engine.expressionReport(state.f, 'x,y').python),
  }),
  picture: (view) => html`<div class="stack loose">${view.control('lens')} ${lensOf(view).picture(partOf(view))}</div>`,
  sentence: (view) => lensOf(view).sentence(partOf(view)),
  formula: (view) => lensOf(view).formula(partOf(view)),
  table: (view) => lensOf(view).table(partOf(view)),
  warning: (view) => lensOf(view).warning?.(partOf(view)),
  literals: ({ result }) => ({ f: result.python }),
});
