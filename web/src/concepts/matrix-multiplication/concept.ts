import { defineConcept } from '../../kit/parameters';
import { matrixFrom } from '../../kit/values';

const limit = { min: -1e9, max: 1e9, step: 0.5 } as const;

const threeNeurons = matrixFrom([
  [2, -1],
  [1, 1],
  [0, 3],
]);
const rotation = matrixFrom([
  [0, -1],
  [1, 0],
]);
const stretch = matrixFrom([
  [2, 0],
  [0, 1],
]);
const ones = matrixFrom(Array.from({ length: 8 }, () => [1]));

export default defineConcept({
  slug: 'matrix-multiplication',
  summary: 'Weighted sums, all at once: every entry of the product is one row meeting one column.',
  prerequisites: [],
  symbols: {
    'C = AB': 'the product',
    Σ: 'sum over the inner index k',
    W: 'weights of a layer, one neuron a row',
  },
  height: { narrow: 1538, medium: 952, wide: 762 },
  parameters: {
    a: {
      kind: 'matrix',
      label: 'matrix A',
      python: 'A',
      role: 'parameter',
      description: 'Left factor, m×k. As a layer: the weights, one neuron in each row.',
      default: threeNeurons,
      rows: [1, 8],
      cols: [1, 8],
      ...limit,
    },
    b: {
      kind: 'matrix',
      label: 'matrix B',
      python: 'B',
      role: 'data',
      description: 'Right factor, k×n. As a layer: the inputs, one sample in each column.',
      default: matrixFrom([
        [1, 0.5, -2],
        [2, 1, 1],
      ]),
      rows: [1, 8],
      cols: [1, 8],
      ...limit,
    },
    lens: {
      kind: 'choice',
      label: 'look at',
      role: 'parameter',
      description: 'Ways to read the same product.',
      default: 'cell',
      options: {
        cell: 'row · column',
        columns: 'mix of columns',
        outer: 'sum of outer products',
        warp: 'warped grid',
        rows: 'PyTorch’s layer',
        digits: 'rounding',
      },
    },
    row: {
      kind: 'integer',
      label: 'row of C',
      role: 'result',
      description: 'Row of the entry that is explained, from 1.',
      default: 1,
      min: 1,
      max: 8,
      step: 1,
    },
    col: {
      kind: 'integer',
      label: 'column of C',
      role: 'result',
      description: 'Column of the entry that is explained, from 1.',
      default: 1,
      min: 1,
      max: 8,
      step: 1,
    },
    term: {
      kind: 'integer',
      label: 'inner index k',
      role: 'parameter',
      description: 'How many rank-one layers have been added, in the lens “sum of outer products”.',
      default: 1,
      min: 1,
      max: 8,
      step: 1,
    },
    bias: {
      kind: 'vector',
      label: 'bias',
      python: 'bias',
      role: 'parameter',
      description: 'Added to every sample in the lens “PyTorch’s layer”: one number a neuron, zero where it is short.',
      default: Float64Array.of(0, 0, 0),
      length: [1, 8],
      ...limit,
    },
    format: {
      kind: 'choice',
      label: 'number format',
      role: 'parameter',
      description: 'Floating-point format in which inputs are rounded and sums are kept.',
      default: 'float64',
      options: { float64: 'float64', float32: 'float32', bfloat16: 'bfloat16', float16: 'float16' },
    },
    order: {
      kind: 'choice',
      label: 'order of the sum',
      role: 'parameter',
      description: 'In which order the products are added up.',
      default: 'naive',
      options: { naive: 'first to last', reversed: 'last to first', pairwise: 'pairwise', kahan: 'compensated' },
    },
  },
  presets: [
    {
      id: 'layer',
      label: 'a layer at work',
      kind: 'example',
      values: {
        a: matrixFrom([
          [1, 0, -1],
          [0.5, 0.5, 0.5],
          [-1, 2, -1],
          [0, 1, 0],
        ]),
        b: matrixFrom([
          [1, 2, 0, -1, 3],
          [2, 2, 1, 0, 3],
          [3, 2, 0, 1, 3],
        ]),
        row: 3,
        col: 3,
      },
      cause: 'Four neurons look at five inputs of three numbers each: twenty weighted sums, one product.',
    },
    {
      id: 'shapes',
      label: 'shapes that do not fit',
      kind: 'break',
      values: {
        a: matrixFrom([
          [1, 2, 3],
          [4, 5, 6],
        ]),
        b: matrixFrom([
          [1, 2],
          [3, 4],
        ]),
      },
      cause: 'A has 3 columns but B has 2 rows, so the third weight of each neuron meets no input.',
      cure: {
        label: 'Transpose A',
        sentence: 'With A transposed to 3×2 the inner sizes agree.',
        values: {
          a: matrixFrom([
            [1, 4],
            [2, 5],
            [3, 6],
          ]),
        },
      },
    },
    {
      id: 'order',
      label: 'AB is not BA',
      kind: 'break',
      values: { a: rotation, b: stretch, lens: 'warp' },
      cause: 'Stretching and then turning is not turning and then stretching, so ‖AB − BA‖ is not zero.',
      cure: {
        label: 'Use a plain scaling',
        sentence: 'A multiple of the identity commutes with everything.',
        values: {
          b: matrixFrom([
            [2, 0],
            [0, 2],
          ]),
        },
      },
    },
    {
      id: 'overflow',
      label: 'float16 overflow',
      kind: 'break',
      values: { a: matrixFrom([[300, 300]]), b: matrixFrom([[300], [300]]), lens: 'digits', format: 'float16' },
      cause: 'Each product is 90000, and float16 ends at 65504: the first multiplication is already infinite.',
      cure: {
        label: 'Use bfloat16',
        sentence: 'bfloat16 has the range of float32, at the price of three significant digits.',
        values: { format: 'bfloat16' },
      },
    },
    {
      id: 'nan',
      label: 'zero times infinity',
      kind: 'break',
      values: { a: matrixFrom([[70000, 1]]), b: matrixFrom([[0], [2]]), lens: 'digits', format: 'float16' },
      cause: 'Rounded to float16, 70000 becomes infinite; times the zero beside it there is no number left.',
      cure: {
        label: 'Scale the row by a half',
        sentence: '35000 fits into float16, and the product is a number again.',
        values: { a: matrixFrom([[35000, 0.5]]) },
      },
    },
    {
      id: 'last-digits',
      label: 'the order of a sum',
      kind: 'break',
      values: {
        a: matrixFrom([[10000, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]]),
        b: ones,
        lens: 'digits',
        format: 'float32',
      },
      cause: 'Added one by one to 10000, each 0.1 loses its last digits; the sum is off by 0.0027.',
      cure: {
        label: 'Add them last to first',
        sentence: 'The small terms meet each other first, and the error falls to what float32 can hold.',
        values: { order: 'reversed' },
      },
    },
  ],
});
