// A typed map: where it takes a grid and a small square of two of its inputs, and, under the microscope, the linear map
// that it looks like from near by.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { num, op, row, sym, words } from '../../kit/formula';
import { matrixView } from '../../kit/matrix-view';
import type { Role } from '../../kit/parameters';
import '../../kit/plane';
import { roomFor, type Handle, type PlaneItem, type Point } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { at, type Matrix } from '../../kit/values';
import { asked, drawnOf, heldText, inputsOf, namesOf } from './inputs';
import { cells, entry, heat, type Here, type Lens, type State } from './lens';
import { threeWays } from './ways';

const ASPECT = 0.9;
const LINES = 17;
const STROKES = 20;
const CELLS = 72;
const SIDE = 12;

type Warp = ReturnType<Engine['warpGrid']>;
type Result = ReturnType<typeof compute>;

/** The grid follows F, the window and what is held fixed, not the two inputs that are drawn: kept while a hand drags. */
let kept: { readonly key: string; readonly warp: Warp } | undefined;

function warpOf(engine: Engine, state: State): Warp {
  const { f, reach, p } = state;
  const [across, up] = drawnOf(state);
  const names = namesOf(state).join();
  const key = `${reach} ${names} ${across} ${up} ${heldText(state)} ${f}`;
  if (kept?.key !== key) {
    const window = Float64Array.of(-reach, reach, -reach * ASPECT, reach * ASPECT);
    kept = { key, warp: engine.warpGrid(f, names, p, across, up, window, LINES, STROKES, CELLS) };
  }
  return kept.warp;
}

const compute = (engine: Engine, state: State) =>
  asked(engine, state, (names) => ({
    report: engine.jacobianReport(state.f, names, state.p),
    warp: warpOf(engine, state),
    lens: engine.microscope(state.f, names, state.p, ...drawnOf(state), state.half, SIDE),
  }));

/** What the pictures move and hold, where they do not show all inputs. */
function drawnText(state: State, colored: boolean): string {
  const [across, up] = drawnOf(state).map((i) => namesOf(state)[i]);
  const color = colored ? ` Orange where ∂(f₁, f₂)/∂(${across}, ${up}) > 0, blue where it turns the picture over.` : '';
  return `The pictures move ${across} and ${up}, with ${heldText(state)}.${color}`;
}

const outline = (m: Matrix): Point[] => Array.from({ length: m.rows }, (_, i): Point => [at(m, i, 0), at(m, i, 1)]);

/** What lies at the far ends of a pole would shrink all the rest. */
function middling(values: Float64Array): Point[] {
  const sizes = values.filter(Number.isFinite).map(Math.abs).sort();
  const size = sizes[Math.floor(0.9 * (sizes.length - 1))] ?? 1;
  return [[size, size]];
}

const signRole = (det: number): Role => (det < 0 ? 'broken' : 'result');

/** On a line the outline comes back the way it went. */
const shape = ({ p }: State, m: Matrix): Point[] => (p.length > 1 ? outline(m) : outline(m).slice(0, SIDE + 1));

/** Ends of every so many strokes: evenly spaced on the line of a single input, and no longer where F takes them. */
const marks = (strokes: Float64Array): Point[] =>
  Array.from({ length: Math.floor(strokes.length / (4 * STROKES)) }, (_, k): Point => {
    const end = 4 * STROKES * (k + 1) - 2;
    return [entry(strokes, end), entry(strokes, end + 1)];
  });

const grid = ({ state }: Here<Result>, strokes: Float64Array, opacity: number): PlaneItem[] => [
  { type: 'segments', points: strokes, role: 'scaffold', thin: true, opacity },
  ...(state.p.length > 1 ? [] : [{ type: 'dots', points: marks(strokes), role: 'scaffold', size: 3 } as const]),
];

