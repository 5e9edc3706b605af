// What the landscape says in words, and H computed in three ways.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import { at, type Matrix } from '../../kit/values';
import type { Result } from './landscape';
import { entry, type Here, type State } from './lens';

type Report = ReturnType<Engine['hessianReport']>;

/** Where the steps led, in a few words. */
export function pathWords(path: Result['path'], { method, steps }: Pick<State, 'method' | 'steps'>): string {
  if (steps === 0) return 'Nothing moves yet.';
  const name = { gradient: 'gradient descent', newton: 'Newton’s method', damped: 'damped Newton' }[method];
  const count = path.stoppedAt === 1 ? 'one step' : `${path.stoppedAt} steps`;
  switch (path.status) {
    case 'arrived':
      return `After ${count} ${name} stands on ${PLACE[path.ending] ?? 'a flat place'}.`;
    case 'diverged':
      return `After ${count} ${name} has left for infinity.`;
    case 'singular':
      return 'Newton’s equations have no solution here: H is singular, and no step is taken.';
    case 'not finite':
      return `After ${count} ${name} stands where f has no finite value or slope.`;
    default:
      return `After ${count} of ${name} f is ${formatNumber(entry(path.values, path.stoppedAt))} and its slope ${formatNumber(entry(path.gradientNorms, path.stoppedAt), 3)}.`;
  }
}

const PLACE: Readonly<Record<string, string>> = {
  'positive definite': 'a minimum',
  'negative definite': 'a maximum',
  indefinite: 'a saddle',
};

const SHAPE: Readonly<Record<string, string>> = {
  'positive definite': 'a bowl: both curvatures are positive',
  'negative definite': 'a dome: both curvatures are negative',
  indefinite: 'a saddle: it bends up along one axis and down along the other',
  'positive semidefinite': 'a trough: it bends up along one axis and not at all along the other',
  'negative semidefinite': 'a ridge: it bends down along one axis and not at all along the other',
  zero: 'flat: H is zero',
};

export function sentence({ state, result: { report, path, l1, l2 } }: Here<Result>): string {
  if (!report.finiteEverywhere) return `There is no Hessian at this point. ${pathWords(path, state)}`;
  const { definiteness } = report.curvature;
  const values = `λ₁ = ${formatNumber(l1)}, λ₂ = ${formatNumber(l2)}`;
  return `At p, f is ${SHAPE[definiteness] ?? definiteness} (${definiteness}; ${values}). ${pathWords(path, state)}`;
}

export function warning({ preset, state, result: { report, path } }: Here<Result>): string | undefined {
  if (!report.finiteEverywhere) {
    return `${report.trouble}. Move p to where f is smooth.`;
  }
  // The cause of a preset says it already.
  if (preset) return undefined;
  const { lrMax } = report.curvature;
  if (state.method === 'gradient' && state.lr > lrMax) {
    return `lr = ${formatNumber(state.lr)} is beyond 2/λ₁ = ${formatNumber(lrMax)}: on this quadratic the steps grow.`;
  }
  if (state.method === 'newton' && path.ending === 'indefinite' && path.status !== 'diverged') {
    return 'Newton’s method looks for a slope of zero, not for low ground: at a saddle it is content.';
  }
  return undefined;
}

const cells = (m: Matrix, i: number, j: number): string =>
  m.rows === 0 ? 'too long to write' : formatNumber(at(m, i, j), 9);

/** The same four numbers by forward over reverse, by formula and by differences. */
export function threeWays(report: Report): TemplateResult {
  const formulas = report.formulas.split('\n');
  const names = ['H_xx', 'H_xy', 'H_yx', 'H_yy'] as const;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="The Hessian in three ways">
      <table>
        <thead>
          <tr>
            <th scope="col">entry</th>
            <th scope="col">by autograd</th>
            <th scope="col">by formula</th>
            <th scope="col">by differences</th>
            <th scope="col">formula</th>
          </tr>
        </thead>
        <tbody>
          ${names.map((name, n) => {
            const [i, j] = [n >> 1, n & 1];
            return html`<tr>
              <th scope="row">${name[0]}<sub>${name.slice(2)}</sub></th>
              <td class="role-result">${cells(report.automatic, i, j)}</td>
              <td>${cells(report.symbolic, i, j)}</td>
              <td>${cells(report.finite, i, j)}</td>
              <td><code>${formulas[n] ?? ''}</code></td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
    <p class="note">
      Largest difference from the formula ${formatNumber(report.symbolicGap, 2)}, from the differences
      ${formatNumber(report.finiteGap, 2)}; between H<sub>xy</sub> and H<sub>yx</sub>
      ${formatNumber(report.asymmetry, 2)}. Cholesky
      ${
        !report.finiteEverywhere
          ? 'cannot be tried'
          : report.curvature.cholesky
            ? 'succeeds: positive definite'
            : `stops at pivot ${report.curvature.failedPivot}, which is ${formatNumber(report.curvature.failedValue)}: not positive definite`
      }.
    </p>`;
}
