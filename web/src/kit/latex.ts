// A live formula as LaTeX, for the clipboard.

import type { Node } from './formula';

const LATEX: Readonly<Record<string, string>> = {
  '·': '\\cdot', '×': '\\times', '≈': '\\approx', '≠': '\\neq', '≤': '\\le', '≥': '\\ge', '∞': '\\infty', '−': '-', '…': '\\dots',
  λ: '\\lambda', σ: '\\sigma', Σ: '\\Sigma', Λ: '\\Lambda', κ: '\\kappa', ρ: '\\rho', ε: '\\varepsilon', '∂': '\\partial', '⟨': '\\langle', '⟩': '\\rangle',
  '‖': '\\|', '{': '\\{', '}': '\\}', '∈': '\\in', '→': '\\to', 'θ': '\\theta', 'Δ': '\\Delta', '∇': '\\nabla', '±': '\\pm', '√': '\\sqrt',
}; // prettier-ignore

const command = (text: string): string => {
  const known = LATEX[text];
  return known ? (/^\\[a-z]+$/i.test(known) ? `${known} ` : known) : text;
};

const latexNumber = (text: string): string =>
  text
    .replaceAll('\u2212', '-')
    .replace(
      /·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/,
      (_, power: string) =>
        ` \\cdot 10^{${[...power]
          .map((c) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c) - 1)
          .map((d) => (d < 0 ? '-' : d))
          .join('')}}`,
    )
    .replace(/infinite/, '\\infty')
    .replace(/not a number/, '\\text{NaN}');

export function toLatex(node: Node): string {
  switch (node.type) {
    case 'number':
      return latexNumber(node.text);
    case 'symbol': {
      const name = command(node.name).trim();
      if (node.bold) return `\\mathbf{${name}}`;
      return node.name.length > 1 ? `\\operatorname{${name}}` : name;
    }
    case 'operator':
      return ` ${command(node.name).trim()} `;
    case 'text':
      return `\\text{${node.text}}`;
    case 'row':
      return node.items.map(toLatex).join('');
    case 'fraction':
      return `\\frac{${toLatex(node.over)}}{${toLatex(node.under)}}`;
    case 'root':
      return `\\sqrt{${toLatex(node.of)}}`;
    case 'scripts': {
      const base = `{${toLatex(node.base)}}`;
      return `${base}${node.sub ? `_{${toLatex(node.sub)}}` : ''}${node.sup ? `^{${toLatex(node.sup)}}` : ''}`;
    }
    case 'fence':
      return `\\left${command(node.open).trim()}${toLatex(node.of)}\\right${command(node.close).trim()}`;
    case 'matrix':
      return `\\begin{bmatrix}${node.rows.map((cells) => cells.map(toLatex).join(' & ')).join(' \\\\ ')}\\end{bmatrix}`;
  }
}
