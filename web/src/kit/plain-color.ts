// In place of the library that Chart.js computes colours with: colours that stay as they are. It would ask for others only
// under the pointer and while something moves, and a chart here is told of neither (`events: []`, `animation: false`).

export class Color {
  /** Chart.js asks whether a colour can be read before it takes one between two. */
  readonly valid = false;
  readonly #value: string;

  constructor(value: unknown) {
    this.#value = String(value);
  }

  saturate(): this {
    return this;
  }

  darken(): this {
    return this;
  }

  hexString(): string {
    return this.#value;
  }
}
