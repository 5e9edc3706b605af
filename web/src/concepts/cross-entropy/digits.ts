// Digits lost: the logarithm of a softmax sticks, then dies; log-sum-exp goes straight on.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { fence, num, op, row, sup, sym, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import { at, type Matrix } from '../../kit/values';
import type { Here, Lens, State } from './lens';

interface Result {
  /** A row a gap: log of softmax, the same cut off, log-sum-exp. */
  readonly whole: Matrix;
  readonly close: Matrix;
  readonly here: Float64Array;
}

/** Where the smallest number of the format ends the logarithm of softmax, rounded. */
const ENDS: Readonly<Record<State['format'], number>> = { float64: 745, float32: 104, float16: 17 };
const SPAN = 8;

const gapsOf = (from: number, to: number): Float64Array =>
  Float64Array.from({ length: 161 }, (_, i) => from + ((to - from) * i) / 160);
const wholeOf = (end: number): Float64Array => gapsOf(0, Math.ceil(end * 1.2));
const closeOf = (end: number): Float64Array => gapsOf(end - SPAN, end + SPAN);

const curves = remember<Pick<Result, 'whole' | 'close'>>();

const compute = (engine: Engine, { gap, format }: State): Result => {
  const end = ENDS[format];
  return {
    ...curves(format, () => ({
      whole: engine.lossByGap(wholeOf(end), format),
      close: engine.lossByGap(closeOf(end), format),
    })),
    here: engine.lossByGap(Float64Array.of(gap), format).data,
  };
};

const line = (gaps: Float64Array, m: Matrix, column: number): (readonly [number, number])[] =>
  Array.from(gaps, (gap, i) => [gap, at(m, i, column)] as const);

const series = (gaps: Float64Array, m: Matrix, { state, result: { here } }: Here<Result>, named: boolean): Series[] => [
  { kind: 'line', name: 'on logits', role: 'result', named, points: line(gaps, m, 2) },
  { kind: 'line', name: 'cut at 100', role: 'scaffold', dashed: true, points: line(gaps, m, 1) },
  { kind: 'line', name: 'log(softmax)', role: 'broken', named, points: line(gaps, m, 0) },
  {
    kind: 'points',
    name: '',
    role: 'data',
    pointSize: 6,
    points: [
      [state.gap, here[2] ?? 0],
      [state.gap, here[0] ?? Number.NaN],
    ],
  },
];

const chart = (view: Here<Result>, gaps: Float64Array, m: Matrix, close: boolean): TemplateResult => {
  const [from = 0, to = 0] = [gaps[0], gaps[gaps.length - 1]];
  return html`<nabla-chart
    label=${close ? 'The same, close to where the logarithm of softmax ends' : 'Loss over the gap between two logits, by three ways'}
    .height=${view.width < 560 ? 190 : 270}
    .x=${{ title: 'gap', min: from, max: to }}
    .y=${{ title: close ? '' : 'loss in nats', min: from, max: to }}
    .series=${series(gaps, m, view, close)}
  ></nabla-chart>`;
};

const value = (x = 0): string => (Number.isFinite(x) ? formatNumber(x, 6) : 'infinite');

function picture(view: Here<Result>): TemplateResult {
  const { state, result, control } = view;
  const end = ENDS[state.format];
  const [naive, clamped, stable] = result.here;
  return html`<div class="controls">${control('gap')} ${control('format')}</div>
    <div class="columns">
      <div class="panel">
        <div class="caption">
          the loss of logits 0 and −gap <span class="unit">when the lower one is the truth</span>
        </div>
        ${chart(view, wholeOf(end), result.whole, false)}
      </div>
      <div class="panel">
        <div class="caption">the end, close up <span class="unit">the red line stops where it is infinite</span></div>
        ${chart(view, closeOf(end), result.close, true)}
      </div>
    </div>
    ${readout([
      ['cross_entropy on logits', value(stable), 'result'],
      ['−log(softmax)', value(naive), naive === stable ? undefined : 'broken'],
      ['the same, cut at 100', value(clamped), 'scaffold'],
    ])}`;
}

function sentence({ state, result: { here } }: Here<Result>): string {
  const [naive = 0, , stable = 0] = here;
  const what = Number.isFinite(naive)
    ? `the logarithm of softmax says ${formatNumber(naive, 6)}`
    : 'the logarithm of softmax is infinite, for softmax has rounded to 0';
  return `At a gap of ${formatNumber(state.gap)} in ${state.format} ${what}; on logits the loss is ${formatNumber(stable, 6)}.`;
}

const logSoftmax = [op('−'), words('log '), words('softmax')];

const formula = ({ state, result: { here } }: Here<Result>): Node =>
  row(
    words('log'),
    fence(row(num(1), op('+'), sup(sym('e'), num(state.gap, 'data')))),
    op('='),
    num(here[2] ?? 0, 'result', 6),
    ...(value(here[0]) === value(here[2])
      ? [op('='), ...logSoftmax]
      : [
          words('  and not  '),
          ...logSoftmax,
          op('='),
          Number.isFinite(here[0] ?? 0) ? num(here[0] ?? 0, 'broken', 6) : words('infinite'),
        ]),
  );

const table = ({ state, result: { whole } }: Here<Result>) => ({
  caption: 'Loss over the gap',
  columns: ['gap', '−log(softmax)', 'cut at 100', 'on logits'],
  rows: Array.from(wholeOf(ENDS[state.format]), (gap, i) => [gap, at(whole, i, 0), at(whole, i, 1), at(whole, i, 2)]),
});

const warning = ({ preset, state, result: { here } }: Here<Result>): string | undefined =>
  preset || Number.isFinite(here[0] ?? 0)
    ? undefined
    : `The first bad number is log 0: e to the power −${formatNumber(state.gap)} rounds to 0 in ${state.format}. Take log_softmax, or cross_entropy on logits.`;

export const digits: Lens<Result> = { compute, picture, sentence, formula, table, warning };
