// Circle to ellipse: a 2×2 matrix as a film of a turn, a stretch along the axes and another turn.

import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { matrixOf, num, op, row, sup, sym } from '../../kit/formula';
import { matrixView, tied } from '../../kit/matrix-view';
import type { Role } from '../../kit/parameters';
import '../../kit/plane';
import type { Handle, Map2, PlaneItem, Point } from '../../kit/plane';
import '../../kit/player';
import { at, withEntry, type Matrix } from '../../kit/values';
import { readout } from '../../kit/readout';
import type { Engine } from '../../engine';
import { reportOf, sigma, type Here, type Lens, type State } from './lens';

const NUDGE = 1e-9;
const IDENTITY: Map2 = [1, 0, 0, 1];
/** Half the width of the planes; beyond the last, the next power of two. */
const EXTENT = 3.5;

/** Name on the button; what is so when the stage is done; what is going on until then. */
const STAGES = [
  ['the circle', 'The unit circle, with v₁ and v₂ at right angles.', ''],
  ['Vᵀ turns', 'Vᵀ has turned v₁ and v₂ onto the axes.', 'Vᵀ is turning v₁ and v₂ onto the axes.'],
  ['Σ stretches', 'Σ has stretched the axes by σ₁ and σ₂.', 'Σ is stretching the axes by σ₁ and σ₂.'],
  ['U turns', 'U has turned the axes to where A sends them.', 'U is turning the axes to where A sends them.'],
] as const;

type Result = ReturnType<typeof compute>;

function compute(engine: Engine, state: State) {
  const { a } = state;
  const report = reportOf(engine, state);
  if (a.rows !== 2 || a.cols !== 2) return { report, film: undefined };
  const frame = engine.svdFilm(a, state.t);
  const side = state.freedom === 'nudge' ? 'none' : state.freedom;
  const chosen = engine.flipSigns(a, 0, side);
  const nudge = state.freedom === 'nudge' ? engine.svdNudge(a, NUDGE) : undefined;
  return {
    report,
    film: {
      frame,
      chosen,
      nudge,
      // With one sign wrong the film ends elsewhere: where the product of the three sends v₁ and v₂.
      moved: engine.matmul(side === 'u' && state.t === 3 ? chosen.product : frame.map, chosen.v),
      movedNudged: nudge && engine.matmul(frame.map, nudge.v),
    },
  };
}

const mapOf = (m: Matrix): Map2 => [at(m, 0, 0), at(m, 0, 1), at(m, 1, 0), at(m, 1, 1)];
const columnOf = (m: Matrix, c: number): Point => [at(m, 0, c), at(m, 1, c)];

/** A window that the ellipse fits into, in few steps so that it does not breathe while a hand drags. */
function extentFor(report: Result['report']): number {
  let extent = EXTENT;
  while (sigma(report, 0) > 0.82 * extent && extent < 1e7) extent *= 2;
  return extent;
}

function handles(view: Here<Result>, extent: number): Handle[] {
  const { state, set } = view;
  // A hand may not push the ellipse out of the window, which would grow, move the hand's place, and so on.
  const limit = extent <= 2 * EXTENT ? 2 : 0.3 * extent;
  const bounded = (x: number): number => Math.min(limit, Math.max(-limit, x));
  return [0, 1].map((c) => ({
    type: 'handle',
    key: `a${c + 1}`,
    at: columnOf(state.a, c),
    role: 'parameter',
    label: c === 0 ? 'a₁' : 'a₂',
    name: `column ${c + 1} of A, where the ${c === 0 ? 'first' : 'second'} unit arrow goes`,
    step: 0.1,
    move: ([x, y], done) => set({ a: withEntry(withEntry(state.a, 0, c, bounded(x)), 1, c, bounded(y)) }, { done }),
  }));
}

const pair = (m: Matrix, role: Role, labels: readonly [string, string], dashed = false): PlaneItem[] =>
  labels.map((label, c) => ({ type: 'vector', to: columnOf(m, c), role, label, dashed }));

