import { defineConcept } from '../../kit/parameters';

const weights = [0.8, -0.5, -0.3, 0.9, 0.6, 0.4, 0.1, -0.2, 0.3, 0.7, -0.6, 0.5, 0.1];
const withWeights = (changes: Readonly<Record<number, number>>): Float64Array =>
  Float64Array.from(weights, (w, i) => changes[i] ?? w);

/** Continuous nowhere near the origin, though a value is given there. */
const TORN = 'where(x^2 + y^2 > 0, x y / (x^2 + y^2), 0)';

export default defineConcept({
  slug: 'partial-derivatives',
  summary: 'The slope along one variable while all the others are held still: one number for each knob of a network.',
  prerequisites: ['derivative'],
  symbols: {
    '∂f/∂x': 'partial derivative: the slope along x with y held',
    '∂L/∂w': 'how much the loss changes for a small change of one weight',
    h: 'step of a difference quotient, here never a hidden unit',
    Δ: 'a change that is not small',
    w: 'weights from the inputs to the hidden units; b their biases, v the output weights, c the output bias',
  },
  height: { narrow: 1785, medium: 976, wide: 1004 },
  parameters: {
    lens: {
      kind: 'choice',
      label: 'look at',
      role: 'parameter',
      description: 'A function of two variables as slices or as a surface, or the loss of a small network.',
      default: 'slices',
      options: { slices: 'two slices', surface: 'a surface', network: 'a network’s weights' },
    },
    f: {
      kind: 'function',
      label: 'f(x, y)',
      python: 'f',
      role: 'data',
      description: 'The function of the lenses “two slices” and “a surface”.',
      default: 'x^2 y + x y^2',
      variables: ['x', 'y'],
      lambda: 'lambda x, y: x**2*y + x*y**2',
    },
    p: {
      kind: 'vector',
      label: 'point p',
      python: 'p',
      role: 'data',
      description: 'Where the slopes are taken: x and y.',
      default: Float64Array.of(1, 2),
      length: [2, 2],
      min: -1e6,
      max: 1e6,
      step: 0.1,
    },
    vary: {
      kind: 'choice',
      label: 'the point moves',
      role: 'parameter',
      description: 'Freeze one of the two variables: the point then moves along the other one only.',
      default: 'both',
      options: { both: 'freely', x: 'along x', y: 'along y' },
    },
    reach: {
      kind: 'number',
      label: 'half width of the map',
      role: 'parameter',
      description: 'The map shows x and y from minus this to this.',
      default: 3,
      min: 0.01,
      max: 1000,
      step: 0.1,
      scale: 'log',
    },
    azimuth: {
      kind: 'number',
      label: 'turn the surface',
      role: 'parameter',
      description: 'The angle from which the surface is seen.',
      default: 30,
      min: -180,
      max: 180,
      step: 1,
      unit: '°',
    },
    weights: {
      kind: 'vector',
      label: 'weights w₁₁ … w₃₂, b₁ … b₃, v₁ … v₃, c',
      python: 'weights',
      role: 'parameter',
      description:
        'All 13 numbers of the network: the 3×2 weights of the hidden layer row by row, its 3 biases, the 3 weights of the output and its bias.',
      default: Float64Array.from(weights),
      length: [13, 13],
      min: -1e4,
      max: 1e4,
      step: 0.1,
    },
    x: {
      kind: 'vector',
      label: 'input x₁, x₂',
      python: 'x',
      role: 'data',
      description: 'The input of the network.',
      default: Float64Array.of(1, 0.5),
      length: [2, 2],
      min: -1e4,
      max: 1e4,
      step: 0.1,
    },
    target: {
      kind: 'number',
      label: 'target',
      python: 'target',
      role: 'data',
      description: 'What the network should answer; the loss is the square of what it misses.',
      default: 2,
      min: -10,
      max: 10,
      step: 0.1,
    },
    activation: {
      kind: 'choice',
      label: 'activation',
      python: 'activation',
      role: 'parameter',
      description: 'Activation of the three hidden units.',
      default: 'tanh',
      options: { tanh: 'tanh', relu: 'ReLU', sigmoid: 'sigmoid' },
    },
    k: {
      kind: 'integer',
      label: 'weight',
      python: 'k',
      role: 'parameter',
      description: 'Which of the 13 weights is nudged, counted from 0.',
      default: 9,
      min: 0,
      max: 12,
      step: 1,
    },
    nudge: {
      kind: 'number',
      label: 'nudge Δ',
      python: 'nudge',
      role: 'parameter',
      description: 'How far the chosen weight is moved while the others are held.',
      default: 0.3,
      min: -4,
      max: 4,
      step: 0.05,
    },
    passes: {
      kind: 'integer',
      label: 'backward passes since zero_grad',
      python: 'passes',
      role: 'parameter',
      description: 'How often backward() has added to .grad since it was last set to zero; 1 is right.',
      default: 1,
      min: 1,
      max: 5,
      step: 1,
    },
  },
  presets: [
    {
      id: 'waves',
      label: 'waves',
      kind: 'example',
      values: { lens: 'surface', f: 'sin(2x) + cos(3y) / 2', p: Float64Array.of(0.4, -0.6), reach: 2 },
      cause:
        'Along x the point stands on a slope, along y on another one; each slice is a curve of one variable with its own tangent.',
    },
    {
      id: 'absent',
      label: 'y does not occur',
      kind: 'example',
      values: { f: 'x^2 + 1', p: Float64Array.of(1.5, 0.5) },
      cause:
        'f does not depend on y: the slice along y is level and its slope is 0 everywhere. In a network this is a weight that nothing listens to; PyTorch calls it unused.',
    },
    {
      id: 'net',
      label: '13 slopes at once',
      kind: 'example',
      values: { lens: 'network' },
      cause: 'Each bar is the slope of the loss along one weight; one backward pass finds them all.',
    },
    {
      id: 'torn',
      label: 'slopes without continuity',
      kind: 'break',
      values: { f: TORN, p: Float64Array.of(0, 0), reach: 1 },
      cause:
        'On both axes f is 0, so both partial derivatives at the origin are 0 by the definition. Yet along the diagonal f is ½ however near: partial derivatives look along two lines only, and see nothing of the rest.',
      cure: {
        label: 'half a unit away',
        sentence:
          'Where the partial derivatives are themselves continuous, they do describe f in every direction: everywhere but at the origin.',
        values: { f: TORN, p: Float64Array.of(0.5, 0.3), reach: 1 },
      },
    },
    {
      id: 'no-value',
      label: '0/0',
      kind: 'break',
      values: { f: 'x y / (x^2 + y^2)', p: Float64Array.of(0, 0), reach: 1 },
      cause:
        'As it is written, the quotient divides 0 by 0 at the origin: f is not a number there, and a slope needs a value to start from.',
      cure: {
        label: 'give it a value',
        sentence:
          'Say what f shall be there. In PyTorch where() alone does not help: the gradient of the branch that is not taken is 0 · nan, so guard the denominator as well.',
        values: { f: TORN, p: Float64Array.of(0, 0), reach: 1 },
      },
    },
    {
      id: 'edge',
      label: 'on a kink',
      kind: 'break',
      values: { f: 'relu(x - y)', p: Float64Array.of(1, 1), reach: 2 },
      cause:
        'The slope to the right is 1, to the left 0: no partial derivative exists on the edge. PyTorch takes the slope of relu at 0 to be 0.',
      cure: {
        label: 'off the edge',
        sentence: 'Exactly on an edge a float64 value rarely lands; softplus has no edge at all.',
        values: { f: 'relu(x - y)', p: Float64Array.of(1.2, 0.8), reach: 2 },
      },
    },
    {
      id: 'zero-grad',
      label: 'zero_grad forgotten',
      kind: 'break',
      values: { lens: 'network', passes: 2 },
      cause:
        'backward() adds to .grad. Without zero_grad the second pass leaves twice the gradient: the tangent is twice as steep as the curve, and the promised change twice what happens.',
      cure: {
        label: 'zero_grad before backward',
        sentence: 'Call optimizer.zero_grad() once a step; keep adding on purpose only, to gather several batches.',
        values: { lens: 'network', passes: 1 },
      },
    },
    {
      id: 'dead',
      label: 'a dead ReLU',
      kind: 'break',
      values: { lens: 'network', activation: 'relu', weights: withWeights({ 7: -3 }), k: 3, nudge: 0.5 },
      cause:
        'The second hidden unit gets −2.85 and answers 0, and so it does after a small nudge: the slopes of its weights, of its bias and of v₂ are exactly 0. No gradient step will ever move them for this input.',
      cure: {
        label: 'raise its bias',
        sentence: 'A smaller negative bias, a leaky slope, or a lower learning rate to begin with keeps units alive.',
        values: { lens: 'network', activation: 'relu', weights: withWeights({ 7: 0.5 }), k: 3, nudge: 0.5 },
      },
    },
    {
      id: 'saturated',
      label: 'a saturated sigmoid',
      kind: 'break',
      values: { lens: 'network', activation: 'sigmoid', weights: withWeights({ 7: -15 }), k: 7, nudge: 1 },
      cause:
        'The second unit stands at −14.85, far out on the flat part of the sigmoid: its slope there is about 10⁻⁷ and so is everything that passes back through it. It is not dead, but it learns a million times slower.',
      cure: {
        label: 'back to the middle',
        sentence: 'Keep what enters a sigmoid within a few units of 0: smaller weights, normalised inputs.',
        values: { lens: 'network', activation: 'sigmoid', weights: withWeights({}), k: 7, nudge: 1 },
      },
    },
    {
      id: 'far',
      label: 'a nudge too far',
      kind: 'break',
      values: { lens: 'network', k: 9, nudge: 4 },
      cause:
        'A slope is a promise about small changes. Over a distance of 4 the curve bends: the loss was to fall below zero, which a square cannot, and rises instead.',
      cure: {
        label: 'nudge by 0.1',
        sentence: 'The gap between promise and fact shrinks with the square of the nudge.',
        values: { lens: 'network', k: 9, nudge: 0.1 },
      },
    },
  ],
});
