// The loss of one prediction: −log p, read off the curve at the share of the true class.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { aside } from '../../kit/aside';
import { scaleFor } from '../../kit/bars';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { passage } from '../../kit/logits';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import {
  blame,
  classButtons,
  computeOne,
  judged,
  isOneHot,
  labelButtons,
  labelOf,
  lossNode,
  nameOf,
  predictionBars,
  predictionCaption,
  rowsOfOne,
  targetBars,
  targetOf,
  typed,
  warningOfOne,
  type Here,
  type Lens,
  type One,
  type State,
} from './lens';

interface Result extends One {
  readonly curve: Float64Array;
}

/** Closer together where the curve is steep. */
const SHARES = Float64Array.from({ length: 90 }, (_, i) => ((i + 1) / 90) ** 2);
const curve = remember<Float64Array>();

const compute = (engine: Engine, state: State): Result => ({
  ...computeOne(engine, state),
  curve: curve('', () => engine.expressionValues('-log(p)', 'p', SHARES)),
});

function series({ state, result: { loss, curve: values } }: Here<Result>): Series[] {
  const counted = [...loss.target.keys()].filter((i) => (targetOf(state)[i] ?? 0) > 0);
  const drop = (i: number): Series => {
    const [p = 0, at = 0] = [loss.p[i], -(loss.logp[i] ?? 0)];
    return {
      kind: 'points',
      name: nameOf(i),
      role: 'result',
      named: true,
      pointSize: 6,
      points: Number.isFinite(at) ? [[p, at]] : [],
    };
  };
  return [
    ...counted.map(drop),
    { kind: 'line', name: '', role: 'scaffold', points: Array.from(SHARES, (p, i) => [p, values[i] ?? 0] as const) },
  ];
}

function stages(view: Here<Result>): TemplateResult {
  const { state, result, width } = view;
  const height = width < 560 ? 140 : 210;
  const logs = Array.from(result.loss.logp, (l) => -l);
  const counted = logs.filter((_, i) => (targetOf(state)[i] ?? 0) > 0);
  return html`<div class="stages">
    <div class="stage panel">
      <div class="caption">${predictionCaption(state)}</div>
      ${predictionBars(view, height)}
    </div>
    ${passage(state.from === 'probabilities' ? '' : 'softmax')}
    <div class="stage panel">
      <div class="caption"><span class="role-data">target y</span> <span class="unit">dashed: p</span></div>
      ${targetBars(view, height)}
    </div>
    ${passage('−log')}
    <div class="stage panel main">
      <div class="caption">
        <span class="role-result">−log p</span> <span class="unit">at every class that the target counts</span>
      </div>
      <nabla-chart
        label="Minus the logarithm of p over p, with a dot at each class that counts"
        .height=${width < 560 ? 170 : 230}
        .x=${{ title: 'p', min: 0, max: 1 }}
        .y=${{ title: 'nats', min: 0, max: scaleFor(counted, 6).max }}
        .series=${series(view)}
      ></nabla-chart>
    </div>
  </div>`;
}

function picture(view: Here<Result>): TemplateResult {
  const { result, control, width } = view;
  const { loss, meant } = result;
  return html`<div class="controls">${control('from')} ${labelButtons(view)}</div>
    ${stages(view)}
    ${aside(width, html`<div class="controls">${control('smoothing')} ${classButtons(view)} ${typed(view)}</div>`)}
    ${readout([
      ['loss in nats', ...judged(loss.loss, 'result')],
      ['in bits', loss.bits],
      ['perplexity', loss.perplexity],
      [`p of ${nameOf(labelOf(loss.target))}`, loss.p[labelOf(loss.target)], 'result'],
      ['had p been taken as p', meant?.loss, 'parameter'],
    ])}`;
}

function sentence({ state, result: { loss, meant } }: Here<Result>): string {
  const k = labelOf(loss.target);
  const share = formatNumber(loss.p[k] ?? 0, 3);
  const size = Number.isFinite(loss.loss)
    ? `costs ${formatNumber(loss.loss)} nats, ${formatNumber(loss.bits, 3)} bits`
    : 'costs infinitely much';
  if (meant) {
    return `Taken for logits, these probabilities give ${nameOf(k)} ${share} and cost ${formatNumber(loss.loss)} nats; rightly read they cost ${formatNumber(meant.loss, 3)}.`;
  }
  if (!isOneHot(targetOf(state)) || state.smoothing > 0) {
    return `Against this spread-out target the prediction ${size}: the average of −log p, weighted by y.`;
  }
  const like = Number.isFinite(loss.loss)
    ? ` It surprises like an even choice among ${formatNumber(loss.perplexity, 3)} classes.`
    : '';
  return `The truth is ${nameOf(k)}, which was given ${share}: that ${size}.${like}`;
}

export const loss: Lens<Result> = {
  compute,
  picture,
  sentence,
  formula: ({ result }) => lossNode(result.loss),
  table: ({ result }) => rowsOfOne(result),
  warning: warningOfOne,
  blame,
};
