// A coordinate plane: what stands in it is a list of things in data units; handles move by pointer and by arrow keys.
// Linear maps are drawn by SVG's own transform, so nothing is computed here that a visitor reads as a number.

import { html, LitElement, nothing, svg, type PropertyValues, type SVGTemplateResult, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatNumber, plainNumber } from './format';
import { axes, drawItem, LETTER } from './plane-drawing';
import type { paintFields } from './plane-field';
import { isDrawable, type Field, type Handle, type PlaneItem, type Point, type Window } from './plane-items';
import { keyMove } from './plane-keys';
import { Mapping, onRing, WIDTH } from './plane-mapping';
import { planeStyles } from './plane-styles';
import { base } from './styles';
import { define, Inks } from './theme';
import type { Matrix } from './values';

export { roomFor, type Handle, type Interval, type Map2, type PlaneItem, type Point, type Window } from './plane-items';

let painter: { readonly paintFields: typeof paintFields } | undefined;

export class NablaPlane extends LitElement {
  static override properties = {
    items: { attribute: false },
    extent: { type: Number },
    window: { attribute: false },
    label: {},
    xLabel: {},
    yLabel: {},
    aspect: { type: Number },
    bare: { type: Boolean },
  };

  declare items: readonly PlaneItem[];
  /** Half the width of a window about the origin in data units, with one scale on both axes. */
  declare extent: number;
  /** In place of `extent`: an interval an axis, each with its own scale. */
  declare window: Window | undefined;
  /** What the picture shows, for a screen reader. */
  declare label: string;
  declare xLabel: string;
  declare yLabel: string;
  /** Height over width. */
  declare aspect: number;
  /** Without axes and ticks, where the two directions of the screen mean nothing by themselves. */
  declare bare: boolean;

  #dragging: string | undefined;
  /** The viewBox is 400 wide and the plane may be half that on the screen: text and targets keep their size. */
  #fit = new ResizeObserver(() => {
    const zoom = WIDTH / (this.renderRoot.querySelector('.stage')?.clientWidth || WIDTH);
    this.style.setProperty('--zoom', String(Math.min(2, Math.max(1, zoom))));
  });
  /** The window stays still while a handle is dragged: a picture that zooms under the hand runs away from it. */
  #held: Window | undefined;
  readonly #inks = new Inks(this, () => {
    this.#painted = undefined;
    this.#paint();
  });

  constructor() {
    super();
    this.items = [];
    this.extent = 4;
    this.label = '';
    this.xLabel = '';
    this.yLabel = '';
    this.aspect = 1;
    this.bare = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#fit.observe(this);
    this.#painted = undefined;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#fit.disconnect();
  }

  /** Where the last key sent a handle, while the page has not drawn it yet: keys may come faster than frames. */
  #keyed: { readonly key: string; readonly at: Point } | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('items')) this.#keyed = undefined;
    if (changed.has('aspect')) this.style.setProperty('--aspect', String(this.aspect));
    if (changed.has('extent') && !(this.extent > 0 && Number.isFinite(this.extent))) this.extent = 1;
  }

  protected override updated(): void {
    this.#paint();
  }

  get #asked(): Window {
    const up = this.extent * this.aspect;
    return this.window ?? { x: [-this.extent, this.extent], y: [-up, up] };
  }

  get #mapping(): Mapping {
    return new Mapping(this.#held ?? this.#asked, this.aspect);
  }

  get #fields(): readonly Field[] {
    return this.items.filter((i): i is Field => i.type === 'field');
  }

  /** What the canvas shows: under a dragged handle a field mostly stays as it is. */
  #painted:
    { readonly canvas: HTMLCanvasElement; readonly grids: readonly Matrix[]; readonly view: string } | undefined;

  /** Colours come with the first plane that has a field. */
  #paint(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    if (!canvas) return;
    if (painter) {
      const [fields, mapping, before] = [this.#fields, this.#mapping, this.#painted];
      const grids = fields.map(({ grid }) => grid);
      const view = JSON.stringify([mapping.window, mapping.height, fields.map(({ grid: _, ...field }) => field)]);
      if (before?.canvas === canvas && before.view === view && grids.every((grid, i) => grid === before.grids[i]))
        return;
      this.#painted = { canvas, grids, view };
      painter.paintFields(canvas, fields, mapping, this.#inks.of);
    } else
      void import('./plane-field').then((loaded) => {
        painter = loaded;
        if (this.isConnected) this.#paint();
      });
  }

  protected override render(): TemplateResult {
    const mapping = this.#mapping;
    const half = mapping.height / 2;
    const handles = this.items.filter((i): i is Handle => i.type === 'handle' && isDrawable(i.at));
    return html`<div class="stage">
      ${this.#fields.length > 0 ? html`<canvas aria-hidden="true" data-figure></canvas>` : nothing}
      <svg
        viewBox="${-WIDTH / 2} ${-half} ${WIDTH} ${2 * half}"
        role="group"
        aria-label=${this.label}
        data-figure
        preserveAspectRatio="xMidYMid meet"
      >
        ${this.bare ? nothing : axes(mapping, this.xLabel, this.yLabel)}
        ${this.items.map((item) => drawItem(mapping, item))}
        ${repeat(
          handles,
          (h) => h.key,
          (h) => this.#handle(mapping, h),
        )}
      </svg>
    </div>`;
  }

  #handle(m: Mapping, h: Handle): SVGTemplateResult {
    const [x, y] = m.px(h.at);
    // Outwards, unless the picture ends before the label does.
    const outwards = Math.abs(x) + 14 + h.label.length * LETTER <= WIDTH / 2;
    const [lx, anchor] = x >= 0 === outwards ? [14, 'start'] : [-14, 'end'];
    return svg`<g class="handle role-${h.role}${h.small ? ' small' : ''}" transform="translate(${x} ${y})" role="slider" tabindex="0" data-key=${h.key}
        aria-label=${h.name} aria-valuemin=${plainNumber(m.window.x[0])} aria-valuemax=${plainNumber(m.window.x[1])} aria-valuenow=${plainNumber(h.at[0])}
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
    const to = keyMove(event, h, this.#keyed?.key === h.key ? this.#keyed.at : h.at);
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    this.#keyed = { key: h.key, at: to };
    h.move(to, true);
  }

  #grab(event: PointerEvent, key: string): void {
    if (event.button !== 0) return;
    const target = event.currentTarget as SVGGElement;
    event.preventDefault();
    target.focus({ preventScroll: true });
    target.setPointerCapture(event.pointerId);
    this.#dragging = key;
    this.#held = this.#asked;
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

  #dataAt(event: PointerEvent, ring?: number): Point {
    const box = (this.renderRoot.querySelector('svg') as SVGSVGElement).getBoundingClientRect();
    const mapping = this.#mapping;
    const p = mapping.dataAt((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    return ring === undefined ? mapping.snap(p) : onRing((Math.atan2(p[1], p[0]) * 180) / Math.PI, ring);
  }

  static override styles = [base, planeStyles];
}

define('nabla-plane', NablaPlane);
