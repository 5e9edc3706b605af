// What a reader's browser does not need: the indentation inside templates, and the descriptions of parameters, which
// stand in the prerendered page already.

import type { Plugin } from 'vite';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const TEMPLATES = new Set(['html', 'svg', 'mathml', 'css']);

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodesIn(item);
  else if (isNode(value)) {
    yield value;
    for (const child of Object.values(value)) if (typeof child === 'object') yield* nodesIn(child);
  }
}

/** Runs of white space around a line break become one space; what stands on one line stays as it is. */
const collapsed = (text: string): string => text.replace(/\s*\n\s*/g, ' ');

function cutsIn(program: unknown, code: string, isConcept: boolean): Cut[] {
  const cuts: Cut[] = [];
  for (const node of nodesIn(program)) {
    if (node.type === 'TaggedTemplateExpression' && TEMPLATES.has((node['tag'] as { name?: string }).name ?? '')) {
      for (const { start, end } of (node['quasi'] as { quasis: Node[] }).quasis) {
        cuts.push({ start, end, text: collapsed(code.slice(start, end)) });
      }
    }
    const key = node['key'] as { name?: string } | undefined;
    if (isConcept && node.type === 'Property' && key?.name === 'description') {
      const { start, end } = node['value'] as Node;
      cuts.push({ start, end, text: "''" });
    }
  }
  return cuts.sort((a, b) => b.start - a.start);
}

export function slim(): Plugin {
  return {
    name: 'nabla-slim',
    apply: 'build',
    enforce: 'post',
    transform: {
      filter: { id: /\/web\/src\/(kit|embed|site|concepts)\/.*\.ts$/ },
      handler(code, id) {
        const cuts = cutsIn(this.parse(code), code, id.endsWith('/concept.ts'));
        const slimmed = cuts.reduce((text, cut) => text.slice(0, cut.start) + cut.text + text.slice(cut.end), code);
        return cuts.length > 0 ? { code: slimmed, map: null } : null;
      },
    },
  };
}
