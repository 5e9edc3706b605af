// The sum in a narrower format, addition by addition: where a term disappears.

import { html } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { fence, factor, joined, num, op, row, sub, words } from '../../kit/formula';
import { fields, sumFormula, lowered, type Geometry, type Lens } from './lens';
import { readout } from '../../kit/readout';

interface Result {
  readonly geometry: Geometry;
  readonly rounded: ReturnType<Engine['dotRounded']>;
}

const DIGITS = 10;
const long = (x: number): string => formatNumber(x, DIGITS);

export const digits: Lens<Result> = {
  compute: (engine, { a, b, format }) => ({
    geometry: engine.dotGeometry(a, b, 'clamped'),
    rounded: engine.dotRounded(a, b, format),
  }),
  picture(view) {
    const { rounded: r } = view.result;
    return html`${fields(view, 'vector a', 'vector b')} ${view.control('format')}
      <div class="columns">
        <div class="panel">
          <div class="caption">first to last <span class="unit">in ${view.state.format}</span></div>
          <div class="scroll" tabindex="0" role="region" aria-label="The sum, addition by addition">
            <table>
              <thead>
                <tr>
                  <th scope="col">i</th>
                  <th scope="col">a<sub>i</sub>b<sub>i</sub></th>
                  <th scope="col">sum so far</th>
                  <th scope="col">dropped</th>
                </tr>
              </thead>
              <tbody>
                ${Array.from(
                  r.products,
                  (p, i) =>
                    html`<tr class=${r.firstLost === i ? 'role-broken' : ''}>
                      <td>${i + 1}</td>
                      <td>${long(p)}</td>
                      <td>${long(r.running[i] ?? Number.NaN)}</td>
                      <td>
                        ${Number.isFinite(r.lost[i]) ? long(r.lost[i] ?? 0) : '—'}${r.firstLost === i ? ' ← all of it' : ''}
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>
        </div>
        <div class="panel">
          <div class="caption">the same terms, added in other ways</div>
          ${readout([
            ['first to last', long(r.naive), 'result'],
            ['last to first', long(r.reversed)],
            ['pairwise', long(r.pairwise)],
            ['compensated (Kahan)', long(r.kahan)],
            ['exactly, rounded once', long(r.exact), 'parameter'],
          ])}
        </div>
      </div>`;
  },
  sentence({ state, result: { rounded: r } }) {
    const got = `In ${state.format} the sum comes out as ${long(r.naive)}`;
    if (r.naive === r.exact) return `${got}, which is exact to the last digit.`;
    return r.firstLost < 0
      ? `${got}; exactly it is ${long(r.exact)}.`
      : `${got}; exactly it is ${long(r.exact)}. Term ${r.firstLost + 1} left no trace.`;
  },
  formula({ state, result }) {
    const { rounded: r, geometry } = result;
    if (r.products.length > 4) return sumFormula(geometry, state);
    const terms = Array.from(r.products, (p) => factor(p, 'data', DIGITS));
    return row(
      sub(fence(joined(terms, '+')), words(state.format)),
      op('='),
      num(r.naive, 'result', DIGITS),
      ...(r.naive === r.exact ? [] : [op('≠'), num(r.exact, 'parameter', DIGITS)]),
    );
  },
  table: ({ state, result: { rounded: r } }) => ({
    caption: `The sum in ${state.format}, addition by addition`,
    columns: ['i', 'product', 'sum so far', 'dropped'],
    rows: Array.from(r.products, (p, i) => [i + 1, p, r.running[i] ?? Number.NaN, r.lost[i] ?? Number.NaN]),
  }),
  warning({ state, result: { rounded: r } }) {
    if (r.firstInfinite >= 0) {
      const i = lowered(r.firstInfinite + 1);
      return `In ${state.format} the sum leaves the format at a${i}b${i}: what follows is ${long(r.naive)}.`;
    }
    if (r.firstLost < 0) return undefined;
    const i = r.firstLost;
    return `${long(r.running[i - 1] ?? 0)} + ${long(r.products[i] ?? 0)} rounds back to ${long(r.running[i] ?? 0)} in ${state.format}: the whole term is lost.`;
  },
};
