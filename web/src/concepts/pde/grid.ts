// Finite differences: the map over space and time, the curve at one time against the exact one, and the forecast.

import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { factor, frac, num, op, row, sub, sup, sym, type Node } from '../../kit/formula';
import '../../kit/player';
import { readout } from '../../kit/readout';
import {
  brushes, clock, coefficientControls, curveOf, curvePlane, heights, mapOf, mapPlane, schemeOf, solve, type Here, type Lens, type Solved, type State,
} from './lens'; // prettier-ignore

type View = Here<Solved>;

/** Does r decide, or how far a signal runs? */
const carried = ({ equation }: State): boolean =>
  equation === 'wave' || equation === 'advection' || equation === 'burgers';

function pictures(view: View): TemplateResult {
  const { run, bound, u0, u, t, end, curve, knots, gone } = view.result;
  // An unstable run is coloured by its start: what is beyond has the colours of the ends.
  const tallest = (values: Float64Array): number => Math.max(1e-9, ...values.map(Math.abs));
  const calm = bound.stable && run.stopped < 0;
  const top = tallest(calm || !u0.some(Boolean) ? run.peaks.filter(Number.isFinite) : u0);
  const signed = run.field.data.some((y) => y < -0.05 * top);
  const items = [
    { type: 'line', points: curveOf(u0), role: 'data', thin: true } as const,
    ...(curve.length > 0 ? [{ type: 'line', points: curveOf(curve), role: 'scaffold', dashed: true } as const] : []),
    { type: 'line', points: curveOf(u), role: 'result' } as const,
    ...brushes(view, knots),
  ];
  return html`<div class="columns">
    <div class="panel">
      <div class="caption role-result">
        u over space and time <span class="unit">${signed ? 'blue −, white 0, orange +' : 'dark 0, bright high'}</span>
      </div>
      ${mapPlane('Map of u over x and t', end, [
        mapOf(run.field, end, signed ? [-top, top] : [0, top]),
        ...clock(view, t, run.stride),
      ])}
    </div>
    <div class="panel">
      <div class="caption">
        <span class="role-result">u at t = ${formatNumber(t)}</span>,
        <span class="role-data">the start</span
        >${curve.length > 0 ? html`, <span class="role-scaffold">exact, dashed</span>` : nothing}
        <span class="unit">drag the start</span>
      </div>
      ${curvePlane('The curve at the time shown, and the start', heights([u0, gone ? [] : u]), items)}
    </div>
  </div>`;
}

const player = ({ state, result, set }: View): TemplateResult =>
  html`<nabla-player
    label="time step"
    .value=${result.step}
    .min=${0}
    .max=${state.steps}
    .step=${result.run.stride}
    .perSecond=${Math.max(12, state.steps / result.run.stride / 5)}
    .valueText=${`step ${result.step} of ${state.steps}, t = ${formatNumber(result.t)}`}
    @value=${(e: CustomEvent<{ value: number; done: boolean }>) => set({ at: e.detail.value }, { done: e.detail.done })}
  ></nabla-player>`;

function schemeControl(view: View): TemplateResult | typeof nothing {
  switch (view.state.equation) {
    case 'heat':
      return view.control('heatScheme');
    case 'wave':
      return nothing;
    case 'advection':
      return view.control('transportScheme');
    case 'burgers':
      return view.control('burgersScheme');
    case 'typed':
      return view.control('rhs', { label: 'uₜ =' });
    default:
      return view.control('reactionScheme');
  }
}

