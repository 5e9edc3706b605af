// What the layer forgets: the size and the shift of a sample. What it does not forget is how both compare with ε.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/bar-rows';
import type { BarChange } from '../../kit/bar-rows';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { fence, num, op, row, sup, sym, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { rowsOf, withEntry, type Matrix } from '../../kit/values';
import { chosenOf, ofGroup, scaleOf, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;

const ONE = Float64Array.of(1);
const NONE = Float64Array.of(0);

const asRow = (data: Float64Array): Matrix => ({ rows: 1, cols: data.length, data });

function compute(engine: Engine, state: State) {
  const { x, eps, factor, shift } = state;
  const [r] = chosenOf(state);
  const sample = x.data.slice(r * x.cols, (r + 1) * x.cols);
  const report = engine.normScale(sample, factor, shift, eps);
  const scaled = asRow(report.scaled);
  return { sample, report, facts: engine.normalizeForward(scaled, ONE, NONE, eps, 'layer', 'torch').groups };
}

function strips(view: Here<Result>): TemplateResult {
  const { state, set, result } = view;
  const { sample, report } = result;
  const [r] = chosenOf(state);
  const [low, high] = scaleOf(sample);
  const [scaledLow, scaledHigh] = scaleOf(report.scaled, 1e-9);
  return html`<div class="panel stack">
    <div class="caption role-data">x, sample ${r + 1} <span class="unit">drag a bar</span></div>
    <nabla-bar-rows
      editable
      label="sample x"
      ink="data"
      .value=${asRow(sample)}
      .low=${low}
      .high=${high}
      .rowHeight=${92}
      @bar=${({ detail: d }: CustomEvent<BarChange>) =>
        set({ x: withEntry(state.x, r, d.col, d.value) }, { done: d.done })}
    ></nabla-bar-rows>
    <div class="caption role-parameter">c x + s <span class="unit">drawn to its own scale</span></div>
    <nabla-bar-rows
      label="c x + s"
      ink="parameter"
      .value=${asRow(report.scaled)}
      .low=${scaledLow}
      .high=${scaledHigh}
      .rowHeight=${92}
    ></nabla-bar-rows>
    <div class="caption role-result">LN(c x + s)</div>
    <nabla-bar-rows
      label="layer norm of c x + s"
      ink="result"
      .value=${asRow(report.hat)}
      .low=${-2}
      .high=${2}
      .guides=${[-1, 1]}
      .rowHeight=${92}
    ></nabla-bar-rows>
  </div>`;
}

function plateau({ state, result: { report } }: Here<Result>): Series[] {
  const points = rowsOf(report.sweep).map(([c = 0, s = 0]) => [c, s] as const);
  const here = points.reduce((best, p) =>
    Math.abs(Math.log(p[0] / state.factor)) < Math.abs(Math.log(best[0] / state.factor)) ? p : best,
  );
  return [
    { kind: 'line', name: 'without ε', role: 'scaffold', dashed: true, points: points.map(([c]) => [c, 1]) },
    { kind: 'line', name: 'deviation after', role: 'result', points },
    { kind: 'points', name: 'c', role: 'parameter', pointSize: 7, points: [here] },
  ];
}

const picture = (view: Here<Result>): TemplateResult => {
  const { result } = view;
  return html`<div class="columns">
    ${strips(view)}
    <div class="panel stack loose">
      <div class="controls">${view.control('factor')} ${view.control('shift')} ${view.control('eps')}</div>
      <div>
        <div class="caption">deviation that comes out <span class="unit">against c, both logarithmic</span></div>
        <nabla-chart
          label="Deviation after layer norm against the factor c: 1, until ε takes over on the left"
          .height=${210}
          .x=${{ title: 'c', log: true, min: 1e-6, max: 1e6 }}
          .y=${{ title: 'deviation of LN(c x)', log: true, min: 1e-4, max: 3 }}
          .series=${plateau(view)}
        ></nabla-chart>
      </div>
      ${readout([
        ['variance of c x + s', ofGroup(result.facts, 0, 'variance'), 'parameter'],
        ['ε', view.state.eps, 'parameter'],
        ['variance after', ofGroup(result.facts, 0, 'hatVariance'), taken(result) ? 'broken' : 'result'],
        ['most that any x̂ has changed', result.report.change, taken(result) ? 'broken' : 'result'],
      ])}
    </div>
  </div>`;
};

/** Whether ε has a say that is seen. */
const taken = ({ facts }: Result): boolean => !(ofGroup(facts, 0, 'hatVariance') > 0.99);

function sentence({ state, result: { report, facts } }: Here<Result>): string {
  const c = formatNumber(state.factor, 3);
  const s = state.shift === 0 ? '' : ` and moved by ${formatNumber(state.shift, 3)}`;
  const left = ofGroup(facts, 0, 'hatVariance');
  if (ofGroup(facts, 0, 'variance') === 0)
    return 'All features of this sample are equal: whatever c and s are, 0 comes out.';
  return taken({ report, facts } as Result)
    ? `Multiplied by ${c}${s} the sample has a variance of ${formatNumber(ofGroup(facts, 0, 'variance'), 3)} beside an ε of ${formatNumber(state.eps, 3)}: only a variance of ${formatNumber(left, 3)} comes out.`
    : `Multiplied by ${c}${s} the sample comes out as it did before: no output changes by more than ${formatNumber(report.change, 2)}.`;
}

function formula({ state, result: { report } }: Here<Result>): Node {
  const x = sym('x', { bold: true });
  return row(
    words('max |LN'),
    fence(row(num(state.factor, 'parameter', 3), x, op('+'), num(state.shift, 'parameter', 3))),
    op('−'),
    words('LN'),
    fence(x),
    words('|'),
    op('='),
    num(report.change, 'result', 3),
    words(',   '),
    sup(sym('σ'), num(2)),
    op('→'),
    sup(num(state.factor, 'parameter', 3), num(2)),
    sup(sym('σ'), num(2)),
  );
}

const table = ({ result: { sample, report } }: Here<Result>) => ({
  caption: 'The sample, scaled and shifted, and what comes out',
  columns: ['feature', 'x', 'LN(x)', 'c x + s', 'LN(c x + s)'],
  rows: Array.from(sample, (v, i) => [i + 1, v, ...[report.plain, report.scaled, report.hat].map((w) => w[i] ?? 0)]),
});

const warning = ({ result: { report, facts } }: Here<Result>): string | undefined => {
  if (ofGroup(facts, 0, 'variance') === 0) return 'A sample without variance comes out as 0.';
  return taken({ report, facts } as Result)
    ? 'ε is no longer small beside the variance: the output has lost its size, and with it what the next layer relies on.'
    : undefined;
};

const blame = (): keyof State => 'x';

export const scale: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
