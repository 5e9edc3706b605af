// Principal axes: the eigenvectors of a covariance, through points that can be dragged.

import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import { matrixView } from '../../kit/matrix-view';
import { withEntry } from '../../kit/values';
import { readout, type ReadoutRow } from '../../kit/readout';
import { columnOf, plus, pointsOf, type Here } from './model';

export function principal({ state, result, set, control }: Here): TemplateResult {
  const { pca } = result;
  if (!pca) return html``;
  const points = pointsOf(state.points);
  const mean: Point = [pca.mean[0] as number, pca.mean[1] as number];
  const extent = roomFor(points, 3);
  const axis = (i: 0 | 1): PlaneItem => ({
    type: 'vector',
    from: mean,
    to: plus(mean, columnOf(pca.axes, i)),
    role: 'result',
    label: i === 0 ? '√λ₁ v₁' : '√λ₂ v₂',
  });
  const items: PlaneItem[] = [
    {
      type: 'line',
      points: pca.ellipse.map((p) => plus(mean, p)),
      role: 'result',
      closed: true,
      fill: true,
      thin: true,
    },
    axis(1),
    axis(0),
    ...points.map((at, r): PlaneItem => ({
      type: 'handle',
      key: `p${r}`,
      at,
      role: 'data',
      label: '',
      name: `point ${r + 1}`,
      move: (to, done) => set({ points: withEntry(withEntry(state.points, r, 0, to[0]), r, 1, to[1]) }, { done }),
    })),
  ];
  return html`<div class="columns">
    <div class="panel">
      <nabla-plane label="Points with their principal axes" .extent=${extent} .items=${items}></nabla-plane>
    </div>
    <div class="panel stack loose">
      <div class="controls fields">
        ${control('points')} ${matrixView(pca.covariance, { label: 'covariance C', role: 'parameter' })}
      </div>
      ${readout(
        [0, 1].flatMap((i): ReadoutRow[] => [
          [`λ${i === 0 ? '₁' : '₂'}, variance along axis ${i + 1}`, pca.explainedVariance[i]],
          ['share of the whole', formatNumber(pca.explainedRatio[i] as number, 3)],
        ]),
      )}
      <p class="note">
        The same two numbers come out of the singular values of the centred points, σ²/(n − 1); the two roads differ by
        ${formatNumber(pca.varianceGap, 2)} of the larger.
      </p>
    </div>
  </div>`;
}
