// Ones added up in few digits: a running sum that stops growing, and one in halves that does not.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber, plainNumber } from '../../kit/format';
import { frac, num, op, row, sup, words, type Node } from '../../kit/formula';
import '../../kit/player';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import { at, rowsOf } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Study = ReturnType<Engine['onesStudy']>;
type Result = Study;

/** Sixteen million additions: once a format. */
const studyOf = remember<Study>();

const compute = (engine: Engine, { format }: State): Result => studyOf(format, () => engine.onesStudy(format));

const MOST = 30;

function series({ state, result }: Here<Result>): Series[] {
  const rows = rowsOf(result.sums).slice(0, state.power + 1);
  const of = (col: number): (readonly [number, number])[] => rows.map((r) => [r[0] ?? 1, r[col] ?? 0]);
  return [
    { kind: 'line', name: 'in halves', role: 'result', named: true, points: of(4) },
    { kind: 'line', name: 'one by one', role: 'broken', dashed: true, named: true, points: of(3) },
  ];
}

/** All digits of a whole number. */
const known = (x: number): string => (Number.isFinite(x) ? plainNumber(x) : 'infinite');
const whole = (x: number): Node => ({ type: 'number', text: known(x), role: 'broken' });

const picture = (view: Here<Result>): TemplateResult => {
  const { state, result, set } = view;
  const of = (col: number): number => at(result.sums, state.power, col);
  const lost = of(1) < of(0);
  return html`<div class="controls">${view.control('format')}</div>
    <div class="panel">
      <div class="caption">
        the mean of n ones: their sum, over n <span class="unit">every addition rounded to ${state.format}</span>
      </div>
      <nabla-chart
        label="The mean of n ones, added one by one and in halves, against n"
        .height=${view.width < 560 ? 180 : 220}
        .x=${{ title: 'n', log: true, min: 1, max: 2 ** MOST }}
        .y=${{ title: 'mean', min: 0, max: 1.2 }}
        .series=${series(view)}
      ></nabla-chart>
    </div>
    <nabla-player
      label="ones, 2 to the power"
      .value=${state.power}
      .min=${0}
      .max=${MOST}
      .step=${1}
      .perSecond=${5}
      .valueText=${`${known(of(0))} ones`}
      @value=${(e: CustomEvent<{ value: number; done: boolean }>) => set({ power: e.detail.value }, { done: e.detail.done })}
    ></nabla-player>
    ${readout([
      ['ones', known(of(0)), 'data'],
      ['added one by one', known(of(1)), lost ? 'broken' : 'result'],
      ['their mean', of(3), lost ? 'broken' : 'result'],
      ['added in halves', known(of(2)), Number.isFinite(of(2)) ? 'result' : 'broken'],
      ['the sum sticks at', known(result.stuck), 'broken'],
    ])}`;
};

function sentence({ state, result }: Here<Result>): string {
  const [n, sum, , mean] = [0, 1, 2, 3].map((c) => at(result.sums, state.power, c)) as [number, number, number, number];
  return sum < n
    ? `${known(n)} ones in ${state.format} add up to ${known(sum)}, so their mean comes out as ${formatNumber(mean)}: beyond ${known(result.stuck)} one more is rounded away.`
    : `${known(n)} ones in ${state.format} add up to ${known(sum)}: so far every one of them counts. The sum will stick at ${known(result.stuck)}.`;
}

const formula = ({ state, result }: Here<Result>): Node =>
  row(
    frac(whole(at(result.sums, state.power, 1)), sup(num(2), num(state.power, 'parameter'))),
    op('='),
    num(at(result.sums, state.power, 3), 'result'),
    words(',  '),
    whole(result.stuck),
    op('+'),
    num(1),
    op('='),
    whole(result.stuck),
  );

const table = ({ result }: Here<Result>) => ({
  caption: 'Sums of ones',
  columns: ['n', 'one by one', 'in halves', 'mean, one by one', 'mean, in halves'],
  rows: rowsOf(result.sums).map((r) => r.map((x) => (Number.isFinite(x) ? x : 'infinite'))),
});

const warning = ({ preset, state, result }: Here<Result>): string | undefined => {
  if (!Number.isFinite(at(result.sums, state.power, 2)))
    return 'float16 ends at 65504: added in halves the sum overflows there. The numbers are too large for the format, whatever the order.';
  return !preset && at(result.sums, state.power, 1) < at(result.sums, state.power, 0)
    ? 'Ones are lost: the running sum is too large to notice them.'
    : undefined;
};

export const ones: Lens<Result> = { compute, picture, sentence, formula, table, warning };
