// What the frame draws around a picture: the sentence, messages, presets, the data and what can be taken away.

import { html, nothing, type TemplateResult } from 'lit';
import { tableOf } from './data-table';
import { exportsOf } from './exports';
import { mathOf } from './formula';
import type { Concept, Parameters, Preset } from './parameters';
import type { View, WidgetDefinition } from './widget';

export interface Failure {
  readonly message: string;
  /** Control that the message stands next to. */
  readonly key: string | undefined;
  /** Of a text: the character at fault, from 1. */
  readonly position?: number | undefined;
}

/** What the author of a page leaves out, and asks for. */
export interface Layout {
  /** Presets, and the controls of the picture. */
  readonly controls?: boolean;
  /** The sentence; a screen reader still hears it. */
  readonly caption?: boolean;
  /** The data, and what can be taken away. */
  readonly table?: boolean;
  /** Everything is shown and nothing can be changed. */
  readonly readonly?: boolean;
  /** The formula with the current numbers is shown too; a page of the site shows it by itself. */
  readonly formula?: boolean;
}

export interface FrameParts {
  readonly concept: Concept;
  readonly widget: WidgetDefinition;
  readonly view: View<Parameters, unknown>;
  readonly failure: Failure | undefined;
  readonly notices: readonly string[];
  /** What a screen reader has heard last. */
  readonly spoken: string;
  readonly layout: Layout;
  /** A closed table is not made: it would cost every frame of a drag. */
  readonly tableOpen: boolean;
  readonly openTable: (open: boolean) => void;
  readonly apply: (preset: Preset) => void;
  readonly cure: (values: NonNullable<Preset['cure']>['values']) => void;
  readonly reset: () => void;
  readonly picture: () => HTMLElement;
  readonly link: (() => string) | undefined;
  readonly page: (() => Promise<Blob>) | undefined;
  /** Element whose tokens colour what is saved. */
  readonly ink: HTMLElement;
}

export function frameView(parts: FrameParts): TemplateResult {
  const { widget, view, failure, layout } = parts;
  const stale = failure ? 'stale' : '';
  const picture = widget.picture(view);
  return html`
    <div class="base" part="base">
      <div part="header">
        <div part="caption"><slot name="caption"></slot></div>
        ${layout.formula ? formula(parts) : nothing}
      </div>
      <div class="card">
        <div class="picture ${stale} ${layout.controls ? 'plain' : ''}" part="plot">
          ${layout.readonly ? html`<fieldset class="readonly" disabled>${picture}</fieldset>` : picture}
        </div>
        <div class="saying">
          <p class="sentence ${stale} ${layout.caption ? 'sr-only' : ''}" part="readout">${widget.sentence(view)}</p>
          <p class="sr-only" role="status">${parts.spoken}</p>
          ${messages(parts)}
        </div>
      </div>
      ${layout.controls || layout.readonly ? nothing : presets(parts)} ${layout.table ? nothing : data(parts)}
      <div part="footer"><slot name="footer"></slot></div>
    </div>
  `;
}

/** Of one height, whatever it says: what stands below it does not move. */
function formula({ widget, view }: FrameParts): TemplateResult {
  const node = widget.formula(view);
  return html`<div class="formula" part="formula">${node ? mathOf(node) : nothing}</div>`;
}

function messages({ widget, view, failure, notices, cure, layout }: FrameParts): TemplateResult {
  const warning = failure ? undefined : widget.warning?.(view);
  return html`<div class="messages" part="error">
    ${failure ? failed(failure) : nothing} ${warning ? html`<p class="warning">${warning}</p>` : nothing}
    ${notices.map((n) => html`<p class="notice" role="status">${n}</p>`)}
    ${view.preset ? causeOf(view.preset, layout.readonly ? undefined : cure) : nothing}
  </div>`;
}

/** A failure that belongs to no control on screen stands under the picture; the picture shows the last good state. */
const failed = ({ key, message }: Failure): TemplateResult =>
  html`<div class="failure">
    ${key ? nothing : html`<p role="alert">${message}</p>`}
    <p>The picture shows the last state that worked.</p>
  </div>`;

const causeOf = ({ kind, cause, cure }: Preset, apply: FrameParts['cure'] | undefined): TemplateResult =>
  html`<div class="cause ${kind}">
    <p>${cause}</p>
    ${cure && apply ? html`<p>${cure.sentence} <button @click=${() => apply(cure.values)}>${cure.label}</button></p>` : nothing}
  </div>`;

function presets({ concept, view, apply, reset }: FrameParts): TemplateResult {
  const group = (kind: Preset['kind'], title: string): TemplateResult | typeof nothing => {
    const own = concept.presets.filter((p) => p.kind === kind);
    if (own.length === 0) return nothing;
    return html`<div class="group" role="group" aria-label=${title}>
      <span class="title">${title}</span>
      ${own.map(
        (p) =>
          html`<button
            class=${kind}
            data-preset=${p.id}
            aria-pressed=${view.preset?.id === p.id}
            @click=${() => apply(p)}
          >
            ${p.label}
          </button>`,
      )}
    </div>`;
  };
  return html`<div class="presets" part="controls">
    ${group('example', 'Try')} ${group('break', 'Break it')}
    <button class="quiet" @click=${reset}>Reset</button>
  </div>`;
}

function data({ concept, widget, view, tableOpen, openTable, picture, link, page, ink }: FrameParts): TemplateResult {
  return html`
    <div class="more" part="table">
      <details @toggle=${(e: Event) => openTable((e.target as HTMLDetailsElement).open)}>
        <summary>The data as a table</summary>
        ${tableOpen ? tableOf(widget.table(view)) : nothing}
      </details>
      ${exportsOf({
        slug: concept.slug,
        table: () => widget.table(view),
        formula: () => widget.formula(view),
        picture,
        link,
        page,
        ink,
      })}
    </div>
  `;
}
