// The default lens: the curve from log-odds to probability, its slope, and the log-odds as a ruler.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { frac, num, op, row, sup, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem, Point, Window } from '../../kit/plane';
import { readout } from '../../kit/readout';
import { remember } from '../../kit/remember';
import type { Here, Lens, State } from './lens';

type Result = ReturnType<typeof compute>;

const WINDOW: Window = { x: [-6, 6], y: [-0.39, 1.16] };
const RULER = -0.25;
const XS = Float64Array.from({ length: 161 }, (_, i) => -6 + (12 * i) / 160);
/** Where the ruler has a mark; every second has its number. */
const MARKS = Float64Array.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99);
const NUMBERED = new Set([0.01, 0.1, 0.5, 0.9, 0.99]);

const fixed = remember<{ readonly value: Float64Array; readonly slope: Float64Array; readonly marks: Float64Array }>();

const compute = (engine: Engine, { x }: State) => ({
  ...fixed('', () => ({
    value: engine.expressionValues('sigmoid(x)', 'x', XS),
    slope: engine.expressionValues('sigmoid(x) sigmoid(-x)', 'x', XS),
    marks: engine.expressionValues('log(p) - log(1 - p)', 'p', MARKS),
  })),
  at: engine.squashForms('sigmoid', x, 'float64'),
  /** Of the likelier side, to one. */
  odds: engine.expressionValues('exp(abs(x))', 'x', Float64Array.of(x))[0] ?? Number.NaN,
});

const along = (ys: Float64Array): Point[] => Array.from(XS, (x, i): Point => [x, ys[i] as number]);
const inside = (x: number): number => Math.min(5.9, Math.max(-5.9, x));
const value = ({ at }: Result): number => at.values[2] as number;
/** Where the odds are too long for a number, their logarithm says it. */
const odds = ({ x }: State, result: Result): string => {
  const long = formatNumber(result.odds, 4);
  return x >= 0 ? `${long} : 1` : `1 : ${long}`;
};

const ruler = ({ marks }: Result): PlaneItem[] => [
  { type: 'line', points: [[-6, RULER], [6, RULER]], role: 'parameter', thin: true }, // prettier-ignore
  ...Array.from(marks, (x, i): PlaneItem => {
    const long = NUMBERED.has(MARKS[i] as number) ? 0.04 : 0.022;
    return { type: 'line', points: [[x, RULER - long], [x, RULER + long]], role: 'parameter', thin: true }; // prettier-ignore
  }),
  ...Array.from(marks).flatMap((x, i): PlaneItem[] =>
    NUMBERED.has(MARKS[i] as number)
      ? [{ type: 'text', at: [x, RULER - 0.11], text: `${formatNumber(100 * (MARKS[i] as number))} %`, role: 'parameter', anchor: 'middle' }] // prettier-ignore
      : [],
  ),
];

function picture(view: Here<Result>): TemplateResult {
  const { state, result, set } = view;
  const y = value(result);
  const x = inside(state.x);
  const items: PlaneItem[] = [
    { type: 'line', points: [[-6, 1], [6, 1]], role: 'scaffold', thin: true, dashed: true }, // prettier-ignore
    ...ruler(result),
    { type: 'line', points: along(result.slope), role: 'gradient', dashed: true },
    { type: 'line', points: along(result.value), role: 'data' },
    { type: 'line', points: [[x, RULER], [x, y]], role: 'data', thin: true, dashed: true }, // prettier-ignore
    { type: 'text', at: [0.35, 0.3], text: 'slope, at most ¼', role: 'gradient' },
    { type: 'dots', points: [[x, result.at.exact]], role: 'gradient', size: 4 },
    { type: 'dots', points: [[x, RULER]], role: 'parameter', size: 5 },
    {
      type: 'handle',
      key: 'x',
      at: [x, y],
      role: 'data',
      label: 'x',
      name: 'x, the log-odds',
      step: 0.1,
      move: ([to], done) => set({ x: to }, { done }),
    },
  ];
  return html`<div class="columns">
    <div class="panel">
      <div class="caption">
        σ(x)
        <span class="unit"
          ><span class="role-parameter">the ruler</span>: probability, where it lies on the x axis</span
        >
      </div>
      <nabla-plane
        label="The curve of the sigmoid and its slope above a ruler of probabilities"
        xLabel="x"
        .window=${WINDOW}
        .aspect=${0.8}
        .items=${items}
      ></nabla-plane>
    </div>
    <div class="panel stack loose">
      ${readout([
        ['log-odds x', state.x, 'data'],
        ['σ(x)', formatNumber(y, 6), 'result'],
        ['slope σ(1 − σ)', formatNumber(result.at.exact, 6), 'gradient'],
        ['odds', odds(state, result), 'parameter'],
      ])}
      <div class="knobs">${view.control('x')}</div>
      <p class="note">
        One step to the right multiplies the odds by e, wherever it starts: evidence adds up on the x axis, and σ turns
        the sum into a probability.
      </p>
    </div>
  </div>`;
}

function sentence({ state, result }: Here<Result>): string {
  const y = formatNumber(value(result), 4);
  return `Log-odds of ${formatNumber(state.x)} are odds of ${odds(state, result)}, a probability of ${y}; of a gradient ${formatNumber(result.at.exact, 3)} passes.`;
}

function formula({ state, result }: Here<Result>): Node {
  const x = num(state.x, 'data');
  return row(
    sym('σ'),
    words('('),
    x,
    words(') = '),
    frac(num(1), row(num(1), op('+'), sup(sym('e'), row(op('−'), state.x < 0 ? row(words('('), x, words(')')) : x)))),
    op('='),
    num(value(result), 'result', 6),
  );
}

const table = ({ state, result }: Here<Result>) => ({
  caption: 'The dot, and the marks of the ruler',
  columns: ['log-odds', 'probability', 'slope'],
  rows: [[state.x, value(result), result.at.exact], ...Array.from(result.marks, (x, i) => [x, MARKS[i] as number, ''])],
});

function warning({ state, result }: Here<Result>): string | undefined {
  if (result.at.slope !== 0 || !(result.at.exact > 0)) return undefined;
  return `σ(${formatNumber(state.x)}) is rounded to ${formatNumber(value(result))}, so σ(1 − σ) is exactly 0 in PyTorch’s backward pass, though the slope is ${formatNumber(result.at.exact, 2)}: nothing gets through.`;
}

export const curve: Lens<Result> = { compute, picture, sentence, formula, table, warning };
