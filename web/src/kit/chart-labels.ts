// Words at single points of a chart, for the few that have them: `extras` of nabla-chart, and `labels` of a series.

import type { Plugin } from 'chart.js';

/** Writes what belongs to single points beside them. */
export const labels: Plugin = {
  id: 'labels',
  afterDatasetsDraw(chart) {
    const { ctx } = chart;
    ctx.save();
    ctx.font = `600 12px ${String(chart.options.font?.family)}`;
    ctx.textBaseline = 'middle';
    for (const [i, dataset] of chart.data.datasets.entries()) {
      ctx.fillStyle = dataset.borderColor as string;
      for (const [k, text] of (dataset as { labels?: readonly string[] }).labels?.entries() ?? []) {
        const point = chart.getDatasetMeta(i).data[k];
        if (point) ctx.fillText(text, point.x + 11, point.y);
      }
    }
    ctx.restore();
  },
};
