// Minibatches: their losses as a cloud about the loss of all, and what a short last one does to the mean of means.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import type { Bar, BarChange } from '../../kit/bars';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { frac, joined, num, op, row, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { rowsOf } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, { losses, size, epochs, shuffle, seed }: State) =>
  engine.batchStudy(losses, size, epochs, shuffle, seed);

interface Batch {
  readonly epoch: number;
  readonly index: number;
  readonly size: number;
  readonly mean: number;
}

const batchesOf = ({ batches }: Result): Batch[] =>
  rowsOf(batches).map(([epoch = 0, index = 0, size = 0, mean = 0]) => ({ epoch, index, size, mean }));

const full = ({ losses, size }: State): number => Math.min(size, losses.length);
const isShort = (state: State, batch: Batch): boolean => batch.size < full(state);

function cloud({ state, result }: Here<Result>): Series[] {
  const all = batchesOf(result);
  const each = Math.max(...all.map((b) => b.index));
  // Side by side within their epoch.
  const place = (b: Batch): readonly [number, number] => [b.epoch - 0.5 + (b.index - 0.5) / each, b.mean];
  const line = (y: number): (readonly [number, number])[] => [[0.5, y], [state.epochs + 0.5, y]]; // prettier-ignore
  return [
    { kind: 'line', name: 'all losses', role: 'result', points: line(result.mean) },
    { kind: 'line', name: 'mean of means', role: 'broken', dashed: true, points: line(result.average) },
    { kind: 'points', name: 'batches', role: 'data', pointSize: 4, points: all.filter((b) => !isShort(state, b)).map(place) },
    { kind: 'points', name: 'short batches', role: 'broken', pointSize: 4, points: all.filter((b) => isShort(state, b)).map(place) },
  ]; // prettier-ignore
}

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const height = view.width < 560 ? 170 : 220;
  const bars = Array.from(state.losses, (value, i): Bar => ({
    label: String(i + 1),
    value,
    text: formatNumber(value, 2),
  }));
  const most = Math.max(1, ...state.losses);
  const change = ({ detail: d }: CustomEvent<BarChange>): void => {
    const losses = state.losses.slice();
    losses[d.index] = d.value;
    set({ losses }, { done: d.done });
  };
  return html`<div class="controls">${view.control('size')} ${view.control('shuffle')}</div>
    <div class="columns">
      <div class="panel">
        <div class="caption role-data">losses <span class="unit">one an example; drag them</span></div>
        <nabla-bars
          label="loss of example"
          movable
          .bars=${bars}
          .min=${0}
          .max=${most > 4 ? 1.25 * most : 4}
          .least=${0}
          .most=${100}
          .height=${height}
          @value=${change}
        ></nabla-bars>
      </div>
      <div class="panel">
        <div class="caption">
          batch means
          <span class="unit">
            <span class="role-result">line: mean of all</span>;
            <span class="role-broken">dashed: of the means; red dots: short</span>
          </span>
        </div>
        <nabla-chart
          label="Mean loss of each minibatch, epoch by epoch, with the mean of all losses"
          .height=${height}
          .x=${{ title: 'epoch', min: 0.2, max: state.epochs + 0.8, whole: true }}
          .y=${{ title: 'loss', min: 0 }}
          .series=${cloud(view)}
        ></nabla-chart>
      </div>
    </div>
    ${readout([
      ['mean of all losses', result.mean, 'result'],
      ['mean of means, epoch 1', result.ofMeans, off(result) ? 'broken' : 'result'],
      ['weighed by size', result.weighted, 'result'],
      [`over ${state.epochs} epochs`, result.average],
      ['a batch strays by', result.spread],
    ])}
    <details>
      <summary>The losses as numbers, epochs and seed</summary>
      <div class="stack">
        ${view.control('losses')}
        <div class="controls">${view.control('epochs')} ${view.control('seed')}</div>
      </div>
    </details>`;
}

const off = ({ mean, ofMeans }: Result): boolean => Math.abs(ofMeans - mean) > 1e-9 * Math.max(1, Math.abs(mean));

const firstEpoch = (result: Result): Batch[] => batchesOf(result).filter((b) => b.epoch === 1);

function sentence({ state, result }: Here<Result>): string {
  const sizes = firstEpoch(result).map((b) => b.size);
  const short = sizes.some((s) => s < full(state));
  const so = `${state.losses.length} ${state.losses.length === 1 ? 'loss' : 'losses'} in batches of ${sizes.join(', ')}: a batch’s mean strays by ${formatNumber(result.spread, 3)} about ${formatNumber(result.mean)}`;
  if (!short) return `${so}, and the mean of the means is the mean of all.`;
  return state.shuffle
    ? `${so}. The last batch is short and counts as much as the others: the mean of means is off by chance, another way each epoch.`
    : `${so}. The last batch is short and counts as much as the others: the mean of means is ${formatNumber(result.ofMeans)}, every time.`;
}

function formula({ result, width }: Here<Result>): Node {
  const means = firstEpoch(result).map((b) => num(b.mean, 'data', 3));
  const most = width < 560 ? 3 : 5;
  const shown = means.length > most ? [...means.slice(0, most - 1), words('⋯')] : means;
  const mean = [words(',  mean of all'), op('='), num(result.mean, 'result')];
  return row(
    frac(joined(shown, '+'), num(means.length)),
    op('='),
    num(result.ofMeans, off(result) ? 'broken' : 'result'),
    ...(width < 560 ? [] : mean),
  );
}

const table = ({ result }: Here<Result>) => ({
  caption: 'Minibatches',
  columns: ['epoch', 'batch', 'size', 'mean loss'],
  rows: batchesOf(result).map((b) => [b.epoch, b.index, b.size, b.mean]),
});

const warning = ({ preset, state, result }: Here<Result>): string | undefined =>
  !preset && off(result) && !state.shuffle
    ? 'The mean of batch means is not the mean: losses of the short batch count more than the others.'
    : undefined;

const blame = (): keyof State => 'losses';

export const batches: Lens<Result> = { compute, picture, sentence, formula, table, warning, blame };
