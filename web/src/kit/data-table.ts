// The data behind a picture, as a table on the page.

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
