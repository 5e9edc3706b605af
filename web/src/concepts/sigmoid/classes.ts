// Two classes: a line, the probability on either side of it, a threshold, and the curve of all thresholds.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import { formatNumber, percent } from '../../kit/format';
import { factor, num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem, Point } from '../../kit/plane';
import '../../kit/player';
import { readout } from '../../kit/readout';
import { at, withEntry } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<typeof compute>;

const REACH = 3;
const ASPECT = 0.8;
const CELLS = 40;
const MOST = 300;
/** The arrow w is drawn at this part of its length. */
const ARROW = 0.5;

function compute(engine: Engine, { points, w, threshold, lr, steps }: State) {
  const path = engine.logisticDescent(points, w, lr, steps);
  const weights = path.data.slice(steps * 4, steps * 4 + 3);
  return {
    path,
    weights,
    probe: engine.logisticProbe(points, weights, threshold),
    look: engine.logisticView(weights, threshold, REACH, REACH * ASPECT, CELLS),
  };
}

const inWindow = ([x, y]: Point): Point => {
  const over = Math.max(1, Math.abs(x) / (0.95 * REACH), Math.abs(y) / (0.95 * REACH * ASPECT));
  return [x / over, y / over];
};

function items({ state, result, set }: Here<Result>): PlaneItem[] {
  const { points } = state;
  const { weights, look } = result;
  const [w1 = 0, w2 = 0, b = 0] = weights;
  const [x0, y0, x1, y1] = look.line;
  const foot: Point = [look.foot[0] ?? Number.NaN, look.foot[1] ?? Number.NaN];
  return [
    {
      type: 'field',
      grid: look.field,
      x: [-REACH, REACH],
      y: [-REACH * ASPECT, REACH * ASPECT],
      colors: 'diverging',
      domain: [0, 1],
      opacity: 0.5,
    },
    ...(x0 === undefined
      ? []
      : [{ type: 'line', points: [[x0, y0], [x1, y1]], role: 'scaffold' } as PlaneItem]), // prettier-ignore
    ...Array.from({ length: points.rows }, (_, i): PlaneItem => {
      const label = at(points, i, 2);
      return {
        type: 'handle',
        key: `p${i + 1}`,
        at: [at(points, i, 0), at(points, i, 1)],
        role: label === 1 ? 'parameter' : 'data',
        label: String(label),
        name: `point ${i + 1}, label ${label}, ${percent(result.probe.probabilities[i] ?? Number.NaN)}`,
        step: 0.1,
        move: ([x, y], done) => set({ points: withEntry(withEntry(points, i, 0, x), i, 1, y) }, { done }),
      };
    }),
    {
      type: 'handle',
      key: 'w',
      at: inWindow([ARROW * w1, ARROW * w2]),
      role: 'result',
      label: 'w',
      name: 'weights w₁ and w₂',
      step: 0.1,
      arrow: true,
      move: ([x, y], done) => set({ w: Float64Array.of(x / ARROW, y / ARROW, b), steps: 0 }, { done }),
    },
    ...(Math.abs(foot[0]) < REACH && Math.abs(foot[1]) < REACH * ASPECT
      ? [
          {
            type: 'handle',
            key: 'b',
            at: foot,
            role: 'scaffold',
            label: 'b',
            name: 'bias b, which moves the line',
            step: 0.1,
            move: ([x, y]: Point, done: boolean) =>
              set({ w: Float64Array.of(w1, w2, look.cut - w1 * x - w2 * y), steps: 0 }, { done }),
          } satisfies PlaneItem,
        ]
      : []),
  ];
}

