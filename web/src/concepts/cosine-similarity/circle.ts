// Two vectors and the unit circle: whatever their lengths, only where they pierce the circle counts.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { frac, norm, num, op, row, sym, words } from '../../kit/formula';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { degrees, pointOf, type Here, type Lens } from './lens';

type Result = ReturnType<Engine['cosineReport']>;

/** The way on the circle from one direction to the other. */
function arc(p: Point, q: Point, label: string): PlaneItem[] {
  const [from, to] = [Math.atan2(p[1], p[0]), Math.atan2(q[1], q[0])];
  const sweep = Math.atan2(Math.sin(to - from), Math.cos(to - from));
  if (!Number.isFinite(sweep)) return [];
  const at = (share: number, radius: number): Point => [
    radius * Math.cos(from + share * sweep),
    radius * Math.sin(from + share * sweep),
  ];
  return [
    { type: 'line', points: Array.from({ length: 41 }, (_, i) => at(i / 40, 1)), role: 'result' },
    { type: 'text', at: at(0.5, 0.62), text: label, role: 'result', anchor: 'middle' },
  ];
}

function plane({ result, set }: Here<Result>): TemplateResult {
  const [x, y] = [pointOf(result.x), pointOf(result.y)];
  const units = [pointOf(result.unitX), pointOf(result.unitY)] as const;
  const extent = roomFor([x, y, [1.2, 0]]);
  const items: PlaneItem[] = [
    { type: 'circle', role: 'scaffold', dashed: true },
    ...(result.defined ? arc(units[1], units[0], degrees(result.angle, 3)) : []),
    {
      type: 'handle',
      key: 'b',
      at: y,
      role: 'parameter',
      label: 'b',
      name: 'vector b',
      arrow: true,
      step: extent / 40,
      move: (to, done) => set({ b: Float64Array.of(...to), scaleB: 1 }, { done }),
    },
    {
      type: 'handle',
      key: 'a',
      at: x,
      role: 'data',
      label: 'a',
      name: 'vector a',
      arrow: true,
      step: extent / 40,
      move: (to, done) => set({ a: Float64Array.of(...to), scaleA: 1 }, { done }),
    },
    { type: 'dots', points: units, role: 'result', size: 5 },
  ];
  return html`<nabla-plane
    label="Vectors a and b, the unit circle, and the arc between their directions"
    .extent=${extent}
    .items=${items}
  ></nabla-plane>`;
}

const cosineText = (r: Result): string => (r.defined ? formatNumber(r.cosine, 6) : 'not defined');

/** What PyTorch answers, and what decides it. */
const torchPart = (view: Here<Result>): TemplateResult => {
  const { result: r } = view;
  return html`<div class="stack">
    ${view.control('eps')}
    ${readout([
      ['F.cosine_similarity', formatNumber(r.function, 6)],
      ['the module’s printed formula', formatNumber(r.moduleFormula, 6)],
      ['F.normalize first', formatNumber(r.normalized, 6)],
    ])}
  </div>`;
};

const picture = (view: Here<Result>): TemplateResult => {
  const { result: r, state } = view;
  const n = state.a.length;
  return html`<div class="columns">
    <div class="panel">
      ${
        n === 2
          ? plane(view)
          : html`<p class="note">
              The circle is drawn for two entries. With ${n} the directions lie on a sphere in ${n} dimensions, and the
              numbers mean the same.
            </p>`
      }
    </div>
    <div class="panel stack loose">
      <div class="controls fields">${view.control('a')} ${view.control('b')}</div>
      <div class="controls">${view.control('scaleA')} ${view.control('scaleB')}</div>
      ${readout([
        ['cos θ', cosineText(r), 'result'],
        ['θ', r.defined ? degrees(r.angle) : 'not defined', 'result'],
        ['a·b', r.dot],
        ['distance', r.distance],
      ])}
      ${state.lens === 'zero' ? torchPart(view) : nothing}
    </div>
  </div>`;
};

/** Serves “two vectors” and “near zero”. */
export const circle: Lens<Result> = {
  compute: (engine, { a, b, scaleA, scaleB, eps }) => engine.cosineReport(a, b, scaleA, scaleB, eps),
  picture,
  sentence({ result: r, state }) {
    if (!r.defined && state.lens === 'circle') return 'A zero vector has no direction, so the cosine is not defined.';
    if (!r.defined) {
      return `A zero vector has no direction, so the cosine is not defined; with eps PyTorch answers ${formatNumber(r.function)}.`;
    }
    const lengths = `Their lengths, ${formatNumber(r.normX)} and ${formatNumber(r.normY)}, play no part.`;
    if (r.cosine === 1) return `a and b point the same way: the cosine is 1. ${lengths}`;
    if (r.cosine === -1) return `a and b point in opposite directions: the cosine is −1. ${lengths}`;
    return `The directions of a and b are ${degrees(r.angle)} apart, a cosine of ${formatNumber(r.cosine)}. ${lengths}`;
  },
  formula({ result: r }) {
    const start = [
      op('cos'),
      sym('θ'),
      op('='),
      frac(
        row(sym('a', { bold: true }), op('·'), sym('b', { bold: true })),
        row(norm(sym('a', { bold: true })), norm(sym('b', { bold: true }))),
      ),
      op('='),
      frac(num(r.dot), row(num(r.normX, 'data'), op('·'), num(r.normY, 'parameter'))),
    ];
    return row(...start, ...(r.defined ? [op('='), num(r.cosine, 'result')] : [words(', not defined')]));
  },
  table: ({ result: r }) => ({
    caption: 'Both vectors as scaled, and their directions',
    columns: ['i', 'a', 'b', 'a/‖a‖', 'b/‖b‖'],
    rows: Array.from(r.x, (x, i) => [
      i + 1,
      x,
      r.y[i] ?? Number.NaN,
      r.defined ? (r.unitX[i] ?? Number.NaN) : '',
      r.defined ? (r.unitY[i] ?? Number.NaN) : '',
    ]),
  }),
  warning({ result: r, state }) {
    if (state.lens === 'circle')
      return r.defined ? undefined : '0/0 is no number: a zero vector has no length to divide by.';
    if (!r.defined)
      return `0/0 is no number. PyTorch’s ${formatNumber(r.function)} comes from dividing by eps = ${formatNumber(state.eps)}.`;
    const short = Math.min(r.normX, r.normY);
    if (short >= state.eps) return undefined;
    return `A length of ${formatNumber(short)} is below eps = ${formatNumber(state.eps)}: F.cosine_similarity divides by eps and gives ${formatNumber(r.function)} for a cosine of ${formatNumber(r.cosine)}.`;
  },
};
