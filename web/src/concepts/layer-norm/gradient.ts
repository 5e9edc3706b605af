// The way back: what a gradient from above becomes, and which numbers have a say in which.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/bar-rows';
import type { BarChange } from '../../kit/bar-rows';
import { formatNumber } from '../../kit/format';
import { frac, fence, num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import '../../kit/raster';
import { readout } from '../../kit/readout';
import { at, resized, withEntry, type Matrix } from '../../kit/values';
import { chosenOf, groupName, groupOf, numbered, scaleOf, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;

function compute(engine: Engine, { x, gamma, g, eps, method, divisor }: State) {
  const upstream = resized(g, x.rows, x.cols);
  return { upstream, back: engine.normalizeBackward(x, gamma, upstream, eps, method, divisor) };
}

const largestOf = (m: Matrix): number =>
  m.data.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 0);

function strips(view: Here<Result>): TemplateResult {
  const { state, set, result } = view;
  const { upstream, back } = result;
  const chosen = chosenOf(state);
  const group = groupOf(state, ...chosen);
  const names = numbered(state.x.cols);
  const rows = numbered(state.x.rows);
  const height = state.x.rows <= 3 ? 96 : 66;
  const choose = ({ detail: [r, c] }: CustomEvent<[number, number]>): void => set({ row: r + 1, col: c + 1 });
  const tint = (r: number, c: number): boolean => groupOf(state, r, c) === group;
  const [low, high] = scaleOf(upstream.data);
  const [backLow, backHigh] = scaleOf(back.input.data, 0.1);
  return html`<div class="panel stack">
    <div class="caption role-gradient">∂L/∂output, from above <span class="unit">drag a bar</span></div>
    <nabla-bar-rows
      editable
      label="gradient from above"
      ink="gradient"
      .value=${upstream}
      .low=${low}
      .high=${high}
      .names=${names}
      .rowNames=${rows}
      .chosen=${chosen}
      .tint=${tint}
      .rowHeight=${height}
      @choose=${choose}
      @bar=${({ detail: d }: CustomEvent<BarChange>) =>
        set({ g: withEntry(upstream, d.row, d.col, d.value) }, { done: d.done })}
    ></nabla-bar-rows>
    <div class="caption role-result">∂L/∂x, what goes on <span class="unit">to its own scale</span></div>
    <nabla-bar-rows
      label="gradient of the input"
      gap="0/0"
      ink="result"
      .value=${back.input}
      .low=${backLow}
      .high=${backHigh}
      .rowNames=${rows}
      .chosen=${chosen}
      .tint=${tint}
      .rowHeight=${height}
      @choose=${choose}
    ></nabla-bar-rows>
  </div>`;
}

const round = (x: number): number => (Math.abs(x) < 1e-14 ? 0 : x);
const known = (x: number, digits = 3): string => (Number.isFinite(x) ? formatNumber(round(x), digits) : '0/0');
const list = (v: Float64Array): string => `(${Array.from(v, (x) => known(x)).join(', ')})`;

const picture = (view: Here<Result>): TemplateResult => {
  const { state, result } = view;
  const { back } = result;
  const group = groupOf(state, ...chosenOf(state));
  return html`<div class="columns">
      ${strips(view)}
      <div class="panel">
        <div class="caption">J = ∂output/∂x <span class="unit">sample by sample</span></div>
        <nabla-raster
          .value=${back.jacobian}
          map="diverging"
          .high=${largestOf(back.jacobian)}
          label=${`The Jacobian, ${back.jacobian.rows} by ${back.jacobian.cols}, by colour`}
        ></nabla-raster>
        <p class="note">A row an output, a column an input. Blue below 0, orange above, white 0.</p>
      </div>
      <div class="panel stack loose">
        ${readout([
          [`Σ ∂L/∂x, ${groupName(state, group)}`, known(at(back.groups, group, 0)), 'result'],
          ['∂L/∂x · x̂', known(at(back.groups, group, 1)), 'result'],
          ['‖γ g‖', known(at(back.groups, group, 3)), 'gradient'],
          ['‖∂L/∂x‖', known(at(back.groups, group, 2)), 'result'],
          ['most between two samples', known(back.across), back.across > 0 ? 'broken' : 'result'],
          ['∂L/∂γ', list(back.gamma), 'gradient'],
          ['∂L/∂β', state.method === 'rms' ? undefined : list(back.beta), 'gradient'],
        ])}
        ${view.control('eps')}
      </div>
    </div>
    <details>
      <summary>The batch and the gradient as numbers</summary>
      <div class="journey top">${view.control('x')} ${view.control('gamma')} ${view.control('g')}</div>
    </details>`;
};

function sentence({ state, result: { back } }: Here<Result>): string {
  const group = groupOf(state, ...chosenOf(state));
  const sum = at(back.groups, group, 0);
  if (!Number.isFinite(sum)) return 'The way back through 0/0 has no slope.';
  const who = groupName(state, group);
  const along = at(back.groups, group, 1);
  const moved = state.method === 'rms' ? '' : `adds up to ${known(sum, 2)}: moving x would change nothing. It `;
  const stretched =
    round(along) === 0 || state.divisor === 'written' || state.divisor === 'unbiased'
      ? 'has no part along x̂: stretching x would change nothing'
      : `has a part along x̂ (${known(along, 2)}) through ε alone: without ε stretching x would change nothing`;
  const seen =
    back.across > 0
      ? 'Samples see each other: outside the diagonal blocks there is colour'
      : 'Samples do not see each other: all is white outside the diagonal blocks';
  return `The gradient of ${who} ${moved}${stretched}. ${seen}.`;
}

function formula({ state, result: { upstream, back } }: Here<Result>): Node {
  const [r, c] = chosenOf(state);
  const slope = frac(words('∂L'), row(words('∂'), sub(sym('x'), row(num(r + 1), op(','), num(c + 1)))));
  const value = at(back.input, r, c);
  return row(
    slope,
    op('='),
    frac(num(1), sym('D')),
    fence(
      row(
        sym('h'),
        ...(state.method === 'rms' ? [] : [op('−'), words('mean '), sym('h')]),
        op('−'),
        sym('x̂'),
        words(' mean '),
        fence(row(sym('h'), sym('x̂'))),
      ),
    ),
    op('='),
    Number.isFinite(value) ? num(round(value), 'result') : frac(num(0), num(0)),
    words(',  h = γ · '),
    num(at(upstream, r, c), 'gradient'),
  );
}

const table = ({ state, result: { upstream, back } }: Here<Result>) => ({
  caption: 'Gradients, number by number',
  columns: ['sample', 'feature', 'x', '∂L/∂output', '∂L/∂x'],
  rows: Array.from(state.x.data, (value, i) => {
    const slope = back.input.data[i] ?? 0;
    return [
      Math.floor(i / state.x.cols) + 1,
      (i % state.x.cols) + 1,
      value,
      upstream.data[i] ?? 0,
      Number.isFinite(slope) ? slope : '0/0',
    ];
  }),
});

const warning = ({ result: { back } }: Here<Result>): string | undefined =>
  back.input.data.every(Number.isFinite)
    ? undefined
    : 'The first slope that is none: 1/σ of numbers that are all equal, divided by 0 on the way back as on the way out.';

const blame = (code: string): keyof State => (code === 'shape-mismatch' ? 'gamma' : 'x');

export const gradient: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