function planes(view: Here<Result>, film: NonNullable<Result['film']>): TemplateResult {
  const { state, result } = view;
  const { frame, chosen, nudge, moved, movedNudged } = film;
  const extent = extentFor(result.report);
  const map = mapOf(frame.map);
  const arrived = state.t === 3;
  const wrong = arrived && state.freedom === 'u';
  const before: PlaneItem[] = [
    { type: 'grid', map: IDENTITY },
    { type: 'circle', role: 'data' },
    ...pair(chosen.v, 'data', ['v₁', 'v₂']),
    ...(nudge ? pair(nudge.v, 'broken', ['v₁′', 'v₂′'], true) : []),
  ];
  const after: PlaneItem[] = [
    { type: 'grid', map },
    ...(arrived ? [] : ([{ type: 'circle', role: 'scaffold', map: mapOf(state.a), dashed: true }] as const)),
    { type: 'circle', role: 'result', map },
    ...pair(moved, 'result', state.t === 0 ? ['v₁', 'v₂'] : arrived ? ['σ₁u₁', 'σ₂u₂'] : ['', '']),
    ...(movedNudged ? pair(movedNudged, 'broken', arrived ? ['σ₁u₁′', 'σ₂u₂′'] : ['', ''], true) : []),
    ...(wrong ? pair(chosen.product, 'broken', ['UΣVᵀ e₁', 'UΣVᵀ e₂'], true) : []),
    ...handles(view, extent),
  ];
  return html`<div class="columns">
    <div class="panel">
      <div class="caption role-data">before: the unit circle <span class="unit">v₁, v₂ are the columns of V</span></div>
      <nabla-plane
        label="The unit circle with the right singular vectors"
        .extent=${extent}
        .aspect=${0.86}
        .items=${before}
      ></nabla-plane>
    </div>
    <div class="panel">
      <div class="caption role-result">
        ${arrived ? 'after: the ellipse' : 'on its way'}
        <span class="unit">${arrived ? 'drag a₁ and a₂, the columns of A' : 'dashed: where it will end'}</span>
      </div>
      <nabla-plane
        label="The image of the circle with the left singular vectors"
        .extent=${extent}
        .aspect=${0.86}
        .items=${after}
      ></nabla-plane>
    </div>
  </div>`;
}

const stageOf = (t: number): number => (t === 0 ? 0 : t <= 1 ? 1 : t <= 2 ? 2 : 3);

function player({ state, set }: Here<Result>): TemplateResult {
  const stage = stageOf(state.t);
  return html`<div class="stack">
    <div class="steps" role="group" aria-label="stages of the film">
      ${STAGES.map(
        ([name], i) =>
          html`${i > 0 ? html`<span aria-hidden="true">→</span>` : nothing}
            <button aria-pressed=${stage === i} @click=${() => set({ t: i })}>${name}</button>`,
      )}
    </div>
    <nabla-player
      label="film"
      .value=${state.t}
      .min=${0}
      .max=${3}
      .step=${0.05}
      .perSecond=${24}
      .valueText=${`${formatNumber(state.t)} of 3: ${STAGES[stage]?.[0] ?? ''}`}
      @value=${(e: CustomEvent<{ value: number; done: boolean }>) => set({ t: e.detail.value }, { done: e.detail.done })}
    ></nabla-player>
  </div>`;
}

function numbers(view: Here<Result>, film: NonNullable<Result['film']>): TemplateResult {
  const { report } = view.result;
  const { chosen, nudge, frame } = film;
  return html`<div class="journey top">
      ${view.control('a')} ${tied('→', matrixView(chosen.u, { label: 'U', role: 'result' }))}
      ${matrixView({ rows: 2, cols: 1, data: report.s }, { label: 'σ', role: 'result' })}
      ${matrixView(chosen.v, { label: 'V', role: 'data' })}
    </div>
    <details ?open=${view.state.freedom !== 'none'}>
      <summary>How free are U and V?</summary>
      ${view.control('freedom')}
    </details>
    ${readout([
      ['rank', `${report.rank} of 2`],
      ['effective rank', report.effectiveRank],
      ['Vᵀ turns by', `${formatNumber(frame.angleIn)} rad`],
      ['U turns by', `${formatNumber(frame.angleOut)} rad`],
      ...(nudge
        ? ([
            ['U and V turned by', `${formatNumber(nudge.rightTurn, 3)} rad`],
            ['UΣVᵀ moved by', formatNumber(nudge.productChange, 3)],
          ] as const)
        : ([['‖A − UΣVᵀ‖', formatNumber(chosen.error, 3)]] as const)),
    ])}`;
}

