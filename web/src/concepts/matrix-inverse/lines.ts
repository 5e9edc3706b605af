// Crossing lines: the same system by columns and by rows.

import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import type { PlaneItem, Point } from '../../kit/plane';
import { at } from '../../kit/values';
import { columnPoint, pointOf, rowPoint, type Here, type PlaneResult } from './compute';
import { aspectOf, handles, mapOf, reach, stage } from './planes';

/** The exact solution as a ring, and what the chosen method made of it as a dot: one mark while they agree. */
function solutionMarks({ result }: Here): PlaneItem[] {
  const { solution } = result.chosen;
  const exact = pointOf(result.solve.reference);
  const ring: PlaneItem = { type: 'dots', points: [exact], role: 'scaffold', size: 7 };
  const dot: PlaneItem[] =
    solution.length === 2 ? [{ type: 'dots', points: [pointOf(solution)], role: 'result', size: 4.5 }] : [];
  return [ring, ...dot];
}

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
  if (relation === 'missing') return 'A row of zeros draws no line.';
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
