// What a visitor can take away: the picture as PNG, the data as CSV, the formula as LaTeX, a link to this state.
// The code has its own copy button beside the code.

import { html, type TemplateResult } from 'lit';
import { toLatex, type Node } from './formula';
import { pictureBlob } from './picture';
import type { DataTable } from './widget';

export interface ExportSource {
  readonly slug: string;
  readonly table: () => DataTable;
  readonly formula: () => Node;
  readonly picture: () => HTMLElement | null;
  readonly link: () => string;
  /** Element whose tokens give the background. */
  readonly ink: HTMLElement;
}

const quoted = (cell: string | number): string =>
  typeof cell === 'number' ? String(cell) : /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** RFC 4180, numbers in full precision. */
export const toCsv = (table: DataTable): string =>
  [table.columns, ...table.rows].map((row) => row.map(quoted).join(',')).join('\r\n') + '\r\n';

export function save(blob: Blob, name: string): void {
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}

/** Copies text and says on the button whether that worked. */
export async function copyFrom(button: HTMLButtonElement, text: string): Promise<void> {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Copying is not allowed here';
  }
  setTimeout(() => (button.textContent = before), 1600);
}

export function exportsOf(source: ExportSource): TemplateResult {
  const png = async (): Promise<void> => {
    const picture = source.picture();
    if (picture) save(await pictureBlob(picture, source.ink), `${source.slug}.png`);
  };
  const csv = (): void => save(new Blob([toCsv(source.table())], { type: 'text/csv' }), `${source.slug}.csv`);
  const button = (event: Event): HTMLButtonElement => event.currentTarget as HTMLButtonElement;
  return html`<div class="exports" role="group" aria-label="Take away">
    <button class="quiet" @click=${() => void png()}>Save picture</button>
    <button class="quiet" @click=${csv}>Save data</button>
    <button class="quiet" @click=${(e: Event) => void copyFrom(button(e), toLatex(source.formula()))}>
      Copy LaTeX
    </button>
    <button class="quiet" @click=${(e: Event) => void copyFrom(button(e), source.link())}>Copy link</button>
  </div>`;
}
