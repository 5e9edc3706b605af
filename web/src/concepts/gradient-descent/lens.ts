// What each of the lenses provides, and the lanes that all of them look at.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { laneEnds, laneMatrix, laneTable, type Lane } from '../../kit/lanes';
import { stepPlayer } from '../../kit/lane-views';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Values } from '../../kit/parameters';
import type { PlaneItem, Point, Window } from '../../kit/plane';
import { remember } from '../../kit/remember';
import type { Matrix } from '../../kit/values';
import type { View } from '../../kit/widget';
import concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;
export type Lens<R> = KitLens<Table, R, Engine>;

export type Descents = ReturnType<Engine['descents']>;
export type Theory = ReturnType<Engine['descentTheory']>;
export type ContourMap = ReturnType<Engine['contourMap']>;

/** What every lens knows. */
export interface Runs {
  readonly f: string;
  readonly lanes: readonly Lane[];
  readonly matrix: Matrix;
  readonly run: Descents;
  readonly theory: Theory;
}

export const ASPECT = 0.84;
const POINTS = 161;
const ALL = concept.parameters.k.max;
const NONE: Matrix = { rows: 0, cols: 0, data: new Float64Array(0) };

/** The loss as text. */
export function lossOf(engine: Engine, state: State): string {
  if (state.loss === 'bowl') return `(x^2 + ${state.kappa} y^2) / 2`;
  return state.loss === 'data' ? engine.lineLossText(state.data) : state.f;
}

const shaken = ({ loss, noise, batch, data }: State): boolean => (loss === 'data' ? batch < data.rows : noise > 0);

export function lanesOf(state: State, theory?: Theory): readonly Lane[] {
  const tuned = state.tuned && theory?.minimum.length === 2 ? theory.tuned.data : undefined;
  const best = (i: number): { lr: number; momentum: number } => ({
    lr: tuned?.[3 * i] ?? state.lr,
    momentum: tuned?.[3 * i + 1] ?? state.momentum,
  });
  const { forget: forgets } = state;
  const plain = { lr: best(0).lr, forgets };
  return [
    { name: 'plain', role: 'parameter', ...plain },
    ...(state.momentum > 0 || tuned
      ? ([
          { name: 'heavy ball', role: 'result', ...best(1), forgets },
          ...(best(2).momentum > 0
            ? ([{ name: 'Nesterov', role: 'gradient', dashed: true, nesterov: true, ...best(2), forgets }] as const)
            : []),
        ] as const)
      : []),
    ...(shaken(state)
      ? ([{ name: state.loss === 'data' ? 'batches' : 'noisy', role: 'data', noisy: true, ...plain }] as const)
      : []),
  ];
}

export const noiseOf = ({ loss, noise, batch, data, seed }: State): readonly [Matrix, Float64Array] =>
  loss === 'data'
    ? [data, Float64Array.of(0, Math.min(batch, data.rows), seed)]
    : [NONE, Float64Array.of(noise, 0, seed)];

export function runsOf(engine: Engine, state: State): Runs {
  const f = lossOf(engine, state);
  const [data, noise] = noiseOf(state);
  const before = state.tuned
    ? engine.descentTheory(
        f,
        laneMatrix([{ lr: state.lr }]),
        { rows: 1, cols: 2, data: state.start },
        Float64Array.of(0),
      )
    : undefined;
  const lanes = lanesOf(state, before);
  const matrix = laneMatrix(lanes);
  const run = engine.descents(f, data, noise, state.start, matrix, state.steps);
  return { f, lanes, matrix, run, theory: engine.descentTheory(f, matrix, run.points, run.last) };
}

export const windowOf = ({ reach }: State): Window => ({
  x: [-reach, reach],
  y: [-reach * ASPECT, reach * ASPECT],
});

const lastMap = remember<ContourMap>();

/** Colours and contours of the loss; made anew only when it or the window changes. */
export function mapOf(engine: Engine, f: string, state: State): ContourMap {
  const { x, y } = windowOf(state);
  return lastMap(`${state.reach} ${f}`, () => engine.contourMap(f, Float64Array.from(x), Float64Array.from(y), POINTS));
}

/** How many steps are shown of those there are. */
export const shown = ({ state }: Here<unknown>): number => Math.min(state.k, state.steps);

export const pointText = ([x, y]: Point, digits = 3): string =>
  `(${formatNumber(x, digits)}, ${formatNumber(y, digits)})`;

export const startHandle = ({ state, set }: Here<unknown>): PlaneItem => ({
  type: 'handle',
  key: 'start',
  at: [state.start[0] as number, state.start[1] as number],
  role: 'data',
  label: 'start',
  name: 'start of all lanes',
  step: state.reach / 50,
  move: (to, done) => set({ start: Float64Array.of(...to) }, { done }),
});

export const player = (view: Here<Runs>): TemplateResult =>
  stepPlayer({ k: shown(view), steps: view.state.steps, all: ALL, run: view.result.run, set: view.set });

/** What is looked at, and at which loss. */
export const head = (view: Here<unknown>): TemplateResult => {
  const { loss } = view.state;
  return html`<div class="controls fields">
    ${view.control('lens')} ${view.control('loss')}
    ${loss === 'typed' ? view.control('f') : loss === 'bowl' ? view.control('kappa') : view.control('batch')}
  </div>`;
};

export const rateControls = (view: Here<unknown>): TemplateResult =>
  html`<div class="controls fields">
    ${view.state.tuned ? nothing : html`${view.control('lr')} ${view.control('momentum')}`}
    ${view.width < 560 ? nothing : view.control('steps')}
  </div>`;

export const more = (view: Here<unknown>): TemplateResult =>
  html`<details>
    <summary>More: noise, start, window</summary>
    <div class="controls fields">
      ${view.control('tuned')} ${view.state.loss === 'data' ? view.control('data') : view.control('noise')}
      ${view.control('seed')} ${view.control('start')} ${view.control('reach')} ${view.control('forget')}
    </div>
  </details>`;

export const table = ({ result: { lanes, run } }: Here<Runs>) => laneTable(lanes, run);

export function warning(view: Here<Runs>): string | undefined {
  const { theory, run, lanes } = view.result;
  const k = shown(view);
  const ends = laneEnds(lanes, run, k);
  if (ends.length > 0) {
    const bad = lanes.findIndex((_, i) => run.status[i] !== 0);
    if (run.status[bad] === 2)
      return `${ends.join('; ')}: a logarithm or root of a negative number, or a division by 0. Its loss or gradient is not finite; PyTorch would go on in silence.`;
    const edge = theory.edge;
    return Number.isFinite(edge)
      ? `${ends.join('; ')}: the next point would be more than a million away. Plain steps are stable below 2/L = ${formatNumber(edge)} here${theory.quadratic ? '' : ', and that only near the minimum'}.`
      : `${ends.join('; ')}: the next point would be more than a million away. There is no minimum in reach, or the steps are too large.`;
  }
  if (view.state.tuned && theory.minimum.length === 0)
    return 'No minimum with positive curvature was found from here, so there is no best learning rate: the lanes keep the one that is set.';
  return undefined;
}
