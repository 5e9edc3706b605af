// All pairs as a heat map, and the neighbours of one row under three measures side by side.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { num, op, row, words as text } from '../../kit/formula';
import '../../kit/raster';
import { rowsOf } from '../../kit/values';
import type { Here, Lens } from './lens';
import { provenance, queryOf, queryPick, setControls, wordsOf } from './set';
import type { WordSet } from './words';

interface Result {
  readonly words: WordSet;
  readonly query: number;
  readonly report: ReturnType<Engine['similarityReport']>;
  readonly ranking: ReturnType<Engine['rankRows']>;
}

function heatMap({ result, set }: Here<Result>): TemplateResult {
  const { words, report, query } = result;
  return html`<nabla-raster
    .value=${report.cosines}
    map="diverging"
    .high=${1}
    label="Cosine similarity of every pair"
    paintable
    verb="makes the row the query"
    .names=${words.names}
    .marked=${query}
    @paint=${(e: CustomEvent<{ cells: readonly (readonly [number, number])[]; done: boolean }>) => {
      const cell = e.detail.cells[0];
      if (cell && cell[0] !== query) set({ query: cell[0] + 1 }, { done: true });
    }}
  ></nabla-raster>`;
}

function rankings({ result: { words, ranking: r }, width }: Here<Result>): TemplateResult {
  const name = (rows: Float64Array, i: number): string => words.names[rows[i] ?? -1] ?? '';
  const cell = (rows: Float64Array, values: Float64Array, i: number): TemplateResult => {
    const same = name(rows, i) === name(r.byCosine, i);
    const value = values[i] ?? Number.NaN;
    return html`<td>
      ${same ? name(rows, i) : html`<strong>${name(rows, i)}</strong>`} ${width < 560 ? html`<br />` : ''}
      <span class="role-scaffold">${Number.isNaN(value) ? 'not defined' : formatNumber(value, 3)}</span>
    </td>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Most similar rows under three measures">
    <table>
      <thead>
        <tr>
          <th scope="col">rank</th>
          <th scope="col">cosine</th>
          <th scope="col">dot product</th>
          <th scope="col">distance</th>
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          r.byCosine,
          (_, i) =>
            html`<tr>
              <td>${i + 1}</td>
              ${cell(r.byCosine, r.cosines, i)} ${cell(r.byDot, r.dots, i)} ${cell(r.byDistance, r.distances, i)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const first = (words: WordSet, rows: Float64Array): string => words.names[rows[0] ?? -1] ?? '';

export const rankingLens: Lens<Result> = {
  compute(engine, state) {
    const words = wordsOf(state);
    const query = queryOf(state, words);
    return {
      words,
      query,
      report: engine.similarityReport(words.vectors),
      ranking: engine.rankRows(words.vectors, query, state.k),
    };
  },
  picture: (view) =>
    html`<div class="columns">
      <div class="panel stack">
        <div class="caption">cosine of every pair <span class="unit">orange 1, white 0, blue −1</span></div>
        ${heatMap(view)}
      </div>
      <div class="panel stack loose">
        ${setControls(view)} ${queryPick(view, view.result.words)} ${rankings(view)} ${view.control('k')}
        <p class="note">${provenance(view.state)}</p>
      </div>
    </div>`,
  sentence({ result: { words, query, ranking } }) {
    const [c, d, e] = [ranking.byCosine, ranking.byDot, ranking.byDistance].map((rows) => first(words, rows));
    if (Number.isNaN(ranking.cosines[0]))
      return `No cosine with ${words.names[query] ?? ''} is defined, and every dot product with it is 0; nearest to it is ${e ?? ''}.`;
    const who = `Most like ${words.names[query] ?? ''} is`;
    return c === d && d === e
      ? `${who} ${c ?? ''}, by cosine, dot product and distance alike.`
      : `${who} ${c ?? ''} by the cosine, ${d ?? ''} by the dot product, ${e ?? ''} by the distance.`;
  },
  formula({ result: { words, query, ranking } }) {
    const best = ranking.byCosine[0] ?? 0;
    const cosine = ranking.cosines[0] ?? Number.NaN;
    return row(
      op('cos'),
      text(`(${words.names[query] ?? ''}, ${words.names[best] ?? ''}) `),
      op('='),
      Number.isNaN(cosine) ? text('not defined') : num(cosine, 'result'),
    );
  },
  table: ({ result: { words, report } }) => ({
    caption: 'Cosine of every pair, and the length of each row',
    columns: ['row', ...words.names, 'length'],
    rows: rowsOf(report.cosines).map((values, i) => [
      words.names[i] ?? '',
      ...values.map((x) => (Number.isNaN(x) ? 'not defined' : x)),
      report.norms[i] ?? Number.NaN,
    ]),
  }),
  warning: ({ result: { words, report } }) =>
    report.zeroRow < 0
      ? undefined
      : `${words.names[report.zeroRow] ?? ''} is a zero vector: its cosines are 0/0 and left out (red).`,
};
