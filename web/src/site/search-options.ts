// How concepts are indexed and asked for: the same words for the build that makes the index and the page that reads it.

import type { Options } from 'minisearch';

export interface SearchDocument {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly section: string;
  /** Page and anchor under the site's root; empty for what is still to come. */
  readonly href: string;
  readonly summary: string;
  readonly symbols: string;
  readonly formula: string;
  readonly text: string;
}

const GREEK = new Map(Object.entries({
  α: 'alpha', β: 'beta', γ: 'gamma', δ: 'delta', ε: 'epsilon', ϵ: 'epsilon', η: 'eta', θ: 'theta', κ: 'kappa', λ: 'lambda', μ: 'mu', ν: 'nu',
  π: 'pi', ρ: 'rho', σ: 'sigma', τ: 'tau', φ: 'phi', ϕ: 'phi', χ: 'chi', ψ: 'psi', ω: 'omega', '∇': 'nabla', '∂': 'partial', '∑': 'sum',
})); // prettier-ignore

/** One spelling for 𝐀, A and a; λ and “lambda” mean the same. */
function term(word: string): string {
  const folded = word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ς', 'σ');
  // One word for both numbers: “derivatives” is a derivative before it is a partial derivative. Bias and axis stay.
  return GREEK.get(folded) ?? folded.replace(/(?<=[a-z]{3}[^aius])s$/, '');
}

const words = (text: string): string[] =>
  text
    .replace(/[\p{Script=Greek}∇∂∑]/gu, ' $& ')
    .split(/[\s\p{P}=+<>|~^`−×·]+/u)
    .filter(Boolean);

export const searchOptions: Options<SearchDocument> = {
  fields: ['title', 'summary', 'symbols', 'formula', 'text', 'section'],
  storeFields: ['number', 'title', 'section', 'href', 'summary'],
  tokenize: words,
  processTerm: term,
  searchOptions: {
    prefix: true,
    fuzzy: (word) => (word.length > 4 ? 0.2 : false),
    boost: { title: 8, symbols: 4, summary: 3, formula: 2, section: 2 },
    combineWith: 'AND',
  },
};

/** Whether a title is just the words that are asked for. */
export const isNamed = (title: string, query: string): boolean =>
  words(title).map(term).join(' ') === words(query).map(term).join(' ');
