import { defineConcept } from '../../kit/parameters';
import { matrixFrom } from '../../kit/values';
import { far, line, points, rowsOfTenths } from './data';

const row = (...values: number[]) => Float64Array.from(values);
const wide = { min: -1e300, max: 1e300, step: 0.1 } as const;
const narrow = { min: -1e6, max: 1e6, step: 0.1 } as const;

export default defineConcept({
  slug: 'euclidean-distance',
  summary: 'The straight way from one point to another: what nearest neighbours compare, and what a squared error is.',
  prerequisites: ['dot-product'],
  symbols: {
    'd(a, b)': 'Euclidean distance, the length of a − b',
    MSE: 'mean squared error, d² over the number of entries',
    MAE: 'mean absolute error',
    k: 'how many neighbours vote',
    D: 'number of dimensions, entries of a row',
  },
  height: { narrow: 1410, medium: 788, wide: 825 },
  parameters: {
    lens: {
      kind: 'choice',
      label: 'look at',
      role: 'parameter',
      description: 'Two points, or one of five places where a network measures distance.',
      default: 'pair',
      options: {
        pair: 'two points',
        neighbours: 'nearest neighbours',
        line: 'a line and an outlier',
        batch: 'a batch',
        far: 'in float32',
        dimension: 'many dimensions',
      },
    },
    a: {
      kind: 'vector',
      label: 'point a',
      role: 'data',
      description: 'The first point: a prediction, say.',
      default: row(2, 2.5),
      length: [1, 8],
      ...wide,
    },
    b: {
      kind: 'vector',
      label: 'point b',
      role: 'parameter',
      description: 'The second point, with as many entries: a target, say.',
      default: row(-1, -1.5),
      length: [1, 8],
      ...wide,
    },
    loss: {
      kind: 'choice',
      label: 'loss',
      role: 'gradient',
      description: 'Mean squared or mean absolute error: whose gradient is drawn, and whose line is fitted.',
      default: 'mse',
      options: { mse: 'squared (MSE)', mae: 'absolute (MAE)' },
    },
    points: {
      kind: 'matrix',
      label: 'points (x, y, class)',
      role: 'data',
      description: 'Labelled points, one a row: x, y and a class from 0 to 2.',
      default: points,
      rows: [1, 16],
      cols: [3, 3],
      ...narrow,
    },
    query: {
      kind: 'vector',
      label: 'query',
      role: 'scaffold',
      description: 'The point that asks which class it belongs to.',
      default: row(1.5, -0.2),
      length: [2, 2],
      ...narrow,
    },
    k: {
      kind: 'integer',
      label: 'k, who votes',
      role: 'parameter',
      description: 'How many of the nearest points vote; more than there are means all of them.',
      default: 3,
      min: 1,
      max: 12,
      step: 1,
    },
    scale: {
      kind: 'number',
      label: 'x counts ×',
      role: 'parameter',
      description: 'Factor on the first feature before distances are taken: its unit.',
      default: 1,
      min: 0.01,
      max: 100,
      step: 1,
      scale: 'log',
    },
    xy: {
      kind: 'matrix',
      label: 'points (x, y)',
      role: 'data',
      description: 'Points that a line is fitted to, one a row; the last is called the outlier.',
      default: line(-2.5),
      rows: [2, 12],
      cols: [2, 2],
      ...narrow,
    },
    prediction: {
      kind: 'matrix',
      label: 'predictions',
      role: 'data',
      description: 'One row an example, one column an output.',
      default: matrixFrom([
        [1, 2, 3],
        [0, 1, 0],
      ]),
      rows: [1, 6],
      cols: [1, 10],
      ...narrow,
    },
    target: {
      kind: 'matrix',
      label: 'targets',
      role: 'parameter',
      description: 'What the predictions should have been, in the same shape.',
      default: matrixFrom([
        [1, 0, 2],
        [1, 1, 2],
      ]),
      rows: [1, 6],
      cols: [1, 10],
      ...narrow,
    },
    x: {
      kind: 'matrix',
      label: 'points X',
      python: 'X',
      role: 'data',
      description: 'Points, one a row, whose distances from each other are computed in two ways.',
      default: far,
      rows: [2, 5],
      cols: [1, 6],
      ...narrow,
    },
    format: {
      kind: 'choice',
      label: 'computed in',
      role: 'parameter',
      description: 'Number format in which both ways are computed.',
      default: 'float32',
      options: { float32: 'float32', float64: 'float64', float16: 'float16' },
    },
    dim: {
      kind: 'integer',
      label: 'dimensions D',
      python: 'D',
      role: 'parameter',
      description: 'Dimensions of the cube that the random points lie in.',
      default: 2,
      min: 1,
      max: 1000,
      step: 1,
    },
    seed: {
      kind: 'seed',
      label: 'seed',
      role: 'parameter',
      description: 'Seed of the random points, as in torch.manual_seed.',
      default: 0,
    },
  },
  presets: [
    {
      id: 'squares',
      label: 'one long side',
      kind: 'example',
      values: { a: row(3, 0.5), b: row(-3, -0.5) },
      cause:
        'Six across and one up: squaring gives the long side 36 of 37 parts, so the distance hardly knows about the short one. MSE tells a network the same: mend the large error first.',
    },
    {
      id: 'mae',
      label: 'absolute error',
      kind: 'example',
      values: { a: row(3, 0.5), b: row(-3, -0.5), loss: 'mae' },
      cause:
        'The gradient of the absolute error has one size in every entry, however far off it is: large and small errors are pushed alike, and it does not fade on arrival.',
    },
    {
      id: 'coincide',
      label: 'a on top of b',
      kind: 'break',
      values: { a: row(1, 2), b: row(1, 2) },
      cause:
        'sqrt(sum((a − b)²)) goes back through a root whose slope at 0 is infinite and a square whose slope is 0; the chain rule multiplies them and gets no number. One such pair makes every weight of a network NaN.',
      cure: {
        label: 'a tenth apart',
        sentence:
          'Use (a − b).norm() or torch.cdist, which set this gradient to 0, or put eps under the root; without a root, as in MSE, nothing goes wrong.',
        values: { a: row(1, 2.1), b: row(1, 2) },
      },
    },
    {
      id: 'overflow',
      label: '10²⁰⁰ squared',
      kind: 'break',
      values: { a: row(3e200, 0), b: row(0, 4e200) },
      cause:
        'The distance is 5·10²⁰⁰, an ordinary float64. The formula squares first, 10⁴⁰⁰ does not fit, and the root of infinity stays infinite. At 10⁻²⁰⁰ the squares vanish and the distance reads 0.',
      cure: {
        label: 'ordinary sizes',
        sentence:
          'Divide by the largest difference, sum, take the root, multiply back: that is how the page computes d.',
        values: { a: row(3, 0), b: row(0, 4) },
      },
    },
    {
      id: 'lengths',
      label: 'lengths that differ',
      kind: 'break',
      values: { a: row(1, 2, 3), b: row(1, 2) },
      cause: 'A third entry of a has no partner in b, so there is nothing to subtract.',
      cure: {
        label: 'two entries each',
        sentence: 'Points that are compared must live in one space; PyTorch may stretch a single entry to fit instead.',
        values: { a: row(1, 2), b: row(1, 2.5) },
      },
    },
    {
      id: 'voronoi',
      label: 'Voronoi cells',
      kind: 'example',
      values: { lens: 'neighbours', k: 1 },
      cause: 'With one neighbour each point rules all that is nearer to it than to any other: its Voronoi cell.',
    },
    {
      id: 'unit',
      label: 'the wrong unit',
      kind: 'break',
      values: { lens: 'neighbours', scale: 20 },
      cause:
        'With x counted twenty times over, as when metres become centimetres, differences in y drown: the regions become upright strips and the neighbours are those with a like x.',
      cure: {
        label: 'scales alike',
        sentence:
          'Give every feature the same spread before measuring distance: subtract its mean, divide by its deviation.',
        values: { lens: 'neighbours', scale: 1 },
      },
    },
    {
      id: 'outlier',
      label: 'pulled by one point',
      kind: 'break',
      values: { lens: 'line', xy: line(-3.2) },
      cause:
        'Squared, the one large residual outweighs all others together, and the line bends to make it smaller at the cost of every other point.',
      cure: {
        label: 'absolute residuals',
        sentence:
          'Absolute residuals count an outlier once, not squared: the line that minimises them stays with the seven.',
        values: { lens: 'line', xy: line(-3.2), loss: 'mae' },
      },
    },
    {
      id: 'off-by-d',
      label: 'off by D',
      kind: 'break',
      values: { lens: 'batch', prediction: rowsOfTenths(2, 10, 0), target: rowsOfTenths(2, 10, 3) },
      cause:
        'The mean over rows of ‖row‖² divides by the number of rows only; mse_loss divides by rows times D. With ten columns the two differ by a factor of 10, and so does every gradient.',
      cure: {
        label: 'one column',
        sentence:
          'Divide by D as well, or use F.mse_loss; only for D = 1 are the two the same. A learning rate tuned for one is wrong for the other.',
        values: { lens: 'batch', prediction: rowsOfTenths(2, 1, 0), target: rowsOfTenths(2, 1, 3) },
      },
    },
    {
      id: 'cancel',
      label: 'a negative square',
      kind: 'break',
      values: { lens: 'far' },
      cause:
        '‖a‖² − 2 a·b + ‖b‖² subtracts numbers near five million to find 0.01. Float32 holds seven digits, so the difference is rounding error, here below zero, whose root is not a number.',
      cure: {
        label: 'move the origin',
        sentence:
          'Subtract first, square after; or subtract a common mean from all points, which changes no distance. torch.cdist clamps at 0, which hides the error; its compute_mode can rule the product out.',
        values: {
          lens: 'far',
          x: matrixFrom([
            [0.1, 0.2],
            [0.1, 0.3],
            [0.2, 0.2],
          ]),
        },
      },
    },
    {
      id: 'all-alike',
      label: 'everyone equally far',
      kind: 'break',
      values: { lens: 'dimension', dim: 1000 },
      cause:
        'A squared distance is a sum of D independent terms, and such sums gather about their mean: in a thousand dimensions the nearest of 100 random points is hardly nearer than the farthest.',
      cure: {
        label: 'two dimensions',
        sentence:
          'Nearness means something again in few dimensions, or where data keep to a thin sheet: learn features, or reduce the dimension, before you ask for neighbours.',
        values: { lens: 'dimension', dim: 2 },
      },
    },
  ],
});
