import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { factor, fence, frac, joined, num, op, row, sub, sup, sym, words, type Node } from '../../kit/formula';
import { formatNumber } from '../../kit/format';
import { partsOf } from '../../kit/parts';
import { at, sameValue, type Matrix } from '../../kit/values';
import { defineWidget, type DataTable } from '../../kit/widget';
import concept from './concept';
import { flip, gradient, memory, wiring } from './lenses';
import { chosenIn, claimOf, compute, isCopy, list, passOf, type Here, type Result, type State } from './state';

const lenses: Record<State['lens'], (view: Here) => TemplateResult> = { flip, wiring, memory, gradient };

function picture(view: Here): TemplateResult {
  const { lens } = view.state;
  return html`
    <div class="controls">
      ${view.control('lens')} ${lens === 'wiring' ? view.control('direction') : nothing}
      ${lens === 'memory' ? html`${view.control('storage')} ${view.control('flatten')}` : nothing}
    </div>
    <hr class="rule" />
    ${lenses[lens](view)}
  `;
}

/** x₁ for the first. */
const indexed = (name: string, k: number): string => `${name}${'₁₂₃₄₅₆'.charAt(k)}`;

const sentences: Record<State['lens'], (view: Here) => string> = {
  flip: ({ state, result }) => {
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
  },
  wiring: ({ state, result }) => {
    const [j, i] = chosenIn(state);
    const { identity } = passOf(result);
    if (state.direction === 'forward') {
      return `Output ${indexed('y', i)} gathers along row ${i + 1} of W: ${state.w.cols} inputs add up to ${formatNumber(identity.forward[i] as number)}.`;
    }
    return `Input ${indexed('x', j)} gathers along column ${j + 1} of W, which is row ${j + 1} of Wᵀ: what the loss says of the outputs adds up to ${formatNumber(identity.backward[j] as number)}.`;
  },
  memory: ({ state, result }) => {
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
  },
  gradient: ({ state, result }) => {
    const pass = passOf(result);
    const { gradient, ratio, passed } = claimOf(state, pass);
    return `${state.forget ? 'W g' : 'Wᵀg'} claims the gradient (${list(gradient)}); nudging the inputs measures (${list(pass.back.numericalX)}). The largest error is ${formatNumber(ratio, 3)} times the tolerance, so gradcheck ${passed ? 'passes' : 'fails'}.`;
  },
};

const entryOf = (m: Node, i: number, j: number): Node => sub(m, row(num(i), num(j)));
const transposedW = fence(sup(sym('W', { bold: true, role: 'parameter' }), sym('T')));
const slope = (of: Node): Node => frac(row(op('∂'), sym('L')), row(op('∂'), of));

/** Σ a_k b_k with the numbers in it. */
const weighted = (a: readonly number[], b: Float64Array, role: 'data' | 'gradient'): Node =>
  joined(
    a.map((w, k) => row(factor(w, 'parameter', 3), op('·'), factor(b[k] as number, role, 3))),
    '+',
  );

const formulas: Record<State['lens'], (view: Here) => Node> = {
  flip: ({ state, result }) => {
    const [r, c] = chosenIn(state);
    const value = num(at(result.transposed, r, c), 'result');
    return row(
      entryOf(transposedW, r + 1, c + 1),
      op('='),
      entryOf(sym('W', { role: 'parameter' }), c + 1, r + 1),
      op('='),
      value,
    );
  },
  wiring: ({ state, result }) => {
    const [j, i] = chosenIn(state);
    const { identity } = passOf(result);
    if (state.direction === 'forward') {
      const weightsOf = Array.from({ length: state.w.cols }, (_, k) => at(state.w, i, k));
      return row(
        sub(sym('y'), num(i + 1)),
        op('='),
        weighted(weightsOf, state.x, 'data'),
        op('='),
        num(identity.forward[i] as number, 'result'),
      );
    }
    const weightsOf = Array.from({ length: state.w.rows }, (_, k) => at(state.w, k, j));
    return row(
      slope(sub(sym('x'), num(j + 1))),
      op('='),
      weighted(weightsOf, state.g, 'gradient'),
      op('='),
      num(identity.backward[j] as number, 'gradient'),
    );
  },
  memory: ({ state, result }) => {
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
  },
  gradient: ({ state, result }) => {
    const pass = passOf(result);
    const { gradient, ratio, passed, worst } = claimOf(state, pass);
    const claimed = gradient[worst] as number;
    const measured = pass.back.numericalX[worst] as number;
    const over = fence(row(num(claimed, passed ? 'gradient' : 'broken'), op('−'), factor(measured)), '|', '|');
    const under = row(sup(num(10), num(-5)), op('+'), sup(num(10), num(-3)), op('·'), fence(num(measured), '|', '|'));
    const found = num(ratio, passed ? 'result' : 'broken', 3);
    return row(frac(over, under), op('='), found, op(passed ? '≤' : '>'), num(1));
  },
};

