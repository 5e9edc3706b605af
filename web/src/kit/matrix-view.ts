// A matrix that is a result: brackets around numbers, an entry of which can be chosen by pointer or arrow keys.

import { css, html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from './format';
import { keyOf } from './keys';
import type { Role } from './parameters';
import { scrollEdges } from './styles';
import { at, type Matrix } from './values';

export interface MatrixViewOptions {
  readonly label: string;
  readonly role: Role;
  readonly digits?: number;
  /** Chosen entry; its row and column are tinted. */
  readonly chosen?: readonly [row: number, col: number];
  readonly onChoose?: (row: number, col: number) => void;
  /** Rows and columns to tint without choosing. */
  readonly tintRow?: number;
  readonly tintCol?: number;
  /** Pointing at an entry chooses it, as clicking does; on unless false. */
  readonly chooseOnHover?: boolean;
  /** Without the caption line above. */
  readonly bare?: boolean;
}

export function matrixView(m: Matrix, options: MatrixViewOptions): TemplateResult {
  return html`<div
    class="matrix role-${options.role}"
    role="group"
    aria-label=${`${options.label}, ${m.rows} by ${m.cols}`}
  >
    ${options.bare ? nothing : html`<div class="caption">${options.label} <span class="unit">${m.rows}×${m.cols}</span></div>`}
    <div class="bracket" @keydown=${options.onChoose ? (e: KeyboardEvent) => move(e, m, options) : nothing}>
      ${Array.from(
        { length: m.rows },
        (_, r) =>
          html`<div class="matrix-row">
            ${Array.from({ length: m.cols }, (_, c) => html`<span class="cell">${entry(m, r, c, options)}</span>`)}
          </div>`,
      )}
    </div>
  </div>`;
}

/** A sign before what it brings in, for a journey: the two never part at the end of a line. */
export const tied = (sign: string, what: unknown): TemplateResult =>
  html`<div class="tied"><span class="symbol" aria-hidden="true">${sign}</span>${what}</div>`;

function entry(m: Matrix, r: number, c: number, o: MatrixViewOptions): TemplateResult {
  const chosen = o.chosen?.[0] === r && o.chosen[1] === c;
  const tint = chosen ? 'chosen' : r === o.tintRow || c === o.tintCol ? 'tint' : '';
  const text = formatNumber(at(m, r, c), o.digits ?? 4);
  if (!o.onChoose) return html`<span class="entry ${tint}">${text}</span>`;
  const choose = (): void => o.onChoose?.(r, c);
  const first = o.chosen === undefined && r === 0 && c === 0;
  return html`<button
    class="entry ${tint}"
    data-at="${r},${c}"
    tabindex=${chosen || first ? 0 : -1}
    aria-pressed=${chosen}
    aria-label=${`${o.label}, row ${r + 1}, column ${c + 1}: ${text}`}
    @click=${choose}
    @pointerenter=${(e: PointerEvent) => o.chooseOnHover !== false && e.pointerType === 'mouse' && choose()}
  >
    ${text}
  </button>`;
}

function move(event: KeyboardEvent, m: Matrix, o: MatrixViewOptions): void {
  const by: Record<string, readonly [number, number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  const d = by[keyOf(event)];
  // From the cell that has the focus: keys may come faster than the page draws what was chosen.
  const [row, col] = ((event.target as HTMLElement).dataset['at'] ?? '').split(',').map(Number);
  if (!d || row === undefined || col === undefined || !o.chosen) return;
  event.preventDefault();
  const within = (x: number, n: number): number => Math.min(n - 1, Math.max(0, x));
  const next = [within(row + d[0], m.rows), within(col + d[1], m.cols)] as const;
  o.onChoose?.(...next);
  (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`[data-at="${next.join(',')}"]`)?.focus();
}

export const matrixViewStyles = css`
  ${scrollEdges}
  /* As far from the bracket as the label of a matrix that is typed. */
  .matrix > .caption {
    margin-bottom: var(--nabla-space-1);
  }
  .matrix {
    display: inline-block;
    max-width: 100%;
  }
  .matrix .bracket {
    display: inline-block;
    max-width: 100%;
    overflow-x: auto;
    padding: 2px 6px;
    border-inline: 2px solid currentColor;
    border-radius: 3px;
  }
  /* A table, so that columns stay columns when their entries differ in width. */
  .matrix-row {
    display: table-row;
  }
  .matrix-row > .cell {
    display: table-cell;
  }
  .entry {
    display: flex;
    width: 100%;
    align-items: center;
    justify-content: center;
    min-width: 3.6rem;
    min-height: 34px;
    padding: 0 0.4em;
    white-space: nowrap;
    border: 1px solid transparent;
    border-radius: 4px;
    background: none;
    font: inherit;
    font-weight: 600;
    color: inherit;
  }
  button.entry {
    cursor: pointer;
  }
  .entry.tint {
    background: var(--soft);
  }
  .entry.chosen {
    border-color: currentColor;
    background: var(--soft);
  }
  @media (pointer: coarse) {
    button.entry {
      min-height: 44px;
    }
  }
`;
