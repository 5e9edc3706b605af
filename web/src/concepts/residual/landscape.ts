// The loss about a small trained network, cut along two random directions: with skip connections and without.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem } from '../../kit/plane';
import '../../kit/player';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import { at, type Matrix } from '../../kit/values';
import { blocksOf, curve, type Here, type Lens, type State } from './lens';

type Slice = ReturnType<Engine['trainedSlice']>;
interface Side {
  readonly skip: boolean;
  /** A row a step: the loss, and the length of the gradient of the first layer. */
  readonly course: Matrix;
  readonly slice: Slice;
}
interface Result {
  readonly chosen: Side;
  readonly other: Side;
}

const MOST = 100;
const FINE = 21;
const cut = [remember<Slice>(), remember<Slice>()] as const;

/** All steps at once, so that they can be scrubbed; a side that a change does not touch keeps its slice. */
function sideOf(engine: Engine, { blocks, branch, steps, reach, seed }: State, skip: boolean): Side {
  const scale = skip ? branch : 1;
  return {
    skip,
    course: engine.trainingCourse(blocks, skip, scale, MOST, seed),
    slice: cut[skip ? 1 : 0](`${blocks} ${scale} ${seed} ${steps} ${reach}`, () =>
      engine.trainedSlice(blocks, skip, scale, MOST, steps, reach, FINE, seed),
    ),
  };
}

const compute = (engine: Engine, state: State): Result => ({
  chosen: sideOf(engine, state, state.skip),
  other: sideOf(engine, state, !state.skip),
});

const sidesOf = ({ chosen, other }: Result): readonly [withSkip: Side, without: Side] =>
  chosen.skip ? [chosen, other] : [other, chosen];
const lossOf = ({ course }: Side, step: number): number => at(course, step, 0);

function plane(side: Side): TemplateResult {
  const { map } = side.slice;
  const pair = (v: Float64Array) => [v[0] ?? -1, v[1] ?? 1] as const;
  const items: PlaneItem[] = [
    {
      type: 'field',
      grid: map.shades,
      x: pair(map.x),
      y: pair(map.y),
      colors: 'sequential',
      domain: [0, 1],
      opacity: 0.8,
    },
    { type: 'segments', points: map.contours, role: 'scaffold', thin: true },
    { type: 'dots', points: [[0, 0]], role: 'parameter', size: 6 },
    { type: 'text', at: [0.05, 0.07], text: 'weights θ', role: 'parameter' },
  ];
  return html`<div class="panel">
    <div class="caption">
      ${side.skip ? 'with skip connections' : 'layers alone'}
      <span class="unit">${formatNumber(side.slice.least, 2)} to ${formatNumber(side.slice.most, 2)}</span>
    </div>
    <nabla-plane
      label=${`The loss about the trained weights ${side.skip ? 'with' : 'without'} skip connections, by colour and contours`}
      .extent=${1}
      .items=${items}
      bare
    ></nabla-plane>
  </div>`;
}

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set, width } = view;
  const sides = sidesOf(result);
  const line = (side: Side) => Array.from({ length: MOST + 1 }, (_, t) => [t, lossOf(side, t)] as const);
  const [smooth, rugged] = sides;
  const here = [[state.steps, 1e-9] as const, [state.steps, 10] as const];
  return html`<div class="stack">
    <div class=${width < 560 ? 'knobs' : 'controls'}>
      ${view.control('skip')} ${view.control('blocks')} ${view.control('branch')} ${view.control('reach')}
    </div>
    <div class="trio">
      <div class="panel">
        <div class="caption role-result">loss <span class="unit">by step of Adam</span></div>
        <nabla-chart
          label="The loss by steps of training, with skip connections and without, on a logarithmic axis"
          .height=${width < 560 ? 170 : 290}
          .x=${{ title: 'step', min: 0, max: MOST, whole: true }}
          .y=${{ title: '', log: true, min: 1e-6, max: 10 }}
          .series=${[
            curve(
              'layers alone',
              'scaffold',
              line(rugged).map(([t, y]) => [t, Math.max(y, 1e-6)]),
              true,
            ),
            {
              ...curve(
                'with skip',
                'result',
                line(smooth).map(([t, y]) => [t, Math.max(y, 1e-6)]),
              ),
              pointSize: 0,
            },
            { kind: 'line', name: 'now', role: 'parameter', points: here },
          ]}
        ></nabla-chart>
      </div>
      ${sides.map(plane)}
    </div>
    <nabla-player
      label="step"
      verb="Train"
      .value=${state.steps}
      .min=${0}
      .max=${MOST}
      .step=${1}
      .perSecond=${12}
      .valueText=${`step ${state.steps} of ${MOST}`}
      @value=${(e: CustomEvent<{ value: number; done: boolean }>) => set({ steps: e.detail.value }, { done: e.detail.done })}
    ></nabla-player>
    ${readout([
      ['loss, with skip', lossOf(smooth, state.steps), 'result'],
      ['layers alone', lossOf(rugged, state.steps)],
      ['hollows in the slice', smooth.slice.minima, 'result'],
      ['layers alone', rugged.slice.minima],
      ['gradient, first layer', at(smooth.course, state.steps, 1), 'gradient'],
      ['layers alone', at(rugged.course, state.steps, 1)],
    ])}
    <div class="controls">${view.control('seed')}</div>
  </div>`;
}

function sentence({ state, result }: Here<Result>): string {
  const [smooth, rugged] = sidesOf(result);
  const loss = (side: Side): string => formatNumber(lossOf(side, state.steps), 2);
  const hollows = (side: Side): string => `${side.slice.minima} ${side.slice.minima === 1 ? 'hollow' : 'hollows'}`;
  return `After ${state.steps} steps the loss of ${blocksOf(state.blocks)} is ${loss(smooth)} with skip connections and ${loss(rugged)} without; the slices show ${hollows(smooth)} and ${hollows(rugged)}.`;
}

const formula = ({ state, result }: Here<Result>): Node =>
  row(
    sym('L'),
    words('('),
    sym('θ', { bold: true, role: 'parameter' }),
    op('+'),
    sym('a'),
    sub(sym('d', { bold: true }), num(1)),
    op('+'),
    sym('b'),
    sub(sym('d', { bold: true }), num(2)),
    words('),\u00a0'),
    sym('L'),
    words('('),
    sym('θ', { bold: true, role: 'parameter' }),
    words(')'),
    op('='),
    num(lossOf(result.chosen, state.steps), 'result'),
  );

const table = ({ result }: Here<Result>) => {
  const { loss } = result.chosen.slice;
  const place = (i: number): number => (2 * i) / (FINE - 1) - 1;
  return {
    caption: 'The loss in the slice: a row a value of b, a column a value of a',
    columns: ['b', ...Array.from({ length: loss.cols }, (_, c) => `a = ${formatNumber(place(c), 3)}`)],
    rows: Array.from({ length: loss.rows }, (_, r) => [
      place(r),
      ...Array.from({ length: loss.cols }, (_, c) => at(loss, r, c)),
    ]),
  };
};

const warning = ({ state, result: { chosen } }: Here<Result>): string | undefined =>
  !chosen.skip && state.steps >= 50 && lossOf(chosen, state.steps) > 0.1
    ? `After ${state.steps} steps the loss is still ${formatNumber(lossOf(chosen, state.steps), 2)}: without skip connections ${blocksOf(state.blocks)} are hard to train.`
    : undefined;

export const landscape: Lens<Result> = { compute, dear: true, picture, sentence, formula, table, warning };
