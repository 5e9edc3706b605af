// What is divided by τ: logits, log-probabilities, or, by mistake, probabilities.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { num, op, row, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import {
  at,
  classButtons,
  largest,
  logitBars,
  nameOf,
  resultBars,
  typedLogits,
  type Here,
  type Lens,
  type State,
  type Tempered,
} from './lens';

const compute = (engine: Engine, { z, tau }: State): Tempered => engine.temper(z, tau);

function picture(view: Here<Tempered>): TemplateResult {
  const { result, control, width } = view;
  const height = width < 560 ? 120 : 150;
  return html`<div class="controls">${control('tau')} ${classButtons(view)} ${typedLogits(view)}</div>
    <div class="columns">
      <div class="panel">
        <div class="caption"><span class="role-data">logits z</span> <span class="unit">drag the tops</span></div>
        ${logitBars(view, width < 560 ? 120 : 130)}
      </div>
    </div>
    <div class="trio">
      <div class="panel">
        <div class="caption role-result">softmax(z/τ)</div>
        ${resultBars(view, result.p, height, 'from logits')}
      </div>
      <div class="panel">
        <div class="caption role-result">softmax(log p/τ)</div>
        ${resultBars(view, result.fromLogs, height, 'from log-probabilities')}
      </div>
      <div class="panel">
        <div class="caption"><span class="role-broken">softmax(p/τ)</span> <span class="unit">a mistake</span></div>
        ${resultBars(view, result.fromShares, height, 'from probabilities', { role: 'broken', marks: result.p })}
      </div>
    </div>
    ${readout([
      ['first two differ by', result.gap === 0 ? '0' : formatNumber(result.gap, 2), 'result'],
      ['entropy H', result.entropy, 'result'],
    ])}`;
}

function sentence({ state, result }: Here<Tempered>): string {
  const k = largest(state.z);
  const share = (p: Float64Array): string => formatNumber(p[k] ?? 0, 3);
  const same = result.gap === 0 ? 'agree to the last bit' : `agree to ${formatNumber(result.gap, 1)}`;
  return `At ${at(state.tau)} logits and log-probabilities ${same}: ${nameOf(k)} gets ${share(result.p)}. Dividing probabilities gives it ${share(result.fromShares)}.`;
}

const formula = ({ state, result }: Here<Tempered>): Node => {
  const k = largest(state.z);
  const [p, mistaken] = [formatNumber(result.p[k] ?? 0, 3), formatNumber(result.fromShares[k] ?? 0, 3)];
  return row(
    words('softmax(z/'),
    num(state.tau, 'parameter', 3),
    words(')'),
    op('='),
    num(result.p[k] ?? 0, 'result', 3),
    op(p === mistaken ? '≈' : '≠'),
    num(result.fromShares[k] ?? 0, 'broken', 3),
  );
};

const table = ({ state, result }: Here<Tempered>) => ({
  caption: 'What comes of dividing logits, their log-probabilities, and probabilities',
  columns: ['class', 'z', 'softmax(z/τ)', 'softmax(log p/τ)', 'softmax(p/τ)'],
  rows: Array.from(state.z, (z, i) => [
    nameOf(i),
    z,
    result.p[i] ?? 0,
    result.fromLogs[i] ?? 0,
    result.fromShares[i] ?? 0,
  ]),
});

export const sources: Lens<Tempered> = { compute, picture, sentence, formula, table };
