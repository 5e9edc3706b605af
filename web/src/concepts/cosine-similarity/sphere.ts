// The rows at length 1, on the unit sphere: cosine similarity is closeness on its surface.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { num, op, row, words as text } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem, Point } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { at, rowsOf, type Matrix } from '../../kit/values';
import { degrees, type Here, type Lens } from './lens';
import { provenance, queryOf, queryPick, setControls, wordsOf } from './set';
import type { WordSet } from './words';

const ELEVATION = 18;

interface Result {
  readonly words: WordSet;
  readonly query: number;
  readonly report: ReturnType<Engine['similarityReport']>;
  readonly nearest: number;
  readonly angle: number;
  /** Screen coordinates and depth of each row at length 1, and of the three axes; undefined but for three features. */
  readonly seen: Matrix | undefined;
}

interface Label {
  readonly row: number;
  readonly at: Point;
  readonly anchor: 'start' | 'end';
}

/** Size of a letter and a line in data units, at the usual width of the picture. */
const LETTER = 0.052;
const LINE = 0.085;

/** Names beside their dots, moved up or down where others are in the way; what finds no room goes without. */
function placed(
  words: WordSet,
  axes: readonly PlaneItem[],
  rows: readonly number[],
  place: (row: number) => Point,
  first: readonly number[],
): Label[] {
  type Box = readonly [left: number, right: number, y: number];
  const taken: Box[] = axes.flatMap((item): Box[] =>
    item.type === 'text'
      ? [[item.at[0] - item.text.length * LETTER * 0.5, item.at[0] + item.text.length * LETTER * 0.5, item.at[1]]]
      : [],
  );
  const free = ([l, r, y]: Box): boolean => taken.every((t) => r < t[0] || l > t[1] || Math.abs(y - t[2]) >= LINE);
  const order = [...first.filter((i) => rows.includes(i)), ...rows.filter((i) => !first.includes(i))];
  return order.flatMap((i): Label[] => {
    const [x, y] = place(i);
    const wide = (words.names[i] ?? '').length * LETTER;
    for (const shift of [0, 1, -1, 2, -2]) {
      for (const anchor of x < 0 ? (['end', 'start'] as const) : (['start', 'end'] as const)) {
        const at: Point = [x + (anchor === 'end' ? -0.06 : 0.06), y - 0.025 + shift * LINE];
        const box: Box = anchor === 'end' ? [at[0] - wide, at[0], at[1]] : [at[0], at[0] + wide, at[1]];
        if (!free(box)) continue;
        taken.push(box);
        return [{ row: i, at, anchor }];
      }
    }
    return [];
  });
}

function sphere({ state, result }: Here<Result>, seen: Matrix): TemplateResult {
  const { words, query, nearest } = result;
  const place = (r: number): Point => [at(seen, r, 0), at(seen, r, 1)];
  const rows = words.names.map((_, i) => i).filter((i) => Number.isFinite(at(seen, i, 2)));
  const axes = words.features.flatMap((name, k): PlaneItem[] => {
    const tip = place(words.names.length + k);
    return [
      { type: 'line', points: [[-tip[0], -tip[1]], tip], role: 'scaffold', thin: true },
      { type: 'text', at: [tip[0] * 1.14, tip[1] * 1.14], text: name, anchor: 'middle' },
    ];
  });
  const others = rows.filter((i) => i !== query);
  const facing = (i: number): boolean => at(seen, i, 2) >= 0;
  const items: PlaneItem[] = [
    { type: 'circle', role: 'scaffold' },
    ...axes,
    { type: 'dots', points: others.filter((i) => !facing(i)).map(place), role: 'scaffold', size: 3 },
    { type: 'dots', points: others.filter(facing).map(place), role: 'data', size: 5 },
    ...(rows.includes(query) ? [{ type: 'vector', to: place(query), role: 'parameter' } as const] : []),
    ...(rows.includes(nearest) ? [{ type: 'vector', to: place(nearest), role: 'result' } as const] : []),
    ...placed(words, axes, rows, place, [query, nearest]).map(({ row: i, at: spot, anchor }): PlaneItem => ({
      type: 'text',
      at: spot,
      text: words.names[i] ?? '',
      role: i === query ? 'parameter' : i === nearest ? 'result' : facing(i) ? 'data' : 'scaffold',
      anchor,
    })),
  ];
  return html`<nabla-plane
    bare
    label=${`Rows at length 1 on the unit sphere, seen from ${state.turn} degrees`}
    .extent=${1.5}
    .aspect=${0.86}
    .items=${items}
  ></nabla-plane>`;
}

