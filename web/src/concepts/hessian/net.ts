// The Hessian of a small network over all its parameters, and its largest eigenvalue from products alone.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { fence, frac, num, op, row, sub, sup, sym, words } from '../../kit/formula';
import '../../kit/plane';
import type { Handle, PlaneItem, Point } from '../../kit/plane';
import '../../kit/raster';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import { entry, type Here, type Lens, type State } from './lens';

const INPUTS = Float64Array.of(-1.5, -0.5, 0.5, 1.5);
const TARGETS = Float64Array.of(1, 0.2, 0.4, 1.2);

type Result = ReturnType<typeof compute>;

function compute(engine: Engine, { weights, act, of, seed }: State) {
  return { net: engine.netHessian(weights, INPUTS, TARGETS, act, of, seed) };
}

const lowered = (n: number): string => '₀₁₂₃₄'[n] ?? '';
const namesOf = (count: number): string[] => [
  ...Array.from({ length: (count - 1) / 3 }, (_, u) => ['w', 'b', 'v'].map((name) => name + lowered(u + 1))).flat(),
  'c',
];

/** Each unit's kink stands where w x + b = 0; its handle moves b sideways and v upwards. */
function units({ state, set }: Here<Result>): Handle[] {
  const { weights } = state;
  return Array.from({ length: (weights.length - 1) / 3 }, (_, u): Handle => {
    const [w, b, v] = [entry(weights, 3 * u), entry(weights, 3 * u + 1), entry(weights, 3 * u + 2)];
    const shown = Math.max(-1.95, Math.min(1.95, w === 0 ? 0 : -b / w));
    const change = ([x, y]: Point, done: boolean): void => {
      const next = weights.slice();
      const bound = (value: number): number => Number(Math.max(-10, Math.min(10, value)).toFixed(3));
      // Beyond the window the handle stands at its edge: a move upwards leaves the kink where it is.
      if (Math.abs(x - shown) > 1e-9) next[3 * u + 1] = bound(-w * x);
      next[3 * u + 2] = bound(y);
      set({ weights: next }, { done });
    };
    return {
      type: 'handle',
      key: `u${u}`,
      at: [shown, v],
      role: 'parameter',
      label: `unit ${u + 1}`,
      name: `unit ${u + 1}: sideways its kink, upwards its outgoing weight`,
      step: 0.1,
      move: change,
    };
  });
}

function fit(view: Here<Result>): TemplateResult {
  const { net } = view.result;
  const line = Array.from(net.fitX, (x, i): Point => [x, entry(net.fit, i)]);
  const items: PlaneItem[] = [
    { type: 'line', points: line, role: 'result' },
    { type: 'dots', points: Array.from(INPUTS, (x, i): Point => [x, entry(TARGETS, i)]), role: 'data', size: 5 },
    ...units(view),
  ];
  return html`<div class="panel">
    <div class="caption">
      <span class="role-result">the network</span>
      <span class="unit">its output, the data in blue; drag a unit’s kink</span>
    </div>
    <nabla-plane
      label="Output of the network over x with the four data points and the kinks of its units"
      .window=${{ x: [-2, 2], y: [-1.2, 1.8] }}
      .aspect=${0.75}
      .items=${items}
      xLabel="x"
    ></nabla-plane>
  </div>`;
}

function heat({ result: { net } }: Here<Result>): TemplateResult {
  const size = net.hessian.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const names = namesOf(net.hessian.rows);
  return html`<div class="panel">
    <div class="caption role-result">H <span class="unit">blue below 0, white 0, orange above</span></div>
    <div class="labelled">
      <nabla-raster
        .value=${net.hessian}
        map="diverging"
        .high=${size}
        label=${`Hessian over ${names.join(', ')}; ${net.zeros} of ${net.hessian.data.length} entries are zero`}
      ></nabla-raster>
    </div>
    <p class="note">Rows and columns: ${names.join(' ')}</p>
  </div>`;
}

function search({ result: { net } }: Here<Result>): TemplateResult {
  const tops = Array.from({ length: net.products }, (_, i) => [i + 1, at(net.ritz, i, 0)] as const);
  const lows = Array.from({ length: net.products }, (_, i) => [i + 1, at(net.ritz, i, i)] as const);
  const { eigenvalues } = net.curvature;
  const [top, low] = [entry(eigenvalues, 0), entry(eigenvalues, eigenvalues.length - 1)];
  const level = (value: number) => [[1, value], [net.hessian.rows, value]] as const; // prettier-ignore
  return html`<div class="panel">
    <div class="caption">
      λ from products alone <span class="unit">Lanczos’s estimates against H v that were taken</span>
    </div>
    <nabla-chart
      label="Largest and smallest estimate after each Hessian-vector product, closing in on the eigenvalues"
      .height=${200}
      .x=${{ title: 'Hessian-vector products', min: 1, max: net.hessian.rows, whole: true }}
      .y=${{ title: 'estimate' }}
      .series=${[
        { kind: 'line', name: '', role: 'scaffold', dashed: true, points: level(top) },
        { kind: 'line', name: '', role: 'scaffold', dashed: true, points: level(low) },
        { kind: 'line', name: 'largest', role: 'result', points: tops, named: true, pointSize: 3 },
        { kind: 'line', name: 'smallest', role: 'broken', points: lows, named: true, pointSize: 3 },
      ]}
    ></nabla-chart>
  </div>`;
}

