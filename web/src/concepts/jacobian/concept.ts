import { defineConcept } from '../../kit/parameters';
import { matrixFrom } from '../../kit/values';

const weights = matrixFrom([
  [1, -0.5, 0.25],
  [0.5, 1.5, -1],
  [-0.75, 0.5, 1],
]);
const upstream = 'x*y, x^2 + y, sin(x) + cos(y)';

export default defineConcept({
  slug: 'jacobian',
  summary: 'The best linear map near a point: one row for every output, one column for every input.',
  prerequisites: ['matrix-multiplication', 'svd', 'partial-derivatives', 'chain-rule', 'gradient'],
  symbols: {
    J_ij: 'the slope ∂fᵢ/∂xⱼ of output i along input j',
    'det J': 'factor by which areas grow; negative where the map turns the plane over',
    σ: 'a singular value of J, the most or least a small change grows; here never a sigmoid',
    B: 'samples in a batch',
  },
  height: { narrow: 1880, medium: 1101, wide: 1076 },
  parameters: {
    lens: {
      kind: 'choice',
      label: 'look at',
      role: 'parameter',
      description: 'A typed map, a stack of layers, or the same stack over a batch.',
      default: 'map',
      options: { map: 'a map', layers: 'layers', batch: 'a batch' },
    },
    f: {
      kind: 'function',
      label: 'F',
      python: 'F',
      role: 'data',
      description:
        'One to four outputs, separated by commas, from as many of x, y, z and w as the point has entries. The first two are drawn.',
      default: 'x + y^2/2, y - x^2/2',
      variables: ['x', 'y'],
      also: ['z', 'w'],
    },
    p: {
      kind: 'vector',
      label: 'point (x, y)',
      python: 'p',
      role: 'data',
      description:
        'Where the Jacobian is taken, the middle of the small square: one entry an input of F, x, y, z and w.',
      default: Float64Array.of(1, 0.5),
      length: [1, 4],
      min: -1000,
      max: 1000,
      step: 0.1,
    },
    slice: {
      kind: 'choice',
      label: 'drawn',
      role: 'scaffold',
      description:
        'Which two inputs run across and up in the pictures when there are three or four; the others stay at the point.',
      default: 'xy',
      options: { xy: 'x, y', xz: 'x, z', yz: 'y, z', xw: 'x, w', yw: 'y, w', zw: 'z, w' },
    },
    half: {
      kind: 'number',
      label: 'square: half a side',
      role: 'parameter',
      description: 'Size of the small square that is followed through F.',
      default: 0.4,
      min: 0.001,
      max: 2,
      step: 0.1,
      scale: 'log',
    },
    reach: {
      kind: 'number',
      label: 'half width',
      role: 'scaffold',
      description: 'How far the window on the inputs reaches from the origin.',
      default: 2,
      min: 0.1,
      max: 50,
      step: 0.1,
      scale: 'log',
    },
    x: {
      kind: 'vector',
      label: 'input x',
      python: 'x',
      role: 'data',
      description: 'What goes into the stack of layers.',
      default: Float64Array.of(1, 2, -0.5),
      length: [1, 6],
      min: -100,
      max: 100,
      step: 0.1,
    },
    w: {
      kind: 'matrix',
      label: 'weights W',
      python: 'W',
      role: 'parameter',
      description: 'Weights of every linear layer, one row an output. No bias: J would not depend on it.',
      default: weights,
      rows: [1, 6],
      cols: [1, 6],
      min: -100,
      max: 100,
      step: 0.1,
    },
    stack: {
      kind: 'vector',
      label: 'layers',
      python: 'stack',
      role: 'parameter',
      description:
        'The layers by number: 1 Linear, 2 ReLU, 3 softmax, 4 LayerNorm, 5 tanh, 6 BatchNorm (batches only).',
      default: Float64Array.of(1, 3),
      length: [1, 5],
      min: 1,
      max: 6,
      step: 1,
    },
    batch: {
      kind: 'matrix',
      label: 'batch X',
      python: 'X',
      role: 'data',
      description: 'One sample a row.',
      default: matrixFrom([
        [1, 2, -0.5],
        [0.3, -1, 0.8],
        [-0.7, 0.4, 1.5],
        [1.2, 0.1, -1],
      ]),
      rows: [1, 8],
      cols: [1, 6],
      min: -100,
      max: 100,
      step: 0.1,
    },
  },
  presets: [
    {
      id: 'three-outputs',
      label: 'two in, three out',
      kind: 'example',
      values: { f: upstream, p: Float64Array.of(1, 2), reach: 3 },
      cause:
        'A tall Jacobian: three rows, two columns. At this point its first two rows agree, so the first two outputs move together; the third tells the inputs apart, and the rank is 2.',
    },
    {
      id: 'angles',
      label: 'angles kept',
      kind: 'example',
      values: { f: 'x^2 - y^2, 2*x*y', half: 0.2 },
      cause:
        'Squaring a complex number: J is a turn times one stretch, so both σ agree and small squares stay squares, wherever det J is not 0.',
    },
    {
      id: 'curve',
      label: 'one in, two out',
      kind: 'example',
      values: { f: 'x*cos(2x), x*sin(2x)', p: Float64Array.of(1.2), half: 0.2, reach: 3 },
      cause:
        'One input draws a curve, and J is a single column: its velocity. Dots that are evenly spaced on the line spread out where J is long.',
    },
    {
      id: 'volume',
      label: 'three in, three out',
      kind: 'example',
      values: {
        f: 'x*sin(y)*cos(z), x*sin(y)*sin(z), x*cos(y)',
        p: Float64Array.of(1.5, 0.9, 0.6),
        slice: 'xz',
        reach: 3,
        half: 0.2,
      },
      cause:
        'Radius, polar angle and longitude to a point in space: det J = r² sin θ is the factor of volume. The picture moves two of the inputs and holds the third.',
    },
    {
      id: 'row',
      label: 'four in, one out',
      kind: 'example',
      values: {
        f: 'log(exp(x) + exp(y) + exp(z) + exp(w))',
        p: Float64Array.of(0.1, 2, -1, 0.7),
        slice: 'xy',
        half: 0.2,
      },
      cause:
        'A single output has a single row: the gradient, laid down. Here it is the softmax of the inputs, and three of the four directions are lost.',
    },
    {
      id: 'chain',
      label: 'five layers',
      kind: 'example',
      values: { lens: 'layers', stack: Float64Array.of(4, 1, 5, 1, 3) },
      cause:
        'The Jacobian of a stack is the product of the layers’ own, the last layer on the left. Backpropagation multiplies from the left, one row vector at a time, and never forms a product of matrices.',
    },
    {
      id: 'polar',
      label: 'polar map at r = 0',
      kind: 'break',
      values: { f: 'x*cos(y), x*sin(y)', p: Float64Array.of(0, 0.7) },
      cause:
        'With x as radius and y as angle, every angle at radius 0 is the same point. The column of the angle is zero there, det J = r = 0, and no inverse exists: a direction is lost.',
      cure: {
        label: 'step away, r = 1',
        sentence: 'Anywhere else det J = r, and the map can be undone nearby.',
        values: { p: Float64Array.of(1, 0.7) },
      },
    },
    {
      id: 'pole',
      label: 'longitude at the pole',
      kind: 'break',
      values: {
        f: 'x*sin(y)*cos(z), x*sin(y)*sin(z), x*cos(y)',
        p: Float64Array.of(1.5, 0, 0.6),
        slice: 'yz',
        reach: 3,
        half: 0.2,
      },
      cause:
        'At θ = 0 every longitude is the same point: the column of z is zero, det J = r² sin θ = 0, and of three directions two get through.',
      cure: {
        label: 'leave the pole',
        sentence: 'At θ = 0.9 all three columns point elsewhere, and the rank is 3.',
        values: { p: Float64Array.of(1.5, 0.9, 0.6) },
      },
    },
    {
      id: 'fold',
      label: 'on the fold',
      kind: 'break',
      values: { p: Float64Array.of(1, -1) },
      cause:
        'Where the colour changes, det J = 1 + xy passes through 0: the plane is folded over along that curve, the square is flattened to a strip, and two inputs share one output.',
      cure: {
        label: 'leave the fold',
        sentence: 'Away from it the map is one to one nearby, turned over on the far side.',
        values: { p: Float64Array.of(1, 0.5) },
      },
    },
    {
      id: 'too-wide',
      label: 'too large a step',
      kind: 'break',
      values: { half: 1.2 },
      cause:
        'J describes small changes only. For a square this large the curved image and the parallelogram of J part. Measured against the square, what is left out grows in step with its size, and so does the error of a prediction.',
      cure: {
        label: 'shrink the square',
        sentence: 'At a tenth of the size the error, measured against the square, is a tenth.',
        values: { half: 0.12 },
      },
    },
    {
      id: 'softmax',
      label: 'softmax is singular',
      kind: 'break',
      values: { lens: 'layers', stack: Float64Array.of(3) },
      cause:
        'Adding the same number to all logits changes no probability, so J times (1, 1, …, 1) is 0 for every input: softmax’s Jacobian diag(p) − ppᵀ has no inverse anywhere.',
      cure: {
        label: 'look at tanh',
        sentence:
          'Work with logits and log-probabilities where you need to go back; a layer that acts entry by entry has a diagonal J.',
        values: { stack: Float64Array.of(5) },
      },
    },
    {
      id: 'kink',
      label: 'a ReLU switched off',
      kind: 'break',
      values: { lens: 'layers', stack: Float64Array.of(1, 2), x: Float64Array.of(-1, -2, 0.5) },
      cause:
        'A unit that is off has a row of zeros: nothing that reaches it on the way back is passed on, and the rank falls by one for each.',
      cure: {
        label: 'switch them on',
        sentence: 'For another input other units are on; leaky slopes keep every row alive.',
        values: { x: Float64Array.of(1, 0.5, 1) },
      },
    },
    {
      id: 'batch',
      label: 'a batch’s full J',
      kind: 'break',
      values: { lens: 'batch' },
      cause:
        'jacobian() of a batch has the shape (B, out, B, in) and grows with B². Samples do not see each other, so all blocks but those on the diagonal are zero: they were computed and stored for nothing.',
      cure: {
        label: 'one sample',
        sentence: 'vmap(jacrev(f)) computes one block a sample, the shape (B, out, in).',
        values: { batch: matrixFrom([[1, 2, -0.5]]) },
      },
    },
    {
      id: 'batch-norm',
      label: 'BatchNorm mixes samples',
      kind: 'break',
      values: { lens: 'batch', stack: Float64Array.of(1, 6) },
      cause:
        'BatchNorm takes mean and deviation over the batch, so each output depends on every sample: the blocks off the diagonal are not zero, and treating samples one by one would be wrong.',
      cure: {
        label: 'take LayerNorm',
        sentence: 'LayerNorm takes them over the features of each sample, and the blocks are zero again.',
        values: { stack: Float64Array.of(1, 4) },
      },
    },
    {
      id: 'misfit',
      label: 'layers that do not fit',
      kind: 'break',
      values: {
        lens: 'layers',
        stack: Float64Array.of(1, 2, 1),
        w: matrixFrom([
          [1, -0.5, 0.25],
          [0.5, 1.5, -1],
        ]),
      },
      cause:
        'The first linear layer turns three numbers into two, and the second, with the same W, asks for three. Jacobians multiply only where the layers do.',
      cure: {
        label: 'a square W',
        sentence: 'The columns of each J must be as many as the rows of the one before it.',
        values: { w: weights },
      },
    },
  ],
});
