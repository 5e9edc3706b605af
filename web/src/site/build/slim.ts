// What a reader's browser does not need: the indentation inside templates, comments in styles, and what a concept says of
// itself that stands in the prerendered page already.

import type { Plugin } from 'vite';
import { nodesIn, withCuts, type Cut, type Node } from './nodes';

const TEMPLATES = new Set(['html', 'svg', 'mathml', 'css']);

/** Of a concept, and of its parameters: read by the builds of pages, examples and types alone. */
const OF_CONCEPT = new Set(['summary', 'prerequisites', 'symbols', 'height']);
const OF_PARAMETER = new Set(['description', 'python', 'lambda', 'also']);

/** Runs of white space around a line break become one space; what stands on one line stays as it is. */
const collapsed = (text: string): string => text.replace(/\s*\n\s*/g, ' ');

/** Of styles, also comments and the white space around what parts them; within values, as in calc(), it stays. */
const tight = (css: string): string =>
  collapsed(css.replace(/\/\*[^]*?\*\//g, ''))
    .replace(/\s*([{};,])\s*/g, '$1')
    .replace(/:\s+/g, ':')
    .replaceAll(';}', '}');

const keyOf = (node: Node): string => (node['key'] as { name?: string } | undefined)?.name ?? '';

/** The property with the comma behind it; the last one leaves the comma before it, which is allowed. */
function propertyCut({ start, end }: Node, code: string): Cut {
  const comma = /^\s*,/.exec(code.slice(end))?.[0].length ?? 0;
  return { start, end: end + comma, text: '' };
}

function conceptCuts(node: Node, code: string): Cut[] {
  if (node.type === 'CallExpression' && (node['callee'] as { name?: string }).name === 'defineConcept') {
    const [table] = node['arguments'] as Node[];
    const properties = (table?.['properties'] ?? []) as Node[];
    return properties.filter((p) => OF_CONCEPT.has(keyOf(p))).map((p) => propertyCut(p, code));
  }
  // A parameter may be called lambda, too: that one is a table.
  const own = node.type === 'Property' && OF_PARAMETER.has(keyOf(node));
  return own && (node['value'] as Node).type !== 'ObjectExpression' ? [propertyCut(node, code)] : [];
}

function cutsIn(program: unknown, code: string, isConcept: boolean): Cut[] {
  const cuts: Cut[] = [];
  for (const node of nodesIn(program)) {
    const tag = node.type === 'TaggedTemplateExpression' ? (node['tag'] as { name?: string }).name : undefined;
    if (tag !== undefined && TEMPLATES.has(tag)) {
      const shorter = tag === 'css' ? tight : collapsed;
      for (const { start, end } of (node['quasi'] as { quasis: Node[] }).quasis) {
        cuts.push({ start, end, text: shorter(code.slice(start, end)) });
      }
    }
    if (isConcept) cuts.push(...conceptCuts(node, code));
  }
  return cuts;
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
        return cuts.length > 0 ? { code: withCuts(code, cuts), map: null } : null;
      },
    },
  };
}
