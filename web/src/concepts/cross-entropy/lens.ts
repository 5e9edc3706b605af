// What each lens provides, and what three of them share: a prediction and a target that can be dragged.

import { html, type TemplateResult } from 'lit';
import type { Engine } from '../../engine';
import { LETTERS } from '../../kit/bars';
import { num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import type { Lens as KitLens } from '../../kit/lenses';
import { classCount, scoreBars } from '../../kit/logits';
import type { Role, Values } from '../../kit/parameters';
import type { View } from '../../kit/widget';
import type concept from './concept';

type Table = (typeof concept)['parameters'];
export type State = Values<Table>;
export type Here<R> = View<Table, R>;
export type Lens<R> = KitLens<Table, R, Engine>;
export type Loss = ReturnType<Engine['crossEntropy']>;

export interface One {
  readonly loss: Loss;
  /** What it would be, had the prediction been taken for what it is. */
  readonly meant: Loss | undefined;
  /** Probabilities with one set anew and the others making room. */
  readonly moved: (p: Float64Array, i: number, to: number) => Float64Array;
}

export const nameOf = (i: number): string => LETTERS[i] ?? '';

export const scoresOf = (state: State): Float64Array => (state.from === 'logits' ? state.z : state.p);

/** As many entries as the prediction has: what is missing is 0. */
export const targetOf = (state: State): Float64Array => Float64Array.from(scoresOf(state), (_, i) => state.y[i] ?? 0);

export function computeOne(engine: Engine, state: State): One {
  const { from, smoothing } = state;
  const [scores, y] = [scoresOf(state), targetOf(state)];
  return {
    loss: engine.crossEntropy(scores, y, smoothing, from === 'probabilities' ? from : 'logits'),
    meant: from === 'mistaken' ? engine.crossEntropy(scores, y, smoothing, 'probabilities') : undefined,
    moved: (p, i, to) => engine.shareMoved(p, i, to),
  };
}

/** The class with the largest target. */
export const labelOf = (y: Float64Array): number => y.indexOf(Math.max(...y));

export const isOneHot = (y: Float64Array): boolean => y.filter((v) => v !== 0).length === 1 && y.includes(1);

/** Classes come and go in the prediction and the target alike; a share that is new is 0. */
export const classButtons = ({ state, set, result }: Here<One>): TemplateResult => {
  const rest = (v: Float64Array): Float64Array => {
    const sum = v.some((x) => x > 0) ? v : v.with(0, 1);
    return result.moved(sum, 0, sum[0] ?? 0);
  };
  return state.from === 'logits'
    ? classCount(state.z, 2, (z) => set({ z, y: rest(targetOf({ ...state, z })) }))
    : classCount(state.p, 2, (p) => set({ p: rest(p), y: rest(targetOf({ ...state, p })) }));
};

const oneHot = (n: number, label: number): Float64Array => Float64Array.from({ length: n }, (_, i) => +(i === label));

export const labelButtons = ({ state, set }: Here<unknown>): TemplateResult => {
  const y = targetOf(state);
  return html`<div class="steps" role="group" aria-label="true class">
    <span>the truth is</span>
    ${Array.from(
      y,
      (_, i) =>
        html`<button
          aria-pressed=${isOneHot(y) && y[i] === 1}
          aria-label=${`the truth is ${nameOf(i)}`}
          @click=${() => set({ y: oneHot(y.length, i) })}
        >
          ${nameOf(i)}
        </button>`,
    )}
  </div>`;
};

/** Soft targets are not checked: the sum may be another than 1. */
export const sumsToOne = ({ total }: Loss): boolean => Math.abs(total - 1) <= 1e-9;

/** In its colour while it is a number, red when it is none. */
export const judged = (x = 0, role: Role): [number, Role] => [x, Number.isFinite(x) ? role : 'broken'];

/** Both inputs as numbers to type. */
export const typed = (view: Here<unknown>): TemplateResult =>
  html`<details>
    <summary>Type the numbers</summary>
    ${view.control(view.state.from === 'logits' ? 'z' : 'p')} ${view.control('y')}
  </details>`;

/** What is predicted, with handles: logits, or shares of one whole. */
export function predictionBars({ state, result, set }: Here<One>, height: number): TemplateResult {
  const y = targetOf(state);
  const bars = { height, chosen: labelOf(y), choose: () => undefined };
  return state.from === 'logits'
    ? scoreBars({ ...bars, values: state.z, change: (z, _, done) => set({ z }, { done }) })
    : scoreBars({
        ...bars,
        label: 'probability',
        values: state.p,
        scale: { min: 0, max: 1 },
        least: 0,
        most: 1,
        step: 0.05,
        change: (p, i, done) => set({ p: result.moved(state.p, i, p[i] ?? 0) }, { done }),
      });
}

/** The target with handles, and what was predicted as lines across it. */
export function targetBars({ state, result, set }: Here<One>, height: number): TemplateResult {
  const y = targetOf(state);
  return scoreBars({
    label: 'target',
    values: y,
    marks: result.loss.p,
    height,
    chosen: labelOf(y),
    scale: { min: 0, max: 1 },
    least: 0,
    most: 1,
    step: 0.05,
    choose: () => undefined,
    change: (v, i, done) => set({ y: result.moved(y, i, v[i] ?? 0) }, { done }),
  });
}

export const predictionCaption = (state: State): TemplateResult =>
  html`<span class="role-data">${state.from === 'logits' ? 'logits z' : 'probabilities p'}</span>
    <span class="unit">${state.from === 'mistaken' ? 'taken for logits' : 'drag the tops'}</span>`;

/** −Σ y log p with the numbers of the classes that count. */
export function lossNode({ target, logp, p, loss }: Loss, logs = false): Node {
  const counted = [...target.keys()].filter((i) => target[i] !== 0);
  const shown = counted.slice(0, 3);
  const sum = shown.map((i, k) =>
    row(
      ...(k ? [op('+')] : []),
      ...(target[i] === 1 ? [] : [num(target[i] ?? 0, 'data', 3), op('·')]),
      logs ? num(logp[i] ?? 0, 'result', 3) : row(words('log '), num(p[i] ?? 0, 'result', 3)),
    ),
  );
  const many = counted.length > 1;
  return row(
    sym('L'),
    op('='),
    op('−'),
    ...(many ? [words('(')] : []),
    ...sum,
    ...(counted.length > 3 ? [op('+'), words('…')] : []),
    ...(many ? [words(')')] : []),
    op('='),
    num(loss, Number.isFinite(loss) ? 'result' : 'broken'),
  );
}

export const subscript = (name: string, i: number): Node => sub(sym(name), sym(nameOf(i)));

export const rowsOfOne = ({ loss }: One) => ({
  caption: 'The loss, class by class',
  columns: ['class', 'y', 'p', 'log p', '−y log p', '∂L/∂z = p Σy − y', '∂L/∂p = −y/p'],
  rows: Array.from(loss.p, (p, i) => [
    nameOf(i),
    ...[loss.target, [p], loss.logp, loss.terms, loss.gradient, loss.slopes].map((v, k) => v[k === 1 ? 0 : i] ?? 0),
  ]),
});

/** What three lenses warn of alike. */
export function warningOfOne({ preset, result: { loss } }: Here<One>): string | undefined {
  if (preset) return undefined;
  if (loss.infinite >= 0) {
    const name = nameOf(loss.infinite);
    return `The target gives ${name} a part and the prediction gives it 0: log 0 is −∞, so the loss is infinite. Nothing is cut off here; predict from logits and no share is ever 0.`;
  }
  return sumsToOne(loss)
    ? undefined
    : 'The target does not sum to 1. PyTorch takes it as it comes, and the loss is no cross-entropy of two distributions.';
}

export const blame = (_: string, state: State): keyof State => (state.from === 'logits' ? 'y' : 'p');
