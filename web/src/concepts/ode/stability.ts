// Stability: |R(z)| over the complex plane with the dots Δt λ, and what becomes of the steps.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { aside } from '../../kit/aside';
import { formatComplex, formatNumber } from '../../kit/format';
import { fence, num, op, row, sup, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { Handle, PlaneItem, Point, Window } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import type { DataTable } from '../../kit/widget';
import {
  chooses,
  compare,
  equationControls,
  lastRow,
  NAMES,
  pathOf,
  planeWithin,
  room,
  roomWithin,
  trail,
  valueText,
  worst,
  worthSeeing,
  type Comparison,
  type Here,
  type Lens,
  type State,
} from './lens';

type Region = ReturnType<Engine['stabilityRegion']>;

interface Result {
  readonly found: Comparison;
  readonly window: Window;
  readonly region: Region;
  readonly limit: number;
}

const ASPECT = 0.8;
const COLS = 181;
const ROWS = 145;
/** Half widths that the window may have: it holds the dots where it can. */
const SIZES = [4.5, 9, 20, 50, 120] as const;

/** The region depends on the method and the window alone; a drag changes neither. */
const regions = remember<Region>();

const regionOf = (engine: Engine, method: string, { x, y }: Window): Region =>
  regions(`${method} ${x}`, () => engine.stabilityRegion(method, ...x, ...y, ROWS, COLS));

function compute(engine: Engine, state: State): Result {
  const found = compare(engine, state, 'none');
  const far = Math.max(0, ...Array.from(found.z.re, Math.abs), ...Array.from(found.z.im, (b) => Math.abs(b) / ASPECT));
  const half = SIZES.find((size) => far < 1.25 * size) ?? 120;
  // More of the left half, where solutions fall.
  const window: Window = { x: [-1.35 * half, 0.65 * half], y: [-ASPECT * half, ASPECT * half] };
  return { found, window, region: regionOf(engine, state.method, window), limit: engine.stabilityLimit(state.method) };
}

const dot = (p: Point): PlaneItem => ({ type: 'dots', points: [p], role: 'data', size: 6 });
const dotsOf = ({ z }: Comparison): Point[] => Array.from(z.re, (re, i): Point => [re, z.im[i] as number]);

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { found, window, region } = result;
  const dots = dotsOf(found);
  const { x, y } = window;
  const inside = dots.filter((p) => p[0] > x[0] && p[0] < x[1] && Math.abs(p[1]) < y[1]);
  const items: PlaneItem[] = [
    { type: 'field', grid: region.log10Size, x, y, colors: 'diverging', domain: [-1, 1], opacity: 0.75 },
    { type: 'segments', points: region.boundary, role: 'broken' },
    { type: 'text', at: [x[0] + 0.03 * (x[1] - x[0]), y[0] + 0.05 * (y[1] - y[0])], text: 'edge: |R(z)| = 1' },
    // The way of the dots as Δt grows.
    ...dots.map((p): PlaneItem => ({
      type: 'line',
      points: [
        [0, 0],
        [100 * p[0], 100 * p[1]],
      ],
      role: 'data',
      thin: true,
      dashed: true,
    })),
    ...inside.slice(1).map(dot),
    ...(inside[0] ? [chooses(state.method) ? dot(inside[0]) : knob(view, inside[0])] : []),
  ];
  return html`<div class="controls">${equationControls(view)} ${view.control('method')}</div>
    <div class="columns">
      <div class="panel">
        <div class="caption">
          one step multiplies by R(z) <span class="unit">blue: shrinks, orange: grows; z = Δt λ</span>
        </div>
        <nabla-plane
          label=${`Stability region of ${NAMES[state.method] ?? ''} with the dots Δt λ`}
          .window=${window}
          .aspect=${ASPECT}
          .items=${items}
          xLabel="Re z"
          yLabel="Im z"
        ></nabla-plane>
        ${inside.length < dots.length ? html`<p class="note">A dot lies outside, at z = ${list(found)}.</p>` : nothing}
      </div>
      <div class="panel">
        <div class="caption">and the steps <span class="unit">green: the solution</span></div>
        ${steps(view)}
      </div>
    </div>
    <div class="controls">
      ${view.control(chooses(state.method) ? 'rtol' : 'dt')}
      ${aside(view.width, html`${view.control('t1')} ${view.control(state.dims === 'two' ? 'start' : 'y0')}`)}
    </div>
    ${readout([
      ['λ at the start', eigenvalues(found), 'data'],
      ['z = Δt λ', list(found), 'data'],
      [
        '|R(z)|',
        Array.from(found.growth, (g) => formatNumber(g)).join(', ') || undefined,
        found.unstable ? 'broken' : 'result',
      ],
      ['greatest stable Δt', Number.isFinite(found.greatestStep) ? found.greatestStep : 'no limit here', 'parameter'],
      ['real axis from', Number.isFinite(result.limit) ? `${formatNumber(-result.limit)} to 0` : 'the whole left'],
      [`${NAMES[state.method]} at T`, valueText(lastRow(found.chosen.y), 6), 'parameter'],
    ])}`;
}

