// The loss of one example, from its logit or from its probability: one of them forgets what it was told.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { num, op, row, sym, words, type Node } from '../../kit/formula';
import type { Role } from '../../kit/parameters';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<typeof compute>;

/** Rows of logisticLosses. */
const EXACT = 0;
const WRITTEN = 1;
const CLAMPED = 2;
const SLOPE = 3;
const THROUGH = 4;

const REACH = 100;
const ZS = Float64Array.from({ length: 161 }, (_, i) => (i - 80) * 1.25);

const compute = (engine: Engine, { z, y, format }: State) => ({
  curves: engine.logisticLosses(ZS, Number(y), format),
  here: engine.logisticLosses(Float64Array.of(z), Number(y), format),
});

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const line = (name: string, role: Role, r: number, dashed = false): Series => ({
    kind: 'line',
    name,
    role,
    named: true,
    dashed,
    points: Array.from(ZS, (z, i): [number, number] => [z, at(result.curves, r, i)]),
  });
  const dot = (role: Role, r: number): Series => ({
    kind: 'points',
    name: '',
    role,
    pointSize: 5,
    points: [[state.z, at(result.here, r, 0)]],
  });
  // The names stand where the loss is large: left for label 1, right for label 0.
  const turned = (series: Series): Series => (state.y === '1' ? { ...series, points: [...series.points].reverse() } : series); // prettier-ignore
  const height = view.width < 560 ? 200 : 260;
  const x = { title: 'logit z', min: -REACH, max: REACH };
  return html`<div class="stack">
    <div class="controls fields">${view.control('z')} ${view.control('y')} ${view.control('format')}</div>
    <div class="columns">
      <div class="panel">
        <div class="caption">loss of one example</div>
        <nabla-chart
          label="Loss over the logit, from the logit and from the probability"
          .height=${height}
          .x=${x}
          .y=${{ title: '', min: 0, max: 120 }}
          .series=${[
            turned(line('from the logit', 'result', EXACT)),
            turned(line('BCE(σ(z))', 'broken', CLAMPED)),
            dot('broken', CLAMPED),
            dot('result', EXACT),
          ]}
        ></nabla-chart>
      </div>
      <div class="panel">
        <div class="caption">slope that goes back to the logit</div>
        <nabla-chart
          label="Slope of the loss over the logit, from the logit and through the probability"
          .height=${height}
          .x=${x}
          .y=${{ title: '', min: -1.5, max: 1.5 }}
          .series=${[
            turned(line('p − y', 'result', SLOPE)),
            turned(line('through σ', 'broken', THROUGH)),
            dot('broken', THROUGH),
            dot('result', SLOPE),
          ]}
        ></nabla-chart>
      </div>
    </div>
    ${readout([
      ['BCEWithLogitsLoss', number(result, EXACT), 'result'],
      [state.y === '1' ? '−log σ(z), as written' : '−log(1 − σ(z)), as written', number(result, WRITTEN), 'broken'],
      ['BCELoss(σ(z))', number(result, CLAMPED), 'broken'],
      ['slope p − y', number(result, SLOPE), 'result'],
      ['slope through σ', number(result, THROUGH), 'broken'],
    ])}
  </div>`;
}

const number = ({ here }: Result, r: number): string => formatNumber(at(here, r, 0), 5);

function sentence({ state, result }: Here<Result>): string {
  const what = `A logit of ${formatNumber(state.z)} for label ${state.y} costs ${number(result, EXACT)} with slope ${number(result, SLOPE)}`;
  if (at(result.here, THROUGH, 0) === 0 && Math.abs(at(result.here, SLOPE, 0)) > 1e-3)
    return `${what}; through ${state.format} probabilities it costs ${number(result, CLAMPED)} with slope 0: the worst example teaches nothing.`;
  return `${what}; through ${state.format} probabilities ${number(result, CLAMPED)} with slope ${number(result, THROUGH)}.`;
}

function formula({ state, result }: Here<Result>): Node {
  const z = num(state.z, 'data');
  return row(
    sym('L'),
    op('='),
    words('max('),
    z,
    words(', 0)'),
    op('−'),
    num(Number(state.y), 'parameter'),
    op('·'),
    state.z < 0 ? row(words('('), z, words(')')) : z,
    op('+'),
    words('log1p(e^−|z|) = '),
    num(at(result.here, EXACT, 0), 'result', 5),
  );
}

const table = ({ result }: Here<Result>) => ({
  caption: 'Loss and slope over the logit; where none stands the loss is infinite',
  columns: ['logit', 'from the logit', 'as written', 'BCELoss', 'slope from the logit', 'slope through σ'],
  rows: Array.from(ZS, (z, i) => [
    z,
    ...[EXACT, WRITTEN, CLAMPED, SLOPE, THROUGH].map((r) => {
      const v = at(result.curves, r, i);
      return Number.isFinite(v) ? v : '';
    }),
  ]),
});

function warning({ preset, state, result }: Here<Result>): string | undefined {
  if (preset?.kind === 'break' || Number.isFinite(at(result.here, WRITTEN, 0))) return undefined;
  return `In ${state.format} the probability is rounded to ${state.y === '1' ? '0' : '1'}, and the logarithm of 0 is the first bad number. BCELoss replaces it by −100; BCEWithLogitsLoss never takes it.`;
}

export const loss: Lens<Result> = { compute, picture, sentence, formula, table, warning };
