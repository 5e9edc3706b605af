// The items of a plane as SVG.

import { nothing, svg, type SVGTemplateResult } from 'lit';
import { formatNumber } from './format';
import type { Role } from './parameters';
import { isDrawable, type Map2, type PlaneItem, type Point, type Segments } from './plane-items';
import { WIDTH, type Mapping } from './plane-mapping';

type Drawn = SVGTemplateResult | typeof nothing;
type Item<T extends PlaneItem['type']> = Extract<PlaneItem, { type: T }>;

const GRID_LINES = 24;
/** Room that a tick's label needs at an edge, in units of the viewBox. */
const TICK_ROOM = 18;

export function axes(m: Mapping, xLabel: string, yLabel: string): SVGTemplateResult {
  const [w, h] = [WIDTH / 2, m.height / 2];
  const [ox, oy] = m.px([0, 0]);
  const { x, y } = m.ticks();
  const across = x.map((t) => [t, m.px([t, 0])[0]] as const);
  const up = y.map((t) => [t, m.px([0, t])[1]] as const);
  // Where an axis lies outside, its numbers stand at the nearest edge.
  const inside = { x: Math.abs(ox) <= w, y: Math.abs(oy) <= h };
  const base = Math.min(h - TICK_ROOM, Math.max(-h, oy));
  const side = ox < -w + 30 ? { x: Math.max(-w, ox) + 5, anchor: 'start' } : { x: Math.min(w, ox) - 5, anchor: 'end' };
  const isZero = (t: number, axis: boolean): boolean => t === 0 && axis;
  return svg`<g class="axes" aria-hidden="true">
    ${across.map(([, px]) => svg`<line class="faint" x1=${px} x2=${px} y1=${-h} y2=${h} />`)}
    ${up.map(([, py]) => svg`<line class="faint" y1=${py} y2=${py} x1=${-w} x2=${w} />`)}
    ${inside.y ? svg`<line x1=${-w} x2=${w} y1=${oy} y2=${oy} />` : nothing}
    ${inside.x ? svg`<line y1=${-h} y2=${h} x1=${ox} x2=${ox} />` : nothing}
    ${across
      .filter(([t, px]) => !isZero(t, inside.x) && Math.abs(px) < w * 0.98)
      .map(
        ([t, px]) =>
          svg`<text class="tick" x=${px} y=${base} dy="1.25em" text-anchor="middle">${formatNumber(t)}</text>`,
      )}
    ${up
      .filter(([t, py]) => !isZero(t, inside.y) && Math.abs(py) < h * 0.96 && (inside.y || py < h - TICK_ROOM))
      .map(
        ([t, py]) =>
          svg`<text class="tick" x=${side.x} y=${py + 4} text-anchor=${side.anchor}>${formatNumber(t)}</text>`,
      )}
    ${xLabel ? svg`<text class="axis" x=${w - 4} y=${base - 6} text-anchor="end">${xLabel}</text>` : nothing}
    ${yLabel ? svg`<text class="axis" x=${Math.max(-w, Math.min(w - 60, ox)) + 8} y=${-h + 14}>${yLabel}</text>` : nothing}
  </g>`;
}

/** Strokes of no length with round ends: hundreds of dots for the price of two paths. */
function cloud(m: Mapping, item: Extract<PlaneItem, { type: 'dots' }>): SVGTemplateResult {
  const d = item.points
    .filter(isDrawable)
    .map((p) => `M${place(m.px(p))}h0`)
    .join('');
  const size = 2 * (item.size ?? 3);
  return svg`<g class="cloud role-${item.role}" aria-hidden="true">
    <path class="rim" d=${d} stroke-width=${size + 1.6} /><path d=${d} stroke-width=${size} />
  </g>`;
}

/** Handles and fields are drawn by the plane itself. */
export function drawItem(m: Mapping, item: PlaneItem): Drawn {
  switch (item.type) {
    case 'grid':
      return grid(m, item.map, item.role ?? 'scaffold');
    case 'circle':
      return circle(m, item);
    case 'vector':
      return isDrawable(item.to) ? vector(m, item) : nothing;
    case 'line':
      return line(m, item);
    case 'segments':
      return segments(m, item);
    case 'dots':
      if (item.cloud) return cloud(m, item);
      return svg`<g class="dots role-${item.role}" aria-hidden="true">${item.points.filter(isDrawable).map((p) => {
        const [x, y] = m.px(p);
        return svg`<circle cx=${x} cy=${y} r=${item.size ?? 3} />`;
      })}</g>`;
    case 'text': {
      const [x, y] = m.px(item.at);
      return svg`<text class="label role-${item.role ?? 'scaffold'}" x=${x} y=${y} text-anchor=${item.anchor ?? 'start'}>${item.text}</text>`;
    }
    case 'handle':
      return item.arrow && isDrawable(item.at) ? vector(m, { to: item.at, role: item.role }) : nothing;
    case 'field':
      return nothing;
  }
}

function grid(m: Mapping, map: Map2, role: Role): Drawn {
  if (!map.every(Number.isFinite)) return nothing;
  const lines = Array.from({ length: 2 * GRID_LINES + 1 }, (_, i) => i - GRID_LINES);
  const path = lines.map((i) => `M${i} ${-GRID_LINES}V${GRID_LINES}M${-GRID_LINES} ${i}H${GRID_LINES}`).join('');
  return svg`<path class="grid role-${role}" d=${path} transform=${m.transform(map)} aria-hidden="true" />`;
}

