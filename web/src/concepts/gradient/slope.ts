// The default lens: the gradient on the map, and the slope in every direction as a polar plot with a dial.

import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { factor, joined, matrixOf, num, op, row, sub, sym, type Node } from '../../kit/formula';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { at, type Matrix } from '../../kit/values';
import type { Engine } from '../../engine';
import {
  ASPECT,
  drawnScale,
  ground,
  isFinitePair,
  mapOf,
  plus,
  pointHandle,
  pointOf,
  times,
  typedPoint,
  windowOf,
  type Here,
  type Lens,
  type State,
} from './lens';

type Result = ReturnType<typeof compute>;

function compute(engine: Engine, state: State) {
  const probe = (width: number) => engine.gradientProbe(state.f, state.p, state.angle, state.step, width);
  const width = 2 * state.reach;
  // Slopes are measured by steps in proportion to the width.
  return { map: mapOf(engine, state), probe: probe(width), closer: probe(width / 10).slopes };
}

/** Slopes that curvature makes shrink with the step; those of a kink stay. */
const isLevel = ({ probe, closer }: Result): boolean =>
  probe.slopes.every((s, i) => Math.abs(s) < 1e-3 || Math.abs(closer[i] as number) < Math.abs(s) / 2);

/** A slope is drawn only where f itself has a value: log(x) left of 0 has none, though 1/x does. */
const hasArrow = ({ value, norm, gradient }: Result['probe']): boolean =>
  Number.isFinite(value) && norm > 0 && isFinitePair(gradient);

const rowsAsPoints = (m: Matrix): Point[] =>
  Array.from({ length: m.rows }, (_, i): Point => [at(m, i, 0), at(m, i, 1)]);

