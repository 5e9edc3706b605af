import { defineConcept } from '../../kit/parameters';

export default defineConcept({
  slug: 'dot-product',
  summary: '⟦one sentence under the title⟧',
  prerequisites: [],
  symbols: {},
  height: { narrow: 560, medium: 480, wide: 420 },
  parameters: {
    x: {
      kind: 'vector',
      label: 'vector x',
      role: 'data',
      description: '⟦what it is⟧',
      default: Float64Array.of(1, 2, 3),
      length: [1, 8],
      min: -1e6,
      max: 1e6,
      step: 0.1,
    },
  },
  presets: [
    {
      id: '⟦id⟧',
      label: '⟦the failure, in two or three words⟧',
      kind: 'break',
      values: { x: Float64Array.of(0, 0, 0) },
      cause: '⟦what is seen, and which operation causes it⟧',
    },
  ],
});