/** Products until λ₁ stands to a thousandth of the spectrum. */
function soonEnough({ topErrors, curvature: { eigenvalues } }: Result['net']): number {
  const size = Math.max(Math.abs(entry(eigenvalues, 0)), Math.abs(entry(eigenvalues, eigenvalues.length - 1)));
  return Array.from(topErrors).findIndex((error) => error <= 1e-3 * size) + 1;
}

function picture(view: Here<Result>): TemplateResult {
  const { control, result, state } = view;
  const { net } = result;
  const { curvature: c } = net;
  const last = c.eigenvalues.length - 1;
  return html`<div class="controls">${control('act')} ${control('of')}</div>
    <div class="columns">${fit(view)} ${heat(view)} ${search(view)}</div>
    ${readout([
      ['λ₁', entry(c.eigenvalues, 0), 'result'],
      ['λₙ', entry(c.eigenvalues, last), entry(c.eigenvalues, last) < 0 ? 'broken' : 'result'],
      ['κ', c.condition],
      ['lr max = 2/λ₁', Number.isFinite(c.lrMax) ? c.lrMax : '—'],
      ['entries exactly 0', `${net.zeros} of ${net.hessian.data.length}`],
      ['Cholesky', c.cholesky ? 'succeeds' : `stops at pivot ${c.failedPivot}: ${formatNumber(c.failedValue, 3)}`],
      ['products until λ₁ holds to 10⁻³', String(soonEnough(net))],
      [state.of === 'loss' ? 'loss' : 'output', net.value],
    ])}
    <details>
      <summary>All parameters</summary>
      <div class="controls fields">${control('weights')} ${control('seed')}</div>
    </details>`;
}

function sentence({ state, result: { net } }: Here<Result>): string {
  const dead = Array.from(net.alive, (count, u) => (count === 0 ? u + 1 : 0)).filter(Boolean);
  const what = state.of === 'loss' ? 'The loss' : 'The output';
  const size = net.hessian.rows;
  const zeros = `${net.zeros} of ${size * size} entries of H are exactly zero`;
  const off =
    dead.length === 0
      ? ''
      : ` Unit ${dead.join(' and ')} ${dead.length === 1 ? 'is' : 'are'} off at every point: ${dead.length === 1 ? 'its' : 'their'} rows and columns are zero.`;
  return `${what} has ${size} parameters; ${zeros}, and H is ${net.curvature.definiteness}.${off} Lanczos’s iteration has λ₁ to three digits after ${soonEnough(net)} products.`;
}

function formula({ state, result: { net } }: Here<Result>) {
  const out = row(sym('c'), op('+'), sub(sym('Σ'), sym('i')), sub(sym('v'), sym('i')), sym(state.act), fence(row(sub(sym('w'), sym('i')), sym('x'), op('+'), sub(sym('b'), sym('i'))))); // prettier-ignore
  const value = row(op('='), num(net.value, 'result'));
  if (state.of === 'output') return row(sym('f'), op('='), out, value);
  const square = sup(fence(row(out, op('−'), sym('y'))), num(2));
  return row(sym('L'), op('='), frac(num(1), num(INPUTS.length)), words('Σ'), square, value);
}

const table = ({ result: { net } }: Here<Result>) => {
  const names = namesOf(net.hessian.rows);
  return {
    caption: 'The Hessian over the parameters, and its eigenvalues',
    columns: ['', ...names, 'gradient', 'eigenvalue'],
    rows: names.map((name, i) => [
      name,
      ...names.map((_, j) => at(net.hessian, i, j)),
      entry(net.gradient, i),
      entry(net.curvature.eigenvalues, i),
    ]),
  };
};

function warning({ preset, result: { net } }: Here<Result>): string | undefined {
  const { condition } = net.curvature;
  return preset !== undefined || Number.isFinite(condition)
    ? undefined
    : 'H is singular: some direction has no curvature at all, and κ is infinite.';
}

export const net: Lens<Result> = { compute, picture, sentence, formula, table, warning };