/** The dot is Δt: pulling it along its ray makes the step longer. */
function knob({ state, result, set }: Here<Result>, at: Point): Handle {
  const size = Math.hypot(at[0], at[1]);
  return {
    type: 'handle',
    key: 'z',
    at,
    role: 'data',
    label: 'Δt λ',
    name: 'the dot Δt λ',
    step: 0.02 * Math.max(1, result.window.x[1]),
    move: ([x, y], done) => {
      // Right and up mean along the ray for the keys as well, whichever way it points.
      const along = (x * at[0] + y * at[1]) / (size * size);
      set({ dt: Math.min(10, Math.max(0.001, Number((state.dt * along).toPrecision(4)))) }, { done });
    },
  };
}

function steps({ state, result: { found } }: Here<Result>): TemplateResult {
  const { chosen, exact } = found;
  const plane = state.dims === 'two';
  const truth = plane ? worthSeeing(exact) : [...worthSeeing(exact), 0];
  const window: Window = plane
    ? planeWithin(truth, chosen.y.data, 1)
    : { x: room([state.t0, state.t1], 0.1, 0.02), y: roomWithin(Array.from(truth), Array.from(chosen.y.data), 4) };
  const points = pathOf(chosen.t, chosen.y);
  return html`<nabla-plane
    label="The steps beside the solution"
    .window=${window}
    .aspect=${ASPECT}
    .items=${[
      { type: 'line', points: pathOf(exact.curveT, exact.curve), role: 'result' },
      { type: 'line', points, role: 'parameter', thin: points.length > 100 },
      ...trail(points, 'parameter', 3.5, 200),
    ]}
    xLabel=${plane ? 'u' : 't'}
    yLabel=${plane ? 'v' : 'y'}
  ></nabla-plane>`;
}

const complexes = (z: { readonly re: Float64Array; readonly im: Float64Array }): string =>
  Array.from(z.re, (re, i) => formatComplex(re, z.im[i] as number)).join(', ');
const eigenvalues = ({ eigenvalues: found }: Comparison): string => complexes(found) || 'none';
const list = ({ z }: Comparison): string => complexes(z) || 'none';

function sentence({ state, result: { found } }: Here<Result>): string {
  const name = NAMES[state.method] ?? '';
  if (found.growth.length === 0) return 'f has no finite slope at the start, so there is no λ.';
  const most = Math.max(...found.growth);
  const whole = `With Δt = ${formatNumber(found.step)} the dot Δt λ = ${list(found)}`;
  if (found.unstable)
    return `${whole} lies outside: each step of ${name} multiplies by ${formatNumber(worst(found))} what should fall.`;
  const falls = found.eigenvalues.re.every((x) => (state.t1 < state.t0 ? x > 0 : x < 0));
  if (falls)
    return `${whole} lies ${most > 1 - 1e-9 ? 'on the edge' : 'inside'}: each step of ${name} multiplies by ${formatNumber(most)}.`;
  return `${whole} is not in the left half plane: the solution does not fall, and each step of ${name} multiplies by ${formatNumber(most)}.`;
}

/** Of the powers of z from the first: those of exp z as far as the order, and Dormand–Prince's sixth. */
const FACTORS = ['', '/2', '/6', '/24', '/120', '/600'] as const;
const TERMS: Readonly<Record<string, number>> = { euler: 1, midpoint: 2, rk4: 4, dopri5: 6 };

function formula({ state, result: { found } }: Here<Result>): Node {
  const z = sym('z');
  /** 1 ± z … ± z² …, of the factors that stand beside the powers. */
  const poly = (first: '+' | '−', factors: readonly string[]): Node =>
    row(
      num(1),
      ...factors.map((factor, i) => {
        const [above = '', below] = factor.split('/');
        const power = i === 0 ? z : sup(z, num(i + 1));
        return row(op(i % 2 === 0 ? first : '+'), words(above), power, words(below ? `/${below}` : ''));
      }),
    );
  const explicit = TERMS[state.method];
  const value = explicit
    ? poly('+', FACTORS.slice(0, explicit))
    : state.method === 'radau'
      ? row(fence(poly('+', ['2/5', '/20'])), words(' / '), fence(poly('−', ['3/5', '3/20', '/60'])))
      : row(words('1 / '), fence(poly('−', [''])));
  const most = found.growth.length > 0 ? Math.max(...found.growth) : Number.NaN;
  return row(
    sym('R'),
    fence(z),
    op('='),
    value,
    ...(Number.isFinite(most)
      ? [
          op(','),
          words(' '),
          fence(row(sym('R'), fence(row(sym('Δt'), sym('λ')))), '|', '|'),
          op('='),
          num(most, found.unstable ? 'broken' : 'result'),
        ]
      : []),
  );
}

function table({ result: { found } }: Here<Result>): DataTable {
  return {
    caption: 'Eigenvalues of ∂f/∂y at the start, and what a step does along each',
    columns: ['λ, real', 'λ, imaginary', 'Δt λ, real', 'Δt λ, imaginary', '|R(Δt λ)|'],
    rows: Array.from(found.growth, (g, i) => [
      found.eigenvalues.re[i] as number,
      found.eigenvalues.im[i] as number,
      found.z.re[i] as number,
      found.z.im[i] as number,
      g,
    ]),
  };
}

const warning = ({ result: { found } }: Here<Result>): string | undefined => found.chosen.reason || undefined;

export const stability: Lens<Result> = { compute, picture, sentence, formula, table, warning };
