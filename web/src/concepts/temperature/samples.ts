// Samples: how often each class comes up, and how slowly chance settles.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { aside } from '../../kit/aside';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { frac, num, op, root, row, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { at as entry } from '../../kit/values';
import {
  at,
  classButtons,
  largest,
  logitBars,
  nameOf,
  resultBars,
  typedLogits,
  type Here,
  type Lens,
  type State,
  type Tempered,
} from './lens';

interface Result {
  readonly tempered: Tempered;
  readonly samples: ReturnType<Engine['drawSamples']>;
}

/** Drawn classes that are written out. */
const WRITTEN = 64;

function compute(engine: Engine, { z, tau, n, seed, method }: State): Result {
  const tempered = engine.temper(z, tau);
  return { tempered, samples: engine.drawSamples(tempered.p, n, seed, method) };
}

const ROLES = ['data', 'result', 'gradient', 'scaffold'] as const;

function series({ state, result: { tempered, samples } }: Here<Result>): Series[] {
  const order = [...tempered.p.keys()].sort((a, b) => (tempered.p[b] ?? 0) - (tempered.p[a] ?? 0)).slice(0, 4);
  return order.flatMap((k, i): Series[] => [
    {
      kind: 'line',
      name: nameOf(k),
      role: ROLES[i] ?? 'scaffold',
      named: true,
      points: Array.from(samples.at, (n, r) => [n, entry(samples.running, r, k)] as const),
    },
    {
      kind: 'line',
      name: '',
      role: ROLES[i] ?? 'scaffold',
      dashed: true,
      points: [
        [1, tempered.p[k] ?? 0],
        [Math.max(2, state.n), tempered.p[k] ?? 0],
      ],
    },
  ]);
}

function picture(view: Here<Result>): TemplateResult {
  const { state, result, control, width } = view;
  const { tempered, samples } = result;
  const height = width < 560 ? 140 : 200;
  const k = largest(state.z);
  const letters = Array.from(samples.draws.subarray(0, WRITTEN), nameOf);
  return html`<div class="controls">${control('tau')} ${control('n')} ${control('method')}</div>
    <div class="trio">
      <div class="panel">
        <div class="caption">after so many draws <span class="unit">dashed: p</span></div>
        <nabla-chart
          label="Frequencies of the most likely classes over the number of draws"
          .height=${width < 560 ? 170 : height}
          .x=${{ title: 'draws', log: true, min: 1, max: Math.max(2, state.n) }}
          .y=${{ title: '', min: 0, max: 1 }}
          .series=${series(view)}
        ></nabla-chart>
      </div>
      <div class="panel">
        <div class="caption">how often <span class="unit">dashed: p</span></div>
        ${resultBars(view, samples.frequency, height, 'frequencies', { marks: tempered.p })}
      </div>
      <div class="panel">
        <div class="caption role-data">logits z</div>
        ${logitBars(view, height)}
      </div>
    </div>
    <div class="panel">
      <div class="caption">the first draws</div>
      <code class="draws">${letters.join(' ')}${state.n > WRITTEN ? ' …' : ''}</code>
    </div>
    ${aside(width, html`<div class="controls">${control('seed')} ${classButtons(view)} ${typedLogits(view)}</div>`)}
    ${readout([
      [`p of ${nameOf(k)}`, tempered.p[k], 'result'],
      [`frequency of ${nameOf(k)}`, samples.frequency[k], 'result'],
      ['usual error', samples.error[k]],
      ['½ Σ |frequency − p|', samples.distance],
    ])}`;
}

function sentence({ state, result: { tempered, samples } }: Here<Result>): string {
  const k = largest(state.z);
  return `Of ${formatNumber(state.n, 6)} draws at ${at(state.tau)}, ${nameOf(k)} came up with frequency ${formatNumber(samples.frequency[k] ?? 0, 3)} where ${formatNumber(tempered.p[k] ?? 0, 3)} is to be expected, give or take ${formatNumber(samples.error[k] ?? 0, 2)}.`;
}

function formula({ state, result: { tempered, samples } }: Here<Result>): Node {
  const k = largest(state.z);
  const p = num(tempered.p[k] ?? 0, 'result', 3);
  return row(
    op('±'),
    root(frac(row(p, words('('), num(1), op('−'), p, words(')')), num(state.n, 'parameter', 6))),
    op('='),
    num(samples.error[k] ?? 0, undefined, 3),
  );
}

const table = ({ state, result: { tempered, samples } }: Here<Result>) => ({
  caption: 'Shares and frequencies',
  columns: ['class', 'z', 'p', 'frequency', 'usual error'],
  rows: Array.from(state.z, (z, i) => [
    nameOf(i),
    z,
    tempered.p[i] ?? 0,
    samples.frequency[i] ?? 0,
    samples.error[i] ?? 0,
  ]),
});

export const samples: Lens<Result> = { compute, picture, sentence, formula, table };
