import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { matrixView, tied } from '../../kit/matrix-view';
import { partsOf } from '../../kit/parts';
import { at, resized, withEntry, type Matrix } from '../../kit/values';
import { defineWidget } from '../../kit/widget';
import { readout, type ReadoutRow } from '../../kit/readout';
import { compute, isInPlane, lensOf, rawInverse, statusOf, type Here, type PlaneResult, type Result } from './compute';
import concept from './concept';
import type { methods } from './methods';
import type { PlaneView } from './planes';
import { warp } from './warp';
import { formula, sentence, table, warning } from './words';

function picture(view: Here): TemplateResult {
  const { state } = view;
  return html`
    ${system(view)}
    <hr class="rule" />
    ${isInPlane(state.a) ? html`<div class="controls">${view.control('lens')}</div>` : nothing}
    <div class="lens">${lens(view)}</div>
    <div class="lens">${numbers(view)}</div>
    <hr class="rule" />
    <div class="controls">${view.control('method')} ${view.control('format')}</div>
  `;
}

const lenses = partsOf<'warp', 'lines' | 'jitter' | 'methods', PlaneView | typeof methods>(
  { warp },
  {
    lines: () => import('./lines').then((part) => part.lines),
    jitter: () => import('./jitter').then((part) => part.shaken),
    methods: () => import('./methods').then((part) => part.methods),
  },
);

/** Every lens but the methods is asked for 2×2 systems only, and those have a plane. */
function lens(view: Here): TemplateResult {
  return lenses.get(lensOf(view.state))(view, view.result.plane as PlaneResult);
}

/** A x = b with its numbers, and A⁻¹ beside it. */
function system(view: Here): TemplateResult {
  const { state, result } = view;
  const { solution } = result.chosen;
  const x: Matrix = { rows: solution.length, cols: 1, data: solution };
  return html`<div class="journey top">
    <div @value=${(e: CustomEvent<{ value: Matrix; done: boolean }>) => followA(view, e)}>
      ${view.control('a', { size: state.a.cols > 6 ? 3 : state.a.cols > 4 ? 4 : 5 })}
    </div>
    ${solution.length > 0 ? matrixView(x, { label: 'x', role: 'result' }) : absent('x', 'no solution')}
    ${tied('=', html`<div @value=${(e: CustomEvent<{ value: Matrix; done: boolean }>) => followB(view, e)}>${view.control('b')}</div>`)}
    <div class=${state.a.cols > 4 ? '' : 'apart'}>${inverseOf(view)}</div>
  </div>`;
}

function inverseOf({ state, result }: Here): TemplateResult {
  const { report, pseudoInverse } = result;
  if (!report) return matrixView(pseudoInverse as Matrix, { label: 'pseudo-inverse A⁺', role: 'result', digits: 3 });
  const inverse = state.format === 'float32' ? rawInverse(state, report) : report.inverse;
  if (rawInverse(state, report).rows === 0) return absent('inverse A⁻¹', 'there is none');
  if (statusOf(state, report) === 'singular' || inverse.rows === 0) return absent('inverse A⁻¹', 'no digit is right');
  return matrixView(inverse, { label: 'inverse A⁻¹', role: 'result', digits: inverse.rows > 4 ? 3 : 4 });
}

const absent = (label: string, reason: string): TemplateResult =>
  html`<div class="matrix role-broken">
    <div class="caption">${label}</div>
    <div class="bracket"><span class="entry">${reason}</span></div>
  </div>`;

/** b has an entry for each row of A: growing one grows the other, by a 1, and new diagonal entries of A are 1. */
function followA({ state, set }: Here, event: CustomEvent<{ value: Matrix; done: boolean }>): void {
  const { value, done } = event.detail;
  if (value.rows === state.a.rows && value.cols === state.a.cols) return;
  const isGrown = (event.target as { asText?: boolean }).asText !== true;
  set(
    {
      ...(isGrown && { a: withOnes(value, state.a) }),
      ...(value.rows !== state.b.rows && { b: grownColumn(state.b, value.rows) }),
    },
    { done },
  );
}

function followB({ state, set }: Here, event: CustomEvent<{ value: Matrix; done: boolean }>): void {
  const { value, done } = event.detail;
  if (value.rows === state.a.rows) return;
  set(
    {
      a: withOnes(resized(state.a, value.rows, state.a.rows === state.a.cols ? value.rows : state.a.cols), state.a),
      b: grownColumn(value, value.rows, state.b.rows),
    },
    { done },
  );
}

function withOnes(m: Matrix, before: Matrix): Matrix {
  let grown = m;
  for (let i = Math.min(before.rows, before.cols); i < Math.min(m.rows, m.cols); i++) {
    const isNew = i >= before.rows || i >= before.cols;
    if (isNew && at(m, i, i) === 0) grown = withEntry(grown, i, i, 1);
  }
  return grown;
}

function grownColumn(b: Matrix, rows: number, from = b.rows): Matrix {
  let grown = resized(b, rows, 1);
  for (let i = from; i < rows; i++) if (at(grown, i, 0) === 0) grown = withEntry(grown, i, 0, 1);
  return grown;
}

function numbers(view: Here): TemplateResult {
  const entries = view.result.report ? squareReadout(view) : tallReadout(view);
  return readout(entries);
}

type Entries = readonly ReadoutRow[];

function squareReadout({ state, result }: Here): Entries {
  const { report, chosen, normal } = result;
  if (!report) return [];
  const residual = state.format === 'float32' ? report.residualFloat32 : report.residual;
  const isThere = (state.format === 'float32' ? report.inverseFloat32 : report.inverse).rows > 0;
  return [
    ['det A', formatNumber(report.determinant)],
    ['κ₂, longest over shortest', formatNumber(report.cond2)],
    ['digits lost ≈ log₁₀ κ₂', Number.isFinite(report.digitsLost) ? formatNumber(report.digitsLost, 3) : 'all'],
    ...(state.method === 'normal'
      ? [
          ['κ₂(AᵀA)', formatNumber(normal.condGram)] as const,
          [
            'det AᵀA',
            formatNumber(state.format === 'float32' ? normal.determinantFloat32 : normal.determinant, 3),
          ] as const,
        ]
      : []),
    ['‖AA⁻¹ − I‖', isThere ? zeroOr(residual) : 'no inverse'],
    ['error of x', chosen.solution.length > 0 ? zeroOr(chosen.forwardError) : 'no x'],
  ];
}

function tallReadout({ result }: Here): Entries {
  const { chosen, normal, solve } = result;
  return [
    ['κ₂(A)', formatNumber(normal.cond)],
    ['κ₂(AᵀA)', formatNumber(normal.condGram)],
    ['least ‖Ax − b‖', formatNumber(solve.referenceResidual)],
    ['error of x', chosen.solution.length > 0 ? zeroOr(chosen.forwardError) : 'no x'],
  ];
}

const zeroOr = (x: number): string => (x === 0 ? '0, exact' : formatNumber(x, 2));

export default defineWidget(concept)<Result, Engine>({
  prepare: (state) => lenses.prepare(lensOf(state)),
  compute,
  picture,
  sentence,
  formula,
  table,
  warning,
  blame: (code) => (code === 'shape-mismatch' ? 'b' : undefined),
});
