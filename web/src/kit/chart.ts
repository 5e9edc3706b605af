// Lines, points and bars by Chart.js: registered parts only, colours from the tokens, no animation while dragging,
// names at the lines in place of a legend, gaps where a value is not finite.

import type { CartesianScaleOptions, Chart, ChartDataset, Plugin } from 'chart.js';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type * as Library from './chart-library';
import { bars, names } from './chart-plugins';
import { formatNumber } from './format';
import type { Role } from './parameters';
import { base } from './styles';
import { define, Inks } from './theme';
import { outOfTime } from './timing';

export interface Series {
  /** Bars stand on zero, centred on their x, side by side. */
  readonly kind: 'line' | 'points' | 'bars';
  readonly name: string;
  readonly role: Role;
  /** x, y. */
  readonly points: readonly (readonly [number, number])[];
  readonly dashed?: boolean;
  /** One of many that only stand around the others. */
  readonly thin?: boolean;
  /** Write the name at the last point. */
  readonly named?: boolean;
  readonly pointSize?: number;
  /** Rings in place of dots. */
  readonly hollow?: boolean;
  /** Written to the right of each point, by the plugin of chart-labels.ts. */
  readonly labels?: readonly string[];
}

export interface Axis {
  readonly title: string;
  readonly log?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly whole?: boolean;
  /** Words at 0, 1, 2 …, from the top down on a vertical axis. */
  readonly labels?: readonly string[];
  /** Options of Chart.js for the marks, where they are to be others. */
  readonly ticks?: Readonly<Record<string, number | boolean>>;
  /** CSS pixels kept beside a vertical axis for its labels, so that charts below each other line up. */
  readonly room?: number;
}

