// Two weights behind two squashed inputs: centred inputs let them part ways, inputs of one sign do not.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber, percent } from '../../kit/format';
import { factor, num, op, row, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem, Point, Window } from '../../kit/plane';
import '../../kit/player';
import { readout } from '../../kit/readout';
import { at, type Matrix } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<typeof compute>;
type Walk = ReturnType<Engine['zigZag']>;

const compute = (engine: Engine, { rival, lr, steps, seed }: State) => ({
  centred: engine.zigZag('tanh', lr, steps, seed),
  rival: engine.zigZag(rival, lr, steps, seed),
});

const NAMES = { sigmoid: 'sigmoid', raised: '1 + tanh', centred: '1 + tanh, centred' } as const;
const START: Point = [-1, 1];
const BEST: Point = [1, -1];
const WEIGHTS: Window = { x: [-2, 2], y: [-1.8, 1.8] };
/** What the inputs reach: on both sides, or up to 2. */
const AROUND: Window = { x: [-1.4, 1.4], y: [-1.15, 1.15] };
const RAISED: Window = { x: [-1.4, 2.4], y: [-1.15, 2.15] };
const MOST = 400;

const pointsOf = (m: Matrix): Point[] => Array.from({ length: m.rows }, (_, i): Point => [at(m, i, 0), at(m, i, 1)]);

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const name = NAMES[state.rival];
  const ways: PlaneItem[] = [
    { type: 'line', points: [START, BEST], role: 'scaffold', thin: true, dashed: true },
    { type: 'line', points: pointsOf(result.rival.path), role: 'broken' },
    { type: 'line', points: pointsOf(result.centred.path), role: 'data' },
    { type: 'dots', points: [BEST], role: 'result', size: 6 },
    { type: 'text', at: [BEST[0], BEST[1] - 0.28], text: 'best weights', role: 'result', anchor: 'middle' },
    { type: 'dots', points: [START], role: 'scaffold', size: 5 },
    { type: 'text', at: [START[0], START[1] + 0.16], text: 'start', anchor: 'middle' },
  ];
  const inputs: PlaneItem[] = [
    { type: 'dots', points: pointsOf(result.rival.inputs), role: 'broken', size: 3.5 },
    { type: 'dots', points: pointsOf(result.centred.inputs), role: 'data', size: 3.5 },
  ];
  const legend = html`<span class="unit"
    ><span class="role-data">tanh</span>, <span class="role-broken">${name}</span></span
  >`;
  const aspect = view.width < 560 ? 0.56 : 0.72;
  return html`<div class="stack">
    <div class="columns">
      <div class="panel">
        <div class="caption">the two weights, step by step ${legend}</div>
        <nabla-plane
          label="Paths of two weights by stochastic gradient descent"
          xLabel="w₁"
          yLabel="w₂"
          .window=${WEIGHTS}
          .aspect=${aspect}
          .items=${ways}
        ></nabla-plane>
      </div>
      <div class="panel">
        <div class="caption">what the weights are given ${legend}</div>
        <nabla-plane
          label="The two inputs of every sample"
          xLabel="h₁"
          yLabel="h₂"
          .window=${state.rival === 'raised' ? RAISED : AROUND}
          .aspect=${aspect}
          .items=${inputs}
        ></nabla-plane>
      </div>
    </div>
    <nabla-player
      label="steps of descent"
      .value=${state.steps}
      .min=${0}
      .max=${MOST}
      .perSecond=${30}
      .valueText=${`step ${String(state.steps)} of ${String(MOST)}`}
      @value=${({ detail: { value, done } }: CustomEvent<{ value: number; done: boolean }>) => set({ steps: value }, { done })}
    ></nabla-player>
    ${readout([
      ['steps', state.steps],
      ['both weights moved the same way', both(result, (walk) => percent(walk.alike))],
      ['left to go', both(result, (walk) => formatNumber(walk.distance, 3))],
      ['condition number κ', both(result, (walk) => formatNumber(walk.condition, 3))],
    ])}
    <div class="controls fields">${view.control('rival')} ${view.control('lr')} ${view.control('seed')}</div>
  </div>`;
}

/** A number of tanh, and of its rival: in the colours and the order of the captions. */
const both = ({ centred, rival }: Result, of: (walk: Walk) => string): TemplateResult =>
  html`<span class="role-data">${of(centred)}</span>, <span class="role-broken">${of(rival)}</span>`;

const farther = (w: Walk): string => `${formatNumber(w.length, 3)} times the straight line`;

function sentence({ state, result: { centred, rival } }: Here<Result>): string {
  const name = NAMES[state.rival];
  if (state.steps === 0)
    return 'Both start at (−1, 1). The best weights are (1, −1): one has to rise while the other falls.';
  if (rival.stopped < state.steps)
    return `With ${name} the weights have left for infinity after ${String(rival.stopped)} steps: its inputs are long, and this rate is too large for them.`;
  return `After ${String(state.steps)} steps tanh is ${formatNumber(centred.distance, 2)} from the best weights, ${name} ${formatNumber(rival.distance, 2)}, on a path ${farther(rival)}: in ${percent(rival.alike)} of its steps both weights moved the same way.`;
}

function formula({ state, result: { rival } }: Here<Result>): Node {
  const last = rival.path.rows - 1;
  return row(
    sym('Δw', { bold: false }),
    op('='),
    op('−'),
    num(state.lr, 'parameter'),
    op('·'),
    row(sym('r'), sym('h', { bold: true })),
    words(': both entries have the sign of '),
    op('−'),
    sym('r'),
    words(' if '),
    sym('h', { bold: true }),
    op('>'),
    num(0),
    words('; now w = ('),
    factor(at(rival.path, last, 0), 'parameter', 3),
    words(', '),
    factor(at(rival.path, last, 1), 'parameter', 3),
    words(')'),
  );
}

const weightsAt = ({ path }: Walk, k: number): (string | number)[] =>
  k < path.rows ? [at(path, k, 0), at(path, k, 1)] : ['', ''];

const table = ({ state, result: { centred, rival } }: Here<Result>) => ({
  caption: 'The weights after every step',
  columns: ['step', 'tanh: w₁', 'w₂', `${NAMES[state.rival]}: w₁`, 'w₂'],
  rows: Array.from({ length: Math.max(centred.path.rows, rival.path.rows) }, (_, k) => [
    k,
    ...weightsAt(centred, k),
    ...weightsAt(rival, k),
  ]),
});

export const zigzag: Lens<Result> = { compute, picture, sentence, formula, table };
