// Many dimensions: distances of random points gather about one value, and nearness loses its meaning.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { frac, num, op, row, sub, sym, words } from '../../kit/formula';
import { readout, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;

const POINTS = 100;
const BINS = 40;
const DIMS = Float64Array.of(1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000);

/** The curve depends on the seed alone. */
let curve: { readonly seed: number; readonly ratios: Float64Array } | undefined;

function compute(engine: Engine, { dim, seed }: State) {
  if (curve?.seed !== seed) curve = { seed, ratios: engine.farNearRatios(POINTS, DIMS, seed) };
  return { cloud: engine.distanceCloud(POINTS, dim, seed, BINS), ratios: curve.ratios };
}

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { cloud, ratios } = result;
  const ratioPoints = Array.from(DIMS, (d, i) => [d, ratios[i] ?? Number.NaN] as const);
  return html`<div class="stack loose">
    <div class="controls">
      ${view.control('dim')} ${view.control('seed')}
      <div class="steps" role="group" aria-label="dimensions">
        ${[2, 10, 100, 1000].map(
          (d) => html`<button aria-pressed=${state.dim === d} @click=${() => view.set({ dim: d })}>D = ${d}</button>`,
        )}
      </div>
    </div>
    <div class="columns">
      <div class="panel">
        <div class="caption">
          distances from one point to ${POINTS} others <span class="unit">as parts of the cube’s diagonal, √D</span>
        </div>
        <nabla-chart
          label=${`Histogram of distances in ${state.dim} dimensions`}
          .height=${200}
          .x=${{ title: 'd / √D', min: 0, max: 1 }}
          .y=${{ title: 'share of points', min: 0, max: 1 }}
          .series=${[
            {
              kind: 'bars',
              name: 'distances',
              role: 'data',
              points: Array.from(cloud.centres, (x, i) => [x, cloud.fraction[i] ?? 0] as const),
            },
          ]}
        ></nabla-chart>
      </div>
      <div class="panel">
        <div class="caption">farthest over nearest <span class="unit">1: all equally far</span></div>
        <nabla-chart
          label="Ratio of the farthest to the nearest distance against the number of dimensions"
          .height=${200}
          .x=${{ title: 'dimensions D', log: true, min: 1, max: 1000 }}
          .y=${{ title: 'far / near', log: true, min: 1 }}
          .series=${[
            { kind: 'line', name: 'far / near', role: 'scaffold', points: ratioPoints, pointSize: 2 },
            {
              kind: 'points',
              name: 'now',
              role: 'result',
              points: [[state.dim, cloud.ratio]],
              pointSize: 6,
              named: true,
            },
          ]}
        ></nabla-chart>
      </div>
    </div>
    ${readout([
      ['nearest', cloud.nearest],
      ['farthest', cloud.farthest],
      ['farthest / nearest', cloud.ratio, 'result'],
      ['mean distance', cloud.mean],
    ])}
  </div>`;
}

const sentence = ({ state, result: { cloud } }: Here<Result>): string =>
  `In ${state.dim} ${state.dim === 1 ? 'dimension' : 'dimensions'} the farthest of ${POINTS} random points is ${formatNumber(cloud.ratio, 3)} times as far as the nearest.`;

const formula = ({ result: { cloud } }: Here<Result>) =>
  row(
    frac(sub(sym('d'), words('far')), sub(sym('d'), words('near'))),
    op('='),
    frac(num(cloud.farthest), num(cloud.nearest)),
    op('='),
    num(cloud.ratio, 'result'),
  );

const table = ({ result }: Here<Result>) => ({
  caption: 'Histogram of the distances',
  columns: ['d / √D, middle of the bin', 'share of the points'],
  rows: Array.from(result.cloud.centres, (x, i) => [x, result.cloud.fraction[i] ?? 0]),
});

const warning = ({ state, result: { cloud } }: Here<Result>): string | undefined =>
  cloud.ratio < 2
    ? `In ${state.dim} dimensions the nearest of ${POINTS} points is almost as far as the farthest: “nearest” says little.`
    : undefined;

export const dimension: Lens<Result> = { compute, picture, sentence, formula, table, warning };
