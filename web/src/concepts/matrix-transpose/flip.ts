// The flip: W turned over its diagonal like a sheet of paper.

import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { fence, num, op, row, sub, sup, sym, type Node } from '../../kit/formula';
import '../../kit/player';
import { at, sameValue } from '../../kit/values';
import type { DataTable } from '../../kit/widget';
import './flip-stage';
import { arrow, entries, type Lens, weights, WIDE } from './lens';
import { chosenIn, compute, type Here, type Result } from './state';

function picture(view: Here): TemplateResult {
  const { state, result, set } = view;
  const [row, col] = chosenIn(state);
  const { rows, cols } = result.transposed;
  const [name, shape] =
    state.flip >= 1 ? ['Wᵀ', `${rows}×${cols}`] : state.flip <= 0 ? ['W', `${cols}×${rows}`] : ['on the way', ''];
  return html`<div class="journey top">
    <div class="grow">
      ${weights(view, { highlightAt: pointedIn(view) ?? [col, row] })}
      <p class="note">
        Take the free corner of the sheet and turn it over the diagonal, or press Play. Every number goes straight
        across; those on the diagonal stay where they are.
      </p>
    </div>
    ${arrow(view)}
    <div class="grow">
      <div class="caption ${state.flip >= 0.5 ? 'role-result' : 'role-parameter'}">
        ${name} <span class="unit">${shape}</span>
      </div>
      <nabla-flip-stage
        .transposed=${result.transposed}
        .progress=${state.flip}
        .row=${row}
        .col=${col}
        .narrow=${view.width < WIDE}
        .lit=${pointedIn(view)?.toReversed()}
        @choose=${(e: CustomEvent<{ row: number; col: number }>) => set({ row: e.detail.row + 1, col: e.detail.col + 1 })}
        @point=${(e: CustomEvent<[number, number] | undefined>) => view.setHighlight(e.detail && `w-${e.detail[1]}-${e.detail[0]}`)}
        @turn=${(e: CustomEvent<{ progress: number; done: boolean }>) => set({ flip: e.detail.progress }, { done: e.detail.done })}
      ></nabla-flip-stage>
      <nabla-player
        label="the flip"
        .value=${state.flip}
        .min=${0}
        .max=${1}
        .step=${0.02}
        .perSecond=${32}
        .valueText=${name}
        @value=${(e: CustomEvent<{ value: number; done: boolean }>) => set({ flip: e.detail.value }, { done: e.detail.done })}
      ></nabla-player>
    </div>
  </div>`;
}

/** The entry of W that the pointer is on, row and column from 0. */
function pointedIn({ highlight }: Here): readonly [number, number] | undefined {
  const found = /^w-(\d)-(\d)$/.exec(highlight ?? '');
  return found ? [Number(found[1]), Number(found[2])] : undefined;
}

const sentence = ({ state, result }: Here): string => {
  const [r, c] = chosenIn(state);
  const { transposed } = result;
  const value = formatNumber(at(transposed, r, c));
  const place =
    r === c
      ? `The entry ${value} lies on the diagonal and stays in row ${r + 1}, column ${c + 1}.`
      : `The entry ${value} of row ${c + 1}, column ${r + 1} in W stands in row ${r + 1}, column ${c + 1} of Wᵀ.`;
  const shape = sameValue(state.w, transposed)
    ? 'W is symmetric: the flip changes nothing.'
    : `Row ${c + 1} has become column ${c + 1}, and ${state.w.rows}×${state.w.cols} has become ${transposed.rows}×${transposed.cols}.`;
  return `${place} ${shape}`;
};

const entryOf = (m: Node, i: number, j: number): Node => sub(m, row(num(i), num(j)));
const transposedW = fence(sup(sym('W', { bold: true, role: 'parameter' }), sym('T')));

const formula = ({ state, result }: Here): Node => {
  const [r, c] = chosenIn(state);
  const value = num(at(result.transposed, r, c), 'result');
  return row(
    entryOf(transposedW, r + 1, c + 1),
    op('='),
    entryOf(sym('W', { role: 'parameter' }), c + 1, r + 1),
    op('='),
    value,
  );
};

const table = ({ result: { transposed } }: Here): DataTable => ({
  caption: 'Every entry of W and where it goes, rows and columns counted from 1',
  columns: ['entry', 'row in W', 'column in W', 'row in Wᵀ', 'column in Wᵀ'],
  rows: entries(transposed).map(([r, c]) => [at(transposed, r, c), c + 1, r + 1, r + 1, c + 1]),
});

export const flip: Lens<Result> = {
  compute,
  picture,
  sentence,
  formula,
  table,
};
