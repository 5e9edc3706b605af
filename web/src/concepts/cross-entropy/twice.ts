// Softmax twice: a loss that wants logits is handed probabilities, and cannot fall below a floor.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { scaleFor } from '../../kit/bars';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { num, op, row, sym, words, type Node } from '../../kit/formula';
import { shareBars } from '../../kit/logits';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import type { Here, Lens, State } from './lens';

type Study = ReturnType<Engine['doubleSoftmax']>;

interface Result {
  readonly curve: Study;
  readonly here: Study;
  readonly z: Float64Array;
  readonly p: Float64Array;
  readonly again: Float64Array;
}

const MARGINS = Float64Array.from({ length: 101 }, (_, i) => i / 5);
const curve = remember<Study>();

function compute(engine: Engine, { classes, margin }: State): Result {
  const z = Float64Array.from({ length: classes }, (_, i) => (i === 0 ? margin : 0));
  const softmax = (v: Float64Array): Float64Array => engine.softmaxPath(v, Float64Array.of(1)).data;
  const p = softmax(z);
  return {
    curve: curve(`${classes}`, () => engine.doubleSoftmax(MARGINS, classes)),
    here: engine.doubleSoftmax(Float64Array.of(margin), classes),
    z,
    p,
    again: softmax(p),
  };
}

const series = ({ state, result: { curve: c, here } }: Here<Result>): Series[] => [
  {
    kind: 'points',
    name: '',
    role: 'data',
    pointSize: 6,
    points: [
      [state.margin, here.once[0] ?? 0],
      [state.margin, here.twice[0] ?? 0],
    ],
  },
  {
    kind: 'line',
    name: 'softmax once',
    role: 'result',
    named: true,
    points: Array.from(MARGINS, (m, i) => [m, c.once[i] ?? 0] as const),
  },
  {
    kind: 'line',
    name: 'softmax twice',
    role: 'broken',
    named: true,
    points: Array.from(MARGINS, (m, i) => [m, c.twice[i] ?? 0] as const),
  },
  {
    kind: 'line',
    name: 'floor',
    role: 'scaffold',
    dashed: true,
    points: [
      [0, c.floor],
      [20, c.floor],
    ],
  },
];

function picture(view: Here<Result>): TemplateResult {
  const { result, control, width } = view;
  const { z, p, again, here, curve: c } = result;
  const height = width < 560 ? 110 : 140;
  return html`<div class="controls">${control('classes')} ${control('margin')}</div>
    <div class="trio">
      <div class="panel">
        <div class="caption role-data">logits z</div>
        ${shareBars({ values: z, height, label: 'logits', role: 'data', max: scaleFor(z, 3).max, chosen: 0 })}
      </div>
      <div class="panel">
        <div class="caption role-result">p = softmax(z)</div>
        ${shareBars({ values: p, height, label: 'probabilities', role: 'result', max: 1, chosen: 0 })}
      </div>
      <div class="panel">
        <div class="caption">
          <span class="role-broken">softmax(p)</span> <span class="unit">what the loss sees</span>
        </div>
        ${shareBars({ values: again, height, label: 'softmax of probabilities', role: 'broken', max: 1, chosen: 0 })}
      </div>
    </div>
    <div class="panel">
      <div class="caption">loss <span class="unit">while the network learns to tell A from the rest</span></div>
      <nabla-chart
        label="Loss over the lead of the true class, with softmax once and twice"
        .height=${width < 560 ? 190 : 200}
        .x=${{ title: 'lead of the label’s logit', min: 0, max: 20 }}
        .y=${{ title: 'loss in nats', min: 0, max: scaleFor(c.twice, 1).max }}
        .series=${series(view)}
      ></nabla-chart>
    </div>
    ${readout([
      ['once, on logits', here.once[0], 'result'],
      ['twice', here.twice[0], 'broken'],
      ['its floor', here.floor, 'broken'],
    ])}`;
}

const sentence = ({ state, result: { here } }: Here<Result>): string =>
  `With a lead of ${formatNumber(state.margin)} the loss on logits is ${formatNumber(here.once[0] ?? 0, 3)}; with softmax applied twice it is ${formatNumber(here.twice[0] ?? 0, 3)}, and it can never fall below ${formatNumber(here.floor, 4)} for ${state.classes} classes.`;

const formula = ({ state, result: { here } }: Here<Result>): Node =>
  row(
    words('L ≥ log'),
    words('('),
    sym('e'),
    op('+'),
    num(state.classes, 'data'),
    op('−'),
    num(1),
    words(')'),
    op('−'),
    num(1),
    op('='),
    num(here.floor, 'broken'),
  );

const table = ({ result: { curve: c } }: Here<Result>) => ({
  caption: 'Loss over the lead of the true class',
  columns: ['lead', 'softmax once', 'softmax twice'],
  rows: Array.from(MARGINS, (m, i) => [m, c.once[i] ?? 0, c.twice[i] ?? 0]),
});

export const twice: Lens<Result> = { compute, picture, sentence, formula, table };