function map(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { probe } = result;
  const p = pointOf(state.p);
  const g = pointOf(probe.gradient);
  const scale = drawnScale(probe.norm, 0.42 * state.reach);
  const chord = pointOf(probe.chord);
  const items: PlaneItem[] = [
    ...ground(result.map),
    ...(probe.chord.length === 2
      ? ([
          {
            type: 'line',
            points: [plus(p, chord, -0.45 * state.reach), plus(p, chord, 0.45 * state.reach)],
            role: 'scaffold',
            dashed: true,
          },
        ] as const)
      : []),
    ...(hasArrow(probe)
      ? ([{ type: 'vector', from: p, to: plus(p, g, scale), role: 'gradient', label: `∇f${times(scale)}` }] as const)
      : []),
    ...(state.step === 0
      ? []
      : ([{ type: 'vector', from: p, to: pointOf(probe.end), role: 'parameter', label: 't·u' }] as const)),
    pointHandle(view),
  ];
  return html`<div class="panel">
    <div class="caption">the map of f <span class="unit">contours; dashed: the level line through p</span></div>
    <nabla-plane
      label="Contours of f with the gradient at p and a step along u"
      xLabel="x"
      yLabel="y"
      .window=${windowOf(state)}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

function dial({ result: { probe }, set }: Here<Result>): TemplateResult {
  const measured = rowsAsPoints(probe.measured);
  const g = pointOf(probe.gradient);
  const radius = roomFor([...measured, g], 0.5);
  const ring = radius * 0.84;
  const u = pointOf(probe.direction);
  const slope = Math.abs(probe.directional);
  const items: PlaneItem[] = [
    { type: 'circle', role: 'scaffold', radius: ring },
    ...(hasArrow(probe)
      ? ([
          { type: 'line', points: rowsAsPoints(probe.fall), role: 'scaffold', closed: true, dashed: true },
          { type: 'line', points: rowsAsPoints(probe.rise), role: 'result', closed: true, fill: true },
        ] as const)
      : []),
    { type: 'dots', points: measured, role: 'data', size: 2.6 },
    { type: 'line', points: [[0, 0], [u[0] * ring, u[1] * ring]], role: 'parameter', thin: true }, // prettier-ignore
    ...(hasArrow(probe) ? ([{ type: 'vector', to: g, role: 'gradient', label: '∇f' }] as const) : []),
    { type: 'dots', points: [[u[0] * slope, u[1] * slope]], role: 'parameter', size: 5 },
    {
      type: 'handle',
      key: 'u',
      at: [u[0] * ring, u[1] * ring],
      role: 'parameter',
      label: 'u',
      name: 'direction u',
      ring,
      move: (to, done) => set({ angle: degrees(to) }, { done }),
    },
  ];
  return html`<div class="panel">
    <div class="caption">
      slope in every direction
      <span class="unit"
        ><span class="role-result">rising</span>, dashed falling; <span class="role-data">dots: measured</span></span
      >
    </div>
    <nabla-plane
      label="Polar plot of the slope of f in every direction, with a dial"
      .extent=${radius / ASPECT}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

/** Whole degrees from 0 to 359, as the dial stands on them. */
const degrees = ([x, y]: Point): number => (Math.round((Math.atan2(y, x) * 180) / Math.PI) + 360) % 360;

const numbers = ({ state, result: { probe } }: Here<Result>): TemplateResult =>
  readout([
    ['f(p)', probe.value, 'data'],
    ['∂f/∂x', probe.gradient[0], 'gradient'],
    ['∂f/∂y', probe.gradient[1], 'gradient'],
    ['‖∇f‖', probe.norm, 'gradient'],
    [html`D<sub>u</sub>f`, probe.directional, 'result'],
    [
      '∇f to contour',
      probe.chord.length === 2 && probe.norm > 0 ? `${formatNumber(probe.contourAngle, 5)}°` : 'no single line',
    ],
    ['step: promised', state.step === 0 ? undefined : probe.predicted, 'parameter'],
    ['step: happened', state.step === 0 ? undefined : probe.actual, 'result'],
  ]);

const picture = (view: Here<Result>): TemplateResult =>
  html`<div class="stack">
    <div class="controls fields">${view.control('f')} ${view.control('reach')}</div>
    <div class="columns">${map(view)} ${dial(view)}</div>
    ${numbers(view)}
    <div class="controls fields">${view.control('angle')} ${view.control('step')}</div>
    ${typedPoint(view)}
  </div>`;

function sentence({ state, result }: Here<Result>): string {
  const { probe } = result;
  const place = `(${formatNumber(state.p[0] as number)}, ${formatNumber(state.p[1] as number)})`;
  if (!isFinitePair(probe.gradient) || !Number.isFinite(probe.value)) return `f has no gradient at ${place}.`;
  if (probe.norm === 0) {
    const kind =
      probe.crossings >= 4
        ? 'yet f rises in some directions and falls in others: a saddle'
        : isLevel(result)
          ? 'and f is level in every direction to first order'
          : 'yet the measured slopes are not: f has a kink here, and no gradient in the strict sense';
    return `At ${place} the gradient is 0, ${kind}.`;
  }
  const along = probe.turn < 90.0001 && probe.turn > 89.9999 ? 'level' : probe.directional > 0 ? 'uphill' : 'downhill';
  const uphill = `At ${place} f rises fastest along ∇f, by ${formatNumber(probe.norm)} per unit.`;
  return `${uphill} ${formatNumber(probe.turn, 3)}° off that, along u, it runs ${along} at ${formatNumber(probe.directional)}.`;
}

function formula({ result: { probe } }: Here<Result>): Node {
  const g = Array.from(probe.gradient);
  const nabla = row(op('∇'), sym('f'), op('='), matrixOf([g.map((x) => num(x, 'gradient'))]));
  const terms = g.map((x, i) =>
    row(factor(x, 'gradient'), op('·'), factor(probe.direction[i] as number, 'parameter', 3)),
  );
  return Number.isFinite(probe.directional)
    ? row(
        nabla,
        op(','),
        sub(sym('D'), sym('u')),
        sym('f'),
        op('='),
        joined(terms, '+'),
        op('='),
        num(probe.directional, 'result'),
      )
    : nabla;
}

const table = ({ state, result: { probe } }: Here<Result>) => ({
  caption: 'Slope of f in 24 directions: measured by a short step, beside ∇f and u',
  columns: ['direction', 'x', 'y', 'slope'],
  rows: [
    ['∇f', probe.gradient[0] as number, probe.gradient[1] as number, probe.norm],
    [
      `u at ${formatNumber(state.angle)}°`,
      probe.direction[0] as number,
      probe.direction[1] as number,
      probe.directional,
    ],
    ...Array.from(probe.slopes, (s, i) => [
      `${15 * i}°, measured`,
      at(probe.measured, i, 0),
      at(probe.measured, i, 1),
      s,
    ]),
  ],
});

function warning({ state, result: { probe, map } }: Here<Result>): string | undefined {
  if (!Number.isFinite(probe.value)) {
    return `f is not finite at p: a logarithm or root of a negative number, or a division by 0. Such places are left blank on the map${map.gaps === 0 ? '' : ` (${map.gaps} of its points)`}.`;
  }
  if (!isFinitePair(probe.gradient)) {
    return 'f has a value here but its slope is infinite, as that of a root at 0; PyTorch answers inf or nan as well.';
  }
  if (state.step !== 0 && Number.isFinite(probe.actual) && probe.predicted * probe.actual < 0) {
    return `Along u the slope promises ${formatNumber(probe.predicted)}, but the step of ${formatNumber(state.step)} changes f by ${formatNumber(probe.actual)}: it went too far for a first-order promise.`;
  }
  return undefined;
}

export const slope: Lens<Result> = { compute, picture, sentence, formula, table, warning };
