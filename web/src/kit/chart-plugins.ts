// What every chart draws beyond Chart.js: names at lines, and bars.

import type { Plugin } from 'chart.js';

interface Name {
  readonly text: string;
  readonly color: string;
  readonly x: number;
  readonly align: 'left' | 'right';
  y: number;
}

const LINE = 15;

/** Pushes names that would lie on each other apart, upwards from the lowest, then back down from the top edge. */
function spread(list: Name[], top: number): void {
  const touching = (p: Name, q: Name): boolean => p.align === q.align && Math.abs(p.x - q.x) < 60;
  const byHeight = list.sort((p, q) => q.y - p.y);
  for (const [i, name] of byHeight.entries()) {
    const below = byHeight.slice(0, i).filter((other) => touching(other, name));
    name.y = Math.min(name.y, ...below.map((other) => other.y - LINE));
  }
  for (const name of byHeight.reverse()) {
    const above = byHeight.slice(0, byHeight.indexOf(name)).filter((other) => touching(other, name));
    name.y = Math.max(name.y, top + 12, ...above.map((other) => other.y + LINE));
  }
}

/** Writes the name of a series at its last visible point. */
export const names: Plugin = {
  id: 'names',
  afterDatasetsDraw(chart) {
    const { ctx, chartArea } = chart;
    const list = chart.data.datasets.flatMap((dataset, i): Name[] => {
      if (!(dataset as { named?: boolean }).named) return [];
      const points = chart.getDatasetMeta(i).data.filter((p) => Number.isFinite(p.x) && Number.isFinite(p.y));
      const last = points.findLast(
        (p) => p.x <= chartArea.right + 1 && p.y >= chartArea.top - 1 && p.y <= chartArea.bottom + 1,
      );
      if (!last) return [];
      const align = last.x > chartArea.right - 80 ? 'right' : 'left';
      const x = last.x + (align === 'right' ? -4 : 8);
      return [{ text: dataset.label ?? '', color: dataset.borderColor as string, x, align, y: last.y - 8 }];
    });
    spread(list, chartArea.top);
    ctx.save();
    ctx.font = `600 12px ${String(chart.options.font?.family)}`;
    // A rim in the colour of the ground keeps a name readable where a line runs through it.
    ctx.lineWidth = 4;
    ctx.lineJoin = 'round';
    ctx.strokeStyle = (chart.data.datasets[0] as { rim?: string } | undefined)?.rim ?? 'transparent';
    for (const { text, color, x, y, align } of list) {
      ctx.fillStyle = color;
      ctx.textAlign = align;
      ctx.strokeText(text, x, y);
      ctx.fillText(text, x, y);
    }
    ctx.restore();
  },
};

/** Bars on a linear axis. Chart.js's own come with a controller and an element that weigh more than this. */
export const bars: Plugin = {
  id: 'bars',
  beforeDatasetsDraw(chart) {
    const { ctx, chartArea: area, scales } = chart;
    const zero = Math.min(area.bottom, Math.max(area.top, scales.y?.getPixelForValue(0) ?? area.bottom));
    ctx.save();
    ctx.beginPath();
    ctx.rect(area.left, area.top, area.width, area.height);
    ctx.clip();
    for (const [i, dataset] of chart.data.datasets.entries()) {
      if (!(dataset as { bars?: boolean }).bars) continue;
      const tops = chart.getDatasetMeta(i).data.filter((p) => Number.isFinite(p.x) && Number.isFinite(p.y));
      const apart = tops.slice(1).map((p, k) => Math.abs(p.x - (tops[k]?.x ?? 0)));
      const width = Math.min(area.width / 4, ...apart);
      ctx.fillStyle = dataset.backgroundColor as string;
      ctx.globalAlpha = 0.75;
      for (const { x, y } of tops) ctx.fillRect(x - width * 0.46, Math.min(y, zero), width * 0.92, Math.abs(zero - y));
    }
    ctx.restore();
  },
};
