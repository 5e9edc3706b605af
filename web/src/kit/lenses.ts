// A widget that is looked at through lenses: each computes, draws and speaks for itself, and most are fetched when they
// are first looked at. The parameter `lens` says which one it is.

import { html, type TemplateResult } from 'lit';
import type { Node } from './formula';
import type { Parameters, Values } from './parameters';
import { partsOf } from './parts';
import { defineWidget, type DataTable, type View, type WidgetDefinition } from './widget';

export interface Lens<P extends Parameters, R, E> {
  /** What has to be done before a state can be shown, such as training. */
  prepare?(state: Values<P>): Promise<unknown> | undefined;
  compute(engine: E, state: Values<P>): R;
  /** Computing takes a good part of a frame: see kit/ahead. */
  readonly dear?: true;
  picture(view: View<P, R>): TemplateResult;
  sentence(view: View<P, R>): string;
  formula(view: View<P, R>): Node;
  table(view: View<P, R>): DataTable;
  warning?(view: View<P, R>): string | undefined;
  /** Which control a failure belongs to, before the widget is asked. */
  blame?(code: string, state: Values<P>): (keyof P & string) | undefined;
}

interface Around<P extends Parameters, E, K extends string> extends Pick<
  WidgetDefinition<P, unknown, E>,
  'blame' | 'literals'
> {
  /** Where a state does not simply name its lens. */
  readonly choose?: (state: Values<P>) => K;
  /** What stands above the lens; the choice among lenses unless said otherwise. */
  readonly head?: (view: View<P, unknown>) => TemplateResult;
  /** Head and lens together, where they are not simply one above the other. */
  readonly whole?: (view: View<P, unknown>, picture: TemplateResult) => TemplateResult;
}

/** The widget of a concept: lenses that come with it, lenses that are fetched, and what stands around them. */
export const lensWidget =
  <P extends Parameters>(concept: { readonly parameters: P }) =>
  <E, H extends string, L extends string = never>(
    here: Readonly<Record<H, Lens<P, unknown, E>>>,
    later: Readonly<Record<L, () => Promise<Lens<P, unknown, E>>>> = {} as never,
    {
      choose = ({ lens }) => lens as unknown as H | L,
      head = (view) => view.control('lens'),
      whole = (view, picture) => html`<div class="stack loose">${head(view)} ${picture}</div>`,
      blame,
      literals,
    }: Around<P, E, NoInfer<H | L>> = {},
  ): WidgetDefinition => {
    const lenses = partsOf(here, later);
    const of = (state: Values<P>): Lens<P, unknown, E> => lenses.get(choose(state));
    return defineWidget(concept)<unknown, E>({
      prepare: (state) => {
        const coming = lenses.prepare(choose(state));
        return coming ? coming.then(() => of(state).prepare?.(state)) : of(state).prepare?.(state);
      },
      compute: (engine, state) => of(state).compute(engine, state),
      dear: (state) => of(state).dear === true,
      picture: (view) => whole(view, of(view.state).picture(view)),
      sentence: (view) => of(view.state).sentence(view),
      formula: (view) => of(view.state).formula(view),
      table: (view) => of(view.state).table(view),
      warning: (view) => of(view.state).warning?.(view),
      blame: (code, state) => of(state).blame?.(code, state) ?? blame?.(code, state),
      ...(literals && { literals }),
    });
  };
