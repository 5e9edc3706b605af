// A coordinate plane: what stands in it is a list of things in data units; handles move by pointer and by arrow keys.
// Linear maps are drawn by SVG's own transform, so nothing is computed here that a visitor reads as a number.

import {
  css,
  html,
  LitElement,
  nothing,
  svg,
  type PropertyValues,
  type SVGTemplateResult,
  type TemplateResult,
} from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatNumber } from './format';
import type { Role } from './parameters';
import { base } from './styles';
import { define } from './theme';

export type Point = readonly [x: number, y: number];
/** Row-major 2×2: x' = a x + b y, y' = c x + d y. */
export type Map2 = readonly [a: number, b: number, c: number, d: number];

export type PlaneItem =
  | { readonly type: 'grid'; readonly map: Map2; readonly role?: Role }
  | { readonly type: 'circle'; readonly role: Role; readonly map?: Map2; readonly at?: Point; readonly radius?: number; readonly dashed?: boolean }
  | { readonly type: 'vector'; readonly to: Point; readonly from?: Point; readonly role: Role; readonly label?: string; readonly dashed?: boolean; readonly key?: string }
  | { readonly type: 'line'; readonly points: readonly Point[]; readonly role: Role; readonly dashed?: boolean; readonly label?: string; readonly closed?: boolean; readonly fill?: boolean; readonly thin?: boolean }
  | { readonly type: 'dots'; readonly points: readonly Point[]; readonly role: Role; readonly size?: number }
  | { readonly type: 'text'; readonly at: Point; readonly text: string; readonly role?: Role; readonly anchor?: 'start' | 'middle' | 'end' }
  | Handle; // prettier-ignore

export interface Handle {
  readonly type: 'handle';
  /** Key of the parameter it moves; unique in the plane. */
  readonly key: string;
  readonly at: Point;
  readonly role: Role;
  /** Short name drawn beside it. */
  readonly label: string;
  /** What it is, in words, for a screen reader. */
  readonly name: string;
  readonly move: (to: Point, done: boolean) => void;
  /** Arrow-key step in data units; Shift makes it ten times as large. */
  readonly step?: number;
  /** Draw an arrow from the origin to it. */
  readonly arrow?: boolean;
  /** Moves round the circle of this radius only, in whole degrees; arrow keys turn it, five degrees a step. */
  readonly ring?: number;
}

const TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] as const;
const GRID_LINES = 24;

const isDrawable = (p: Point): boolean => Number.isFinite(p[0]) && Number.isFinite(p[1]);

export class NablaPlane extends LitElement {
  static override properties = {
    items: { attribute: false },
    extent: { type: Number },
    label: {},
    xLabel: {},
    yLabel: {},
    aspect: { type: Number },
  };

  declare items: readonly PlaneItem[];
  /** Half the width of the window in data units. */
  declare extent: number;
  /** What the picture shows, for a screen reader. */
  declare label: string;
  declare xLabel: string;
  declare yLabel: string;
  /** Height over width. */
  declare aspect: number;

