// What a visitor may do first has been done once before: the first call of a kernel is compiled on the way and the next
// ones run in the browser's fast and loose translation, which a hand feels as a stumble. While the page is idle, every
// widget that is awake computes the states that are one action away, a few milliseconds at a time, and drops the results;
// and it draws the state that it shows again, for the code that draws is as slow the first times as any other.

import { whenIdle } from './idle';
import { check, defaultsOf, type Concept, type Parameter, type Values } from './parameters';
import { timed } from './timing';
import { isMatrix, type Value } from './values';

/** Milliseconds in one go. A first call that takes longer cannot be divided: it stands alone and is not repeated. */
const SLICE = 4;
/** Milliseconds a widget, for the battery's sake. */
const TOTAL = 150;
/** Milliseconds without a sign of the visitor. */
const QUIET = 250;
/** A call of fewer milliseconds is not felt, and one that was made so often is as fast as it will be. */
const UNFELT = 1;
const OFTEN = 8;

export interface Warming {
  readonly element: Element;
  /** Not since the widget gave way to another or to a message. */
  readonly alive: () => boolean;
  readonly concept: Concept;
  /** What the widget shows now. */
  readonly values: () => Values;
  readonly compute: (state: Values) => unknown;
  /** Draws what is shown as if it were new. */
  readonly draw: () => void;
}

interface Task {
  /** What to compute; undefined to draw. */
  readonly state: Partial<Values> | undefined;
  /** Of the last call, with that of the state that is shown after it; unknown before the first. */
  took: number | undefined;
  calls: number;
}

interface Job extends Warming {
  readonly tasks: Task[];
}

/** In turn. A widget that its page has let go of is not held here. */
const turns: WeakRef<Element>[] = [];
const jobOf = new WeakMap<Element, Job>();
const spent = new WeakMap<Element, number>();
let lastSign = 0;
let waiting = false;

// -- what to compute -------------------------------------------------------------------------------------------------------

const stepped = (x: number, { min, max, step }: { min: number; max: number; step: number }): number =>
  x + step <= max ? x + step : Math.max(min, x - step);

const firstStepped = (data: Float64Array, range: { min: number; max: number; step: number }): Float64Array =>
  data.map((x, i) => (i === 0 ? stepped(x, range) : x));

/** The values that one action makes of a parameter. */
function nextOf(p: Parameter, value: Value): readonly Value[] {
  switch (p.kind) {
    case 'number':
    case 'integer':
      return [stepped(value as number, p)];
    case 'vector':
      return [firstStepped(value as Float64Array, p)];
    case 'matrix':
      return isMatrix(value) ? [{ ...value, data: firstStepped(value.data, p) }] : [];
    case 'switch':
      return [value !== true];
    case 'choice':
      return Object.keys(p.options).filter((option) => option !== value);
    default:
      return [];
  }
}

/** States that are one action away: a control moved, or an example. What is there to break may be slow on purpose. */
export function oneActionAway({ parameters, presets }: Concept, values: Values): Partial<Values>[] {
  const moved = Object.entries(parameters).flatMap(([key, p]) =>
    nextOf(p, values[key] as Value)
      .filter((value) => !('error' in check(p, value)))
      .map((value) => ({ [key]: value })),
  );
  const examples = presets.filter(({ kind }) => kind === 'example');
  return [...moved, ...examples.map((preset) => ({ ...defaultsOf(parameters), ...preset.values }))];
}

// -- when ------------------------------------------------------------------------------------------------------------------

const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove', 'scroll', 'input'] as const;
const sign = (): void => void (lastSign = performance.now());

