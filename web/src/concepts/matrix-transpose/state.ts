// What the widget computes, and how its parts read it.

import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import type { Values } from '../../kit/parameters';
import type { View } from '../../kit/widget';
import type concept from './concept';

export type State = Values<typeof concept.parameters>;
export type Result = ReturnType<typeof compute>;
export type Here = View<typeof concept.parameters, Result>;

/** Only these two look at x and g, so only they need lengths that fit. */
const usesLayer = ({ lens }: State): boolean => lens === 'wiring' || lens === 'gradient';

export function compute(engine: Engine, state: State) {
  const { w, x, g } = state;
  if (usesLayer(state)) engine.matvec(w, x);
  // W g has no value unless W is square: the engine says so in PyTorch's words.
  if (state.lens === 'gradient' && state.forget) engine.matvec(w, g);
  return {
    transposed: engine.matrixTranspose(w),
    memory: engine.transposeView(w),
    pass: usesLayer(state)
      ? { identity: engine.adjointIdentity(w, x, g), back: engine.linearBackward(w, x, g) }
      : undefined,
  };
}

/** Row and column of Wᵀ, from 0: the chosen ones may lie outside after a resize, then the nearest are meant. */
export const chosenIn = ({ row, col, w }: State): readonly [row: number, col: number] => [
  Math.min(row, w.cols) - 1,
  Math.min(col, w.rows) - 1,
];

/** The first numbers, and a sign that there are more. */
export function list(v: Float64Array, most = 12, digits = 4): string {
  const shown = Array.from(v.subarray(0, most), (x) => formatNumber(x, digits)).join(', ');
  return v.length > most ? `${shown}, …` : shown;
}
