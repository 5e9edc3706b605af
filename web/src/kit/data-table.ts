// The data behind a picture, as a table on the page and as a file.

import { html, type TemplateResult } from 'lit';
import type { DataTable } from './widget';

export const tableOf = (table: DataTable): TemplateResult => html`
  <div class="scroll" tabindex="0" role="region" aria-label=${table.caption}>
    <table>
      <caption>
        ${table.caption}
      </caption>
      <thead>
        <tr>
          ${table.columns.map((c) => html`<th scope="col">${c}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${table.rows.map(
          (r) =>
            html`<tr>
              ${r.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>
`;

const quoted = (cell: string | number): string =>
  typeof cell === 'number' ? String(cell) : /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** RFC 4180, numbers in full precision. */
export const toCsv = (table: DataTable): string =>
  [table.columns, ...table.rows].map((row) => row.map(quoted).join(',')).join('\r\n') + '\r\n';
