// The size of the signal on its way up and of the gradient on its way down, block by block.

import { html, nothing, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { aside } from '../../kit/aside';
import { decades } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import { block } from './block';
import { blocksOf, column, curve, GRADIENT, isPlain, scaleOf, SIZE, streamOf, type Here, type Lens, type State, type Stream } from './lens'; // prettier-ignore

const compute = (engine: Engine, state: State): Stream => streamOf(engine, state);

const number = (x: number): string | number => (Number.isFinite(x) ? x : 'out of range');

function charts({ state, result, width }: Here<Stream>): TemplateResult {
  const height = width < 560 ? 200 : 230;
  const both = (k: number, name: string, role: 'gradient' | 'result') => [
    curve(name, role, column(result.layers, k)),
    ...(isPlain(state) ? [] : [curve('layers alone', 'scaffold', column(result.plain, k), true)]),
  ];
  const range = (k: number) => decades(both(k, '', 'result').flatMap(({ points }) => points.map(([, y]) => y)));
  return html`<div class="columns">
    <div class="panel">
      <div class="caption role-gradient">
        length of the gradient <span class="unit">1 at the end, runs from right to left</span>
      </div>
      <nabla-chart
        label="Length of the gradient at each block, beside that of the layers alone, on a logarithmic axis"
        .height=${height}
        .x=${{ title: 'block l', min: 0, max: state.depth, whole: true }}
        .y=${{ title: '‖∂L/∂h‖', log: true, ...range(GRADIENT) }}
        .series=${both(GRADIENT, state.skip ? 'with skip' : 'no skip', 'gradient').map((s) => ({ ...s, points: [...s.points].reverse() }))}
      ></nabla-chart>
    </div>
    <div class="panel">
      <div class="caption role-result">size of the stream <span class="unit">mean square of its entries</span></div>
      <nabla-chart
        label="Mean square of the stream behind each block, beside that of the layers alone, on a logarithmic axis"
        .height=${height}
        .x=${{ title: 'block l', min: 0, max: state.depth, whole: true }}
        .y=${{ title: 'E[h²]', log: true, ...range(SIZE) }}
        .series=${both(SIZE, state.skip ? 'with skip' : 'no skip', 'result')}
      ></nabla-chart>
    </div>
  </div>`;
}

/** The knobs of every lens on the deep stream. */
export function knobs(view: Here<unknown>, withSkip = true): TemplateResult {
  const { state, width } = view;
  return html`<div class="controls">
      ${withSkip ? view.control('skip') : nothing} ${view.control('norm')} ${view.control('activation')}
    </div>
    <div class=${width < 560 ? 'knobs' : 'controls'}>
      ${view.control('depth')} ${view.control('gain')} ${state.skip || !withSkip ? view.control('branch') : nothing}
    </div>`;
}

export const extras = (view: Here<unknown>): TemplateResult =>
  aside(
    view.width,
    html`<div class="controls">${view.control('zero')} ${view.control('tied')} ${view.control('seed')}</div>`,
  );

function picture(view: Here<Stream>): TemplateResult {
  const { state, result } = view;
  const { depth } = state;
  return html`<div class="stack">
    ${block(state, view.width)} ${knobs(view)} ${charts(view)}
    ${readout([
      ['‖∂L/∂h₀‖', number(at(result.layers, 0, GRADIENT)), 'gradient'],
      ['layers alone', number(at(result.plain, 0, GRADIENT))],
      ['E[h²] at the end', number(at(result.layers, depth, SIZE)), 'result'],
      ['layers alone', number(at(result.plain, depth, SIZE))],
      ['σ, largest', number(result.singular[0] as number)],
      ['σ, smallest', number(result.singular[31] as number)],
      ['off the ODE', Number.isFinite(result.eulerGap) ? `${formatNumber(100 * result.eulerGap)} %` : undefined],
    ])}
    ${extras(view)}
  </div>`;
}

function sentence({ state, result }: Here<Stream>): string {
  const here = at(result.layers, 0, GRADIENT);
  const plain = at(result.plain, 0, GRADIENT);
  const way = state.skip ? 'with' : 'without';
  const other = isPlain(state) ? '' : `; by the layers alone ${formatNumber(plain, 3)}`;
  const grown = at(result.layers, state.depth, SIZE) / at(result.layers, 0, SIZE);
  const size = Number.isFinite(grown) ? (grown > 1.05 ? 'grows' : grown < 0.95 ? 'shrinks' : 'keeps its size') : 'leaves the range of float64'; // prettier-ignore
  return `A gradient of length 1 behind ${blocksOf(state.depth)} ${way} skip connections arrives at the first with length ${formatNumber(here, 3)}${other}. The stream ${size}: E[h²] is ${formatNumber(at(result.layers, state.depth, SIZE), 3)} at the end.`;
}

export const equation = (state: State): Node => {
  const stream = (index: Node): Node => sub(sym('h', { bold: true, role: 'data' }), index);
  const inside = stream(sym('l'));
  const branch = row(
    ...(state.skip ? [num(state.branch, 'parameter')] : []),
    sub(sym('W', { bold: true }), state.tied ? words('') : sym('l')),
    sym(state.activation === 'linear' ? '' : { relu: 'ReLU', tanh: 'tanh', gelu: 'GELU' }[state.activation]),
    words('('),
    ...(state.norm === 'pre' ? [sym('LN'), words('('), inside, words(')')] : [inside]),
    words(')'),
  );
  const sum = row(...(state.skip ? [inside, op('+')] : []), branch);
  return row(
    stream(row(sym('l'), op('+'), num(1))),
    op('='),
    ...(state.norm === 'post' ? [sym('LN'), words('('), sum, words(')')] : [sum]),
  );
};

const formula = ({ state, result }: Here<Stream>): Node =>
  row(equation(state), words(', '), sym('‖∂L/∂h₀‖'), op('='), num(at(result.layers, 0, GRADIENT), 'gradient'));

const table = ({ result: { layers, plain } }: Here<Stream>) => ({
  caption: 'Block by block: length of the gradient and mean square of the stream, and those of the layers alone',
  columns: ['block', '‖∂L/∂h‖', 'E[h²]', '‖∂L/∂h‖, layers alone', 'E[h²], layers alone'],
  rows: Array.from({ length: layers.rows }, (_, l) => [
    l,
    ...[layers, plain].flatMap((m) => [at(m, l, GRADIENT), at(m, l, SIZE)]),
  ]),
});

function warning({ state, result }: Here<Stream>): string | undefined {
  const sizes = column(result.layers, SIZE);
  const over = sizes.findIndex(([, y]) => !Number.isFinite(y));
  if (over >= 0) return `At block ${over} the squares of the sum overflow float64: every block multiplies them.`;
  const gradient = at(result.layers, 0, GRADIENT);
  if (gradient < 1e-3)
    return gradient === 0
      ? 'No gradient reaches the first block: somewhere all that arrives is multiplied by 0.'
      : `The gradient vanishes: ${blocksOf(state.depth)} multiply it by their ${scaleOf(state) === 1 ? '' : 'scaled '}weights and slopes${state.skip ? ' and the norm between them' : ', and nothing is added'}.`;
  const end = sizes.at(-1)?.[1] ?? 0;
  return end > 1e3 || gradient > 1e3
    ? `The sum explodes: each block adds a share of what is there already, ${state.depth} times.`
    : undefined;
}

export const stream: Lens<Stream> = { compute, dear: true, picture, sentence, formula, table, warning };
