// Why the scores are divided by √d_k: random queries and keys, from one entry to a thousand.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/bars';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { fence, num, op, row, sup, sym, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import { rowsOf, type Matrix } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<typeof compute>;

const TRIALS = 1000;
const CURVE = 500;
const curveOf = remember<Matrix>();

const compute = (engine: Engine, { dim, keys, seed }: State) => ({
  study: engine.scalingStudy(dim, keys, TRIALS, seed),
  curve: curveOf(`${keys} ${seed}`, () => engine.scalingCurve(keys, CURVE, seed)),
});

/** Largest weight, entropy, trace: of scores as they are, or scaled. */
const meansOf = ({ state, result }: Here<Result>, scaled = state.scaled): readonly [number, number, number] => {
  const [a = 0, b = 0, c = 0] = result.study.means.slice(scaled ? 4 : 1);
  return [a, b, c];
};

function curves({ state, result }: Here<Result>): Series[] {
  const of = (col: number): (readonly [number, number])[] => rowsOf(result.curve).map((r) => [r[0] ?? 1, r[col] ?? 0]);
  const here = result.study.means[state.scaled ? 6 : 3] ?? 0;
  return [
    { kind: 'line', name: 'as they are', role: 'broken', named: true, points: of(3) },
    { kind: 'line', name: '÷ √dₖ', role: 'result', named: true, points: of(6) },
    {
      kind: 'points',
      name: 'here',
      role: state.scaled ? 'result' : 'broken',
      pointSize: 7,
      points: [[state.dim, here]],
    },
  ];
}

function weights(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const shown = state.scaled ? result.study.scaled : result.study.plain;
  const bars = Array.from(shown, (value, j) => ({ label: `k${j + 1}`, value, text: formatNumber(value, 2) }));
  return html`<div class="panel">
    <div class="caption">
      one query, ${state.keys} random keys <span class="unit">its weights; torch.randn after this seed</span>
    </div>
    <nabla-bars
      label="weights"
      .ink=${state.scaled ? 'result' : 'broken'}
      .bars=${bars}
      .min=${0}
      .max=${1}
      .height=${220}
    ></nabla-bars>
  </div>`;
}

const picture = (view: Here<Result>): TemplateResult => {
  const { state, result } = view;
  const [most, entropy, trace] = meansOf(view);
  return html`<div class="controls">
      ${view.control('dim')} ${view.control('keys')} ${view.control('scaled')} ${view.control('seed')}
    </div>
    <div class="columns">
      ${weights(view)}
      <div class="panel">
        <div class="caption role-gradient">slope left, tr J <span class="unit">mean over random queries</span></div>
        <nabla-chart
          label="Mean trace of the softmax’s Jacobian against d_k: it stays with the scale and falls without it"
          .height=${220}
          .x=${{ title: 'dₖ', log: true, min: 1, max: 1024 }}
          .y=${{ title: 'tr J', log: true, min: 0.02, max: 1 }}
          .series=${curves(view)}
        ></nabla-chart>
      </div>
    </div>
    ${readout([
      ['variance of a score', result.study.means[0], 'data'],
      ['largest weight, mean', formatNumber(most, 3), state.scaled ? 'result' : 'broken'],
      ['entropy H, mean', formatNumber(entropy, 3)],
      ['slope left, tr J, mean', formatNumber(trace, 3), 'gradient'],
    ])}
    <p class="note">Means of ${TRIALS} queries, each with its own keys; all entries independent, with variance 1.</p>`;
};

function sentence(view: Here<Result>): string {
  const { state, result } = view;
  const [most, , trace] = meansOf(view);
  const variance = formatNumber(result.study.means[0] ?? 0, 3);
  return state.scaled
    ? `With dₖ = ${state.dim} scores have variance ${variance}, and dividing by √${state.dim} brings it back to 1: the largest weight is ${formatNumber(most, 3)} on average, and the slope stays at ${formatNumber(trace, 3)}.`
    : `With dₖ = ${state.dim} scores have variance ${variance}: undivided, one key takes ${formatNumber(most, 3)} of the weight on average, and a slope of ${formatNumber(trace, 3)} is left.`;
}

function formula(view: Here<Result>): Node {
  const { state, result } = view;
  const score = row(sup(sym('q', { bold: true }), sym('T')), sym('k', { bold: true }));
  return row(
    words('Var'),
    fence(score),
    op('='),
    num(result.study.means[0] ?? 0, 'data', 3),
    op('≈'),
    num(state.dim, 'parameter'),
    words(',  tr J '),
    op('='),
    num(meansOf(view)[2], 'gradient', 3),
  );
}

const table = ({ result: { curve } }: Here<Result>) => ({
  caption: `Means over ${CURVE} random queries`,
  columns: ['dₖ', 'largest weight', 'entropy', 'tr J', 'largest weight, scaled', 'entropy, scaled', 'tr J, scaled'],
  rows: rowsOf(curve),
});

const warning = (view: Here<Result>): string | undefined =>
  !view.state.scaled && meansOf(view)[2] < 0.1
    ? 'Attention is saturated: it has made its choice before anything was learned, and the gradient that could change it is lost.'
    : undefined;

const blame = (): keyof State => 'dim';

export const scale: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
