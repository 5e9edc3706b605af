// A number between 0 and 1 is a probability only if it comes true that often: claims beside frequencies.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import { formatNumber, percent } from '../../kit/format';
import { num, op, row, sym, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, { scale, shift, n, seed }: State) => ({
  now: engine.claimsOf(scale, shift, n, seed),
  honest: engine.claimsOf(1, 0, n, seed),
});

const CLAIMED = 0;
const TRUE = 1;
const COUNT = 2;

function picture(view: Here<Result>): TemplateResult {
  const { now, honest } = view.result;
  const bins = Array.from({ length: now.bins.rows }, (_, b) => b).filter((b) => at(now.bins, b, COUNT) > 0);
  const height = view.width < 560 ? 210 : 290;
  return html`<div class="stack">
    <div class="columns">
      <div class="panel">
        <div class="caption">
          what was claimed, and how often it came true
          <span class="unit">in ten bins; honest lies on the diagonal</span>
        </div>
        <nabla-chart
          label="Share that came true over what was claimed, beside the diagonal"
          .height=${height}
          .x=${{ title: 'claimed', min: 0, max: 1 }}
          .y=${{ title: 'came true', min: 0, max: 1 }}
          .series=${[
            { kind: 'line', name: '', role: 'scaffold', dashed: true, points: [[0, 0], [1, 1]] }, // prettier-ignore
            {
              kind: 'line',
              name: '',
              role: 'result',
              pointSize: 4,
              points: bins.map((b) => [at(now.bins, b, CLAIMED), at(now.bins, b, TRUE)] as const),
            },
          ]}
        ></nabla-chart>
      </div>
      <div class="panel">
        <div class="caption">how many claims of each size</div>
        <nabla-chart
          label="Number of claims in each of ten bins"
          .height=${height}
          .x=${{ title: 'claimed', min: 0, max: 1 }}
          .y=${{ title: '', min: 0 }}
          .series=${[
            {
              kind: 'bars',
              name: '',
              role: 'data',
              points: Array.from({ length: now.bins.rows }, (_, b) => [(b + 0.5) / now.bins.rows, at(now.bins, b, COUNT)] as const), // prettier-ignore
            },
          ]}
        ></nabla-chart>
      </div>
    </div>
    ${readout([
      ['accuracy', percent(now.accuracy), 'result'],
      ['accuracy, unscaled', percent(honest.accuracy)],
      ['calibration error', formatNumber(now.error, 3), 'gradient'],
      ['BCE', formatNumber(now.loss, 4), 'parameter'],
      ['BCE, unscaled', formatNumber(honest.loss, 4)],
    ])}
    <div class="knobs">${view.control('scale')} ${view.control('shift')} ${view.control('n')}</div>
    <div class="controls fields">${view.control('seed')}</div>
  </div>`;
}

function sentence({ state, result: { now, honest } }: Here<Result>): string {
  const same = now.accuracy === honest.accuracy ? ', the very same as unscaled' : '';
  const mood =
    now.error < 0.05
      ? 'The claims come true about as often as they say'
      : state.scale === 1 && state.shift === 0
        ? 'The claims are honest, and the gap is chance'
        : // Claim and truth agree at z = shift/(1 − scale); where that is far out most claims err one way.
          Math.abs(state.shift) > Math.abs(1 - state.scale)
          ? 'The claims lean to one side'
          : state.scale > 1
            ? 'The claims are too sure of themselves'
            : 'The claims are not sure enough';
  return `${mood}: off by ${formatNumber(now.error, 2)} on average over bins, with an accuracy of ${percent(now.accuracy)}${same}.`;
}

const formula = ({ state, result: { now } }: Here<Result>): Node =>
  row(
    words('claimed: '),
    sym('σ'),
    words('('),
    num(state.scale, 'parameter', 3),
    op('·'),
    sym('z'),
    op(state.shift < 0 ? '−' : '+'),
    num(Math.abs(state.shift), 'parameter', 3),
    words('), true: σ('),
    sym('z'),
    words('); error '),
    num(now.error, 'gradient', 3),
  );

const table = ({ result: { now } }: Here<Result>) => ({
  caption: 'Claims in ten bins',
  columns: ['bin', 'mean claim', 'share that came true', 'claims'],
  rows: Array.from({ length: now.bins.rows }, (_, b) =>
    at(now.bins, b, COUNT) > 0
      ? [b + 1, at(now.bins, b, CLAIMED), at(now.bins, b, TRUE), at(now.bins, b, COUNT)]
      : [b + 1, '', '', 0],
  ),
});

export const claims: Lens<Result> = { compute, picture, sentence, formula, table };
