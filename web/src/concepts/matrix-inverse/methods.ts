// Five ways to the same x: their errors on one logarithmic scale, float64 beside float32.

import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { formatNumber } from '../../kit/format';
import { METHOD_NAMES, METHODS, type Here, type Method } from './compute';

/** Powers of ten at the ends of the scale. */
const LEAST = -17;
const MOST = 2;
const TICKS = [-16, -12, -8, -4, 0] as const;

interface Layout {
  readonly width: number;
  readonly row: number;
  readonly head: number;
  readonly calls: boolean;
  readonly name: number;
  /** Right edges of the two columns of numbers. */
  readonly wide: number;
  readonly slim: number;
  readonly from: number;
  readonly to: number;
  /** From the middle of the text to the middle of the scale. */
  readonly drop: number;
}

const layoutFor = (width: number): Layout =>
  width < 560
    ? { width: 340, row: 62, head: 30, calls: false, name: 6, wide: 208, slim: 332, from: 14, to: 326, drop: 26 }
    : width < 860
      ? { width: 650, row: 42, head: 30, calls: false, name: 8, wide: 200, slim: 300, from: 330, to: 636, drop: 0 }
      : { width: 910, row: 42, head: 30, calls: true, name: 8, wide: 430, slim: 540, from: 570, to: 896, drop: 0 };

export function methods(view: Here): TemplateResult {
  const l = layoutFor(view.width);
  const bottom = l.head + METHOD_NAMES.length * l.row;
  const place = (error: number): number => {
    const power = error > 0 ? Math.log10(error) : LEAST;
    return l.from + ((Math.min(MOST, Math.max(LEAST, power)) - LEAST) / (MOST - LEAST)) * (l.to - l.from);
  };
  return html`<svg
      class="methods"
      viewBox="0 0 ${l.width} ${bottom + 34}"
      role="img"
      aria-label=${spoken(view)}
      data-figure
      font-size="13"
      font-family="var(--nabla-sans)"
    >
      ${TICKS.map((p) => tick(10 ** p, p, place, l, bottom))}
      <text x=${l.name} y="16" fill="var(--nabla-faded)">error of x by</text>
      <text x=${l.wide} y="16" text-anchor="end" fill="var(--nabla-faded)">float64 ●</text>
      <text x=${l.slim} y="16" text-anchor="end" fill="var(--nabla-faded)">float32 □</text>
      ${METHOD_NAMES.map((method, i) => methodRow(view, method, l.head + i * l.row, place, l))}
      <text x=${(l.from + l.to) / 2} y=${bottom + 31} text-anchor="middle" fill="var(--nabla-faded)">
        relative error of x
      </text>
    </svg>
    <p class="note">
      A short bar marks what κ₂ alone makes likely, κ₂·ε, and κ₂²·ε for the normal equations. To the right of 1 not one
      digit is right.
    </p>`;
}

const tick = (
  error: number,
  power: number,
  place: (x: number) => number,
  l: Layout,
  bottom: number,
): SVGTemplateResult =>
  svg`<line x1=${place(error)} x2=${place(error)} y1=${l.head - 4} y2=${bottom} stroke=${power === 0 ? 'var(--nabla-edge)' : 'var(--nabla-hairline)'} />
    <text x=${place(error)} y=${bottom + 15} text-anchor="middle" font-size="11" fill="var(--nabla-faded)">${power === 0 ? '1' : `10${superscript(power)}`}</text>`;

const superscript = (power: number): string =>
  [...String(power)].map((c) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(c)] ?? '').join('');

function methodRow(
  view: Here,
  method: Method,
  top: number,
  place: (x: number) => number,
  l: Layout,
): SVGTemplateResult {
  const { state, result, set } = view;
  const wide = result.solve.float64[method];
  const slim = result.solve.float32[method];
  const isChosen = method === state.method;
  const text = top + (l.drop ? 22 : l.row / 2 + 5);
  const scale = top + l.row / 2 + (l.drop ? l.drop - 12 : 0);
  const label = METHODS[method];
  return svg`<g class="method" @click=${() => set({ method })} cursor="pointer">
    <rect x="0" y=${top} width=${l.width} height=${l.row - 2} rx="6" fill=${isChosen ? 'var(--nabla-result-soft)' : 'transparent'} />
    <text x=${l.name} y=${text} font-weight="600" fill="var(--nabla-ink)">${label.name}</text>
    ${l.calls ? svg`<text x="92" y=${text} font-size="12" font-family="var(--nabla-mono)" fill="var(--nabla-faded)">${label.call}</text>` : ''}
    ${number(wide, l.wide, text)} ${number(slim, l.slim, text)}
    <line x1=${l.from} x2=${l.to} y1=${scale} y2=${scale} stroke="var(--nabla-hairline)" />
    ${bar(wide.expectedError, place, scale)} ${bar(slim.expectedError, place, scale)}
    ${mark(slim, place, scale, true)} ${mark(wide, place, scale, false)}
  </g>`;
}

type Solution = Here['result']['chosen'];

/** Red from where the first digit is wrong: said by the number as well. */
const inkFor = (s: Solution): string => (s.forwardError < 0.1 ? 'var(--nabla-result)' : 'var(--nabla-broken)');

const number = (s: Solution, x: number, y: number): SVGTemplateResult =>
  svg`<text x=${x} y=${y} text-anchor="end" font-weight="600" fill=${s.solution.length > 0 ? inkFor(s) : 'var(--nabla-broken)'}>${
    s.solution.length > 0 ? errorText(s.forwardError) : s.status === 'not-square' ? 'not square' : s.status
  }</text>`;

const errorText = (error: number): string => (error === 0 ? '0' : formatNumber(error, 2));

const bar = (expected: number, place: (x: number) => number, y: number): SVGTemplateResult | string =>
  Number.isFinite(expected)
    ? svg`<line x1=${place(expected)} x2=${place(expected)} y1=${y - 9} y2=${y + 9} stroke="var(--nabla-scaffold)" stroke-width="3" />`
    : '';

const mark = (s: Solution, place: (x: number) => number, y: number, square: boolean): SVGTemplateResult | string => {
  if (s.solution.length === 0) return '';
  const x = place(s.forwardError);
  return square
    ? svg`<rect x=${x - 6.5} y=${y - 6.5} width="13" height="13" rx="1" fill="none" stroke=${inkFor(s)} stroke-width="2.5" />`
    : svg`<circle cx=${x} cy=${y} r="4.5" fill=${inkFor(s)} />`;
};

function spoken({ result }: Here): string {
  const one = (s: Solution): string => (s.solution.length > 0 ? errorText(s.forwardError) : 'no solution');
  const all = METHOD_NAMES.map(
    (m) => `${METHODS[m].name}: ${one(result.solve.float64[m])} and ${one(result.solve.float32[m])}`,
  );
  return `Relative error of x in float64 and float32. ${all.join('; ')}.`;
}
