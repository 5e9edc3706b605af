// Values as colours on the canvas behind a plane: one cell of an image a value, enlarged by the browser.

import { pixelOf, SHADES, shadesOf } from './color-maps';
import type { Field, Interval } from './plane-items';
import type { Mapping } from './plane-mapping';
import { WIDTH } from './plane-mapping';
import type { Ink } from './theme';

const LABELS = ['data', 'parameter', 'result', 'gradient', 'faded', 'broken'] as const satisfies readonly Ink[];
/** Device pixels of the canvas to one unit of the viewBox. */
const SHARPNESS = 2;

const shades = (kind: Field['colors'], ink: (name: Ink) => string): Uint32Array =>
  kind === 'labels'
    ? Uint32Array.from(LABELS, (name) => pixelOf((ink(name).match(/\d+/g) ?? []).map(Number), 64))
    : shadesOf(kind === 'sequential' ? 'viridis' : 'diverging');

function domainOf(field: Field): Interval {
  if (field.domain) return field.domain;
  let low = Infinity;
  let high = -Infinity;
  for (const v of field.grid.data) {
    if (v < low && v > -Infinity) low = v;
    if (v > high && v < Infinity) high = v;
  }
  if (field.colors === 'sequential') return [low, high];
  const reach = Math.max(Math.abs(low), Math.abs(high));
  return [-reach, reach];
}

function imageOf(field: Field, ink: (name: Ink) => string): ImageData {
  const { rows, cols, data } = field.grid;
  const image = new ImageData(cols, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const table = shades(field.colors, ink);
  const [low, high] = field.colors === 'labels' ? [0, 1] : domainOf(field);
  const scale = field.colors === 'labels' ? 1 : high > low ? SHADES / (high - low) : 0;
  for (let row = 0; row < rows; row++) {
    // Row 0 lies at the bottom of the plane and at the top of an image.
    const to = (rows - 1 - row) * cols;
    for (let col = 0; col < cols; col++) {
      const value = data[row * cols + col] as number;
      if (value - value !== 0) continue;
      const shade = Math.round((value - low) * scale);
      pixels[to + col] = table[
        field.colors === 'labels' ? Math.abs(shade) % table.length : Math.min(SHADES, Math.max(0, shade))
      ] as number;
    }
  }
  return image;
}

let scratch: HTMLCanvasElement | undefined;

/** Draws the fields one over the other. `ink` answers the page's colours. */
export function paintFields(
  canvas: HTMLCanvasElement,
  fields: readonly Field[],
  mapping: Mapping,
  ink: (name: Ink) => string,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const [width, height] = [WIDTH * SHARPNESS, Math.round(mapping.height * SHARPNESS)];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  context.clearRect(0, 0, width, height);
  scratch ??= document.createElement('canvas');
  for (const field of fields) {
    const { rows, cols } = field.grid;
    if (rows === 0 || cols === 0) continue;
    [scratch.width, scratch.height] = [cols, rows];
    scratch.getContext('2d')?.putImageData(imageOf(field, ink), 0, 0);
    const [left, top] = mapping
      .px([field.x[0], field.y[1]])
      .map((v, i) => (v + (i ? mapping.height : WIDTH) / 2) * SHARPNESS);
    const [right, bottom] = mapping
      .px([field.x[1], field.y[0]])
      .map((v, i) => (v + (i ? mapping.height : WIDTH) / 2) * SHARPNESS);
    context.globalAlpha = field.opacity ?? 1;
    context.imageSmoothingEnabled = field.colors !== 'labels';
    context.drawImage(scratch, left ?? 0, top ?? 0, (right ?? 0) - (left ?? 0), (bottom ?? 0) - (top ?? 0));
  }
  context.globalAlpha = 1;
}
