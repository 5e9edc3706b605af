// A map of the plane: where it takes a grid and a small square, and, under the microscope, the linear map that it
// looks like from near by.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { num, op, row, sym, words } from '../../kit/formula';
import { matrixView } from '../../kit/matrix-view';
import type { Role } from '../../kit/parameters';
import '../../kit/plane';
import { roomFor, type Handle, type PlaneItem, type Point } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { at, type Matrix } from '../../kit/values';
import { cells, entry, type Here, type Lens, type State } from './lens';
import { threeWays } from './ways';

const ASPECT = 0.9;
const LINES = 17;
const STROKES = 20;
const CELLS = 72;
const SIDE = 12;

type Warp = ReturnType<Engine['warpGrid']>;
type Result = ReturnType<typeof compute>;

/** The grid follows F and the window, not the point: kept while a hand drags. */
let kept: { readonly key: string; readonly warp: Warp } | undefined;

function warpOf(engine: Engine, { f, reach }: State): Warp {
  const key = `${reach} ${f}`;
  if (kept?.key !== key) {
    const window = Float64Array.of(-reach, reach, -reach * ASPECT, reach * ASPECT);
    kept = { key, warp: engine.warpGrid(f, window, LINES, STROKES, CELLS) };
  }
  return kept.warp;
}

const compute = (engine: Engine, state: State) => ({
  report: engine.jacobianReport(state.f, 'x,y', state.p),
  warp: warpOf(engine, state),
  lens: engine.microscope(state.f, state.p, state.half, SIDE),
});

const outline = (m: Matrix): Point[] => Array.from({ length: m.rows }, (_, i): Point => [at(m, i, 0), at(m, i, 1)]);

/** What lies at the far ends of a pole would shrink all the rest. */
function middling(values: Float64Array): Point[] {
  const sizes = values.filter(Number.isFinite).map(Math.abs).sort();
  const size = sizes[Math.floor(0.9 * (sizes.length - 1))] ?? 1;
  return [[size, size]];
}

const signRole = (det: number): Role => (det < 0 ? 'broken' : 'result');

function before({ state, result, set }: Here<Result>): TemplateResult {
  const { reach, p } = state;
  const bound = (x: number): number => Math.min(1000, Math.max(-1000, x));
  const { orientation } = result.warp;
  const point: Handle = {
    type: 'handle',
    key: 'p',
    at: [entry(p, 0), entry(p, 1)],
    role: 'data',
    label: 'p',
    name: 'the point at which the Jacobian is taken, the middle of the square',
    step: 0.1,
    move: ([x, y], done) => set({ p: Float64Array.of(bound(x), bound(y)) }, { done }),
  };
  const items: PlaneItem[] = [
    ...(orientation.rows > 0
      ? [{ type: 'field', grid: orientation, x: [-reach, reach], y: [-reach * ASPECT, reach * ASPECT], colors: 'diverging', domain: [-2.5, 2.5], opacity: 0.45 } as const]
      : []),
    { type: 'segments', points: result.warp.before, role: 'scaffold', thin: true, opacity: 0.55 },
    { type: 'line', points: outline(result.lens.square), role: 'data', closed: true, fill: true },
    point,
  ]; // prettier-ignore
  return html`<div class="panel">
    <div class="caption role-data">
      inputs <span class="unit">${orientation.rows > 0 ? 'orange: det J > 0, blue: turned over' : 'drag p'}</span>
    </div>
    <nabla-plane
      label="The plane of inputs with the sign of det J and the small square"
      .extent=${reach}
      .aspect=${ASPECT}
      xLabel="x"
      yLabel="y"
      .items=${items}
    ></nabla-plane>
  </div>`;
}