/** What the forecast says, before anything is drawn. */
export function forecast({ state, result: { bound } }: View): string {
  const r = `r = ${formatNumber(bound.r, 3)}`;
  const cfl = `CFL = ${formatNumber(bound.cfl, 3)}`;
  const number = state.equation === 'typed' ? `At the start ${r}, ${cfl}` : carried(state) ? cfl : r;
  const factorOf = `${formatNumber(bound.amplification, 4)} a step`;
  if (bound.stable && bound.largestStep === Infinity) return `${number}: stable at any Δt, no wave of the grid grows.`;
  if (bound.stable) {
    return `${number}: stable, no wave of the grid grows; Δt may go up to ${formatNumber(bound.largestStep, 3)}.`;
  }
  const cause =
    bound.largestStep === 0
      ? 'unstable at any Δt'
      : `unstable, Δt must stay at ${formatNumber(bound.largestStep, 3)} or below`;
  const wave = bound.wavelength < 2.5 ? 'zigzags grow' : `waves of ${formatNumber(bound.wavelength, 3)} nodes grow`;
  return `${number}: ${cause}; ${wave} ${factorOf}, ${formatNumber(bound.growth, 2)}-fold in ${state.steps} steps.`;
}

function numbers(view: View): TemplateResult {
  const { state, result } = view;
  const { bound, error, run, step } = result;
  return readout([
    [
      state.equation === 'typed' ? 'r, at most' : 'r = αΔt/Δx²',
      carried(state) && state.equation !== 'burgers' ? undefined : bound.r,
      'parameter',
    ],
    ['CFL = speed·Δt/Δx', carried(state) || state.equation === 'typed' ? bound.cfl : undefined, 'parameter'],
    ['largest |g|', bound.amplification, bound.stable ? undefined : 'broken'],
    ['highest |u|', run.peaks[step], 'result'],
    [`at step ${state.steps}`, run.peaks[state.steps], run.stopped < 0 ? 'result' : 'broken'],
    ['error, at most', error?.largest],
    ['error, rms', error?.rms],
    ['mass ∫u dx', run.masses[step]],
  ]);
}

function picture(view: View): TemplateResult {
  const { bound } = view.result;
  return html`<div class="stack">
    ${pictures(view)} ${player(view)} ${schemeControl(view)}
    <div class="knobs">
      ${coefficientControls(view)} ${view.control('nodes', { label: `points, Δx = ${formatNumber(bound.dx, 3)}` })}
      ${view.control('dt')} ${view.control('steps')}
    </div>
    <p class="note">
      <strong>Forecast</strong> <span class=${bound.stable ? nothing : 'role-broken'}>${forecast(view)}</span>
    </p>
    ${numbers(view)}
    <details ?open=${view.state.zigzag}>
      <summary>The start and the ends</summary>
      <div class="controls fields">${view.control('start')} ${view.control('boundary')} ${view.control('zigzag')}</div>
      <div class="scroll" tabindex="0" role="region" aria-label="The painted start as numbers">
        ${view.control('profile')}
      </div>
    </details>
  </div>`;
}

function sentence({ state, result }: View): string {
  const { run, step, t, error, gone, exact } = result;
  const when = `After ${step} ${step === 1 ? 'step' : 'steps'}, at t = ${formatNumber(t)}`;
  if (gone) {
    return `${when}, nothing is drawn: at step ${run.stopped} u had passed a million times its start, and by step ${state.steps} it is ${formatNumber(run.peaks[state.steps] as number, 3)}.`;
  }
  const peak = `the highest |u| is ${formatNumber(run.peaks[step] as number)}`;
  const mass = `the mass is ${formatNumber(run.masses[step] as number)}, ${formatNumber(run.masses[0] as number)} at the start`;
  if (!error) return `${when}, ${peak}; ${mass}.`;
  const miss =
    exact.length > 0 ? `the exact solution is missed by ${formatNumber(error.largest, 3)} at most` : 'no closed form';
  return `${when}, ${peak}, and ${miss}; ${mass}.`;
}

const partial = (...by: readonly string[]): Node => sub(sym('u'), row(...by.map((s) => sym(s))));