function circle(m: Mapping, item: Item<'circle'>): Drawn {
  const map = item.map ?? [1, 0, 0, 1];
  if (!map.every(Number.isFinite)) return nothing;
  const [x, y] = item.at ?? [0, 0];
  return svg`<circle class="outline role-${item.role} ${item.dashed ? 'dashed' : ''}" cx=${x} cy=${y} r=${item.radius ?? 1}
    transform=${m.transform(map)} aria-hidden="true" />`;
}

function vector(
  m: Mapping,
  item: { to: Point; from?: Point; role: Role; label?: string; dashed?: boolean },
): SVGTemplateResult {
  const [x0, y0] = m.px(item.from ?? [0, 0]);
  const [x1, y1] = m.px(item.to);
  const length = Math.hypot(x1 - x0, y1 - y0);
  const head = Math.min(11, length * 0.6);
  const [ux, uy] = length > 0 ? [(x1 - x0) / length, (y1 - y0) / length] : [1, 0];
  const tip = (side: number): string =>
    `${x1 - head * ux + side * head * 0.45 * uy},${y1 - head * uy - side * head * 0.45 * ux}`;
  return svg`<g class="vector role-${item.role} ${item.dashed ? 'dashed' : ''}" aria-hidden="true">
    <line x1=${x0} y1=${y0} x2=${x1 - head * 0.7 * ux} y2=${y1 - head * 0.7 * uy} />
    <polygon points="${x1},${y1} ${tip(1)} ${tip(-1)}" />
    ${item.label ? tipLabel(m, item.label, [x1, y1], [ux, uy]) : nothing}
  </g>`;
}

/** About the width of a letter of a label, in units of the viewBox. */
export const LETTER = 7.5;

/** The name of an arrow beyond its tip; where the picture ends before the name does, above the tip or below it. */
function tipLabel(m: Mapping, label: string, [x, y]: Point, [ux, uy]: Point): SVGTemplateResult {
  const [width, edge] = [label.length * LETTER, WIDTH / 2];
  const fits = Math.abs(x + 10 * ux) + width <= edge || Math.abs(ux) <= 0.3;
  const anchor = ux < -0.3 === fits ? 'end' : 'start';
  const at = {
    x: fits ? x + 10 * ux : Math.max(4 - edge, Math.min(edge - 4, x)),
    y: fits ? y + 10 * uy + 4 : y + (uy < 0 ? -8 : 18),
    anchor: Math.abs(ux) <= 0.3 ? 'middle' : anchor,
  };
  const high = Math.max(12 - m.height / 2, Math.min(m.height / 2 - 4, at.y));
  return svg`<text class="label" x=${at.x} y=${high} text-anchor=${at.anchor}>${label}</text>`;
}

function line(m: Mapping, item: Item<'line'>): SVGTemplateResult {
  // A point that is not finite ends the line: no stroke is drawn across it.
  let pen = false;
  const commands = item.points.map((p) => {
    if (!isDrawable(p)) {
      pen = false;
      return '';
    }
    const command = `${pen ? 'L' : 'M'}${place(m.px(p))}`;
    pen = true;
    return command;
  });
  const d = commands.join('') + (item.closed && pen ? 'Z' : '');
  const last = item.points.findLast(isDrawable);
  const [lx, ly] = last ? m.px(last) : [0, 0];
  return svg`<g class="role-${item.role} ${item.dashed ? 'dashed' : ''}" aria-hidden="true">
    <path class="line ${item.fill ? 'filled' : ''} ${item.thin ? 'thin' : ''}" d=${d} />
    ${item.label ? svg`<text class="label" x=${lx + 8} y=${ly - 6}>${item.label}</text>` : nothing}
  </g>`;
}

const HUNDREDTHS = Array.from({ length: 100 }, (_, i) => String(i / 100).slice(1));

/** Two decimals, which toFixed takes four times as long for; far outside the picture is far enough. */
function short(px: number): string {
  const n = Math.round(100 * Math.min(1e6, Math.abs(px)));
  const whole = Math.floor(n / 100);
  return `${px < 0 ? '-' : ''}${whole}${HUNDREDTHS[n - 100 * whole] as string}`;
}

const place = ([x, y]: readonly [number, number]): string => `${short(x)} ${short(y)}`;

/** The last path of an array of strokes: contours stay as they are while a handle is dragged over them. */
const paths = new WeakMap<Float64Array, { readonly view: string; readonly d: string }>();

function segmentsPath(m: Mapping, p: Float64Array): string {
  const { x, y } = m.window;
  const view = [...x, ...y, m.height].join(' ');
  const known = paths.get(p);
  if (known?.view === view) return known.d;
  let d = '';
  for (let i = 0; i + 3 < p.length; i += 4) {
    const from = m.px([p[i] as number, p[i + 1] as number]);
    const to = m.px([p[i + 2] as number, p[i + 3] as number]);
    if (isDrawable(from) && isDrawable(to)) d += `M${place(from)}L${place(to)}`;
  }
  paths.set(p, { view, d });
  return d;
}

function segments(m: Mapping, item: Segments): SVGTemplateResult {
  return svg`<path class="segments role-${item.role} ${item.thin ? 'thin' : ''}" d=${segmentsPath(m, item.points)} opacity=${item.opacity ?? 1} aria-hidden="true" />`;
}
