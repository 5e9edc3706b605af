// The three pictures of a 2×2 system: there and back, crossing lines, shaken target.

import { html, type TemplateResult } from 'lit';
import '../../kit/plane';
import type { Handle, Map2, PlaneItem, Point } from '../../kit/plane';
import '../../kit/player';
import { formatNumber } from '../../kit/format';
import { at, matrixFrom, withEntry, type Matrix } from '../../kit/values';
import { columnPoint, DIRECTIONS, pointOf, rowPoint, statusOf, type Here, type PlaneResult } from './compute';

const UNIT: Map2 = [1, 0, 0, 1];
const SQUARE: readonly Point[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

const mapOf = (m: Matrix): Map2 => Array.from(m.data) as unknown as Map2;
const pointsOf = (m: Matrix): Point[] => Array.from({ length: m.cols }, (_, c) => columnPoint(m, c));

/** The columns of A and the target: what a visitor takes in hand, in every one of these pictures. */
function handles({ state, set }: Here): Handle[] {
  const { a, b } = state;
  const column = (c: 0 | 1): Handle => ({
    type: 'handle',
    key: `a${c + 1}`,
    at: columnPoint(a, c),
    role: 'parameter',
    label: c === 0 ? 'a₁' : 'a₂',
    name: `column ${c + 1} of A`,
    arrow: true,
    move: ([x, y], done) => set({ a: withEntry(withEntry(a, 0, c, x), 1, c, y) }, { done }),
  });
  const target: Handle = {
    type: 'handle',
    key: 'b',
    at: columnPoint(b, 0),
    role: 'data',
    label: 'b',
    name: 'target b',
    move: ([x, y], done) => set({ b: matrixFrom([[x], [y]]) }, { done }),
  };
  return [column(0), column(1), target];
}

/** All that a flattening A can reach. SVG draws nothing under a singular transform, so the line is drawn as one. */
function reach({ state, result }: Here): PlaneItem[] {
  if (result.report?.status !== 'singular') return [];
  const columns = [columnPoint(state.a, 0), columnPoint(state.a, 1)];
  const [x, y] = columns.sort((p, q) => Math.hypot(...q) - Math.hypot(...p))[0] ?? [0, 0];
  const far = 1e3 / (Math.hypot(x, y) || 1);
  return [
    {
      type: 'line',
      points: [
        [-far * x, -far * y],
        [far * x, far * y],
      ],
      role: 'parameter',
      thin: true,
    },
  ];
}

/** The exact solution as a ring, and what the chosen method made of it as a dot: one mark while they agree. */
function solutionMarks({ result }: Here): PlaneItem[] {
  const { solution } = result.chosen;
  const exact = pointOf(result.solve.reference);
  const ring: PlaneItem = { type: 'dots', points: [exact], role: 'scaffold', size: 7 };
  const dot: PlaneItem[] =
    solution.length === 2 ? [{ type: 'dots', points: [pointOf(solution)], role: 'result', size: 4.5 }] : [];
  return [ring, ...dot];
}

const stage = (caption: string, role: string, plane: TemplateResult, main = false): TemplateResult =>
  html`<div class="stage ${main ? 'main' : ''}">
    <div class="caption role-${role}">${caption}</div>
    ${plane}
  </div>`;

const arrow = (name: string): TemplateResult =>
  html`<span class="symbol passage" aria-hidden="true"><span>${name}</span>→</span>`;

export function warp(view: Here, plane: PlaneResult): TemplateResult {
  const { state, result } = view;
  const { report } = result;
  const vector: PlaneItem[] =
    result.chosen.solution.length === 2
      ? [{ type: 'vector', to: pointOf(result.chosen.solution), role: 'result', label: 'x' }]
      : [];
  const area = `area ${formatNumber(Math.abs(report?.determinant ?? 0))}`;
  const isLost = !report || statusOf(state, report) === 'singular';
  const parallelogram = pointsOf(plane.parallelogram);
  const lost: PlaneItem[] =
    isLost && plane.lines.sameImage.rows === 2
      ? [
          {
            type: 'line',
            points: [rowPoint(plane.lines.sameImage, 0), rowPoint(plane.lines.sameImage, 1)],
            role: 'broken',
            dashed: true,
          },
        ]
      : [];
  const before = html`<nabla-plane
    label="The plane of x: a square grid, the unit square and the solution"
    .extent=${plane.extent}
    .items=${[{ type: 'grid', map: UNIT }, { type: 'line', points: SQUARE, role: 'scaffold', closed: true, fill: true }, ...lost, ...vector]}
  ></nabla-plane>`;
  const after = html`<nabla-plane
    label=${`The same grid after A. The unit square has become a parallelogram of ${area}. Drag the columns of A and the target b.`}
    .extent=${plane.imageExtent}
    .items=${[
      { type: 'grid', map: mapOf(state.a), role: 'parameter' },
      ...reach(view),
      { type: 'line', points: parallelogram, role: 'parameter', closed: true, fill: true },
      ...handles(view),
    ]}
  ></nabla-plane>`;
  return html`<div class="stages">
    ${stage('the plane of x', 'scaffold', before)} ${arrow('A')}
    ${stage(`A makes of it: ${area}`, 'parameter', after, true)} ${arrow('A⁻¹')}
    ${stage(isLost ? (plane.back ? 'what inv returns: no digit to trust' : 'no way back') : 'A⁻¹ brings it back', isLost ? 'broken' : 'result', backPlane(plane, isLost, [...lost, ...vector]))}
  </div>`;
}

function backPlane(plane: PlaneResult, isLost: boolean, rest: readonly PlaneItem[]): TemplateResult {
  const role = isLost ? 'broken' : 'result';
  const returned: PlaneItem[] =
    plane.back && plane.backSquare
      ? [
          { type: 'grid', map: mapOf(plane.back), role },
          { type: 'line', points: pointsOf(plane.backSquare), role, closed: true, fill: true },
        ]
      : [];
  return html`<nabla-plane
    label=${plane.back ? 'The grid after A and then the computed inverse' : 'Nothing comes back: A has no inverse'}
    .extent=${plane.extent}
    .items=${[...returned, ...rest]}
  ></nabla-plane>`;
}

const aspectOf = ({ width }: Here): number => (width < 560 ? 1 : 0.75);

export function lines(view: Here, plane: PlaneResult): TemplateResult {
  const mix: PlaneItem[] = plane.mix
    ? [
        { type: 'vector', to: columnPoint(plane.mix.partialSums, 0), role: 'result', dashed: true, label: 'x₁a₁' },
        {
          type: 'vector',
          from: columnPoint(plane.mix.partialSums, 0),
          to: columnPoint(plane.mix.partialSums, 1),
          role: 'result',
          dashed: true,
        },
      ]
    : [];
  const missed: PlaneItem[] =
    plane.mix && plane.lines.relation !== 'crossing'
      ? [
          {
            type: 'line',
            points: [columnPoint(plane.mix.partialSums, 1), columnPoint(view.state.b, 0)],
            role: 'broken',
            dashed: true,
          },
        ]
      : [];
  const rows: PlaneItem[] = [...equation(view, plane, 0), ...equation(view, plane, 1)];
  return html`<div class="stages">
      ${stage(
        'columns: how much of a₁ and a₂ makes b?',
        'parameter',
        html`<nabla-plane
          label="The columns of A and the target b. Drag them."
          .extent=${plane.imageExtent}
          .aspect=${aspectOf(view)}
          .items=${[{ type: 'grid', map: mapOf(view.state.a), role: 'parameter' }, ...reach(view), ...missed, ...mix, ...handles(view)]}
        ></nabla-plane>`,
      )}
      ${stage(
        'rows: each equation is a line',
        'data',
        html`<nabla-plane
          label="The two equations as lines in the plane of x"
          .extent=${plane.extent}
          .aspect=${aspectOf(view)}
          xLabel="x₁"
          yLabel="x₂"
          .items=${[...rows, ...(plane.isFar ? [] : solutionMarks(view))]}
        ></nabla-plane>`,
      )}
    </div>
    <p class="note">${crossing(view, plane)}</p>`;
}

/** Always one line, so that nothing moves when the crossing leaves the window. */
function crossing({ result }: Here, { lines: { relation }, isFar }: PlaneResult): string {
  if (relation !== 'crossing') return relation === 'same' ? 'The two lines are one.' : 'The two lines never cross.';
  return `The lines cross ${isFar ? 'outside the window, ' : ''}at ${pair(result.solve.reference)}.`;
}

/** One row of A x = b as a line, with its equation where the line is highest inside the window. */
function equation(view: Here, { lines: { first, second }, extent }: PlaneResult, r: 0 | 1): PlaneItem[] {
  const { a, b } = view.state;
  const ends = r === 0 ? first : second;
  if (ends.rows !== 2) return [];
  const [from, to] = [rowPoint(ends, 0), rowPoint(ends, 1)];
  const along = Array.from({ length: 19 }, (_, i): Point => {
    const t = (i + 1) / 20;
    return [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
  });
  const inside = along.filter(([x, y]) => Math.abs(x) < 0.95 * extent && Math.abs(y) < 0.9 * aspectOf(view) * extent);
  // The second equation stands at the other end of its line, so that nearly equal lines do not share a place.
  const place = inside.sort((p, q) => (r === 0 ? q[1] - p[1] : p[1] - q[1]))[0];
  const isRight = place !== undefined && place[0] > 0.5 * extent;
  const text = `${term(at(a, r, 0), 'x₁', '−', '')} ${term(at(a, r, 1), 'x₂', '− ', '+ ')} = ${formatNumber(at(b, r, 0))}`;
  const label: PlaneItem[] = place
    ? [
        {
          type: 'text',
          at: [place[0] + (isRight ? -0.04 : 0.04) * extent, place[1]],
          text,
          role: 'data',
          anchor: isRight ? 'end' : 'start',
        },
      ]
    : [];
  return [{ type: 'line', points: [from, to], role: 'data', dashed: r === 1 }, ...label];
}

function term(x: number, name: string, minus: string, plus: string): string {
  const size = Math.abs(x);
  return `${x < 0 ? minus : plus}${size === 1 ? '' : `${formatNumber(size, 8)} `}${name}`;
}

const pair = (v: Float64Array): string => `(${Array.from(v, (x) => formatNumber(x)).join(', ')})`;

const beside = ([x, y]: Point, extent: number): Point => [x - 0.04 * extent, y + 0.02 * extent];

export function shaken(view: Here, plane: PlaneResult): TemplateResult {
  const { state, set } = view;
  const { ellipse, disc } = plane;
  const which = state.angle % DIRECTIONS;
  const from = columnPoint(state.b, 0);
  const pushed = rowPoint(disc.points, which);
  const image: PlaneItem[] = ellipse
    ? [
        {
          type: 'line',
          points: Array.from({ length: DIRECTIONS }, (_, i) => rowPoint(ellipse.points, i)),
          role: 'result',
          closed: true,
          fill: true,
        },
        { type: 'vector', from: pointOf(ellipse.center), to: rowPoint(ellipse.points, which), role: 'result' },
        { type: 'dots', points: [pointOf(ellipse.center)], role: 'result', size: 4.5 },
        {
          type: 'text',
          at: beside(pointOf(ellipse.center), plane.shakenExtent),
          text: 'x',
          role: 'result',
          anchor: 'end',
        },
      ]
    : [];
  return html`<div class="stages">
      ${stage(
        'b, and the disc in which it may lie',
        'data',
        html`<nabla-plane
          label="The target b with a disc of possible targets. Drag b and the columns of A."
          .extent=${plane.imageExtent}
          .aspect=${aspectOf(view)}
          .items=${[
            { type: 'grid', map: mapOf(state.a), role: 'parameter' },
            {
              type: 'line',
              points: Array.from({ length: DIRECTIONS }, (_, i) => rowPoint(disc.points, i)),
              role: 'data',
              closed: true,
              fill: true,
            },
            { type: 'vector', from, to: pushed, role: 'data' },
            ...handles(view),
          ]}
        ></nabla-plane>`,
      )}
      ${arrow('A⁻¹')}
      ${stage(
        ellipse ? 'x, and the ellipse of answers' : 'no ellipse: the answers are a whole line, or none',
        ellipse ? 'result' : 'broken',
        html`<nabla-plane
          label="The solution and the ellipse in which it may lie"
          .extent=${ellipse ? plane.shakenExtent : plane.extent}
          .aspect=${aspectOf(view)}
          .items=${[{ type: 'grid', map: UNIT }, ...image]}
        ></nabla-plane>`,
      )}
    </div>
    <div class="controls">
      ${view.control('jitter')}
      <div class="field">
        <span class="label role-data">push b round the disc: ${state.angle}°</span>
        <nabla-player
          label="direction of the push"
          valueText=${`${state.angle} degrees`}
          .value=${state.angle}
          .min=${0}
          .max=${DIRECTIONS - 1}
          .perSecond=${60}
          @value=${(e: CustomEvent<{ value: number; done: boolean }>) => set({ angle: e.detail.value }, { done: e.detail.done })}
        ></nabla-player>
      </div>
    </div>`;
}
