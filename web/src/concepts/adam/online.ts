// A problem on which Adam goes to the wrong end: one large gradient in three, and a short memory.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import { frac, num, op, root, row, sym, words, type Node } from '../../kit/formula';
import { entry } from '../../kit/lanes';
import { readout } from '../../kit/readout';
import type { Matrix } from '../../kit/values';
import { type Here, type Lens, type State } from './lens';

interface Result {
  /** x of Adam, x of AMSGrad, what each divided by, and m̂. */
  readonly run: Matrix;
}

const compute = (engine: Engine, { large, lr, beta1, beta2, steps }: State): Result => ({
  run: engine.adamOnline(large, lr, beta1, beta2, true, steps),
});

const ends = ({ run }: Result): readonly [number, number] => [entry(run, run.rows - 1, 0), entry(run, run.rows - 1, 1)];
const WRONG = 0.5;

function series({ state, result: { run } }: Here<Result>, column: number, scale: readonly [string, string]): Series[] {
  // Every step: what is left out of a period of three would tell another story.
  const points = (c: number): [number, number][] => Array.from({ length: run.rows }, (_, t) => [t, entry(run, t, c)]);
  const wrong = ends({ run })[0] > WRONG;
  const best: Series = { kind: 'line', name: 'best', role: 'scaffold', dashed: true, named: true, points: [[0, -1], [state.steps, -1]] }; // prettier-ignore
  return [
    ...(column === 0 ? [best] : []),
    { kind: 'line', name: scale[0], role: wrong ? 'broken' : 'parameter', named: true, points: points(column) },
    ...(state.amsgrad
      ? ([{ kind: 'line', name: scale[1], role: 'result', named: true, points: points(column + 1) }] as const)
      : []),
  ];
}

const picture = (view: Here<Result>): TemplateResult => {
  const { state, result, width } = view;
  const [adam, amsgrad] = ends(result);
  const chart = (caption: string, unit: string, title: string, list: Series[], range: object): TemplateResult =>
    html`<div class="panel">
      <div class="caption">${caption} <span class="unit">${unit}</span></div>
      <nabla-chart
        label=${`${caption} over the steps`}
        .height=${width < 560 ? 200 : 300}
        .x=${{ title: 'step', min: 0, max: state.steps, whole: true }}
        .y=${{ title, ...range }}
        .series=${list}
      ></nabla-chart>
    </div>`;
  return html`<div class="stack">
    <div class="columns">
      ${chart('where x goes', 'kept between −1 and 1', 'x', series(view, 0, ['Adam', 'AMSGrad']), { min: -1.5, max: 1.5 })}
      ${chart('what the step is divided by', '√v̂', '√v̂', series(view, 2, ['Adam', 'AMSGrad']), { min: 0, max: Math.ceil(state.large) + 1 })}
    </div>
    <div class="controls fields">
      ${view.control('beta1')} ${view.control('beta2')} ${view.control('lr')} ${view.control('steps')}
      ${view.control('amsgrad')}
    </div>
    ${readout([
      ['gradients', `${formatNumber(state.large)}, −1, −1, …`, 'data'],
      [`Adam after ${state.steps}`, adam, adam > WRONG ? 'broken' : 'parameter'],
      [`AMSGrad after ${state.steps}`, state.amsgrad ? amsgrad : undefined, 'result'],
    ])}
  </div>`;
};

function sentence({ state, result }: Here<Result>): string {
  const [adam, amsgrad] = ends(result);
  const place = (x: number): string => formatNumber(x, 3);
  const said = `Gradients ${formatNumber(state.large)}, −1, −1 in turn: x = −1 is best. Adam stands at ${place(adam)} after ${state.steps} steps${adam > WRONG ? ', at the wrong end' : ''}`;
  if (state.amsgrad) return `${said}; AMSGrad at ${place(amsgrad)}.`;
  if (adam > WRONG) return `${said}. AMSGrad, or a β₂ nearer 1, cures it.`;
  return `${said}. With a short memory, β₁ = 0 and β₂ = 1/(1 + C²), it goes to the other end.`;
}

const formula = ({ state, result: { run } }: Here<Result>): Node => {
  const t = run.rows - 1;
  if (t < 1) return words('no step has been taken');
  const [lane, role] = state.amsgrad ? ([1, 'result'] as const) : ([0, 'parameter'] as const);
  return row(
    sym('x'),
    op('='),
    num(entry(run, t - 1, lane), role),
    op('−'),
    frac(num(state.lr, 'parameter'), root(num(t))),
    op('·'),
    frac(num(entry(run, t, 4), 'gradient'), num(entry(run, t, 2 + lane), 'data')),
    op('='),
    num(entry(run, t, lane), role),
    words(`,  t = ${t}, kept in [−1, 1]`),
  );
};

const table = ({ result: { run } }: Here<Result>) => ({
  caption: 'x of Adam and of AMSGrad, and what each divided by',
  columns: ['t', 'Adam: x', 'AMSGrad: x', 'Adam: √v̂', 'AMSGrad: √v̂', 'm̂'],
  rows: Array.from({ length: run.rows }, (_, t) => [t, ...[0, 1, 2, 3, 4].map((c) => entry(run, t, c))]),
});

export const online: Lens<Result> = { compute, picture, sentence, formula, table };
