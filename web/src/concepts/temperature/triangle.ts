// Three classes: the temperature moves the point from the corner of the best to the middle of the triangle.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import '../../kit/player';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import { simplex } from '../../kit/simplex';
import { at as entry, type Matrix } from '../../kit/values';
import {
  at,
  AXIS,
  largest,
  nameOf,
  logitBars,
  shareNode,
  type Here,
  type Lens,
  type State,
  type Tempered,
} from './lens';

interface Result {
  readonly tempered: Tempered;
  readonly path: Matrix;
  readonly entropy: Matrix;
}

const field = remember<Matrix>();
const three = ({ z }: State): Float64Array => z.slice(0, 3);

const compute = (engine: Engine, state: State): Result => ({
  tempered: engine.temper(three(state), state.tau),
  path: engine.softmaxPath(three(state), AXIS),
  entropy: field('', () => engine.simplexEntropy(120)),
});

/** Steps of a twentieth of a decade: where on the axis a temperature stands. */
const stepOf = (tau: number): number => Math.round((Math.log10(tau) + 2) * 20);

function picture(view: Here<Result>): TemplateResult {
  const { state, result, control, set, width } = view;
  const { tempered, path, entropy } = result;
  const height = width < 560 ? 130 : 230;
  return html`<div class="controls">${control('tau')}</div>
    <div class="stages">
      <div class="stage panel">
        <div class="caption">
          <span class="role-data">logits z</span> <span class="unit">A, B and C have a corner</span>
        </div>
        ${logitBars(view, height)}
      </div>
      <div class="stage panel">
        <div class="caption">from corner to middle <span class="unit">light where the entropy is high</span></div>
        ${simplex({
          entropy,
          path,
          p: tempered.p,
          label: 'The triangle of three probabilities, with the path of the temperature and the point at this one',
        })}
      </div>
    </div>
    <nabla-player
      label="temperature"
      verb="Heat up"
      .value=${stepOf(state.tau)}
      .min=${0}
      .max=${80}
      .step=${1}
      .perSecond=${20}
      .valueText=${at(state.tau)}
      @value=${(e: CustomEvent<{ value: number; done: boolean }>) =>
        set({ tau: Number((AXIS[e.detail.value] ?? 1).toPrecision(3)) }, { done: e.detail.done })}
    ></nabla-player>
    ${readout([
      ...Array.from(tempered.p, (p, i) => [`p of ${nameOf(i)}`, p, 'result'] as const),
      ['entropy H', tempered.entropy, 'result'],
      ['H at most', tempered.most],
    ])}`;
}

const sentence = ({ state, result: { tempered } }: Here<Result>): string =>
  `At ${at(state.tau)} the point is ${Array.from(tempered.p, (p, i) => `${formatNumber(p, 3)} ${nameOf(i)}`).join(', ')}. Towards 0 it runs into the corner of the largest, towards infinity into the middle.`;

const table = ({ result: { path } }: Here<Result>) => ({
  caption: 'The path of the temperature',
  columns: ['τ', 'p of A', 'p of B', 'p of C'],
  rows: Array.from(AXIS, (tau, i) => [tau, entry(path, i, 0), entry(path, i, 1), entry(path, i, 2)]),
});

export const triangle: Lens<Result> = {
  compute,
  picture,
  sentence,
  formula: ({ state, result: { tempered } }) => {
    const z = three(state);
    return shareNode(z, state.tau, tempered.p[largest(z)] ?? 0);
  },
  table,
};
