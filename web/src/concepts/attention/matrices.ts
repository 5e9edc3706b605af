// All queries at once, as linked matrices from left to right: scores, scaled, masked, shares, mixture.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { fence, frac, num, op, root, row, sup, sym, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { at, withEntry, type Matrix } from '../../kit/values';
import { blame, fields, known, largestOf, maskOf, shapeOf, queryOf, rowAt, seenBy, tuple, type Forward, type Here, type Lens, type State } from './lens'; // prettier-ignore

type Result = Forward;

const compute = (engine: Engine, state: State): Result =>
  engine.attentionForward(state.q, state.k, state.v, maskOf(state), false, state.scaled, state.fill, state.format);

type Cells = readonly (readonly [row: number, col: number])[];
type Paint = CustomEvent<{ cells: Cells; done: boolean }>;

interface Stage {
  readonly name: TemplateResult | string;
  readonly matrix: Matrix;
  readonly map: 'diverging' | 'viridis' | 'grey';
  readonly high: number;
  readonly about: string;
}

/** The mask under the brush: strokes come faster than the page draws. */
let painting: Matrix | undefined;
/** What a stroke paints is the opposite of what it starts on. */
let brush = 0;

function painted({ state, set }: Here<Result>, { detail: { cells, done } }: Paint): void {
  const first = cells[0];
  if (!painting && first) brush = at(maskOf(state), ...first) === 0 ? 1 : 0;
  const mask = cells.reduce((m, [r, c]) => withEntry(m, r, c, brush), painting ?? maskOf(state));
  painting = done ? undefined : mask;
  set({ mask, ...(first && { query: first[0] + 1 }) }, { done });
}

/** A masked score has no colour: it is drawn as 0, which is white, and the mask beside it says why. */
const drawable = (m: Matrix): Matrix =>
  m.data.every((x) => x > -1e8) ? m : { ...m, data: m.data.map((x) => (x > -1e8 || Number.isNaN(x) ? x : 0)) };

function stageOf(view: Here<Result>, { name, matrix, map, high, about }: Stage): TemplateResult {
  return html`<div class="panel">
    <div class="caption">${name}</div>
    <nabla-raster
      paintable
      verb="chooses this query"
      .value=${matrix}
      .map=${map}
      .high=${high}
      .shape=${shapeOf(view.state)}
      .marked=${queryOf(view.state)}
      label=${about}
      @paint=${(e: Paint) => {
        const first = e.detail.cells[0];
        if (first) view.set({ query: first[0] + 1 });
      }}
    ></nabla-raster>
  </div>`;
}

function film(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const high = largestOf(result.scores);
  const by = state.scaled ? `÷ √${state.k.cols}` : 'not scaled';
  return html`<div class="film">
    ${stageOf(view, { name: html`<span class="role-parameter">QKᵀ</span> <span class="unit">scores</span>`, matrix: result.scores, map: 'diverging', high, about: 'scores' })}
    ${stageOf(view, { name: html`${by} <span class="unit">same colours</span>`, matrix: result.scaled, map: 'diverging', high, about: 'scaled scores' })}
    <div class="panel">
      <div class="caption role-parameter">mask <span class="unit">paint; dark: not seen</span></div>
      <nabla-raster
        paintable
        verb="turns this cell over"
        .value=${maskOf(state)}
        map="grey"
        .shape=${shapeOf(state)}
        ruled
        .marked=${queryOf(state)}
        label="mask, 1 where a query may see a key"
        @paint=${(e: Paint) => painted(view, e)}
      ></nabla-raster>
    </div>
    ${stageOf(view, { name: html`<span class="role-result">softmax</span> <span class="unit">of each row</span>`, matrix: drawable(result.weights), map: 'viridis', high: 1, about: 'weights' })}
    ${stageOf(view, { name: html`<span class="role-result">· V</span> <span class="unit">output</span>`, matrix: result.output, map: 'diverging', high: largestOf(state.v), about: 'output' })}
  </div>`;
}