function picture(view: Here<Result>): TemplateResult {
  const { film } = view.result;
  if (film) return html`<div class="stack loose">${planes(view, film)} ${player(view)} ${numbers(view, film)}</div>`;
  const { a } = view.state;
  const example = { rows: 2, cols: 2, data: Float64Array.of(1.2, 0, 1.6, 2) };
  return html`<div class="journey">${view.control('a')}</div>
    <p class="note">
      The film needs a plane on both sides, so a 2×2 matrix; A is ${a.rows}×${a.cols}.
      <button @click=${() => view.set({ a: example })}>Use a 2×2 example</button>
      <button @click=${() => view.set({ lens: 'matrix' })}>See its numbers</button>
    </p>`;
}

function sentence({ state, result }: Here<Result>): string {
  const { film, report } = result;
  if (!film) return 'The film shows 2×2 matrices.';
  const [s1, s2] = [formatNumber(sigma(report, 0)), formatNumber(sigma(report, 1))];
  const { nudge, chosen, frame } = film;
  if (nudge) {
    return `One entry of A moved by 10⁻⁹. The vectors turned by up to ${formatNumber(nudge.rightTurn, 3)} rad, the product UΣVᵀ moved by ${formatNumber(nudge.productChange, 3)}.`;
  }
  if (state.freedom === 'u') {
    return `With −u₁ beside v₁ the product misses A by ${formatNumber(chosen.error)}, twice σ₁: the red arrows are where it sends the unit arrows.`;
  }
  if (state.freedom === 'both') {
    return `With −u₁ beside −v₁ the product is A as before: it misses by ${formatNumber(chosen.error, 2)}.`;
  }
  if (state.t < 3) {
    const turnsOver = frame.flips && state.t > 1 ? ' The plane is turned over on the way.' : '';
    return `${STAGES[stageOf(state.t)]?.[Number.isInteger(state.t) ? 1 : 2] ?? ''}${turnsOver}`;
  }
  const flat = report.rank < 2 ? ' The ellipse is flat: a direction is lost.' : '';
  return `A sends the unit circle to an ellipse: v₁ is stretched by ${s1} and lands on u₁, v₂ by ${s2} and lands on u₂.${flat}`;
}

const cells = (m: Matrix, role: Role) => matrixOf([0, 1].map((r) => [0, 1].map((c) => num(at(m, r, c), role, 3))));

function formula({ state, result }: Here<Result>) {
  const name = sym('A', { bold: true });
  const { film, report } = result;
  if (!film)
    return row(
      name,
      op('='),
      sym('U', { bold: true }),
      sym('Σ', { bold: true }),
      sup(sym('V', { bold: true }), sym('T')),
    );
  const { u, v, error } = film.chosen;
  const stretch = matrixOf([
    [num(sigma(report, 0), 'result', 4), num(0)],
    [num(0), num(sigma(report, 1), 'result', 4)],
  ]);
  const same = state.freedom !== 'u' || error === 0;
  return row(
    cells(state.a, 'parameter'),
    op(same ? '=' : '≠'),
    cells(u, 'result'),
    stretch,
    sup(cells(v, 'data'), sym('T')),
  );
}

const table = ({ result: { report } }: Here<Result>) => ({
  caption: 'Singular values with their vectors',
  columns: [
    'i',
    'σ',
    ...Array.from({ length: report.u.rows }, (_, r) => `u, entry ${r + 1}`),
    ...Array.from({ length: report.v.rows }, (_, r) => `v, entry ${r + 1}`),
  ],
  rows: Array.from(report.s, (s, i) => [
    i + 1,
    s,
    ...Array.from({ length: report.u.rows }, (_, r) => at(report.u, r, i)),
    ...Array.from({ length: report.v.rows }, (_, r) => at(report.v, r, i)),
  ]),
});

function warning({ state, result: { report, film } }: Here<Result>): string | undefined {
  if (sigma(report, 0) === 0)
    return 'A is zero: everything lands on one point, and any perpendicular vectors may stand in U and V.';
  if (film && report.repeated && state.freedom !== 'nudge') {
    return 'σ₁ and σ₂ agree: U and V are one choice among infinitely many. Their product is not in doubt.';
  }
  return undefined;
}

export const film: Lens<Result> = { compute, picture, sentence, formula, table, warning };
