// Clipping: a gradient that is too long, cut back as a whole or entry by entry.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { frac, num, op, row, words } from '../../kit/formula';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import {
  exponent,
  exponentControl,
  exponentText,
  pointsOf,
  readout,
  tuple,
  type Here,
  type Lens,
  type State,
} from './lens';

type Result = ReturnType<typeof compute>;

function compute(engine: Engine, state: State) {
  const p = exponent(state);
  return { outline: engine.ballOutline(p, 192), clipped: engine.clipGradient(state.g, state.maxNorm, p) };
}

const point = (v: Float64Array): Point => [v[0] ?? 0, v[1] ?? 0];
const cut = ({ clipped }: Result): boolean => clipped.coefficient < 1;
const cutByValue = ({ state, result: { clipped } }: Here<Result>): boolean =>
  clipped.byValue.some((v, i) => v !== state.g[i]);
/** Entries of one size are cut alike, and an entry alone keeps its axis. */
const turned = ({ state, result: { clipped } }: Here<Result>): boolean => {
  const [[x, y], [u, v]] = [point(state.g), point(clipped.byValue)];
  return x * v !== y * u;
};

const items = (view: Here<Result>): PlaneItem[] => {
  const { state, result, set } = view;
  const { byNorm, byValue } = result.clipped;
  return [
    { type: 'line', points: pointsOf(result.outline, state.maxNorm), role: 'parameter', closed: true, fill: true },
    ...(cutByValue(view)
      ? [{ type: 'vector', to: point(byValue), role: 'data', dashed: true, label: 'by value' } as const]
      : []),
    {
      type: 'handle',
      key: 'g',
      at: point(state.g),
      role: 'gradient',
      label: 'g',
      name: 'gradient g',
      arrow: true,
      move: (to, done) => set({ g: Float64Array.from(to) }, { done }),
    },
    ...(cut(result) ? [{ type: 'vector', to: point(byNorm), role: 'result' } as const] : []),
  ];
};

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { clipped } = result;
  return html`<div class="columns">
    <div class="panel">
      <div class="caption">drag g <span class="unit">filled: what max_norm allows; green: clipped by norm</span></div>
      <nabla-plane
        label="A gradient, the ball of allowed lengths, and the gradient after clipping"
        .extent=${roomFor([point(state.g)], 3)}
        .aspect=${0.8}
        .items=${items(view)}
      ></nabla-plane>
    </div>
    <div class="panel stack loose">
      ${exponentControl(view)} ${view.control('maxNorm')}
      ${readout([
        [html`‖g‖<sub>p</sub>`, clipped.total, 'gradient'],
        ['factor', clipped.coefficient],
        ['clip_grad_norm_', tuple(clipped.byNorm), 'result'],
        ['clip_grad_value_', tuple(clipped.byValue), 'data'],
      ])}
      <details>
        <summary>g as numbers</summary>
        ${view.control('g')}
      </details>
    </div>
  </div>`;
}

function sentence(view: Here<Result>): string {
  const { state, result } = view;
  const { clipped } = result;
  const norm = `g has size ${formatNumber(clipped.total)} for p = ${exponentText(state)}`;
  if (!cut(result)) return `${norm}, within the limit of ${formatNumber(state.maxNorm)}: it is left as it is.`;
  return `${norm}; clipping by norm multiplies it by ${formatNumber(clipped.coefficient)} and keeps its direction.`;
}

const formula = ({ state, result: { clipped } }: Here<Result>) =>
  row(
    words('min '),
    op('('),
    num(1),
    op(','),
    frac(num(state.maxNorm, 'parameter'), row(num(clipped.total, 'gradient'), op('+'), words('10⁻⁶'))),
    op(')'),
    op('='),
    num(clipped.coefficient, 'result'),
  );

const table = ({ state, result: { clipped } }: Here<Result>) => ({
  caption: 'The gradient before and after',
  columns: ['i', 'g', 'clip_grad_norm_', 'clip_grad_value_'],
  rows: Array.from(state.g, (v, i) => [i + 1, v, clipped.byNorm[i] ?? 0, clipped.byValue[i] ?? 0]),
});

const warning = (view: Here<Result>): string | undefined =>
  turned(view)
    ? 'Clipping by value cuts entries one by one and so turns the gradient; clipping by norm only shortens it.'
    : undefined;

export const clip: Lens<Result> = { compute, picture, sentence, formula, table, warning };
