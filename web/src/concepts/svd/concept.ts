import { defineConcept } from '../../kit/parameters';
import { matrixFrom } from '../../kit/values';
import { house } from './house';

const turned = matrixFrom([
  [1.2, 0],
  [1.6, 2],
]);
/** The same stretch in every direction: no direction is special. */
const twice = matrixFrom([
  [2, 0],
  [0, 2],
]);

export default defineConcept({
  slug: 'svd',
  summary: 'Every matrix turns, stretches along the axes, and turns again; the stretches say how much of it matters.',
  prerequisites: ['matrix-multiplication', 'matrix-transpose', 'eigenvalues'],
  symbols: {
    'A = UΣVᵀ': 'the singular value decomposition',
    σ: 'a singular value, here never a sigmoid or a standard deviation',
    U: 'left singular vectors, one a column',
    V: 'right singular vectors, one a column; PyTorch returns Vᵀ as Vh',
    A_k: 'the matrix of rank k nearest to A',
    τ: 'tolerance below which a singular value counts as zero',
  },
  height: { narrow: 2136, medium: 1084, wide: 1200 },
  parameters: {
    lens: {
      kind: 'choice',
      label: 'look at',
      role: 'parameter',
      description: 'What is decomposed: the plane, a picture, any matrix, or the weights of a fresh layer.',
      default: 'film',
      options: { film: 'circle to ellipse', image: 'a picture', matrix: 'any matrix', orthogonal: 'a fresh layer' },
    },
    a: {
      kind: 'matrix',
      label: 'matrix A',
      python: 'A',
      role: 'parameter',
      description: 'The matrix that is decomposed in the lenses “circle to ellipse” (2×2) and “any matrix”.',
      default: turned,
      rows: [1, 8],
      cols: [1, 8],
      min: -1e6,
      max: 1e6,
      step: 0.1,
    },
    t: {
      kind: 'number',
      label: 'film',
      role: 'parameter',
      description:
        'Where the film stands: Vᵀ has turned the plane at 1, Σ has stretched it at 2, U has turned it at 3.',
      default: 3,
      min: 0,
      max: 3,
      step: 0.05,
    },
    freedom: {
      kind: 'choice',
      label: 'U and V',
      role: 'parameter',
      description: 'Another choice of singular vectors, or the vectors after one entry of A moved by 10⁻⁹.',
      default: 'none',
      options: { none: 'as computed', both: 'flip u₁ and v₁', u: 'flip u₁ alone', nudge: 'nudge A by 10⁻⁹' },
    },
    image: {
      kind: 'matrix',
      label: 'picture',
      role: 'data',
      description: 'Grey levels of the picture, 0 dark, 1 light, row by row.',
      default: house,
      rows: [2, 24],
      cols: [2, 24],
      min: -10,
      max: 10,
      step: 0.1,
    },
    brush: {
      kind: 'number',
      label: 'brush',
      role: 'data',
      description: 'Grey level that painting writes into the picture.',
      default: 0,
      min: 0,
      max: 1,
      step: 0.1,
    },
    k: {
      kind: 'integer',
      label: 'rank k',
      role: 'parameter',
      description: 'How many terms σᵢuᵢvᵢᵀ are kept; more than the matrix has means all of them.',
      default: 3,
      min: 0,
      max: 24,
      step: 1,
    },
    noise: {
      kind: 'number',
      label: 'noise',
      role: 'parameter',
      description: 'Standard deviation of the normal noise that is added to the picture.',
      default: 0,
      min: 0,
      max: 0.5,
      step: 0.01,
    },
    seed: {
      kind: 'seed',
      label: 'seed',
      python: 'seed',
      role: 'parameter',
      description: 'Seed of the noise and of the fresh layer, as in torch.manual_seed.',
      default: 0,
    },
    ownTolerance: {
      kind: 'switch',
      label: 'own tolerance',
      role: 'parameter',
      description: 'Count singular values above a tolerance of your own instead of max(m, n)·ε·σ₁.',
      default: false,
    },
    tolerance: {
      kind: 'number',
      label: 'tolerance τ',
      role: 'parameter',
      description: 'Absolute tolerance for the rank, used when “own tolerance” is on.',
      default: 1e-6,
      min: 1e-18,
      max: 100,
      step: 1,
      scale: 'log',
    },
    rows: {
      kind: 'integer',
      label: 'rows m (outputs)',
      python: 'rows',
      role: 'data',
      description: 'Rows of the fresh weight matrix: neurons of the layer.',
      default: 32,
      min: 1,
      max: 128,
      step: 1,
    },
    cols: {
      kind: 'integer',
      label: 'columns n (inputs)',
      python: 'cols',
      role: 'data',
      description: 'Columns of the fresh weight matrix: inputs of the layer. Also the size of the Hilbert matrix.',
      default: 16,
      min: 1,
      max: 64,
      step: 1,
    },
    start: {
      kind: 'choice',
      label: 'start from',
      role: 'data',
      description:
        'The matrix whose columns are made orthonormal: normal random numbers, or the nearly dependent Hilbert matrix.',
      default: 'normal',
      options: { normal: 'random numbers', hilbert: 'Hilbert matrix' },
    },
    method: {
      kind: 'choice',
      label: 'method',
      role: 'parameter',
      description: 'How the columns are made orthonormal.',
      default: 'householder',
      options: {
        householder: 'Householder',
        classical: 'Gram–Schmidt',
        modified: 'modified G–S',
        twice: 'G–S twice',
      },
    },
    side: {
      kind: 'choice',
      label: 'test',
      role: 'parameter',
      description: 'Which product is compared with the identity.',
      default: 'columns',
      options: { columns: 'QᵀQ = I', rows: 'QQᵀ = I' },
    },
  },
  presets: [
    {
      id: 'turn-over',
      label: 'a plane turned over',
      kind: 'example',
      values: {
        a: matrixFrom([
          [1.5, 1],
          [0.5, -1],
        ]),
        t: 1.8,
      },
      cause:
        'This matrix reflects the plane, which no rotation does: while Σ stretches, the second axis shrinks through zero and comes out on the other side.',
    },
    {
      id: 'denoise',
      label: 'a noisy picture',
      kind: 'example',
      values: { lens: 'image', noise: 0.15, k: 4 },
      cause:
        'Noise lifts every singular value a little; the picture lives in the first few. Keeping those and dropping the rest comes closer to the clean picture than the noisy one is.',
    },
    {
      id: 'fresh-layer',
      label: 'an orthogonal layer',
      kind: 'example',
      values: { lens: 'orthogonal', rows: 48, cols: 48 },
      cause:
        'All singular values of Q are 1, so a signal and its gradient keep their length; the random matrix it came from stretches some directions a lot and nearly loses others.',
    },
    {
      id: 'repeated',
      label: 'two equal stretches',
      kind: 'break',
      values: { a: twice, freedom: 'nudge' },
      cause:
        'Both singular values are 2, so every pair of perpendicular directions serves as v₁ and v₂: moving one entry by a billionth turns U and V by a large angle, while their product hardly moves.',
      cure: {
        label: 'separate the stretches',
        sentence:
          'Rely on UΣVᵀ, on σ and on the spaces that the vectors span, never on single vectors there; with a gap between the stretches the same nudge turns nothing one could see.',
        values: {
          a: matrixFrom([
            [2.5, 0],
            [0, 1.5],
          ]),
          freedom: 'nudge',
        },
      },
    },
    {
      id: 'signs',
      label: 'a sign of its own',
      kind: 'break',
      values: { freedom: 'u' },
      cause:
        'The sign of u₁ was turned but not that of v₁, so the product is no longer A. Libraries choose signs differently: a u from one and a v from another give this.',
      cure: {
        label: 'flip both',
        sentence:
          'Signs come in pairs: turn uᵢ and vᵢ together and the product stays; to compare two runs, fix a rule first.',
        values: { freedom: 'both' },
      },
    },
    {
      id: 'tolerance',
      label: 'rank by tolerance',
      kind: 'break',
      values: {
        lens: 'matrix',
        a: matrixFrom([
          [1, 2, 3],
          [4, 5, 6],
          [5, 7, 9.00000001],
        ]),
      },
      cause:
        'The third row is the sum of the other two, but for the eighth decimal of one entry. The usual tolerance knows only about rounding, so it calls the rank 3.',
      cure: {
        label: 'set τ to 10⁻⁶',
        sentence: 'Choose the tolerance from the error of your data: with entries known to six decimals the rank is 2.',
        values: { ownTolerance: true, tolerance: 1e-6 },
      },
    },
    {
      id: 'squaring',
      label: 'σ by way of AᵀA',
      kind: 'break',
      values: {
        lens: 'matrix',
        a: matrixFrom([
          [1, 1],
          [1e-9, 0],
          [0, 1e-9],
        ]),
      },
      cause:
        'Forming AᵀA squares 10⁻⁹ to 10⁻¹⁸, which vanishes beside 1: the product holds ones only, its second eigenvalue is 0 to rounding, and σ₂ = 10⁻⁹ is gone.',
      cure: {
        label: 'a milder matrix',
        sentence:
          'Decompose A itself: its σ₂ above is right. The square is harmless only while σ stays well above √ε·σ₁, about 10⁻⁸ σ₁.',
        values: {
          a: matrixFrom([
            [1, 1],
            [0.1, 0],
            [0, 0.1],
          ]),
        },
      },
    },
    {
      id: 'wrong-side',
      label: 'tested on the wrong side',
      kind: 'break',
      values: { lens: 'orthogonal', rows: 128, cols: 64, side: 'rows' },
      cause:
        'Q has 64 orthonormal columns in a space of 128 dimensions. QQᵀ projects onto them and has rank 64; it cannot be the 128×128 identity, and the distance is √(128 − 64) = 8 however perfect Q is.',
      cure: {
        label: 'test QᵀQ',
        sentence: 'A tall matrix can have orthonormal columns, so the product to test is the small one, QᵀQ.',
        values: { side: 'columns' },
      },
    },
    {
      id: 'gram-schmidt',
      label: 'Gram–Schmidt forgets',
      kind: 'break',
      values: { lens: 'orthogonal', start: 'hilbert', cols: 12, method: 'classical' },
      cause:
        'The columns of the Hilbert matrix nearly lie in a space of few dimensions. Subtracting their projections cancels almost every digit, and what is left and stretched to length 1 is mostly rounding error, no longer at right angles.',
      cure: {
        label: 'use Householder',
        sentence: 'Reflections keep right angles whatever the columns are; running Gram–Schmidt twice helps as well.',
        values: { method: 'householder' },
      },
    },
  ],
});
