// All pairs at once: the expanded square is one matrix product, and cancels far from the origin.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { num, op, row, sym, words } from '../../kit/formula';
import { at } from '../../kit/values';
import { readout, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, { x, format }: State) => engine.pairwiseDistances(x, x, format);

/** The pairs, each once. */
const pairs = (n: number): [number, number][] =>
  Array.from({ length: n }, (_, i) =>
    Array.from({ length: n - 1 - i }, (__, d): [number, number] => [i, i + 1 + d]),
  ).flat();

/** The pair that the expanded square gets most wrong: without a value, else by sign first. */
function worst(result: Result): [number, number] {
  const all = pairs(result.exact.rows);
  const key = ([i, j]: [number, number]): number => {
    const square = at(result.expandedSquared, i, j);
    return Number.isFinite(square) ? square : -Infinity;
  };
  return all.reduce((best, p) => (key(p) < key(best) ? p : best), all[0] ?? [0, 0]);
}

const cell = (value: number, digits = 5): TemplateResult =>
  html`<td class=${value >= 0 && Number.isFinite(value) ? '' : 'role-broken'}>${formatNumber(value, digits)}</td>`;

const pairsTable = ({ result }: Here<Result>): TemplateResult =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="Distances of all pairs in two ways">
    <table>
      <thead>
        <tr>
          ${[
            'rows',
            'true distance',
            'subtract, then square',
            '‖a‖² − 2 a·b + ‖b‖²',
            'its root',
            'clamped at 0, as cdist',
          ].map((h) => html`<th scope="col">${h}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${pairs(result.exact.rows).map(
          ([i, j]) =>
            html`<tr>
              <td>${i + 1}, ${j + 1}</td>
              ${cell(at(result.exact, i, j))} ${cell(at(result.direct, i, j))} ${cell(at(result.expandedSquared, i, j))}
              ${cell(at(result.expanded, i, j))} ${cell(at(result.clamped, i, j))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** How many expanded squares a term beyond the format has left without a value. */
const overflown = ({ expandedSquared }: Result): number =>
  expandedSquared.data.filter((square) => !Number.isFinite(square)).length;

function picture(view: Here<Result>): TemplateResult {
  const { result } = view;
  return html`<div class="stack loose">
    <div class="controls fields">${view.control('x', { size: 7 })} ${view.control('format')}</div>
    ${result.exact.rows > 1 ? pairsTable(view) : nothing}
    ${readout([
      ['negative squares', `${result.negative} of ${result.exact.data.length}`, warning(view) ? 'broken' : 'result'],
      ['largest error, subtracting', formatNumber(result.directError, 2), 'result'],
      ['largest error, expanded and clamped', formatNumber(result.clampedError, 2)],
    ])}
  </div>`;
}

function sentence({ state, result }: Here<Result>): string {
  const [i, j] = worst(result);
  const true_ = formatNumber(at(result.exact, i, j), 4);
  return `Rows ${i + 1} and ${j + 1} are ${true_} apart. In ${state.format} the expanded square reads ${formatNumber(at(result.expandedSquared, i, j))}, while subtracting first gives ${formatNumber(at(result.direct, i, j), 4)}.`;
}

function formula({ result }: Here<Result>) {
  const [i, j] = worst(result);
  const square = at(result.expandedSquared, i, j);
  return row(
    words('‖a‖² − 2 a·b + ‖b‖² '),
    op('='),
    num(square, square >= 0 ? 'result' : 'broken'),
    words(', true '),
    sym('d'),
    op('='),
    num(at(result.exact, i, j), 'result'),
  );
}

const table = ({ result }: Here<Result>) => ({
  caption: 'Distances of all pairs',
  columns: ['row', 'other row', 'true distance', 'subtract first', 'expanded square', 'clamped root'],
  rows: pairs(result.exact.rows).map(([i, j]) => [
    i + 1,
    j + 1,
    at(result.exact, i, j),
    at(result.direct, i, j),
    at(result.expandedSquared, i, j),
    at(result.clamped, i, j),
  ]),
});

function warning({ state, result }: Here<Result>): string | undefined {
  const lost = overflown(result);
  // Of the three formats only float16 ends below the largest square that the field of points allows.
  if (lost > 0)
    return `${lost} of the expanded squares overflow: ‖a‖², 2 a·b or ‖b‖² is beyond 65504, the largest number of ${state.format}.`;
  return result.negative > 0
    ? `${result.negative} of the expanded squares are negative: in ${state.format} the three terms cancel, and what is left is rounding error. Its root is not a number.`
    : undefined;
}

export const far: Lens<Result> = { compute, picture, sentence, formula, table, warning };
