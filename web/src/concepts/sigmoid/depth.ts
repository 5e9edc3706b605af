// Sigmoids behind each other: each passes at most a quarter of a gradient.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import { frac, sup } from '../../kit/formula';
import type { Role } from '../../kit/parameters';
import { readout } from '../../kit/readout';
import { at, type Matrix } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, { x, gain, layers }: State) => ({
  sigmoids: engine.squashChain('sigmoid', x, gain, layers),
  tanhs: engine.squashChain('tanh', x, gain, layers),
  most: engine.expressionValues(
    `(${String(gain)} / 4)^n`,
    'n',
    Float64Array.from({ length: layers + 1 }, (_, n) => n),
  ),
});

const VALUE = 0;
const PRODUCT = 2;
const last = (m: Matrix, column: number): number => at(m, m.rows - 1, column);

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const n = state.layers;
  const line = (name: string, role: Role, dashed: boolean, y: (l: number) => number): Series => ({
    kind: 'line',
    name,
    role,
    named: true,
    dashed,
    points: Array.from({ length: n + 1 }, (_, l): [number, number] => [l, y(l)]),
  });
  return html`<div class="stack">
    <div class="panel">
      <div class="caption role-gradient">
        what is left of a gradient <span class="unit">after so many layers of one neuron each</span>
      </div>
      <nabla-chart
        label="Product of the slopes over the layers, for sigmoids, for tanh, and the most that sigmoids can pass"
        .height=${view.width < 560 ? 260 : 300}
        .x=${{ title: 'layers', whole: true, min: 0, max: n }}
        .y=${{ title: 'product of slopes', log: true }}
        .series=${[
          line('tanh', 'scaffold', false, (l) => Math.abs(at(result.tanhs, l, PRODUCT))),
          line('at most', 'broken', true, (l) => result.most[l] ?? Number.NaN),
          line('sigmoid', 'gradient', false, (l) => at(result.sigmoids, l, PRODUCT)),
        ]}
      ></nabla-chart>
    </div>
    ${readout([
      ['left, through sigmoids', formatNumber(last(result.sigmoids, PRODUCT), 3), 'gradient'],
      ['at most', formatNumber(result.most[n] ?? Number.NaN, 3), 'broken'],
      ['left, through tanh', formatNumber(last(result.tanhs, PRODUCT), 3)],
      ['the signal on top', formatNumber(last(result.sigmoids, VALUE), 4), 'data'],
    ])}
    <div class="knobs">${view.control('x')} ${view.control('layers')} ${view.control('gain')}</div>
  </div>`;
}

const sentence = ({ state, result }: Here<Result>): string =>
  `Behind ${state.layers === 1 ? 'one sigmoid' : `${String(state.layers)} sigmoids`} ${formatNumber(last(result.sigmoids, PRODUCT), 2)} of the gradient is left, and never more than ${formatNumber(result.most[state.layers] ?? Number.NaN, 2)}; behind as many tanh it would be ${formatNumber(last(result.tanhs, PRODUCT), 2)}.`;

const formula = ({ state, result }: Here<Result>): Node =>
  row(
    frac(row(sym('d'), sub(sym('a'), num(state.layers))), row(sym('d'), sym('x'))),
    op('='),
    words('∏ '),
    num(state.gain, 'parameter', 3),
    op('·'),
    sym('σ′'),
    op('='),
    num(last(result.sigmoids, PRODUCT), 'gradient', 3),
    op('≤'),
    sup(row(words('('), frac(num(state.gain, 'parameter', 3), num(4)), words(')')), num(state.layers)),
  );

const table = ({ result }: Here<Result>) => ({
  caption: 'Layer by layer: the signal, the product of slopes, the most it can be, and that of tanh',
  columns: ['layer', 'signal', 'product of slopes', 'at most', 'tanh: product'],
  rows: Array.from(result.most, (most, l) => [
    l,
    at(result.sigmoids, l, VALUE),
    at(result.sigmoids, l, PRODUCT),
    most,
    at(result.tanhs, l, PRODUCT),
  ]),
});

export const depth: Lens<Result> = { compute, picture, sentence, formula, table };