/** One query's numbers on their way. */
function way({ state, result }: Here<Result>): TemplateResult {
  const i = queryOf(state);
  const rows = [
    ['score', result.scores, 'parameter'],
    [state.scaled ? `÷ √${state.k.cols}` : 'not scaled', result.scaled, 'parameter'],
    ['masked', result.masked, 'parameter'],
    ['weight', result.weights, 'result'],
  ] as const;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${`Query ${i + 1}, key by key`}>
    <table>
      <thead>
        <tr>
          <th scope="col">query ${i + 1}</th>
          ${Array.from({ length: state.k.rows }, (_, j) => html`<th scope="col">key ${j + 1}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name, m, role]) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${Array.from(rowAt(m, i), (x) => html`<td class=${Number.isNaN(x) ? 'role-broken' : `role-${role}`}>${known(x)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const patterns = (rows: number, cols: number): readonly (readonly [name: string, mask: Matrix])[] => {
  const of = (seen: (r: number, c: number) => boolean): Matrix => ({
    rows,
    cols,
    data: Float64Array.from({ length: rows * cols }, (_, n) => (seen(Math.floor(n / cols), n % cols) ? 1 : 0)),
  });
  return [
    ['none', of(() => true)],
    ['causal', of((r, c) => c <= r)],
    ['padding', of((_, c) => c < Math.max(1, cols - 1))],
  ];
};

const masks = ({ state, set }: Here<Result>): TemplateResult =>
  html`<div class="steps" role="group" aria-label="mask">
    <span>mask</span>
    ${patterns(state.q.rows, state.k.rows).map(
      ([name, mask]) =>
        html`<button
          aria-pressed=${maskOf(state).data.every((x, n) => x === mask.data[n])}
          @click=${() => set({ mask })}
        >
          ${name}
        </button>`,
    )}
  </div>`;

const picture = (view: Here<Result>): TemplateResult => {
  const { state, result } = view;
  const i = queryOf(state);
  return html`<div class="controls">${masks(view)}</div>
    ${film(view)}
    <div class="columns">
      ${way(view)}
      ${readout([
        ['largest weight', known(Math.max(...rowAt(result.weights, i))), 'result'],
        ['entropy H', known(result.entropy[i] ?? 0)],
        ['slope left, tr J', known(result.trace[i] ?? 0), 'gradient'],
        ['output', tuple(rowAt(result.output, i)), Number.isFinite(at(result.output, i, 0)) ? 'result' : 'broken'],
      ])}
    </div>
    <div class="controls">${view.control('fill')} ${view.control('format')}</div>
    ${fields(view)}`;
};

/** A score that a query may see, or to which −10⁹ is added, is +∞. */
const overflows = ({ masked }: Result, i: number): boolean =>
  rowAt(masked, i).some((x) => !(x < Number.POSITIVE_INFINITY));

function sentence({ state, result }: Here<Result>): string {
  const i = queryOf(state);
  const row1 = rowAt(result.weights, i);
  const seen = seenBy(state, i);
  if (overflows(result, i)) return `A score of query ${i + 1} overflows ${state.format}: its weights are ∞ less ∞, not a number.`; // prettier-ignore
  if (seen === 0) {
    if (state.fill === 'safe') return `Query ${i + 1} may see no key: it attends to nothing, and zeros come out.`;
    return row1.every(Number.isFinite)
      ? `Query ${i + 1} may see no key, and yet its weights are ${tuple(row1)}: it sees what it must not.`
      : `Query ${i + 1} may see no key, and its weights are −∞ less −∞: not a number.`;
  }
  if (!(Math.max(...row1) > 0)) return `The scores of query ${i + 1} overflow ${state.format}, all to −∞: ${row1.every(Number.isFinite) ? 'zeros come out' : 'its weights are not a number'}.`; // prettier-ignore
  const best = row1.indexOf(Math.max(...row1));
  return `Query ${i + 1} sees ${seen} of ${row1.length} keys and gives key ${best + 1} the most, ${formatNumber(row1[best] ?? 0, 3)}; ${state.q.rows} × ${state.k.rows} scores were computed for ${state.q.rows} outputs.`;
}

function formula({ state, result }: Here<Result>): Node {
  const { q, k, v } = state;
  const shape = (a: number, b: number): Node => fence(row(num(a), op('×'), num(b)), '[', ']');
  return row(
    words('softmax'),
    fence(
      frac(row(shape(q.rows, q.cols), sup(shape(k.rows, k.cols), sym('T'))), state.scaled ? root(num(k.cols)) : num(1)),
    ),
    shape(v.rows, v.cols),
    op('='),
    shape(result.output.rows, result.output.cols),
  );
}

const table = ({ state, result }: Here<Result>) => ({
  caption: 'Every query with every key',
  columns: ['query', 'key', 'score', 'scaled', 'masked', 'weight'],
  rows: Array.from(result.scores.data, (score, n) => [
    Math.floor(n / state.k.rows) + 1,
    (n % state.k.rows) + 1,
    ...[score, result.scaled.data[n] ?? 0, result.masked.data[n] ?? 0, result.weights.data[n] ?? 0].map((x) =>
      Number.isFinite(x) ? x : known(x),
    ),
  ]),
});

function warning({ state, result }: Here<Result>): string | undefined {
  const bad = Array.from({ length: state.q.rows }, (_, i) => i).find((i) =>
    rowAt(result.weights, i).some(Number.isNaN),
  );
  if (bad !== undefined) {
    const why = overflows(result, bad)
      ? `A score is beyond ${state.format}, +∞, and so is the maximum; ∞ − ∞ has no value.`
      : state.fill === 'finite' && seenBy(state, bad) < state.k.rows
        ? `−10⁹ is −∞ in ${state.format}, and −∞ − (−∞) has no value.`
        : 'Its scores are all −∞, and so is their maximum; −∞ − (−∞) has no value.';
    return `The first number that is none: the weights of query ${bad + 1}. ${why}`;
  }
  if (result.emptyRows > 0 && state.fill === 'finite') {
    return 'A query that may see nothing looks at masked keys all the same: −10⁹ taken off all scores changes no share.';
  }
  return undefined;
}

export const matrices: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