export const sphereLens: Lens<Result> = {
  compute(engine, state) {
    const words = wordsOf(state);
    const query = queryOf(state, words);
    const report = engine.similarityReport(words.vectors);
    const best = engine.rankRows(words.vectors, query, 1);
    const nearest = best.byCosine[0] ?? 0;
    const rowAt = (m: Matrix, r: number): Float64Array => m.data.slice(r * m.cols, (r + 1) * m.cols);
    const { angle } = engine.cosineReport(rowAt(words.vectors, query), rowAt(words.vectors, nearest), 1, 1, 0);
    return { words, query, report, nearest, angle, seen: onScreen(engine, state.turn, words, report) };
  },
  picture(view) {
    const { result, set } = view;
    return html`<div class="columns">
      <div class="panel stack">
        ${
          result.seen
            ? html`${sphere(view, result.seen)} ${view.control('turn')}`
            : html`<p class="note">
                A sphere has room for three features; these vectors have ${result.words.features.length}.
                <button @click=${() => set({ set: 'toy' })}>Take the twelve toy words</button>
              </p>`
        }
      </div>
      <div class="panel stack loose">
        ${setControls(view)} ${queryPick(view, result.words)}
        ${readout([
          ['query', result.words.names[result.query] ?? '', 'parameter'],
          ['nearest on the sphere', result.words.names[result.nearest] ?? '', 'result'],
          ['cos θ', cosineText(result), 'result'],
          ['θ', Number.isFinite(result.angle) ? degrees(result.angle) : 'not defined'],
        ])}
        <p class="note">Grey dots lie on the far side. ${provenance(view.state)}</p>
      </div>
    </div>`;
  },
  sentence({ result }) {
    const { words, query, nearest } = result;
    return Number.isFinite(result.angle)
      ? `At length 1, ${words.names[nearest] ?? ''} lies nearest to ${words.names[query] ?? ''}: ${degrees(result.angle, 3)} away over the sphere, a cosine of ${cosineText(result)}.`
      : `${words.names[query] ?? ''} has no direction to compare.`;
  },
  formula: ({ result }) =>
    row(
      op('cos'),
      text(`(${result.words.names[result.query] ?? ''}, ${result.words.names[result.nearest] ?? ''}) `),
      op('='),
      num(at(result.report.cosines, result.query, result.nearest), 'result'),
    ),
  table: ({ result: { words, report } }) => ({
    caption: 'Rows at length 1',
    columns: ['row', ...words.features],
    rows: rowsOf(report.units).map((values, i) => [
      words.names[i] ?? '',
      ...values.map((x) => (Number.isNaN(x) ? 'not defined' : x)),
    ]),
  }),
  warning: ({ result: { words, report } }) =>
    report.zeroRow < 0
      ? undefined
      : `${words.names[report.zeroRow] ?? ''} is a zero vector: dividing it by its length is 0/0, and it has no place on the sphere.`,
};

const cosineText = ({ report, query, nearest }: Result): string => {
  const x = at(report.cosines, query, nearest);
  return Number.isNaN(x) ? 'not defined' : formatNumber(x);
};

/** Rows of length 1 and the axes as they are seen. A zero row has no place; it stands in as zero and is left out. */
function onScreen(engine: Engine, turn: number, words: WordSet, report: Result['report']): Matrix | undefined {
  if (words.features.length !== 3) return undefined;
  const known = report.units.data.map((x) => (Number.isNaN(x) ? 0 : x));
  const world = {
    rows: words.names.length + 3,
    cols: 3,
    data: Float64Array.from([...known, 1, 0, 0, 0, 1, 0, 0, 0, 1]),
  };
  const seen = engine.matmul(world, engine.matrixTranspose(engine.viewBasis(turn, ELEVATION)));
  const data = seen.data.map((x, i) => {
    const r = Math.floor(i / 3);
    return r < words.names.length && report.norms[r] === 0 ? Number.NaN : x;
  });
  return { ...seen, data };
}
