// What the lenses share: the curve, the point on it, and the words for places where there is no slope.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { written, type Node } from '../../kit/formula';
import type { Lens as KitLens } from '../../kit/lenses';
import type { Values } from '../../kit/parameters';
import type { Interval, PlaneItem, Point, Window } from '../../kit/plane';
import { remember } from '../../kit/remember';
import { at, type Matrix } from '../../kit/values';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
type Key = keyof Table;
export type State = Values<Table>;
export type Here<R> = View<Table, R>;
export type Lens<R> = KitLens<Table, R, Engine>;

export type Curve = ReturnType<Engine['derivativeCurve']>;
export type Probe = ReturnType<Engine['derivativeProbe']>;

/** Samples of a curve: more than one a pixel of the widest plane. */
const SAMPLES = 481;

export const METHODS = { forward: 'forward', central: 'central', complex: 'complex step' } as const;

const lastCurve = remember<Curve>();
const lastFormula = remember<Node | undefined>();

export const spanOf = ({ middle, reach }: State): Interval => [middle - reach, middle + reach];

/** f and f′ over the window; made anew only when the text or the window changes, not while the point is dragged. */
export const curveOf = (engine: Engine, state: State): Curve =>
  lastCurve(`${state.middle} ${state.reach} ${state.f}`, () =>
    engine.derivativeCurve(state.f, ...spanOf(state), SAMPLES),
  );

export const probeOf = (engine: Engine, state: State): Probe =>
  engine.derivativeProbe(state.f, state.x0, state.h, state.method, state.format, state.taken);

/** f′ as a formula; absent where it grows too long to print. */
export const slopeFormula = (engine: Engine, { f }: State): Node | undefined =>
  lastFormula(f, () => {
    try {
      return written(engine.expressionDerivative(f, 'x', 'x').formula);
    } catch {
      return undefined;
    }
  });

export const pointsOf = (m: Matrix): Point[] =>
  Array.from({ length: m.rows }, (_, i): Point => [at(m, i, 0), at(m, i, 1)]);

/** Some room above and below; one unit each way where there is no height at all. */
export function padded(low = Number.NaN, high = Number.NaN): Interval {
  if (!Number.isFinite(high - low)) return [-1, 1];
  const room = high > low ? 0.12 * (high - low) : Math.max(1, Math.abs(high) / 2);
  return [low - room, high + room];
}

/** Inside the window; what is no number waits on the axis. */
export const clampTo = ([low, high]: Interval, y: number): number =>
  Math.min(high, Math.max(low, Number.isNaN(y) ? 0 : y));

/** The straight line of this slope through a point, from edge to edge of the window. */
export const lineThrough = ([x, y]: Point, slope: number, { x: [from, to] }: Window): Point[] =>
  Number.isFinite(slope) && Number.isFinite(y)
    ? [
        [from, y + slope * (from - x)],
        [to, y + slope * (to - x)],
      ]
    : [];

/** The point on the curve; where f has no value it waits on the axis. */
export const pointHandle = (view: Here<unknown>, window: Window, y: number): PlaneItem => ({
  type: 'handle',
  key: 'x0',
  at: [view.state.x0, clampTo(window.y, y)],
  role: 'data',
  label: 'x',
  name: 'x, where the slope is taken',
  step: view.state.reach / 60,
  move: ([x], done) => view.set({ x0: x }, { done }),
});

/** In place of a plot with nothing in it. */
export const emptyPlot = ({ culprit }: Curve, { f }: State): TemplateResult =>
  html`<p class="note" role="status">
    f(x) = ${f} is not finite anywhere in this window${culprit ? html`: ${minus(culprit)}` : nothing}. There is nothing
    to draw; move the window or change f.
  </p>`;

export const minus = (text: string): string => text.replaceAll('-', '−');

export const fn = (x: number): string => `f(${formatNumber(x)})`;

/** Why there is no slope at x, or why the number that autograd answers is none. */
export function trouble(probe: Probe): string | undefined {
  const [left = Number.NaN, right = Number.NaN] = probe.sides;
  const x = formatNumber(probe.at);
  const answer = Number.isNaN(probe.slope) ? 'nan' : formatNumber(probe.slope);
  switch (probe.kind) {
    case 'none':
      return `f has no value at x = ${x}: ${minus(probe.culprit)}. Without a value there is no slope, whatever the rules answer.`;
    case 'kink':
      return `f has a kink at x = ${x}: slope ${formatNumber(left, 3)} on the left, ${formatNumber(right, 3)} on the right, and no derivative. Autograd answers ${answer}.`;
    case 'jump':
      return `f jumps at x = ${x}: the difference quotient grows like 1/h and has no limit. Autograd answers ${answer}.`;
    case 'vertical':
      return `The tangent at x = ${x} is vertical: the quotient grows without end. Autograd answers ${answer === 'infinite' ? 'inf' : answer}.`;
    case 'edge':
      return `f ends at x = ${x}: there is a slope on one side only. Autograd answers ${answer}.`;
    case 'off':
      return `Short steps on both sides agree on the slope ${formatNumber((left + right) / 2, 3)} at x = ${x}; autograd, which follows the branch that x itself takes, answers ${answer}.`;
    default:
      return undefined;
  }
}

/** What a gap in the curve means. */
export function gapNote({ missing, gap, culprit, f }: Curve): string | undefined {
  if (missing === 0 || f.rows === 0) return undefined;
  return `Not finite here: at x = ${formatNumber(gap)}, ${minus(culprit)}. Such places stay blank and no line is drawn across them.`;
}

/** f and, where there is room, what else is chosen beside it; on a phone that is folded away with the rest. */
export const head = (view: Here<unknown>, ...keys: Key[]): TemplateResult =>
  html`<div class="controls fields">
    ${view.control('f')} ${view.width < 560 ? nothing : keys.map((key) => view.control(key))}
  </div>`;

/** The handle is the point's first control; numbers for it, and what is turned less often, are typed here. */
export const more = (view: Here<unknown>, folded: readonly Key[], ...keys: Key[]): TemplateResult =>
  html`<details>
    <summary>More</summary>
    <div class="controls fields">
      ${[...(view.width < 560 ? folded : []), ...keys].map((key) => view.control(key))} ${view.control('middle')}
      ${view.control('reach')}
    </div>
  </details>`;