function after({ result }: Here<Result>): TemplateResult {
  const { warp, lens, report } = result;
  const image = outline(lens.image);
  const items: PlaneItem[] = [
    { type: 'segments', points: warp.after, role: 'scaffold', thin: true, opacity: 0.8 },
    { type: 'line', points: image, role: 'result', closed: true, fill: true },
    { type: 'dots', points: [[entry(report.value, 0), report.value.length > 1 ? entry(report.value, 1) : 0]], role: 'result', size: 4 },
  ]; // prettier-ignore
  return html`<div class="panel">
    <div class="caption role-result">
      outputs
      <span class="unit"
        >${report.value.length > 2 ? 'f₁ and f₂; the others are not drawn' : 'where F takes them'}</span
      >
    </div>
    <nabla-plane
      label="The plane of outputs with the warped grid and the image of the square"
      .extent=${roomFor([...middling(warp.after), ...image])}
      .aspect=${ASPECT}
      xLabel="f₁"
      yLabel=${report.value.length > 1 ? 'f₂' : ''}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

function near({ state, result }: Here<Result>): TemplateResult {
  const { lens, report } = result;
  const { facts, automatic: j } = report;
  const linear = outline(lens.straight);
  const second = (c: number): number => (j.rows > 1 ? at(j, 1, c) : 0);
  const role = signRole(facts.determinant);
  const arrows: PlaneItem[] = [0, 1].map((c) => ({ type: 'vector', to: [at(j, 0, c), second(c)], role: 'gradient', label: c === 0 ? '∂F/∂x' : '∂F/∂y' })); // prettier-ignore
  const items: PlaneItem[] = [
    { type: 'line', points: outline(lens.bent), role: 'result', closed: true, fill: true },
    ...(report.finiteEverywhere
      ? ([{ type: 'line', points: linear, role: role === 'broken' ? 'broken' : 'parameter', dashed: true, closed: true }, ...arrows] as const)
      : []),
  ]; // prettier-ignore
  return html`<div class="panel">
    <div class="caption">microscope <span class="unit">×${formatNumber(1 / state.half, 3)}, dashed: J</span></div>
    <nabla-plane
      label="The image of the square magnified, with the parallelogram of J and its columns"
      .extent=${roomFor([...outline(lens.bent), ...linear])}
      .aspect=${ASPECT}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

function numbers(view: Here<Result>): TemplateResult {
  const { report, lens } = view.result;
  const { facts } = report;
  if (!report.finiteEverywhere) return html``;
  const square = report.automatic.rows === report.automatic.cols;
  return html`<div class="journey top">
    ${matrixView(report.automatic, { label: 'J', role: 'result' })}
    <div class="grow">
      ${readout([
        ['det J', square ? facts.determinant : undefined, signRole(facts.determinant)],
        ['area of the image', square ? lens.area : undefined],
        ['σ', Array.from(facts.s, (s) => formatNumber(s)).join(', ')],
        ['rank', `${facts.rank} of ${facts.s.length}`],
        ['bend at this size', lens.bend],
        ['AD and differences differ by', formatNumber(report.finiteGap, 2)],
      ])}
    </div>
  </div>`;
}

function picture(view: Here<Result>): TemplateResult {
  const { control } = view;
  return html`${control('f')}
    <div class="trio">${before(view)} ${after(view)} ${near(view)}</div>
    ${control('half')} ${numbers(view)}
    <details>
      <summary>J in three ways, and the window</summary>
      <div class="stack loose">
        ${threeWays(view.result.report)}
        <div class="controls">${control('p')} ${control('reach')}</div>
      </div>
    </details>`;
}

function sentence({ state, result: { report, lens } }: Here<Result>): string {
  const at_ = `(${formatNumber(entry(state.p, 0))}, ${formatNumber(entry(state.p, 1))})`;
  if (!report.finiteEverywhere) return `There is no Jacobian at ${at_}: ${report.trouble}.`;
  const { facts, automatic: j } = report;
  const range = Array.from(facts.s, (s) => formatNumber(s)).join(' and ');
  const grows = `Near ${at_} small changes grow by ${range}`;
  if (j.rows !== j.cols) return `${grows}; the ${j.rows}×${j.cols} Jacobian has rank ${facts.rank}.`;
  const bend = Number.isFinite(lens.bend) ? ` The square’s image is off the parallelogram by ${formatNumber(lens.bend, 3)} of half a side.` : ''; // prettier-ignore
  if (facts.rank < j.cols)
    return `${grows}: a direction is lost, det J = ${formatNumber(facts.determinant, 3)}.${bend}`;
  const turned = facts.determinant < 0 ? ' and turned over' : '';
  return `${grows}; areas are multiplied by ${formatNumber(Math.abs(facts.determinant))}${turned}.${bend}`;
}

function formula({ result: { report } }: Here<Result>) {
  const { automatic: j, facts } = report;
  const left = row(sym('J', { bold: true }), op('='), cells(j, 'result', 4));
  if (j.rows !== j.cols || !report.finiteEverywhere) return left;
  return row(left, op(','), words('det '), sym('J', { bold: true }), op('='), num(facts.determinant, 'result'));
}

const table = ({ result: { report } }: Here<Result>) => ({
  caption: 'Each output at the point, and its slope along each input by three ways',
  columns: ['output', 'value', ...['x', 'y'].flatMap((v) => [`∂/∂${v} by duals`, `∂/∂${v} by formula`, `∂/∂${v} by differences`])],
  rows: Array.from(report.value, (value, i) => [
    i + 1,
    value,
    ...[0, 1].flatMap((c) => [
      at(report.automatic, i, c),
      report.symbolic.rows > 0 ? at(report.symbolic, i, c) : '',
      at(report.finite, i, c),
    ]),
  ]),
}); // prettier-ignore

const warning = ({ result: { report } }: Here<Result>): string | undefined =>
  report.finiteEverywhere ? undefined : `${report.trouble}. Move p to where F is smooth.`;

export const map: Lens<Result> = { compute, picture, sentence, formula, table, warning };
