// A distribution as weights on a beam: it balances where it is held up at the expectation.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { factor, joined, num, op, row, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem, Point } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { blame, offWarning, pmfOf, probabilityBars, shares, typed, valueText, type Here, type Lens, type Pmf, type State } from './lens'; // prettier-ignore

type Result = Pmf;

const compute = (engine: Engine, state: State): Result => pmfOf(engine, state);

const ASPECT = 0.62;
/** Where the beam lies, how far its ends may sink, and how high a weight of 1 stands. */
const LEVEL = -0.3;
const TILT = 0.5;
const TALL = 1.1;
const FOOT = -0.68;

interface Stretch {
  readonly low: number;
  readonly high: number;
  readonly reach: number;
}

function stretchOf({ x, pivot }: State): Stretch {
  const [low, high] = [Math.min(...x), Math.max(...x)];
  const reach = high > low ? high - low : 1;
  const inside = Math.min(high + 0.1 * reach, Math.max(low - 0.1 * reach, pivot));
  return { low: Math.min(low, inside), high: Math.max(high, inside), reach };
}

function items({ state, result, set }: Here<Result>): PlaneItem[] {
  const { low, high, reach } = stretchOf(state);
  const pivot = Math.min(high, Math.max(low, state.pivot));
  // It sinks with the torque about the pivot, up to a stop.
  const torque = (result.report.mean - state.pivot) / reach;
  const slope = Math.max(-1, Math.min(1, 6 * torque));
  const at = (x: number): Point => [x, LEVEL - (TILT * slope * (x - pivot)) / reach];
  const over = (high > low ? 0.12 : 0.6) * reach;
  const foot = 0.045 * reach;
  const most = Math.max(...result.report.p);
  const half = 0.4 * Math.min(pitchOf(state.x), 0.2 * reach);
  return [
    { type: 'line', points: [at(low - over), at(high + over)], role: 'scaffold' },
    ...Array.from(state.x, (x, i): PlaneItem => {
      const height = TALL * (result.report.p[i] ?? 0) * (most <= 0.4 ? 2 : 1);
      const [left, right] = [at(x - half), at(x + half)];
      const corners: Point[] = [left, right, [right[0], right[1] + height], [left[0], left[1] + height]];
      return { type: 'line', points: height > 0 ? corners : [], role: 'data', closed: true, fill: true };
    }),
    ...Array.from(state.x.filter(apartIn(state.x, 0.06 * reach)), (x): PlaneItem => ({
      type: 'text',
      at: [x, -0.95],
      text: valueText(x, state.x),
      anchor: 'middle',
    })),
    {
      type: 'line',
      points: [at(pivot), [pivot - foot, FOOT], [pivot + foot, FOOT]],
      role: 'parameter',
      closed: true,
      fill: true,
    },
    {
      type: 'handle',
      key: 'pivot',
      at: [pivot, FOOT],
      role: 'parameter',
      label: `pivot ${valueText(state.pivot, state.x)}`,
      name: 'pivot of the beam',
      step: reach / 50,
      move: ([x], done) => set({ pivot: x }, { done }),
    },
  ];
}

/** Names that would lie on one before them are left out. */
const apartIn =
  (values: Float64Array, distance: number) =>
  (x: number, i: number): boolean =>
    values.subarray(0, i).every((other) => Math.abs(other - x) >= distance);

/** The least distance between values, so that weights stand side by side. */
function pitchOf(x: Float64Array): number {
  const sorted = x.toSorted();
  const gaps = Array.from(sorted.subarray(1), (v, i) => v - (sorted[i] ?? v)).filter((gap) => gap > 0);
  return Math.min(Infinity, ...gaps);
}

/** Within what a hand can set. */
const level = ({ state, result }: Here<Result>): boolean =>
  Math.abs(result.report.mean - state.pivot) <= 0.004 * stretchOf(state).reach;

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const { low, high, reach } = stretchOf(state);
  const room = (high > low ? 0.14 : 0.7) * reach;
  return html`<div class="columns">
      <div class="panel">
        <div class="caption role-data">probabilities p <span class="unit">drag a bar; the others make room</span></div>
        ${probabilityBars(view, result, view.width < 560 ? 150 : 260)}
      </div>
      <div class="panel">
        <div class="caption">
          as weights on a beam <span class="unit role-parameter">drag the pivot to where it balances</span>
        </div>
        <nabla-plane
          bare
          label="Weights on a beam, one a value, and the pivot that holds it"
          .window=${{ x: [low - room, high + room], y: [-1.05, 0.95] }}
          .aspect=${ASPECT}
          .items=${items(view)}
        ></nabla-plane>
      </div>
    </div>
    <div class="controls">
      ${shares(view, result)}
      <div class="steps">
        <button ?disabled=${level(view)} @click=${() => set({ pivot: Number(result.report.mean.toPrecision(12)) })}>
          Put the pivot under E[X]
        </button>
      </div>
    </div>
    ${readout([
      ['E[X]', valueText(result.report.mean, state.x), 'result'],
      ['variance', result.report.variance],
      ['Σ p', result.report.total],
    ])}
    ${typed(view)}`;
}

function sentence(view: Here<Result>): string {
  const { state, result } = view;
  const { mean } = result.report;
  const e = `The expectation is ${valueText(mean, state.x)}`;
  if (level(view))
    return `${e}: held up there, the beam is level. Values far out count by how far out they are, and by how likely.`;
  return `${e}; held up at ${valueText(state.pivot, state.x)} the beam tips to the ${mean > state.pivot ? 'right' : 'left'}.`;
}

function formula({ state, result, width }: Here<Result>): Node {
  const terms = Array.from(state.x, (x, i) =>
    row(factor(x, 'data', 3), op('·'), num(result.report.p[i] ?? 0, 'data', 2)),
  );
  const most = width < 560 ? 2 : 3;
  const shown = terms.length > most ? [...terms.slice(0, most - 1), words('⋯'), ...terms.slice(-1)] : terms;
  return row(words('E'), sym('[X]'), op('='), joined(shown, '+'), op('='), num(result.report.mean, 'result'));
}

const table = ({ state, result }: Here<Result>) => ({
  caption: 'Values and their probabilities',
  columns: ['x', 'as typed', 'p'],
  rows: Array.from(state.x, (x, i) => [x, state.p[i] ?? 0, result.report.p[i] ?? 0]),
});

const warning = ({ preset, result }: Here<Result>): string | undefined => (preset ? undefined : offWarning(result));

export const beam: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
