// The trace as a graph on screen, at the step where the walk stands.

import type { GraphLink, GraphNode, GraphState, GraphText } from '../../kit/graph';
import concept from './concept';
import { forwardMode, into, outOf, shown, valueAt, walkOf, type Edge, type Here, type Walk } from './model';

const STEP = concept.parameters.x.step;

/** Long numbers need room that a large graph does not have. */
const digits = ({ result }: Here): number => (result.names.length > 7 ? 3 : 4);

export function drawingOf(view: Here): { nodes: GraphNode[]; links: GraphLink[] } {
  const { result } = view;
  const walk = walkOf(view);
  const ends = Array.from(result.trace.outputs);
  const nodes = result.names.map((_, i) => nodeOf(view, walk, i));
  const links = result.edges.map((edge) => linkOf(view, walk, edge));
  return {
    nodes: [...nodes, ...ends.map((): GraphNode => ({ label: '', role: 'scaffold' }))],
    links: [...links, ...ends.map((output, k) => endOf(view, walk, output, nodes.length + k))],
  };
}

function stateOf(walk: Walk, i: number): GraphState {
  if (i >= walk.known) return 'waiting';
  return walk.node === i && walk.phase !== 'end' ? 'active' : 'done';
}

function nodeOf(view: Here, walk: Walk, i: number): GraphNode {
  const { result } = view;
  const { trace, names, labels } = result;
  const name = names[i] as string;
  const isInput = i < trace.inputs;
  const value = valueAt(trace.values, i);
  const spoilt = i === result.edit;
  return {
    label: labels[i] as string,
    role: spoilt ? 'broken' : isInput ? 'data' : walk.phase === 'backward' && walk.node === i ? 'gradient' : 'result',
    ...(!isInput && { name: spoilt ? `${name}.add_(1)` : name }),
    state: stateOf(walk, i),
    total: totalOf(view, walk, i),
    ...(isInput && {
      handle: {
        name: `${name}: drag up or down`,
        value,
        text: `${name} = ${shown(value)}`,
        step: STEP,
      },
    }),
  };
}

/** What the shares at a node add up to, once all of them are there; a lone share stands on its link already. */
function totalOf(view: Here, walk: Walk, i: number): GraphText | undefined {
  const { state, result } = view;
  const { trace, names, output } = result;
  const isInput = i < trace.inputs;
  const say = (lone: string, x: number): GraphText => ({
    text: `${isInput && trace.inputs === 1 ? lone : 'Σ '}${shown(x, digits(view))}`,
    role: 'gradient',
  });
  if (forwardMode(state)) {
    if (isInput) return { text: `d${names[i]} = ${shown(valueAt(trace.tangents, i))}`, role: 'gradient' };
    return i < walk.known && into(result, i).length > 1 ? say('', valueAt(trace.tangents, i)) : undefined;
  }
  const back = walk.phase === 'seed' || walk.phase === 'backward' || walk.phase === 'end';
  const uses = outOf(result, i).filter((e) => e.index !== result.cut && trace.arrived[e.to] !== 0);
  if (!back || !uses.every((e) => walk.handed.includes(e.to))) return undefined;
  if (trace.arrived[i] === 0) return isInput && walk.phase === 'end' ? { text: 'None', role: 'gradient' } : undefined;
  const lone = uses.length + (i === output ? 1 : 0) < 2;
  if (lone && !(isInput && trace.inputs === 1)) return undefined;
  return say(`∂${names[output]}/∂${names[i]} = `, valueAt(trace.adjoints, i));
}

function linkOf(view: Here, walk: Walk, edge: Edge): GraphLink {
  const { state, result } = view;
  const { trace, cut } = result;
  const { index, from, to } = edge;
  const forward = forwardMode(state);
  const known = to < walk.known;
  const back = walk.handed.includes(to) && index !== cut;
  const under = walk.node === to && (walk.phase === 'forward' || walk.phase === 'backward');
  const share = forward ? known : back;
  return {
    from,
    to,
    cut: index === cut,
    state: under
      ? walk.phase === 'backward'
        ? index === cut
          ? 'done'
          : 'backward'
        : 'active'
      : known
        ? 'done'
        : 'waiting',
    above:
      from < walk.known
        ? { text: shown(valueAt(trace.values, from), digits(view)), role: from < trace.inputs ? 'data' : 'result' }
        : undefined,
    on: known
      ? index === cut
        ? { text: 'detach', role: 'broken' }
        : { text: `× ${shown(valueAt(trace.slopes, index), 3)}`, role: 'scaffold' }
      : undefined,
    below: share
      ? { text: shown(valueAt(forward ? trace.pushed : trace.pulled, index), digits(view)), role: 'gradient' }
      : undefined,
  };
}

/** The open end of an output: its value, and the gradient that the walk back starts with. */
function endOf({ state, result }: Here, walk: Walk, output: number, end: number): GraphLink {
  const { trace } = result;
  const known = output < walk.known;
  const forward = forwardMode(state);
  const seeded =
    output === result.output &&
    !trace.error &&
    (walk.phase === 'seed' || walk.phase === 'backward' || walk.phase === 'end');
  const below = forward ? (known ? shown(valueAt(trace.tangents, output)) : undefined) : seeded ? '1' : undefined;
  return {
    from: output,
    to: end,
    state: walk.phase === 'seed' && output === result.output ? 'backward' : known ? 'done' : 'waiting',
    above: known ? { text: shown(valueAt(trace.values, output)), role: 'result' } : undefined,
    below: below === undefined ? undefined : { text: below, role: 'gradient' },
  };
}
