// A surface of two variables: its level lines, the quadratic that fits at a point, the axes of curvature, and the way
// that gradient descent or Newton's method takes from there.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { frac, matrixOf, num, op, row, sub, sym } from '../../kit/formula';
import type { Role } from '../../kit/parameters';
import '../../kit/plane';
import type { Handle, Map2, PlaneItem, Point } from '../../kit/plane';
import '../../kit/player';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import { ASPECT, entry, linesOf, type Here, type Lens, type State } from './lens';
import { pathWords, sentence, threeWays, warning } from './words';

const GRID = 81;

export type Result = ReturnType<typeof compute>;

function compute(engine: Engine, state: State) {
  const { p, lens, reach } = state;
  const f = lens === 'bowl' ? engine.bowlText(state.l1, state.l2, state.angle) : state.f;
  const report = engine.hessianReport(f, 'x,y', p);
  const [x, y] = [Float64Array.of(-reach, reach), Float64Array.of(-reach * ASPECT, reach * ASPECT)];
  const { levels, contours } = linesOf(engine, f, reach);
  const [l1, l2] = [entry(report.curvature.eigenvalues, 0), entry(report.curvature.eigenvalues, 1)];
  return {
    report,
    l1,
    l2,
    lines: contours,
    model: lens === 'bowl' ? undefined : engine.quadraticLines(f, p, x, y, GRID, levels),
    path: engine.descentPath(f, 'x,y', p, state.method, state.lr, state.damping, state.steps),
    band: report.finiteEverywhere && (l1 !== 0 || l2 !== 0) ? engine.stabilityBand(l1, l2, state.lr) : undefined,
  };
}

const signRole = (value: number): Role => (value < 0 ? 'broken' : 'result');

/** Both directions of curvature through the point, named by their eigenvalue. */
function axes({ state, result }: Here<Result>): PlaneItem[] {
  const { report } = result;
  if (!report.finiteEverywhere) return [];
  const { eigenvalues, eigenvectors } = report.curvature;
  const [x, y] = [entry(state.p, 0), entry(state.p, 1)];
  const size = 0.3 * state.reach;
  return [0, 1].flatMap((i): PlaneItem[] => {
    const [dx, dy] = [at(eigenvectors, 0, i) * size, at(eigenvectors, 1, i) * size];
    const value = entry(eigenvalues, i);
    const role = signRole(value);
    return [
      { type: 'line', points: [[x - dx, y - dy], [x + dx, y + dy]], role, dashed: value < 0 },
      { type: 'text', at: [x + 1.2 * dx, y + 1.2 * dy], text: `λ${i === 0 ? '₁' : '₂'}`, role, anchor: 'middle' },
    ];
  }); // prettier-ignore
}

/** What lies far outside the window says nothing and would make the strokes' numbers long. */
function walked({ state, result }: Here<Result>): Point[] {
  const { points } = result.path;
  const all = Array.from({ length: points.rows }, (_, i): Point => [at(points, i, 0), at(points, i, 1)]);
  const out = all.findIndex(([x, y]) => Math.max(Math.abs(x), Math.abs(y)) > 20 * state.reach);
  return out < 0 ? all : all.slice(0, out + 1);
}

function main(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const bound = (x: number): number => Math.min(1000, Math.max(-1000, x));
  const point: Handle = {
    type: 'handle',
    key: 'p',
    at: [entry(state.p, 0), entry(state.p, 1)],
    role: 'data',
    label: 'p',
    name: 'the point at which the Hessian is taken and the steps start',
    step: 0.1,
    move: ([x, y], done) => set({ p: Float64Array.of(bound(x), bound(y)) }, { done }),
  };
  const path = walked(view);
  const items: PlaneItem[] = [
    { type: 'segments', points: result.lines, role: 'scaffold', thin: true },
    ...(result.model
      ? [{ type: 'segments', points: result.model, role: 'parameter', thin: true, opacity: 0.75 } as const]
      : []),
    ...axes(view),
    { type: 'line', points: path, role: 'gradient' },
    { type: 'dots', points: path.slice(1), role: 'gradient', size: 3 },
    point,
  ];
  return html`<div class="panel">
    <div class="caption">
      <span class="role-data">f from above</span>
      <span class="unit">
        level lines
        grey${result.model ? html`, of the quadratic model at p <span class="role-parameter">orange</span>` : nothing},
        steps <span class="role-gradient">magenta</span>
      </span>
    </div>
    <nabla-plane
      label="Level lines of f with the axes of curvature at the point and the steps taken from it"
      .extent=${state.reach}
      .aspect=${ASPECT}
      .items=${items}
      xLabel="x"
      yLabel="y"
    ></nabla-plane>
  </div>`;
}

