// The shape of a distribution over its temperature: from all for the best to the same for all.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { passage } from '../../kit/logits';
import { readout } from '../../kit/readout';
import { at as entry, type Matrix } from '../../kit/values';
import {
  at,
  AXIS,
  classButtons,
  largest,
  logitBars,
  nameOf,
  resultBars,
  shareNode,
  typedLogits,
  type Here,
  type Lens,
  type State,
  type Tempered,
} from './lens';

interface Result {
  readonly tempered: Tempered;
  /** Entropy, largest and smallest share over the temperatures of the axis. */
  readonly curve: Matrix;
}

const compute = (engine: Engine, { z, tau }: State): Result => ({
  tempered: engine.temper(z, tau),
  curve: engine.temperCurve(z, AXIS),
});

const line = (curve: Matrix, column: number): (readonly [number, number])[] =>
  Array.from(AXIS, (tau, i) => [tau, entry(curve, i, column)] as const);

function series({ state, result: { tempered, curve } }: Here<Result>): Series[] {
  const top = tempered.p[largest(state.z)] ?? 0;
  return [
    {
      kind: 'points',
      name: '',
      role: 'parameter',
      pointSize: 6,
      points: [
        [state.tau, tempered.entropy],
        [state.tau, top],
      ],
    },
    { kind: 'line', name: 'entropy H', role: 'result', named: true, points: line(curve, 0) },
    { kind: 'line', name: 'largest share', role: 'data', named: true, points: line(curve, 1) },
    {
      kind: 'line',
      name: '',
      role: 'scaffold',
      dashed: true,
      points: [
        [AXIS[0] ?? 0, tempered.most],
        [AXIS[AXIS.length - 1] ?? 0, tempered.most],
      ],
    },
  ];
}

function picture(view: Here<Result>): TemplateResult {
  const { state, result, control, width } = view;
  const { tempered } = result;
  const height = width < 560 ? 140 : 200;
  const k = largest(state.z);
  return html`<div class="controls">${control('tau')} ${classButtons(view)} ${typedLogits(view)}</div>
    <div class="stages">
      <div class="stage panel">
        <div class="caption"><span class="role-data">logits z</span> <span class="unit">drag the tops</span></div>
        ${logitBars(view, height)}
      </div>
      ${passage('÷ τ')}
      <div class="stage panel">
        <div class="caption role-result">softmax(z/τ)</div>
        ${resultBars(view, tempered.p, height, 'probabilities')}
      </div>
      <div class="stage panel main">
        <div class="caption">over all temperatures <span class="unit">dashed: H at most</span></div>
        <nabla-chart
          label="Entropy and largest share over the temperature"
          .height=${width < 560 ? 190 : 230}
          .x=${{ title: 'τ', log: true, min: 0.01, max: 100 }}
          .y=${{ title: 'nats; share', min: 0 }}
          .series=${series(view)}
        ></nabla-chart>
      </div>
    </div>
    ${readout([
      [`p of ${nameOf(k)}`, tempered.p[k], 'result'],
      ['entropy H', tempered.entropy, 'result'],
      ['H at most', tempered.most],
    ])}`;
}

function sentence({ state, result: { tempered } }: Here<Result>): string {
  const k = largest(state.z);
  return `At ${at(state.tau)} the best, ${nameOf(k)}, gets ${formatNumber(tempered.p[k] ?? 0)}; entropy ${formatNumber(tempered.entropy)} of at most ${formatNumber(tempered.most)} nats.`;
}

const table = ({ state, result: { tempered, curve } }: Here<Result>) => ({
  caption: `Shares at ${at(state.tau)}, then the curves`,
  columns: ['class or τ', 'z or H', 'p or largest share', 'smallest share'],
  rows: [
    ...Array.from(state.z, (z, i) => [nameOf(i), z, tempered.p[i] ?? 0, '']),
    ...Array.from(AXIS, (tau, i) => [tau, entry(curve, i, 0), entry(curve, i, 1), entry(curve, i, 2)]),
  ],
});

export const shape: Lens<Result> = {
  compute,
  picture,
  sentence,
  formula: ({ state, result: { tempered } }) => shareNode(state.z, state.tau, tempered.p[largest(state.z)] ?? 0),
  table,
};
