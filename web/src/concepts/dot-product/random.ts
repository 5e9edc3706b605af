// Random pairs in d dimensions: the cosine gathers at zero, in a peak of width 1/√d.

import { html } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { frac, num, op, root, row, sym, words } from '../../kit/formula';
import type { Here, Lens } from './lens';
import { readout } from '../../kit/readout';

const PAIRS = 500;
const MOST = 1000;
const BINS = 81;

type Sample = ReturnType<Engine['randomCosines']>;

interface Result {
  readonly sample: Sample;
  readonly counts: Float64Array;
  readonly expected: Float64Array;
}

/** A million random numbers, drawn once a seed (about 50 ms): the slider only looks at more or fewer entries of the same vectors. */
let drawn: { readonly seed: number; readonly sample: Sample } | undefined;

function sampleOf(engine: Engine, seed: number): Sample {
  if (drawn?.seed !== seed) drawn = { seed, sample: engine.randomCosines(PAIRS, MOST, BINS, seed) };
  return drawn.sample;
}

const middle = (i: number): number => (2 * i + 1) / BINS - 1;
const over = (heights: Float64Array): (readonly [number, number])[] =>
  Array.from(heights, (h, i) => [middle(i), h] as const);

/** Dimensions shown in the second chart: dense enough for a line on a logarithmic scale. */
const SHOWN = [2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, 64, 80, 100, 130, 160, 200, 250, 320, 400, 500, 640, 800, 1000]; // prettier-ignore

const at = (list: Float64Array, dim: number): number => list[dim - 2] ?? Number.NaN;

export const random: Lens<Result> = {
  compute(engine, { dim, seed }) {
    const sample = sampleOf(engine, seed);
    return {
      sample,
      counts: sample.counts.data.slice((dim - 2) * BINS, (dim - 1) * BINS),
      expected: engine.expectedCosines(dim, BINS, PAIRS),
    };
  },
  picture(view: Here<Result>) {
    const { state, result } = view;
    const { sample, counts, expected } = result;
    const histogram: Series[] = [
      { kind: 'bars', name: 'pairs', role: 'data', points: over(counts) },
      { kind: 'line', name: 'theory', role: 'parameter', points: over(expected) },
    ];
    const width: Series[] = [
      {
        kind: 'line',
        name: '1/√d',
        role: 'parameter',
        points: SHOWN.map((d) => [d, at(sample.expectedDeviation, d)] as const),
      },
      {
        kind: 'points',
        name: 'measured',
        role: 'scaffold',
        points: SHOWN.map((d) => [d, at(sample.deviation, d)] as const),
        pointSize: 2.5,
      },
      {
        kind: 'points',
        name: 'd',
        role: 'result',
        points: [[state.dim, at(sample.deviation, state.dim)]],
        pointSize: 6,
      },
    ];
    return html`<div class="controls">${view.control('dim')} ${view.control('seed')}</div>
      <div class="columns">
        <div class="panel">
          <div class="caption">${PAIRS} random pairs <span class="unit">bars counted, orange line expected</span></div>
          <nabla-chart
            label=${`Histogram of the cosine of ${PAIRS} random pairs in ${state.dim} dimensions`}
            .x=${{ title: 'cos θ', min: -1, max: 1 }}
            .y=${{ title: 'pairs', min: 0 }}
            .series=${histogram}
          ></nabla-chart>
        </div>
        <div class="panel">
          <div class="caption">width of the peak <span class="unit">dots measured, orange line 1/√d</span></div>
          <nabla-chart
            label="Root mean square of the cosine over the number of dimensions, both axes logarithmic"
            .x=${{ title: 'd', log: true, min: 2, max: MOST }}
            .y=${{ title: 'root mean square of cos θ', log: true, min: 0.02, max: 1 }}
            .series=${width}
          ></nabla-chart>
        </div>
      </div>
      ${readout([
        ['width measured', formatNumber(at(sample.deviation, state.dim)), 'result'],
        ['width expected, 1/√d', formatNumber(at(sample.expectedDeviation, state.dim)), 'parameter'],
        ['within 10° of a right angle', `${formatNumber(at(sample.nearlyRight, state.dim), 3)} %`],
        ['largest |cos θ|', formatNumber(at(sample.largest, state.dim))],
      ])}`;
  },
  sentence({ state, result: { sample } }) {
    const near = formatNumber(at(sample.nearlyRight, state.dim), 3);
    return `In ${state.dim} dimensions ${near} % of ${PAIRS} random pairs are within 10° of a right angle, and cos θ is spread by ${formatNumber(at(sample.deviation, state.dim), 3)} about zero.`;
  },
  formula: ({ state, result: { sample } }) =>
    row(
      root(row(words('mean of '), op('cos'), sym('²'), sym('θ'))),
      op('='),
      num(at(sample.deviation, state.dim), 'result'),
      op('≈'),
      frac(num(1), root(num(state.dim, 'parameter'))),
      op('='),
      num(at(sample.expectedDeviation, state.dim), 'parameter'),
    ),
  table: ({ result }) => ({
    caption: 'Histogram of cos θ',
    columns: ['middle of the bin', 'pairs counted', 'pairs expected'],
    rows: Array.from(result.counts, (count, i) => [
      Number(middle(i).toFixed(6)),
      count,
      result.expected[i] ?? Number.NaN,
    ]),
  }),
};
