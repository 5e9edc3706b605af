// What each of the lenses provides, and the lanes that most of them look at.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { stepPlayer } from '../../kit/lane-views';
import {
  contourGround,
  laneEnds,
  laneMatrix,
  laneNames,
  lanePaths,
  type Lane,
  type LaneSettings,
} from '../../kit/lanes';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Values } from '../../kit/parameters';
import '../../kit/plane';
import type { PlaneItem, Window } from '../../kit/plane';
import { remember } from '../../kit/remember';
import type { Matrix } from '../../kit/values';
import type { View } from '../../kit/widget';
import concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;
export type Lens<R> = KitLens<Table, R, Engine>;

type ContourMap = ReturnType<Engine['contourMap']>;

export interface Runs {
  readonly lanes: readonly Lane[];
  readonly run: ReturnType<Engine['descents']>;
  readonly map: ContourMap;
}

export const ASPECT = 0.84;
const POINTS = 161;
const ALL = concept.parameters.k.max;
const NONE: Matrix = { rows: 0, cols: 0, data: new Float64Array(0) };
const QUIET = new Float64Array(3);

/** Adam with every switch as it is set. */
export const adamOf = (state: State): LaneSettings => ({
  rule: 'adam',
  lr: state.lr,
  beta1: state.beta1,
  beta2: state.beta2,
  eps: state.eps,
  place: state.place,
  correctM: state.correctM,
  correctV: state.correctV,
  amsgrad: state.amsgrad,
  decay: state.decay,
});
/** Adam as PyTorch has it, with the same numbers. */
export const torchOf = (state: State): LaneSettings => ({
  ...adamOf(state),
  place: 'outside',
  correctM: true,
  correctV: true,
});

/** Whether a switch is on that PyTorch does not have. */
export const altered = ({ place, correctM, correctV }: State): boolean => place !== 'outside' || !correctM || !correctV;

/** The formula between Adam's switches, in a word or two. */
export const variant = ({ place, correctM, correctV }: State): string =>
  correctM && correctV
    ? place === 'outside'
      ? 'Adam'
      : 'Adam, ε moved'
    : correctM
      ? 'as printed'
      : correctV
        ? 'm uncorrected'
        : 'uncorrected';

export function lanesOf(state: State): readonly Lane[] {
  const { lr, decay, beta2, eps } = state;
  return [
    { name: variant(state), role: altered(state) ? 'broken' : 'parameter', ...adamOf(state) },
    ...(altered(state) ? ([{ name: 'Adam', role: 'parameter', dashed: true, ...torchOf(state) }] as const) : []),
    ...(decay > 0 ? ([{ name: 'AdamW', role: 'result', dashed: true, ...adamOf(state), rule: 'adamw' }] as const) : []),
    { name: 'RMSProp', role: 'gradient', dashed: true, rule: 'rmsprop', lr, decay, eps, beta2: Math.min(beta2, 0.99) },
    { name: 'SGD', role: 'data', lr: state.sgd, decay },
  ];
}

export const windowOf = ({ reach }: State): Window => ({
  x: [-reach, reach],
  y: [-reach * ASPECT, reach * ASPECT],
});

const lastMap = remember<ContourMap>();

export function runsOf(engine: Engine, state: State, lanes: readonly Lane[]): Runs {
  const { x, y } = windowOf(state);
  return {
    lanes,
    run: engine.descents(state.f, NONE, QUIET, state.start, laneMatrix(lanes), state.steps),
    map: lastMap(`${state.reach} ${state.f}`, () =>
      engine.contourMap(state.f, Float64Array.from(x), Float64Array.from(y), POINTS),
    ),
  };
}

/** How many steps are shown of those there are. */
export const shown = ({ state }: Here<unknown>): number => Math.min(state.k, state.steps);

export function mapPanel(view: Here<Runs>): TemplateResult {
  const { state, result, set } = view;
  const { lanes, run } = result;
  const k = shown(view);
  const width = 2 * state.reach;
  const items: PlaneItem[] = [
    ...contourGround(result.map),
    ...lanePaths(lanes, run, k, width),
    ...laneNames(lanes, run, k, width),
    {
      type: 'handle',
      key: 'start',
      at: [state.start[0] as number, state.start[1] as number],
      role: 'data',
      label: 'start',
      name: 'start of all lanes',
      step: state.reach / 50,
      move: (to, done) => set({ start: Float64Array.of(...to) }, { done }),
    },
  ];
  return html`<div class="panel">
    <div class="caption">the loss from above <span class="unit">drag the start</span></div>
    <nabla-plane
      label="Contours of the loss with the path of every lane"
      xLabel="x"
      yLabel="y"
      .window=${windowOf(state)}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

export const player = (view: Here<Runs>): TemplateResult =>
  stepPlayer({ k: shown(view), steps: view.state.steps, all: ALL, run: view.result.run, set: view.set });

export const head = (view: Here<unknown>): TemplateResult =>
  html`<div class="controls fields">
    ${view.control('lens')} ${view.state.lens === 'online' ? view.control('large') : view.control('f')}
  </div>`;

/** What takes Adam apart. */
export const switches = (view: Here<unknown>): TemplateResult =>
  html`<div class="controls">${view.control('correctM')} ${view.control('correctV')} ${view.control('amsgrad')}</div>`;

export const more = (view: Here<unknown>): TemplateResult =>
  html`<details>
    <summary>More: β₁, β₂, ε, decay, steps</summary>
    <div class="controls fields">
      ${view.control('beta1')} ${view.control('beta2')} ${view.control('eps')} ${view.control('place')}
      ${view.control('decay')} ${view.control('steps')} ${view.control('sgd')} ${view.control('start')}
      ${view.control('reach')}
    </div>
  </details>`;

export function warning(view: Here<Runs>): string | undefined {
  const { lanes, run } = view.result;
  const ends = laneEnds(lanes, run, shown(view));
  if (ends.length === 0) return undefined;
  const left = lanes.some((_, i) => run.status[i] === 2);
  return left
    ? `${ends.join('; ')}: a logarithm or root of a negative number, or a division by 0. PyTorch would go on in silence.`
    : `${ends.join('; ')}: the next point would be more than a million away. Its learning rate is too large for this loss.`;
}

export const pairText = (p: ArrayLike<number>, digits = 3): string =>
  `(${Array.from(p, (x) => formatNumber(x, digits)).join(', ')})`;
