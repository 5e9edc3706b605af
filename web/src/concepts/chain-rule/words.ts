// What the widget says: a sentence, the formula with its numbers, the table, and what is wrong.

import { formatNumber } from '../../kit/format';
import { factor, fence, frac, joined, num, op, row, sub, sym, words, type Node } from '../../kit/formula';
import type { DataTable } from '../../kit/widget';
import { forwardMode, into, isChain, outOf, valueAt, walkOf, type Edge, type Here } from './model';

const list = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

const nameOf = ({ result }: Here, i: number): string => result.names[i] as string;

/** What an operation takes, in words: "h", "x and w". */
const operands = (view: Here, v: number): string => list(into(view.result, v).map((e) => nameOf(view, e.from)));

/** A leaf is refused by add_ itself; of any other node backward() finds out. */
const refusal = ({ result: { edit, names, trace } }: Here): string =>
  `The values are there. Now ${edit >= 0 && edit < trace.inputs ? `add_ refuses to change ${names[edit]}` : 'backward() is called, and refuses'}: no gradient arrives.`;

const slope = (view: Here, e: Edge): string => formatNumber(valueAt(view.result.trace.slopes, e.index));

export function sentence(view: Here): string {
  const { lens } = view.state;
  if (lens === 'product') return productSentence(view);
  if (lens === 'cost') return costSentence(view);
  return walkSentence(view);
}

function walkSentence(view: Here): string {
  const { result } = view;
  const { trace, output } = result;
  const walk = walkOf(view);
  const name = walk.node < 0 ? '' : nameOf(view, walk.node);
  switch (walk.phase) {
    case 'start':
      return 'Only the inputs are known. Step: each operation gives its value, and the slope that it has there.';
    case 'forward': {
      const slopes = into(result, walk.node).map((e) => slope(view, e));
      const tangent = forwardMode(view.state)
        ? ` Moving ${nameOf(view, result.seed)} by one moves it by ${formatNumber(valueAt(trace.tangents, walk.node))}.`
        : '';
      return `Forward: ${name} takes ${operands(view, walk.node)} and gives ${formatNumber(valueAt(trace.values, walk.node))}, with the slope ${list(slopes)} there.${tangent}`;
    }
    case 'seed':
      return trace.error
        ? refusal(view)
        : `The values are there; now back. The walk starts with ∂${name}/∂${name} = 1.`;
    case 'backward': {
      const shares = into(result, walk.node)
        .filter((e) => e.index !== result.cut)
        .map(
          (e) =>
            `${formatNumber(valueAt(trace.adjoints, walk.node))} times its slope ${slope(view, e)}, ${formatNumber(valueAt(trace.pulled, e.index))}, to ${nameOf(view, e.from)}`,
        );
      return `Back: ${name} hands on ${shares.length > 0 ? list(shares) : 'nothing, for its source is detached'}.`;
    }
    case 'end':
      return endSentence(view, nameOf(view, output));
  }
}

function endSentence(view: Here, f: string): string {
  const { state, result } = view;
  const { trace, seed } = result;
  if (forwardMode(state)) {
    const x = nameOf(view, seed);
    return `One walk forward has carried the slope along: moving ${x} by a little moves ${f} by ${formatNumber(valueAt(trace.tangents, result.output))} times as much. Another input needs a walk of its own.`;
  }
  if (trace.error) return refusal(view);
  if (state.lens === 'tape') return checkSentence(view);
  const absent = trace.arrived[0] === 0;
  if (absent) return `${f} does not depend on ${nameOf(view, 0)}: no gradient arrives, and .grad stays None.`;
  const first = `Moving ${nameOf(view, 0)} by a little moves ${f} by ${formatNumber(valueAt(trace.adjoints, 0))} times as much`;
  if (isChain(result) && result.edges.length > 0) {
    return `${first}: the product of the ${result.edges.length === 1 ? 'one slope' : `${result.edges.length} slopes`} on the way.`;
  }
  const uses = outOf(result, 0).length;
  return uses > 1
    ? `${first}: it is used ${uses} times, and the shares that come back add up.`
    : `${first}. One walk back has given the slope of every input at once.`;
}

