// The surface z = f(x, y) with its two slices and their tangents.

import { html, type TemplateResult } from 'lit';
import '../../kit/plane';
import type { PlaneItem } from '../../kit/plane';
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

const LINES = 25;

function compute(engine: Engine, state: State) {
  const { x, y } = windowOf(state);
  const [across, up] = [Float64Array.from(x), Float64Array.from(y)];
  return {
    map: mapOf(engine, state),
    partials: partialsOf(engine, state),
    symbols: symbolsOf(engine, state),
    surface: engine.surface(state.f, state.p, across, up, state.azimuth, LINES),
  };
}

function relief({ result: { surface: s } }: Here<Result>): TemplateResult {
  const items: PlaneItem[] = [
    { type: 'segments', points: s.base, role: 'scaffold', thin: true },
    { type: 'segments', points: s.mesh, role: 'scaffold', thin: true, opacity: 0.55 },
    { type: 'segments', points: s.sliceX, role: 'data' },
    { type: 'segments', points: s.sliceY, role: 'parameter' },
    { type: 'segments', points: s.tangentX, role: 'gradient' },
    { type: 'segments', points: s.tangentY, role: 'gradient' },
    ...(s.point.length === 2 ? ([{ type: 'dots', points: [pointOf(s.point)], role: 'result', size: 6 }] as const) : []),
  ];
  return html`<div class="panel">
    <div class="caption">
      the surface
      <span class="unit"
        ><span class="role-data">along x</span>, <span class="role-parameter">along y</span>,
        <span class="role-gradient">tangents</span></span
      >
    </div>
    <nabla-plane
      label="The surface of f as a mesh, with two slices through the point and their tangents"
      bare
      .extent=${1.5}
      .aspect=${0.84}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

function map(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const [x, y] = pointOf(state.p);
  const window = windowOf(state);
  const items: PlaneItem[] = [
    ...ground(result.map),
    { type: 'line', points: [[window.x[0], y], [window.x[1], y]], role: 'data' }, // prettier-ignore
    { type: 'line', points: [[x, window.y[0]], [x, window.y[1]]], role: 'parameter' }, // prettier-ignore
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
    <div class="caption">the map <span class="unit">drag p</span></div>
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

const picture = (view: Here<Result>): TemplateResult =>
  html`<div class="stack">
    <div class="controls fields">${view.control('f')}</div>
    <div class="columns">${relief(view)} ${map(view)}</div>
    ${numbers(view)}
    <div class="controls fields">${view.control('azimuth')} ${view.control('reach')}</div>
    ${typedPoint(view)}
  </div>`;

export const surface: Lens<Result> = { compute, picture, sentence, formula, table, warning };
