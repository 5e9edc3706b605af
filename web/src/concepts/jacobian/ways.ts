// The Jacobian by dual numbers, by formula and by differences, entry by entry.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { at, type Matrix } from '../../kit/values';

const shown = (m: Matrix, i: number, j: number): string => (m.rows === 0 ? 'too long' : formatNumber(at(m, i, j), 9));

export function threeWays(report: ReturnType<Engine['jacobianReport']>, names: readonly string[]): TemplateResult {
  const formulas = report.formulas.split('\n');
  const { rows, cols } = report.automatic;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="The Jacobian in three ways">
    <table>
      <thead>
        <tr>
          <th scope="col">entry</th>
          <th scope="col">by dual numbers</th>
          <th scope="col">by formula</th>
          <th scope="col">by differences</th>
          <th scope="col">formula</th>
        </tr>
      </thead>
      <tbody>
        ${Array.from({ length: rows * cols }, (_, n) => {
          const [i, j] = [Math.floor(n / cols), n % cols];
          return html`<tr>
            <th scope="row">∂f<sub>${i + 1}</sub>/∂${names[j]}</th>
            <td class="role-result">${shown(report.automatic, i, j)}</td>
            <td>${shown(report.symbolic, i, j)}</td>
            <td>${shown(report.finite, i, j)}</td>
            <td><code>${formulas[n] ?? ''}</code></td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
