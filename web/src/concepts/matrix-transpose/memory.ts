// The memory: the same slots read in another order, or copied.

import { html, type TemplateResult } from 'lit';
import { fence, num, op, row, words, type Node } from '../../kit/formula';
import { matrixView } from '../../kit/matrix-view';
import '../../kit/player';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import type { DataTable } from '../../kit/widget';
import { arrow, entries, type Lens, NARROW, weights, WIDE } from './lens';
import './memory-strip';
import { chosenIn, compute, list, type Here, type Result, type State } from './state';

/** Room for a strip of memory at each width of the widget, inside the card. */
const roomIn = (width: number): number => (width < NARROW ? 296 : width < WIDE ? 500 : 780);

/** .contiguous() copies only what is not contiguous already: a single row or column stays a view. */
const isCopy = ({ storage }: State, { memory }: Result): boolean => storage === 'copy' && !memory.isContiguous;

function picture(view: Here): TemplateResult {
  const { state, result, set } = view;
  const [row, col] = chosenIn(state);
  const { memory: m, transposed } = result;
  const copied = isCopy(state, result);
  const step = row * transposed.cols + col;
  const go = (k: number, done = true): void =>
    set({ row: Math.floor(k / transposed.cols) + 1, col: (k % transposed.cols) + 1 }, { done });
  const chooseSlot = (e: CustomEvent<{ slot: number; own: boolean }>): void =>
    go(e.detail.own ? e.detail.slot : m.readOrder.indexOf(e.detail.slot));
  return html`
    <div class="journey top">
      ${weights(view, { highlightAt: [col, row] })} ${arrow(view)}
      ${matrixView(transposed, {
        label: copied ? 'Wᵀ, a copy' : 'Wᵀ, a view',
        role: 'result',
        digits: 3,
        chosen: [row, col],
        chooseOnHover: false,
        onChoose: (r, c) => set({ row: r + 1, col: c + 1 }),
      })}
      <div class="grow">${layoutOf(view)}</div>
    </div>
    <hr class="rule" />
    <nabla-memory-strip
      .storage=${m.storage}
      .copied=${m.contiguousStorage}
      .order=${m.readOrder}
      .mode=${copied ? 'copy' : 'view'}
      .step=${step}
      .space=${roomIn(view.width)}
      @choose=${chooseSlot}
    ></nabla-memory-strip>
    <nabla-player
      label="read Wᵀ row by row"
      .value=${step}
      .min=${0}
      .max=${m.storage.length - 1}
      .perSecond=${1.6}
      .valueText=${`element ${row}, ${col} of the transpose, slot ${m.readOrder[step]}`}
      @value=${(e: CustomEvent<{ value: number; done: boolean }>) => go(e.detail.value, e.detail.done)}
    ></nabla-player>
  `;
}

function layoutOf({ state, result }: Here): TemplateResult {
  const { memory: m } = result;
  const view = !isCopy(state, result);
  const [s0, s1] = view ? [m.rowStride, m.colStride] : [m.contiguousRowStride, m.contiguousColStride];
  const fails = view && m.viewError !== '';
  return readout([
    ['W.stride()', `(${m.originalRowStride}, ${m.originalColStride})`],
    [view ? 'W.T.stride()' : 'copy.stride()', `(${s0}, ${s1})`],
    [view ? 'W.T.is_contiguous()' : 'copy.is_contiguous()', !view || m.isContiguous ? 'True' : 'False'],
    ['memory', view ? 'shared with W' : 'its own'],
    [
      '.view(−1)',
      state.flatten ? (fails ? 'RuntimeError' : `[${list(m.contiguousStorage, 8, 3)}]`) : undefined,
      fails ? 'broken' : undefined,
    ],
  ]);
}

const sentence = ({ state, result }: Here): string => {
  const [r, c] = chosenIn(state);
  const { memory: m, transposed } = result;
  const k = r * transposed.cols + c;
  const slot = m.readOrder[k] as number;
  if (isCopy(state, result)) {
    return `The copy has memory of its own: its element (${r}, ${c}) is in slot ${k}, taken from slot ${slot} of W. It reads straight through.`;
  }
  return state.storage === 'copy'
    ? `There is nothing to copy: read row by row, Wᵀ already goes straight through the memory of W, and .contiguous() hands back the view.`
    : `Counted from 0, element (${r}, ${c}) of Wᵀ is read from slot ${slot}. Nothing has moved: row by row, Wᵀ reads slots ${list(m.readOrder)}.`;
};

const formula = ({ state, result }: Here): Node => {
  const [r, c] = chosenIn(state);
  const { memory: m, transposed } = result;
  const k = r * transposed.cols + c;
  const view = !isCopy(state, result);
  const [s0, s1] = view ? [m.rowStride, m.colStride] : [m.contiguousRowStride, m.contiguousColStride];
  const slot = view ? (m.readOrder[k] as number) : k;
  return row(
    words('slot'),
    fence(row(num(r), op(','), num(c))),
    op('='),
    num(r),
    op('·'),
    num(s0, 'parameter'),
    op('+'),
    num(c),
    op('·'),
    num(s1, 'parameter'),
    op('='),
    num(slot, 'result'),
  );
};

const table = ({ result: { transposed, memory: m } }: Here): DataTable => ({
  caption: 'Elements of Wᵀ in reading order, counted from 0',
  columns: ['row', 'column', 'value', 'slot read by the view', 'slot in a copy'],
  rows: entries(transposed).map(([r, c], k) => [r, c, at(transposed, r, c), m.readOrder[k] as number, k]),
});

function warning({ state, result }: Here): string | undefined {
  const { viewError } = result.memory;
  return state.flatten && !isCopy(state, result) && viewError ? `RuntimeError: ${viewError}` : undefined;
}

export const memory: Lens<Result> = {
  compute,
  picture,
  sentence,
  formula,
  table,
  warning,
};
