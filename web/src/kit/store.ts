// The state of one widget. Controls, handles, attributes and links all write here; nothing else does.

import { decodeState, encodeState } from './codec';
import { check, defaultsOf, type Concept, type Parameters, type Preset, type Values } from './parameters';
import { sameValue, type Value } from './values';

export class Store<P extends Parameters = Parameters> {
  values: Values<P>;
  /** Message beside the control of a parameter. A refused value leaves the last good one in place. */
  readonly errors = new Map<string, string>();
  readonly notices = new Map<string, string>();
  preset: Preset<P> | undefined;
  lastChanged: string | undefined;
  readonly concept: Concept<P>;
  readonly changed: (done: boolean) => void;

  constructor(concept: Concept<P>, changed: (done: boolean) => void) {
    this.concept = concept;
    this.changed = changed;
    this.values = defaultsOf(concept.parameters);
  }

  set(patch: Partial<Values<P>>, done = true): void {
    for (const [key, value] of Object.entries(patch)) this.#write(key, value as Value);
    this.preset = undefined;
    this.changed(done);
  }

  /** A refusal that happened before there was a value, in a text field. */
  refuse(key: string, message: string): void {
    this.errors.set(key, message);
    this.changed(true);
  }

  apply(preset: Preset<P>): void {
    this.#replace({ ...defaultsOf(this.concept.parameters), ...preset.values }, preset);
  }

  /** Takes a state from an address; answers with what was ignored, in sentences. */
  decode(query: string): readonly string[] {
    const decoded = decodeState(this.concept.parameters, query);
    const notices = [...decoded.notices];
    const preset = this.concept.presets.find((p) => p.id === decoded.preset);
    if (decoded.preset !== undefined && !preset)
      notices.push(`There is no preset called “${decoded.preset.slice(0, 40)}”.`);
    const start = { ...defaultsOf(this.concept.parameters), ...preset?.values };
    const own = Object.keys(decoded.values).length > 0;
    this.#replace({ ...start, ...decoded.values }, own ? undefined : preset);
    return notices;
  }

  /** Takes values that have been checked, as from a script; the others stay. */
  take(values: Readonly<Record<string, Value>>): void {
    this.#replace({ ...this.values, ...values }, undefined);
  }

  encode(): string {
    return this.preset ? `preset=${this.preset.id}` : encodeState(this.concept.parameters, this.values);
  }

  get isDefault(): boolean {
    return Object.entries(this.concept.parameters).every(([k, p]) => sameValue(this.values[k] as Value, p.default));
  }

  #write(key: string, value: Value): void {
    const parameter = this.concept.parameters[key];
    if (!parameter) return;
    const checked = check(parameter, value);
    this.notices.delete(key);
    this.lastChanged = key;
    if ('error' in checked) {
      this.errors.set(key, checked.error);
      return;
    }
    this.errors.delete(key);
    if (checked.notice) this.notices.set(key, checked.notice);
    this.values = { ...this.values, [key]: checked.value };
  }

  #replace(values: Values<P>, preset: Preset<P> | undefined): void {
    this.values = values;
    this.preset = preset;
    this.errors.clear();
    this.notices.clear();
    this.lastChanged = undefined;
    this.changed(true);
  }
}
