import { html } from 'lit';
import type { Engine } from '../../engine';
import { partsOf } from '../../kit/parts';
import { defineWidget } from '../../kit/widget';
import concept from './concept';
import { landscape } from './landscape';
import type { Here, Lens, State } from './lens';

const lenses = partsOf(
  { bowl: landscape, function: landscape },
  {
    order: () => import('./order').then((part) => part.order as Lens<unknown>),
    net: () => import('./net').then((part) => part.net as Lens<unknown>),
  },
);

interface Result {
  readonly part: unknown;
  /** The typed function in Python, for the code on the page. */
  readonly python: string | undefined;
}

const lensOf = ({ state }: Here<Result>): Lens<unknown> => lenses.get(state.lens);
const inside = (view: Here<Result>): Here<unknown> => ({ ...view, result: view.result.part });

/** Where f cannot be read the lens that shows it says so; the others go on. */
function pythonOf(engine: Engine, { f }: State): string | undefined {
  try {
    return engine.expressionReport(f, 'x,y').python;
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
  blame: (_code, { lens }) => (lens === 'function' ? 'f' : lens === 'order' ? 'g' : undefined),
});
