// What all derivatives cost by each mode: n walks forward, or m walks back.

import { css, html, LitElement, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { matrixView } from '../../kit/matrix-view';
import { base } from '../../kit/styles';
import { define } from '../../kit/theme';
import type { Here } from './model';
import { inputControls, layersControl } from './stage';

interface Mode {
  readonly name: string;
  readonly walks: number;
  readonly products: number;
  readonly sums: number;
  readonly total: number;
  readonly keeps: string;
}

/** Two bars on one scale, with what they are made of. */
class NablaCosts extends LitElement {
  static override properties = { modes: { attribute: false } };
  declare modes: readonly Mode[];

  constructor() {
    super();
    this.modes = [];
  }

  protected override render(): TemplateResult {
    const most = Math.max(1, ...this.modes.map((m) => m.total));
    return html`<dl>
      ${this.modes.map(
        (m) =>
          html`<dt>${m.name}</dt>
            <dd>
              <svg viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true" data-figure>
                <rect width=${Math.max(0.5, (100 * m.total) / most)} height="24" />
              </svg>
              <p>
                <strong>${formatNumber(m.total)}</strong>: ${m.walks} ${m.walks === 1 ? 'walk' : 'walks'} of
                ${m.products} products and ${m.sums} ${m.sums === 1 ? 'sum' : 'sums'}; ${m.keeps}
              </p>
            </dd>`,
      )}
    </dl>`;
  }

  static override styles = [
    base,
    css`
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--nabla-space-3) var(--nabla-space-4);
        margin: 0;
      }
      dt {
        font-weight: 600;
        line-height: 24px;
      }
      dd {
        margin: 0;
      }
      svg {
        display: block;
        width: 100%;
        height: 24px;
      }
      rect {
        fill: var(--nabla-gradient);
      }
      strong {
        color: var(--nabla-gradient);
      }
      p {
        margin: var(--nabla-space-1) 0 0;
        color: var(--nabla-faded);
        font-size: var(--nabla-text-s);
      }
    `,
  ];
}

define('nabla-costs', NablaCosts);

export function cost(view: Here): TemplateResult {
  const { trace, names } = view.result;
  const modes: Mode[] = [
    {
      name: 'forward',
      walks: trace.inputs,
      products: trace.multiplications,
      sums: trace.forwardAdditions,
      total: trace.forwardCost,
      keeps: 'nothing is kept',
    },
    {
      name: 'reverse',
      walks: trace.outputs.length,
      products: trace.multiplications,
      sums: trace.reverseAdditions,
      total: trace.reverseCost,
      keeps: `all ${names.length} values are kept for the way back`,
    },
  ];
  return html`
    <div class="controls">${view.control('f')} ${layersControl(view)} ${inputControls(view)}</div>
    <div class="columns">
      <div class="panel">
        <div class="caption">
          products and sums for all slopes <span class="unit">${trace.outputs.length} × ${trace.inputs}</span>
        </div>
        <nabla-costs .modes=${modes}></nabla-costs>
      </div>
      <div class="stack">
        ${matrixView(trace.forwardJacobian, { label: 'slopes, a column by each walk forward', role: 'gradient' })}
        ${matrixView(trace.reverseJacobian, { label: 'slopes, a row by each walk back', role: 'gradient' })}
        <p class="note">
          Rows are outputs, columns are ${names.slice(0, trace.inputs).join(', ')}. The values themselves take
          ${trace.operations} operations in either mode.
        </p>
      </div>
    </div>
  `;
}
