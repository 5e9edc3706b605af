// Singular values in falling order on a logarithmic scale: what is kept, what is dropped, where the tolerance lies.

import { html, type TemplateResult } from 'lit';
import '../../kit/chart';
import type { Series } from '../../kit/chart';
import { formatNumber } from '../../kit/format';
import type { Report } from './lens';

/** Right end of the axis: past the last value, at a round number. */
export const screeWidth = (count: number): number => (count < 9 ? count + 1 : 5 * Math.ceil((count + 1) / 5));

export function scree(report: Report, kept: number): TemplateResult {
  const count = report.s.length;
  const points = Array.from(report.s, (s, i) => [i + 1, s] as const);
  const lie = report.tolerance > 0;
  const series: Series[] = [
    { kind: 'line', name: '', role: 'scaffold', points, pointSize: 0 },
    { kind: 'points', name: 'kept', role: 'result', points: points.slice(0, kept), pointSize: 5 },
    { kind: 'points', name: 'dropped', role: 'scaffold', points: points.slice(kept), pointSize: 3.5 },
    ...(lie
      ? [
          {
            kind: 'line',
            name: 'τ, the tolerance',
            role: 'parameter',
            dashed: true,
            named: true,
            points: [
              [0, report.tolerance],
              [screeWidth(count), report.tolerance],
            ],
          } as const,
        ]
      : []),
  ];
  return html`<div class="panel">
    <div class="caption">
      singular values <span class="unit">rank ${report.rank} at τ = ${formatNumber(report.tolerance, 2)}</span>
    </div>
    <nabla-chart
      label=${`Singular values from ${formatNumber(report.s[0] ?? 0)} down to ${formatNumber(report.s[count - 1] ?? 0)}, logarithmic`}
      .x=${{ title: 'i', whole: true, min: 0, max: screeWidth(count) }}
      .y=${{ title: 'σᵢ', log: true }}
      .series=${series}
    ></nabla-chart>
  </div>`;
}
