// top-k and top-p: which classes may be drawn at all, and why it matters whether the temperature comes first.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { aside } from '../../kit/aside';
import { formatNumber } from '../../kit/format';
import { num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { at, classButtons, logitBars, nameOf, resultBars, typedLogits, type Here, type Lens, type State } from './lens';

type Filtered = ReturnType<Engine['topFilter']>;

interface Result {
  readonly heatedFirst: Filtered;
  readonly cutFirst: Filtered;
}

const compute = (engine: Engine, { z, tau, k, nucleus }: State): Result => ({
  heatedFirst: engine.topFilter(z, tau, k, nucleus, 'temperature'),
  cutFirst: engine.topFilter(z, tau, k, nucleus, 'filter'),
});

const survivors = ({ kept }: Filtered): string => Array.from(kept, (k, i) => (k === 1 ? nameOf(i) : '')).join('');

const differ = ({ heatedFirst, cutFirst }: Result): boolean => survivors(heatedFirst) !== survivors(cutFirst);

function picture(view: Here<Result>): TemplateResult {
  const { result, control, width } = view;
  const { heatedFirst, cutFirst } = result;
  const height = width < 560 ? 130 : 200;
  const bars = (f: Filtered, label: string): TemplateResult =>
    resultBars(view, f.p, height, label, { out: (i) => f.kept[i] === 0, marks: f.before });
  return html`<div class="knobs">${control('tau')} ${control('k')} ${control('nucleus')}</div>
    <div class="trio">
      <div class="panel">
        <div class="caption"><span class="role-data">logits z</span> <span class="unit">drag the tops</span></div>
        ${logitBars(view, height)}
      </div>
      <div class="panel">
        <div class="caption">÷ τ, then cut <span class="unit">dashed: before the cut</span></div>
        ${bars(heatedFirst, 'heated, then cut')}
      </div>
      <div class="panel">
        <div class="caption">cut, then ÷ τ <span class="unit">dashed: at τ = 1</span></div>
        ${bars(cutFirst, 'cut, then heated')}
      </div>
    </div>
    ${aside(width, html`<div class="controls">${classButtons(view)} ${typedLogits(view)}</div>`)}
    ${readout([
      ['left, τ first', survivors(heatedFirst), 'result'],
      ['left, cut first', survivors(cutFirst), differ(result) ? 'broken' : 'result'],
    ])}`;
}

function sentence({ state, result }: Here<Result>): string {
  const [one, other] = [survivors(result.heatedFirst), survivors(result.cutFirst)];
  const count = (s: string): string => `${s.length} of ${state.z.length} classes`;
  return differ(result)
    ? `At ${at(state.tau)} with the temperature first ${count(one)} may be drawn, with the cut first ${count(other)}: the order decides.`
    : `At ${at(state.tau)} either order lets ${count(one)} be drawn: ${[...one].join(', ')}.`;
}

const formula = ({ state, result: { heatedFirst } }: Here<Result>): Node =>
  row(
    sym('Σ'),
    sym('p'),
    op('≥'),
    num(state.nucleus, 'parameter', 3),
    // top-p counts shares of what top-k has left.
    ...(state.k < state.z.length ? [op('·'), sub(sym('Σ'), words(`top-${state.k}`)), sym('p')] : []),
    words(' by '),
    num(survivors(heatedFirst).length, 'result'),
    words(` of ${state.z.length}`),
  );

const table = ({ state, result: { heatedFirst, cutFirst } }: Here<Result>) => ({
  caption: 'Before and after the cut, in both orders',
  columns: ['class', 'z', 'softmax(z/τ)', 'τ first', 'softmax(z)', 'cut first'],
  rows: Array.from(state.z, (z, i) => [
    nameOf(i),
    z,
    ...[heatedFirst.before, heatedFirst.p, cutFirst.before, cutFirst.p].map((v) => v[i] ?? 0),
  ]),
});

const warning = ({ preset, state, result }: Here<Result>): string | undefined =>
  preset || !differ(result)
    ? undefined
    : `With top-p = ${formatNumber(state.nucleus, 3)} the two orders let different classes through. transformers divides by τ first; others cut first.`;

export const cut: Lens<Result> = { compute, picture, sentence, formula, table, warning };
