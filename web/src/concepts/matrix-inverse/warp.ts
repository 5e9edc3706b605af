// There and back: what A makes of a square grid, and what A⁻¹ makes of that.

import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import type { PlaneItem, Point } from '../../kit/plane';
import type { Matrix } from '../../kit/values';
import { columnPoint, pointOf, rowPoint, statusOf, type Here, type PlaneResult } from './compute';
import { arrow, handles, mapOf, reach, stage, UNIT } from './planes';

const SQUARE: readonly Point[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

const pointsOf = (m: Matrix): Point[] => Array.from({ length: m.cols }, (_, c) => columnPoint(m, c));

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
