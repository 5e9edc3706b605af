// f with its tangent above, f′ below: the slope of the one is the height of the other.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { num, op, row, sym, words, type Node } from '../../kit/formula';
import '../../kit/plane';
import type { PlaneItem, Point, Window } from '../../kit/plane';
import { readout } from '../../kit/readout';
import {
  clampTo,
  curveOf,
  emptyPlot,
  gapNote,
  head,
  lineThrough,
  more,
  padded,
  pointHandle,
  pointsOf,
  probeOf,
  slopeFormula,
  spanOf,
  trouble,
  type Here,
  type Lens,
  type State,
} from './lens';

type Result = ReturnType<typeof compute>;

const compute = (engine: Engine, state: State) => ({
  curve: curveOf(engine, state),
  probe: probeOf(engine, { ...state, method: 'central', format: 'float64' }),
  formula: slopeFormula(engine, state),
});

const ASPECT = { wide: 0.66, narrow: 0.62 };

function plane(
  view: Here<Result>,
  caption: TemplateResult,
  name: string,
  window: Window,
  items: readonly PlaneItem[],
): TemplateResult {
  return html`<div class="panel">
    <div class="caption">${caption}</div>
    <nabla-plane
      label=${name}
      xLabel="x"
      .window=${window}
      .aspect=${view.width < 560 ? ASPECT.narrow : ASPECT.wide}
      .items=${items}
    ></nabla-plane>
  </div>`;
}

function picture(view: Here<Result>): TemplateResult {
  const { state, result } = view;
  const { curve, probe } = result;
  const [low, high, least, most] = curve.range;
  const above: Window = { x: spanOf(state), y: padded(low, high) };
  const below: Window = { x: spanOf(state), y: padded(least, most) };
  const here: Point = [probe.at, probe.value];
  const quiet = probe.kind === 'smooth' || probe.kind === 'none';
  return html`<div class="stack">
    ${head(view)}
    ${
      curve.f.rows === 0
        ? emptyPlot(curve, state)
        : html`<div class="columns">
            ${plane(
              view,
              html`f <span class="unit"><span class="role-gradient">dashed: the tangent at x</span></span>`,
              'The curve of f with its tangent at x',
              above,
              [
                { type: 'line', points: pointsOf(curve.f), role: 'data' },
                {
                  type: 'line',
                  points: Number.isFinite(probe.value) ? lineThrough(here, probe.slope, above) : [],
                  role: 'gradient',
                  dashed: true,
                },
                pointHandle(view, above, probe.value),
              ],
            )}
            ${plane(
              view,
              html`f′ <span class="unit">its height is the slope of f</span>`,
              'The curve of the slope of f',
              below,
              [
                { type: 'line', points: pointsOf(curve.slope), role: 'gradient' },
                {
                  type: 'line',
                  points: [[probe.at, 0], [probe.at, clampTo(below.y, probe.slope)]], // prettier-ignore
                  role: 'gradient',
                  thin: true,
                },
                ...(quiet
                  ? []
                  : ([
                      {
                        type: 'dots',
                        points: Array.from(probe.sides, (side): Point => [probe.at, side]).filter(([, y]) =>
                          inside(below, y),
                        ),
                        role: 'parameter',
                        size: 4,
                      },
                    ] as const)),
                pointHandle(view, below, Number.isFinite(probe.value) ? probe.slope : Number.NaN),
              ],
            )}
          </div>`
    }
    ${readout([
      ['x', probe.at, 'data'],
      ['f(x)', formatNumber(probe.value, 6), 'data'],
      ['f′(x)', formatNumber(probe.slope, 6), 'gradient'],
      ['slope on the left', quiet ? undefined : sideText(probe.sides[0]), 'parameter'],
      ['slope on the right', quiet ? undefined : sideText(probe.sides[1]), 'parameter'],
    ])}
    ${more(view, [], 'x0')}
  </div>`;
}

const inside = ({ y: [low, high] }: Window, y: number): boolean => y >= low && y <= high;
const sideText = (x = Number.NaN): string => formatNumber(x, 4);

function sentence({ result: { probe, curve } }: Here<Result>): string {
  const x = formatNumber(probe.at);
  if (curve.f.rows === 0) return 'f is not finite anywhere in this window: there is nothing to draw.';
  if (!Number.isFinite(probe.value)) return `At x = ${x} f has no value, hence no slope.`;
  if (probe.kind === 'off')
    return `At x = ${x} both sides have the slope ${sideText(probe.sides[1])}; autograd answers ${formatNumber(probe.slope)}.`;
  if (probe.kind !== 'smooth')
    return `At x = ${x} f has the value ${formatNumber(probe.value)} and no slope that both sides agree on.`;
  const slope = formatNumber(probe.slope);
  if (probe.slope === 0) return `At x = ${x} f is level: the tangent lies flat and f′ crosses or touches 0.`;
  const way = probe.slope > 0 ? 'rises' : 'falls';
  return `At x = ${x} f ${way}: a small step dx changes it by ${slope} times dx, and f′ stands at ${slope}.`;
}

function formula({ result: { probe, formula: tree } }: Here<Result>): Node {
  const left = row(sym('f′'), words('(x)'));
  const value = Number.isFinite(probe.slope) ? [op('='), num(probe.slope, 'gradient', 6)] : [];
  return tree ? row(left, op('='), tree, ...value) : row(left, ...value);
}

const table = ({ result: { curve, probe } }: Here<Result>) => {
  const slopes = new Map(pointsOf(curve.slope).map(([x, y]) => [x, y]));
  return {
    caption: 'f and f′ along the window; what is missing is not finite',
    columns: ['x', 'f', 'f′'],
    rows: [
      [probe.at, probe.value, probe.slope],
      ...pointsOf(curve.f)
        .filter(([x, y], i) => i % 12 === 0 && Number.isFinite(x + y))
        .map(([x, y]) => [x, y, slopes.get(x) ?? '']),
    ],
  };
};

const warning = ({ preset, result: { probe, curve } }: Here<Result>): string | undefined =>
  curve.f.rows === 0 || preset?.kind === 'break' ? undefined : (trouble(probe) ?? gapNote(curve));

export const slopes: Lens<Result> = { compute, picture, sentence, formula, table, warning };
