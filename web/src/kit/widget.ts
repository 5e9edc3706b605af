// What a concept's widget.ts declares. The frame does the rest: controls, messages, presets, links, exports.

import type { TemplateResult } from 'lit';
import type { Node } from './formula';
import type { Parameters, Preset, Values } from './parameters';

/** Rows and columns of the data behind the picture: shown as a table, saved as CSV. */
export interface DataTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** What a widget may look at and do while it draws. */
export interface View<P extends Parameters, R> {
  readonly state: Values<P>;
  readonly result: R;
  /** Width of the widget in px: narrow < 560 <= medium < 860 <= wide. */
  readonly width: number;
  /** The preset that is on, while none of its values has been changed. */
  readonly preset: Preset<P> | undefined;
  /** Key that is hovered or focused somewhere, so that formula, picture and table light up as one. */
  readonly highlight: string | undefined;
  /** Changes parameters. `done: false` while a drag is under way. */
  readonly set: (patch: Partial<Values<P>>, options?: { done?: boolean }) => void;
  readonly setHighlight: (key: string | undefined) => void;
  /** The standard control of a parameter with its message beside it. */
  readonly control: (key: keyof P & string, options?: ControlOptions) => TemplateResult;
}

export interface ControlOptions {
  /** Shown in place of the parameter's label. */
  readonly label?: string;
  /** Matrix fields: highlighted rows and columns. */
  readonly highlightRow?: number;
  readonly highlightCol?: number;
  /** Matrix fields: one highlighted entry. */
  readonly highlightAt?: readonly [row: number, col: number];
  /** Matrix fields: width of an entry in characters. */
  readonly size?: number;
  /** Matrix fields: start as text, for matrices too large for a grid of fields. */
  readonly asText?: boolean;
  /** Choices: the options that this state has. */
  readonly only?: readonly string[];
}

export interface WidgetDefinition<P extends Parameters = Parameters, R = unknown, E = unknown> {
  /** Fetches what a state needs and is not here yet, such as a lens that is looked at for the first time. */
  readonly prepare?: (state: Values<P>) => Promise<unknown> | undefined;
  /** Everything the widget shows, from the engine, as a pure function of the state. Throws what the engine throws. */
  readonly compute: (engine: E, state: Values<P>) => R;
  /** Whether that takes a good part of a frame: see kit/ahead. */
  readonly dear?: (state: Values<P>) => boolean;
  readonly picture: (view: View<P, R>) => TemplateResult;
  /** One or two sentences that say what the picture says. */
  readonly sentence: (view: View<P, R>) => string;
  /** The formula with the current numbers. */
  readonly formula: (view: View<P, R>) => Node;
  readonly table: (view: View<P, R>) => DataTable;
  /** A warning that belongs to this state: the first bad number, which operation made it, and the cure. */
  readonly warning?: (view: View<P, R>) => string | undefined;
  /** Python source of parameters that their value alone does not give, by key: typed functions, p = ∞. */
  readonly literals?: (view: View<P, R>, engine: E) => Readonly<Partial<Record<keyof P & string, string>>>;
  /** Which control a failure of compute belongs to. Where absent: for a typed function its field, else the
   * control that was changed last. */
  readonly blame?: (code: string, state: Values<P>) => (keyof P & string) | undefined;
}

/** Erases the types once, here, so that the frame can hold any widget. */
export const defineWidget =
  <P extends Parameters>(_concept: { readonly parameters: P }) =>
  <R, E>(definition: WidgetDefinition<P, R, E>): WidgetDefinition =>
    definition as unknown as WidgetDefinition;
