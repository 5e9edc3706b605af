// The first steps: what the corrections are for. As PyTorch has it, as printed, and without either.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { frac, num, op, root, row, sup, sym, type Node } from '../../kit/formula';
import { entry, laneTable, type Lane } from '../../kit/lanes';
import { readout } from '../../kit/readout';
import { adamOf, mapPanel, more, player, runsOf, switches, torchOf, variant, altered, warning, type Here, type Lens, type Runs, type State } from './lens'; // prettier-ignore
import { sentence as pathSentence } from './paths';

interface Result extends Runs {
  readonly warmup: ReturnType<Engine['adamWarmup']>;
}

/** Whole steps up to 10,000, a few of every decade. */
const TIMES = Float64Array.from(new Set(Array.from({ length: 101 }, (_, i) => Math.round(10 ** ((4 * i) / 100)))));

/** PyTorch’s Adam, and the formula that the switches make of it; the printed one while none is turned. */
const lanesOf = (state: State): readonly Lane[] => [
  { name: 'PyTorch', role: 'parameter', ...torchOf(state) },
  altered(state)
    ? { name: variant(state), role: 'broken', dashed: true, ...adamOf(state) }
    : { name: 'as printed', role: 'scaffold', dashed: true, ...torchOf(state), correctV: false },
];

const compute = (engine: Engine, state: State): Result => ({
  ...runsOf(engine, state, lanesOf(state)),
  warmup: engine.adamWarmup(state.beta1, state.beta2, TIMES),
});

/** Of the table of factors: PyTorch, as printed, neither, v alone. */
const column = ({ correctM, correctV }: State): number => (correctM ? (correctV ? 0 : 1) : correctV ? 3 : 2);
const NAMES = ['PyTorch', 'as printed', 'uncorrected', 'm uncorrected'] as const;

function curves({ state, result: { warmup } }: Here<Result>): Series[] {
  const chosen = column(state);
  return NAMES.map((name, c) => ({
    kind: 'line',
    name,
    role: c === 0 ? 'parameter' : c === chosen ? 'broken' : 'scaffold',
    dashed: c !== chosen && c !== 0,
    named: true,
    // From right to left: at the left there is room for names.
    points: Array.from(TIMES, (t, i) => [t, entry(warmup.factors, i, c)] as const).reverse(),
  }));
}

const at = ({ warmup }: Result, t: number, c: number): number => entry(warmup.factors, TIMES.indexOf(t), c);

const picture = (view: Here<Result>): TemplateResult => {
  const { state, result, width } = view;
  const c = column(state) === 0 ? 1 : column(state);
  return html`<div class="stack">
    <div class="columns">
      ${mapPanel(view)}
      <div class="panel stack">
        <div class="caption">length of a step <span class="unit">over α, for a gradient that stays the same</span></div>
        <nabla-chart
          label="Length of a step over the learning rate, as the steps go on, for the four ways to correct"
          .height=${width < 560 ? 180 : 235}
          .x=${{ title: 'step t', log: true, min: 1, max: 10000 }}
          .y=${{ title: '|Δθ| / α', log: true, min: 0.08, max: 60 }}
          .series=${curves(view)}
        ></nabla-chart>
        ${width < 560 ? '' : html`${view.control('lr')} ${switches(view)}`}
      </div>
    </div>
    ${player(view)} ${width < 560 ? html`${view.control('lr')} ${switches(view)}` : ''}
    ${readout([
      ['first step: PyTorch', `${formatNumber(at(result, 1, 0), 3)} α`, 'parameter'],
      ['as printed', `${formatNumber(at(result, 1, 1), 3)} α`, c === 1 ? 'broken' : undefined],
      ['neither corrected', `${formatNumber(at(result, 1, 2), 3)} α`, c === 2 ? 'broken' : undefined],
      ...[10, 100, 1000].map((t) => [`${NAMES[c] ?? ''} at ${t}`, `${formatNumber(at(result, t, c), 3)} α`] as const),
      ['printed within 5 % from', Number.isFinite(result.warmup.settled) ? `step ${formatNumber(Math.ceil(result.warmup.settled), 6)}` : undefined], // prettier-ignore
    ])}
    ${more(view)}
  </div>`;
};

function sentence(view: Here<Result>): string {
  const { state, result } = view;
  const c = column(state);
  const first = (i: number): string => formatNumber(at(result, 1, i), 3);
  return c === 0
    ? `With both averages corrected the first step is ${first(0)} α along each coordinate, whatever the gradient; the printed formula would make it ${first(1)} α. ${pathSentence(view)}`
    : `The first step is ${first(c)} α long in place of α, and at step 100 the factor is still ${formatNumber(at(result, 100, c), 3)}. ${pathSentence(view)}`;
}

function formula({ state, result }: Here<Result>): Node {
  const c = column(state);
  const part = (beta: number): Node => row(num(1), op('−'), sup(num(beta, 'parameter'), num(1)));
  const ratio =
    c === 0
      ? frac(frac(part(state.beta1), part(state.beta1)), root(frac(part(state.beta2), part(state.beta2))))
      : c === 1
        ? frac(num(1), root(part(state.beta2)))
        : c === 2
          ? frac(part(state.beta1), root(part(state.beta2)))
          : part(state.beta1);
  return row(op('|'), sub1(), op('|'), op('/'), sym('α'), op('='), ratio, op('='), num(at(result, 1, c), 'result'));
}
const sub1 = (): Node => sym('Δθ₁');

export const first: Lens<Result> = {
  compute,
  picture,
  sentence,
  formula,
  table: ({ result }) => laneTable(result.lanes, result.run),
  warning,
};