function checkSentence(view: Here): string {
  const { trace, names } = view.result;
  const measured = Array.from(trace.numerical, (x) => formatNumber(x));
  const claimed = Array.from(trace.numerical, (_, i) =>
    trace.arrived[i] === 0 ? 'None' : formatNumber(valueAt(trace.adjoints, i)),
  );
  const of = names.slice(0, trace.inputs).join(', ');
  return `For ${of} the walk back says ${claimed.join(', ')}; nudging the inputs measures ${measured.join(', ')}. gradcheck ${trace.passed ? 'passes' : 'fails'}.`;
}

function productSentence(view: Here): string {
  const { result } = view;
  const { trace, output } = result;
  const [f, x] = [nameOf(view, output), nameOf(view, 0)];
  const count = result.edges.length;
  const size = formatNumber(valueAt(trace.adjoints, 0));
  const bound = valueAt(trace.bounds, 0);
  const what = isChain(result)
    ? `${count} ${count === 1 ? 'slope' : 'slopes'} multiply to ∂${f}/∂${x} = ${size}.`
    : `From ${f} back to ${x} the gradient becomes ${size}, over every path there is.`;
  return Number.isFinite(bound)
    ? `${what} Wherever the inputs are, it is at most ${formatNumber(bound)} in size.`
    : what;
}

function costSentence({ result }: Here): string {
  const { trace } = result;
  const [n, m] = [trace.inputs, trace.outputs.length];
  const s = (k: number, one: string): string => `${k} ${one}${k === 1 ? '' : 's'}`;
  const cheaper =
    trace.forwardCost === trace.reverseCost
      ? 'Both cost the same here.'
      : trace.reverseCost < trace.forwardCost
        ? 'Reverse mode is cheaper; with a million weights and one loss by about a million.'
        : 'Forward mode is cheaper and remembers nothing.';
  return `All slopes of ${s(m, 'output')} by ${s(n, 'input')} take ${s(n, 'walk')} forward or ${s(m, 'walk')} back. ${cheaper}`;
}

// The formula with the numbers of this state.

const partial = (over: string, under: string): Node => frac(row(op('∂'), named(over)), row(op('∂'), named(under)));

/** v₁₂ as a letter with an index. */
function named(name: string): Node {
  const digits = [...name.slice(1)].map((c) => '₀₁₂₃₄₅₆₇₈₉'.indexOf(c));
  return digits.length > 0 && digits.every((d) => d >= 0)
    ? sub(sym(name.charAt(0)), num(Number(digits.join(''))))
    : sym(name);
}

/** A long list keeps its first three and its last. */
const shortened = (items: readonly Node[]): readonly Node[] =>
  items.length <= 5 ? items : [...items.slice(0, 3), op('…'), items.at(-1) as Node];

const orGap = (x: number, role: 'gradient' | 'result' | 'data'): Node =>
  Number.isFinite(x) ? factor(x, role) : words(formatNumber(x));

export function formula(view: Here): Node {
  const { state, result } = view;
  const walk = walkOf(view);
  const walking = state.lens === 'graph' || state.lens === 'tape';
  if (walking && walk.phase === 'forward') return forwardFormula(view, walk.node);
  if (walking && walk.phase === 'backward') return backwardFormula(view, walk.node);
  if (walking && walk.phase === 'end' && forwardMode(state)) {
    const { trace, seed, output } = result;
    const d = partial(nameOf(view, output), nameOf(view, seed));
    return row(d, op('='), orGap(valueAt(trace.tangents, output), 'gradient'));
  }
  return gradientFormula(view);
}

function forwardFormula(view: Here, v: number): Node {
  const { trace } = view.result;
  const edges = into(view.result, v);
  const name = nameOf(view, v);
  const value = row(
    named(name),
    fence(
      joined(
        edges.map((e) => orGap(valueAt(trace.values, e.from), 'data')),
        ',',
      ),
    ),
    op('='),
    orGap(valueAt(trace.values, v), 'result'),
  );
  const slopes = edges.map((e) =>
    row(partial(name, nameOf(view, e.from)), op('='), orGap(valueAt(trace.slopes, e.index), 'result')),
  );
  return joined([value, ...slopes], ',');
}

