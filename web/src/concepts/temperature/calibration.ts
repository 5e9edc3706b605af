// Calibration: does 0.9 mean right nine times of ten? One temperature, fitted by the loss, makes it so, or nearly.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { num, op, row, sup, sym, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import { at as entry, type Matrix } from '../../kit/values';
import { at, AXIS, type Here, type Lens, type State } from './lens';

interface Result {
  readonly found: ReturnType<Engine['calibrate']>;
  /** Loss and calibration error over the temperatures of the axis. */
  readonly curve: Matrix;
  readonly examples: number;
}

interface Data {
  readonly logits: Matrix;
  readonly labels: Float64Array;
}

const EXAMPLES = 300;
const bundled = remember<Matrix>();
const curves = remember<Matrix>();

/** The last column is the label. */
function split({ rows, cols, data }: Matrix): Data {
  const logits = new Float64Array(rows * (cols - 1));
  for (let r = 0; r < rows; r++) logits.set(data.subarray(r * cols, (r + 1) * cols - 1), r * (cols - 1));
  return {
    logits: { rows, cols: cols - 1, data: logits },
    labels: Float64Array.from({ length: rows }, (_, r) => data[(r + 1) * cols - 1] ?? 0),
  };
}

function compute(engine: Engine, { source, own, sharpness, seed, tau, bins }: State): Result {
  const key = `${sharpness} ${seed}`;
  const data = source === 'own' ? own : bundled(key, () => engine.overconfidentLogits(EXAMPLES, 3, sharpness, seed));
  const { logits, labels } = split(data);
  const which = source === 'own' ? own.data.join() : key;
  return {
    found: engine.calibrate(logits, labels, tau, bins),
    curve: curves(`${which} ${bins}`, () => engine.calibrationCurve(logits, labels, AXIS, bins)),
    examples: labels.length,
  };
}

const fits = (best: number): boolean => best > 0 && Number.isFinite(best);

function reliability({ state, result: { found } }: Here<Result>): Series[] {
  const middle = (b: number): number => (b + 0.5) / state.bins;
  const column = (c: number): (readonly [number, number])[] =>
    Array.from({ length: state.bins }, (_, b) => [middle(b), entry(found.bins, b, c)] as const);
  const seen = column(1).filter(([, y]) => Number.isFinite(y));
  return [
    { kind: 'bars', name: 'accuracy', role: 'result', points: column(2) },
    {
      kind: 'line',
      name: 'honest',
      role: 'scaffold',
      dashed: true,
      points: [
        [0, 0],
        [1, 1],
      ],
    },
    { kind: 'points', name: 'confidence', role: 'parameter', pointSize: 4, points: seen },
  ];
}

function losses({ state, result: { found, curve } }: Here<Result>): Series[] {
  const column = (c: number): (readonly [number, number])[] =>
    Array.from(AXIS, (tau, i) => [tau, entry(curve, i, c)] as const);
  return [
    {
      kind: 'points',
      name: '',
      role: 'parameter',
      pointSize: 6,
      points: [
        [state.tau, found.nll],
        [state.tau, found.ece],
      ],
    },
    {
      kind: 'points',
      name: 'τ*',
      role: 'result',
      named: true,
      pointSize: 5,
      points: fits(found.best) ? [[found.best, found.bestNll]] : [],
    },
    { kind: 'line', name: 'NLL', role: 'result', named: true, points: column(0) },
    { kind: 'line', name: 'ECE', role: 'gradient', named: true, points: column(1) },
  ];
}

