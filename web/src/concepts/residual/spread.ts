// What becomes of all directions at once: the singular values of the whole product of blocks.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { decades } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { blocksOf, curve, isPlain, streamOf, type Here, type Lens, type State, type Stream } from './lens';
import { extras, knobs } from './stream';

const compute = (engine: Engine, state: State): Stream => streamOf(engine, state);

/** Below this many decades nothing is drawn: of the largest value no digit is left there. */
const DEEPEST = 17;

const points = (values: Float64Array) => Array.from(values, (v, i) => [i + 1, v] as const);
const first = (v: Float64Array): number => v[0] as number;
const last = (v: Float64Array): number => v[v.length - 1] as number;
/** How many directions keep at least a thousandth of what the best one keeps. */
const alive = (v: Float64Array): number => v.filter((s) => s > 1e-3 * first(v)).length;

function picture(view: Here<Stream>): TemplateResult {
  const { state, result, width } = view;
  return html`<div class="stack">
    ${knobs(view)}
    <div class="panel">
      <div class="caption role-result">
        singular values of ∂h<sub>L</sub>/∂h₀
        <span class="unit">by how much the 32 directions of a gradient are stretched; zeros are not drawn</span>
      </div>
      <nabla-chart
        label="The 32 singular values of the product of all blocks, with those of the layers alone, on a logarithmic axis"
        .height=${width < 560 ? 250 : 320}
        .x=${{ title: 'direction, strongest first', min: 1, max: 32, whole: true }}
        .y=${{ title: 'σ', log: true, ...decades([...result.singular, ...result.plainSingular], DEEPEST) }}
        .series=${[
          { ...curve(state.skip ? 'with skip' : 'no skip', 'result', points(result.singular)), pointSize: 4 },
          ...(isPlain(state) ? [] : [{ ...curve('layers alone', 'scaffold', points(result.plainSingular), true) }]),
        ]}
      ></nabla-chart>
    </div>
    ${readout([
      ['σ, largest', first(result.singular), 'result'],
      ['σ, smallest', last(result.singular), 'result'],
      ['above 1/1000 of it', `${alive(result.singular)} of 32`],
      ['layers alone, largest', first(result.plainSingular)],
      ['smallest', last(result.plainSingular)],
      ['above 1/1000', `${alive(result.plainSingular)} of 32`],
    ])}
    ${extras(view)}
  </div>`;
}

function sentence({ state, result }: Here<Stream>): string {
  const { singular, plainSingular } = result;
  if (!Number.isFinite(first(singular))) return 'The product of all blocks leaves the range of float64.';
  const end = isPlain(state) ? '' : ` The layers alone keep ${alive(plainSingular)}.`;
  return `${blocksOf(state.depth)} stretch a gradient by ${formatNumber(first(singular), 3)} in the best direction and by ${formatNumber(last(singular), 3)} in the worst; ${alive(singular)} of 32 directions keep at least a thousandth of the best.${end}`.replace(/^one/, 'One'); // prettier-ignore
}

const formula = ({ state, result: { singular } }: Here<Stream>): Node =>
  row(
    sub(sym('σ'), words('max')),
    words('('),
    sym('∏'),
    ...(state.norm === 'post' ? [sym('LN′')] : []),
    ...(state.skip ? [words('('), sym('I', { bold: true }), op('+'), sym('F′'), words(')')] : [sym('F′')]),
    words(')'),
    op('='),
    num(first(singular), 'result'),
    words(', '),
    sub(sym('σ'), words('min')),
    op('='),
    num(last(singular), 'result'),
  );

const table = ({ result: { singular, plainSingular } }: Here<Stream>) => ({
  caption: 'Singular values of the product of all blocks, and of the layers alone',
  columns: ['direction', 'σ', 'σ, layers alone'],
  rows: Array.from(singular, (s, i) => [i + 1, s, plainSingular[i] as number]),
});

const warning = ({ result: { singular } }: Here<Stream>): string | undefined =>
  !Number.isFinite(first(singular))
    ? 'Entries of the product are larger than float64 can hold: nothing is drawn.'
    : first(singular) < 1e-3
      ? 'In no direction does a gradient arrive with a thousandth of its length.'
      : undefined;

export const spread: Lens<Stream> = { compute, dear: true, picture, sentence, formula, table, warning };
