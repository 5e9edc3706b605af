import { defineConcept } from '../../kit/parameters';
import { matrixFrom, type Matrix } from '../../kit/values';

const limit = { min: -1e6, max: 1e6, step: 0.1 } as const;

const column = (...entries: number[]): Matrix => matrixFrom(entries.map((x) => [x]));

/** 1 / (i + j − 1), the classic of its kind: harmless to look at, 10 of 16 digits gone at size 8. */
const hilbert = (n: number): Matrix =>
  matrixFrom(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => 1 / (i + j + 1))));

export default defineConcept({
  slug: 'matrix-inverse',
  summary: 'The way back: which input gave this output, whether there is one, and how many digits survive the return.',
  prerequisites: ['matrix-multiplication'],
  symbols: {
    'A⁻¹': 'the inverse: undoes A from either side',
    'A⁺': 'the pseudo-inverse: the nearest thing to an inverse that every matrix has',
    I: 'the identity: leaves every vector as it is',
    'det A': 'signed area (volume) of the image of the unit square (cube)',
    'κ₂': 'condition number, longest stretch over shortest',
  },
  height: { narrow: 1902, medium: 968, wide: 1036 },
  parameters: {
    a: {
      kind: 'matrix',
      label: 'matrix A',
      python: 'A',
      role: 'parameter',
      description: 'The matrix to invert. 2×2 is drawn in the plane; any shape up to 8×8 is solved and compared.',
      default: matrixFrom([
        [2, -1],
        [1, 0.5],
      ]),
      rows: [1, 8],
      cols: [1, 8],
      ...limit,
    },
    b: {
      kind: 'matrix',
      label: 'target b',
      role: 'data',
      description: 'Right-hand side of A x = b, one entry for each row of A.',
      default: column(1, 2),
      rows: [1, 8],
      cols: [1, 1],
      ...limit,
    },
    lens: {
      kind: 'choice',
      label: 'look at',
      role: 'parameter',
      description: 'Three pictures of a 2×2 system, and a comparison of methods for every shape.',
      default: 'warp',
      options: { warp: 'there and back', lines: 'crossing lines', jitter: 'shaken target', methods: 'methods' },
    },
    method: {
      kind: 'choice',
      label: 'x by',
      role: 'result',
      description: 'Which method finds x: inverse, elimination, QR, SVD, or the normal equations.',
      default: 'solve',
      options: { inv: 'inv', solve: 'solve', lstsq: 'lstsq', pinv: 'pinv', normal: 'normal eq.' },
    },
    format: {
      kind: 'choice',
      label: 'computed in',
      role: 'result',
      description: 'Floating-point format of every step on the way to A⁻¹ and x.',
      default: 'float64',
      options: { float64: 'float64', float32: 'float32' },
    },
    jitter: {
      kind: 'number',
      label: 'b is off by',
      role: 'data',
      description: 'Radius of the disc in which the true b may lie.',
      default: 0.5,
      min: 0,
      max: 1,
      step: 0.01,
    },
    angle: {
      kind: 'integer',
      label: 'in direction',
      unit: '°',
      role: 'data',
      description: 'Direction in which b is pushed, counted from the first axis.',
      default: 30,
      min: 0,
      max: 359,
      step: 1,
    },
  },
  presets: [
    {
      id: 'rotation',
      label: 'rotation',
      kind: 'example',
      values: {
        a: matrixFrom([
          [0.8, -0.6],
          [0.6, 0.8],
        ]),
        b: column(1, 2),
      },
      cause: 'A rotation stretches nothing: its inverse is its transpose, κ₂ is 1, and the way back costs no digits.',
    },
    {
      id: 'mirror',
      label: 'mirror',
      kind: 'example',
      values: {
        a: matrixFrom([
          [0.5, 1.5],
          [1.5, 0.5],
        ]),
        b: column(2.5, 1),
      },
      cause:
        'The columns have changed sides, so the plane is turned over and det A is negative. The way back turns it again.',
    },
    {
      id: 'small-det',
      label: 'small det, no harm',
      kind: 'example',
      values: {
        a: matrixFrom([
          [0.1, 0],
          [0, 0.1],
        ]),
        b: column(0.2, 0.3),
      },
      cause:
        'The area shrinks to a hundredth, yet every direction shrinks alike: κ₂ is 1. A small determinant is not what costs digits.',
    },
    {
      id: 'three',
      label: '3×3 system',
      kind: 'example',
      values: {
        a: matrixFrom([
          [4, -2, 1],
          [-2, 4, -2],
          [1, -2, 4],
        ]),
        b: column(11, -16, 17),
        lens: 'methods',
      },
      cause: 'Beyond two dimensions there is no plane to draw, but the same five methods find x = (1, −2, 3).',
    },
    {
      id: 'singular',
      label: 'singular',
      kind: 'break',
      values: {
        a: matrixFrom([
          [1, 2],
          [0.5, 1],
        ]),
        b: column(1, 2),
        method: 'inv',
      },
      cause:
        'Column 2 is twice column 1, so A presses the plane onto one line. Different inputs meet there, and nothing can tell them apart again.',
      cure: {
        label: 'use pinv',
        sentence: 'There is no inverse, but there is a best answer: of all x that come nearest to b, the shortest.',
        values: { method: 'pinv', lens: 'lines' },
      },
    },
    {
      id: 'nearly',
      label: 'nearly singular',
      kind: 'break',
      values: {
        a: matrixFrom([
          [1, 2],
          [0.6, 1.3],
        ]),
        b: column(3, 1.9),
        lens: 'jitter',
        jitter: 0.05,
      },
      cause:
        'The columns nearly share a line. An error of 0.05 in b is divided by the small singular value and sends x more than a whole unit away.',
      cure: {
        label: 'add 0.5 to the diagonal',
        sentence:
          'No method repairs that; a different question does. Damping, A + 0.5 I, tames the ellipse at the price of another x.',
        values: {
          a: matrixFrom([
            [1.5, 2],
            [0.6, 1.8],
          ]),
        },
      },
    },
    {
      id: 'float32',
      label: 'float32 inverse',
      kind: 'break',
      values: {
        a: matrixFrom([
          [1, 1],
          [1, 1.0000002],
        ]),
        b: column(2, 2.0000001),
        method: 'inv',
        format: 'float32',
      },
      cause:
        'float32 keeps 1.0000002 as 1.00000024. The inverse multiplies that last digit by four million, so the way back misses: the square returns as a leaning one.',
      cure: {
        label: 'use float64',
        sentence: 'float64 has nine more digits to lose.',
        values: { format: 'float64' },
      },
    },
    {
      id: 'normal',
      label: 'normal equations',
      kind: 'break',
      values: {
        a: matrixFrom([
          [1, 1],
          [1, 1.0001],
        ]),
        b: column(2, 2.00013),
        lens: 'methods',
        method: 'normal',
        format: 'float32',
      },
      cause:
        'Forming AᵀA squares the condition number, 40 thousand to 1.6 billion. In float32 its determinant comes out as −4.77·10⁻⁷, where 10⁻⁸ is true: not even the sign is right.',
      cure: {
        label: 'use lstsq',
        sentence: 'QR works on A itself and never forms AᵀA.',
        values: { method: 'lstsq' },
      },
    },
    {
      id: 'hilbert',
      label: 'Hilbert 8',
      kind: 'break',
      values: { a: hilbert(8), b: column(1, 1, 1, 1, 1, 1, 1, 1), lens: 'methods', method: 'solve', format: 'float32' },
      cause:
        'The columns 1, 1/2, 1/3, … look alike, κ₂ is 1.5·10¹⁰, and float32 has only 7 digits to give: not one digit of x is right.',
      cure: {
        label: 'use float64',
        sentence:
          'float64 has 16 digits; about 10 are lost and the rest are right, with every method but the normal equations.',
        values: { format: 'float64' },
      },
    },
    {
      id: 'shape',
      label: 'not square',
      kind: 'break',
      values: {
        a: matrixFrom([
          [1, 0],
          [1, 1],
          [1, 2],
        ]),
        b: column(1, 2, 2),
        lens: 'methods',
        method: 'inv',
      },
      cause: 'Three equations for two unknowns: no x meets all of them, so there is nothing to invert.',
      cure: {
        label: 'use lstsq',
        sentence: 'Least squares takes the x that misses b by least.',
        values: { method: 'lstsq' },
      },
    },
  ],
});
