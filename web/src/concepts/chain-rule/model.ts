// What the widget asks of the engine, and where the walk through the graph stands.

import type { Engine } from '../../engine';
import { formatNumber } from '../../kit/format';
import type { Values } from '../../kit/parameters';
import type { View } from '../../kit/widget';
import concept from './concept';

export type State = Values<typeof concept.parameters>;
export type Result = ReturnType<typeof compute>;
export type Here = View<typeof concept.parameters, Result>;
export type Input = State['from'];

const { variables } = concept.parameters.f;
const VARIABLES = variables.join(',');

export interface Edge {
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

export function compute(engine: Engine, state: State) {
  const at = Float64Array.of(state.x, state.y, state.w, state.b);
  const spoilt = state.lens === 'tape';
  // The tile shows only in the first lens, and its text is at fault before it is ever put on.
  if (state.lens === 'graph') engine.expressionReport(state.own, concept.parameters.own.variables.join(','));
  const run = (input: number, output: number, assign: boolean, cut: number, edit: number) =>
    engine.chainTrace(state.f, VARIABLES, at, state.repeat, input, output, assign, cut, edit);
  const plain = run(0, 0, false, -1, -1);
  const names = plain.names.split('\n');
  // What the function does not have cannot be chosen: the first counts instead, or none.
  const seed = Math.max(0, names.slice(0, plain.inputs).indexOf(state.from));
  const output = state.output <= plain.outputs.length ? state.output - 1 : 0;
  const cut = spoilt && state.cut <= plain.from.length ? state.cut - 1 : -1;
  const edit = spoilt && state.edit <= names.length ? state.edit - 1 : -1;
  const assign = spoilt && state.meet === 'assign';
  const usual = seed === 0 && output === 0 && cut < 0 && edit < 0 && !assign;
  const trace = usual ? plain : run(seed, output, assign, cut, edit);
  const edges: Edge[] = Array.from(trace.from, (from, index) => ({ index, from, to: trace.to[index] as number }));
  return {
    trace,
    edges,
    names,
    labels: trace.labels.split('\n'),
    seed,
    cut,
    edit,
    output: trace.outputs[output] as number,
    /** The text with one more operation around it; throws what the engine throws. */
    append: (tile: string) => engine.chainAppend(state.f, VARIABLES, tile, state.c, state.own),
    remove: () => engine.chainRemove(state.f, VARIABLES),
  };
}

export const forwardMode = (state: State): boolean => state.mode === 'forward' && state.lens !== 'tape';

export interface Walk {
  /** Steps until everything is done and nothing is under way. */
  readonly last: number;
  readonly now: number;
  readonly phase: 'start' | 'forward' | 'seed' | 'backward' | 'end';
  /** Node whose value is computed, or whose gradient is handed on. */
  readonly node: number;
  /** Nodes with a value. */
  readonly known: number;
  /** Nodes that have handed their gradient on, in order. */
  readonly handed: readonly number[];
}

/** First every operation forward; then, in reverse mode, the seed and every operation back that a gradient reaches. */
export function walkOf({ state, result }: Pick<Here, 'state' | 'result'>): Walk {
  const { trace, names, output } = result;
  const ahead = names.length - trace.inputs;
  const order = Array.from({ length: names.length }, (_, i) => names.length - 1 - i);
  const back = order.filter((v) => trace.arrived[v] !== 0 && result.edges.some((e) => e.to === v));
  const reverse = !forwardMode(state);
  const last = ahead + (reverse ? 1 + back.length : 0) + 1;
  const now = Math.min(state.step, last);
  const known = trace.inputs + Math.min(now, ahead);
  const behind = now - ahead - 1;
  const handed = reverse ? back.slice(0, Math.max(0, behind)) : [];
  if (now >= last) return { last, now, phase: 'end', node: output, known, handed };
  if (now === 0) return { last, now, phase: 'start', node: -1, known, handed };
  if (now <= ahead) return { last, now, phase: 'forward', node: known - 1, known, handed };
  if (behind === 0) return { last, now, phase: 'seed', node: output, known, handed };
  return { last, now, phase: 'backward', node: handed.at(-1) as number, known, handed };
}

/** Edges into a node, operands in order. */
export const into = (result: Result, node: number): Edge[] => result.edges.filter((e) => e.to === node);
export const outOf = (result: Result, node: number): Edge[] => result.edges.filter((e) => e.from === node);

/** A single path: every operation takes one value, which nothing else uses. */
export const isChain = (result: Result): boolean =>
  result.trace.inputs === 1 &&
  result.trace.outputs.length === 1 &&
  result.names.every((_, i) => into(result, i).length <= 1 && outOf(result, i).length <= 1);

/** A number on the picture; what is none is a gap, and the warning says why. */
export const shown = (x: number | undefined, digits = 4): string =>
  x !== undefined && Number.isFinite(x) ? formatNumber(x, digits) : '—';

export const valueAt = (v: Float64Array, i: number): number => v[i] as number;
