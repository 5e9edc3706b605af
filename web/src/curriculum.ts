// The order of the course: ten sections, thirty concepts. The only shared file that a new concept edits.
// A concept whose folder does not exist yet is announced on the home page and linked nowhere.

import type { Concept } from './kit/parameters';
import type { WidgetDefinition } from './kit/widget';

export interface Section {
  readonly slug: string;
  readonly title: string;
  readonly concepts: readonly Entry[];
}

export interface Entry {
  readonly slug: string;
  readonly title: string;
}

const section = (slug: string, title: string, concepts: Record<string, string>): Section => ({
  slug,
  title,
  concepts: Object.entries(concepts).map(([name, label]) => ({ slug: name, title: label })),
});

export const sections: readonly Section[] = [
  section('linear-algebra', 'Linear Algebra', {
    'matrix-multiplication': 'Matrix multiplication',
    'matrix-transpose': 'Transpose',
    'matrix-inverse': 'Inverse',
    eigenvalues: 'Eigenvalues & eigenvectors',
    svd: 'Singular value decomposition',
  }),
  section('vectors-geometry', 'Vectors & Geometry', {
    'dot-product': 'Dot product',
    'cosine-similarity': 'Cosine similarity',
    'euclidean-distance': 'Euclidean distance',
    'lp-norms': 'Lp norms',
  }),
  section('calculus', 'Calculus', {
    derivative: 'Derivative',
    'partial-derivatives': 'Partial derivatives',
    'chain-rule': 'Chain rule',
    gradient: 'Gradient',
    hessian: 'Hessian',
    jacobian: 'Jacobian',
  }),
  section('differential-equations', 'Differential Equations', {
    ode: 'Ordinary differential equations',
    pde: 'Partial differential equations',
  }),
  section('nonlinear-functions', 'Nonlinear Functions', {
    tanh: 'Hyperbolic tangent',
    sigmoid: 'Sigmoid',
    relu: 'ReLU',
  }),
  section('probability-statistics', 'Probability & Statistics', {
    expectation: 'Expectation',
    variance: 'Variance',
    softmax: 'Softmax',
    'cross-entropy': 'Cross-entropy',
  }),
  section('optimization', 'Optimization', {
    'gradient-descent': 'Gradient descent',
    adam: 'Adam',
  }),
  section('attention-mechanisms', 'Attention Mechanisms', {
    attention: 'Scaled dot-product attention',
  }),
  section('transformer-components', 'Transformer Components', {
    'layer-norm': 'Layer normalization',
    residual: 'Residual connections',
  }),
  section('advanced-concepts', 'Advanced Concepts', {
    temperature: 'Temperature',
  }),
];

const widgets = import.meta.glob<{ default: WidgetDefinition }>('./concepts/*/widget.ts');
const concepts = import.meta.glob<{ default: Concept }>('./concepts/*/concept.ts');

export const isBuilt = (slug: string): boolean => `./concepts/${slug}/widget.ts` in widgets;

export async function loadConcept(slug: string): Promise<{ concept: Concept; widget: WidgetDefinition }> {
  const widget = widgets[`./concepts/${slug}/widget.ts`];
  const concept = concepts[`./concepts/${slug}/concept.ts`];
  if (!widget || !concept) throw new Error(`There is no concept called “${slug}”.`);
  const [w, c] = await Promise.all([widget(), concept()]);
  return { concept: c.default, widget: w.default };
}

/** Position of a concept in the whole course, from 1. */
export function numberOf(slug: string): number {
  return sections.flatMap((s) => s.concepts).findIndex((c) => c.slug === slug) + 1;
}
