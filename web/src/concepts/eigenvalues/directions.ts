// v and Av in the plane, the eigenvalues in theirs, and each pair with its residual.

import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { mathOf, matrixOf, type Node } from '../../kit/formula';
import '../../kit/plane';
import { roomFor, type PlaneItem, type Point } from '../../kit/plane';
import { matrixFrom } from '../../kit/values';
import {
  columnOf,
  complexText,
  eigenlines,
  eigenvalueText,
  eigenvector,
  eigenvectorText,
  isReal,
  lambda,
  map2,
  plus,
  type Here,
  type Report,
} from './model';

export const directions = (view: Here): TemplateResult =>
  html`<div class="columns">
    <div class="panel">${view.result.n === 2 ? alignment(view) : spectrum(view, 1)}</div>
    <div class="panel stack">${view.result.n === 2 ? spectrum(view, 0.62) : nothing} ${eigenpairs(view)}</div>
  </div>`;

function alignment({ state, result, set }: Here): TemplateResult {
  const { a } = state;
  const { probe, report } = result;
  if (!probe) return html``;
  const v: Point = [probe.v[0] as number, probe.v[1] as number];
  const image: Point = [probe.image[0] as number, probe.image[1] as number];
  const columns = [columnOf(a, 0), columnOf(a, 1)] as const;
  const extent = roomFor([...columns, image, [1.3, 0]]);
  const drag = (c: 0 | 1) => (to: Point, done: boolean) => {
    const [p, q] = c === 0 ? [to, columns[1]] : [columns[0], to];
    set({ a: matrixFrom([[p[0], q[0]], [p[1], q[1]]]) }, { done }); // prettier-ignore
  };
  const items: PlaneItem[] = [
    ...eigenlines(report, extent),
    { type: 'circle', role: 'data', dashed: true },
    { type: 'circle', role: 'result', map: map2(a) },
    ...angleArc(v, image, probe.stretch, probe.turn, extent),
    { type: 'vector', to: image, role: 'result', label: 'Av' },
    ...[0, 1].map((c): PlaneItem => ({
      type: 'handle',
      key: `a${c + 1}`,
      at: columns[c] as Point,
      role: 'parameter',
      label: `a${c === 0 ? '₁' : '₂'}`,
      name: `column ${c + 1} of A, where A sends the ${c === 0 ? 'first' : 'second'} axis`,
      move: drag(c as 0 | 1),
    })),
    {
      type: 'handle',
      key: 'v',
      at: v,
      role: 'data',
      label: 'v',
      name: 'probe v on the unit circle',
      ring: 1,
      arrow: true,
      move: (to, done) => set({ v: Float64Array.of(...to) }, { done }),
    },
  ];
  return html`<div class="stack">
    <nabla-plane
      label="The unit circle, its image under A, the probe v and its image Av"
      .extent=${extent}
      .items=${items}
    ></nabla-plane>
    <div class="steps">
      ${[0, 1].map((i) =>
        isReal(report, i)
          ? html`<button @click=${() => set({ v: eigenvector(report, i) })}>
              Put v on the direction of ${lambda(i)}
            </button>`
          : nothing,
      )}
    </div>
  </div>`;
}

/** The angle from v to Av, drawn near the origin by steps between the two unit vectors. */
function angleArc(v: Point, image: Point, stretch: number, turn: number, extent: number): PlaneItem[] {
  if (!(stretch > 0) || Math.abs(turn) < 2 || Math.abs(turn) > 178) return [];
  const end: Point = [image[0] / stretch, image[1] / stretch];
  const radius = Math.min(0.42, extent * 0.16);
  const points = Array.from({ length: 25 }, (_, i): Point => {
    const between = plus([v[0] * (1 - i / 24), v[1] * (1 - i / 24)], end, i / 24);
    const length = Math.hypot(...between);
    return [(between[0] / length) * radius, (between[1] / length) * radius];
  });
  const middle = points[12] as Point;
  const at: Point = [middle[0] * 1.35 - (middle[0] < 0 ? extent * 0.16 : 0), middle[1] * 1.35 - extent * 0.02];
  return [
    { type: 'line', points, role: 'result', thin: true },
    { type: 'text', at, text: `${formatNumber(turn, 3)}°`, role: 'result' },
  ];
}

