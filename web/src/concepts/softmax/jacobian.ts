// The slopes of softmax: raising one logit raises its share and lowers every other.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { LETTERS } from '../../kit/bars';
import { formatNumber } from '../../kit/format';
import { fence, num, op, row, sub, sym, type Node } from '../../kit/formula';
import { matrixView } from '../../kit/matrix-view';
import '../../kit/raster';
import { readout } from '../../kit/readout';
import { at } from '../../kit/values';
import {
  classButtons,
  logitBars,
  lookedAt,
  nameOf,
  plainFilm,
  resultBars,
  type Film,
  type Here,
  type Lens,
  type State,
} from './lens';

interface Result {
  readonly film: Film;
  readonly slopes: ReturnType<Engine['softmaxSlopes']>;
}

const compute = (engine: Engine, { z }: State): Result => ({
  film: plainFilm(engine, z),
  slopes: engine.softmaxSlopes(z),
});

const rowOf = ({ slopes }: Result, k: number): number[] =>
  Array.from(slopes.jacobian.data.subarray(k * slopes.jacobian.cols, (k + 1) * slopes.jacobian.cols));

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { film, slopes } = result;
  const k = lookedAt(state);
  const name = nameOf(k);
  const height = view.width < 560 ? 150 : 250;
  const own = rowOf(result, k);
  return html`<div class="trio">
      <div class="panel">
        <div class="caption">
          <span class="role-data">logits z</span> <span class="unit">choose a class, drag the tops</span>
        </div>
        ${logitBars(view, height)}
      </div>
      <div class="panel">
        <div class="caption">
          <span class="role-gradient">∂p<sub>${name}</sub>/∂z</span> <span class="unit">by which logit</span>
        </div>
        ${resultBars(view, {
          values: Float64Array.from(own),
          height,
          label: `slopes of the share of ${name}`,
          role: 'gradient',
          max: 0.25,
          min: -0.25,
        })}
      </div>
      <div class="panel">
        <div class="caption">
          <span class="role-gradient">J</span> <span class="unit">blue below 0, orange above</span>
        </div>
        <nabla-raster
          .value=${slopes.jacobian}
          map="diverging"
          .high=${0.25}
          .names=${state.z.length > 1 ? LETTERS.slice(0, state.z.length) : []}
          .marked=${k}
          label="Jacobian of softmax by colour"
        ></nabla-raster>
      </div>
    </div>
    <div class="journey top">
      ${matrixView(slopes.jacobian, { label: 'J = diag(p) − ppᵀ', role: 'gradient', digits: 3, tintRow: k })}
      ${classButtons(view)}
    </div>
    ${readout([
      [`p of ${name}`, film.p.data[k], 'result'],
      [html`∂p<sub>${name}</sub>/∂z<sub>${name}</sub> = p(1 − p)`, at(slopes.jacobian, k, k), 'gradient'],
      [html`Σ of row ${name}`, Math.abs(slopes.rowTotals[k] ?? 0) < 1e-15 ? '0' : slopes.rowTotals[k], 'gradient'],
      ['trace J = 1 − Σp²', slopes.trace, 'gradient'],
      ['entropy H', film.entropy[0]],
    ])}`;
}

function sentence({ state, result }: Here<Result>): string {
  const k = lookedAt(state);
  const own = at(result.slopes.jacobian, k, k);
  const name = nameOf(k);
  return `Per unit, raising logit ${name} raises its share by ${formatNumber(own, 3)}, at the cost of the others; every row sums to 0, so J has no inverse. Trace ${formatNumber(result.slopes.trace, 3)}.`;
}

function formula({ state, result: { film, slopes } }: Here<Result>): Node {
  const k = lookedAt(state);
  const name = sym(nameOf(k));
  const p = num(film.p.data[k] ?? 0, 'result');
  return row(
    sub(sym('J'), row(name, name)),
    op('='),
    p,
    fence(row(num(1), op('−'), p)),
    op('='),
    num(at(slopes.jacobian, k, k), 'gradient'),
  );
}

const table = ({ state, result: { slopes } }: Here<Result>) => ({
  caption: 'The Jacobian of softmax, one row a probability',
  columns: ['', ...Array.from(state.z, (_, j) => `∂/∂z of ${nameOf(j)}`), 'sum'],
  rows: Array.from(state.z, (_, i) => [
    `p of ${nameOf(i)}`,
    ...Array.from(state.z, (_, j) => at(slopes.jacobian, i, j)),
    slopes.rowTotals[i] ?? 0,
  ]),
});

const warning = ({ result: { slopes }, state }: Here<Result>): string | undefined =>
  slopes.trace < 1e-3 && state.z.length > 1
    ? `One class has nearly everything: all slopes are below ${formatNumber(slopes.trace, 2)}, so a gradient that comes back through this softmax is as good as gone.`
    : undefined;

export const jacobian: Lens<Result> = { compute, picture, sentence, formula, table, warning };
