// The size of a signal through random layers, measured and predicted: what a variance of the weights decides.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { decades, type Series } from '../../kit/chart';
import { formatNumber, percent } from '../../kit/format';
import { num, op, row, sub, sup, sym, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<Engine['varianceLayers']>;

const compute = (engine: Engine, { depth, width, activation, init, std, seed }: State): Result =>
  engine.varianceLayers(depth, width, activation, init, init === 'normal' ? std : 1, seed);

/** Columns of the layers and of the others, as variance.h lists them. */
const SIZE = 0;
const PREDICTED = 1;
const RATIO = 2;
const VARIANCE = 3;
const QUIET = 4;
const GRADIENT = 5;
const OTHERS = ['std 0.01', 'Xavier', 'He', 'std 0.1'] as const;

/** A new width draws all weights anew, up to a million: nothing for a slider. */
const WIDTHS = [16, 64, 256] as const;

const column = (m: Result['layers'], k: number) => Array.from({ length: m.rows }, (_, l) => [l, at(m, l, k)] as const);

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const { layers } = result;
  const series: Series[] = [
    ...OTHERS.map((name, k): Series => ({
      kind: 'line',
      name,
      role: 'scaffold',
      named: true,
      dashed: true,
      points: column(result.others, k),
    })),
    { kind: 'line', name: 'E[x²]', role: 'result', named: true, pointSize: 3, points: column(layers, SIZE) },
    { kind: 'line', name: '‖∂L/∂x‖', role: 'gradient', named: true, points: column(layers, GRADIENT) },
  ];
  const last = layers.rows - 1;
  // What leaves the picture at the bottom is a prediction that is not asked for.
  const seen = [SIZE, GRADIENT].flatMap((k) => column(layers, k)).concat(column(result.others, 1), column(result.others, 3)); // prettier-ignore
  return html`<div class="stack">
    <div class="controls">
      ${view.control('init')} ${state.init === 'normal' ? view.control('std') : nothing} ${view.control('activation')}
    </div>
    <div class="panel">
      <div class="caption">
        size of the signal behind each layer
        <span class="unit">grey, dashed: what theory predicts for four choices</span>
      </div>
      <nabla-chart
        label="Mean square of the activations and length of the gradient, layer by layer, on a logarithmic axis"
        .height=${view.width < 560 ? 260 : 330}
        .x=${{ title: 'layer', min: 0, max: state.depth, whole: true }}
        .y=${{ title: 'E[x²] and ‖∂L/∂x‖', log: true, ...decades(seen.map(([, y]) => y)) }}
        .series=${series}
      ></nabla-chart>
    </div>
    <div class=${view.width < 560 ? 'knobs' : 'controls'}>
      ${view.control('depth')}
      <div>
        <div class="role-parameter caption">width n</div>
        <div class="steps">
          ${WIDTHS.map(
            (width) =>
              html`<button aria-pressed=${width === state.width} @click=${() => set({ width })}>${width}</button>`,
          )}
        </div>
      </div>
      ${view.control('seed')}
    </div>
    ${readout([
      ['E[x²] at the end', number(at(layers, last, SIZE)), 'result'],
      ['factor a layer', number(result.gain), 'result'],
      ['predicted', number(result.predictedGain)],
      ['variance of a weight', result.weightVariance, 'parameter'],
      ['gradient at the input', number(at(layers, 0, GRADIENT)), 'gradient'],
      ['quiet units, last layer', percent(at(layers, last, QUIET), 3)],
    ])}
  </div>`;
}

const number = (x: number): string | number => (Number.isFinite(x) ? x : 'out of range');

function sentence({ state, result }: Here<Result>): string {
  const end = at(result.layers, result.layers.rows - 1, SIZE);
  const layers = state.depth === 1 ? 'One layer' : `${state.depth} layers`;
  if (!Number.isFinite(result.gain) || end === 0)
    return `${layers} of width ${state.width} carry the signal beyond what float64 can hold.`;
  const now = at(result.layers, 0, GRADIENT);
  return `${layers} of width ${state.width} turn E[x²] ≈ 1 into ${formatNumber(end, 3)}: a factor of ${formatNumber(result.gain, 3)} each, where theory says ${formatNumber(result.predictedGain, 3)}. A gradient of length 1 at the end arrives at the input with length ${formatNumber(now, 3)}.`;
}

const formula = ({ state, result }: Here<Result>): Node => {
  const square = (l: Node): Node => row(sym('𝔼'), op('['), sup(sub(sym('x'), l), num(2)), op(']'));
  const closed = ['relu', 'linear'].includes(state.activation);
  return row(
    square(row(sym('l'), op('+'), num(1))),
    op(closed ? '=' : '≈'),
    ...(closed
      ? [num(state.width, 'parameter'), op('·'), num(result.weightVariance, 'parameter'), ...(state.activation === 'relu' ? [op('·'), words('½')] : []), op('·')] // prettier-ignore
      : [num(result.predictedGain, 'result', 3), op('·')]),
    square(sym('l')),
    ...(closed ? [op('='), num(result.predictedGain, 'result'), square(sym('l'))] : []),
  );
};

const table = ({ result: { layers } }: Here<Result>) => ({
  caption: 'Each layer: mean square measured and predicted, factor, variance, quiet units, length of the gradient',
  columns: ['layer', 'E[x²]', 'predicted', 'factor', 'variance', 'quiet', '‖∂L/∂x‖'],
  rows: Array.from({ length: layers.rows }, (_, l) => [
    l,
    ...[SIZE, PREDICTED, RATIO, VARIANCE, QUIET, GRADIENT].map((k) => (l === 0 && k === RATIO ? '' : at(layers, l, k))),
  ]),
});

function warning({ state, result: { layers, gain } }: Here<Result>): string | undefined {
  const last = layers.rows - 1;
  const sizes = Array.from({ length: layers.rows }, (_, l) => at(layers, l, SIZE));
  const over = sizes.findIndex((x) => !Number.isFinite(x));
  if (over >= 0) return `At layer ${over} the squares overflow float64: the weights multiply the signal by too much.`;
  const none = sizes.indexOf(0);
  if (none >= 0) return `At layer ${none} every activation is 0: nothing behind it depends on the input any more.`;
  const end = sizes[last] as number;
  if (end < 1e-4)
    return `The signal has all but vanished: a factor of ${formatNumber(gain, 3)} a layer is compounded ${state.depth} times.`;
  if (end > 50 || at(layers, 0, GRADIENT) > 50)
    return `${end > 50 ? 'The signal' : 'The gradient'} explodes: a small excess a layer is compounded ${state.depth} times.`;
  return undefined;
}

export const layers: Lens<Result> = { compute, dear: true, picture, sentence, formula, table, warning };
