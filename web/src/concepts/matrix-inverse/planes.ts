// What the three pictures of a 2×2 system share: handles, the reach of a flattening A, captions.

import { html, type TemplateResult } from 'lit';
import '../../kit/plane';
import type { Handle, Map2, PlaneItem } from '../../kit/plane';
import { matrixFrom, withEntry, type Matrix } from '../../kit/values';
import { columnPoint, type Here, type PlaneResult } from './compute';

/** A picture of a square system, for a state that has one. */
export type PlaneView = (view: Here, plane: PlaneResult) => TemplateResult;

export const UNIT: Map2 = [1, 0, 0, 1];

export const mapOf = (m: Matrix): Map2 => Array.from(m.data) as unknown as Map2;

/** The columns of A and the target: what a visitor takes in hand, in every one of these pictures. */
export function handles({ state, set }: Here): Handle[] {
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
export function reach({ state, result }: Here): PlaneItem[] {
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

export const stage = (caption: string, role: string, plane: TemplateResult, main = false): TemplateResult =>
  html`<div class="stage ${main ? 'main' : ''}">
    <div class="caption role-${role}">${caption}</div>
    ${plane}
  </div>`;

export const arrow = (name: string): TemplateResult =>
  html`<span class="symbol passage" aria-hidden="true"><span>${name}</span>→</span>`;

export const aspectOf = ({ width }: Here): number => (width < 560 ? 1 : 0.75);
