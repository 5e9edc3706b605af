// The standard control of each kind of parameter, with its message beside it. All write to the store only.

import { html, noChange, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { exactNumber } from './format';
import { keyOf } from './keys';
import type {
  ChoiceParameter,
  FunctionParameter,
  IntegerParameter,
  MatrixParameter,
  NumberParameter,
  Parameter,
  TextParameter,
  VectorParameter,
} from './parameters';
import { parseNumber } from './parse';
import type { Store } from './store';
import type { Matrix } from './values';
import type { ControlOptions } from './widget';
import './matrix-field';

export interface Message {
  readonly text: string;
  /** Of a typed text: the character at fault, from 1. */
  readonly position?: number | undefined;
}

interface Field<P extends Parameter = Parameter> {
  readonly store: Store;
  readonly key: string;
  readonly parameter: P;
  readonly label: string;
  readonly message: string | undefined;
  readonly options: ControlOptions;
}

export function control(
  store: Store,
  key: string,
  message: Message | undefined,
  options: ControlOptions = {},
): TemplateResult {
  const parameter = store.concept.parameters[key];
  if (!parameter) throw new Error(`The concept ${store.concept.slug} has no parameter ${key}.`);
  const label = options.label ?? parameter.label;
  const field: Field = { store, key, parameter, message: message?.text, options, label };
  return html`<div class="field" part="control" data-parameter=${key}>
    ${controlOf(field)}
    ${message?.position === undefined ? nothing : culprit(store.values[key] as string, message.position)}
    ${message ? html`<p class="error" role="alert" id="error-${key}">${message.text}</p>` : nothing}
    ${store.notices.has(key) ? html`<p class="hint" role="status">${store.notices.get(key)}</p>` : nothing}
  </div>`;
}

function controlOf(field: Field): TemplateResult {
  switch (field.parameter.kind) {
    case 'number':
    case 'integer':
      return slider(field as Field<NumberParameter | IntegerParameter>);
    case 'seed':
      return seed(field);
    case 'choice':
      return choice(field as Field<ChoiceParameter>);
    case 'switch':
      return toggle(field);
    case 'matrix':
      return matrix(field as Field<MatrixParameter>);
    case 'vector':
      return vector(field as Field<VectorParameter>);
    case 'function':
    case 'text':
      return textField(field as Field<FunctionParameter | TextParameter>);
  }
}

const set = ({ store, key }: Field, value: unknown, done = true): void => store.set({ [key]: value } as never, done);

/** Text of a number: a refused text stays in the field with the reason beside it, the last good value stays in force. */
function takeText(field: Field, event: Event): void {
  const parsed = parseNumber((event.target as HTMLInputElement).value);
  if ('error' in parsed) field.store.refuse(field.key, parsed.error);
  else set(field, parsed.value);
}

const numberText = (field: Field, value: number): TemplateResult =>
  html`<input
    type="text"
    inputmode="decimal"
    autocomplete="off"
    aria-label=${`${field.label}, as a number`}
    aria-invalid=${field.message ? 'true' : 'false'}
    aria-describedby=${field.message ? `error-${field.key}` : nothing}
    .value=${field.store.errors.has(field.key) ? noChange : live(exactNumber(value))}
    @change=${(e: Event) => takeText(field, e)}
  />`;

function slider(field: Field<NumberParameter | IntegerParameter>): TemplateResult {
  const { parameter: p, label, store, key } = field;
  const value = store.values[key] as number;
  const log = p.scale === 'log';
  const whole = p.kind === 'integer';
  const position = (x: number): number => (log ? Math.log10(x) : x);
  const move = (event: Event, done: boolean): void => {
    const x = Number((event.target as HTMLInputElement).value);
    set(field, !log ? x : whole ? Math.round(10 ** x) : Number((10 ** x).toPrecision(3)), done);
  };
  /** On a logarithmic scale an arrow key moves a whole number by less than one, which would round back. */
  const count = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[keyOf(event)];
    if (by === undefined) return;
    event.preventDefault();
    set(field, Math.min(p.max, Math.max(p.min, value + by)));
  };
  const unit = p.unit ? html`<span>${p.unit}</span>` : nothing;
  if (p.kind === 'number' && p.typed) {
    return html`<span class="label role-${p.role}">${label}</span>
      <div class="slider role-${p.role}">${numberText(field, value)}${unit}</div>`;
  }
  return html`<label for=${`slider-${key}`} class="role-${p.role}">${label}</label>
    <div class="slider role-${p.role}">
      <input
        id=${`slider-${key}`}
        type="range"
        min=${position(p.min)}
        max=${position(p.max)}
        step=${log ? 0.01 : p.step}
        aria-valuetext=${`${exactNumber(value)}${p.unit ? ` ${p.unit}` : ''}`}
        .value=${live(String(position(value)))}
        @input=${(e: Event) => move(e, false)}
        @change=${(e: Event) => move(e, true)}
        @keydown=${log && whole ? count : nothing}
      />
      ${numberText(field, value)}${unit}
    </div>`;
}

