// A computation as a picture: operations as nodes, what they hand on as links, each with what travels forward above it
// and what travels back below it. Wide, it runs from left to right; narrow, from top to bottom. A graph that is longer
// than its room scrolls, and keeps what is under way in sight.

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
import { drag } from './drag';
import { layoutGraph, type Layout, type Place } from './graph-layout';
import { keyOf } from './keys';
import type { Role } from './parameters';
import { base } from './styles';
import { define, reducedMotion } from './theme';

export interface GraphText {
  readonly text: string;
  readonly role: Role;
}

export interface GraphNode {
  /** Written inside; a node without one is the open end of a link. */
  readonly label: string;
  readonly role: Role;
  /** Beside the shape. */
  readonly name?: string;
  /** Under the shape: what its links add up to. */
  readonly total?: GraphText | undefined;
  readonly state?: GraphState;
  /** A number that may be dragged up and down. */
  readonly handle?: { readonly name: string; readonly value: number; readonly text: string; readonly step: number };
}

export interface GraphLink {
  readonly from: number;
  readonly to: number;
  readonly above?: GraphText | undefined;
  /** On the line. */
  readonly on?: GraphText | undefined;
  readonly below?: GraphText | undefined;
  /** What is under way, and in which direction. */
  readonly state?: GraphState | 'backward';
  /** The line is interrupted. */
  readonly cut?: boolean;
}

/** active: under way now; waiting: not reached yet. */
export type GraphState = 'waiting' | 'active' | 'done';

interface Point {
  readonly x: number;
  readonly y: number;
}

const NARROW = 560;
const HEIGHT = 38;
const HEAD = 8;
/** Pixels of a drag that make one step of the value. */
const DRAG = 7;

const widthOf = (node: GraphNode): number => (node.label === '' ? 0 : Math.max(46, 20 + 8.6 * [...node.label].length));

export class NablaGraph extends LitElement {
  static override properties = {
    nodes: { attribute: false },
    links: { attribute: false },
    label: {},
    room: { state: true },
  };

  declare nodes: readonly GraphNode[];
  declare links: readonly GraphLink[];
  /** What the graph shows, for a screen reader; the numbers are in the widget's table. */
  declare label: string;
  declare room: number;