export function law(state: State, typed: Solved['typed']): Node {
  const { alpha, c, rho } = state;
  const bend = row(num(alpha, 'parameter'), partial('x', 'x'));
  switch (state.equation) {
    case 'heat':
      return row(partial('t'), op('='), bend);
    case 'wave':
      return row(partial('t', 't'), op('='), sup(factor(c, 'parameter'), num(2)), partial('x', 'x'));
    case 'advection':
      return row(partial('t'), op('='), op('−'), factor(c, 'parameter'), partial('x'));
    case 'burgers':
      return row(partial('t'), op('='), op('−'), sym('u'), partial('x'), op('+'), bend);
    case 'fisher':
      return row(partial('t'), op('='), bend, op('+'), num(rho, 'parameter'), sym('u'), op('('), num(1), op('−'), sym('u'), op(')')); // prettier-ignore
    case 'bistable':
      return row(partial('t'), op('='), bend, op('+'), num(rho, 'parameter'), op('('), sym('u'), op('−'), sup(sym('u'), num(3)), op(')')); // prettier-ignore
    case 'typed':
      return row(partial('t'), op('='), JSON.parse(typed?.formula ?? '') as Node);
  }
}

function formula({ state, result: { bound, typed } }: View): Node {
  // Of a typed law the numbers r and CFL are those of its slopes.
  if (typed) return row(law(state, typed), op(','), op(' '), sym('r'), op('='), num(bound.r, 'result'), op(','), op(' '), sym('CFL'), op('='), num(bound.cfl, 'result')); // prettier-ignore
  const dt = num(state.dt, 'parameter');
  const dx = num(bound.dx, 'parameter', 3);
  const number =
    carried(state) && state.equation !== 'burgers'
      ? row(sym('CFL'), op('='), frac(row(num(Math.abs(state.c), 'parameter'), op('·'), dt), dx), op('='), num(bound.cfl, 'result')) // prettier-ignore
      : row(sym('r'), op('='), frac(row(num(state.alpha, 'parameter'), op('·'), dt), sup(dx, num(2))), op('='), num(bound.r, 'result')); // prettier-ignore
  return row(law(state, typed), op(','), op(' '), number);
}

const table = ({ result: { run, u0, u, t, exact, error } }: View) => ({
  caption: `The curve at t = ${t}`,
  columns: ['x', 'u at the start', 'u', ...(exact.length > 0 ? ['exact'] : []), ...(error ? ['u − exact'] : [])],
  rows: Array.from(run.x, (x, j) => [
    x,
    u0[j] as number,
    Number.isFinite(u[j]) ? (u[j] as number) : 'not drawn',
    ...(exact.length > 0 ? [exact[j] as number] : []),
    ...(error ? [error.misses[j] as number] : []),
  ]),
});

function cure(state: State, step: number): string {
  if (step === 0)
    return state.equation === 'typed' ? 'No Δt cures it: uxx needs a positive factor.' : 'Another scheme cures it.';
  // Implicit is the diffusion alone: a reaction keeps its own limit, 2/ρ or 1/ρ.
  const implicit = schemeOf(state) === 'ftcs' && (state.equation === 'heat' || state.dt * state.rho < 1);
  return `A Δt of ${formatNumber(step, 3)} or less cures it${implicit ? ', or an implicit scheme' : ''}.`;
}

function warning(view: View): string | undefined {
  const { state, result } = view;
  const { run, bound } = result;
  if (state.nodes === 2) return 'Two points are the two ends: nothing is left between them to be solved for.';
  if (run.stopped < 0) return undefined;
  if (run.peaks[run.stopped] === Infinity) return `At step ${run.stopped} u is no finite number and drawing stops.`;
  const began = `At step ${run.stopped} u passes a million times its start and drawing stops`;
  if (bound.stable) {
    return `${began}, though no wave of the grid grows: the law itself runs away from this start, or u has become too large for this Δt. A smaller Δt tells which.`;
  }
  return `${began}: each step multiplies a wave of the grid by ${formatNumber(bound.amplification, 4)}. ${cure(state, bound.largestStep)}`;
}

export const grid: Lens<Solved> = { compute: solve, picture, sentence, formula, table, warning };
