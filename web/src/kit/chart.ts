// Lines, points and bars by Chart.js: registered parts only, colours from the tokens, no animation while dragging,
// names at the lines in place of a legend, gaps where a value is not finite.

import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  type ChartDataset,
  type Plugin,
} from 'chart.js';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { formatNumber } from './format';
import type { Role } from './parameters';
import { base } from './styles';
import { define, inkOf, onThemeChange } from './theme';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, ScatterController); // prettier-ignore

export interface Series {
  readonly kind: 'line' | 'points' | 'bars';
  readonly name: string;
  readonly role: Role;
  /** x, y. Bars take x as their place on the axis. */
  readonly points: readonly (readonly [number, number])[];
  readonly dashed?: boolean;
  /** Write the name at the last point. */
  readonly named?: boolean;
  readonly pointSize?: number;
}

export interface Axis {
  readonly title: string;
  readonly log?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly whole?: boolean;
}

/** Writes the name of a series at its last visible point. */
const names: Plugin = {
  id: 'names',
  afterDatasetsDraw(chart) {
    const { ctx, chartArea } = chart;
    for (const [i, dataset] of chart.data.datasets.entries()) {
      if (!(dataset as { named?: boolean }).named) continue;
      const points = chart.getDatasetMeta(i).data.filter((p) => Number.isFinite(p.x) && Number.isFinite(p.y));
      const last = points.findLast((p) => p.x <= chartArea.right + 1 && p.y >= chartArea.top - 1 && p.y <= chartArea.bottom + 1);
      if (!last) continue;
      ctx.save();
      ctx.font = `600 12px ${getComputedStyle(chart.canvas).fontFamily}`;
      ctx.fillStyle = String(dataset.borderColor);
      ctx.textAlign = last.x > chartArea.right - 80 ? 'right' : 'left';
      ctx.fillText(dataset.label ?? '', last.x + (ctx.textAlign === 'right' ? -4 : 8), Math.max(chartArea.top + 12, last.y - 8));
      ctx.restore();
    }
  },
};

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

  #chart: Chart | undefined;
  #stop: () => void = () => undefined;

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
    this.#stop = onThemeChange(() => this.#redraw());
    if (this.hasUpdated) this.#redraw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  protected override render(): TemplateResult {
    return html`<div class="holder"><canvas role="img" aria-label=${this.label} data-figure></canvas></div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const holder = this.renderRoot.querySelector<HTMLElement>('.holder');
    if (holder) holder.style.height = `${this.height}px`;
    this.#redraw();
  }

  #redraw(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    if (!canvas) return;
    const datasets = this.series.map((s) => this.#dataset(s));
    const scales = { x: this.#scale(this.x), y: this.#scale(this.y) };
    if (this.#chart) {
      this.#chart.data.datasets = datasets;
      this.#chart.options.scales = scales;
      this.#chart.update('none');
      return;
    }
    this.#chart = new Chart(canvas, {
      type: 'line',
      data: { datasets },
      plugins: [names],
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        maintainAspectRatio: false,
        events: [],
        scales,
        layout: { padding: { top: 8, right: 8 } },
      },
    });
  }

  #dataset(s: Series): ChartDataset {
    const color = inkOf(this, s.role === 'scaffold' ? 'muted' : s.role);
    const log = this.y.log === true;
    // Chart.js breaks a line at NaN; a log axis has no place for zero or less either.
    const data = s.points.map(([x, y]) => ({ x, y: Number.isFinite(y) && (!log || y > 0) ? y : Number.NaN }));
    const shared = { label: s.name, data, borderColor: color, backgroundColor: color, named: s.named ?? false };
    if (s.kind === 'bars') return { ...shared, type: 'bar', barPercentage: 0.7, categoryPercentage: 0.9 } as ChartDataset;
    const points = s.kind === 'points';
    return {
      ...shared,
      type: 'line',
      showLine: !points,
      borderWidth: 2,
      borderDash: s.dashed ? [5, 4] : [],
      pointRadius: s.pointSize ?? (points ? 4 : 0),
    } as ChartDataset;
  }

  #scale(axis: Axis): object {
    const muted = inkOf(this, 'muted');
    return {
      type: axis.log ? 'logarithmic' : 'linear',
      ...(axis.min !== undefined && { min: axis.min }),
      ...(axis.max !== undefined && { max: axis.max }),
      title: { display: axis.title !== '', text: axis.title, color: muted },
      grid: { color: inkOf(this, 'hairline'), drawTicks: false },
      border: { color: inkOf(this, 'hairline') },
      ticks: {
        color: muted,
        padding: 6,
        maxTicksLimit: 7,
        ...(axis.whole && { precision: 0 }),
        callback: (value: number | string) => formatNumber(Number(value), 3),
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
        font-family: var(--nabla-sans);
      }
    `,
  ];
}

define('nabla-chart', NablaChart);