function picture(view: Here<Result>): TemplateResult {
  const { state, result, control, set, width } = view;
  const { found } = result;
  const own = state.source === 'own';
  const height = width < 560 ? 190 : 240;
  return html`<div class="controls">
      ${control('tau')} ${control('source')}
      ${
        fits(found.best)
          ? html`<button @click=${() => set({ tau: Number(Math.min(100, Math.max(0.01, found.best)).toPrecision(4)) })}>
              Set τ to τ*
            </button>`
          : nothing
      }
    </div>
    <div class="columns">
      <div class="panel">
        <div class="caption">
          <span class="role-result">right how often</span>
          <span class="unit">by confidence; <span class="role-parameter">dots</span>: mean confidence</span>
        </div>
        <nabla-chart
          label="Accuracy by confidence, in bins, beside the diagonal of an honest classifier"
          .height=${height}
          .x=${{ title: 'confidence', min: 0, max: 1 }}
          .y=${{ title: 'accuracy', min: 0, max: 1 }}
          .series=${reliability(view)}
        ></nabla-chart>
      </div>
      <div class="panel">
        <div class="caption">over all temperatures</div>
        <nabla-chart
          label="Loss and calibration error over the temperature"
          .height=${height}
          .x=${{ title: 'τ', log: true, min: 0.1, max: 100 }}
          .y=${{ title: 'nats; share', min: 0, max: 2 }}
          .series=${losses(view)}
        ></nabla-chart>
      </div>
    </div>
    ${readout([
      ['accuracy', found.accuracy],
      ['confidence', found.confidence, 'parameter'],
      ['NLL', Number.isFinite(found.nll) ? found.nll : 'infinite', 'result'],
      ['ECE', found.ece, 'gradient'],
      ['fitted τ*', fits(found.best) ? found.best : found.best === 0 ? 'towards 0' : 'without end', 'result'],
      ['NLL at τ*', found.bestNll],
      ['ECE at τ*', found.bestEce],
    ])}
    <details ?open=${own}>
      <summary>${own ? 'The examples' : 'The bundled classifier'}</summary>
      <div class="controls">
        ${own ? control('own', { asText: true }) : html`${control('sharpness')} ${control('seed')}`} ${control('bins')}
      </div>
    </details>`;
}

function sentence({ state, result: { found, examples } }: Here<Result>): string {
  const over = found.confidence > found.accuracy ? 'too sure' : 'not sure enough';
  const fit = fits(found.best)
    ? `The loss is smallest at τ* = ${formatNumber(found.best, 3)}.`
    : found.best === 0
      ? 'Every example is right, so the loss falls for ever as τ goes to 0.'
      : 'The logits say less than nothing, so the loss falls as τ grows without end.';
  return `At ${at(state.tau)} the classifier is confident to ${formatNumber(found.confidence, 3)} and right on ${formatNumber(found.accuracy, 3)} of ${examples} examples, ${over} by ${formatNumber(found.ece, 3)} on average over bins. ${fit}`;
}

const formula = ({ state, result: { found } }: Here<Result>): Node =>
  row(
    words('NLL('),
    num(state.tau, 'parameter', 3),
    words(')'),
    op('='),
    Number.isFinite(found.nll) ? num(found.nll, 'result') : words('infinite'),
    op(','),
    sup(sym('τ'), words('*')),
    op('='),
    fits(found.best) ? num(found.best, 'result', 4) : words(found.best === 0 ? '→ 0' : '→ ∞'),
  );

const table = ({ state, result: { found } }: Here<Result>) => ({
  caption: 'The reliability diagram, bin by bin',
  columns: ['from', 'to', 'examples', 'confidence', 'accuracy'],
  rows: Array.from({ length: state.bins }, (_, b) => {
    const [count = 0, confidence = 0, accuracy = 0] = [0, 1, 2].map((c) => entry(found.bins, b, c));
    const edges = [b / state.bins, (b + 1) / state.bins];
    return count > 0 ? [...edges, count, confidence, accuracy] : [...edges, 0, '', ''];
  }),
});

const warning = ({ preset, result: { found } }: Here<Result>): string | undefined =>
  preset || fits(found.best)
    ? undefined
    : found.best === 0
      ? 'There is no best temperature: every example is classified rightly, so being surer is always better. Fit on data where the classifier errs, too.'
      : 'There is no best temperature: the labels do not go with the logits, so being less sure is always better.';

const blame = (): keyof State => 'own';

export const calibration: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
