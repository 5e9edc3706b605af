import { defineConcept } from '../../kit/parameters';

export default defineConcept({
  slug: 'variance',
  summary:
    'The mean squared distance from the mean: how far numbers spread, and whether a signal survives many layers.',
  prerequisites: ['euclidean-distance', 'expectation'],
  symbols: {
    'Var(X)': 'variance of X: the expected squared distance from the mean',
    'σ²': 'variance of a population; σ, its root, is the standard deviation (not the sigmoid, not a singular value)',
    's²': 'sample variance: squares summed and divided by n − 1',
    n: 'number of points; in a network, width of a layer',
  },
  height: { narrow: 1350, medium: 820, wide: 710 },
  parameters: {
    lens: {
      kind: 'choice',
      label: 'look at',
      role: 'parameter',
      description: 'What is asked of the variance.',
      default: 'spread',
      options: { spread: 'squares', sampling: 'samples', digits: 'digits', layers: 'layers' },
    },
    points: {
      kind: 'vector',
      label: 'points x',
      python: 'x',
      role: 'data',
      description:
        'The numbers whose variance is taken; in “samples” the population, in “digits” what the offset is added to.',
      default: Float64Array.of(-2.5, -0.5, 0.5, 1, 3),
      length: [1, 12],
      min: -1e6,
      max: 1e6,
      step: 0.1,
    },
    divide: {
      kind: 'choice',
      label: 'divide by',
      role: 'parameter',
      description:
        'n for the variance of these very numbers (correction=0), n − 1 to estimate that of where they came from (correction=1).',
      default: 'n',
      options: { n: 'n', less: 'n − 1' },
    },
    n: {
      kind: 'integer',
      label: 'sample size n',
      python: 'n',
      role: 'parameter',
      description: 'In “samples”: how many numbers each sample holds, drawn from the points with replacement.',
      default: 4,
      min: 2,
      max: 30,
      step: 1,
    },
    trials: {
      kind: 'integer',
      label: 'samples drawn',
      python: 'trials',
      role: 'parameter',
      description: 'In “samples”: how many samples.',
      default: 4000,
      min: 100,
      max: 10000,
      step: 100,
      scale: 'log',
    },
    offset: {
      kind: 'number',
      label: 'offset',
      python: 'offset',
      role: 'parameter',
      description: 'In “digits”: added to all points, which changes no variance, only the digits that are left for it.',
      default: 1000,
      min: 1,
      max: 1e9,
      step: 1,
      scale: 'log',
    },
    format: {
      kind: 'choice',
      label: 'arithmetic',
      role: 'parameter',
      description: 'In “digits”: the format that every operation is rounded to.',
      default: 'float32',
      options: { float16: 'float16', bfloat16: 'bfloat16', float32: 'float32', float64: 'float64' },
    },
    depth: {
      kind: 'integer',
      label: 'layers',
      python: 'depth',
      role: 'parameter',
      description: 'In “layers”: how many.',
      default: 20,
      min: 1,
      max: 40,
      step: 1,
    },
    width: {
      kind: 'integer',
      label: 'width n',
      python: 'width',
      role: 'parameter',
      description: 'In “layers”: neurons in each.',
      default: 256,
      min: 4,
      max: 256,
      step: 1,
      scale: 'log',
    },
    activation: {
      kind: 'choice',
      label: 'activation',
      role: 'parameter',
      description: 'In “layers”: what follows each matrix.',
      default: 'relu',
      options: {
        relu: 'ReLU',
        tanh: 'tanh',
        linear: 'none',
        leaky_relu: 'leaky ReLU',
        gelu: 'GELU',
        sigmoid: 'sigmoid',
      },
    },
    init: {
      kind: 'choice',
      label: 'weights',
      role: 'parameter',
      description:
        'In “layers”: how the weights are drawn. Xavier: variance 1/n; He: 2/n; PyTorch’s nn.Linear: 1/(3n).',
      default: 'kaiming_normal',
      options: {
        kaiming_normal: 'He',
        xavier_normal: 'Xavier',
        linear: 'nn.Linear’s own',
        orthogonal: 'orthogonal',
        normal: 'std of your own',
      },
    },
    std: {
      kind: 'number',
      label: 'std',
      python: 'std',
      role: 'parameter',
      description: 'In “layers”: standard deviation of the weights where it is your own.',
      default: 0.05,
      min: 0.001,
      max: 1,
      step: 0.005,
      scale: 'log',
    },
    seed: {
      kind: 'seed',
      label: 'seed',
      python: 'seed',
      role: 'parameter',
      description: 'Of all that is drawn at random, as torch.manual_seed takes it.',
      default: 0,
    },
  },
  presets: [
    {
      id: 'outlier',
      label: 'one far point',
      kind: 'example',
      values: { points: Float64Array.of(-0.5, 0, 0.2, 0.4, 8) },
      cause:
        'Distances count squared: the one point far out makes nearly all of the variance, and drags the mean along.',
    },
    {
      id: 'estimate',
      label: 'why n − 1',
      kind: 'example',
      values: { lens: 'sampling', n: 4, divide: 'less' },
      cause:
        'Each sample is measured about its own mean, which lies closer to it than the true one. Divided by n − 1 the squares come out right on average.',
    },
    {
      id: 'he',
      label: 'a signal that survives',
      kind: 'example',
      values: { lens: 'layers' },
      cause:
        'He’s weights have variance 2/n: the sum over n inputs would double E[x²], and ReLU halves it again. Twenty layers leave it near 1, but for the luck of this draw.',
    },
    {
      id: 'one',
      label: 'one point, n − 1',
      kind: 'break',
      values: { points: Float64Array.of(1.5), divide: 'less' },
      cause:
        'One point has no distance from its own mean, and n − 1 = 0: the estimate is 0/0. torch.var answers nan and warns; a batch of one sends that nan into everything behind it.',
      cure: {
        label: 'divide by n',
        sentence: 'As the variance of just this number it is 0; as an estimate it needs a second number.',
        values: { points: Float64Array.of(1.5), divide: 'n' },
      },
    },
    {
      id: 'biased',
      label: 'pairs, divided by n',
      kind: 'break',
      values: { lens: 'sampling', n: 2, divide: 'n' },
      cause:
        'With samples of two and n in the denominator the average estimate is half of the true variance: the mean of a pair lies exactly between its points, wherever the true mean is.',
      cure: {
        label: 'n − 1',
        sentence:
          'Dividing by n − 1 (Bessel’s correction, torch.var’s default) makes up for it on average, though no single sample becomes better.',
        values: { lens: 'sampling', n: 2, divide: 'less' },
      },
    },
    {
      id: 'one-pass',
      label: 'a variance of −8',
      kind: 'break',
      values: { lens: 'digits', points: Float64Array.of(0.1, 0.2, 0.3, 0.4), offset: 10000, format: 'float32' },
      cause:
        'E[x²] − E[x]² subtracts two numbers near 100,005,000, where neighbouring float32 numbers are 8 apart: what is left of 0.0125 is −8, and its root is nan.',
      cure: {
        label: 'take the offset away first',
        sentence:
          'Subtract the mean first (two passes), or keep mean and squares up to date together (Welford): the squares are then small numbers with all their digits. A variance does not change when a constant is subtracted.',
        values: { lens: 'digits', points: Float64Array.of(0.1, 0.2, 0.3, 0.4), offset: 1, format: 'float32' },
      },
    },
    {
      id: 'vanish',
      label: 'std 0.01: it vanishes',
      kind: 'break',
      values: { lens: 'layers', init: 'normal', std: 0.01 },
      cause:
        'A layer multiplies E[x²] by n·std²/2 = 256 · 0.0001 / 2 = 0.0128. Twenty times over that is 10⁻³⁸: the output is the same for every input, and the gradient is as small.',
      cure: {
        label: 'He’s weights',
        sentence: 'Variance 2/n makes the factor 1.',
        values: { lens: 'layers', init: 'kaiming_normal' },
      },
    },
    {
      id: 'xavier',
      label: 'Xavier before ReLU',
      kind: 'break',
      values: { lens: 'layers', init: 'xavier_normal' },
      cause:
        'Xavier’s variance 1/n keeps a linear or tanh layer level; ReLU throws half of E[x²] away each time. After twenty layers a millionth is left.',
      cure: {
        label: 'He’s weights',
        sentence: 'Twice the variance makes up for the half that ReLU cuts off.',
        values: { lens: 'layers', init: 'kaiming_normal' },
      },
    },
    {
      id: 'explode',
      label: 'std 0.1: it explodes',
      kind: 'break',
      values: { lens: 'layers', init: 'normal', std: 0.1 },
      cause:
        'The factor is 256 · 0.01 / 2 = 1.28, which looks harmless and is 139 after twenty layers and 19,000 after forty.',
      cure: {
        label: 'std 0.0884',
        sentence:
          'He’s variance for n = 256 is a standard deviation of √(2/256) = 0.0884; a little more or less compounds.',
        values: { lens: 'layers', init: 'normal', std: 0.0884 },
      },
    },
    {
      id: 'chaos',
      label: 'tanh, std 0.3',
      kind: 'break',
      values: { lens: 'layers', activation: 'tanh', init: 'normal', std: 0.3 },
      cause:
        'tanh bounds what goes up, so E[x²] looks healthy; but most units are saturated, two nearby inputs end up unrelated, and the gradient that comes down grows with every layer.',
      cure: {
        label: 'Xavier',
        sentence: 'With variance 1/n tanh stays in its straight part, and the gradient keeps its size.',
        values: { lens: 'layers', activation: 'tanh', init: 'xavier_normal' },
      },
    },
  ],
});
