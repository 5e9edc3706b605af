import { defineConcept } from '../../kit/parameters';
import { matrixFrom } from '../../kit/values';

const row = (...values: number[]) => Float64Array.from(values);

const entries = { min: -1e6, max: 1e6, step: 0.1 } as const;
const degrees = { kind: 'number', role: 'scaffold', unit: '°', step: 1 } as const;

/** Six samples of eight features, the shape in which a notebook compares its own layer norm with PyTorch's. */
const batch = matrixFrom([
  [1.5, -0.3, -2.2, 0.6, -1.1, -1.4, 0.4, 0.8],
  [-0.7, -1.1, -0.6, 0.2, -0.9, 1.1, 0.3, -0.3],
  [-1.6, 1.3, 1.3, 0.6, 1.3, -0.2, -0.5, 0.4],
  [-0.6, 1.6, -0.4, -0.5, -0.6, 1.8, -0.8, 0.7],
  [0.7, 0.6, -0.2, -0.3, -0.6, 0.1, 0.1, -0.9],
  [2.4, 1.1, 0.7, -1.2, -0.2, -0.1, 0.9, -1.5],
]);

export default defineConcept({
  slug: 'layer-norm',
  summary: 'Every sample is shifted to mean 0 and scaled to variance 1 by its own numbers, then given back a size.',
  prerequisites: ['jacobian', 'variance'],
  symbols: {
    μ: 'mean of the numbers that are normalised together',
    σ: 'their standard deviation, here never a sigmoid or a singular value',
    ε: 'a small number under the root that keeps the quotient finite',
    γ: 'learned scale, one a feature',
    β: 'learned shift, one a feature, here nothing of Adam',
    x̂: 'x after normalisation, before γ and β',
  },
  height: { narrow: 1544, medium: 930, wide: 866 },
  parameters: {
    lens: {
      kind: 'choice',
      label: 'look at',
      role: 'parameter',
      description: 'A batch before and after, what the layer forgets, three features in space, or the way back.',
      default: 'batch',
      options: { batch: 'a batch', scale: 'what it forgets', space: 'in space', gradient: 'the way back' },
    },
    method: {
      kind: 'choice',
      label: 'normalise together',
      role: 'parameter',
      description: 'Which numbers share a mean and a deviation: each sample’s, each feature’s, or all.',
      default: 'layer',
      options: {
        layer: 'LayerNorm',
        rms: 'RMSNorm',
        batch: 'BatchNorm',
        whole: 'all at once',
      },
    },
    divisor: {
      kind: 'choice',
      label: 'divide by',
      role: 'parameter',
      description: 'The deviation as PyTorch takes it, as the formula prints it, or as notebooks often do.',
      default: 'torch',
      options: {
        torch: '√(σ² + ε), PyTorch',
        written: 'σ, as printed',
        unbiased: 's, from n − 1',
        outside: 's + ε',
      },
    },
    x: {
      kind: 'matrix',
      label: 'batch X',
      python: 'X',
      role: 'data',
      description: 'One sample a row, one feature a column.',
      default: matrixFrom([
        [1, 2, 3, 4],
        [-2, 0.5, 3, -0.5],
        [2.5, 3.5, 1, 2],
      ]),
      rows: [1, 6],
      cols: [1, 8],
      ...entries,
    },
    gamma: {
      kind: 'vector',
      label: 'scale γ',
      role: 'parameter',
      description: 'What x̂ is multiplied by: one number for all features, or one a feature.',
      default: row(1),
      length: [1, 8],
      ...entries,
    },
    beta: {
      kind: 'vector',
      label: 'shift β',
      role: 'parameter',
      description: 'What is added after that: one number for all features, or one a feature.',
      default: row(0),
      length: [1, 8],
      ...entries,
    },
    eps: {
      kind: 'number',
      label: 'ε',
      role: 'parameter',
      description: 'Added to the variance under the root.',
      default: 1e-5,
      min: 1e-12,
      max: 10,
      step: 1,
      scale: 'log',
    },
    row: {
      kind: 'integer',
      label: 'sample',
      role: 'scaffold',
      description: 'Which sample is read out.',
      default: 1,
      min: 1,
      max: 6,
      step: 1,
    },
    col: {
      kind: 'integer',
      label: 'feature',
      role: 'scaffold',
      description: 'Which feature is read out.',
      default: 1,
      min: 1,
      max: 8,
      step: 1,
    },
    factor: {
      kind: 'number',
      label: 'times c',
      role: 'parameter',
      description: 'What the sample is multiplied by before the layer sees it.',
      default: 10,
      min: 1e-6,
      max: 1e6,
      step: 1,
      scale: 'log',
    },
    shift: {
      kind: 'number',
      label: 'plus s',
      role: 'parameter',
      description: 'What is then added to every feature.',
      default: 0,
      min: -100,
      max: 100,
      step: 0.5,
    },
    v: {
      kind: 'vector',
      label: 'sample x',
      role: 'data',
      description: 'Three features, a point in space.',
      default: row(3, -0.4, 1.6),
      length: [3, 3],
      min: -100,
      max: 100,
      step: 0.1,
    },
    pull: {
      kind: 'vector',
      label: 'gradient from above',
      role: 'gradient',
      description: 'The slope of the loss along the three outputs.',
      default: row(0.2, 1, -0.4),
      length: [3, 3],
      min: -100,
      max: 100,
      step: 0.1,
    },
    turn: { ...degrees, label: 'turn', description: 'From which side it is seen.', default: 45, min: -180, max: 180 },
    tilt: { ...degrees, label: 'tilt', description: 'From how far above it is seen.', default: -25, min: -90, max: 90 },
    g: {
      kind: 'matrix',
      label: 'gradient from above',
      role: 'gradient',
      description: 'The slope of the loss along every output; where it is smaller than the batch the rest is 0.',
      default: matrixFrom([
        [1, 0, 0, 0],
        [0.5, -1, 0.3, 0.8],
        [0, 0, 1, -1],
      ]),
      rows: [1, 6],
      cols: [1, 8],
      ...entries,
    },
  },
  presets: [
    {
      id: 'features',
      label: 'the other axis',
      kind: 'example',
      values: { method: 'batch' },
      cause:
        'BatchNorm takes mean and deviation down the columns: a sample comes out differently with every batch that it is part of.',
    },
    {
      id: 'tenfold',
      label: 'ten times as large',
      kind: 'example',
      values: { lens: 'scale', factor: 10, shift: 5 },
      cause: 'Multiplied by ten and moved by five, the sample comes out as before: LN(10x + 5) = LN(x), but for ε.',
    },
    {
      id: 'circle',
      label: 'along the diagonal',
      kind: 'example',
      values: { lens: 'space', turn: 45, tilt: 35 },
      cause:
        'Seen along (1, 1, 1), taking off the mean changes nothing at all, and the division puts every sample on one circle of radius √3.',
    },
    {
      id: 'neighbours',
      label: 'who sees whom',
      kind: 'example',
      values: { lens: 'gradient', method: 'batch' },
      cause:
        'In the Jacobian of LayerNorm samples are blocks that do not see each other; BatchNorm ties every sample to all others, feature by feature.',
    },
    {
      id: 'constant',
      label: 'a constant sample',
      kind: 'break',
      values: {
        x: matrixFrom([
          [3, 3, 3, 3],
          [-2, 0.5, 3, -0.5],
        ]),
        divisor: 'written',
      },
      cause: 'All features are equal, so the deviation is 0, and the formula as printed divides 0 by 0.',
      cure: {
        label: '√(σ² + ε)',
        sentence: 'With ε under the root the quotient is 0/√ε: the sample comes out as β exactly.',
        values: {
          x: matrixFrom([
            [3, 3, 3, 3],
            [-2, 0.5, 3, -0.5],
          ]),
          divisor: 'torch',
        },
      },
    },
    {
      id: 'unbiased',
      label: 'the wrong deviation',
      kind: 'break',
      values: { x: matrixFrom([[1, 2, 3, 4]]), divisor: 'unbiased', col: 4 },
      cause:
        'x.std() divides by n − 1, which is right for estimating and too large here: ±1.162 in place of ±1.342, and a variance of ¾.',
      cure: {
        label: 'variance with n',
        sentence: 'Layer norm takes the variance with n: x.var(correction=0).',
        values: { x: matrixFrom([[1, 2, 3, 4]]), divisor: 'torch', col: 4 },
      },
    },
    {
      id: 'notebook',
      label: '“Difference” not 0',
      kind: 'break',
      values: { x: batch, divisor: 'outside' },
      cause:
        'A layer norm by hand, (x − mean) / (x.std() + eps), compared with nn.LayerNorm: the difference is no rounding. Ten samples of ten features differ by 0.51, these by less, for there are fewer.',
      cure: {
        label: 'as PyTorch',
        sentence: 'Variance with n, and ε inside the root: then nothing but rounding is left.',
        values: { x: batch, divisor: 'torch' },
      },
    },
    {
      id: 'small',
      label: 'ε takes over',
      kind: 'break',
      values: { lens: 'scale', factor: 1e-3, shift: 0 },
      cause:
        'The deviation of this sample is below √ε, so the layer divides by √ε and not by the deviation: what should have size 1 comes out small.',
      cure: {
        label: 'a smaller ε',
        sentence: 'Choose ε well below the variance that occurs: 10⁻¹² here.',
        values: { lens: 'scale', factor: 1e-3, shift: 0, eps: 1e-12 },
      },
    },
    {
      id: 'one-feature',
      label: 'one feature',
      kind: 'break',
      values: { x: matrixFrom([[2], [-1], [4]]), beta: row(0.5) },
      cause: 'A single number is its own mean: whatever it is, x − μ is 0, and β is all that comes out.',
      cure: {
        label: 'RMSNorm',
        sentence: 'RMSNorm takes no mean off, so at least the sign is left. Better: normalise over more features.',
        values: { x: matrixFrom([[2], [-1], [4]]), beta: row(0.5), method: 'rms' },
      },
    },
    {
      id: 'batch-of-one',
      label: 'a batch of one',
      kind: 'break',
      values: { method: 'batch', x: matrixFrom([[1, 2, 3, 4]]) },
      cause:
        'BatchNorm in training has nothing to average over when the batch is one sample; PyTorch refuses, in these words.',
      cure: {
        label: 'LayerNorm',
        sentence: 'LayerNorm needs no other sample: a batch of one is as good as any.',
        values: { method: 'layer', x: matrixFrom([[1, 2, 3, 4]]) },
      },
    },
  ],
});
