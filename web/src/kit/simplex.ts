// The triangle of three shares of one whole: where all is one class at a corner, where none is preferred in the middle.

import { html, type TemplateResult } from 'lit';
import { LETTERS } from './bars';
import './plane';
import type { PlaneItem, Point } from './plane';
import { at, type Matrix } from './values';

const HEIGHT = Math.sqrt(3) / 2;
/** An edge is infinitely far away for logits: the hand gets this near. */
const NEAR = 1e-4;
const CORNERS: readonly Point[] = [
  [0, 0],
  [1, 0],
  [0.5, HEIGHT],
];
const NAMES_AT: readonly Point[] = [
  [-0.05, -0.03],
  [1.05, -0.03],
  [0.5, HEIGHT + 0.04],
];

const place = (b = 0, c = 0): Point => [b + c / 2, c * HEIGHT];

function sharesAt([x, y]: Point): Float64Array {
  const c = y / HEIGHT;
  const b = x - c / 2;
  return Float64Array.of(1 - b - c, b, c).map((p) => Math.max(NEAR, p));
}

export interface Simplex {
  /** Colours of the ground: what the core's simplexEntropy gives. */
  readonly entropy: Matrix;
  /** Points along a line, three shares a row. */
  readonly path: Matrix;
  readonly p: Float64Array;
  readonly label: string;
  /** With it the point is a handle; shares are those that it was sent to, up to a common factor. */
  readonly move?: (shares: Float64Array, done: boolean) => void;
}

export function simplex({ entropy, path, p, label, move }: Simplex): TemplateResult {
  const point = place(p[1], p[2]);
  const items: PlaneItem[] = [
    { type: 'field', grid: entropy, x: [0, 1], y: [0, HEIGHT], colors: 'sequential', domain: [0, 1.5], opacity: 0.4 },
    { type: 'line', points: CORNERS, role: 'scaffold', closed: true },
    ...NAMES_AT.map((to, i): PlaneItem => ({ type: 'text', at: to, text: LETTERS[i] ?? '', anchor: 'middle' })),
    {
      type: 'line',
      points: Array.from({ length: path.rows }, (_, t) => place(at(path, t, 1), at(path, t, 2))),
      role: 'parameter',
    },
    move
      ? {
          type: 'handle',
          key: 'p',
          at: point,
          role: 'result',
          label: 'p',
          name: 'probabilities p on the triangle',
          step: 0.01,
          move: (to, done) => move(sharesAt(to), done),
        }
      : { type: 'dots', points: [point], role: 'result', size: 7 },
  ];
  return html`<nabla-plane
    bare
    label=${label}
    .window=${{ x: [-0.12, 1.12], y: [-0.09, HEIGHT + 0.1] }}
    .aspect=${0.852}
    .items=${items}
  ></nabla-plane>`;
}
