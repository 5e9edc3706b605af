// The unit ball in space, as level lines: diamond, sphere, cube, and the spikes below p = 1.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { frac, num, op, row, sup, sym, words } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem } from '../../kit/plane';
import { exponent, exponentControl, exponentText, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;

const RADIANS = Math.PI / 180;
/** Degrees to one unit of the plane, for the handle that turns the ball. */
const TURN = 60;

const compute = (engine: Engine, state: State) =>
  engine.ballWireframe(exponent(state), state.yaw * RADIANS, state.pitch * RADIANS);

const within = (x: number): number => Math.min(90, Math.max(-90, Math.round(x)));

const items = ({ state, result, set }: Here<Result>): PlaneItem[] => [
  { type: 'segments', points: result.back.data, role: 'scaffold', thin: true, opacity: 0.35 },
  { type: 'segments', points: result.front.data, role: 'parameter', thin: true },
  {
    type: 'handle',
    key: 'turn',
    at: [state.yaw / TURN, state.pitch / -TURN],
    role: 'scaffold',
    label: 'turn',
    name: 'turn and tilt of the ball',
    step: 5 / TURN,
    move: ([x, y], done) => set({ yaw: within(x * TURN), pitch: within(-y * TURN) }, { done }),
  },
];

const shape = (state: State): string => {
  if (state.limit) return 'a cube: flat faces, where one entry alone decides';
  if (state.p < 1) return 'a star: it caves in between the axes and is not convex';
  if (state.p === 1) return 'an octahedron: corners on the axes, where two entries are 0, and edges where one is';
  if (state.p < 2) return 'a rounded octahedron: still pointed towards the axes, but nowhere sharp';
  return state.p === 2 ? 'a sphere: no direction is special' : 'on its way to a cube: flat towards the axes';
};

const picture = (view: Here<Result>): TemplateResult =>
  html`<div class="columns">
    <div class="panel">
      <div class="caption">drag “turn” <span class="unit">lines: one entry held still</span></div>
      <nabla-plane
        label=${`The unit ball in space for p = ${exponentText(view.state)}`}
        .extent=${1.9}
        .aspect=${0.9}
        .items=${items(view)}
      ></nabla-plane>
    </div>
    <div class="panel stack loose">
      ${exponentControl(view)}
      <div class="controls">${view.control('yaw')} ${view.control('pitch')}</div>
    </div>
  </div>`;

const sentence = ({ state }: Here<Result>): string =>
  `All vectors of three entries with size 1, for p = ${exponentText(state)}, form ${shape(state)}.`;

function formula({ state }: Here<Result>) {
  const sizes = ['x₁', 'x₂', 'x₃'].map((name) => sym(`|${name}|`));
  if (state.limit) return row(words('max '), ...sizes.flatMap((s, i) => (i ? [op(','), s] : [s])), op('='), num(1));
  const p = num(state.p, 'parameter', 3);
  const powers = sizes.map((s) => sup(s, p)).flatMap((s, i) => (i ? [op('+'), s] : [s]));
  return row(sup(row(op('('), ...powers, op(')')), frac(num(1), p)), op('='), num(1));
}

const table = ({ result }: Here<Result>) => ({
  caption: 'Strokes that face the viewer, projected',
  columns: ['x', 'y', 'x′', 'y′'],
  rows: Array.from({ length: result.front.rows }, (_, r) => Array.from(result.front.data.slice(4 * r, 4 * r + 4))),
});

const warning = ({ state }: Here<Result>): string | undefined =>
  !state.limit && state.p < 1 ? 'p < 1: not a norm, its ball is not convex.' : undefined;

export const space: Lens<Result> = { compute, picture, sentence, formula, table, warning };
