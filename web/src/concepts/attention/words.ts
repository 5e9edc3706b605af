// Words and heads: PyTorch's own multi-head layer on words of one's own, and what their order means to it.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { fence, frac, num, op, row, sym, words as text, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { at, type Matrix } from '../../kit/values';
import { largestOf, type Here, type Lens, type State } from './lens';

type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, { text: line, heads, gain, positions, causal, turn, seed }: State) =>
  engine.wordStudy(line, Number(heads), gain, positions, causal, turn, seed);

const namesOf = ({ text: line }: State): string[] => line.split(/[ \t\n\r]+/).filter(Boolean);

const headOf = (m: Matrix, head: number): Matrix => ({
  rows: m.cols,
  cols: m.cols,
  data: m.data.slice(head * m.cols * m.cols, (head + 1) * m.cols * m.cols),
});

function pictures({ state, result }: Here<Result>): TemplateResult {
  const names = namesOf(state);
  const count = Number(state.heads);
  const high = largestOf(result.output);
  const strip = (matrix: Matrix, about: string): TemplateResult =>
    html`<nabla-raster .value=${matrix} map="diverging" .high=${high} .shape=${1} label=${about}></nabla-raster>`;
  return html`<div class="film">
    ${Array.from(
      { length: count },
      (_, h) =>
        html`<div class="panel">
          <div class="caption role-result">head ${h + 1} <span class="unit">who looks at whom</span></div>
          <nabla-raster
            .value=${headOf(result.weights, h)}
            .names=${count <= 2 ? names : []}
            map="viridis"
            label=${`weights of head ${h + 1}, one row a word`}
          ></nabla-raster>
        </div>`,
    )}
    <div class="panel">
      <div class="caption">output <span class="unit">a row a word, eight features</span></div>
      ${strip(result.output, 'output, one row a word')}
    </div>
    <div class="panel">
      <div class="caption">in another order <span class="unit">rows put back</span></div>
      ${strip(result.moved, 'output for the words in another order, rows put back')}
    </div>
  </div>`;
}

/** The words as the layer sees them the second time. */
function turned(state: State): string {
  const names = namesOf(state);
  const by = state.turn % names.length;
  return [...names.slice(by), ...names.slice(0, by)].join(' ');
}

const picture = (view: Here<Result>): TemplateResult =>
  html`<div class="controls">
      ${view.control('text')} ${view.control('heads')} ${view.control('positions')} ${view.control('causal')}
    </div>
    ${pictures(view)}
    ${readout([
      ['the other order', turned(view.state), 'data'],
      ['most that order changes', gapText(view.result.gap), view.result.gap > 1e-9 ? 'result' : 'broken'],
      ['features a head', String(8 / Number(view.state.heads))],
    ])}
    <div class="controls">${view.control('turn')} ${view.control('gain')} ${view.control('seed')}</div>`;

/** Rounding is no difference. */
const gapText = (gap: number): string => (gap < 1e-12 ? '0' : formatNumber(gap, 3));

function twins(state: State): string | undefined {
  const names = namesOf(state);
  return names.find((name, i) => names.indexOf(name) !== i);
}

function sentence({ state, result }: Here<Result>): string {
  const names = namesOf(state);
  const twice = twins(state);
  const count = Number(state.heads);
  const who = `${names.length} words, ${count} ${count === 1 ? 'head' : 'heads'} of ${8 / count} features`;
  if (state.turn % names.length === 0) {
    return `${who}: moved on by ${state.turn} the words stand as before: their order was not changed.`;
  }
  if (result.gap < 1e-12) {
    const same = twice === undefined ? '' : ` “${twice}” comes out the same wherever it stands.`;
    return `${who}: in another order the same outputs come out, in that order.${same}`;
  }
  const reason = state.positions ? 'each vector tells its place' : 'a causal mask hides what comes later';
  return `${who}: order counts now, for ${reason}; an output changes by up to ${formatNumber(result.gap, 3)}.`;
}

function formula({ state, result }: Here<Result>): Node {
  const n = result.output.rows;
  const count = Number(state.heads);
  const head = frac(num(8), num(count, 'parameter'));
  return row(
    sym('h'),
    op('='),
    num(count, 'parameter'),
    text(':  '),
    text('Concat'),
    fence(row(text('head₁ … head'), num(count, 'parameter'))),
    text(' W'),
    op(':'),
    fence(row(num(n, 'data'), op('×'), num(8))),
    text(',  dₖ'),
    op('='),
    head,
  );
}

const table = ({ state, result }: Here<Result>) => {
  const names = namesOf(state);
  return {
    caption: 'Weights, head by head',
    columns: ['head', 'word', ...names],
    rows: Array.from({ length: result.weights.rows }, (_, r) => [
      Math.floor(r / names.length) + 1,
      names[r % names.length] ?? '',
      ...names.map((_name, c) => at(result.weights, r, c)),
    ]),
  };
};

const blame = (): keyof State => 'text';

export const words: Lens<Result> = { compute, picture, sentence, formula, table, blame };
