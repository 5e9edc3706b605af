// The trace as a graph on screen, at the step where the walk stands.

import type { GraphLink, GraphNode, GraphState } from '../../kit/graph';
import type { Role } from '../../kit/parameters';
import { forwardMode, into, outOf, shown, valueAt, walkOf, type Edge, type Here, type Walk } from './model';

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
  const { state, result } = view;
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
        step: state.f === '' ? 1 : 0.1,
      },
    }),
  };
}

/** What the shares at a node add up to, once all of them are there. */
function totalOf({ state, result }: Here, walk: Walk, i: number) {
  const { trace, names, output } = result;
  const isInput = i < trace.inputs;
  const role: Role = 'gradient';
  if (forwardMode(state)) {
    const done = i < walk.known && (isInput || into(result, i).length > 1);
    return done
      ? { text: `${isInput ? `d${names[i]} = ` : 'Σ '}${shown(valueAt(trace.tangents, i))}`, role }
      : undefined;
  }
  const uses = outOf(result, i).filter((e) => e.index !== result.cut && trace.arrived[e.to] !== 0);
  const complete = walk.phase !== 'start' && uses.every((e) => walk.handed.includes(e.to));
  const begun = walk.phase === 'end' || walk.phase === 'backward' || walk.phase === 'seed';
  if (!begun || !complete) return undefined;
  if (trace.arrived[i] === 0) return isInput && walk.phase === 'end' ? { text: 'grad None', role } : undefined;
  if (!isInput && uses.length + (i === output ? 1 : 0) < 2) return undefined;
  return { text: `${isInput ? `∂${names[output]}/∂${names[i]} = ` : 'Σ '}${shown(valueAt(trace.adjoints, i))}`, role };
}

function linkOf({ state, result }: Here, walk: Walk, edge: Edge): GraphLink {
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
        ? { text: shown(valueAt(trace.values, from)), role: from < trace.inputs ? 'data' : 'result' }
        : undefined,
    on: known
      ? index === cut
        ? { text: 'detach', role: 'broken' }
        : { text: `× ${shown(valueAt(trace.slopes, index), 3)}`, role: 'scaffold' }
      : undefined,
    below: share ? { text: shown(valueAt(forward ? trace.pushed : trace.pulled, index)), role: 'gradient' } : undefined,
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