/** Who counts bytes counts watts. */
const spares = (): boolean =>
  (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true ||
  matchMedia('(prefers-reduced-data: reduce)').matches;

/** A widget's own frames, as while it plays, are as good a reason to wait as a hand. */
export const busy = sign;

/** Begins for a widget that has come to life, or again when it has got more to show. */
export function warmUp(warming: Warming): void {
  if (spares()) return;
  if (turns.length === 0) for (const type of SIGNS) addEventListener(type, sign, { passive: true, capture: true });
  // Drawing first: whatever the visitor does, something is drawn.
  const states = [undefined, ...oneActionAway(warming.concept, warming.values())];
  const tasks = states.map((state) => ({ state, took: undefined, calls: 0 }));
  if (!turns.some((turn) => turn.deref() === warming.element)) turns.push(new WeakRef(warming.element));
  jobOf.set(warming.element, { ...warming, tasks });
  sign();
  wait();
}

const idle = (): void => whenIdle(slice);

function wait(): void {
  if (waiting) return;
  waiting = true;
  if (document.hidden) {
    document.addEventListener('visibilitychange', idle, { once: true });
    return;
  }
  setTimeout(idle, QUIET);
}

/** What the visitor looks at comes before what only lies near. */
function visibleFirst(): void {
  const inView = (turn: WeakRef<Element>): boolean => {
    const { top, bottom } = turn.deref()?.getBoundingClientRect() ?? { top: Infinity, bottom: -Infinity };
    return top < innerHeight && bottom > 0;
  };
  const at = turns.findIndex(inView);
  if (at > 0) turns.unshift(...turns.splice(at, 1));
}

/** Of the widget whose turn it is; undefined where that is gone. */
function first(): Job | undefined {
  const element = turns[0]?.deref();
  return element && jobOf.get(element);
}

function slice(deadline?: IdleDeadline): void {
  waiting = false;
  const start = performance.now();
  if (turns.length === 0) return;
  if (document.hidden || start - lastSign < QUIET) {
    wait();
    return;
  }
  if (deadline && deadline.timeRemaining() < SLICE) {
    next();
    return;
  }
  visibleFirst();
  let fits = true;
  while (fits && turns[0]) {
    const job = first();
    const goesOn = job !== undefined && job.alive() && job.element.isConnected && (spent.get(job.element) ?? 0) < TOTAL;
    const task = goesOn ? job.tasks.shift() : undefined;
    if (job && task) run(job, task);
    else turns.shift();
    const took = first()?.tasks[0]?.took;
    // What was never called may take long, so it stands at the beginning.
    fits = took !== undefined && performance.now() - start + took <= SLICE;
  }
  timed('nabla-warm-up', start);
  if (turns.length > 0) next(deadline);
  else stopListening();
}

/** Leaves out a widget that is gone. */
export function coolDown(element: Element): void {
  const at = turns.findIndex((turn) => turn.deref() === element);
  if (at < 0) return;
  turns.splice(at, 1);
  if (turns.length === 0) stopListening();
}

function stopListening(): void {
  for (const type of SIGNS) removeEventListener(type, sign, { capture: true });
}

/** The rest of an idle period, which may be 50 ms long, is not lost; in between the page can do what is more urgent. */
function next(deadline?: IdleDeadline): void {
  waiting = true;
  if (deadline && deadline.timeRemaining() >= 2 * SLICE) setTimeout(slice, 0, deadline);
  else idle();
}

function run(job: Job, task: Task): void {
  const start = performance.now();
  if (task.state) computeAhead(job, task, task.state);
  else job.draw();
  const took = performance.now() - start;
  task.calls += 1;
  const again = task.calls < OFTEN;
  if (task.state) {
    task.took = took;
    if (again && took >= UNFELT && took <= SLICE) job.tasks.push(task);
  } else if (again) job.tasks.unshift(task); // It goes on in microtasks, so that what it took is unknown.
  spent.set(job.element, (spent.get(job.element) ?? 0) + took);
}

function computeAhead(job: Job, task: Task, state: Partial<Values>): void {
  try {
    job.compute({ ...job.values(), ...state } as Values);
  } catch {
    // A state that cannot be computed is an action that fails, and nothing to prepare.
    task.calls = OFTEN;
  }
  try {
    // Last the state that is shown: what widgets remember belongs to it.
    job.compute(job.values());
  } catch {
    // The widget says so itself.
  }
}
