import { defineConcept } from '../../kit/parameters';
import { matrixFrom } from '../../kit/values';

const limit = { min: -1e6, max: 1e6, step: 0.1 } as const;

const transient = matrixFrom([
  [0.9, 10],
  [0, 0.9],
]);
const uncoupled = matrixFrom([
  [0.9, 0],
  [0, 0.9],
]);
const rotation = matrixFrom([
  [0.8, -0.6],
  [0.6, 0.8],
]);
const shear = matrixFrom([
  [1, 1],
  [0, 1],
]);
/** Every entry moves one place on and the last comes first: its eigenvalues are the eight roots of unity. */
const ring = matrixFrom(
  Array.from({ length: 8 }, (_, r) => Array.from({ length: 8 }, (_, c) => (r === (c + 1) % 8 ? 1 : 0))),
);

export default defineConcept({
  slug: 'eigenvalues',
  summary: 'The directions that a matrix only stretches, and by how much: what repetition makes of it.',
  prerequisites: ['matrix-multiplication', 'matrix-inverse'],
  symbols: {
    'Av = λv': 'an eigenvector v and its eigenvalue λ',
    ρ: 'spectral radius: the largest |λ|',
    'σ₁': 'largest singular value: the longest image of a unit vector',
    'κ(V)': 'condition number of the eigenvectors',
  },
  height: { narrow: 2022, medium: 1066, wide: 1120 },
  parameters: {
    lens: {
      kind: 'choice',
      label: 'look at',
      role: 'parameter',
      description: 'Five questions to one matrix.',
      default: 'directions',
      options: {
        directions: 'directions',
        orbit: 'powers',
        depth: 'deep network',
        iteration: 'how it is found',
        pca: 'principal axes',
      },
    },
    a: {
      kind: 'matrix',
      label: 'matrix A',
      python: 'A',
      role: 'parameter',
      description: 'The square matrix that is applied, up to 8×8. Its columns can be dragged when it is 2×2.',
      default: matrixFrom([
        [1.5, 0.5],
        [1, 1],
      ]),
      rows: [1, 8],
      cols: [1, 8],
      square: true,
      ...limit,
    },
    v: {
      kind: 'vector',
      label: 'probe v',
      role: 'data',
      description: 'Direction that is tried, start of the powers, gradient that enters the deep network at its end.',
      default: Float64Array.of(0.8, -0.6),
      length: [1, 8],
      ...limit,
    },
    k: {
      kind: 'integer',
      label: 'power k',
      role: 'parameter',
      description: 'How many times A has been applied; the step of an iteration.',
      default: 8,
      min: 0,
      max: 80,
      step: 1,
    },
    depth: {
      kind: 'integer',
      label: 'layers',
      role: 'parameter',
      description: 'Depth of a linear network whose layers all carry the weights A.',
      default: 50,
      min: 1,
      max: 200,
      step: 1,
    },
    solver: {
      kind: 'choice',
      label: 'solver',
      role: 'parameter',
      description: 'eig takes any square matrix; eigh only a symmetric one.',
      default: 'eig',
      options: { eig: 'eig', eigh: 'eigh' },
    },
    method: {
      kind: 'choice',
      label: 'method',
      role: 'parameter',
      description: 'The power method follows one vector, QR iteration the whole matrix.',
      default: 'power',
      options: { power: 'power method', qr: 'QR iteration' },
    },
    shift: {
      kind: 'choice',
      label: 'shift',
      role: 'parameter',
      description: 'What QR iteration subtracts from the diagonal before each step, to hurry convergence.',
      default: 'none',
      options: { none: 'none', rayleigh: 'Rayleigh', wilkinson: 'Wilkinson' },
    },
    points: {
      kind: 'matrix',
      label: 'points',
      python: 'X',
      role: 'data',
      description: 'Data in the plane, one point in each row.',
      default: matrixFrom([
        [-2.5, -1.5],
        [-1.5, -1],
        [-1, 0],
        [0, -0.5],
        [0.5, 0.5],
        [1, 1],
        [2, 0.5],
        [2.5, 2],
      ]),
      rows: [2, 16],
      cols: [2, 2],
      ...limit,
    },
  },
  presets: [
    {
      id: 'symmetric',
      label: 'symmetric',
      kind: 'example',
      values: {
        a: matrixFrom([
          [2, 1],
          [1, 2],
        ]),
        v: Float64Array.of(1, 1),
      },
      cause: 'A equals its transpose, so both eigenvalues are real and the two directions stand at a right angle.',
    },
    {
      id: 'shear',
      label: 'shear',
      kind: 'example',
      values: { lens: 'orbit', a: shear, v: Float64Array.of(0, 1), k: 12 },
      cause:
        'ρ is exactly 1, yet Aᵏv grows by one at every step: with too few eigenvectors, powers pick up a factor k.',
    },
    {
      id: 'markov',
      label: 'Markov chain',
      kind: 'example',
      values: {
        lens: 'orbit',
        a: matrixFrom([
          [0.9, 0.2],
          [0.1, 0.8],
        ]),
        v: Float64Array.of(1, 0),
        k: 20,
      },
      cause:
        'The columns add up to one, so λ = 1 is an eigenvalue, and every start with entries that add up to one settles on (2/3, 1/3).',
    },
    {
      id: 'ring',
      label: 'ring of eight',
      kind: 'example',
      values: { a: ring, v: Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0) },
      cause: 'Passing a value round a ring of eight is undone after eight steps, so every λ satisfies λ⁸ = 1.',
    },
    {
      id: 'qr',
      label: 'QR iteration',
      kind: 'example',
      values: {
        lens: 'iteration',
        method: 'qr',
        shift: 'none',
        a: matrixFrom([
          [4, 1, 0],
          [1, 3, 1],
          [0, 1, 2],
        ]),
        v: Float64Array.of(1, 0, 0),
        k: 4,
      },
      cause: 'A = QR, then RQ: the same eigenvalues each time, while what stands below the diagonal dies out.',
    },
    {
      id: 'rotation',
      label: 'no real direction',
      kind: 'break',
      values: { a: rotation },
      cause:
        'A turns every real vector by 36.87°, so Av = λv has no real solution; solving for λ takes the root of −0.36.',
      cure: {
        label: 'mirror instead',
        sentence: 'Over the complex numbers λ = 0.8 ± 0.6i. A symmetric matrix never needs them.',
        values: {
          a: matrixFrom([
            [0.8, 0.6],
            [0.6, -0.8],
          ]),
        },
      },
    },
    {
      id: 'defective',
      label: 'too few eigenvectors',
      kind: 'break',
      values: { a: shear, v: Float64Array.of(0, 1) },
      cause:
        'λ = 1 stands twice but has one direction only: V has no inverse, so A = VΛV⁻¹ fails, and eig says nothing.',
      cure: {
        label: 'part the eigenvalues',
        sentence: 'With 1 and 1.5 on the diagonal there are two directions again.',
        values: {
          a: matrixFrom([
            [1, 1],
            [0, 1.5],
          ]),
        },
      },
    },
    {
      id: 'transient',
      label: 'λ = 0.9 grows 38-fold',
      kind: 'break',
      values: { lens: 'orbit', a: transient, v: Float64Array.of(0, 1), k: 9 },
      cause:
        'Both eigenvalues are 0.9, yet ‖Aᵏv‖ climbs to 38.7 at k = 9: the entry 10 feeds one direction from the other before decay wins.',
      cure: {
        label: 'cut the coupling',
        sentence:
          'Look at singular values: σ₁ = 10.08 bounds one step. Without the 10, σ₁ = ρ = 0.9 and nothing can grow.',
        values: { a: uncoupled },
      },
    },
    {
      id: 'gradient',
      label: 'small λ, large gradient',
      kind: 'break',
      values: { lens: 'depth', a: transient, v: Float64Array.of(1, 0), depth: 60 },
      cause:
        'Eigenvalues of 0.9 promise a vanishing gradient, but through the first nine layers it grows to 38.7 times its size.',
      cure: {
        label: 'cut the coupling',
        sentence: 'Keep σ₁ near 1, as orthogonal initialisation does: without the 10 every layer shrinks by 0.9.',
        values: { a: uncoupled },
      },
    },
    {
      id: 'no-limit',
      label: 'power method without end',
      kind: 'break',
      values: { lens: 'iteration', a: rotation, v: Float64Array.of(1, 0), k: 20 },
      cause: 'Both eigenvalues have size 1, so neither wins: the vector keeps turning and vᵀAv never gets there.',
      cure: {
        label: 'give one a lead',
        sentence: 'A largest eigenvalue that stands alone attracts almost every start.',
        values: {
          a: matrixFrom([
            [1, 0.6],
            [0.6, 0.5],
          ]),
        },
      },
    },
    {
      id: 'triangle',
      label: 'eigh of a lopsided matrix',
      kind: 'break',
      values: { solver: 'eigh' },
      cause:
        'torch.linalg.eigh reads the lower triangle only and would answer, in silence, for another matrix; here it is refused.',
      cure: { label: 'use eig', sentence: 'eig reads every entry.', values: { solver: 'eig' } },
    },
    {
      id: 'rectangle',
      label: '2×3',
      kind: 'break',
      values: {
        a: matrixFrom([
          [1, 2, 0],
          [0, 1, 1],
        ]),
      },
      cause: 'A 2×3 matrix takes three numbers to two: Av and λv have different lengths and can never be equal.',
      cure: {
        label: 'take AᵀA',
        sentence: 'AᵀA is 3×3 and symmetric; the roots of its eigenvalues are the singular values of A.',
        values: {
          a: matrixFrom([
            [1, 2, 0],
            [2, 5, 1],
            [0, 1, 1],
          ]),
          v: Float64Array.of(1, 0, 0),
        },
      },
    },
  ],
});
