import { html } from 'lit';
import type { Engine } from '../../engine';
import { partsOf } from '../../kit/parts';
import { defineWidget } from '../../kit/widget';
import concept from './concept';
import type { Here, Lens, State } from './lens';
import { map } from './map';

const lenses = partsOf(
  { map: map },
  {
    layers: () => import('./layers').then((part) => part.layers as Lens<unknown>),
    batch: () => import('./batch').then((part) => part.batch as Lens<unknown>),
  },
);

interface Result {
  readonly part: unknown;
  /** The typed map in Python, for the code on the page. */
  readonly python: string | undefined;
}

const lensOf = ({ state }: Here<Result>): Lens<unknown> => lenses.get(state.lens);
const inside = (view: Here<Result>): Here<unknown> => ({ ...view, result: view.result.part });

/** Where F cannot be read the lens that shows it says so; the others go on. */
function pythonOf(engine: Engine, { f }: State): string | undefined {
  try {
    return engine.expressionsReport(f, 'x,y').python;
  } catch {
    return undefined;
  }
}

export default defineWidget(concept)<Result, Engine>({
  prepare: (state) => lenses.prepare(state.lens),
  compute: (engine, state) => ({
    part: lenses.get(state.lens).compute(engine, state),
    python: pythonOf(engine, state),
  }),
  picture: (view) => html`<div class="stack loose">${view.control('lens')} ${lensOf(view).picture(inside(view))}</div>`,
  sentence: (view) => lensOf(view).sentence(inside(view)),
  formula: (view) => lensOf(view).formula(inside(view)),
  table: (view) => lensOf(view).table(inside(view)),
  warning: (view) => lensOf(view).warning?.(inside(view)),
  literals: ({ result: { python } }) => (python === undefined ? {} : { f: python }),
  blame: (code, { lens }) => lenses.get(lens).blame?.(code) ?? (lens === 'map' ? 'f' : undefined),
});
