// Sigmoids as gates: an LSTM cell whose three gates stand still, and what becomes of its memory.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import '../../kit/chart';
import { formatNumber, percent } from '../../kit/format';
import { num, op, row, sub, sym, type Node } from '../../kit/formula';
import type { Role } from '../../kit/parameters';
import '../../kit/plane';
import type { PlaneItem, Point, Window } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import { at } from '../../kit/values';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<typeof compute>;

const STEPS = 40;
const WINDOW: Window = { x: [-6, 6], y: [-0.12, 1.15] };
const XS = Float64Array.from({ length: 97 }, (_, i) => -6 + i / 8);
const fixed = remember<Float64Array>();

const compute = (engine: Engine, { enter, keep, put, show, cell }: State) => ({
  curve: fixed('', () => engine.expressionValues('sigmoid(x)', 'x', XS)),
  open: engine.expressionValues('sigmoid(x)', 'x', Float64Array.of(enter, keep, show)),
  offer: engine.expressionValues('tanh(x)', 'x', Float64Array.of(put))[0] ?? Number.NaN,
  run: engine.gateRun(Float64Array.of(enter, keep, put, show), cell, STEPS),
});

const GATES = [
  ['enter', 'in', 'input gate', 'data'],
  ['keep', 'forget', 'forget gate', 'parameter'],
  ['show', 'out', 'output gate', 'result'],
] as const satisfies readonly (readonly [string, string, string, Role])[];

const CELL = 0;
const OUTPUT = 1;
const MEMORY = 2;

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const items: PlaneItem[] = [
    { type: 'line', points: Array.from(XS, (x, i): Point => [x, result.curve[i] as number]), role: 'scaffold' },
    ...GATES.map(([key, label, name, role], i): PlaneItem => ({
      type: 'handle',
      key,
      at: [Math.min(5.9, Math.max(-5.9, state[key])), result.open[i] as number],
      role,
      label,
      name: `${name}, before the sigmoid`,
      step: 0.1,
      move: ([x], done) => set({ [key]: x }, { done }),
    })),
  ];
  const line = (column: number) => Array.from({ length: STEPS + 1 }, (_, t) => [t, at(result.run, t, column)] as const);
  return html`<div class="stack">
    <div class="columns">
      <div class="panel">
        <div class="caption">how far each gate is open <span class="unit">drag it along the curve</span></div>
        <nabla-plane
          label="Three gates as points on the sigmoid"
          xLabel="before σ"
          .window=${WINDOW}
          .aspect=${view.width < 560 ? 0.6 : 0.64}
          .items=${items}
        ></nabla-plane>
      </div>
      <div class="panel">
        <div class="caption">
          <span class="role-data">cell c</span>, <span class="role-result">output h</span>,
          <span class="role-gradient">∂c/∂c₀</span> <span class="unit">step by step</span>
        </div>
        <nabla-chart
          label="Cell, output and the gradient of the cell by its start over forty steps"
          .height=${view.width < 560 ? 190 : 270}
          .x=${{ title: 'step', whole: true, min: 0, max: STEPS }}
          .y=${{ title: '' }}
          .series=${[
            { kind: 'line', name: 'h', role: 'result', named: true, points: line(OUTPUT) },
            { kind: 'line', name: 'c', role: 'data', named: true, points: line(CELL) },
            { kind: 'line', name: '∂c/∂c₀', role: 'gradient', dashed: true, points: line(MEMORY) },
          ]}
        ></nabla-chart>
      </div>
    </div>
    ${readout([
      ['lets in', percent(result.open[0] as number), 'data'],
      ['of', formatNumber(result.offer, 3), 'data'],
      ['keeps', percent(result.open[1] as number), 'parameter'],
      ['shows', percent(result.open[2] as number), 'result'],
      [`left of c₀ after ${String(STEPS)} steps`, percent(at(result.run, STEPS, MEMORY)), 'gradient'],
    ])}
    <div class="knobs">
      ${view.control('enter')} ${view.control('keep')} ${view.control('show')} ${view.control('put')}
      ${view.control('cell')}
    </div>
  </div>`;
}

const sentence = ({ result: { open, run } }: Here<Result>): string =>
  `The forget gate keeps ${percent(open[1] as number)} of the cell at every step, so after ${String(STEPS)} steps ${percent(at(run, STEPS, MEMORY))} of what it held at first is left, and as much of a gradient.`;

const formula = ({ state, result: { open, offer, run } }: Here<Result>): Node =>
  row(
    sub(sym('c'), num(1)),
    op('='),
    num(open[1] as number, 'parameter', 3),
    op('·'),
    num(state.cell, 'data', 3),
    op('+'),
    num(open[0] as number, 'data', 3),
    op('·'),
    num(offer, 'data', 3),
    op('='),
    num(at(run, 1, CELL), 'result', 4),
  );

const table = ({ result: { run } }: Here<Result>) => ({
  caption: 'The cell step by step',
  columns: ['step', 'cell c', 'output h', '∂c/∂c₀'],
  rows: Array.from({ length: STEPS + 1 }, (_, t) => [t, at(run, t, CELL), at(run, t, OUTPUT), at(run, t, MEMORY)]),
});

export const gate: Lens<Result> = { compute, picture, sentence, formula, table };
