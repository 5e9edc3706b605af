// One query and a few keys: who gets the weight under the scaled dot product, and who under the cosine.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { frac, num, op, root, row, sub, sym } from '../../kit/formula';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import { at, withEntry } from '../../kit/values';
import { lowered, pointOf, type Here, type Lens } from './lens';

type Scores = ReturnType<Engine['attentionScores']>;

interface Result {
  readonly scaled: Scores;
  readonly cosine: Scores;
}

function plane({ state, result, set }: Here<Result>): TemplateResult {
  const { q, keys, score } = state;
  const places = Array.from({ length: keys.rows }, (_, r): Point => [at(keys, r, 0), at(keys, r, 1)]);
  const extent = roomFor([pointOf(q), ...places]);
  const winner = places[result[score].winner] ?? [0, 0];
  const items: PlaneItem[] = [
    { type: 'line', points: [[0, 0], pointOf(q)], role: 'parameter' },
    ...places.map((p, r): PlaneItem => ({
      type: 'handle',
      key: `k${r + 1}`,
      at: p,
      role: 'data',
      label: `k${lowered(r + 1)}`,
      name: `key ${r + 1}`,
      arrow: true,
      step: extent / 40,
      move: (to, done) => set({ keys: withEntry(withEntry(keys, r, 0, to[0]), r, 1, to[1]) }, { done }),
    })),
    {
      type: 'handle',
      key: 'q',
      at: pointOf(q),
      role: 'parameter',
      label: 'q',
      name: 'query q',
      arrow: true,
      step: extent / 40,
      move: (to, done) => set({ q: Float64Array.of(...to) }, { done }),
    },
    { type: 'dots', points: [winner], role: 'result', size: 5 },
  ];
  return html`<nabla-plane
    label="Query q and its keys; a green dot marks the key with the largest weight"
    .extent=${extent}
    .aspect=${0.9}
    .items=${items}
  ></nabla-plane>`;
}

const PERCENT: Record<'scaled' | 'cosine', string> = { scaled: 'q·k/√n', cosine: 'the cosine' };

function weights({ result, width }: Here<Result>): TemplateResult {
  const digits = width < 560 ? 2 : 3;
  const cell = (by: 'scaled' | 'cosine', r: number): TemplateResult => {
    const text = formatNumber(result[by].weights[r] ?? Number.NaN, digits);
    const won = result[by].winner === r;
    return html`<td class=${won ? 'role-result' : ''}>${won ? html`<strong>${text} ✓</strong>` : text}</td>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Scores and weights of the keys">
    <table>
      <thead>
        <tr>
          <th scope="col">key</th>
          <th scope="col">q·k/√n</th>
          <th scope="col">weight</th>
          <th scope="col">cosine</th>
          <th scope="col">weight</th>
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          result.scaled.scores,
          (s, r) =>
            html`<tr>
              <th scope="row" class="role-data">k${lowered(r + 1)}</th>
              <td>${formatNumber(s, digits)}</td>
              ${cell('scaled', r)}
              <td>${formatNumber(result.cosine.scores[r] ?? Number.NaN, digits)}</td>
              ${cell('cosine', r)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

export const attention: Lens<Result> = {
  compute: (engine, { q, keys }) => ({
    scaled: engine.attentionScores(q, keys, 'scaled'),
    cosine: engine.attentionScores(q, keys, 'cosine'),
  }),
  picture(view) {
    const { state, result } = view;
    const bars: Series[] = [
      {
        kind: 'bars',
        name: 'weight',
        role: 'result',
        points: Array.from(result[state.score].weights, (w, r) => [r + 1, w] as const),
      },
    ];
    return html`<div class="columns">
      <div class="panel stack loose">${plane(view)} ${weights(view)}</div>
      <div class="panel stack loose">
        <div class="controls fields">${view.control('q')} ${view.control('keys')}</div>
        ${view.control('score')}
        <div>
          <div class="caption">weights after the softmax <span class="unit">by ${PERCENT[state.score]}</span></div>
          <nabla-chart
            label=${`Weights of ${state.keys.rows} keys by ${PERCENT[state.score]}`}
            .height=${140}
            .x=${{ title: 'key', whole: true, min: 0.5, max: state.keys.rows + 0.5 }}
            .y=${{ title: '', min: 0, max: 1 }}
            .series=${bars}
          ></nabla-chart>
        </div>
      </div>
    </div>`;
  },
  sentence({ state, result }) {
    const name = (r: number): string => `k${lowered(r + 1)}`;
    const [s, c] = [result.scaled, result.cosine];
    const chosen = result[state.score];
    const share = `By ${PERCENT[state.score]} ${name(chosen.winner)} gets the largest weight, ${formatNumber(chosen.weights[chosen.winner] ?? 0, 3)}.`;
    return s.winner === c.winner
      ? `${share} Both scores choose the same key here.`
      : `${share} ${state.score === 'cosine' ? `Attention as it is used would choose ${name(s.winner)}.` : `The cosine would choose ${name(c.winner)}.`}`;
  },
  formula({ state, result }) {
    const { winner, scores } = result[state.score];
    const k = sub(sym('k', { bold: true }), num(winner + 1));
    const value = [op('='), num(scores[winner] ?? Number.NaN, 'result')];
    return state.score === 'cosine'
      ? row(op('cos('), sym('q', { bold: true }), op(','), k, op(')'), ...value)
      : row(frac(row(sym('q', { bold: true }), op('·'), k), root(num(state.q.length))), ...value);
  },
  table: ({ state, result }) => ({
    caption: 'Keys, scores and weights',
    columns: ['key', 'x', 'y', 'q·k/√n', 'its weight', 'cosine', 'its weight'],
    rows: Array.from(result.scaled.scores, (s, r) => [
      r + 1,
      at(state.keys, r, 0),
      at(state.keys, r, 1),
      s,
      result.scaled.weights[r] ?? Number.NaN,
      result.cosine.scores[r] ?? Number.NaN,
      result.cosine.weights[r] ?? Number.NaN,
    ]),
  }),
};