function before(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const { reach, p } = state;
  const [across, up] = drawnOf(state);
  const names = namesOf(state);
  const bound = (x: number): number => Math.min(1000, Math.max(-1000, x));
  const { orientation } = result.warp;
  const point: Handle = {
    type: 'handle',
    key: 'p',
    at: [entry(p, across), up < 0 ? 0 : entry(p, up)],
    role: 'data',
    label: 'p',
    name: `the point at which the Jacobian is taken, the middle of the ${up < 0 ? 'interval' : 'square'}`,
    step: 0.1,
    move: ([x, y], done) => {
      const moved = p.slice();
      moved[across] = bound(x);
      if (up >= 0) moved[up] = bound(y);
      set({ p: moved }, { done });
    },
  };
  const items: PlaneItem[] = [
    ...(orientation.rows > 0
      ? [{ type: 'field', grid: orientation, x: [-reach, reach], y: [-reach * ASPECT, reach * ASPECT], colors: 'diverging', domain: [-2.5, 2.5], opacity: 0.45 } as const]
      : []),
    ...grid(view, result.warp.before, 0.55),
    { type: 'line', points: shape(state, result.lens.square), role: 'data', closed: up >= 0, fill: up >= 0 },
    point,
  ]; // prettier-ignore
  return html`<div class="panel">
    <div class="caption role-data">
      inputs <span class="unit">${orientation.rows > 0 && p.length === 2 ? 'orange: det J > 0, blue: turned over' : 'drag p'}</span>
    </div>
    <nabla-plane
      label=${up < 0 ? 'The line of inputs with the small interval' : 'The plane of inputs with the sign of det J and the small square'}
      .extent=${reach}
      .aspect=${ASPECT}
      xLabel=${names[across] ?? ''}
      yLabel=${names[up] ?? ''}
      .items=${items}
    ></nabla-plane>
  </div>`;
} // prettier-ignore

function after(view: Here<Result>): TemplateResult {
  const { warp, lens, report } = view.result;
  const image = shape(view.state, lens.image);
  const plane = view.state.p.length > 1;
  const items: PlaneItem[] = [
    ...grid(view, warp.after, 0.8),
    { type: 'line', points: image, role: 'result', closed: plane, fill: plane },
    { type: 'dots', points: [[entry(report.value, 0), report.value.length > 1 ? entry(report.value, 1) : 0]], role: 'result', size: 4 },
  ]; // prettier-ignore
  return html`<div class="panel">
    <div class="caption role-result">
      outputs
      <span class="unit"
        >${report.value.length > 2 ? `f₁ and f₂ of ${report.value.length}` : 'where F takes them'}</span
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
  const names = namesOf(state);
  const { facts, automatic: j } = report;
  const [bent, linear] = [shape(state, lens.bent), shape(state, lens.straight)];
  const closed = state.p.length > 1;
  const second = (c: number): number => (j.rows > 1 ? at(j, 1, c) : 0);
  const role = signRole(facts.determinant);
  const arrows: PlaneItem[] = drawnOf(state).filter((c) => c >= 0).map((c) => ({ type: 'vector', to: [at(j, 0, c), second(c)], role: 'gradient', label: `∂F/∂${names[c]}` })); // prettier-ignore
  const items: PlaneItem[] = [
    { type: 'line', points: bent, role: 'result', closed, fill: closed },
    ...(report.finiteEverywhere
      ? ([{ type: 'line', points: linear, role: role === 'broken' ? 'broken' : 'parameter', dashed: true, closed }, ...arrows] as const)
      : []),
  ]; // prettier-ignore
  return html`<div class="panel">
    <div class="caption">microscope <span class="unit">×${formatNumber(1 / state.half, 3)}, dashed: J</span></div>
    <nabla-plane
      label="The image of the square magnified, with the parallelogram of J and its columns"
      .extent=${roomFor([...bent, ...linear])}
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
  const plane = view.state.p.length === 2;
  const shown = matrixView(report.automatic, { label: 'J', role: 'result' });
  const facts_ = readout([
    ['det J', square ? facts.determinant : undefined, signRole(facts.determinant)],
    ...(plane ? [['area of the image', square ? lens.area : undefined] as const] : []),
    ['σ', Array.from(facts.s, (s) => formatNumber(s)).join(', ')],
    ['rank', `${facts.rank} of ${facts.s.length}`],
    ['bend at this size', lens.bend],
    ['AD and differences differ by', formatNumber(report.finiteGap, 2)],
  ]);
  if (plane)
    return html`<div class="journey top">
      ${shown}
      <div class="grow">${facts_}</div>
    </div>`;
  return html`<div class="columns">
    <div class="panel">
      <div class="caption role-result">J by colour <span class="unit">blue below 0, white 0, orange above</span></div>
      ${heat(report.automatic, 'J', Math.min(4, report.value.length) / 6)}
    </div>
    <div class="stack">${shown} ${facts_}</div>
  </div>`;
}