/** Whole decades that hold all of these, for a logarithmic axis; what lies `deepest` decades below the largest is left out. */
export function decades(values: Iterable<number>, deepest = Infinity): { readonly min: number; readonly max: number } {
  let low = Infinity;
  let high = 0;
  for (const v of values) {
    if (!(v > 0 && v < Infinity)) continue;
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  if (high === 0) return { min: 0.1, max: 10 };
  const top = Math.floor(Math.log10(high)) + 1;
  return { min: 10 ** Math.max(Math.floor(Math.log10(low)), top - deepest), max: 10 ** top };
}

/** Puts what was drawn on the page. */
function show(drawn: OffscreenCanvas, { width, height }: Chart, shown: HTMLCanvasElement): void {
  if (shown.width !== drawn.width || shown.height !== drawn.height) {
    [shown.width, shown.height] = [drawn.width, drawn.height];
    Object.assign(shown.style, { width: `${width}px`, height: `${height}px` });
  }
  shown.getContext('bitmaprenderer')?.transferFromImageBitmap(drawn.transferToImageBitmap());
}

const marksOf = ({ scales }: Chart): string =>
  JSON.stringify(Object.values(scales).map(({ ticks }) => ticks.map(({ label }) => label)));

/** Whether an axis that is told all of its range is told what it knows. */
const isAs = (now: object, wanted: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(wanted).every(
    ([key, value]) => value !== undefined && (now as Record<string, unknown>)[key] === value,
  );

const styleOf = ({ points: _, name: __, ...style }: Series): string => JSON.stringify(style);

/** A chart that a drag has no time for waits for its next moment; where none comes, for as long as nobody notices. */
const BEHIND_MS = 100;

/** While numbers keep changing, room for the labels is measured anew only this often. */
const LAYOUT_MS = 500;

let library: typeof Library | undefined;

export class NablaChart extends LitElement {
  static override properties = {
    series: { attribute: false },
    x: { attribute: false },
    y: { attribute: false },
    label: {},
    height: { type: Number },
  };

  declare series: readonly Series[];
  declare x: Axis;
  declare y: Axis;
  /** What the chart shows, for a screen reader; the numbers are in the widget's table. */
  declare label: string;
  declare height: number;
  /** What this chart draws besides, set before it is first drawn. */
  extras: readonly Plugin[] = [];

  #chart: Chart | undefined;
  #look = '';
  /** Of each series, all but its numbers and its name. */
  #styles: readonly string[] = [];
  #layout: ReturnType<typeof setTimeout> | undefined;
  /** It waits to be drawn; never for longer than a moment. */
  #behind: ReturnType<typeof setTimeout> | undefined;
  /** What stands at the axes, as room was last measured for it. */
  #marks = '';
  /** Room on the page, in CSS pixels; none until it was laid out. */
  #size: readonly [width: number, height: number] = [0, 0];
  readonly #fit = new ResizeObserver(([entry]) => this.#resize(entry?.contentRect));
  /** Zooming, or another screen, changes the pixels of a chart whose size in the page stays. */
  readonly #zoom = (): void => void (this.#chart && this.#fill(this.#chart));
  readonly #inks = new Inks(this, () => this.#redraw());

  constructor() {
    super();
    this.series = [];
    this.x = { title: '' };
    this.y = { title: '' };
    this.label = '';
    this.height = 220;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observe();
    addEventListener('resize', this.#zoom);
    if (this.hasUpdated) this.#redraw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#fit.disconnect();
    removeEventListener('resize', this.#zoom);
    this.#catchUp();
    this.#cancelLayout();
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  protected override render(): TemplateResult {
    return html`<div class="holder"><canvas role="img" aria-label=${this.label} data-figure></canvas></div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('height')) {
      const holder = this.renderRoot.querySelector<HTMLElement>('.holder');
      if (holder) holder.style.height = `min(${this.height}px, var(--nabla-plot-height, ${this.height}px))`;
      this.#observe();
    }
    if (this.#behind === undefined && outOfTime()) this.#behind = setTimeout(() => this.#redraw(), BEHIND_MS);
    else this.#redraw();
  }

  #observe(): void {
    const holder = this.renderRoot.querySelector('.holder');
    if (holder) this.#fit.observe(holder);
  }

  #resize(box: DOMRectReadOnly | undefined): void {
    this.#size = [Math.floor(box?.width ?? 0), Math.floor(box?.height ?? 0)];
    if (this.#chart) this.#fill(this.#chart);
    else this.#redraw();
  }

  #fill(chart: Chart): void {
    const [width, height] = this.#size;
    if (width === 0 || height === 0) return;
    chart.options.devicePixelRatio = devicePixelRatio;
    chart.resize(width, height);
  }

  /** Chart.js weighs as much as all the rest of a page: it comes with the first chart on screen. */
  #redraw(): void {
    this.#catchUp();
    if (library) this.#draw(library);
    else
      void import('./chart-library').then((loaded) => {
        library = loaded;
        if (this.isConnected) this.#redraw();
      });
  }

  #draw({ Chart, BasicPlatform }: typeof Library): void {
    const shown = this.renderRoot.querySelector('canvas');
    const [width, height] = this.#size;
    if (!shown || width === 0 || height === 0) return;
    if (this.#chart) {
      this.#refresh(this.#chart);
      return;
    }
    this.#look = this.#lookNow();
    this.#styles = this.series.map(styleOf);
    const datasets = this.series.map((s) => this.#dataset(s));
    const scales = { x: this.#scale(this.x), y: this.#scale(this.y) };
    // On a canvas of the page each new font has all of the page laid out at once, in the middle of a frame: the chart is
    // drawn on one that is not there, and handed over.
    const canvas = new OffscreenCanvas(width, height);
    // The library's types do not know that it takes such a canvas.
    this.#chart = new Chart(canvas as unknown as HTMLCanvasElement, {
      type: 'line',
      data: { datasets },
      platform: BasicPlatform,
      plugins: [bars, names, ...this.extras, { id: 'show', afterDraw: (chart) => show(canvas, chart, shown) }],
      options: {
        animation: false,
        responsive: false,
        devicePixelRatio,
        font: { family: getComputedStyle(shown).fontFamily },
        parsing: false,
        normalized: true,
        maintainAspectRatio: false,
        events: [],
        scales,
        layout: { padding: { top: 8, right: 12 } },
      },
    });
    this.#marks = marksOf(this.#chart);
  }

  #catchUp(): void {
    clearTimeout(this.#behind);
    this.#behind = undefined;
  }

  #cancelLayout(): void {
    clearTimeout(this.#layout);
    this.#layout = undefined;
  }

  /** While only the numbers change, only they are handed over: options that are set anew are resolved anew. */
  #refresh(chart: Chart): void {
    const look = this.#lookNow();
    if (look !== this.#look) {
      this.#look = look;
      this.#styles = this.series.map(styleOf);
      chart.data.datasets = this.series.map((s) => this.#dataset(s));
      chart.options.scales = { x: this.#scale(this.x), y: this.#scale(this.y) };
      this.#measure(chart);
      return;
    }
    const controllers = chart.data.datasets.map((_, i) => chart.getDatasetMeta(i).controller);
    const styles = this.#styles;
    this.#styles = this.series.map(styleOf);
    for (const [i, controller] of controllers.entries()) {
      const [dataset, now] = [chart.data.datasets[i] as ChartDataset, this.series[i] as Series];
      if (this.#styles[i] === styles[i]) [dataset.label, dataset.data] = [now.name, this.#points(now)];
      else {
        Object.assign(dataset, this.#dataset(now));
        controller.configure();
      }
      controller.buildOrUpdateElements(false);
    }
    // Most of an update goes into measuring labels: the scales follow the numbers at once, the room for their labels later.
    for (const scale of Object.values(chart.scales)) {
      const { min, max, title } = scale.axis === 'x' ? this.x : this.y;
      if (isAs(scale.options, { min, max }) && isAs((scale.options as CartesianScaleOptions).title, { text: title }))
        continue;
      Object.assign(scale.options, { min, max });
      Object.assign((scale.options as CartesianScaleOptions).title, { text: title });
      scale.init(scale.options);
      scale.determineDataLimits();
      scale.ticks = scale.buildTicks();
      scale.generateTickLabels(scale.ticks);
      scale.configure();
    }
    for (const controller of controllers) controller.update('none');
    chart.draw();
    if (marksOf(chart) !== this.#marks) this.#layout ??= setTimeout(() => this.#measure(chart), LAYOUT_MS);
  }

  #measure(chart: Chart): void {
    this.#cancelLayout();
    chart.update('none');
    this.#marks = marksOf(chart);
  }

  /** Everything about the chart but its series, its range and its words, in which numbers may stand. */
  #lookNow(): string {
    const axes = [this.x, this.y].map(({ min: _, max: __, title, ...style }) => [title !== '', style]);
    return JSON.stringify([this.series.length, this.#hasBars(), axes, this.#inks.of('ink')]);
  }

  #hasBars(): boolean {
    return this.series.some((s) => s.kind === 'bars');
  }

  #points(s: Series): { x: number; y: number }[] {
    const log = this.y.log === true;
    // Chart.js breaks a line at NaN; a log axis has no place for zero or less either.
    return s.points.map(([x, y]) => ({ x, y: Number.isFinite(y) && (!log || y > 0) ? y : Number.NaN }));
  }

  #dataset(s: Series): ChartDataset {
    const color = this.#inks.of(s.role === 'scaffold' ? 'faded' : s.role);
    const shared = {
      label: s.name,
      data: this.#points(s),
      borderColor: color,
      backgroundColor: color,
      named: s.named ?? false,
      bars: s.kind === 'bars',
      rim: this.#inks.of('card'),
      labels: s.labels,
    };
    const line = s.kind === 'line';
    const radius = s.pointSize ?? (s.kind === 'points' ? 4 : 0);
    return {
      ...shared,
      type: 'line',
      showLine: line,
      borderWidth: s.thin ? 1 : 2,
      borderDash: s.dashed ? [5, 4] : [],
      // A rim in the colour of its dot looks like a larger dot and costs as much again.
      pointRadius: radius > 0 ? radius + (s.hollow ? -0.5 : 0.5) : 0,
      pointBorderWidth: s.hollow ? 2 : 0,
      pointBackgroundColor: s.hollow ? this.#inks.of('card') : color,
    };
  }

  #scale(axis: Axis): object {
    const faded = this.#inks.of('faded');
    const { labels: words } = axis;
    // Scales look no further than the library's own defaults for it.
    const font = { family: getComputedStyle(this).fontFamily };
    return {
      type: axis.log ? 'logarithmic' : 'linear',
      ...(axis.min !== undefined && { min: axis.min }),
      ...(axis.max !== undefined && { max: axis.max }),
      beginAtZero: axis === this.y && this.#hasBars(),
      title: { display: axis.title !== '', text: axis.title, color: faded, font },
      grid: { color: this.#inks.of('hairline'), drawTicks: false, display: !words || axis === this.x },
      ...(axis.room !== undefined && { afterFit: (scale: { width: number }) => (scale.width = axis.room ?? 0) }),
      reverse: words !== undefined && axis === this.y,
      border: { color: this.#inks.of('hairline') },
      ticks: {
        color: words ? this.#inks.of('ink') : faded,
        padding: 6,
        font,
        maxTicksLimit: 7,
        // Labels are alike, except powers of ten: measuring a few tells the width of all.
        sampleSize: axis.log ? 16 : 4,
        ...(axis.whole && { precision: 0 }),
        ...axis.ticks,
        callback: (value: number | string) =>
          words
            ? (words[Number(value)] ?? '')
            : axis.whole && !Number.isInteger(Number(value))
              ? ''
              : formatNumber(Number(value), 3).replace(/^1·/, ''),
      },
    };
  }

  static override styles = [
    base,
    css`
      :host {
        container-type: normal;
        min-width: 0;
      }
      .holder {
        position: relative;
        width: 100%;
      }
      canvas {
        display: block;
        font-family: var(--nabla-sans);
      }
    `,
  ];
}

define('nabla-chart', NablaChart);
