// Twelve words with three features each. They are made up by hand so that every number can be judged by eye: no
// network was trained for them. Their lengths differ on purpose.

import { matrixFrom, type Matrix } from '../../kit/values';

export interface WordSet {
  readonly names: readonly string[];
  readonly features: readonly string[];
  readonly vectors: Matrix;
}

const set = (features: readonly string[], words: Readonly<Record<string, readonly number[]>>): WordSet => ({
  names: Object.keys(words),
  features,
  vectors: matrixFrom(Object.values(words)),
});

/** Negative in the second feature is male. */
export const toyWords = set(['royal', 'female', 'edible'], {
  king: [1, -0.9, 0],
  queen: [1, 0.9, 0],
  prince: [0.6, -0.45, 0],
  princess: [0.6, 0.6, 0.1],
  emperor: [2.2, -1, 0.2],
  knight: [0.8, -0.6, 0.2],
  man: [0.1, -0.9, 0],
  woman: [0.1, 0.9, 0],
  apple: [0, 0.1, 0.9],
  bread: [0, 0, 1.2],
  honey: [0.2, 0.3, 0.8],
  feast: [1.6, 0.1, 2],
});

/** The three words of the reference’s notebook, five numbers each without a meaning. */
export const threeWords = set(['1', '2', '3', '4', '5'], {
  king: [0.2, 0.8, -0.1, 0.3, 0.7],
  queen: [0.1, 0.7, -0.2, 0.2, 0.6],
  apple: [-0.5, 0.1, 0.8, -0.3, 0.2],
});
