// A gradient on its way down through many layers: mask times weights, again and again.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber, percent } from '../../kit/format';
import { num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import type { Role } from '../../kit/parameters';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import { nameOf, type Here, type Lens, type State } from './lens';

type Run = ReturnType<Engine['deepPropagation']>;
interface Result {
  readonly chosen: Run;
  readonly he: Run;
  readonly xavier: Run;
  readonly sigmoid: Run;
}

const WIDTH = 64;
const BATCH = 8;
/** Columns of a run, as deep_network.h lists them. */
const QUIET = 3;
const DEAD = 4;
const GRADIENT = 5;
const WEIGHT = 6;

/** Weights that were dragged belong to a network of one hidden layer. */
const initOf = ({ init }: State): string => (init === 'own' ? 'kaiming_normal' : init);

function compute(engine: Engine, state: State): Result {
  const run = (activation: string, init: string): Run =>
    engine.deepPropagation(state.layers, WIDTH, BATCH, activation, state.slope, init, 1, state.seed, 0, 1);
  const init = initOf(state);
  // nn.Linear draws evenly, and so do those beside it then: the engine keeps one kind of noise at a time.
  const shape = init === 'linear' ? 'uniform' : 'normal';
  const he = run(state.activation, `kaiming_${shape}`);
  const xavier = run(state.activation, `xavier_${shape}`);
  return {
    he,
    xavier,
    sigmoid: run('sigmoid', `xavier_${shape}`),
    chosen: init === 'linear' ? run(state.activation, init) : init === 'xavier_normal' ? xavier : he,
  };
}

const column = ({ layers }: Run, k: number, from = 0) =>
  Array.from({ length: layers.rows - from }, (_, l) => [l + from, at(layers, l + from, k)] as const);

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const reference = (name: string, run: Run): Series => ({
    kind: 'line',
    name,
    role: 'scaffold',
    dashed: true,
    named: true,
    points: column(run, GRADIENT).reverse(),
  });
  const line = (name: string, role: Role, points: Series['points']): Series => ({ kind: 'line', name, role, named: true, points: [...points].reverse() }); // prettier-ignore
  const init = initOf(state);
  const last = result.chosen.layers.rows - 1;
  return html`<div class="stack">
    <div class="controls">
      ${view.control('activation')} ${state.activation === 'leaky_relu' ? view.control('slope') : nothing}
      ${view.control('init')}
    </div>
    <div class="panel">
      <div class="caption role-gradient">
        length of the gradient at each layer <span class="unit">1 at the end; it runs from right to left</span>
      </div>
      <nabla-chart
        label="Length of the gradient layer by layer, for the chosen weights, beside He, Xavier and sigmoid"
        .height=${view.width < 560 ? 260 : 330}
        .x=${{ title: 'layer', min: 0, max: state.layers, whole: true }}
        .y=${{ title: '‖∂L/∂x‖', log: true }}
        .series=${[
          ...(init === 'kaiming_normal' ? [] : [reference('He', result.he)]),
          ...(init === 'xavier_normal' ? [] : [reference('Xavier', result.xavier)]),
          reference('sigmoid, Xavier', result.sigmoid),
          { ...line(nameOf(state), 'gradient', column(result.chosen, GRADIENT)), pointSize: 3 },
        ]}
      ></nabla-chart>
    </div>
    <div class=${view.width < 560 ? 'knobs' : 'controls'}>${view.control('layers')} ${view.control('seed')}</div>
    ${readout([
      ['gradient at the input', at(result.chosen.layers, 0, GRADIENT), 'gradient'],
      ['of the first weights', at(result.chosen.layers, 1, WEIGHT), 'gradient'],
      ['with He', at(result.he.layers, 0, GRADIENT)],
      ['with Xavier', at(result.xavier.layers, 0, GRADIENT)],
      ['sigmoid instead', at(result.sigmoid.layers, 0, GRADIENT)],
      ['masked, last layer', percent(at(result.chosen.layers, last, QUIET), 3)],
      ['dead, last layer', percent(at(result.chosen.layers, last, DEAD), 3)],
    ])}
  </div>`;
}

function sentence({ state, result }: Here<Result>): string {
  const end = formatNumber(at(result.chosen.layers, 0, GRADIENT), 3);
  const other = formatNumber(at(result.sigmoid.layers, 0, GRADIENT), 3);
  const masked = formatNumber(100 * at(result.chosen.layers, state.layers, QUIET), 3);
  return `A gradient of length 1 behind ${state.layers} layers of ${nameOf(state)} arrives at the input with length ${end}; through sigmoids it would be ${other}. In the last layer ${masked} % of its entries are masked.`;
}

const formula = ({ result }: Here<Result>): Node =>
  row(
    sym('‖∂L/∂x₀‖'),
    op('='),
    sym('‖'),
    sub(sym('W', { bold: true }), num(1)),
    sym('ᵀ'),
    sub(sym('D', { bold: true }), num(1)),
    op('⋯'),
    sub(sym('W', { bold: true }), sym('L')),
    sym('ᵀ'),
    sub(sym('D', { bold: true }), sym('L')),
    sym('v', { bold: true }),
    sym('‖'),
    op('='),
    num(at(result.chosen.layers, 0, GRADIENT), 'gradient'),
    words(', D = diag φ′'),
  );

const table = ({ result: { chosen, he, xavier, sigmoid } }: Here<Result>) => ({
  caption: 'Length of the gradient, masked and dead shares, layer by layer',
  columns: ['layer', 'gradient', 'of the weights', 'masked', 'dead', 'He', 'Xavier', 'sigmoid'],
  rows: Array.from({ length: chosen.layers.rows }, (_, l) => [
    l,
    at(chosen.layers, l, GRADIENT),
    ...[WEIGHT, QUIET, DEAD].map((k) => (l === 0 ? '' : at(chosen.layers, l, k))),
    ...[he, xavier, sigmoid].map((run) => at(run.layers, l, GRADIENT)),
  ]),
});

function warning({ state, result }: Here<Result>): string | undefined {
  const end = at(result.chosen.layers, 0, GRADIENT);
  return end < 0.01
    ? `The gradient vanishes${state.activation === 'relu' ? ' although every slope is 0 or 1' : ''}: it is multiplied by slopes and weights, ${state.layers} times.`
    : undefined;
}

export const depth: Lens<Result> = { compute, dear: true, picture, sentence, formula, table, warning };