function roc({ state, result: { probe } }: Here<Result>, height: number): TemplateResult {
  return html`<div class="panel">
    <div class="caption">
      ROC: every threshold <span class="unit">the dot is at ${formatNumber(state.threshold, 3)}</span>
    </div>
    ${
      probe.roc.rows === 0
        ? html`<p class="note">A ROC curve needs points of both labels.</p>`
        : html`<nabla-chart
            label="True positive rate over false positive rate for every threshold"
            .height=${height}
            .x=${{ title: 'false positive rate', min: 0, max: 1 }}
            .y=${{ title: 'true positive rate', min: 0, max: 1 }}
            .series=${[
              { kind: 'line', name: '', role: 'scaffold', dashed: true, points: [[0, 0], [1, 1]] }, // prettier-ignore
              {
                kind: 'line',
                name: '',
                role: 'result',
                points: Array.from({ length: probe.roc.rows }, (_, i) => [at(probe.roc, i, 0), at(probe.roc, i, 1)] as const), // prettier-ignore
              },
              {
                kind: 'points',
                name: '',
                role: 'parameter',
                pointSize: 6,
                points: [[probe.rates[0] ?? Number.NaN, probe.rates[1] ?? Number.NaN]],
              },
            ]}
          ></nabla-chart>`
    }
  </div>`;
}

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const { probe } = result;
  const [tp, fp, fn, tn] = probe.counts;
  const narrow = view.width < 560;
  return html`<div class="stack">
    <div class="columns">
      <div class="panel">
        <div class="caption">
          drag points, w and b
          <span class="unit"
            ><span class="role-parameter">label 1</span>, <span class="role-data">label 0</span>; the tint is σ(w·x +
            b)</span
          >
        </div>
        <nabla-plane
          label="Labelled points, the probability of label 1, and the line at the threshold"
          xLabel="x₁"
          yLabel="x₂"
          .extent=${REACH}
          .aspect=${ASPECT}
          .items=${items(view)}
        ></nabla-plane>
      </div>
      ${roc(view, narrow ? 190 : 330)}
    </div>
    <nabla-player
      label="steps of descent"
      .value=${state.steps}
      .min=${0}
      .max=${MOST}
      .perSecond=${30}
      .valueText=${`step ${String(state.steps)} of ${String(MOST)}`}
      @value=${({ detail: { value, done } }: CustomEvent<{ value: number; done: boolean }>) => set({ steps: value }, { done })}
    ></nabla-player>
    ${readout([
      ['steps', state.steps],
      ['BCE', formatNumber(probe.loss, 5), 'gradient'],
      ['accuracy', percent(probe.accuracy), 'result'],
      ['area below ROC', Number.isNaN(probe.auc) ? undefined : formatNumber(probe.auc, 4), 'result'],
      ['called 1: right, wrong', `${String(tp)}, ${String(fp)}`, 'parameter'],
      ['called 0: right, wrong', `${String(tn)}, ${String(fn)}`, 'data'],
    ])}
    <div class="knobs">${view.control('threshold')} ${view.control('lr')}</div>
    <details>
      <summary>Points and weights as numbers</summary>
      ${view.control('points', { asText: true })} ${view.control('w')}
    </details>
  </div>`;
}

function sentence({ state, result: { probe, look } }: Here<Result>): string {
  const [tp = 0, fp = 0, fn = 0, tn = 0] = probe.counts;
  const steps = state.steps === 0 ? 'These weights' : `After ${String(state.steps)} steps of descent the weights`;
  const cut = Number.isFinite(look.cut)
    ? `at a threshold of ${formatNumber(state.threshold, 3)}, which is log-odds of ${formatNumber(look.cut, 3)}`
    : `at a threshold of ${formatNumber(state.threshold)}, which no log-odds reach`;
  const apart =
    probe.gap > 0 ? ' The line separates the labels: longer weights cost less, and descent would lengthen them for ever.' : ''; // prettier-ignore
  return `${steps} put ${String(tp + tn)} of ${String(tp + fp + fn + tn)} points on the right side ${cut}.${apart}`;
}

function formula({ result: { weights, probe } }: Here<Result>): Node {
  const [w1 = 0, w2 = 0, b = 0] = weights;
  return row(
    sym('p'),
    op('='),
    sym('σ'),
    words('('),
    factor(w1, 'result', 3),
    sub(sym('x'), num(1)),
    op('+'),
    factor(w2, 'result', 3),
    sub(sym('x'), num(2)),
    op('+'),
    factor(b, 'parameter', 3),
    words('), BCE '),
    op('='),
    num(probe.loss, 'gradient'),
  );
}

const table = ({ state: { points }, result: { probe } }: Here<Result>) => ({
  caption: 'Every point and its probability',
  columns: ['point', 'x₁', 'x₂', 'label', 'probability of 1'],
  rows: Array.from({ length: points.rows }, (_, i) => [
    i + 1,
    at(points, i, 0),
    at(points, i, 1),
    at(points, i, 2),
    probe.probabilities[i] ?? '',
  ]),
});

export const classes: Lens<Result> = { compute, picture, sentence, formula, table, blame: () => 'points' };
