// The function and its slope, and what the slope is at a point: by rule, from the left, from the right.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem, Point } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import { nameOf, type Here, type Lens, type State } from './lens';

interface Result {
  readonly curve: ReturnType<Engine['activationCurve']>;
  readonly relu: ReturnType<Engine['activationCurve']>;
}

const WINDOW = { x: [-4.2, 4.2], y: [-1.4, 4.2] } as const;

const compute = (engine: Engine, { activation, slope, x }: State): Result => ({
  curve: engine.activationCurve(activation, slope, x),
  relu: engine.activationCurve('relu', 0, x),
});

const pointsOf = ({ curve }: Result['curve'], column: number): Point[] =>
  Array.from({ length: curve.rows }, (_, i) => [at(curve, i, 0), at(curve, i, column)]);

/** A slope that jumps is drawn as separate pieces: there is nothing in between. */
function pieces(points: readonly Point[]): Point[][] {
  const out: Point[][] = [[]];
  for (const [i, p] of points.entries()) {
    if (i > 0 && Math.abs(p[1] - (points[i - 1] as Point)[1]) > 0.3) out.push([]);
    (out.at(-1) as Point[]).push(p);
  }
  return out;
}

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const { curve } = result;
  const { x } = state;
  const tangent = (by: number): Point => [x + by, curve.value + by * curve.slope];
  const items: PlaneItem[] = [
    ...(state.activation === 'relu'
      ? []
      : [{ type: 'line', points: pointsOf(result.relu, 1), role: 'scaffold', dashed: true } as const]),
    ...pieces(pointsOf(curve, 2)).map((points): PlaneItem => ({ type: 'line', points, role: 'gradient' })),
    { type: 'line', points: pointsOf(curve, 1), role: 'result' },
    { type: 'line', points: [tangent(-0.8), tangent(0.8)], role: 'gradient', thin: true },
    { type: 'dots', points: [[x, curve.slope]], role: 'gradient', size: 4 },
    { type: 'text', at: [2.2, 2.7], text: `φ = ${nameOf(state)}`, role: 'result', anchor: 'end' },
    { type: 'text', at: [3.9, 1.25], text: 'φ′', role: 'gradient', anchor: 'end' },
    {
      type: 'handle',
      key: 'x',
      at: [x, curve.value],
      role: 'data',
      label: 'x',
      name: 'x, where value and slope are read',
      move: (to, done) => set({ x: Math.min(4, Math.max(-4, to[0])) }, { done }),
    },
  ];
  return html`<div class="stack">
    <div class="controls">
      ${view.control('activation')} ${state.activation === 'leaky_relu' ? view.control('slope') : nothing}
    </div>
    <div class="columns">
      <nabla-plane
        label="The activation and its slope, with the tangent at x"
        xLabel="x"
        .window=${WINDOW}
        .aspect=${0.667}
        .items=${items}
      ></nabla-plane>
      <div class="stack loose">
        ${view.control('x')}
        ${readout([
          ['φ(x)', curve.value, 'result'],
          ['φ′(x), PyTorch’s', curve.slope, 'gradient'],
          ['slope from the left', curve.left],
          ['slope from the right', curve.right],
        ])}
        <p class="note">
          From both sides: differences over a step of 2⁻²⁰. Where they disagree there is no derivative, and what a
          program returns is a convention.
        </p>
      </div>
    </div>
  </div>`;
}

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-4;

function sentence({ state, result: { curve } }: Here<Result>): string {
  const head = `${nameOf(state)} of ${formatNumber(state.x)} is ${formatNumber(curve.value)}`;
  if (!near(curve.left, curve.right))
    return `${head}; its slope is ${formatNumber(curve.left, 3)} from the left and ${formatNumber(curve.right, 3)} from the right, and PyTorch takes ${formatNumber(curve.slope)}.`;
  const fate =
    curve.slope === 0 ? 'nothing of a gradient passes' : `a gradient passes times ${formatNumber(curve.slope, 3)}`;
  return `${head}; ${fate}.`;
}

const formula = ({ state, result: { curve } }: Here<Result>): Node =>
  row(
    sym(nameOf(state)),
    words('('),
    num(state.x, 'data'),
    words(')'),
    op('='),
    ...(state.activation === 'relu' ? [words('max(0, '), num(state.x, 'data'), words(')'), op('=')] : []),
    num(curve.value, 'result'),
    words(', '),
    sub(sym('φ′'), words('PyTorch')),
    op('='),
    num(curve.slope, 'gradient'),
  );

const table = ({ result: { curve } }: Here<Result>) => ({
  caption: 'The activation and its slope',
  columns: ['x', 'φ(x)', 'φ′(x)'],
  rows: Array.from({ length: curve.curve.rows }, (_, i) => [0, 1, 2].map((k) => at(curve.curve, i, k))),
});

const warning = ({ result: { curve } }: Here<Result>): string | undefined =>
  near(curve.left, curve.right)
    ? undefined
    : 'There is no derivative here: the slopes from the two sides differ. What autograd returns is a choice.';

export const curve: Lens<Result> = { compute, picture, sentence, formula, table, warning };
