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
  const x = Math.min(1, Math.max(0, t)) * (anchors.length - 1);
  const i = Math.min(anchors.length - 2, Math.floor(x));
  const a = anchors[i] as Rgb;
  const b = anchors[i + 1] as Rgb;
  const mixed = (from: number, to: number): number => Math.round(from + (x - i) * (to - from));
  return [mixed(a[0], b[0]), mixed(a[1], b[1]), mixed(a[2], b[2])];
}

/** t in 0…1. */
export const viridis = (t: number): Rgb => sample(VIRIDIS, t);
/** t in −1…1. */
export const diverging = (t: number): Rgb => sample(DIVERGING, (t + 1) / 2);
/** t in 0…1, dark to light. */
export const grey = (t: number): Rgb => {
  const v = Math.round(255 * Math.min(1, Math.max(0, t)));
  return [v, v, v];
};
