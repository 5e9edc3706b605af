// A formula with the current numbers in it: one small tree that is shown as MathML and exported as LaTeX.
// Symbolic formulas are .tex files set at build time; this is only for what changes while a visitor plays.

import { html, mathml, nothing, render, type TemplateResult } from 'lit';
import { formatNumber } from './format';
import type { Role } from './parameters';

export type Node =
  | { readonly type: 'number'; readonly text: string; readonly role?: Role }
  | { readonly type: 'symbol'; readonly name: string; readonly bold?: boolean; readonly role?: Role }
  | { readonly type: 'operator'; readonly name: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'row'; readonly items: readonly Node[] }
  | { readonly type: 'fraction'; readonly over: Node; readonly under: Node }
  | { readonly type: 'root'; readonly of: Node }
  | { readonly type: 'scripts'; readonly base: Node; readonly sub?: Node; readonly sup?: Node }
  | { readonly type: 'fence'; readonly open: string; readonly close: string; readonly of: Node }
  | { readonly type: 'matrix'; readonly rows: readonly (readonly Node[])[] };

export const num = (x: number, role?: Role, digits = 4): Node => ({
  type: 'number',
  text: formatNumber(x, digits),
  ...(role && { role }),
});
export const sym = (name: string, options: { bold?: boolean; role?: Role } = {}): Node => ({
  type: 'symbol',
  name,
  ...options,
});
export const op = (name: string): Node => ({ type: 'operator', name });
export const words = (text: string): Node => ({ type: 'text', text });
export const row = (...items: readonly Node[]): Node => ({ type: 'row', items });
export const frac = (over: Node, under: Node): Node => ({ type: 'fraction', over, under });
export const root = (of: Node): Node => ({ type: 'root', of });
export const sub = (base: Node, below: Node): Node => ({ type: 'scripts', base, sub: below });
export const sup = (base: Node, above: Node): Node => ({ type: 'scripts', base, sup: above });
export const fence = (of: Node, open = '(', close = ')'): Node => ({ type: 'fence', open, close, of });
export const norm = (of: Node): Node => fence(of, '‖', '‖');
export const matrixOf = (rows: readonly (readonly Node[])[]): Node => ({ type: 'matrix', rows });

/** A formula that the engine wrote out, of a typed function. */
export const written = (tree: string): Node => JSON.parse(tree) as Node;

/** Items with an operator between them: a sum, a product. */
export const joined = (items: readonly Node[], operator: string): Node =>
  row(...items.flatMap((item, i) => (i === 0 ? [item] : [op(operator), item])));

/** A number that follows an operator: negative ones get parentheses. */
export const factor = (x: number, role?: Role, digits = 4): Node =>
  x < 0 ? fence(num(x, role, digits)) : num(x, role, digits);

export function toMathml(node: Node): TemplateResult {
  switch (node.type) {
    case 'number':
      return mathml`<mn class=${node.role ? `role-${node.role}` : nothing}>${node.text}</mn>`;
    case 'symbol':
      return mathml`<mi class=${symbolClass(node)} mathvariant=${node.name.length === 1 && !node.bold ? nothing : 'normal'}>${node.bold ? boldLetter(node.name) : node.name}</mi>`;
    case 'operator':
      return mathml`<mo>${node.name}</mo>`;
    case 'text':
      return mathml`<mtext>${node.text}</mtext>`;
    case 'row':
      return mathml`<mrow>${node.items.map(toMathml)}</mrow>`;
    case 'fraction':
      return mathml`<mfrac>${toMathml(node.over)}${toMathml(node.under)}</mfrac>`;
    case 'root':
      return mathml`<msqrt>${toMathml(node.of)}</msqrt>`;
    case 'scripts':
      if (node.sub && node.sup) return mathml`<msubsup>${[node.base, node.sub, node.sup].map(toMathml)}</msubsup>`;
      if (node.sub) return mathml`<msub>${[node.base, node.sub].map(toMathml)}</msub>`;
      return mathml`<msup>${[node.base, node.sup ?? row()].map(toMathml)}</msup>`;
    case 'fence':
      return mathml`<mrow><mo fence="true" form="prefix">${node.open}</mo>${toMathml(node.of)}<mo fence="true" form="postfix">${node.close}</mo></mrow>`;
    case 'matrix':
      return mathml`<mrow><mo fence="true" form="prefix">[</mo><mtable>${node.rows.map(
        (cells) => mathml`<mtr>${cells.map((cell) => mathml`<mtd>${toMathml(cell)}</mtd>`)}</mtr>`,
      )}</mtable><mo fence="true" form="postfix">]</mo></mrow>`;
  }
}

const symbolClass = (node: { role?: Role }): string | typeof nothing => (node.role ? `role-${node.role}` : nothing);

/** Mathematical bold capitals and small letters: MathML Core has no mathvariant="bold". */
function boldLetter(name: string): string {
  return [...name]
    .map((c) => {
      if (c >= 'A' && c <= 'Z') return String.fromCodePoint(0x1d400 + c.charCodeAt(0) - 65);
      if (c >= 'a' && c <= 'z') return String.fromCodePoint(0x1d41a + c.charCodeAt(0) - 97);
      return c === 'Σ' ? '\u{1d6ba}' : c === 'Λ' ? '\u{1d6b2}' : c;
    })
    .join('');
}

export const mathOf = (node: Node): TemplateResult => html`<math display="block">${toMathml(node)}</math>`;

/** Draws a formula into an element of the page. */
export const renderFormula = (target: HTMLElement, formula: Node): void => {
  render(mathOf(formula), target);
};
