// The gradient: at the logits simply p − y, or p Σy − y where y does not sum to 1, at the probabilities −y/p without a bound.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { aside } from '../../kit/aside';
import { formatNumber } from '../../kit/format';
import { factor, num, op, row, words, type Node } from '../../kit/formula';
import { shareBars } from '../../kit/logits';
import { readout } from '../../kit/readout';
import {
  blame,
  classButtons,
  computeOne,
  judged,
  labelButtons,
  labelOf,
  nameOf,
  predictionBars,
  predictionCaption,
  rowsOfOne,
  subscript,
  sumsToOne,
  targetBars,
  typed,
  warningOfOne,
  type Here,
  type Lens,
  type One,
  type State,
} from './lens';

const compute = (engine: Engine, state: State): One => computeOne(engine, state);

function picture(view: Here<One>): TemplateResult {
  const { result, control, width } = view;
  const { loss } = result;
  const height = width < 560 ? 140 : 240;
  const chosen = labelOf(loss.target);
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
        <div class="caption">
          <span class="role-gradient">∂L/∂z = p ${sumsToOne(loss) ? '' : 'Σy '}− y</span>
          <span class="unit">from −1 to 1</span>
        </div>
        ${shareBars({
          values: loss.gradient,
          height,
          label: 'slope at the logit of',
          role: 'gradient',
          min: -1,
          max: 1,
          chosen,
        })}
      </div>
    </div>
    ${aside(width, html`<div class="controls">${control('smoothing')} ${classButtons(view)} ${typed(view)}</div>`)}
    ${readout([
      ['loss', ...judged(loss.loss, 'result')],
      ['it ends at H(y)', sumsToOne(loss) ? loss.entropy : undefined],
      [html`at the logit: ∂L/∂z<sub>${nameOf(chosen)}</sub>`, loss.gradient[chosen], 'gradient'],
      [html`at the share: ∂L/∂p<sub>${nameOf(chosen)}</sub> = −y/p`, ...judged(loss.slopes[chosen], 'gradient')],
    ])}`;
}

function sentence({ result: { loss } }: Here<One>): string {
  const k = labelOf(loss.target);
  const g = loss.gradient[k] ?? 0;
  const [way, back] = g < 0 ? ['up', 'down'] : ['down', 'up'];
  const end = sumsToOne(loss) ? 'p = y' : 'p = y/Σy';
  return `Descent pushes logit ${nameOf(k)} ${way} with ${formatNumber(Math.abs(g), 3)} and the others together ${back} with as much; the pushes end where ${end}.`;
}

function formula({ result: { loss } }: Here<One>): Node {
  const k = labelOf(loss.target);
  return row(
    subscript('∂L/∂z', k),
    op('='),
    subscript('p', k),
    ...(sumsToOne(loss) ? [] : [op('·'), words('Σy')]),
    op('−'),
    subscript('y', k),
    op('='),
    num(loss.p[k] ?? 0, 'result'),
    ...(sumsToOne(loss) ? [] : [op('·'), num(loss.total, 'data')]),
    op('−'),
    factor(loss.target[k] ?? 0, 'data'),
    op('='),
    num(loss.gradient[k] ?? 0, 'gradient'),
  );
}

export const gradient: Lens<One> = {
  compute,
  picture,
  sentence,
  formula,
  table: ({ result }) => rowsOfOne(result),
  warning: warningOfOne,
  blame,
};