/** Eigenvalues in the complex plane beside the unit circle; beyond 2×2 also Gershgorin's discs, which hold them. */
function spectrum({ result }: Here, aspect: number): TemplateResult {
  const { report, n } = result;
  const at = (i: number): Point => [report.values.re[i] as number, report.values.im[i] as number];
  const values = Array.from({ length: n }, (_, i) => at(i));
  const extent = roomFor(
    values.map(([x, y]): Point => [x, y / aspect]),
    1.5 / Math.min(1, aspect + 0.2),
  );
  const discs = Array.from({ length: n }, (_, i): PlaneItem => ({
    type: 'circle',
    role: 'scaffold',
    dashed: true,
    at: [report.discCentres[i] as number, 0],
    radius: report.discRadii[i] as number,
  }));
  const names = values.map((p, i): PlaneItem => ({
    type: 'text',
    at: plus(p, [extent * 0.03, extent * 0.035]),
    text: lambda(i),
    role: 'result',
  }));
  return html`<div class="caption">
      eigenvalues in the complex plane
      <span class="unit">${n === 2 ? 'circle: |λ| = 1' : 'blue circle: |λ| = 1; dashed: Gershgorin’s discs'}</span>
    </div>
    <nabla-plane
      label="Eigenvalues in the complex plane"
      xLabel="Re λ"
      yLabel="Im λ"
      .aspect=${aspect}
      .extent=${extent}
      .items=${
        [
          ...(n > 2 ? discs : []),
          { type: 'circle', role: 'data' },
          { type: 'dots', points: values, role: 'result', size: 6 },
          // A double eigenvalue carries one name; the table lists both.
          ...(n === 2 && report.repeated ? names.slice(0, 1) : names),
        ] satisfies PlaneItem[]
      }
    ></nabla-plane>`;
}

/** Small matrices have their vectors beside the values; larger ones have V below, one vector a column. */
function eigenpairs({ result }: Here): TemplateResult {
  const { report, n } = result;
  const beside = n <= 2;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Eigenvalues and eigenvectors">
      <table>
        <thead>
          <tr>
            <th scope="col">λ</th>
            <th scope="col">|λ|</th>
            ${beside ? html`<th scope="col">v, of length 1</th>` : nothing}
            <th scope="col">‖Av − λv‖</th>
          </tr>
        </thead>
        <tbody>
          ${Array.from({ length: n }, (_, i) => pair(report, i, beside))}
        </tbody>
      </table>
    </div>
    ${beside ? nothing : vectors(report, n)}`;
}

const pair = (report: Report, i: number, beside: boolean): TemplateResult =>
  html`<tr>
    <td class="role-result">${lambda(i)} = ${eigenvalueText(report, i)}</td>
    <td>${formatNumber(report.moduli[i] as number)}</td>
    ${beside ? html`<td>${eigenvectorText(report, i)}</td>` : nothing}
    <td>${formatNumber(report.residuals[i] as number, 2)}</td>
  </tr>`;

const vectors = (report: Report, n: number): TemplateResult =>
  html`<div class="caption">eigenvectors V <span class="unit">column i belongs to λᵢ</span></div>
    <div class="scroll" tabindex="0" role="region" aria-label="Eigenvectors, one a column">
      ${mathOf(
        matrixOf(
          Array.from({ length: n }, (_, r) =>
            Array.from({ length: n }, (_, c): Node => ({
              type: 'number',
              text: complexText(report.vectors.re[r * n + c] as number, report.vectors.im[r * n + c] as number, 3),
            })),
          ),
        ),
      )}
    </div>`;
