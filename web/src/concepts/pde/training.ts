// Training runs of the network: each is a pure function of its settings, kept so that it can be scrubbed. A state is
// kept every few steps; the ones between are made again from there, to the same bits.

import type { Engine } from '../../engine';
import type { Matrix } from '../../kit/values';
import { coefficientsOf, equationOf, type State } from './lens';

/** Steps between states that are kept, and of one call of the core: about 2 ms. */
export const STRIDE = 5;
const RUNS = 3;
/** Strides between two looks at the true error, which cost a millisecond each. */
const LOOK = 10;
/** The network is compared with the solution at as many times and places. */
export const ROWS = 33;
export const COLS = 33;
const STARTS = 65;

type Begin = ReturnType<Engine['pinnStart']>;

export interface Run {
  readonly serial: number;
  readonly settings: State;
  readonly begin: Begin;
  readonly initial: Matrix;
  /** The solution on ROWS × COLS points, in closed form or from a fine grid. */
  readonly truth: Matrix;
  readonly closed: boolean;
  /** Float32 holds them exactly: that is what the network computes in. */
  readonly states: Float32Array[];
  /** total, residual, boundary, initial before each step. */
  readonly losses: number[];
  /** Step and mean square of the true error, every few strides. */
  readonly errors: (readonly [step: number, error: number])[];
}

const duration = ({ dt, steps }: State): number => dt * steps;

/** Everything that a run depends on; what only the drawing depends on is left out. */
function keyOf(s: State): string {
  const { boundary, alpha, c, rho, dt, steps, start, seed, points, layout, wr, wb, wi, lr } = s;
  const profile = start === 'painted' ? Array.from(s.profile) : [];
  return JSON.stringify([equationOf(s), boundary, alpha, c, rho, dt, steps, start, profile, seed, points, layout, wr, wb, wi, lr]); // prettier-ignore
}

const runs = new Map<string, Run>();
let made = 0;

export const runFor = (state: State): Run | undefined => runs.get(keyOf(state));

export function runOf(engine: Engine, state: State): Run {
  const key = keyOf(state);
  const run = runs.get(key) ?? newRun(engine, state);
  // The one that was used last stands last.
  runs.delete(key);
  runs.set(key, run);
  for (const old of runs.keys()) if (runs.size > RUNS) runs.delete(old);
  return run;
}

function newRun(engine: Engine, state: State): Run {
  const { boundary, start, profile, seed, layout, points } = state;
  const begin = engine.pinnStart(seed, layout, points, duration(state));
  const u0 = engine.pdeInitial(start, profile, boundary, STARTS, 0);
  const initial = new Float64Array(2 * STARTS);
  u0.forEach((y, j) => initial.set([j / (STARTS - 1), y], 2 * j));
  const run: Run = {
    serial: made++,
    settings: state,
    begin,
    initial: { rows: STARTS, cols: 2, data: initial },
    ...truthOf(engine, state),
    states: [new Float32Array(begin.state)],
    losses: [],
    errors: [],
  };
  look(engine, run, begin.state);
  return run;
}

/** The network on the whole map, and how far it is from the solution. */
export function fieldOf(engine: Engine, { settings, truth }: Run, state: Float64Array) {
  const field = engine.pinnField(state, equationOf(settings), coefficientsOf(settings), duration(settings), ROWS, COLS);
  return { ...field, error: engine.pdeError(field.u.data, truth.data) };
}

function look(engine: Engine, run: Run, state: Float64Array): void {
  run.errors.push([reached(run), fieldOf(engine, run, state).error.meanSquare]);
}

/** Where no closed form is known, a grid twice as fine takes its place, in steps that are stable. */
function truthOf(engine: Engine, state: State): { truth: Matrix; closed: boolean } {
  const { boundary, start, profile } = state;
  const equation = equationOf(state);
  const data = new Float64Array(ROWS * COLS);
  const coefficients = coefficientsOf(state);
  const closed = engine.pdeExact(equation, boundary, start, profile, coefficients, COLS, 0).length > 0;
  if (closed) {
    for (let k = 0; k < ROWS; k++) {
      const t = (duration(state) * k) / (ROWS - 1);
      data.set(engine.pdeExact(equation, boundary, start, profile, coefficients, COLS, t), k * COLS);
    }
    return { truth: { rows: ROWS, cols: COLS, data }, closed };
  }
  const fine = 2 * (COLS - 1) + 1;
  const u0 = engine.pdeInitial(start, profile, boundary, fine, 0);
  const whole = duration(state);
  const { largestStep } = engine.pdeStability(equation, 'ftcs', boundary, u0, coefficients, whole, 1);
  // A multiple of the rows, so that each row is a step; where nothing is stable, few steps do as well as many.
  const beats = (ROWS - 1) * Math.max(4, Math.min(1500, Math.ceil((1.2 * whole) / largestStep / (ROWS - 1)) || 4));
  const { field, stride } = engine.pdeSolve(equation, 'ftcs', boundary, u0, coefficients, whole / beats, beats);
  for (let k = 0; k < ROWS; k++) {
    const row = Math.min(field.rows - 1, Math.round((k * beats) / (ROWS - 1) / stride));
    for (let j = 0; j < COLS; j++) data[k * COLS + j] = field.data[row * fine + 2 * j] as number;
  }
  if (!data.every(Number.isFinite)) {
    throw new Error('There is no solution to compare the network with: on a grid this law does not stay finite.');
  }
  return { truth: { rows: ROWS, cols: COLS, data }, closed };
}

function train(engine: Engine, { settings, begin, initial }: Run, from: Float64Array, steps: number) {
  const { boundary, wr, wb, wi, lr } = settings;
  const weights = Float64Array.of(wr, wb, wi);
  return engine.pinnTrain(
    from, equationOf(settings), boundary, coefficientsOf(settings), duration(settings), begin.collocation, begin.boundary, initial, weights, lr, steps,
  ); // prettier-ignore
}

export const reached = (run: Run): number => (run.states.length - 1) * STRIDE;

function grow(engine: Engine, run: Run): void {
  const { state, losses } = train(engine, run, new Float64Array(run.states.at(-1) as Float32Array), STRIDE);
  run.losses.push(...losses.data);
  run.states.push(new Float32Array(state));
  if ((run.states.length - 1) % LOOK === 0) look(engine, run, state);
}

/** Trains for as long as one more stride is likely to fit into the time, one stride at least, and says how far it came. */
export function advance(engine: Engine, run: Run, most: number, milliseconds: number): number {
  const begin = performance.now();
  for (let strides = 1; reached(run) < most; strides++) {
    grow(engine, run);
    const spent = performance.now() - begin;
    if (spent + spent / strides > milliseconds) break;
  }
  return Math.min(most, reached(run));
}

/** The training state after so many steps, which must have been reached. */
export function stateAt(engine: Engine, run: Run, step: number): Float64Array {
  const kept = Math.floor(step / STRIDE);
  const from = new Float64Array(run.states[kept] as Float32Array);
  return step % STRIDE === 0 ? from : train(engine, run, from, step % STRIDE).state;
}

/** The four losses at a step; those after the last step are measured without moving. */
export function lossesAt(engine: Engine, run: Run, step: number): readonly number[] {
  if (4 * step < run.losses.length) return run.losses.slice(4 * step, 4 * step + 4);
  return Array.from(train(engine, run, stateAt(engine, run, step), 1).losses.data);
}
