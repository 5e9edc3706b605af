// Between data units and the viewBox of a plane, which is 400 wide with the window's middle at its origin.

import type { Interval, Map2, Point, Window } from './plane-items';

export const WIDTH = 400;

/** Drops binary dust such as 0.30000000000000004. */
export const tidy = (x: number): number => Number(x.toPrecision(10));

/** Where a handle on a circle stands at a whole number of degrees. */
export function onRing(degrees: number, ring: number): Point {
  const angle = (Math.round(degrees) * Math.PI) / 180;
  // Ten decimals: a right angle is then 0 and 1, not 6e-17.
  const clean = (x: number): number => Number((ring * x).toFixed(10)) + 0;
  return [clean(Math.cos(angle)), clean(Math.sin(angle))];
}

const middle = ([min, max]: Interval): number => (min + max) / 2;
const length = ([min, max]: Interval): number => max - min;

/** The least of 1, 2, 5, 10, … that is not below x. */
function roundStep(x: number): number {
  const decade = 10 ** Math.floor(Math.log10(x) + 1e-9);
  return decade * ([1, 2, 5].find((r) => r * decade >= x * (1 - 1e-9)) ?? 10);
}

const TICKS_EACH_WAY = 6;

/** Round values strictly inside an interval. */
function ticksIn([min, max]: Interval, step: number): number[] {
  const first = Math.ceil(min / step);
  const count = Math.min(64, Math.floor(max / step) - first + 1);
  return Array.from({ length: count }, (_, i) => tidy((first + i) * step)).filter(
    (t) => Math.abs(t - middle([min, max])) < 0.49 * (max - min),
  );
}

/** A window that can be drawn: finite, with some width. */
const usable = ([min, max]: Interval): boolean => Number.isFinite(min) && Number.isFinite(max) && max - min > 0;

export class Mapping {
  readonly #window: Window;
  readonly height: number;
  readonly #sx: number;
  readonly #sy: number;

  constructor(window: Window, aspect: number) {
    this.#window = { x: usable(window.x) ? window.x : [-1, 1], y: usable(window.y) ? window.y : [-1, 1] };
    this.height = WIDTH * aspect;
    this.#sx = WIDTH / length(this.#window.x);
    this.#sy = this.height / length(this.#window.y);
  }

  get window(): Window {
    return this.#window;
  }

  px = ([x, y]: Point): [number, number] => [
    (x - middle(this.#window.x)) * this.#sx,
    -(y - middle(this.#window.y)) * this.#sy,
  ];

  /** Of a linear map about the data's origin; y points up in the data and down in SVG. */
  transform([a, b, c, d]: Map2): string {
    const [x, y] = this.px([0, 0]);
    return `matrix(${a * this.#sx} ${-c * this.#sy} ${b * this.#sx} ${-d * this.#sy} ${x} ${y})`;
  }

  /** Data at a place given in fractions of the picture from its upper left corner. */
  dataAt(fx: number, fy: number): Point {
    const { x, y } = this.#window;
    return [x[0] + fx * length(x), y[1] - fy * length(y)];
  }

  /** To a fiftieth of a step of the axes, inside the window: what a hand can mean. */
  snap(p: Point): Point {
    const one = (v: number, interval: Interval): number => {
      const grain = 10 ** Math.floor(Math.log10(length(interval) / 40));
      return tidy(Math.round(Math.min(interval[1], Math.max(interval[0], v)) / grain) * grain);
    };
    return [one(p[0], this.#window.x), one(p[1], this.#window.y)];
  }

  /** Round values on both axes; where both have one scale, in one step. */
  ticks(): { readonly x: number[]; readonly y: number[] } {
    const { x, y } = this.#window;
    const step = roundStep(length(x) / 2 / TICKS_EACH_WAY);
    const same = Math.abs(this.#sx - this.#sy) < 1e-9 * this.#sx;
    const stepY = same ? step : roundStep(length(y) / 2 / Math.max(2, TICKS_EACH_WAY * (this.height / WIDTH)));
    return { x: ticksIn(x, step), y: ticksIn(y, stepY) };
  }
}
