// What is seldom needed: in the open where there is room, folded away on a phone.

import { html, type TemplateResult } from 'lit';

export const aside = (width: number, content: TemplateResult): TemplateResult =>
  width < 560
    ? html`<details>
        <summary>More</summary>
        <div class="stack">${content}</div>
      </details>`
    : content;