function warning({ state, result }: Here): string | undefined {
  if (state.lens === 'memory') {
    const { viewError } = result.memory;
    return state.flatten && !isCopy(state, result) && viewError ? `RuntimeError: ${viewError}` : undefined;
  }
  if (state.lens !== 'gradient') return undefined;
  const { back, identity } = passOf(result);
  const at = (v: Float64Array, k: number): string => formatNumber(v[k] as number);
  if (state.forget) {
    if (back.wrongPassed)
      return 'W g equals Wᵀg for this W and g, so the check cannot see that the transpose is missing.';
    const k = back.wrongWorst;
    const name = indexed('x', k);
    return `∂L/∂${name}: W g says ${at(back.wrongGradX, k)}, but nudging ${name} measures ${at(back.numericalX, k)}. Use Wᵀg.`;
  }
  if (back.passedX) return undefined;
  return `The gradient is right and the measurement is not: L = ${formatNumber(identity.forwardDot)} is stored with a rounding error that, divided by the nudge of 10⁻⁶, drowns ∂L/∂${indexed('x', back.worstX)}.`;
}

const entries = (m: Matrix): readonly (readonly [number, number])[] =>
  Array.from({ length: m.rows * m.cols }, (_, k) => [Math.floor(k / m.cols), k % m.cols] as const);

const tables: Record<State['lens'], (view: Here) => DataTable> = {
  flip: ({ result: { transposed } }) => ({
    caption: 'Every entry of W and where it goes, rows and columns counted from 1',
    columns: ['entry', 'row in W', 'column in W', 'row in Wᵀ', 'column in Wᵀ'],
    rows: entries(transposed).map(([r, c]) => [at(transposed, r, c), c + 1, r + 1, r + 1, c + 1]),
  }),
  wiring: ({ state, result }) => {
    const { identity } = passOf(result);
    const of = (name: string, v: Float64Array): (string | number)[][] =>
      Array.from(v, (value, k) => [indexed(name, k), value]);
    return {
      caption: 'The layer in both directions',
      columns: ['quantity', 'value'],
      rows: [
        ...of('x', state.x),
        ...of('y', identity.forward),
        ...of('g', state.g),
        ...of('∂L/∂x', identity.backward),
        ['⟨Wx, g⟩', identity.forwardDot],
        ['⟨x, Wᵀg⟩', identity.backwardDot],
        ['difference', identity.difference],
        ['what rounding may do', identity.bound],
      ],
    };
  },
  memory: ({ result: { transposed, memory: m } }) => ({
    caption: 'Elements of Wᵀ in reading order, counted from 0',
    columns: ['row', 'column', 'value', 'slot read by the view', 'slot in a copy'],
    rows: entries(transposed).map(([r, c], k) => [r, c, at(transposed, r, c), m.readOrder[k] as number, k]),
  }),
  gradient: ({ result }) => {
    const { back } = passOf(result);
    const forW = entries(back.gradW).map(([i, j]): (string | number)[] => [
      indexed(indexed('∂L/∂W', i), j),
      at(back.gradW, i, j),
      at(back.numericalW, i, j),
      '',
    ]);
    return {
      caption: 'Gradients by the tape and by central differences, nudge 1e-6',
      columns: ['entry', 'tape', 'measured', 'W g'],
      rows: [
        ...Array.from(back.gradX, (v, j): (string | number)[] => [
          `∂L/∂x${j + 1}`,
          v,
          back.numericalX[j] as number,
          back.wrongGradX[j] ?? '',
        ]),
        ...forW,
      ],
    };
  },
};

/** The control that a mismatch belongs to: x or g of the wrong length, or W g for a W that is not square. */
function blame(code: string, values: unknown): 'x' | 'g' | 'forget' | undefined {
  const { w, x, g } = values as State;
  if (code !== 'shape-mismatch') return undefined;
  if (x.length !== w.cols) return 'x';
  return g.length === w.rows ? 'forget' : 'g';
}

/** The elements that draw a lens; the flip, which is there at first, comes with the widget. */
const drawings = partsOf<'flip', 'wiring' | 'memory' | 'gradient', unknown>(
  { flip: null },
  {
    wiring: () => import('./wiring'),
    memory: () => import('./memory-strip'),
    gradient: () => import('./gradient-check'),
  },
);

export default defineWidget(concept)<Result, Engine>({
  prepare: (state) => drawings.prepare(state.lens),
  compute,
  picture,
  sentence: (view) => sentences[view.state.lens](view),
  formula: (view) => formulas[view.state.lens](view),
  table: (view) => tables[view.state.lens](view),
  warning,
  blame,
});
