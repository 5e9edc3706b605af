// The gradient taken apart by how many branches it passed: 2^L paths, counted and weighed.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { frac, num, op, row, sub, sup, sym, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import { blocksOf, type Here, type Lens, type State } from './lens';
import { extras, knobs } from './stream';

type Result = ReturnType<Engine['residualPaths']>;

const COUNT = 0;
const SHARE = 1;
const LENGTH = 2;

const compute = (engine: Engine, { depth, activation, gain, branch, norm, zero, tied, seed }: State): Result =>
  engine.residualPaths(depth, activation, gain, branch, norm, zero, tied, seed);

const column = ({ lengths }: Result, k: number) =>
  Array.from({ length: lengths.rows }, (_, i) => [i, at(lengths, i, k)] as const);

function picture(view: Here<Result>): TemplateResult {
  const { state, result, width } = view;
  const height = width < 560 ? 190 : 250;
  const x = { title: 'branches on the path', min: -0.5, max: state.depth + 0.5, whole: true };
  return html`<div class="stack">
    ${knobs(view, false)}
    <div class="columns">
      <div class="panel">
        <div class="caption">
          how many paths <span class="unit">share of all 2<sup>${state.depth}</sup>, by length</span>
        </div>
        <nabla-chart
          label="Share of all paths by the number of branches that they pass"
          .height=${height}
          .x=${x}
          .y=${{ title: 'share', min: 0 }}
          .series=${[{ kind: 'bars', name: 'paths', role: 'data', points: column(result, SHARE) }]}
        ></nabla-chart>
      </div>
      <div class="panel">
        <div class="caption role-gradient">
          what arrives by them <span class="unit">length of the gradient at h₀</span>
        </div>
        <nabla-chart
          label="Length of the gradient at the first block that comes by paths of each length"
          .height=${height}
          .x=${x}
          .y=${{ title: '‖g‖', min: 0 }}
          .series=${[{ kind: 'bars', name: 'gradient', role: 'gradient', points: column(result, LENGTH) }]}
        ></nabla-chart>
      </div>
    </div>
    ${readout([
      [
        'paths',
        at(result.lengths, Math.floor(state.depth / 2), COUNT) > 0 ? html`2<sup>${state.depth}</sup>` : undefined,
      ],
      ['average path', result.meanCount, 'data'],
      ['average by what arrives', result.meanShare, 'gradient'],
      ['by the free way alone', at(result.lengths, 0, LENGTH), 'gradient'],
      ['‖∂L/∂h₀‖, all paths', result.gradient, 'gradient'],
    ])}
    ${extras(view)}
  </div>`;
}

const sentence = ({ state, result }: Here<Result>): string =>
  `Through ${blocksOf(state.depth)} lead 2 to the power ${state.depth} paths, ${formatNumber(result.meanCount)} branches long on average. Weighed by the gradient that they bring, the average is ${formatNumber(result.meanShare, 3)}: ${4 * result.meanShare < result.meanCount ? 'the short ones do the work' : 'long ones matter too'}.`;

const formula = ({ state, result }: Here<Result>): Node =>
  row(
    sym('g', { bold: true, role: 'gradient' }),
    op('='),
    sym('∏'),
    words('('),
    sym('I', { bold: true }),
    op('+'),
    sup(sym('F′'), sym('ᵀ')),
    words(')'),
    sym('v', { bold: true }),
    op('='),
    sub(sym('∑'), sym('k')),
    sub(sym('g', { bold: true, role: 'gradient' }), sym('k')),
    words(', '),
    frac(row(sub(sym('∑'), sym('k')), sym('k'), sym('‖'), sub(sym('g', { bold: true }), sym('k')), sym('‖')), row(sub(sym('∑'), sym('k')), sym('‖'), sub(sym('g', { bold: true }), sym('k')), sym('‖'))), // prettier-ignore
    op('='),
    num(result.meanShare, 'gradient'),
    words(' of '),
    num(state.depth),
  );

const table = ({ result }: Here<Result>) => ({
  caption: 'Paths by the number of branches on them: how many, their share, and the length of the gradient they bring',
  columns: ['branches', 'paths', 'share', '‖g_k‖'],
  rows: Array.from({ length: result.lengths.rows }, (_, k) => [
    k,
    ...[COUNT, SHARE, LENGTH].map((c) => at(result.lengths, k, c)),
  ]),
});

const warning = ({ state, result }: Here<Result>): string | undefined =>
  state.skip
    ? !Number.isFinite(result.gradient)
      ? 'What arrives by the longest paths is larger than float64 can hold.'
      : undefined
    : 'The skip connection is off elsewhere: then only the last path, through every branch, is left. Here it is on.';

export const paths: Lens<Result> = { compute, picture, sentence, formula, table, warning };
