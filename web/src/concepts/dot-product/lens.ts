// What each way of looking provides, and the pieces that several of them show.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { factor, fence, joined, norm, num, op, row, sym, words, type Node } from '../../kit/formula';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Values } from '../../kit/parameters';
import { readout } from '../../kit/readout';
import type { PlaneItem, Point } from '../../kit/plane';
import type { DataTable, View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;
export type Geometry = ReturnType<Engine['dotGeometry']>;

export type Lens<R> = KitLens<Table, R, Engine>;

export const pointOf = (v: Float64Array): Point => [v[0] ?? Number.NaN, v[1] ?? Number.NaN];

export const lowered = (n: number): string => [...String(n)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)] ?? '').join('');

export const degrees = (x: number, digits = 4): string =>
  Number.isFinite(x) ? `${formatNumber(x, digits)}°` : formatNumber(x);

/** The two vectors as they are typed, called what the lens calls them. */
export const fields = <R>({ control, state, width }: Here<R>, a: string, b: string): TemplateResult => {
  const entries = Math.max(state.a.length, state.b.length);
  // Two short vectors stand side by side on a phone; long numbers need the room that there is.
  const size = state.lens === 'digits' && entries < 5 ? 10 : width < 560 && entries < 3 ? 4 : 5;
  return html`<div class="controls fields">
    ${control('a', { label: a, size })}
    ${state.lens === 'rivals' ? control('rival', { label: 'second input x₂' }) : nothing}
    ${control('b', { label: b, size })}
  </div>`;
};

