// The four pictures of the transpose: the flip, the wiring, the memory, the gradient check.

import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { matrixView, tied } from '../../kit/matrix-view';
import '../../kit/player';
import { isMatrix, resized, type Matrix } from '../../kit/values';
import type { ControlOptions } from '../../kit/widget';
import { readout } from '../../kit/readout';
import './flip-stage';
import { chosenIn, claimOf, isCopy, list, passOf, type Here } from './state';

const NARROW = 560;
const WIDE = 860;
/** Room for a strip of memory at each width of the widget, inside the card. */
const roomIn = (width: number): number => (width < NARROW ? 296 : width < WIDE ? 500 : 780);

/** Left to right; where panels stand one under the other, an arrow would point at nothing. */
const arrow = ({ width }: Here): TemplateResult | typeof nothing =>
  width < NARROW ? nothing : html`<span class="symbol" aria-hidden="true">→</span>`;

const column = (v: Float64Array): Matrix => ({ rows: v.length, cols: 1, data: v });

export function flip(view: Here): TemplateResult {
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

export function wiring(view: Here): TemplateResult {
  const { state, result, set } = view;
  const [input, output] = chosenIn(state);
  const { identity } = passOf(result);
  const forward = state.direction === 'forward';
  const edit = (e: CustomEvent<{ index: number; value: number; done: boolean }>): void => {
    const key = forward ? 'x' : 'g';
    const data = state[key].slice();
    data[e.detail.index] = e.detail.value;
    set({ [key]: data }, { done: e.detail.done });
  };
  const along = forward ? { highlightRow: output } : { highlightCol: input };
  return html`${layer(view, along)}
    <div class="columns">
      <div class="panel">
        <nabla-wiring
          .weights=${state.w}
          .left=${forward ? state.x : identity.backward}
          .right=${forward ? identity.forward : state.g}
          .direction=${state.direction}
          .input=${input}
          .output=${output}
          .step=${0.5}
          .narrow=${view.width < WIDE}
          @choose=${(e: CustomEvent<number>) => set(forward ? { col: e.detail + 1 } : { row: e.detail + 1 })}
          @edit=${edit}
        ></nabla-wiring>
      </div>
      <div class="panel">
        ${forward ? forwardProduct(view) : backwardProduct(view)}
        <hr class="rule" />
        ${adjoint(view)}
      </div>
    </div>`;
}

const forwardProduct = ({ state, result }: Here): TemplateResult => {
  const [, output] = chosenIn(state);
  return html`<div class="journey top">
    ${matrixView(state.w, { label: 'W', role: 'parameter', digits: 3, tintRow: output })}
    ${matrixView(column(state.x), { label: 'x', role: 'data', digits: 3 })}
    ${tied('=', matrixView(column(passOf(result).identity.forward), { label: 'y', role: 'result', digits: 3, tintRow: output }))}
  </div>`;
};

const backwardProduct = ({ state, result }: Here): TemplateResult => {
  const [input] = chosenIn(state);
  return html`<div class="journey top">
    ${matrixView(result.transposed, { label: 'Wᵀ', role: 'parameter', digits: 3, tintRow: input })}
    ${matrixView(column(state.g), { label: 'g', role: 'gradient', digits: 3 })}
    ${tied('=', matrixView(column(passOf(result).identity.backward), { label: '∂L/∂x', role: 'gradient', digits: 3, tintRow: input }))}
  </div>`;
};

/** The same number from both ends of the layer; with the transpose forgotten, two numbers. */
function adjoint({ state, result }: Here): TemplateResult {
  const { identity, back } = passOf(result);
  const wrong = state.lens === 'gradient' && state.forget;
  const [name, value, role] = wrong
    ? (['⟨x, Wg⟩', back.wrongDot, back.wrongPassed ? 'gradient' : 'broken'] as const)
    : (['⟨x, Wᵀg⟩', identity.backwardDot, 'gradient'] as const);
  return html`${readout([
      ['at the output, ⟨Wx, g⟩', formatNumber(identity.forwardDot, 6), 'result'],
      [`at the input, ${name}`, formatNumber(value, 6), role],
    ])}
    <p class="note">${wrong ? 'Only Wᵀ makes these two agree for every x and g.' : agreement(identity)}</p>`;
}

const agreement = ({ difference, bound }: { difference: number; bound: number }): string =>
  difference === 0
    ? 'Equal to the last bit.'
    : `They differ by ${formatNumber(difference, 2)}; rounding alone may do ${formatNumber(bound, 2)}.`;

export function memory(view: Here): TemplateResult {
  const { state, result, set } = view;
  const [row, col] = chosenIn(state);
  const { memory: at, transposed } = result;
  const copied = isCopy(state, result);
  const step = row * transposed.cols + col;
  const go = (k: number, done = true): void =>
    set({ row: Math.floor(k / transposed.cols) + 1, col: (k % transposed.cols) + 1 }, { done });
  const chooseSlot = (e: CustomEvent<{ slot: number; own: boolean }>): void =>
    go(e.detail.own ? e.detail.slot : at.readOrder.indexOf(e.detail.slot));
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
      .storage=${at.storage}
      .copied=${at.contiguousStorage}
      .order=${at.readOrder}
      .mode=${copied ? 'copy' : 'view'}
      .step=${step}
      .space=${roomIn(view.width)}
      @choose=${chooseSlot}
    ></nabla-memory-strip>
    <nabla-player
      label="read Wᵀ row by row"
      .value=${step}
      .min=${0}
      .max=${at.storage.length - 1}
      .perSecond=${1.6}
      .valueText=${`element ${row}, ${col} of the transpose, slot ${at.readOrder[step]}`}
      @value=${(e: CustomEvent<{ value: number; done: boolean }>) => go(e.detail.value, e.detail.done)}
    ></nabla-player>
  `;
}

function layoutOf({ state, result }: Here): TemplateResult {
  const { memory: at } = result;
  const view = !isCopy(state, result);
  const [s0, s1] = view ? [at.rowStride, at.colStride] : [at.contiguousRowStride, at.contiguousColStride];
  const fails = view && at.viewError !== '';
  return readout([
    ['W.stride()', `(${at.originalRowStride}, ${at.originalColStride})`],
    [view ? 'W.T.stride()' : 'copy.stride()', `(${s0}, ${s1})`],
    [view ? 'W.T.is_contiguous()' : 'copy.is_contiguous()', !view || at.isContiguous ? 'True' : 'False'],
    ['memory', view ? 'shared with W' : 'its own'],
    [
      '.view(−1)',
      state.flatten ? (fails ? 'RuntimeError' : `[${list(at.contiguousStorage, 8, 3)}]`) : undefined,
      fails ? 'broken' : undefined,
    ],
  ]);
}

/** W, with x and g following its size, so that resizing the layer never breaks it. */
function weights(view: Here, options: ControlOptions = {}): TemplateResult {
  const { w, x, g } = view.state;
  const follow = (e: CustomEvent<{ value: unknown; done: boolean }>): void => {
    const { value, done } = e.detail;
    if (!isMatrix(value) || (value.rows === w.rows && value.cols === w.cols)) return;
    view.set({ x: fitted(x, value.cols), g: fitted(g, value.rows) }, { done });
  };
  return html`<div @value=${follow}>${view.control('w', options)}</div>`;
}

const fitted = (v: Float64Array, length: number): Float64Array =>
  resized({ rows: 1, cols: v.length, data: v }, 1, length).data;

const layer = (view: Here, options: ControlOptions = {}): TemplateResult => html`
  <div class="controls fields">${weights(view, options)} ${view.control('x')} ${view.control('g')}</div>
  <hr class="rule" />
`;

export function gradient(view: Here): TemplateResult {
  const { state, result } = view;
  const pass = passOf(result);
  const { gradient: claimed, ratio, passed, worst } = claimOf(state, pass);
  const { forget } = state;
  return html`${layer(view)}
    <div class="columns">
      <div class="panel">
        <nabla-gradient-check
          .claimed=${claimed}
          .measured=${pass.back.numericalX}
          .claim=${forget ? 'Wg' : 'Wᵀg'}
          .ratio=${ratio}
          .passed=${passed}
          .worst=${worst}
          .narrow=${view.width < WIDE}
        ></nabla-gradient-check>
      </div>
      <div class="panel">
        ${view.control('forget')}
        <p class="note">
          ◆ is what ${forget ? 'W g claims' : 'the tape, running backward, claims'}. ○ is measured: each input is nudged
          by 10⁻⁶ both ways, and the change of L = ⟨Wx, g⟩ is divided by the nudge.
        </p>
        <hr class="rule" />
        ${adjoint(view)}
      </div>
    </div>`;
}
