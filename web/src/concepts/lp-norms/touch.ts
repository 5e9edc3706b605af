// The ball meets the loss: the least loss that is allowed lies where an ellipse touches the ball.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { joined, num, op, row, sub, sym, words, fence, norm as bars } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem, Point } from '../../kit/plane';
import {
  exponent,
  exponentControl,
  exponentText,
  pointsOf,
  readout,
  tuple,
  type Here,
  type Lens,
  type State,
} from './lens';

type Result = ReturnType<typeof compute>;

const EXTENT = 3.6;
const ASPECT = 0.86;
/** Where the handle that turns the valley stands, from its lowest point. */
const ARM = 0.9;
const RADIANS = Math.PI / 180;

function compute(engine: Engine, state: State) {
  const p = exponent(state);
  return {
    outline: engine.ballOutline(p, 192),
    meet: engine.ballTouch(state.centre, state.ratio, state.angle * RADIANS, state.radius, p),
  };
}

/** The same ellipse about the same centre, larger or smaller. */
const resized = (points: Point[], [cx, cy]: Point, by: number): Point[] =>
  points.map(([x, y]): Point => [cx + by * (x - cx), cy + by * (y - cy)]);

function items(view: Here<Result>, extent: number): PlaneItem[] {
  const { state, result, set } = view;
  const { meet, outline } = result;
  const c: Point = [state.centre[0] ?? 0, state.centre[1] ?? 0];
  const level = pointsOf(meet.level);
  const reach = ARM * (extent / EXTENT);
  const turn = state.angle * RADIANS;
  const arm: Point = [c[0] + reach * Math.cos(turn), c[1] + reach * Math.sin(turn)];
  return [
    { type: 'line', points: pointsOf(outline, state.radius), role: 'parameter', closed: true, fill: true },
    ...(meet.inside
      ? []
      : [0.5, 1.5, 2].map((by): PlaneItem => ({
          type: 'line',
          points: resized(level, c, by),
          role: 'scaffold',
          closed: true,
          thin: true,
        }))),
    { type: 'line', points: level, role: 'data', closed: true },
    { type: 'line', points: [c, arm], role: 'data', thin: true },
    { type: 'dots', points: [[meet.w[0] ?? 0, meet.w[1] ?? 0]], role: 'result', size: 6 },
    {
      type: 'text',
      at: [(meet.w[0] ?? 0) - 0.05 * extent, (meet.w[1] ?? 0) + 0.05 * extent],
      anchor: 'end',
      text: 'w',
      role: 'result',
    },
    {
      type: 'handle',
      key: 'radius',
      at: [-state.radius, 0],
      role: 'parameter',
      label: 'r',
      name: 'radius of the ball',
      move: ([x], done) => set({ radius: Math.min(4, Math.max(0.1, Math.abs(x))) }, { done }),
    },
    {
      type: 'handle',
      key: 'angle',
      at: arm,
      role: 'data',
      label: '',
      name: 'direction of the valley',
      move: ([x, y], done) => set({ angle: Math.round(Math.atan2(y - c[1], x - c[0]) / RADIANS) }, { done }),
    },
    {
      type: 'handle',
      key: 'centre',
      at: c,
      role: 'data',
      label: 'loss',
      name: 'where the loss is lowest',
      move: (to, done) => set({ centre: Float64Array.from(to) }, { done }),
    },
  ];
}

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { meet } = result;
  const largest = Math.max(...[...state.centre].map(Math.abs));
  const extent = largest > 0.8 * EXTENT ? 4 * EXTENT : EXTENT;
  return html`<div class="columns">
    <div class="panel">
      <div class="caption">
        drag the loss, its valley, or the radius <span class="unit">w: the least loss within ‖w‖<sub>p</sub> ≤ r</span>
      </div>
      <nabla-plane
        label="The ball of allowed weights and the lines of equal loss"
        .extent=${extent}
        .aspect=${ASPECT}
        xLabel="w₁"
        yLabel="w₂"
        .items=${items(view, extent)}
      ></nabla-plane>
    </div>
    <div class="panel stack loose">
      ${exponentControl(view)}
      <div class="controls">${view.control('radius')} ${view.control('ratio')}</div>
      ${readout([
        ['w', tuple(meet.w), 'result'],
        ['exact zeros', `${meet.zeros} of 2`, 'result'],
        ['loss at w', meet.loss],
        [html`‖lowest loss‖<sub>p</sub>`, meet.centreNorm],
        ['loss saved by more r', meet.lagrange],
      ])}
      <details>
        <summary>The loss as numbers</summary>
        <div class="controls">${view.control('centre')} ${view.control('angle')}</div>
      </details>
    </div>
  </div>`;
}

function sentence({ state, result: { meet } }: Here<Result>): string {
  const p = exponentText(state);
  if (meet.inside) return 'The lowest loss lies in the ball: nothing holds the weights back.';
  const where = tuple(meet.w, 3);
  if (meet.zeros === 0)
    return `With p = ${p} the loss meets the ball at w = ${where}: the weights are smaller as a whole, and none is 0.`;
  // On the axes only the balls up to p = 1 are sharp; the square of p = ∞ has its corners on the diagonals.
  return !state.limit && state.p <= 1
    ? `With p = ${p} the loss meets the ball at a corner, w = ${where}: one weight is exactly 0.`
    : `With p = ${p} the loss meets the ball at w = ${where}: one weight is exactly 0, but no corner holds it there.`;
}

const formula = ({ state, result: { meet } }: Here<Result>) =>
  row(
    sub(
      bars(
        fence(
          joined(
            Array.from(meet.w, (v) => num(v, 'result', 3)),
            ',',
          ),
        ),
      ),
      state.limit ? sym('∞') : num(state.p, 'parameter', 3),
    ),
    op('≤'),
    num(state.radius, 'parameter'),
    words(',  loss '),
    op('='),
    num(meet.loss, 'data'),
  );

const table = ({ result: { meet } }: Here<Result>) => ({
  caption: 'The line of equal loss through w',
  columns: ['w₁', 'w₂'],
  rows: [Array.from(meet.w), ...pointsOf(meet.level).map((q) => [...q])],
});

const warning = ({ state }: Here<Result>): string | undefined =>
  !state.limit && state.p < 1
    ? 'p < 1: the ball is not convex, so a descent may end in another corner than the best one; here all of the edge is searched.'
    : undefined;

export const touch: Lens<Result> = { compute, picture, sentence, formula, table, warning };
