// What a visitor can take away: the picture as PNG, the data as CSV, the formula as LaTeX, a link to this state.
// The code has its own copy button beside the code.

import { html, nothing, type TemplateResult } from 'lit';
import { toCsv } from './csv';
import type { Node } from './formula';
import type { DataTable } from './widget';

export interface ExportSource {
  readonly slug: string;
  readonly table: () => DataTable;
  readonly formula: () => Node;
  readonly picture: () => HTMLElement;
  /** Where there is a page that reads it. */
  readonly link: (() => string) | undefined;
  /** The widget in its state as one file, where the script for it can be had. */
  readonly page: (() => Promise<Blob>) | undefined;
  /** Element whose tokens give the background. */
  readonly ink: HTMLElement;
}

export function save(blob: Blob, name: string): void {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}

/** What a button said before it was made to say something. */
const own = new WeakMap<HTMLButtonElement, string>();

function say(button: HTMLButtonElement, words: string): void {
  if (!own.has(button)) own.set(button, button.textContent);
  button.textContent = words;
  setTimeout(() => (button.textContent = own.get(button) ?? ''), 1600);
}

/** Copies text and says on the button whether that worked. */
export async function copyFrom(button: HTMLButtonElement, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(button, 'Copied');
  } catch {
    say(button, 'Copying is not allowed here');
  }
}

export function exportsOf(source: ExportSource): TemplateResult {
  const png = async (target: HTMLButtonElement): Promise<void> => {
    try {
      const { pictureBlob } = await import('./picture');
      save(await pictureBlob(source.picture(), source.ink), `${source.slug}.png`);
    } catch {
      say(target, 'The picture could not be made');
    }
  };
  const csv = (): void => save(new Blob([toCsv(source.table())], { type: 'text/csv' }), `${source.slug}.csv`);
  const latex = async (target: HTMLButtonElement): Promise<void> => {
    const { toLatex } = await import('./latex');
    await copyFrom(target, toLatex(source.formula()));
  };
  const page = async (target: HTMLButtonElement): Promise<void> => {
    try {
      if (source.page) save(await source.page(), `${source.slug}.html`);
    } catch {
      say(target, 'The page could not be made');
    }
  };
  const { link } = source;
  const button = (event: Event): HTMLButtonElement => event.currentTarget as HTMLButtonElement;
  return html`<div class="exports" role="group" aria-label="Take away">
    <button class="quiet" @click=${(e: Event) => void png(button(e))}>Save picture</button>
    <button class="quiet" @click=${csv}>Save data</button>
    ${
      source.page
        ? html`<button class="quiet" @click=${(e: Event) => void page(button(e))}>Save as page</button>`
        : nothing
    }
    <button class="quiet" @click=${(e: Event) => void latex(button(e))}>Copy LaTeX</button>
    ${
      link
        ? html`<button class="quiet" @click=${(e: Event) => void copyFrom(button(e), link())}>Copy link</button>`
        : nothing
    }
  </div>`;
}
