import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/plane';
import type { Map2, PlaneItem, Point } from '../../kit/plane';
import '../../kit/player';
import { factor, joined, num, op, row, sub, sym } from '../../kit/formula';
import { formatNumber } from '../../kit/format';
import { matrixView, tied } from '../../kit/matrix-view';
import { neuron } from '../../kit/neuron';
import type { Values } from '../../kit/parameters';
import { at, rowsOf, type Matrix } from '../../kit/values';
import { defineWidget, type View } from '../../kit/widget';
import { readout } from '../../kit/readout';
import concept from './concept';

type State = Values<typeof concept.parameters>;
type Result = ReturnType<typeof compute>;
type Here = View<typeof concept.parameters, Result>;

const subscript = (n: number): string => String(n).replace(/\d/g, (d) => '₀₁₂₃₄₅₆₇₈₉'[Number(d)] as string);

/** The chosen entry may lie outside after a resize: the nearest one is meant. */
const chosenIn = (state: State): readonly [number, number] => [
  Math.min(state.row, state.a.rows) - 1,
  Math.min(state.col, state.b.cols) - 1,
];

/** The bias with one entry a neuron: resizing A must not break the layer. */
const biasFor = (state: State): Float64Array =>
  Float64Array.from({ length: state.a.rows }, (_, i) => state.bias[i] ?? 0);

function compute(engine: Engine, state: State) {
  const { a, b } = state;
  const [i, j] = chosenIn(state);
  const layer = Math.min(state.term, a.cols) - 1;
  const x = engine.matrixTranspose(b);
  return {
    report: engine.matmulReport(a, b),
    cell: engine.matmulCell(a, b, i, j),
    mix: engine.matmulColumnMix(a, b, j),
    layer,
    outer: engine.matmulOuterProduct(a, b, layer),
    rows: { x, wT: engine.matrixTranspose(a), y: engine.linearLayer(x, a, biasFor(state)) },
    swapped: a.rows === a.cols && b.rows === b.cols && a.rows === b.rows ? engine.matmul(b, a) : undefined,
    rounded: engine.matmulRounded(a, b, state.format, state.order),
  };
}

function picture(view: Here): TemplateResult {
  const { state, result, set } = view;
  const [i, j] = chosenIn(state);
  const choose = (r: number, c: number): void => {
    if (r !== i || c !== j) set({ row: r + 1, col: c + 1 });
  };
  return html`
    <div class="journey top">
      ${view.control('a', { highlightRow: i, size: state.a.cols > 6 ? 4 : 5 })}
      ${tied('×', view.control('b', { highlightCol: j }))}
      ${tied('=', matrixView(result.report.product, { label: 'product C', role: 'result', chosen: [i, j], onChoose: choose }))}
    </div>
    <hr class="rule" />
    ${view.control('lens')}
    <div class="lens">${lenses[state.lens](view)}</div>
    <hr class="rule" />
    ${numbers(view)}
  `;
}

