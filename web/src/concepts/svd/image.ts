// A picture as a matrix: rebuilt from its first k terms, with what is missing beside it.

import { html, nothing, type TemplateResult } from 'lit';
import '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { norm, num, op, root, row, sub, sym } from '../../kit/formula';
import '../../kit/player';
import '../../kit/raster';
import { type Matrix } from '../../kit/values';
import { readout } from '../../kit/readout';
import type { Engine } from '../../engine';
import { frobenius, lowered, sigma, type Here, type Lens, type State } from './lens';
import { scree, screeWidth } from './scree';

type Result = ReturnType<typeof compute>;

/** The picture may have fewer terms than k asks for: then all of them are meant. */
const termsIn = (state: State): number => Math.min(state.k, state.image.rows, state.image.cols);

function compute(engine: Engine, state: State) {
  const noisy = state.noise > 0 ? engine.addNoise(state.image, state.noise, state.seed) : state.image;
  const report = engine.svdReport(noisy, state.ownTolerance ? state.tolerance : -1);
  const k = termsIn(state);
  return {
    noisy,
    report,
    k,
    low: engine.lowRankFromSvd(noisy, report.u, report.s, report.v, k),
    errors: engine.denoisingCurve(noisy, noisy).errors,
    clean: state.noise > 0 ? engine.denoisingCurve(state.image, noisy) : undefined,
  };
}

type Cells = readonly (readonly [row: number, col: number])[];

function painted(image: Matrix, cells: Cells, grey: number): Matrix {
  const data = image.data.slice();
  for (const [r, c] of cells) data[r * image.cols + c] = grey;
  return { ...image, data };
}

function pictures(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const { low, report } = result;
  const paint = (e: CustomEvent<{ cells: Cells; done: boolean }>): void =>
    set({ image: painted(state.image, e.detail.cells, state.brush) }, { done: e.detail.done });
  return html`<div class="trio">
    <div class="panel">
      <div class="caption role-data">
        ${state.noise > 0 ? 'A: your picture with noise' : 'A: your picture'} <span class="unit">paint on it</span>
      </div>
      <nabla-raster
        .value=${result.noisy}
        map="grey"
        paintable
        label=${`picture, ${state.image.rows} by ${state.image.cols}`}
        @paint=${paint}
      ></nabla-raster>
    </div>
    <div class="panel">
      <div class="caption role-result">A${lowered(result.k)}: ${terms(result.k)}</div>
      <nabla-raster .value=${low.approximation} map="grey" label=${`rebuilt from ${terms(result.k)}`}></nabla-raster>
    </div>
    <div class="panel">
      <div class="caption">A − A${lowered(result.k)} <span class="unit">what is missing</span></div>
      <nabla-raster
        .value=${low.residual}
        map="diverging"
        .high=${residualRange(sigma(report, 0))}
        label=${`what is missing, norm ${formatNumber(low.frobeniusError)}`}
      ></nabla-raster>
    </div>
  </div>`;
}

const terms = (k: number): string => (k === 0 ? 'nothing kept' : k === 1 ? '1 term' : `${k} terms`);

/** One scale while k moves, so that the map fades as terms come in. */
const residualRange = (largest: number): number => Math.max(0.4, largest / 40);

function knobs(view: Here<Result>): TemplateResult {
  const { result, set, state } = view;
  const most = result.report.s.length;
  return html`<div class="stack">
      <div class="caption role-parameter">rank k <span class="unit">${result.k} of ${most} terms</span></div>
      <nabla-player
        label="rank k, terms kept"
        .value=${result.k}
        .min=${0}
        .max=${most}
        .step=${1}
        .perSecond=${2}
        .valueText=${terms(result.k)}
        @value=${(e: CustomEvent<{ value: number; done: boolean }>) => set({ k: e.detail.value }, { done: e.detail.done })}
      ></nabla-player>
    </div>
    <div class="controls">
      ${view.control('noise')} ${state.noise > 0 ? view.control('seed') : nothing} ${view.control('brush')}
    </div>`;
}