/** Entry by entry, each product under its factors. */
export const productTable = (
  names: readonly [string, string],
  a: Float64Array,
  b: Float64Array,
  products: Float64Array,
  sum: number,
): TemplateResult =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="Products, entry by entry">
    <table>
      <thead>
        <tr>
          <th scope="col">i</th>
          <th scope="col" class="role-data">${names[0]}<sub>i</sub></th>
          <th scope="col" class="role-parameter">${names[1]}<sub>i</sub></th>
          <th scope="col">${names[0]}<sub>i</sub>${names[1]}<sub>i</sub></th>
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          products,
          (p, i) =>
            html`<tr>
              <td>${i + 1}</td>
              <td class="role-data">${formatNumber(a[i] ?? 0)}</td>
              <td class="role-parameter">${formatNumber(b[i] ?? 0)}</td>
              <td>${formatNumber(p)}</td>
            </tr>`,
        )}
        <tr>
          <th scope="row" colspan="3">their sum</th>
          <td class="role-result"><strong>${formatNumber(sum)}</strong></td>
        </tr>
      </tbody>
    </table>
  </div>`;

export const geometryReadout = (g: Geometry): TemplateResult => {
  const orUndefined = (x: number, text = formatNumber(x)): string => (g.angleDefined ? text : 'not defined');
  return readout([
    ['a·b', formatNumber(g.value), 'result'],
    ['‖a‖', formatNumber(g.normA), 'data'],
    ['‖b‖', formatNumber(g.normB), 'parameter'],
    // Past 1 every digit is shown: that is the point.
    ['cos θ', orUndefined(g.cosine, formatNumber(g.cosine, Math.abs(g.cosine) > 1 ? 17 : 4))],
    ['θ', orUndefined(g.angle, degrees(g.angle))],
    ['shadow a·b/‖b‖', g.normB > 0 ? formatNumber(g.scalarProjection) : 'not defined', 'result'],
  ]);
};

/** The products are too small for float64: the sum reads 0, and the cosine, from scaled copies, does not. */
const underflows = (g: Geometry): boolean => g.angleDefined && g.value === 0 && g.cosine !== 0;

/** a·b = Σ aᵢbᵢ = … = ‖a‖ ‖b‖ cos θ with the numbers; longer sums are shortened in the middle. */
export function sumFormula(g: Geometry, { a, b }: State): Node {
  const terms = Array.from(g.products, (_, i) =>
    row(factor(a[i] ?? 0, 'data'), op('·'), factor(b[i] ?? 0, 'parameter')),
  );
  const shown = terms.length > 4 ? [...terms.slice(0, 3), words('…'), ...terms.slice(-1)] : terms;
  const equals = op(underflows(g) ? '≈' : '=');
  const sum = [sym('a', { bold: true }), op('·'), sym('b', { bold: true }), op('='), joined(shown, '+'), equals];
  if (!g.angleDefined || !Number.isFinite(g.value) || underflows(g)) return row(...sum, num(g.value, 'result'));
  return row(
    ...sum,
    num(g.value, 'result'),
    op('='),
    norm(sym('a', { bold: true })),
    norm(sym('b', { bold: true })),
    op('cos'),
    sym('θ'),
    op('='),
    num(g.normA, 'data'),
    op('·'),
    num(g.normB, 'parameter'),
    op('·'),
    Number.isFinite(g.angle) ? row(op('cos'), num(g.angle), words('°')) : fence(num(g.cosine), '(', ')'),
  );
}

export function geometrySentence(g: Geometry): string {
  if (!g.angleDefined) {
    const who = g.normA > 0 ? 'b is zero' : g.normB > 0 ? 'a is zero' : 'Both vectors are zero';
    return `${who}: the dot product is 0, and there is no direction to measure an angle from.`;
  }
  if (g.scalarProjection === 0) return 'a stands at a right angle to b: no shadow, and a·b is 0.';
  const shadow = `its shadow on b is ${formatNumber(g.scalarProjection)} long`;
  if (!Number.isFinite(g.value) || underflows(g))
    return `a stands at ${degrees(g.angle)} to b, but a·b is ${underflows(g) ? 'smaller than' : 'beyond'} what float64 can hold.`;
  const total = `times the ${formatNumber(g.normB)} of ‖b‖ that is a·b = ${formatNumber(g.value)}`;
  return g.scalarProjection > 0
    ? `a leans with b: ${shadow}, and ${total}.`
    : `a leans against b: its shadow falls behind the origin, ${formatNumber(g.scalarProjection)}, and ${total}.`;
}

export function geometryWarning(g: Geometry): string | undefined {
  if (g.angleDefined && Number.isNaN(g.angle)) {
    return 'acos has no value here: rounding carried the computed cosine past 1. Clamp it first.';
  }
  if (g.firstBad >= 0) {
    const i = lowered(g.firstBad + 1);
    return `a·b leaves float64 at a${i}b${i}: the largest number is about 1.8·10³⁰⁸. The product is ${formatNumber(g.value)}; the angle, from scaled copies, is right.`;
  }
  return underflows(g)
    ? 'a·b is not 0, only below the least positive float64, about 5·10⁻³²⁴; the angle, from scaled copies, is right.'
    : undefined;
}

export const geometryTable = (g: Geometry, { a, b }: State): DataTable => ({
  caption: 'Entries, products, and the shadow of a on b',
  columns: ['i', 'a', 'b', 'a·b', 'shadow'],
  rows: Array.from(g.products, (p, i) => [
    i + 1,
    a[i] ?? Number.NaN,
    b[i] ?? Number.NaN,
    p,
    g.projection[i] ?? Number.NaN,
  ]),
});

/** From direction p to direction q round the origin, the short way, with its size written at the middle. */
export function angleArc(p: Point, q: Point, radius: number, text: string): PlaneItem[] {
  const [from, to] = [Math.atan2(p[1], p[0]), Math.atan2(q[1], q[0])];
  const sweep = Math.atan2(Math.sin(to - from), Math.cos(to - from));
  if (!Number.isFinite(sweep) || Math.abs(sweep) < 0.03) return [];
  const at = (share: number, r: number): Point => [
    r * Math.cos(from + share * sweep),
    r * Math.sin(from + share * sweep),
  ];
  return [
    { type: 'line', points: Array.from({ length: 33 }, (_, i) => at(i / 32, radius)), role: 'scaffold', thin: true },
    { type: 'text', at: at(0.5, radius * 1.55), text, anchor: 'middle' },
  ];
}
