// A batch before and after: which numbers share a mean and a deviation, and what becomes of them.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/bar-rows';
import type { BarChange } from '../../kit/bar-rows';
import { formatNumber } from '../../kit/format';
import { factor, fence, frac, num, op, root, row, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { at, withEntry, type Matrix } from '../../kit/values';
import {
  chosenOf,
  groupName,
  groupOf,
  numbered,
  ofGroup,
  scaleOf,
  spreadOut,
  type Here,
  type Lens,
  type State,
} from './lens';

type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, { x, gamma, beta, eps, method, divisor }: State) =>
  engine.normalizeForward(x, gamma, beta, eps, method, divisor);

const plain = ({ gamma, beta, method }: State): boolean =>
  gamma.every((v) => v === 1) && (method === 'rms' || beta.every((v) => v === 0));

/** What x̂ is like in every group, unless ε is not small, the divisor another, or a number alone. */
function common({ method }: State, groups: Matrix): string {
  const rms = method === 'rms';
  for (let k = 0; k < groups.rows; k++) {
    const square = ofGroup(groups, k, 'hatVariance') + (rms ? ofGroup(groups, k, 'hatMean') ** 2 : 0);
    if (!(Math.abs(square - 1) <= 0.01)) return 'x̂';
  }
  return rms ? 'mean square 1' : 'mean 0, deviation 1';
}

/** Rows share the height that six of them would need. */
const rowHeight = (rows: number): number => (rows <= 3 ? 86 : rows === 4 ? 78 : 64);

function bars(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const { x } = state;
  const [low, high] = scaleOf(x.data);
  const [outLow, outHigh] = scaleOf(result.output.data, 2);
  const chosen = chosenOf(state);
  const group = groupOf(state, ...chosen);
  const choose = ({ detail: [r, c] }: CustomEvent<[number, number]>): void => set({ row: r + 1, col: c + 1 });
  const shared = {
    names: numbered(x.cols),
    rows: numbered(x.rows),
    tint: (r: number, c: number) => groupOf(state, r, c) === group,
    height: rowHeight(x.rows),
    unit: plain(state)
      ? spreadOut(state, result.groups, (k) => Math.sqrt(ofGroup(result.groups, k, 'hatVariance')))
      : undefined,
  };
  return html`<div class="columns">
    <div class="panel">
      <div class="caption role-data">before <span class="unit">drag a bar; band: μ ± σ of its group</span></div>
      <nabla-bar-rows
        editable
        label="batch X, before"
        ink="data"
        .value=${x}
        .low=${low}
        .high=${high}
        .names=${shared.names}
        .rowNames=${shared.rows}
        .middle=${spreadOut(state, result.groups, (k) => ofGroup(result.groups, k, 'mean'))}
        .spread=${spreadOut(state, result.groups, (k) => Math.sqrt(ofGroup(result.groups, k, 'variance')))}
        .chosen=${chosen}
        .tint=${shared.tint}
        .rowHeight=${shared.height}
        @choose=${choose}
        @bar=${({ detail: d }: CustomEvent<BarChange>) =>
          set({ x: withEntry(state.x, d.row, d.col, d.value), row: d.row + 1, col: d.col + 1 }, { done: d.done })}
      ></nabla-bar-rows>
    </div>
    <div class="panel">
      <div class="caption role-result">
        after <span class="unit">${plain(state) ? common(state, result.groups) : 'with γ and β'}</span>
      </div>
      <nabla-bar-rows
        label="output, after"
        gap="0/0"
        ink="result"
        .value=${result.output}
        .low=${outLow}
        .high=${outHigh}
        .guides=${[-1, 1]}
        .names=${shared.names}
        .rowNames=${shared.rows}
        .middle=${shared.unit && spreadOut(state, result.groups, (k) => ofGroup(result.groups, k, 'hatMean'))}
        .spread=${shared.unit}
        .chosen=${chosen}
        .tint=${shared.tint}
        .rowHeight=${shared.height}
        @choose=${choose}
      ></nabla-bar-rows>
    </div>
  </div>`;
}

const known = (x: number): string => (Number.isFinite(x) ? formatNumber(x) : '0/0');

function numbers({ state, result: { groups, gap } }: Here<Result>): TemplateResult {
  const group = groupOf(state, ...chosenOf(state));
  const of = (what: Parameters<typeof ofGroup>[2]): number => ofGroup(groups, group, what);
  const off = !Number.isFinite(of('hatVariance')) || Math.abs(of('hatVariance') - 1) > 0.01;
  return readout([
    [`μ, ${groupName(state, group)}`, of('mean')],
    ['σ², with n', of('variance')],
    ['with n − 1', known(of('unbiased'))],
    ['divided by', of('divisor'), 'parameter'],
    ['mean of x̂', known(Math.abs(of('hatMean')) < 1e-9 ? 0 : of('hatMean')), 'result'],
    ['variance of x̂', known(of('hatVariance')), off ? 'broken' : 'result'],
    state.divisor === 'torch' ? ['', undefined] : ['difference from PyTorch', known(gap), 'broken'],
  ]);
}