function backwardFormula(view: Here, v: number): Node {
  const { trace, output, cut } = view.result;
  const [f, name] = [nameOf(view, output), nameOf(view, v)];
  const edges = into(view.result, v).filter((e) => e.index !== cut);
  return joined(
    edges
      .slice(0, 2)
      .map((e) =>
        row(
          partial(f, name),
          op('·'),
          partial(name, nameOf(view, e.from)),
          op('='),
          orGap(valueAt(trace.adjoints, v), 'gradient'),
          op('·'),
          orGap(valueAt(trace.slopes, e.index), 'result'),
          op('='),
          orGap(valueAt(trace.pulled, e.index), 'gradient'),
        ),
      ),
    ',',
  );
}

/** A product along a chain, from the output in; elsewhere the sum of the shares that come back to the first input. */
function gradientFormula(view: Here): Node {
  const { result } = view;
  const { trace, output } = result;
  const left = partial(nameOf(view, output), nameOf(view, 0));
  const total = orGap(valueAt(trace.adjoints, 0), 'gradient');
  if (trace.arrived[0] === 0) return row(left, op('='), words('None'));
  if (isChain(result) && result.edges.length > 1) {
    const inwards = [...result.edges].reverse();
    const slopes = inwards.map((e) => orGap(valueAt(trace.slopes, e.index), 'result'));
    if (inwards.length > 4) return row(left, op('='), joined(shortened(slopes), '·'), op('='), total);
    const symbols = inwards.map((e) => partial(nameOf(view, e.to), nameOf(view, e.from)));
    return row(left, op('='), joined(symbols, '·'), op('='), joined(slopes, '·'), op('='), total);
  }
  const shares = outOf(result, 0).filter((e) => trace.arrived[e.to] !== 0 && e.index !== result.cut);
  if (shares.length < 2) return row(left, op('='), total);
  const terms = shares.map((e) => orGap(valueAt(trace.pulled, e.index), 'gradient'));
  return row(left, op('='), joined(shortened(terms), '+'), op('='), total);
}

// The data in full.

const orWord = (x: number): number | string => (Number.isFinite(x) ? x : formatNumber(x));

export function table({ result }: Here): DataTable {
  const { trace, names, labels, edges } = result;
  return {
    caption: 'Nodes and the links that lead to them, in the order of evaluation',
    columns: [
      'node',
      'operation',
      'value',
      'tangent',
      'gradient',
      'from',
      'local slope',
      'share forward',
      'share back',
    ],
    rows: names.flatMap((name, i): (string | number)[][] => {
      const node = [
        name,
        i < trace.inputs ? 'input' : (labels[i] as string),
        orWord(valueAt(trace.values, i)),
        orWord(valueAt(trace.tangents, i)),
        trace.arrived[i] === 0 ? 'None' : orWord(valueAt(trace.adjoints, i)),
      ];
      const links = edges.filter((e) => e.to === i);
      if (links.length === 0) return [[...node, '', '', '', '']];
      return links.map((e) => [
        ...node,
        names[e.from] as string,
        orWord(valueAt(trace.slopes, e.index)),
        orWord(valueAt(trace.pushed, e.index)),
        e.index === result.cut ? 'detached' : orWord(valueAt(trace.pulled, e.index)),
      ]);
    }),
  };
}

export function warning(view: Here): string | undefined {
  const { state, result } = view;
  const { trace, labels } = result;
  if (trace.badNode >= 0) {
    const v = trace.badNode;
    const at = into(result, v).map((e) => formatNumber(valueAt(trace.values, e.from)));
    const what = Number.isNaN(valueAt(trace.values, v)) ? 'gives no number' : 'leaves float64';
    return `${nameOf(view, v)} ${what}: “${labels[v]}” of ${list(at)}. Every number after it is lost.`;
  }
  if (trace.badEdge >= 0) {
    const e = result.edges[trace.badEdge] as Edge;
    const total = valueAt(trace.adjoints, 0);
    const lost = Number.isFinite(total) ? '' : ' Multiplied on, it makes the gradient no number.';
    return `The slope of “${labels[e.to]}” is ${slope(view, e)} at ${formatNumber(valueAt(trace.values, e.from))}.${lost}`;
  }
  if (trace.error && state.lens === 'tape' && walkOf(view).phase !== 'forward') return `RuntimeError: ${trace.error}`;
  return undefined;
}
