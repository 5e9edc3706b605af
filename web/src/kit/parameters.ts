// The parameter table: one declaration from which controls, attributes, links, messages, code literals and the
// documentation table follow.

import { quoted } from './parse';
import type { Matrix, Value } from './values';

/** What a quantity is, everywhere the same colour: inputs blue, knobs orange, results green, gradients magenta. */
export type Role = 'data' | 'parameter' | 'result' | 'gradient' | 'broken' | 'scaffold';

interface Described {
  /** What the control is called, in words: "matrix A". */
  readonly label: string;
  readonly description: string;
  readonly role: Role;
  /** Variable that holds it in example.py; the key itself where absent. */
  readonly python?: string;
  /** Attribute of the element that sets it, where the key alone would tell an author nothing. */
  readonly attribute?: string;
  readonly unit?: string;
}

interface Range {
  readonly min: number;
  readonly max: number;
  /** Arrow-key step. */
  readonly step: number;
}

export interface NumberParameter extends Described, Range {
  readonly kind: 'number';
  readonly default: number;
  readonly scale?: 'linear' | 'log';
  /** A field alone, where no slider could span the range. */
  readonly typed?: boolean;
}
export interface IntegerParameter extends Described, Range {
  readonly kind: 'integer';
  readonly default: number;
  readonly scale?: 'linear' | 'log';
}
export interface SeedParameter extends Described {
  readonly kind: 'seed';
  readonly default: number;
}
export interface VectorParameter extends Described, Range {
  readonly kind: 'vector';
  readonly default: Float64Array;
  readonly length: readonly [min: number, max: number];
}
export interface MatrixParameter extends Described, Range {
  readonly kind: 'matrix';
  readonly default: Matrix;
  readonly rows: readonly [min: number, max: number];
  readonly cols: readonly [min: number, max: number];
  readonly square?: boolean;
}
export interface ChoiceParameter<T extends string = string> extends Described {
  readonly kind: 'choice';
  readonly default: T;
  /** Value to label. */
  readonly options: Readonly<Record<T, string>>;
}
export interface SwitchParameter extends Described {
  readonly kind: 'switch';
  readonly default: boolean;
}

/** A typed function, or several separated by commas. The value is the text; only the engine knows whether it means one. */
export interface FunctionParameter extends Described {
  readonly kind: 'function';
  readonly default: string;
  readonly variables: readonly string[];
  /** Further variables that other states have; the default uses none of them. */
  readonly also?: readonly string[];
  /** Characters; 1000 where absent. */
  readonly maxLength?: number;
}

/** Words of a visitor, taken as they are. */
export interface TextParameter extends Described {
  readonly kind: 'text';
  readonly default: string;
  readonly maxLength: number;
}

export type Parameter =
  | NumberParameter
  | IntegerParameter
  | SeedParameter
  | VectorParameter
  | MatrixParameter
  | ChoiceParameter
  | SwitchParameter
  | FunctionParameter
  | TextParameter;

export type Parameters = Readonly<Record<string, Parameter>>;

type ValueOf<P extends Parameter> = P extends { kind: 'number' | 'integer' | 'seed' }
  ? number
  : P extends { kind: 'vector' }
    ? Float64Array
    : P extends { kind: 'matrix' }
      ? Matrix
      : P extends { kind: 'switch' }
        ? boolean
        : P extends { options: Readonly<Record<infer T, string>> }
          ? T
          : string;

/** The state of a widget: one value a parameter. */
export type Values<P extends Parameters = Parameters> = { readonly [K in keyof P]: ValueOf<P[K]> };

export interface Preset<P extends Parameters = Parameters> {
  /** Stable, in links: #slug?preset=id */
  readonly id: string;
  readonly label: string;
  /** break: a failure to provoke; example: a state worth seeing. */
  readonly kind: 'break' | 'example';
  /** Parameters that are not named go back to their defaults. */
  readonly values: Partial<Values<P>>;
  /** One sentence: what is seen and which operation causes it. */
  readonly cause: string;
  /** One sentence and, where one exists, the values that cure it. */
  readonly cure?: { readonly label: string; readonly sentence: string; readonly values: Partial<Values<P>> };
}

/** What a widget needs of its concept. */
export interface Concept<P extends Parameters = Parameters> {
  readonly slug: string;
  readonly parameters: P;
  readonly presets: readonly Preset<P>[];
}

/** All that its file says. What is declared here alone stays in the pages and types that are made of it: the build leaves it
 * out of scripts. */
export interface DeclaredConcept<P extends Parameters = Parameters> extends Concept<P> {
  /** One sentence under the title. */
  readonly summary: string;
  /** Slugs of concepts to read first. */
  readonly prerequisites: readonly string[];
  /** Symbols that a reader may search for, with what each means here. */
  readonly symbols: Readonly<Record<string, string>>;
  /** Space kept free before the widget wakes, in px, by width of the widget: narrow < 560 <= medium < 860 <= wide. */
  readonly height: { readonly narrow: number; readonly medium: number; readonly wide: number };
}