const picture = (view: Here<Result>): TemplateResult =>
  html`${bars(view)} ${numbers(view)}
    <details ?open=${!plain(view.state) || view.state.divisor !== 'torch'}>
      <summary>What it divides by, γ and β, the batch as numbers</summary>
      <div class="stack loose">
        <div class="controls">${view.control('divisor')} ${view.control('eps')}</div>
        <div class="journey top">
          ${view.control('x')} ${view.control('gamma')} ${view.state.method === 'rms' ? nothing : view.control('beta')}
        </div>
      </div>
    </details>`;

function sentence({ state, result: { groups, output } }: Here<Result>): string {
  const chosen = chosenOf(state);
  const group = groupOf(state, ...chosen);
  const name = groupName(state, group);
  const of = (what: Parameters<typeof ofGroup>[2]): number => ofGroup(groups, group, what);
  const value = at(state.x, ...chosen);
  const out = at(output, ...chosen);
  const who = `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`;
  const moments = `${who}: mean ${formatNumber(of('mean'), 3)}, variance ${formatNumber(of('variance'), 3)}`;
  if (!Number.isFinite(out)) return `${moments}; divided by its deviation it is 0/0, which is no number.`;
  const taken = state.method === 'rms' ? 'nothing taken off' : `less ${formatNumber(of('taken'), 3)}`;
  return `${moments}. Its ${formatNumber(value)}, ${taken}, divided by ${formatNumber(of('divisor'))}, becomes ${formatNumber(out)}${plain(state) ? '' : ' with γ and β'}.`;
}

function divisorNode(state: State, under: number): Node {
  const eps = num(state.eps, 'parameter', 2);
  const square = Number.isFinite(under) ? num(under) : frac(num(0), num(0));
  if (state.divisor === 'torch') return root(row(square, op('+'), eps));
  return state.divisor === 'outside' ? row(root(square), op('+'), eps) : root(square);
}

function formula({ state, result: { groups, output } }: Here<Result>): Node {
  const [r, c] = chosenOf(state);
  const group = groupOf(state, r, c);
  const of = (what: Parameters<typeof ofGroup>[2]): number => ofGroup(groups, group, what);
  const rms = state.method === 'rms';
  const over = rms ? num(at(state.x, r, c), 'data') : row(num(at(state.x, r, c), 'data'), op('−'), factor(of('mean')));
  const quotient = frac(over, divisorNode(state, of('under')));
  const affine = plain(state)
    ? [quotient]
    : [
        quotient,
        op('·'),
        factor(state.gamma[Math.min(c, state.gamma.length - 1)] ?? 1, 'parameter'),
        ...(rms ? [] : [op('+'), factor(state.beta[Math.min(c, state.beta.length - 1)] ?? 0, 'parameter')]),
      ];
  const out = at(output, r, c);
  return row(...affine, op('='), Number.isFinite(out) ? num(out, 'result') : fence(frac(num(0), num(0))));
}

const table = ({ state, result: { hat, output, groups } }: Here<Result>) => ({
  caption: 'Every number on its way through the layer',
  columns: ['sample', 'feature', 'x', 'μ', 'σ²', 'divided by', 'x̂', 'output'],
  rows: Array.from(state.x.data, (value, i) => {
    const [r, c] = [Math.floor(i / state.x.cols), i % state.x.cols];
    const group = groupOf(state, r, c);
    const text = (x: number): string | number => (Number.isFinite(x) ? x : '0/0');
    return [
      r + 1,
      c + 1,
      value,
      ofGroup(groups, group, 'mean'),
      ofGroup(groups, group, 'variance'),
      text(ofGroup(groups, group, 'divisor')),
      text(at(hat, r, c)),
      text(at(output, r, c)),
    ];
  }),
});

function warning({ state, result: { groups } }: Here<Result>): string | undefined {
  for (let k = 0; k < groups.rows; k++) {
    if (!Number.isFinite(ofGroup(groups, k, 'hatVariance'))) {
      return Number.isFinite(ofGroup(groups, k, 'divisor'))
        ? `The first number that is none: (x − μ)/σ in ${groupName(state, k)}. All its numbers are equal, so this is 0/0.`
        : `The first number that is none: the deviation of ${groupName(state, k)}. A single number has none that divides by n − 1 = 0.`;
    }
  }
  return undefined;
}

const blame = (code: string, { gamma, x }: State): keyof State =>
  code === 'shape-mismatch' ? (gamma.length !== 1 && gamma.length !== x.cols ? 'gamma' : 'beta') : 'x';

export const batch: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