function picture(view: Here<Result>): TemplateResult {
  const { result, state } = view;
  const { report, low, errors, clean, k } = result;
  const curve = (values: Float64Array): [number, number][] => Array.from(values, (y, x) => [x, y]);
  return html`<div class="stack loose">
    ${pictures(view)} ${knobs(view)}
    <div class="columns">
      ${scree(report, k)}
      <div class="panel">
        <div class="caption">what Aₖ misses</div>
        <nabla-chart
          label="Distance of the rebuilt picture, by rank"
          .x=${{ title: 'rank k', whole: true, min: 0, max: screeWidth(report.s.length) }}
          .y=${{ title: 'Frobenius norm', min: 0 }}
          .series=${[
            { kind: 'line', name: '‖A − Aₖ‖', role: 'result', points: curve(errors).slice(1), named: !clean },
            {
              kind: 'points',
              name: '',
              role: 'parameter',
              points: curve(errors).slice(k, k + 1),
              pointSize: 6,
            },
            ...(clean
              ? [
                  {
                    kind: 'line',
                    name: 'from the clean picture',
                    role: 'data',
                    points: curve(clean.errors).slice(1),
                    dashed: true,
                    named: true,
                  },
                ]
              : []),
          ]}
        ></nabla-chart>
      </div>
    </div>
    ${readout([
      [frobenius(k), formatNumber(low.frobeniusError, 8)],
      ['√Σσᵢ² of the dropped', formatNumber(low.tail, 8)],
      ['rank at tolerance', `${report.rank} of ${report.s.length}`],
      ['effective rank', report.effectiveRank],
      ['energy kept', low.energyKept],
      ['numbers stored', `${low.storedNumbers} in place of ${state.image.data.length}`],
    ])}
    <details>
      <summary>The picture as numbers: type or paste up to 24×24</summary>
      ${view.control('image', { asText: true })}
    </details>
  </div>`;
}

function sentence({ result }: Here<Result>): string {
  const { low, k, clean, report } = result;
  const cost = `${low.storedNumbers} numbers in place of ${result.noisy.data.length}`;
  const kept =
    k === 0
      ? 'Nothing is kept yet'
      : `${k === 1 ? 'One term' : `${k} terms`} of ${report.s.length}, ${cost}, rebuild the picture`;
  const missing = `to within ${formatNumber(low.frobeniusError)}, which is what the dropped singular values add up to.`;
  if (!clean)
    return k === 0
      ? `${kept}; the whole picture is missing, ${formatNumber(low.frobeniusError)}.`
      : `${kept} ${missing}`;
  const away = `${kept}. From the clean picture it is ${formatNumber(clean.errors[k] ?? Number.NaN)} away`;
  if (clean.best === k) return `${away}, and no other k comes nearer: more terms would rebuild the noise.`;
  return `${away}; the nearest is k = ${clean.best}, ${k > clean.best ? 'the terms after it rebuild the noise' : 'more of the picture is to come'}.`;
}

function formula({ result }: Here<Result>) {
  const { low, k, report } = result;
  const A = sym('A', { bold: true });
  const ones = Array.from(
    report.s.subarray(k, k + 3),
    (s) => ({ type: 'scripts', base: num(s, 'result'), sup: num(2) }) as const,
  );
  const rest = report.s.length > k + 3 ? [op('+'), op('…')] : [];
  const sum = ones.length === 0 ? num(0) : row(...ones.flatMap((n, i) => (i === 0 ? [n] : [op('+'), n])), ...rest);
  return row(
    sub(norm(row(A, op('−'), sub(A, num(k, 'parameter')))), sym('F')),
    op('='),
    num(low.frobeniusError, 'result', 6),
    op('='),
    root(sum),
  );
}

const table = ({ result: { report, errors, clean, k } }: Here<Result>) => ({
  caption: `Singular values and what each rank misses; ${k} kept`,
  columns: ['k', 'σ', '‖A − A_k‖_F', ...(clean ? ['distance from the clean picture'] : [])],
  rows: Array.from(errors, (e, i) => [
    i,
    i === 0 ? '' : (report.s[i - 1] ?? ''),
    e,
    ...(clean ? [clean.errors[i] ?? ''] : []),
  ]),
});

function warning({ state, result: { report, k } }: Here<Result>): string | undefined {
  if (sigma(report, 0) === 0) return 'The picture is all zero: there is nothing to keep.';
  const next = report.s[k];
  if (k > 0 && next !== undefined && next > 0 && sigma(report, k - 1) === next) {
    return `σ on both sides of the cut agree: the best matrix of rank ${k} is not unique.`;
  }
  return state.k > k ? `The picture has ${k} terms only; all are kept.` : undefined;
}

export const image: Lens<Result> = { compute, picture, sentence, formula, table, warning };