/** H sends the unit circle to an ellipse; its axes are the curvatures, and in the bowl they are handles. */
function ellipse(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const { report, l1, l2 } = result;
  const { automatic: h, curvature } = report;
  const map: Map2 = [at(h, 0, 0), at(h, 0, 1), at(h, 1, 0), at(h, 1, 1)];
  const bowl = state.lens === 'bowl';
  const extent = bowl ? 4 : 1.6 * Math.max(1, ...[l1, l2].filter(Number.isFinite).map(Math.abs));
  const turn = (state.angle * Math.PI) / 180;
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  const bound = (x: number): number => Number(Math.min(5, Math.max(-5, x)).toFixed(3));
  const swapped = state.l2 > state.l1;
  const handles: Handle[] = [
    {
      type: 'handle', key: 'l1', at: [state.l1 * c, state.l1 * s], role: 'parameter', label: swapped ? 'λ₂' : 'λ₁', step: 0.1, arrow: true,
      name: 'first axis of the curvature ellipse: its length is the curvature, its direction the angle',
      // A curvature below 0 points the other way; near 0 the direction is kept.
      move: ([x, y], done) => {
        const sign = c * x + s * y < 0 ? -1 : 1;
        const size = Math.hypot(x, y);
        const angle = size < 0.05 ? state.angle : Number(((Math.atan2(sign * y, sign * x) * 180) / Math.PI).toFixed(2));
        set({ l1: bound(sign * size), angle }, { done });
      },
    },
    {
      type: 'handle', key: 'l2', at: [-state.l2 * s, state.l2 * c], role: 'parameter', label: swapped ? 'λ₁' : 'λ₂', step: 0.1, arrow: true,
      name: 'second axis of the curvature ellipse, across the first; through the centre the curvature turns negative',
      move: ([x, y], done) => set({ l2: bound(c * y - s * x) }, { done }),
    },
  ]; // prettier-ignore
  const arrows = [0, 1].map((i): PlaneItem => {
    const value = entry(curvature.eigenvalues, i);
    const to: Point = [value * at(curvature.eigenvectors, 0, i), value * at(curvature.eigenvectors, 1, i)];
    return { type: 'vector', to, role: signRole(value), label: `λ${i === 0 ? '₁' : '₂'}`, dashed: value < 0 };
  });
  return html`<div class="panel">
    <div class="caption role-result">
      curvature <span class="unit">${bowl ? 'drag the axes of the ellipse' : 'how H stretches the unit circle'}</span>
    </div>
    <nabla-plane
      label="The ellipse that H makes of the unit circle"
      .extent=${extent}
      .aspect=${0.62}
      .items=${[
        { type: 'circle', role: 'scaffold', dashed: true },
        ...(report.finiteEverywhere ? [{ type: 'circle', role: 'result', map } as const] : []),
        ...(bowl ? handles : report.finiteEverywhere ? arrows : []),
      ]}
    ></nabla-plane>
  </div>`;
}

/** What a step of gradient descent leaves of the error along each axis, over the learning rate. */
function stability({ state, result }: Here<Result>): TemplateResult | typeof nothing {
  const { band, report } = result;
  if (!band) return nothing;
  const { lrMax } = report.curvature;
  const curve = (c: 0 | 1) => Array.from(band.rates, (rate, i) => [rate, at(band.factors, i, c)] as const);
  const top = 2;
  const shownRate = state.method === 'gradient' && state.lr <= band.end;
  const series: Series[] = [
    { kind: 'line', name: 'λ₁', role: signRole(result.l1), points: curve(0), named: true },
    { kind: 'line', name: 'λ₂', role: signRole(result.l2), points: curve(1), named: true, dashed: true },
    { kind: 'line', name: '', role: 'scaffold', points: [[0, 1], [band.end, 1]], dashed: true },
    { kind: 'line', name: '2/λ₁', role: 'broken', points: Number.isFinite(lrMax) ? [[lrMax, 0], [lrMax, top]] : [], dashed: true, named: true },
    { kind: 'line', name: 'lr', role: 'parameter', points: shownRate ? [[state.lr, 0], [state.lr, 1.6]] : [], named: true },
  ]; // prettier-ignore
  return html`<div class="panel">
    <div class="caption">what one step leaves of the error <span class="unit">stable where both are below 1</span></div>
    <nabla-chart
      label="The factors |1 − lr λ| of both axes over the learning rate"
      .height=${190}
      .x=${{ title: 'learning rate lr', min: 0, max: band.end }}
      .y=${{ title: '|1 − lr·λ|', min: 0, max: top }}
      .series=${series}
    ></nabla-chart>
  </div>`;
}

