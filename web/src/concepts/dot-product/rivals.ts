// Two inputs before one neuron: which of them scores higher, and whether length or direction decided.

import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { num, op, row, sub, sym, type Node } from '../../kit/formula';
import '../../kit/plane';
import { roomFor, type PlaneItem } from '../../kit/plane';
import { degrees, fields, geometryWarning, pointOf, type Geometry, type Here, type Lens } from './lens';
import { shadowItems } from './shadow';

interface Result {
  readonly geometry: readonly [Geometry, Geometry];
}

const score = (g: Geometry, by: 'dot' | 'cosine'): number => (by === 'dot' ? g.value : g.cosine);

/** 0 or 1; undefined for a draw or where there is no score. */
function winner({ geometry: [p, q] }: Result, by: 'dot' | 'cosine'): 0 | 1 | undefined {
  const [x, y] = [score(p, by), score(q, by)];
  return x > y ? 0 : y > x ? 1 : undefined;
}

const NAMES = ['x₁', 'x₂'] as const;

function plane({ state, result, set }: Here<Result>): TemplateResult {
  const w = pointOf(state.b);
  const inputs = [pointOf(state.a), pointOf(state.rival)] as const;
  const feet = result.geometry.map((g) => pointOf(g.projection));
  const extent = roomFor([w, ...inputs]);
  const items: PlaneItem[] = [
    ...inputs.flatMap((x, k) => shadowItems(x, w, feet[k] ?? [0, 0], result.geometry[k]?.normB ?? 0, extent)),
    {
      type: 'handle',
      key: 'w',
      at: w,
      role: 'parameter',
      label: 'w',
      name: 'weights w',
      arrow: true,
      step: extent / 40,
      move: (to, done) => set({ b: Float64Array.of(...to) }, { done }),
    },
    { type: 'dots', points: feet, role: 'result', size: 5 },
    ...inputs.map((x, k): PlaneItem => ({
      type: 'handle',
      key: `x${k + 1}`,
      at: x,
      role: 'data',
      label: NAMES[k] ?? '',
      name: `input ${k + 1}`,
      arrow: true,
      step: extent / 40,
      move: (to, done) => set({ [k === 0 ? 'a' : 'rival']: Float64Array.of(...to) }, { done }),
    })),
  ];
  return html`<nabla-plane
    label="Weights w, the inputs x₁ and x₂, and where their shadows on w end"
    .extent=${extent}
    .items=${items}
  ></nabla-plane>`;
}

function scores({ state, result }: Here<Result>): TemplateResult {
  const best = { dot: winner(result, 'dot'), cosine: winner(result, 'cosine') };
  const cell = (by: 'dot' | 'cosine', k: number, text: string): TemplateResult =>
    html`<td class=${best[by] === k ? 'role-result' : 'role-scaffold'}>
      ${best[by] === k && state.score === by ? html`<strong>${text} ✓</strong>` : text}
    </td>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Scores of the two inputs">
    <table>
      <thead>
        <tr>
          <th scope="col">input</th>
          <th scope="col">‖x‖</th>
          <th scope="col">θ</th>
          <th scope="col">w·x</th>
          <th scope="col">cos θ</th>
        </tr>
      </thead>
      <tbody>
        ${result.geometry.map(
          (g, k) =>
            html`<tr>
              <th scope="row" class="role-data">${NAMES[k]}</th>
              <td>${formatNumber(g.normA)}</td>
              <td>${g.angleDefined ? degrees(g.angle, 3) : 'not defined'}</td>
              ${cell('dot', k, formatNumber(g.value))}
              ${cell('cosine', k, g.angleDefined ? formatNumber(g.cosine) : 'not defined')}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

export const rivals: Lens<Result> = {
  compute: (engine, { a, rival, b }) => ({
    geometry: [engine.dotGeometry(a, b, 'clamped'), engine.dotGeometry(rival, b, 'clamped')],
  }),
  picture: (view) =>
    html`<div class="columns">
      ${view.state.b.length === 2 ? html`<div class="panel">${plane(view)}</div>` : ''}
      <div class="panel stack loose">
        ${fields(view, 'first input x₁', 'weights w')} ${view.control('score')} ${scores(view)}
        <p class="note">
          The dot product reads where a shadow ends on w, times ‖w‖. Drag an input outwards along its own direction: its
          score grows, its cosine does not.
        </p>
      </div>
    </div>`,
  sentence({ state, result }) {
    const by = winner(result, state.score);
    const word = state.score === 'dot' ? 'dot product' : 'cosine';
    if (by === undefined) return `By the ${word} neither input wins.`;
    const nearer = winner(result, 'cosine');
    const [p, q] = [result.geometry[by], result.geometry[1 - by]] as [Geometry, Geometry];
    const numbers = `${formatNumber(score(p, state.score))} against ${formatNumber(score(q, state.score))}`;
    if (nearer === undefined || nearer === by)
      return `By the ${word} ${NAMES[by]} wins, ${numbers}; it also points closer to w.`;
    return `By the ${word} ${NAMES[by]} wins, ${numbers}, although ${NAMES[nearer]} points closer to w: length decided.`;
  },
  formula({ state, result }) {
    const one = (k: 0 | 1): Node => {
      const g = result.geometry[k];
      const x = sub(sym('x', { bold: true }), num(k + 1));
      return state.score === 'dot'
        ? row(sym('w', { bold: true }), op('·'), x, op('='), num(g.value, 'result'))
        : row(op('cos'), sub(sym('θ'), num(k + 1)), op('='), num(g.cosine, 'result'));
    };
    const [p, q] = result.geometry.map((g) => score(g, state.score)) as [number, number];
    return row(one(0), op(p > q ? '>' : p < q ? '<' : '='), one(1));
  },
  table: ({ result }) => ({
    caption: 'Two inputs against the same weights',
    columns: ['input', 'length', 'angle to w in degrees', 'dot product', 'cosine', 'shadow'],
    rows: result.geometry.map((g, k) => [k + 1, g.normA, g.angle, g.value, g.cosine, g.scalarProjection]),
  }),
  warning: ({ result }) => geometryWarning(result.geometry[0]) ?? geometryWarning(result.geometry[1]),
};
