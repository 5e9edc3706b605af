// The stack of layers as a row of steps: what goes in, the layers, and buttons that add and remove them.

import { html, type TemplateResult } from 'lit';
import { layerName, type Here } from './lens';

const MOST = 5;

export function stackOf<R>({ state, set }: Here<R>, kinds: readonly number[]): TemplateResult {
  const codes = Array.from(state.stack);
  const use = (next: readonly number[]): void => set({ stack: Float64Array.from(next) });
  return html`<div class="stack">
    <div class="steps" role="group" aria-label="the stack">
      <span class="role-data">x</span>
      ${codes.map(
        (code, i) =>
          html`<span aria-hidden="true">→</span>
            <button
              class="role-parameter"
              ?disabled=${codes.length === 1}
              aria-label=${`layer ${i + 1}, ${layerName(code)}: remove`}
              @click=${() => use(codes.filter((_, k) => k !== i))}
            >
              ${layerName(code)}${codes.length > 1 ? ' ×' : ''}
            </button>`,
      )}
      <span aria-hidden="true">→</span><span class="role-result">out</span>
    </div>
    <div class="steps" role="group" aria-label="add a layer">
      <span>add</span>
      ${kinds.map(
        (code) =>
          html`<button ?disabled=${codes.length >= MOST} @click=${() => use([...codes, code])}>
            ${layerName(code)}
          </button>`,
      )}
    </div>
  </div>`;
}
