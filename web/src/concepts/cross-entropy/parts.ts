// CE = H + KL: what no prediction can avoid, and what this one adds.

import { html, svg, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { aside } from '../../kit/aside';
import { scaleFor } from '../../kit/bars';
import { formatNumber } from '../../kit/format';
import { num, op, row, words, type Node } from '../../kit/formula';
import { shareBars } from '../../kit/logits';
import type { Role } from '../../kit/parameters';
import { readout } from '../../kit/readout';
import {
  blame,
  classButtons,
  computeOne,
  judged,
  labelButtons,
  predictionBars,
  predictionCaption,
  rowsOfOne,
  sumsToOne,
  targetBars,
  typed,
  warningOfOne,
  type Here,
  type Lens,
  type Loss,
  type One,
  type State,
} from './lens';

/** The bars speak of p as a prediction: nothing is mistaken for anything here. */
const compute = (engine: Engine, state: State): One => computeOne(engine, state);

const HEIGHT = 74;

/** One bar of two parts, as long as the loss. */
function stack({ entropy, divergence, loss }: Loss, width: number): TemplateResult {
  const room = Math.max(240, Math.min(width - 50, 920));
  const scale = (room - 8) / scaleFor([loss], 1).max;
  const cut = Math.max(0, entropy) * scale;
  const rest = Math.max(0, divergence) * scale;
  const part = (x: number, length: number, role: Role, name: string, value: number) =>
    svg`<g class="role-${role}" fill="currentColor">
      <rect x=${x} y="22" width=${Math.max(0, length - 2)} height="26" opacity="0.85" />
      <text x=${x + (role === 'gradient' ? Math.max(length, 90) : 0)} y=${role === 'gradient' ? 68 : 14}
        text-anchor=${role === 'gradient' ? 'end' : 'start'} font-size="13" font-weight="600">${name} ${formatNumber(value, 3)}</text>
    </g>`;
  return html`<svg
    viewBox="0 0 ${room} ${HEIGHT}"
    width="100%"
    role="img"
    aria-label=${`Loss ${formatNumber(loss, 3)}: entropy ${formatNumber(entropy, 3)} and divergence ${formatNumber(divergence, 3)}`}
    data-figure
  >
    ${Number.isFinite(loss) ? [part(0, cut, 'scaffold', 'H(y)', entropy), part(cut, rest, 'gradient', 'KL(y‖p)', divergence)] : ''}
  </svg>`;
}

function picture(view: Here<One>): TemplateResult {
  const { result, control, width } = view;
  const { loss } = result;
  const height = width < 560 ? 130 : 180;
  return html`<div class="controls">${control('from')} ${labelButtons(view)}</div>
    <div class="trio">
      <div class="panel">
        <div class="caption">${predictionCaption(view.state)}</div>
        ${predictionBars(view, height)}
      </div>
      <div class="panel">
        <div class="caption"><span class="role-data">target y</span> <span class="unit">dashed: p</span></div>
        ${targetBars(view, height)}
      </div>
      <div class="panel">
        <div class="caption"><span class="role-result">−y log p</span> <span class="unit">by class</span></div>
        ${shareBars({
          values: loss.terms,
          height,
          label: 'part of the loss',
          role: 'result',
          max: scaleFor(loss.terms, 0.5).max,
        })}
      </div>
    </div>
    <div class="panel">
      <div class="caption">the loss in two parts <span class="unit">nats</span></div>
      ${stack(loss, width)}
    </div>
    ${aside(width, html`<div class="controls">${control('smoothing')} ${classButtons(view)} ${typed(view)}</div>`)}
    ${readout([
      ['loss', ...judged(loss.loss, 'result')],
      ['H(y)', loss.entropy],
      ['KL(y‖p)', ...judged(loss.divergence, 'gradient')],
      ['Σ y', loss.total],
    ])}`;
}

function sentence({ result: { loss } }: Here<One>): string {
  if (!Number.isFinite(loss.loss))
    return 'The loss is infinite: something that is true was given no probability at all.';
  if (!sumsToOne(loss)) return `The loss is ${formatNumber(loss.loss, 3)} nats. The target sums to ${formatNumber(loss.total, 6)}, so its parts H and KL mean nothing by themselves.`; // prettier-ignore
  const avoid = loss.entropy === 0 ? 'none of them unavoidable' : `${formatNumber(loss.entropy, 3)} of them unavoidable, the entropy of the target`; // prettier-ignore
  return `The loss is ${formatNumber(loss.loss, 3)} nats, ${avoid}; ${formatNumber(loss.divergence, 3)} is how far the prediction is from the target.`;
}

const formula = ({ result: { loss } }: Here<One>): Node =>
  row(
    words('CE'),
    op('='),
    words('H(y)'),
    op('+'),
    words('KL(y‖p)'),
    op('='),
    num(loss.entropy),
    op('+'),
    num(loss.divergence, Number.isFinite(loss.divergence) ? 'gradient' : 'broken'),
    op('='),
    num(loss.loss, Number.isFinite(loss.loss) ? 'result' : 'broken'),
  );

export const parts: Lens<One> = {
  compute,
  picture,
  sentence,
  formula,
  table: ({ result }) => rowsOfOne(result),
  warning: warningOfOne,
  blame,
};