function steering(view: Here<Result>): TemplateResult {
  const { state, set, control, result } = view;
  return html`<div class="stack">
    <div class="controls">
      ${control('method')}
      ${state.method === 'gradient' ? control('lr') : state.method === 'damped' ? control('damping') : nothing}
    </div>
    <nabla-player
      label="steps"
      .value=${state.steps}
      .min=${0}
      .max=${40}
      .step=${1}
      .perSecond=${4}
      .valueText=${`${state.steps} steps: ${pathWords(result.path, state)}`}
      @value=${(e: CustomEvent<{ value: number; done: boolean }>) => set({ steps: e.detail.value }, { done: e.detail.done })}
    ></nabla-player>
  </div>`;
}

function numbers({ result: { report, l1, l2 } }: Here<Result>): TemplateResult {
  if (!report.finiteEverywhere) return html``;
  const { curvature: c } = report;
  const or = (x: number): number | string => (Number.isFinite(x) ? x : '—');
  return readout([
    ['λ₁', l1, signRole(l1)],
    ['λ₂', l2, signRole(l2)],
    ['κ', c.condition],
    ['lr max = 2/λ₁', or(c.lrMax)],
    ['lr* = 2/(λ₁+λ₂)', or(c.lrBest)],
    ['rate (κ−1)/(κ+1)', or(c.rate)],
  ]);
}

function picture(view: Here<Result>): TemplateResult {
  const { state, control } = view;
  return html`${state.lens === 'function' ? control('f') : nothing}
    <div class="columns">
      <div class="stack loose">${main(view)} ${steering(view)}</div>
      <div class="stack loose">
        ${ellipse(view)}
        ${
          view.width > 0 && view.width < 560
            ? html`<details>
                <summary>The learning rates that are stable</summary>
                ${stability(view)}
              </details>`
            : stability(view)
        }
      </div>
    </div>
    ${numbers(view)}
    <details>
      <summary>${state.lens === 'bowl' ? 'H in three ways, and exact settings' : 'H in three ways'}</summary>
      <div class="stack loose">
        ${threeWays(view.result.report)}
        <div class="controls">
          ${state.lens === 'bowl' ? [control('l1'), control('l2'), control('angle')] : nothing} ${control('p')}
          ${control('reach')}
        </div>
      </div>
    </details>`;
}

function formula({ result: { report, l1 } }: Here<Result>) {
  const { automatic: h, curvature } = report;
  const entries = matrixOf([0, 1].map((i) => [0, 1].map((j) => num(at(h, i, j), 'result'))));
  const left = row(sym('H', { bold: true }), op('='), entries);
  if (!Number.isFinite(curvature.lrMax)) return left;
  const limit = row(sym('lr'), op('<'), frac(num(2), sub(sym('λ'), num(1))));
  const bound = frac(num(2), num(l1, 'result'));
  return row(left, op(','), limit, op('='), bound, op('='), num(curvature.lrMax, 'result'));
}

const table = ({ result: { path } }: Here<Result>) => ({
  caption: 'The steps: where they lead, the value of f and the length of its gradient there',
  columns: ['step', 'x', 'y', 'f', '‖∇f‖'],
  rows: Array.from(path.values, (value, i) => [
    i,
    at(path.points, i, 0),
    at(path.points, i, 1),
    value,
    entry(path.gradientNorms, i),
  ]),
});

export const landscape: Lens<Result> = { compute, picture, sentence, formula, table, warning };