  #layout: Layout | undefined;
  #shape = '';
  /** What the last key made of a number, while the page has not drawn it yet: keys may come faster than frames. */
  #nudged: { readonly index: number; readonly value: number } | undefined;
  readonly #fit = new ResizeObserver(([entry]) => {
    const room = Math.round(entry?.contentRect.width ?? 0);
    if (room > 0 && room !== this.room) this.room = room;
  });

  constructor() {
    super();
    this.nodes = [];
    this.links = [];
    this.label = '';
    this.room = 900;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#fit.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#fit.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('nodes')) this.#nudged = undefined;
    const shape = `${this.nodes.length}: ${this.links.map((l) => `${l.from}-${l.to}`).join(' ')}`;
    if (this.#layout && shape === this.#shape) return;
    this.#shape = shape;
    this.#layout = layoutGraph(this.nodes.length, this.links);
  }

  get #vertical(): boolean {
    return this.room < NARROW;
  }

  get #pitch(): { along: number; across: number } {
    const { columns, lanes } = this.#layout as Layout;
    const bounded = (least: number, x: number, most: number): number => Math.max(least, Math.min(most, x));
    return this.#vertical
      ? { along: 86, across: bounded(155, this.room / lanes, 200) }
      : { along: bounded(112, this.room / columns, 176), across: 100 };
  }

  get #size(): { width: number; height: number } {
    const { columns, lanes } = this.#layout as Layout;
    const { along, across } = this.#pitch;
    return this.#vertical
      ? { width: Math.max(lanes * across, this.room), height: (columns - 1) * along + HEIGHT + 40 }
      : { width: Math.max(columns * along, this.room), height: Math.max(lanes, 1.25) * across };
  }

  #at = (place: Place): Point => {
    const { columns, lanes } = this.#layout as Layout;
    const { along, across } = this.#pitch;
    const { width, height } = this.#size;
    if (this.#vertical) {
      return { x: (width - (lanes - 1) * across) / 2 + place.lane * across, y: place.column * along + HEIGHT / 2 + 8 };
    }
    return {
      x: (width - (columns - 1) * along) / 2 + place.column * along,
      y: (height - (lanes - 1) * across) / 2 + place.lane * across,
    };
  };

  #placeOf = (node: number): Point => this.#at((this.#layout as Layout).places[node] as Place);

  protected override render(): TemplateResult {
    if (this.nodes.length === 0) return html``;
    const { width, height } = this.#size;
    const scrolls = width > this.room + 1 || (this.#vertical && height > 470);
    const links = [...this.links.entries()].sort(([, a], [, b]) => rank(a) - rank(b));
    return html`<div
      class="scroller ${this.#vertical ? 'vertical' : ''}"
      tabindex=${scrolls ? 0 : nothing}
      role=${scrolls ? 'region' : nothing}
      aria-label=${scrolls ? `${this.label}; scrolls` : nothing}
    >
      <svg
        width=${width}
        height=${height}
        viewBox="0 0 ${width} ${height}"
        role="group"
        aria-label=${this.label}
        data-figure
      >
        <g aria-hidden="true">${links.map(([i, link]) => this.#line(link, i))}</g>
        ${this.nodes.map((node, i) => this.#node(node, i))}
        <g aria-hidden="true">${links.map(([i, link]) => this.#texts(link, i))}</g>
      </svg>
    </div>`;
  }

  /** The stops of a link from border to border. */
  #stops(link: GraphLink, index: number): Point[] {
    const from = this.#placeOf(link.from);
    const to = this.#placeOf(link.to);
    const half = (i: number): number => (this.#vertical ? HEIGHT : widthOf(this.nodes[i] as GraphNode)) / 2 + 3;
    const [out, into] = [half(link.from), this.nodes[link.to]?.label === '' ? 0 : half(link.to)];
    const middle = ((this.#layout as Layout).stops[index] ?? []).map(this.#at);
    return this.#vertical
      ? [{ x: from.x, y: from.y + out }, ...middle, { x: to.x, y: to.y - into }]
      : [{ x: from.x + out, y: from.y }, ...middle, { x: to.x - into, y: to.y }];
  }

  #line(link: GraphLink, index: number): SVGTemplateResult {
    const stops = this.#stops(link, index);
    const [first, last] = [stops[0] as Point, stops.at(-1) as Point];
    const back = link.state === 'backward';
    const tip = back ? first : last;
    const turn = (this.#vertical ? 90 : 0) + (back ? 180 : 0);
    const role = back ? 'gradient' : link.state === 'active' ? 'result' : 'scaffold';
    return svg`<g class="link role-${role} ${link.state ?? 'done'} ${link.cut ? 'cut' : ''}">
      <path d=${this.#path(stops, back)} />
      <polygon transform="translate(${tip.x} ${tip.y}) rotate(${turn})" points="0,0 ${-HEAD},-4.5 ${-HEAD},4.5" />
    </g>`;
  }

  /** Leaves and arrives along the way of reading; the line ends where the arrow's head begins. */
  #path(stops: readonly Point[], back: boolean): string {
    const [dx, dy] = this.#vertical ? [0, HEAD - 1] : [HEAD - 1, 0];
    const points = stops.map((p, i) =>
      back && i === 0
        ? { x: p.x + dx, y: p.y + dy }
        : !back && i === stops.length - 1
          ? { x: p.x - dx, y: p.y - dy }
          : p,
    );
    return points
      .map((p, i) => {
        const before = points[i - 1];
        if (!before) return `M${p.x} ${p.y}`;
        if (this.#vertical) {
          const bend = (p.y - before.y) / 2;
          return `C${before.x} ${before.y + bend} ${p.x} ${p.y - bend} ${p.x} ${p.y}`;
        }
        const bend = (p.x - before.x) / 2;
        return `C${before.x + bend} ${before.y} ${p.x - bend} ${p.y} ${p.x} ${p.y}`;
      })
      .join('');
  }

  /** Where a link carries its texts: at a stop of its own, else on its last stretch, clear of its neighbours. */
  #middle(link: GraphLink, index: number): Point {
    const { stops } = this.#layout as Layout;
    const places = stops[index] ?? [];
    const same = (p: Place, q: Place): boolean => p.column === q.column && p.lane === q.lane;
    const own = places.filter((p) => !stops.some((other, i) => i !== index && other.some((q) => same(p, q))));
    const chosen = own[Math.floor(own.length / 2)];
    if (chosen) return this.#at(chosen);
    const points = this.#stops(link, index);
    const [a, b] = points.slice(-2) as [Point, Point];
    const meets = this.links.filter((l) => l.to === link.to).length > 1;
    const parts = this.links.filter((l) => l.from === link.from).length > 1;
    // Texts beside a line need more room between lines than texts above and below it.
    const near = this.#vertical ? 0.2 : 0.38;
    const t = meets === parts ? (places.length > 0 ? near : 0.5) : meets ? near : 1 - near;
    const eased = 3 * t * t - 2 * t * t * t;
    return this.#vertical
      ? { x: a.x + (b.x - a.x) * eased, y: a.y + (b.y - a.y) * t }
      : { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * eased };
  }

  #texts(link: GraphLink, index: number): SVGTemplateResult | typeof nothing {
    if (!link.above && !link.on && !link.below) return nothing;
    const { x, y } = this.#middle(link, index);
    const half = link.on ? 9 + 3.7 * [...link.on.text].length : 4;
    const [a, b] = this.#vertical
      ? ([
          [x - half - 6, y + 5, 'end'],
          [x + half + 6, y + 5, 'start'],
        ] as const)
      : ([
          [x, y - (link.on ? 15 : 9), 'middle'],
          [x, y + (link.on ? 25 : 20), 'middle'],
        ] as const);
    const write = (t: GraphText | undefined, [tx, ty, anchor]: readonly [number, number, string]) =>
      t ? svg`<text class="halo role-${t.role}" x=${tx} y=${ty} text-anchor=${anchor}>${t.text}</text>` : nothing;
    return svg`<g class="texts ${link.state ?? 'done'}">
      ${write(link.above, a)} ${write(link.below, b)}
      ${
        link.on
          ? svg`<rect class="pill role-${link.on.role}" x=${x - half} y=${y - 9} width=${2 * half} height="18" rx="9" />
              <text class="factor role-${link.on.role}" x=${x} y=${y + 4} text-anchor="middle">${link.on.text}</text>`
          : nothing
      }
    </g>`;
  }

  #node(node: GraphNode, index: number): SVGTemplateResult | typeof nothing {
    if (node.label === '') return nothing;
    const { x, y } = this.#placeOf(index);
    const width = widthOf(node);
    const round = node.handle ? HEIGHT / 2 : 10;
    const [nameAt, totalAt] = this.#vertical
      ? ([
          [-width / 2 - 8, 5, 'end'],
          [width / 2 + 8, 5, 'start'],
        ] as const)
      : ([
          [0, -HEIGHT / 2 - 8, 'middle'],
          [0, HEIGHT / 2 + (node.handle ? 25 : 18), 'middle'],
        ] as const);
    const shape = svg`<rect class="shape" x=${-width / 2} y=${-HEIGHT / 2} width=${width} height=${HEIGHT} rx=${round} />
      <text class="inside" y="5" text-anchor="middle">${node.label}</text>
      ${node.name ? svg`<text class="name" x=${nameAt[0]} y=${nameAt[1]} text-anchor=${nameAt[2]}>${node.name}</text>` : nothing}
      ${
        node.total
          ? svg`<text class="halo role-${node.total.role}" x=${totalAt[0]} y=${totalAt[1]} text-anchor=${totalAt[2]}>${node.total.text}</text>`
          : nothing
      }`;
    const place = `translate(${x} ${y})`;
    const look = `node role-${node.role} ${node.state ?? 'done'}`;
    const { handle } = node;
    if (!handle) return svg`<g class=${look} transform=${place} data-node=${index} aria-hidden="true">${shape}</g>`;
    return svg`<g class="${look} handle" transform=${place} role="slider" tabindex="0" data-node=${index}
      aria-label=${handle.name} aria-valuenow=${handle.value} aria-valuetext=${handle.text} aria-orientation="vertical"
      @keydown=${(e: KeyboardEvent) => this.#key(e, index)} @pointerdown=${(e: PointerEvent) => this.#grab(e, index)}>
      <rect class="touch" x=${-Math.max(width, 44) / 2 - 3} y="-24" width=${Math.max(width, 44) + 6} height="48" rx="24" />
      ${shape}
      <path class="grip" d="M-3.5 -${HEIGHT / 2 + 4}l3.5 -4 3.5 4M-3.5 ${HEIGHT / 2 + 4}l3.5 4 3.5 -4" /></g>`;
  }

  #edit(index: number, value: number, done: boolean): void {
    this.dispatchEvent(
      new CustomEvent('node', { detail: { index, value: Number(value.toPrecision(12)), done }, bubbles: true }),
    );
  }

  #key(event: KeyboardEvent, index: number): void {
    const handle = this.nodes[index]?.handle;
    if (!handle) return;
    const value = this.#nudged?.index === index ? this.#nudged.value : handle.value;
    const step = handle.step * (event.shiftKey ? 10 : 1);
    const by: Record<string, number> = {
      ArrowUp: step,
      ArrowRight: step,
      ArrowDown: -step,
      ArrowLeft: -step,
      PageUp: 10 * handle.step,
      PageDown: -10 * handle.step,
      Home: -value,
    };
    const d = by[keyOf(event)];
    if (d === undefined) return;
    event.preventDefault();
    this.#nudged = { index, value: value + d };
    this.#edit(index, value + d, true);
  }

  #grab(event: PointerEvent, index: number): void {
    const handle = this.nodes[index]?.handle;
    if (!handle) return;
    let now = handle.value;
    drag(
      event,
      (e) => {
        now = handle.value + Math.round((event.clientY - e.clientY) / DRAG) * handle.step;
        this.#edit(index, now, false);
      },
      () => now !== handle.value && this.#edit(index, now, true),
    );
  }

  protected override updated(): void {
    const scroller = this.renderRoot.querySelector('.scroller');
    const active = this.nodes.findIndex((n) => n.state === 'active');
    if (!scroller || active < 0) return;
    const { x, y } = this.#placeOf(active);
    scroller.scrollTo({
      left: x - scroller.clientWidth / 2,
      top: y - scroller.clientHeight / 2,
      behavior: reducedMotion() ? 'auto' : 'smooth',
    });
  }

  static override styles = [
    base,
    css`
      :host {
        container-type: normal;
        min-width: 0;
      }
      .scroller {
        overflow: auto hidden;
        position: relative;
      }
      .scroller.vertical {
        overflow: auto;
        max-height: 470px;
      }
      svg {
        display: block;
        font: 600 14px var(--nabla-sans);
        font-variant-numeric: tabular-nums;
      }
      text {
        fill: currentColor;
      }
      .link path {
        fill: none;
        stroke: currentColor;
        stroke-width: 1.5;
      }
      .link polygon {
        fill: currentColor;
      }
      .link.active path,
      .link.backward path {
        stroke-width: 3;
      }
      .link.waiting,
      .link.done {
        color: var(--nabla-edge);
      }
      .link.waiting {
        opacity: 0.6;
      }
      .link.cut {
        color: var(--nabla-broken);
      }
      .link.cut path {
        stroke-dasharray: 3 6;
      }
      .halo {
        paint-order: stroke;
        stroke: var(--nabla-card);
        stroke-width: 5px;
        stroke-linejoin: round;
      }
      .pill {
        fill: var(--nabla-card);
        stroke: var(--nabla-hairline);
      }
      .factor {
        font-size: 12px;
      }
      .active .pill,
      .backward .pill {
        stroke: currentColor;
      }
      .shape {
        fill: var(--nabla-card);
        stroke: currentColor;
        stroke-width: 1.5;
      }
      .inside {
        fill: var(--nabla-ink);
        font-size: 15px;
      }
      .name {
        fill: var(--nabla-faded);
        font: italic 16px var(--nabla-serif);
      }
      .node.waiting .shape {
        stroke: var(--nabla-edge);
        stroke-dasharray: 4 4;
      }
      .node.waiting .inside {
        fill: var(--nabla-faded);
      }
      .node.active .shape {
        fill: var(--soft);
        stroke-width: 3;
      }
      .handle {
        cursor: ns-resize;
        outline: none;
        touch-action: none;
      }
      .handle .shape {
        stroke-width: 2.5;
      }
      .handle .inside {
        fill: currentColor;
      }
      .touch {
        fill: transparent;
      }
      .handle:focus-visible .touch {
        stroke: var(--nabla-data);
        stroke-width: 2;
      }
      .grip {
        fill: none;
        stroke: currentColor;
        stroke-width: 1.5;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
    `,
  ];
}

/** What is under way is drawn last, over the rest. */
const rank = (link: GraphLink): number => (link.state === 'active' || link.state === 'backward' ? 1 : 0);

define('nabla-graph', NablaGraph);
