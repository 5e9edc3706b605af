import { defineConcept } from '../../kit/parameters';
import { matrixFrom, type Matrix } from '../../kit/values';

const entries = { min: -1e4, max: 1e4, step: 0.1 } as const;
const upTo8 = { rows: [1, 8], cols: [1, 8] } as const;

const queries = matrixFrom([
  [1.6, 0.6],
  [-0.8, 1.4],
  [0.2, -1.2],
  [1, 1],
]);

const ones = (rows: number, cols: number): Matrix => ({ rows, cols, data: new Float64Array(rows * cols).fill(1) });

/** The third query may see nothing. */
const blind = matrixFrom([
  [1, 1, 1, 1],
  [1, 1, 0, 1],
  [0, 0, 0, 0],
  [1, 1, 1, 1],
]);

export default defineConcept({
  slug: 'attention',
  summary:
    'Every query asks all keys how well they fit, makes shares of the answers, and takes that mixture of the values.',
  prerequisites: ['dot-product', 'softmax'],
  symbols: {
    Q: 'queries, one a row: what each position looks for',
    K: 'keys, one a row: what each position offers to be found by',
    V: 'values, one a row: what is handed over',
    d_k: 'entries of a query and of a key',
    H: 'entropy of a row of weights, in nats: 0 looks at one key, log m at all m alike',
    J: 'Jacobian of the softmax of one row',
  },
  height: { narrow: 1660, medium: 700, wide: 958 },
  parameters: {
    lens: {
      kind: 'choice',
      label: 'look at',
      role: 'parameter',
      description: 'One query in the plane, all of them as matrices, the scale, the way back, or words and heads.',
      default: 'plane',
      options: {
        plane: 'one query',
        matrices: 'all queries',
        scale: 'why √dₖ',
        back: 'the way back',
        words: 'words and heads',
      },
    },
    q: {
      kind: 'matrix',
      label: 'queries Q',
      python: 'Q',
      role: 'parameter',
      description: 'One query a row.',
      default: queries,
      ...upTo8,
      ...entries,
    },
    k: {
      kind: 'matrix',
      label: 'keys K',
      python: 'K',
      role: 'data',
      description: 'One key a row, as long as a query.',
      default: matrixFrom([
        [1.5, -0.4],
        [0.7, 1.3],
        [-1.3, 0.7],
        [-0.5, -1.4],
      ]),
      ...upTo8,
      ...entries,
    },
    v: {
      kind: 'matrix',
      label: 'values V',
      python: 'V',
      role: 'data',
      description: 'One value a row, as many as keys.',
      default: matrixFrom([
        [1.6, -0.9],
        [1.2, 1.3],
        [-1.5, 1],
        [-1, -1.2],
      ]),
      ...upTo8,
      ...entries,
    },
    query: {
      kind: 'integer',
      label: 'query',
      role: 'parameter',
      description: 'Which query is looked at.',
      default: 1,
      min: 1,
      max: 8,
      step: 1,
    },
    scaled: {
      kind: 'switch',
      label: 'divide by √dₖ',
      role: 'parameter',
      description: 'Whether scores are divided by the root of the number of entries of a key.',
      default: true,
    },
    mask: {
      kind: 'matrix',
      label: 'mask',
      role: 'parameter',
      description: '0 where a query, a row, may not see a key, a column; what lies outside the mask may be seen.',
      default: ones(4, 4),
      ...upTo8,
      min: 0,
      max: 1,
      step: 1,
    },
    fill: {
      kind: 'choice',
      label: 'masked scores',
      role: 'parameter',
      description: 'Take no part, as in PyTorch since 2.5; become −∞ in a plain softmax; or have 10⁹ taken off.',
      default: 'safe',
      options: { safe: 'take no part', inf: '−∞', finite: '−10⁹' },
    },
    format: {
      kind: 'choice',
      label: 'numbers',
      role: 'scaffold',
      description: 'The format that everything is rounded to.',
      default: 'float64',
      options: { float64: 'float64', float32: 'float32', float16: 'float16' },
    },
    g: {
      kind: 'matrix',
      label: 'gradient from above',
      python: 'g',
      role: 'gradient',
      description: 'Slope of the loss along every output; where it is smaller than the output the rest is 0.',
      default: matrixFrom([
        [1, 0],
        [0, 1],
        [-1, 0.5],
        [0.5, 0.5],
      ]),
      ...upTo8,
      ...entries,
    },
    dim: {
      kind: 'integer',
      label: 'dₖ',
      python: 'd_k',
      role: 'parameter',
      description: 'Entries of the random queries and keys.',
      default: 64,
      min: 1,
      max: 1024,
      step: 1,
      scale: 'log',
    },
    keys: {
      kind: 'integer',
      label: 'keys',
      role: 'data',
      description: 'How many random keys there are.',
      default: 10,
      min: 2,
      max: 12,
      step: 1,
    },
    seed: {
      kind: 'seed',
      label: 'seed',
      role: 'scaffold',
      description: 'Seed of what is random, as in torch.manual_seed.',
      default: 0,
    },
    text: {
      kind: 'text',
      label: 'words',
      role: 'data',
      description: 'One to eight words; equal words stand for equal vectors.',
      default: 'the cat sat on the mat',
      maxLength: 80,
    },
    heads: {
      kind: 'choice',
      label: 'heads',
      role: 'parameter',
      description: 'How many times attention is done side by side, each on its part of the eight features.',
      default: '2',
      options: { '1': '1', '2': '2', '4': '4', '8': '8' },
    },
    gain: {
      kind: 'number',
      label: 'size of the vectors',
      role: 'data',
      description: 'Deviation of the random entries that a word stands for.',
      default: 3,
      min: 0,
      max: 8,
      step: 0.1,
    },
    positions: {
      kind: 'switch',
      label: 'add positions',
      role: 'parameter',
      description: 'Sines and cosines of the place are added to each word’s vector.',
      default: false,
    },
    causal: {
      kind: 'switch',
      label: 'causal',
      role: 'parameter',
      description: 'Words see themselves and what comes before them.',
      default: false,
    },
    turn: {
      kind: 'integer',
      label: 'words moved on by',
      role: 'scaffold',
      description: 'How far the order of the words is turned for the comparison.',
      default: 2,
      min: 0,
      max: 7,
      step: 1,
    },
  },
  presets: [
    {
      id: 'causal',
      label: 'only the past',
      kind: 'example',
      values: {
        lens: 'matrices',
        mask: matrixFrom([
          [1, 0, 0, 0],
          [1, 1, 0, 0],
          [1, 1, 1, 0],
          [1, 1, 1, 1],
        ]),
      },
      cause:
        'A causal mask lets a position see itself and what comes before it: so a language model is trained on all positions at once.',
    },
    {
      id: 'equal',
      label: 'look everywhere',
      kind: 'example',
      values: { q: ones(4, 2), k: ones(4, 2) },
      cause:
        'All keys fit equally well, so the weights are equal and the output is the mean of the values: the entropy is log 4.',
    },
    {
      id: 'heads',
      label: 'four heads',
      kind: 'example',
      values: { lens: 'words', heads: '4' },
      cause:
        'Each head has two of the eight features to itself and looks elsewhere than the others do; the outputs stand side by side and are mixed once more.',
    },
    {
      id: 'saturated',
      label: 'without √dₖ',
      kind: 'break',
      values: { lens: 'scale', dim: 1024, scaled: false },
      cause:
        'A score is a sum of 1024 products, so its deviation is 32: one key takes nearly all weight, and the softmax has next to no slope left to learn from.',
      cure: {
        label: 'divide by √dₖ',
        sentence: 'Divided by 32 the scores have deviation 1 again, whatever the width.',
        values: { lens: 'scale', dim: 1024, scaled: true },
      },
    },
    {
      id: 'dead',
      label: 'no way back',
      kind: 'break',
      values: {
        lens: 'back',
        scaled: false,
        q: matrixFrom([
          [30, -10],
          [-25, 20],
          [5, -30],
          [20, 30],
        ]),
      },
      cause:
        'With large scores every query has made its choice: the weights do not move, so no gradient comes through to Q and K, only to V.',
      cure: {
        label: 'smaller scores',
        sentence: 'Keep scores near size 1: divide by √dₖ, and start with small weights or normalise queries and keys.',
        values: { lens: 'back', scaled: true, q: queries },
      },
    },
    {
      id: 'nothing',
      label: 'nothing to see',
      kind: 'break',
      values: { lens: 'matrices', mask: blind, fill: 'inf', query: 3 },
      cause:
        'The third query may see no key. A plain softmax of −∞ everywhere is −∞ − (−∞): not a number, and one such row ruins the loss.',
      cure: {
        label: 'take no part',
        sentence: 'PyTorch since 2.5, and ONNX, give such a query zeros: it attends to nothing.',
        values: { lens: 'matrices', mask: blind, fill: 'safe', query: 3 },
      },
    },
    {
      id: 'half',
      label: '−10⁹ in float16',
      kind: 'break',
      values: { lens: 'matrices', mask: blind, fill: 'finite', format: 'float16', query: 3 },
      cause:
        'The largest number of float16 is 65504, so −10⁹ is −∞ there, and a query that may see nothing is not a number again.',
      cure: {
        label: 'take no part',
        sentence: 'Give a boolean mask and leave the rest to scaled_dot_product_attention.',
        values: { lens: 'matrices', mask: blind, fill: 'safe', format: 'float16', query: 3 },
      },
    },
    {
      id: 'leak',
      label: 'a mask that leaks',
      kind: 'break',
      values: { lens: 'matrices', mask: blind, fill: 'finite', query: 3 },
      cause:
        'Where all keys are masked by −10⁹ they are all alike again, and the query sees exactly what it must not. No error, no warning.',
      cure: {
        label: 'take no part',
        sentence: 'What is masked must have no part in the sum at all.',
        values: { lens: 'matrices', mask: blind, fill: 'safe', query: 3 },
      },
    },
    {
      id: 'order',
      label: 'order means nothing',
      kind: 'break',
      values: { lens: 'words', turn: 3 },
      cause:
        'The words in another order give the same outputs in another order: to attention a sentence is a bag of words. “the” comes out alike both times.',
      cure: {
        label: 'add positions',
        sentence: 'Add to every vector something that tells its place, such as sines and cosines.',
        values: { lens: 'words', turn: 3, positions: true },
      },
    },
  ],
});