const lenses: Record<State['lens'], (view: Here) => TemplateResult> = {
  cell: ({ state, result }) => {
    const { cell } = result;
    const [i, j] = chosenIn(state);
    const wires = Array.from(cell.products, (product, k) => ({
      input: cell.columnOfB[k] as number,
      weight: cell.rowOfA[k] as number,
      product,
    }));
    return html`<div class="columns">
      ${neuron(wires, cell.value, `Neuron ${i + 1}: ${wires.length} weighted inputs add up to ${formatNumber(cell.value)}`)}
      <p class="note">
        Row ${i + 1} of A holds the weights of neuron ${i + 1}; column ${j + 1} of B is one input. Point at another
        entry of C to follow another neuron. A dashed wire subtracts.
      </p>
    </div>`;
  },
  columns: ({ state, result }) => {
    const [, j] = chosenIn(state);
    const { mix } = result;
    return html`<div class="journey">
      ${Array.from(
        mix.weights,
        (w, k) => html`
          ${k > 0 ? html`<span class="symbol" aria-hidden="true">+</span>` : nothing}
          <span class="role-data">${formatNumber(w)}</span>
          ${matrixView(columnOf(state.a, k), { label: `a${subscript(k + 1)}`, role: 'parameter' })}
        `,
      )}
      <span class="symbol" aria-hidden="true">=</span>
      ${matrixView(columnOf(result.report.product, j), { label: `c${subscript(j + 1)}`, role: 'result' })}
    </div>`;
  },
  outer: ({ state, result, set }) => html`
    <div class="journey top">
      ${matrixView(result.outer.term, { label: `column ${result.layer + 1} of A times row ${result.layer + 1} of B`, role: 'data' })}
      ${tied('→', matrixView(result.outer.partialSum, { label: `sum of the first ${result.layer + 1}`, role: 'result' }))}
    </div>
    <nabla-player
      label="outer products added"
      .value=${result.layer + 1}
      .min=${1}
      .max=${state.a.cols}
      .perSecond=${1.5}
      @value=${(e: CustomEvent<{ value: number; done: boolean }>) => set({ term: e.detail.value }, { done: e.detail.done })}
    ></nabla-player>
  `,
  warp: ({ state, result, set }) => {
    if (state.a.rows !== 2 || state.a.cols !== 2) {
      return html`<p class="note">
        A grid in the plane can be warped only by a 2×2 matrix; A is ${state.a.rows}×${state.a.cols}.
        <button
          @click=${() => set({ a: { rows: 2, cols: 2, data: Float64Array.of(1, -0.5, 0.5, 1) }, b: { rows: 2, cols: 2, data: Float64Array.of(1, 0.5, 0.5, 1) } })}
        >
          Use a 2×2 example
        </button>
      </p>`;
    }
    return warp(state, result);
  },
  rows: (view) => {
    const { x, wT, y } = view.result.rows;
    return html`
      <div class="journey top">
        ${matrixView(x, { label: 'x = Bᵀ', role: 'data' })}
        ${tied('×', matrixView(wT, { label: 'Wᵀ = Aᵀ', role: 'parameter' }))} ${tied('+', view.control('bias'))}
        ${tied('=', matrixView(y, { label: 'y', role: 'result' }))}
      </div>
      <p class="note">
        <code>F.linear(x, W, bias)</code> keeps one sample a row and transposes the weights: without a bias it is C
        turned on its side.
      </p>
    `;
  },
  digits: (view) => {
    const { state, result } = view;
    const { maxError, wideMaxError } = result.rounded;
    const plain = state.format === 'float64' && state.order === 'naive';
    const narrow = state.format === 'float16' || state.format === 'bfloat16';
    return html`
      <div class="controls">${view.control('format')} ${view.control('order')}</div>
      <div class="journey top">
        ${matrixView(result.rounded.product, { label: `C as ${state.format} sums it`, role: 'result', digits: 9 })}
        ${tied(maxError === 0 ? '=' : plain ? '≈' : '≠', matrixView(result.rounded.exact, { label: 'C exactly, rounded once', role: 'scaffold', digits: 9 }))}
      </div>
      <p class="note">
        Largest error ${formatNumber(maxError, 3)}; without the rounding of the inputs
        ${formatNumber(result.rounded.maxArithmeticError, 3)}.
        ${narrow ? `With the sum carried in float32, as PyTorch’s kernels do, ${formatNumber(wideMaxError, 3)}.` : nothing}
      </p>
    `;
  },
};

const map2 = (m: Matrix): Map2 => Array.from(m.data) as unknown as Map2;

