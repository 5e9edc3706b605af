// Histograms through a deep random network: the gain decides whether signals die, live or stick to the walls.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import { formatNumber, percent } from '../../kit/format';
import { frac, num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import '../../kit/raster';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<typeof compute>;

const WIDTH = 64;
const BATCH = 8;
const BINS = 61;
/** Columns of DeepRun::layers. */
const SQUARE = 1;
const QUIET = 3;
const GRADIENT = 5;

const compute = (engine: Engine, { depth, gain, phi, seed, x }: State) => ({
  deep: engine.deepPropagation(depth, WIDTH, BATCH, phi, 0, 'xavier_normal', gain, seed, BINS, 1),
  chain: engine.squashChain(phi, x, gain, depth),
});

const column = ({ deep }: Result, c: number): [number, number][] =>
  Array.from({ length: deep.layers.rows }, (_, l): [number, number] => [l, at(deep.layers, l, c)]);

/** How much of a gradient at the top arrives at the bottom. */
const arrived = (result: Result): number => at(result.deep.layers, 0, GRADIENT);

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const last = result.deep.layers.rows - 1;
  return html`<div class="stack">
    <div class="columns">
      <div class="panel">
        <div class="caption">
          activations, layer by layer
          <span class="unit">from −1 to 1 across, the input on top</span>
        </div>
        <nabla-raster
          label="Histograms of the activations of every layer, from minus one to one"
          map="viridis"
          .value=${result.deep.histograms}
          .low=${0}
          .high=${0.08}
          .shape=${view.width < 560 ? 0.5 : 0.66}
        ></nabla-raster>
      </div>
      <div class="panel">
        <div class="caption">
          size, layer by layer
          <span class="unit"
            ><span class="role-data">mean square of the activations</span>,
            <span class="role-gradient">length of the gradient</span></span
          >
        </div>
        <nabla-chart
          label="Mean square of the activations and length of the gradient in every layer"
          .height=${view.width < 560 ? 200 : 300}
          .x=${{ title: 'layer', whole: true, min: 0, max: last }}
          .y=${{ title: '', log: true }}
          .series=${[
            { kind: 'line', name: '', role: 'data', points: column(result, SQUARE) },
            { kind: 'line', name: '', role: 'gradient', points: column(result, GRADIENT) },
          ]}
        ></nabla-chart>
      </div>
    </div>
    ${readout([
      ['mean square, last layer', formatNumber(at(result.deep.layers, last, SQUARE), 3), 'data'],
      ['saturated, last layer', percent(at(result.deep.layers, last, QUIET)), 'broken'],
      ['gradient that arrives', formatNumber(arrived(result), 3), 'gradient'],
      [
        `product of slopes from x = ${formatNumber(state.x, 3)}`,
        formatNumber(at(result.chain, last, 2), 3),
        'gradient',
      ],
    ])}
    <div class="knobs">${view.control('gain')} ${view.control('depth')}</div>
    <div class="controls fields">${view.control('phi')} ${view.control('seed')}</div>
  </div>`;
}

function sentence({ state, result }: Here<Result>): string {
  const last = result.deep.layers.rows - 1;
  const square = at(result.deep.layers, last, SQUARE);
  const saturated = at(result.deep.layers, last, QUIET);
  const what =
    saturated > 0.3
      ? `${percent(saturated)} of the last layer stick to the walls`
      : square < 1e-3
        ? `the activations have shrunk to a mean square of ${formatNumber(square, 2)}`
        : `the activations keep a mean square of ${formatNumber(square, 2)}`;
  return `After ${String(state.depth)} layers of ${state.phi} with gain ${formatNumber(state.gain, 3)}, ${what}; of a gradient of length 1 at the top, ${formatNumber(arrived(result), 2)} arrives at the input.`;
}

function formula({ state, result: { chain } }: Here<Result>): Node {
  const n = chain.rows - 1;
  return row(
    frac(row(sym('d'), sub(sym('a'), num(n))), row(sym('d'), sym('x'))),
    op('='),
    words('∏ '),
    num(state.gain, 'parameter', 3),
    op('·'),
    sym(`${state.phi === 'tanh' ? 'tanh' : 'σ'}′`),
    op('='),
    num(at(chain, n, 2), 'gradient', 3),
  );
}

const table = ({ result: { deep, chain } }: Here<Result>) => ({
  caption: 'Layer by layer: activations, gradient, and one chain of single neurons from x',
  columns: ['layer', 'mean square', 'saturated', 'gradient', 'chain: value', 'chain: product of slopes'],
  rows: Array.from({ length: deep.layers.rows }, (_, l) => [
    l,
    ...[SQUARE, QUIET, GRADIENT].map((c) => at(deep.layers, l, c)),
    at(chain, l, 0),
    at(chain, l, 2),
  ]),
});

export const layers: Lens<Result> = { compute, picture, sentence, formula, table };