  #dragging: string | undefined;
  /** The viewBox is 400 wide and the plane may be half that on the screen: text and targets keep their size. */
  #fit = new ResizeObserver(([entry]) => {
    const zoom = 400 / (entry?.contentRect.width || 400);
    this.style.setProperty('--zoom', String(Math.min(2, Math.max(1, zoom))));
  });
  /** The window stays still while a handle is dragged: a picture that zooms under the hand runs away from it. */
  #held: number | undefined;

  constructor() {
    super();
    this.items = [];
    this.extent = 4;
    this.label = '';
    this.xLabel = '';
    this.yLabel = '';
    this.aspect = 1;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#fit.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#fit.disconnect();
  }

  /** Where the last key sent a handle, while the page has not drawn it yet: keys may come faster than frames. */
  #keyed: { readonly key: string; readonly at: Point } | undefined;

  #placeOf = (h: Handle): Point => (this.#keyed?.key === h.key ? this.#keyed.at : h.at);

  #send(h: Handle, at: Point): void {
    this.#keyed = { key: h.key, at };
    h.move(at, true);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('items')) this.#keyed = undefined;
    if (changed.has('extent') && !(this.extent > 0 && Number.isFinite(this.extent))) this.extent = 1;
  }

  /** Pixels a data unit, in the coordinate system of the viewBox, which is 400 wide. */
  get #scale(): number {
    return 200 / this.#window;
  }
  get #window(): number {
    return this.#held ?? this.extent;
  }
  #px = (p: Point): [number, number] => [p[0] * this.#scale, -p[1] * this.#scale];

  protected override render(): TemplateResult {
    const half = 200 * this.aspect;
    const handles = this.items.filter((i): i is Handle => i.type === 'handle' && isDrawable(i.at));
    return html`<svg
      viewBox="-200 ${-half} 400 ${2 * half}"
      role="group"
      aria-label=${this.label}
      data-figure
      preserveAspectRatio="xMidYMid meet"
    >
      ${this.#axes(half)} ${this.items.map((item) => this.#draw(item))}
      ${repeat(
        handles,
        (h) => h.key,
        (h) => this.#handle(h),
      )}
    </svg>`;
  }

  #axes(half: number): SVGTemplateResult {
    const reach = this.#window;
    const step = TICKS.find((t) => reach / t <= 6) ?? reach / 4;
    const ticks = Array.from({ length: 13 }, (_, i) => (i - 6) * step).filter(
      (t) => t !== 0 && Math.abs(t) < reach * 0.98,
    );
    const s = this.#scale;
    return svg`<g class="axes" aria-hidden="true">
      ${ticks.map((t) => svg`<line class="faint" x1=${t * s} x2=${t * s} y1=${-half} y2=${half} />`)}
      ${ticks.map((t) => svg`<line class="faint" y1=${t * s} y2=${t * s} x1="-200" x2="200" />`)}
      <line x1="-200" x2="200" y1="0" y2="0" /><line y1=${-half} y2=${half} x1="0" x2="0" />
      ${ticks.map((t) => svg`<text class="tick" x=${t * s} y="0" dy="1.25em" text-anchor="middle">${formatNumber(t)}</text>`)}
      ${ticks.filter((t) => Math.abs(t * s) < half * 0.96).map((t) => svg`<text class="tick" x="-5" y=${-t * s + 4} text-anchor="end">${formatNumber(t)}</text>`)}
      ${this.xLabel ? svg`<text class="axis" x="196" y="-6" text-anchor="end">${this.xLabel}</text>` : nothing}
      ${this.yLabel ? svg`<text class="axis" x="8" y=${-half + 14}>${this.yLabel}</text>` : nothing}
    </g>`;
  }

  #draw(item: PlaneItem): SVGTemplateResult | typeof nothing {
    switch (item.type) {
      case 'grid':
        return this.#grid(item.map, item.role ?? 'scaffold');
      case 'circle':
        return this.#circle(item);
      case 'vector':
        return isDrawable(item.to) ? this.#vector(item) : nothing;
      case 'line':
        return this.#line(item);
      case 'dots':
        return svg`<g class="dots role-${item.role}" aria-hidden="true">${item.points.filter(isDrawable).map((p) => {
          const [x, y] = this.#px(p);
          return svg`<circle cx=${x} cy=${y} r=${item.size ?? 3} />`;
        })}</g>`;
      case 'text': {
        const [x, y] = this.#px(item.at);
        return svg`<text class="label role-${item.role ?? 'scaffold'}" x=${x} y=${y} text-anchor=${item.anchor ?? 'start'}>${item.text}</text>`;
      }
      case 'handle':
        return item.arrow && isDrawable(item.at) ? this.#vector({ to: item.at, role: item.role }) : nothing;
    }
  }

  #matrix = ([a, b, c, d]: Map2): string => {
    // y points up in the data and down in SVG.
    const s = this.#scale;
    return `matrix(${a * s} ${-c * s} ${b * s} ${-d * s} 0 0)`;
  };

  #grid(map: Map2, role: Role): SVGTemplateResult | typeof nothing {
    if (!map.every(Number.isFinite)) return nothing;
    const lines = Array.from({ length: 2 * GRID_LINES + 1 }, (_, i) => i - GRID_LINES);
    const path = lines.map((i) => `M${i} ${-GRID_LINES}V${GRID_LINES}M${-GRID_LINES} ${i}H${GRID_LINES}`).join('');
    return svg`<path class="grid role-${role}" d=${path} transform=${this.#matrix(map)} aria-hidden="true" />`;
  }

  #circle(item: Extract<PlaneItem, { type: 'circle' }>): SVGTemplateResult | typeof nothing {
    const map = item.map ?? [1, 0, 0, 1];
    if (!map.every(Number.isFinite)) return nothing;
    const [x, y] = item.at ?? [0, 0];
    return svg`<circle class="outline role-${item.role} ${item.dashed ? 'dashed' : ''}" cx=${x} cy=${y} r=${item.radius ?? 1}
      transform=${this.#matrix(map)} aria-hidden="true" />`;
  }

  #vector(item: { to: Point; from?: Point; role: Role; label?: string; dashed?: boolean }): SVGTemplateResult {
    const [x0, y0] = this.#px(item.from ?? [0, 0]);
    const [x1, y1] = this.#px(item.to);
    const length = Math.hypot(x1 - x0, y1 - y0);
    const head = Math.min(11, length * 0.6);
    const [ux, uy] = length > 0 ? [(x1 - x0) / length, (y1 - y0) / length] : [1, 0];
    const tip = (side: number): string =>
      `${x1 - head * ux + side * head * 0.45 * uy},${y1 - head * uy - side * head * 0.45 * ux}`;
    return svg`<g class="vector role-${item.role} ${item.dashed ? 'dashed' : ''}" aria-hidden="true">
      <line x1=${x0} y1=${y0} x2=${x1 - head * 0.7 * ux} y2=${y1 - head * 0.7 * uy} />
      <polygon points="${x1},${y1} ${tip(1)} ${tip(-1)}" />
      ${item.label ? svg`<text class="label" x=${x1 + 10 * ux} y=${y1 + 10 * uy + 4} text-anchor=${ux < -0.3 ? 'end' : ux > 0.3 ? 'start' : 'middle'}>${item.label}</text>` : nothing}
    </g>`;
  }

  #line(item: Extract<PlaneItem, { type: 'line' }>): SVGTemplateResult {
    // A point that is not finite ends the line: no stroke is drawn across it.
    let pen = false;
    const commands = item.points.map((p) => {
      if (!isDrawable(p)) {
        pen = false;
        return '';
      }
      const [x, y] = this.#px(p);
      const command = `${pen ? 'L' : 'M'}${x.toFixed(2)} ${y.toFixed(2)}`;
      pen = true;
      return command;
    });
    const d = commands.join('') + (item.closed && pen ? 'Z' : '');
    const last = item.points.findLast(isDrawable);
    const [lx, ly] = last ? this.#px(last) : [0, 0];
    return svg`<g class="role-${item.role} ${item.dashed ? 'dashed' : ''}" aria-hidden="true">
      <path class="line ${item.fill ? 'filled' : ''} ${item.thin ? 'thin' : ''}" d=${d} />
      ${item.label ? svg`<text class="label" x=${lx + 8} y=${ly - 6}>${item.label}</text>` : nothing}
    </g>`;
  }

  #handle(h: Handle): SVGTemplateResult {
    const [x, y] = this.#px(h.at);
    const [lx, anchor] = x >= 0 ? [14, 'start'] : [-14, 'end'];
    return svg`<g class="handle role-${h.role}" transform="translate(${x} ${y})" role="slider" tabindex="0" data-key=${h.key}
        aria-label=${h.name} aria-valuemin=${-this.extent} aria-valuemax=${this.extent} aria-valuenow=${h.at[0]}
        aria-valuetext=${`x ${formatNumber(h.at[0])}, y ${formatNumber(h.at[1])}`}
        @keydown=${(e: KeyboardEvent) => this.#key(e, h)}
        @pointerdown=${(e: PointerEvent) => this.#grab(e, h.key)}>
      <circle class="touch" r="24" /><circle class="knob" r="8" />
      <text class="label" x=${lx} y="-10" text-anchor=${anchor} aria-hidden="true">${h.label}</text>
    </g>`;
  }

  #find = (key: string): Handle | undefined =>
    this.items.find((i): i is Handle => i.type === 'handle' && i.key === key);

  #key(event: KeyboardEvent, h: Handle): void {
    if (h.ring !== undefined) {
      this.#turn(event, h, h.ring);
      return;
    }
    const step = (h.step ?? 0.1) * (event.shiftKey ? 10 : 1);
    const [x, y] = this.#placeOf(h);
    const by: Record<string, Point> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, step],
      ArrowDown: [0, -step],
      PageUp: [0, 10 * step],
      PageDown: [0, -10 * step],
      Home: [-x, -y],
    };
    const d = by[event.key];
    if (!d) return;
    event.preventDefault();
    event.stopPropagation();
    this.#send(h, [tidy(x + d[0]), tidy(y + d[1])]);
  }

  /** As a slider of the angle: right and up turn against the clock. */
  #turn(event: KeyboardEvent, h: Handle, ring: number): void {
    const step = event.shiftKey ? 45 : 5;
    const [x, y] = this.#placeOf(h);
    const now = Math.round((Math.atan2(y, x) * 180) / Math.PI);
    const to: Record<string, number> = {
      ArrowRight: now + step,
      ArrowUp: now + step,
      ArrowLeft: now - step,
      ArrowDown: now - step,
      PageUp: now + 45,
      PageDown: now - 45,
      Home: 0,
    };
    const degrees = to[event.key];
    if (degrees === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#send(h, onRing(degrees, ring));
  }

  #grab(event: PointerEvent, key: string): void {
    if (event.button !== 0) return;
    const target = event.currentTarget as SVGGElement;
    event.preventDefault();
    target.focus({ preventScroll: true });
    target.setPointerCapture(event.pointerId);
    this.#dragging = key;
    this.#held = this.extent;
    const move = (e: PointerEvent, done = false): void => {
      const h = this.#find(key);
      h?.move(this.#dataAt(e, h.ring), done);
    };
    const onMove = (e: PointerEvent): void => move(e);
    target.addEventListener('pointermove', onMove);
    const end = (e: PointerEvent): void => {
      target.removeEventListener('pointermove', onMove);
      if (this.#dragging !== key) return;
      this.#dragging = undefined;
      // lostpointercapture carries no trustworthy position: the last move stands.
      const h = this.#find(key);
      h?.move(e.type === 'pointerup' ? this.#dataAt(e, h.ring) : h.at, true);
      this.#held = undefined;
      this.requestUpdate();
    };
    target.addEventListener('pointerup', end, { once: true });
    target.addEventListener('lostpointercapture', end, { once: true });
  }

  /** Where a pointer is in data units, to a fiftieth of a step of the axes: what a hand can mean. */
  #dataAt(event: PointerEvent, ring?: number): Point {
    const box = (this.renderRoot.querySelector('svg') as SVGSVGElement).getBoundingClientRect();
    const reach = this.#window;
    const x = ((event.clientX - box.left) / box.width - 0.5) * 2 * reach;
    const y = -((event.clientY - box.top) / box.height - 0.5) * 2 * reach * this.aspect;
    if (ring !== undefined) return onRing((Math.atan2(y, x) * 180) / Math.PI, ring);
    const grain = 10 ** Math.floor(Math.log10(reach / 20));
    const snap = (v: number, limit: number): number =>
      tidy(Math.round(Math.min(limit, Math.max(-limit, v)) / grain) * grain);
    return [snap(x, reach), snap(y, reach * this.aspect)];
  }

  static override styles = [
    base,
    css`
      :host {
        container-type: normal;
        min-width: 0;
      }
      svg {
        display: block;
        width: 100%;
        height: auto;
        overflow: hidden;
        touch-action: pan-y;
        font: calc(12px * var(--zoom, 1)) var(--nabla-sans);
        font-variant-numeric: tabular-nums;
      }
      .axes line {
        stroke: var(--nabla-edge);
        stroke-width: 1;
      }
      .axes .faint {
        stroke: var(--nabla-hairline);
        opacity: 0.6;
      }
      .tick {
        fill: var(--nabla-muted);
        font-size: calc(10.5px * var(--zoom, 1));
      }
      .axis {
        fill: var(--nabla-muted);
      }
      .grid {
        fill: none;
        stroke: currentColor;
        stroke-width: 1;
        vector-effect: non-scaling-stroke;
        opacity: 0.35;
      }
      .outline {
        fill: none;
        stroke: currentColor;
        stroke-width: 2;
        vector-effect: non-scaling-stroke;
      }
      .vector line {
        stroke: currentColor;
        stroke-width: 2.5;
      }
      .vector polygon,
      .dots circle {
        fill: currentColor;
      }
      .line {
        fill: none;
        stroke: currentColor;
        stroke-width: 2;
        stroke-linejoin: round;
      }
      .line.thin {
        stroke-width: 1;
      }
      .line.filled {
        fill: currentColor;
        fill-opacity: 0.12;
      }
      .dashed line,
      .dashed path,
      .outline.dashed {
        stroke-dasharray: 5 4;
      }
      .label {
        fill: currentColor;
        font-weight: 600;
        paint-order: stroke;
        stroke: var(--nabla-card);
        stroke-width: 4px;
        stroke-linejoin: round;
      }
      .handle {
        cursor: grab;
        touch-action: none;
        outline: none;
      }
      .handle:active {
        cursor: grabbing;
      }
      .touch {
        r: calc(24px * var(--zoom, 1));
        fill: transparent;
      }
      .knob {
        fill: var(--nabla-card);
        stroke: currentColor;
        stroke-width: 3;
      }
      .handle:focus-visible .touch {
        stroke: currentColor;
        stroke-width: 2;
        r: 14px;
      }
    `,
  ];
}

/** Drops binary dust such as 0.30000000000000004. */
const tidy = (x: number): number => Number(x.toPrecision(10));

/** Where a handle on a circle stands at a whole number of degrees. */
function onRing(degrees: number, ring: number): Point {
  const angle = (Math.round(degrees) * Math.PI) / 180;
  // Ten decimals: a right angle is then 0 and 1, not 6e-17.
  const clean = (x: number): number => Number((ring * x).toFixed(10)) + 0;
  return [clean(Math.cos(angle)), clean(Math.sin(angle))];
}

const ROOM = [1, 1.5, 2, 3, 4, 6, 8] as const;

/** A window that holds these points with some room to spare, in round steps, so that it rarely changes. */
export function roomFor(points: Iterable<Point>, least = 1.5): number {
  const reach = Math.max(
    least,
    ...[...points]
      .flat()
      .filter(Number.isFinite)
      .map((x) => Math.abs(x) * 1.12),
  );
  const decade = 10 ** Math.floor(Math.log10(reach));
  return decade * (ROOM.find((r) => r * decade >= reach * 0.999999) ?? 10);
}

define('nabla-plane', NablaPlane);