export const defineConcept = <const P extends Parameters>(concept: DeclaredConcept<P>): DeclaredConcept<P> => concept;

export function defaultsOf<P extends Parameters>(parameters: P): Values<P> {
  return Object.fromEntries(Object.entries(parameters).map(([k, p]) => [k, p.default])) as Values<P>;
}

export type Checked = { readonly value: Value; readonly notice?: string } | { readonly error: string };

const inRange = (x: number, p: Range): boolean => x >= p.min && x <= p.max;

const clamped = (x: number, p: Range): Checked => {
  if (inRange(x, p)) return { value: x };
  const value = x < p.min ? p.min : p.max;
  return { value, notice: `${x} is outside ${p.min} to ${p.max}; set to ${value}.` };
};

/** Domain check of one value, whoever set it: typing, dragging, a link, a script. */
export function check(p: Parameter, value: Value): Checked {
  switch (p.kind) {
    case 'number':
      return isFiniteNumber(value) ? clamped(value, p) : { error: `${p.label} must be a number.` };
    case 'integer':
      if (!isFiniteNumber(value)) return { error: `${p.label} must be a whole number.` };
      return Number.isInteger(value)
        ? clamped(value, p)
        : { error: `${p.label} must be a whole number, not ${value}.` };
    case 'seed':
      return isFiniteNumber(value) && Number.isInteger(value) && value >= 0 && value < 2 ** 32
        ? { value }
        : { error: `${p.label} must be a whole number from 0 to 4294967295.` };
    case 'switch':
      return typeof value === 'boolean' ? { value } : { error: `${p.label} is either on or off.` };
    case 'choice':
      return typeof value === 'string' && Object.hasOwn(p.options, value)
        ? { value }
        : { error: `${p.label} must be one of ${Object.keys(p.options).join(', ')}.` };
    case 'function':
    case 'text':
      return checkText(p, value);
    case 'vector':
      return checkVector(p, value);
    case 'matrix':
      return checkMatrix(p, value);
  }
}

const isFiniteNumber = (v: Value): v is number => typeof v === 'number' && Number.isFinite(v);

/** Length and characters only: what the text means is the engine's to judge, when the widget computes. */
function checkText(p: FunctionParameter | TextParameter, value: Value): Checked {
  if (typeof value !== 'string') return { error: `${p.label} must be a text.` };
  const most = p.maxLength ?? 1000;
  const characters = value.length > 2 * most ? value.length : Array.from(value).length;
  if (characters > most) return { error: `${p.label} has ${characters} characters; at most ${most} are allowed.` };
  // Half a character has no place in an address, nor in UTF-8.
  const half = /\p{Surrogate}/u.exec(value);
  return half ? { error: `${p.label} holds half a character, ${quoted(half[0])}; delete it.` } : { value };
}

function checkEntries(p: Range & Described, data: Float64Array): string | undefined {
  const bad = data.findIndex((x) => !Number.isFinite(x) || !inRange(x, p));
  if (bad < 0) return undefined;
  const x = data[bad];
  return Number.isFinite(x)
    ? `${p.label}: ${x} is outside ${p.min} to ${p.max}.`
    : `${p.label}: ${x} is not a finite number.`;
}

function checkVector(p: VectorParameter, value: Value): Checked {
  if (!(value instanceof Float64Array)) return { error: `${p.label} must be a list of numbers.` };
  const [least, most] = p.length;
  if (value.length < least || value.length > most) {
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    return { error: `${p.label} has ${value.length} entries; it takes ${wanted}.` };
  }
  const error = checkEntries(p, value);
  return error ? { error } : { value };
}

function checkMatrix(p: MatrixParameter, value: Value): Checked {
  if (typeof value !== 'object' || value instanceof Float64Array) return { error: `${p.label} must be a matrix.` };
  const { rows, cols, data } = value;
  if (data.length !== rows * cols) return { error: `${p.label}: ${data.length} numbers do not fill ${rows}×${cols}.` };
  if (p.square && rows !== cols) return { error: `${p.label} is ${rows}×${cols}; it must be square.` };
  const fits = rows >= p.rows[0] && rows <= p.rows[1] && cols >= p.cols[0] && cols <= p.cols[1];
  if (!fits) {
    const limit = `${p.rows[0]}×${p.cols[0]} to ${p.rows[1]}×${p.cols[1]}`;
    return { error: `${p.label} is ${rows}×${cols}; the widget takes ${limit}.` };
  }
  const error = checkEntries(p, data);
  return error ? { error } : { value };
}
