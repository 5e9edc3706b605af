// The default lens: the map of f, and the two curves that are left when one variable is held.

import { html, type TemplateResult } from 'lit';
import '../../kit/plane';
import type { Interval, PlaneItem, Point } from '../../kit/plane';
import { formatNumber } from '../../kit/format';
import { at, type Matrix } from '../../kit/values';
import type { Engine } from '../../engine';
import {
  ASPECT,
  ground,
  mapOf,
  movePoint,
  partialsOf,
  pointOf,
  symbolsOf,
  typedPoint,
  windowOf,
  type Here,
  type Lens,
  type State,
} from './lens';
import { formula, numbers, sentence, table, warning } from './words';

type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, state: State) => ({
  map: mapOf(engine, state),
  partials: partialsOf(engine, state),
  symbols: symbolsOf(engine, state),
});

const pointsOf = (m: Matrix): Point[] => Array.from({ length: m.rows }, (_, i): Point => [at(m, i, 0), at(m, i, 1)]);

function map(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const [x, y] = pointOf(state.p);
  const window = windowOf(state);
  const items: PlaneItem[] = [
    ...ground(result.map),
    { type: 'line', points: [[window.x[0], y], [window.x[1], y]], role: state.vary === 'y' ? 'scaffold' : 'data', dashed: state.vary === 'y' }, // prettier-ignore
    { type: 'line', points: [[x, window.y[0]], [x, window.y[1]]], role: state.vary === 'x' ? 'scaffold' : 'parameter', dashed: state.vary === 'x' }, // prettier-ignore
    {
      type: 'handle',
      key: 'p',
      at: [x, y],
      role: 'result',
      label: 'p',
      name: 'point p, where the slopes are taken',
      step: state.reach / 30,
      move: (to, done) => movePoint(view, to, done),
    },
  ];
  return html`<div class="panel">
    <div class="caption">the map of f <span class="unit">contours, and the lines along which it is cut</span></div>
    <nabla-plane
      label="Contours of f with the point p and the two lines through it"
      xLabel="x"
      yLabel="y"
      .window=${window}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

/** Heights that all slices share, so that steeper looks steeper. */
function heights({ map: land, partials }: Result): Interval {
  const values = [land.low, land.high, partials.value].filter(Number.isFinite);
  if (values.length === 0) return [-1, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? 0.08 * (high - low) : 1;
  return [low - room, high + room];
}

function slice(view: Here<Result>, variable: 'x' | 'y'): TemplateResult {
  const { state, result } = view;
  const { partials } = result;
  const along = variable === 'x';
  const [here, held] = along ? pointOf(state.p) : [state.p[1] as number, state.p[0] as number];
  const frozen = state.vary !== 'both' && state.vary !== variable;
  const role = frozen ? 'scaffold' : along ? 'data' : 'parameter';
  const other = along ? 'y' : 'x';
  const move = ([to]: Point, done: boolean): void => movePoint(view, along ? [to, held] : [held, to], done);
  const items: PlaneItem[] = [
    { type: 'line', points: pointsOf(along ? partials.alongX : partials.alongY), role },
    { type: 'line', points: pointsOf(along ? partials.tangentX : partials.tangentY), role: 'gradient', dashed: true },
    {
      type: 'handle',
      key: `slice-${variable}`,
      at: [here, partials.value],
      role: 'result',
      label: '',
      name: `${variable} of the point, on the slice along ${variable}`,
      step: state.reach / 30,
      move,
    },
  ];
  return html`<div>
    <div class="caption">
      <span class="role-${role}">along ${variable}</span>
      <span class="unit">${other} held at ${formatNumber(held)}${frozen ? ', frozen' : ''}; dashed: the tangent</span>
    </div>
    <nabla-plane
      label=${`f along ${variable} with ${other} held, and its tangent`}
      xLabel=${variable}
      yLabel="f"
      .window=${{ x: windowOf(state)[variable], y: heights(result) }}
      .aspect=${0.4}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

const picture = (view: Here<Result>): TemplateResult =>
  html`<div class="stack">
    <div class="controls fields">${view.control('f')} ${view.control('vary')} ${view.control('reach')}</div>
    <div class="columns">
      ${map(view)}
      <div class="panel stack">${slice(view, 'x')} ${slice(view, 'y')}</div>
    </div>
    ${numbers(view)} ${typedPoint(view)}
  </div>`;

export const slices: Lens<Result> = { compute, picture, sentence, formula, table, warning };