function picture(view: Here<Result>): TemplateResult {
  const { control, state } = view;
  const names = namesOf(state);
  return html`${control('f', { label: `F(${names.join(', ')})` })} ${inputsOf(view)}
    <div class="trio">${before(view)} ${after(view)} ${near(view)}</div>
    ${names.length > 2 ? html`<p class="hint">${drawnText(state, view.result.warp.orientation.rows > 0)}</p>` : nothing}
    ${control('half', names.length > 1 ? {} : { label: 'interval: half its length' })} ${numbers(view)}
    <details>
      <summary>J in three ways, and the window</summary>
      <div class="stack loose">
        ${threeWays(view.result.report, names)}
        <div class="controls">${names.length === 2 ? control('p') : nothing} ${control('reach')}</div>
      </div>
    </details>`;
}

function sentence({ state, result: { report, lens } }: Here<Result>): string {
  const at_ = `(${Array.from(state.p, (x) => formatNumber(x)).join(', ')})`;
  if (!report.finiteEverywhere) return `There is no Jacobian at ${at_}: ${report.trouble}.`;
  const { facts, automatic: j } = report;
  const range = Array.from(facts.s, (s) => formatNumber(s)).join(' and ');
  const grows = `Near ${at_} small changes grow by ${range}`;
  const drawn = j.cols > 2 ? ` ${drawnText(state, false)}` : '';
  if (j.rows !== j.cols) return `${grows}; the ${j.rows}×${j.cols} Jacobian has rank ${facts.rank}.${drawn}`;
  const [small, straight, size] =
    j.cols === 1 ? ['interval', 'line', 'its length'] : ['square', 'parallelogram', 'a side'];
  const bent = Number.isFinite(lens.bend)
    ? ` The ${small}’s image is off the ${straight} by ${formatNumber(lens.bend, 3)} of half ${size}.`
    : '';
  const bend = drawn + bent; // prettier-ignore
  if (facts.rank < j.cols)
    return `${grows}: a direction is lost, det J = ${formatNumber(facts.determinant, 3)}.${bend}`;
  const turned = facts.determinant < 0 ? ' and turned over' : '';
  const sizes = ['lengths', 'areas'][j.cols - 1] ?? 'volumes';
  return `${grows}; ${sizes} are multiplied by ${formatNumber(Math.abs(facts.determinant))}${turned}.${bend}`;
}

function formula({ result: { report } }: Here<Result>) {
  const { automatic: j, facts } = report;
  const left = row(sym('J', { bold: true }), op('='), cells(j, 'result', 4));
  if (j.rows !== j.cols || !report.finiteEverywhere) return left;
  return row(left, op(','), words('det '), sym('J', { bold: true }), op('='), num(facts.determinant, 'result'));
}

const table = ({ state, result: { report } }: Here<Result>) => ({
  caption: 'Each output at the point, and its slope along each input by three ways',
  columns: ['output', 'value', ...namesOf(state).flatMap((v) => [`∂/∂${v} by duals`, `∂/∂${v} by formula`, `∂/∂${v} by differences`])],
  rows: Array.from(report.value, (value, i) => [
    i + 1,
    value,
    ...namesOf(state).flatMap((_, c) => [
      at(report.automatic, i, c),
      report.symbolic.rows > 0 ? at(report.symbolic, i, c) : '',
      at(report.finite, i, c),
    ]),
  ]),
}); // prettier-ignore

const warning = ({ result: { report } }: Here<Result>): string | undefined =>
  report.finiteEverywhere ? undefined : `${report.trouble}. Move p to where F is smooth.`;

export const map: Lens<Result> = { compute, picture, sentence, formula, table, warning };