function seed(field: Field): TemplateResult {
  const value = field.store.values[field.key] as number;
  return html`<span class="label role-${field.parameter.role}">${field.label}</span>
    <div class="slider">
      ${numberText(field, value)}
      <button @click=${() => set(field, (value + 1) % 2 ** 32)}>Next seed</button>
    </div>`;
}

function choice(field: Field<ChoiceParameter>): TemplateResult {
  const { parameter: p, label, store, key } = field;
  const { only } = field.options;
  return html`<fieldset>
    <legend class="role-${p.role}">${label}</legend>
    <div class="segments">
      ${Object.entries(p.options).map(([value, text]) =>
        only && !only.includes(value)
          ? nothing
          : html`<label
              ><input
                type="radio"
                name=${key}
                value=${value}
                .checked=${live(store.values[key] === value)}
                @change=${() => set(field, value)}
              />${text}</label
            >`,
      )}
    </div>
  </fieldset>`;
}

const toggle = (field: Field): TemplateResult =>
  html`<label class="switch"
    ><input
      type="checkbox"
      .checked=${live(field.store.values[field.key] as boolean)}
      @change=${(e: Event) => set(field, (e.target as HTMLInputElement).checked)}
    />${field.label}</label
  >`;

function matrix(field: Field<MatrixParameter>): TemplateResult {
  const { parameter: p, store, key, options } = field;
  return html`<nabla-matrix
    .value=${store.values[key]}
    .limits=${p}
    .label=${field.label}
    .ink=${p.role}
    .invalid=${field.message !== undefined}
    .highlightRow=${options.highlightRow}
    .highlightCol=${options.highlightCol}
    .highlightAt=${options.highlightAt}
    .size=${options.size ?? 5}
    .asText=${options.asText ?? false}
    @value=${(e: CustomEvent<{ value: Matrix; done: boolean }>) => set(field, e.detail.value, e.detail.done)}
    @refuse=${(e: CustomEvent<string>) => store.refuse(key, e.detail)}
  ></nabla-matrix>`;
}

function vector(field: Field<VectorParameter>): TemplateResult {
  const { parameter: p, store, key, options } = field;
  const data = store.values[key] as Float64Array;
  return html`<nabla-matrix
    .value=${{ rows: 1, cols: data.length, data }}
    .limits=${{ ...p, rows: [1, 1], cols: p.length }}
    .label=${field.label}
    .ink=${p.role}
    .invalid=${field.message !== undefined}
    .highlightCol=${options.highlightCol}
    .size=${options.size ?? 5}
    @value=${(e: CustomEvent<{ value: Matrix; done: boolean }>) => set(field, e.detail.value.data, e.detail.done)}
    @refuse=${(e: CustomEvent<string>) => store.refuse(key, e.detail)}
  ></nabla-matrix>`;
}

/** Milliseconds without a key after which a typed function is taken: half a word is not an error yet. */
const PAUSE = 350;

interface Draft {
  readonly text: string;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** What is being typed, until it is taken. A widget that redraws meanwhile must not write over it. */
const drafts = new WeakMap<Store, Map<string, Draft>>();

function textField(field: Field<FunctionParameter | TextParameter>): TemplateResult {
  const { parameter: p, store, key } = field;
  const own = drafts.get(store) ?? new Map<string, Draft>();
  drafts.set(store, own);
  const take = (): void => {
    const draft = own.get(key);
    if (!draft) return;
    clearTimeout(draft.timer);
    own.delete(key);
    set(field, draft.text);
  };
  const note = (event: Event): void => {
    clearTimeout(own.get(key)?.timer);
    own.set(key, { text: (event.target as HTMLInputElement).value, timer: setTimeout(take, PAUSE) });
  };
  const text = own.get(key)?.text ?? (store.errors.has(key) ? undefined : (store.values[key] as string));
  return html`<label for=${`function-${key}`} class="role-${p.role}">${field.label}</label>
    <input
      id=${`function-${key}`}
      class="function role-${p.role}"
      type="text"
      autocomplete="off"
      autocapitalize="off"
      autocorrect="off"
      spellcheck="false"
      aria-invalid=${field.message ? 'true' : 'false'}
      aria-describedby=${field.message ? `error-${key}` : nothing}
      .value=${text === undefined ? noChange : live(text)}
      @input=${note}
      @change=${take}
    />`;
}

/** Characters shown on either side of the one at fault. */
const AROUND = 14;

/** The text with the character at fault marked; nothing where a character would not show itself. */
function culprit(text: string, position: number): TemplateResult | typeof nothing {
  const characters = Array.from(text.slice(0, 2000));
  const before = characters.slice(Math.max(0, position - 1 - AROUND), position - 1).join('');
  const at = characters[position - 1] ?? '\u2423';
  const after = characters.slice(position, position + AROUND).join('');
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(before + at + after)) return nothing;
  return html`<code class="culprit" aria-hidden="true">${before}<mark>${at}</mark>${after}</code>`;
}
