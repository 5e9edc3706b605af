// Does it reach zero? Plain descent on an L1 penalty swings about 0; a soft threshold lands on it.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { num, op, row, sym, words } from '../../kit/formula';
import '../../kit/player';
import { at, type Matrix } from '../../kit/values';
import { readout, tuple, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;

function compute(engine: Engine, { start, lr, penalty, steps, solver }: State) {
  const run = (method: string): Matrix => engine.shrinkingSteps(start, lr, penalty, steps, method);
  return { none: run('none'), l2: run('l2'), l1: run(solver === 'plain' ? 'l1' : 'prox') };
}

const last = (m: Matrix): Float64Array => m.data.slice((m.rows - 1) * m.cols);
const zeros = (v: Float64Array): number => v.filter((x) => x === 0).length;

const NAMES = { none: 'no penalty', l2: 'L2', l1: 'L1' } as const;
type Run = keyof typeof NAMES;
const RUNS: readonly Run[] = ['none', 'l2', 'l1'];

/** The first weight: its size on a logarithmic axis, which has no place for 0. */
const sizes = (result: Result, plain: boolean): Series[] =>
  RUNS.map((run): Series => ({
    kind: 'line',
    name: NAMES[run],
    role: run === 'none' ? 'scaffold' : run === 'l2' ? 'data' : plain ? 'broken' : 'result',
    named: true,
    dashed: run === 'none',
    points: Array.from({ length: result[run].rows }, (_, t) => [t, Math.abs(at(result[run], t, 0))] as const),
  }));

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const plain = state.solver === 'plain';
  const ends = RUNS.map((run) => [NAMES[run], last(result[run])] as const);
  return html`<div class="stack loose">
    <div class="controls">${view.control('solver')} ${view.control('penalty')} ${view.control('lr')}</div>
    <div class="panel">
      <div class="caption">
        size of the first weight <span class="unit">a line that ends has reached 0 exactly</span>
      </div>
      <nabla-chart
        label="Size of the first weight, step by step, with no penalty, with L2 and with L1"
        .height=${230}
        .x=${{ title: 'step', min: 0, max: 200 }}
        .y=${{ title: '|w₁|', log: true, min: 1e-22, max: 100 }}
        .series=${sizes(result, plain)}
      ></nabla-chart>
    </div>
    <nabla-player
      label="step"
      .value=${state.steps}
      .min=${0}
      .max=${200}
      .step=${1}
      .perSecond=${30}
      .valueText=${`step ${state.steps} of 200`}
      @value=${(e: CustomEvent<{ value: number; done: boolean }>) => set({ steps: e.detail.value }, { done: e.detail.done })}
    ></nabla-player>
    ${readout(
      ends.map(
        ([name, w]) =>
          [`${name}, step ${state.steps}`, tuple(w, 3), name === 'L1' ? (plain ? 'broken' : 'result') : ''] as const,
      ),
    )}
    <details>
      <summary>Where it starts</summary>
      ${view.control('start')}
    </details>
  </div>`;
}

function sentence({ state, result }: Here<Result>): string {
  const [none, l2, l1] = RUNS.map((run) => last(result[run])) as [Float64Array, Float64Array, Float64Array];
  const size = (v: Float64Array): string => formatNumber(Math.abs(v[0] ?? 0), 3);
  const count = zeros(l1);
  const end =
    count > 0
      ? `L1 by ${state.solver === 'plain' ? 'plain steps' : 'soft threshold'} has set ${count} of ${l1.length} to exactly 0`
      : `L1 stands at ${size(l1)}`;
  return `After ${state.steps} steps the first weight is ${size(none)} with no penalty and ${size(l2)} with L2; ${end}.`;
}

function formula({ state }: Here<Result>) {
  const w = sym('w');
  const lr = num(state.lr, 'parameter', 3);
  const next = [w, op('←')];
  if (state.solver === 'plain') {
    return row(
      ...next,
      w,
      op('−'),
      lr,
      words(' ('),
      num(2),
      w,
      op('+'),
      num(state.penalty, 'parameter', 3),
      words(' sign '),
      w,
      words(')'),
    );
  }
  return row(
    ...next,
    words('soft('),
    w,
    op('−'),
    lr,
    op('·'),
    num(2),
    w,
    words(', '),
    lr,
    op('·'),
    num(state.penalty, 'parameter', 3),
    words(')'),
  );
}

const table = ({ result }: Here<Result>) => ({
  caption: 'The first weight, step by step',
  columns: ['step', 'no penalty', 'L2', 'L1'],
  rows: Array.from({ length: result.l1.rows }, (_, t) => [t, ...RUNS.map((run) => at(result[run], t, 0))]),
});

/** Whether a weight has just changed its sign: from then on it does so at every step. */
const swings = ({ l1 }: Result): boolean => last(l1).some((w, i) => w * at(l1, Math.max(0, l1.rows - 2), i) < 0);

const warning = ({ state, result }: Here<Result>): string | undefined =>
  state.solver === 'plain' && swings(result)
    ? 'Plain steps on an L1 penalty jump over 0 and back: they never land, however long one waits. A smaller learning rate or λ only makes the swing smaller.'
    : undefined;

export const descent: Lens<Result> = { compute, picture, sentence, formula, table, warning };
