// A shaken target: a disc of possible b, and the ellipse of answers.

import { html, type TemplateResult } from 'lit';
import type { PlaneItem, Point } from '../../kit/plane';
import '../../kit/player';
import { columnPoint, DIRECTIONS, pointOf, rowPoint, type Here, type PlaneResult } from './compute';
import { arrow, aspectOf, handles, mapOf, stage, UNIT } from './planes';

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