/** B’s columns, the same after A, and, where both products exist, what the other order makes of the grid. */
function warp(state: State, { report, swapped }: Result): TemplateResult {
  const entries = [...state.b.data, ...report.product.data, ...(swapped?.data ?? [])].filter(Number.isFinite);
  const extent = Math.max(3, ...entries.map(Math.abs)) * 1.15;
  const plane = (
    caption: string,
    name: string,
    m: Matrix,
    map: Map2,
    role: 'data' | 'result' | 'scaffold',
  ): TemplateResult => {
    const columns: PlaneItem[] = columnsOf(m).map((to, k) => ({
      type: 'vector',
      to,
      role,
      label: `${name}${subscript(k + 1)}`,
    }));
    return html`<div class="grow">
      <div class="caption role-${role}">${caption}</div>
      <nabla-plane label=${caption} .extent=${extent} .items=${[{ type: 'grid', map, role }, ...columns]}></nabla-plane>
    </div>`;
  };
  return html`<div class="journey">
    ${plane('columns of B', 'b', state.b, swapped ? map2(state.b) : [1, 0, 0, 1], 'data')}
    <span class="symbol" aria-hidden="true">→</span>
    ${plane('AB: B first, then A', 'c', report.product, swapped ? map2(report.product) : map2(state.a), 'result')}
    ${swapped ? plane('BA: A first, then B', 'd', swapped, map2(swapped), 'scaffold') : nothing}
  </div>`;
}

const columnOf = (m: Matrix, c: number): Matrix => ({
  rows: m.rows,
  cols: 1,
  data: Float64Array.from({ length: m.rows }, (_, r) => at(m, r, c)),
});

const columnsOf = (m: Matrix): Point[] => Array.from({ length: m.cols }, (_, c) => [at(m, 0, c), at(m, 1, c)] as const);

function numbers({ state, result }: Here): TemplateResult {
  const { report } = result;
  const { a, b } = state;
  const rows: [string, string][] = [
    ['shapes', `${a.rows}×${a.cols} · ${b.rows}×${b.cols} → ${a.rows}×${b.cols}`],
    ['multiplications and additions', formatNumber(report.flops)],
    ['‖AB − BA‖, Frobenius', report.commutatorDefined ? formatNumber(report.commutatorNorm) : 'BA has another shape'],
    ['float32 differs by', formatNumber(report.maxDifferenceFloat32, 3)],
  ];
  return readout(rows);
}

function sentence({ state, result }: Here): string {
  const [i, j] = chosenIn(state);
  const { a, b } = state;
  const chosen = `Row ${i + 1} of A meets column ${j + 1} of B and gives ${formatNumber(result.cell.value)}.`;
  const whole = `${a.rows}×${a.cols} times ${b.rows}×${b.cols} is ${a.rows}×${b.cols}, in ${formatNumber(result.report.flops)} operations.`;
  return `${chosen} ${whole}`;
}

function formula({ state, result }: Here) {
  const [i, j] = chosenIn(state);
  const terms = Array.from(result.cell.products, (_, k) =>
    row(
      factor(result.cell.rowOfA[k] as number, 'parameter'),
      op('·'),
      factor(result.cell.columnOfB[k] as number, 'data'),
    ),
  );
  return row(
    sub(sym('C'), row(num(i + 1), num(j + 1))),
    op('='),
    joined(terms, '+'),
    op('='),
    num(result.cell.value, 'result'),
  );
}

const CAUSES: Readonly<Record<string, string>> = {
  'infinite-input': 'an entry is too large for the format and rounds to infinity',
  'zero-times-infinity': 'zero times infinity has no value',
  'product-overflow': 'the product of two entries is larger than the format can hold',
  'infinity-minus-infinity': 'infinity minus infinity has no value',
  'sum-overflow': 'the running sum grows past what the format can hold',
};

function warning({ state, result }: Here): string | undefined {
  const { overflow } = result.rounded;
  if (!overflow.found) return undefined;
  const { row: r, col: c, step, cause } = overflow;
  const what = CAUSES[cause] ?? cause;
  return `In ${state.format}, entry (${r + 1}, ${c + 1}) is ${formatNumber(overflow.value)}: at k = ${step + 1}, ${what}.`;
}

const table = ({ result }: Here) => ({
  caption: 'Product C, row by row',
  columns: ['row', ...Array.from({ length: result.report.product.cols }, (_, c) => `column ${c + 1}`)],
  rows: rowsOf(result.report.product).map((values, r) => [r + 1, ...values]),
});

export default defineWidget(concept)<Result, Engine>({
  compute,
  picture,
  sentence,
  formula,
  table,
  warning,
  blame: (code) => (code === 'shape-mismatch' ? 'b' : undefined),
});
