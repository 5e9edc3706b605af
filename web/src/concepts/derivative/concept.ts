import { defineConcept } from '../../kit/parameters';

export default defineConcept({
  slug: 'derivative',
  summary: 'How fast a function changes at a point: the limit of secants, which a computer can approach only so far.',
  prerequisites: [],
  symbols: {
    'f′': 'derivative: the slope of f, itself a function of x',
    h: 'step of a difference quotient, here never a hidden unit',
    u: 'unit roundoff: half the distance from 1 to the next number, 1.1·10⁻¹⁶ in float64 and 6·10⁻⁸ in float32',
    'f″, f‴': 'second and third derivative, which decide how wide a step may be',
  },
  height: { narrow: 1490, medium: 955, wide: 914 },
  parameters: {
    lens: {
      kind: 'choice',
      label: 'look at',
      role: 'parameter',
      description: 'What is asked of the derivative.',
      default: 'tangent',
      options: { tangent: 'limit', slopes: 'f and f′', errors: 'error', ways: 'four ways' },
    },
    f: {
      kind: 'function',
      label: 'f(x)',
      python: 'f',
      role: 'data',
      description: 'The function.',
      default: 'sin(x)',
      variables: ['x'],
    },
    x0: {
      kind: 'number',
      label: 'x',
      python: 'x0',
      role: 'data',
      description: 'Where the slope is taken.',
      default: 1,
      min: -1e16,
      max: 1e16,
      step: 0.1,
      typed: true,
    },
    h: {
      kind: 'number',
      label: 'step h',
      python: 'h',
      role: 'parameter',
      description: 'How far away the second point is.',
      default: 0.5,
      min: 1e-16,
      max: 1,
      step: 0.01,
      scale: 'log',
    },
    method: {
      kind: 'choice',
      label: 'quotient',
      role: 'parameter',
      description: 'Which points are compared: x and x + h, x − h and x + h, or x and the complex number x + ih.',
      default: 'forward',
      options: { forward: 'forward', central: 'central', complex: 'complex step' },
    },
    format: {
      kind: 'choice',
      label: 'numbers',
      role: 'parameter',
      description: 'The format that every operation is rounded to.',
      default: 'float64',
      options: { float64: 'float64', float32: 'float32' },
    },
    taken: {
      kind: 'switch',
      label: 'divide by the step really taken',
      role: 'parameter',
      description: 'x + h is rounded, so the step is not quite h: divide by (x + h) − x in place of h.',
      default: false,
    },
    inputs: {
      kind: 'integer',
      label: 'inputs of f',
      role: 'parameter',
      description:
        'In “four ways”: count the operations as if f took as many steps but had this many inputs, all of whose slopes are wanted.',
      default: 1,
      min: 1,
      max: 1_000_000,
      step: 1,
      scale: 'log',
    },
    timed: {
      kind: 'switch',
      label: 'measure the time',
      role: 'parameter',
      description: 'In “four ways”: time one derivative by each way, on this machine, now.',
      default: false,
    },
    middle: {
      kind: 'number',
      label: 'middle of the window',
      role: 'parameter',
      description: 'The x in the middle of the picture.',
      default: 0,
      min: -1e16,
      max: 1e16,
      step: 0.5,
      typed: true,
    },
    reach: {
      kind: 'number',
      label: 'half width of the window',
      role: 'parameter',
      description: 'The picture shows x from the middle minus this to the middle plus this.',
      default: 3,
      min: 0.01,
      max: 1000,
      step: 0.1,
      scale: 'log',
    },
  },
  presets: [
    {
      id: 'both',
      label: 'f and f′',
      kind: 'example',
      values: { lens: 'slopes', f: 'x^3 / 3 - x', x0: -1.6, reach: 2.5 },
      cause:
        'Drag x along the curve: where f climbs, f′ stands above zero; at the top and the bottom of f it crosses zero, and where f bends from one side to the other it turns round.',
    },
    {
      id: 'vee',
      label: 'the V',
      kind: 'example',
      values: { lens: 'errors', method: 'central', h: 6e-6 },
      cause:
        'From the right the error falls with h or h², as calculus says. Then rounding takes over, divided by an ever smaller h, and it rises again. The best h lies where the two meet: near 10⁻⁸ for forward, near 10⁻⁵ for central differences.',
    },
    {
      id: 'compare',
      label: 'four ways',
      kind: 'example',
      values: { lens: 'ways', f: 'x exp(-x^2) sin(3x)', x0: 0.7, h: 1e-5, inputs: 1000 },
      cause:
        'Three ways apply rules and are right to the last digits; differences guess from values. With a thousand inputs, reverse mode costs three evaluations, all others thousands.',
    },
    {
      id: 'tiny',
      label: 'tiny h',
      kind: 'break',
      values: { method: 'central', h: 1e-15 },
      cause:
        'Under the microscope sin has become a staircase: neighbouring numbers are 10⁻¹⁶ apart, so the rise over 2·10⁻¹⁵ comes in ten or twenty such steps. One digit of the slope is left.',
      cure: {
        label: 'h = 6·10⁻⁶',
        sentence:
          'Near the cube root of the unit roundoff, step and rounding cost about the same: eleven digits are right.',
        values: { method: 'central', h: 6e-6 },
      },
    },
    {
      id: 'single',
      label: 'float32',
      kind: 'break',
      values: { method: 'central', format: 'float32', h: 1e-6 },
      cause:
        'In float32, the default of PyTorch, numbers near 1 lie 10⁻⁷ apart. A step that is right for float64 leaves one digit or none.',
      cure: {
        label: 'h = 0.005',
        sentence:
          'The best step of central differences in float32 is near 5·10⁻³; gradcheck therefore asks for float64.',
        values: { method: 'central', format: 'float32', h: 5e-3 },
      },
    },
    {
      id: 'far',
      label: 'x near 10¹⁵',
      kind: 'break',
      values: { f: 'x', x0: 1e15, h: 0.1, middle: 1e15 },
      cause:
        'At 10¹⁵ numbers are 1/8 apart: x + 0.1 is rounded to x + 0.125. The rise of 0.125 divided by 0.1 makes the slope of f = x come out as 1.25.',
      cure: {
        label: 'divide by the step taken',
        sentence: '(x + h) − x is exact, and it is the step that was really taken: the slope is 1 again.',
        values: { f: 'x', x0: 1e15, h: 0.1, middle: 1e15, taken: true },
      },
    },
    {
      id: 'corner',
      label: '|x|',
      kind: 'break',
      values: { lens: 'slopes', f: 'abs(x)', x0: 0 },
      cause:
        'The slope is −1 from the left and 1 from the right; f′ jumps and has no value between. PyTorch answers 0, as does a central difference, and both are a convention.',
      cure: {
        label: 'round it off',
        sentence: 'sqrt(x² + ε) is smooth and close; or step off the kink, which training does by itself.',
        values: { lens: 'slopes', f: 'sqrt(x^2 + 0.01)', x0: 0 },
      },
    },
    {
      id: 'relu',
      label: 'ReLU',
      kind: 'break',
      values: { f: 'relu(x)', x0: 0, h: 0.1, method: 'central' },
      cause:
        'The central difference averages both sides and answers ½; PyTorch takes 0. Neither is wrong, for there is no derivative: gradcheck fails at such points without a fault in the code.',
      cure: {
        label: 'softplus',
        sentence: 'A smooth stand-in has a slope everywhere: for softplus it is the sigmoid, here ½.',
        values: { f: 'softplus(x)', x0: 0, h: 0.1, method: 'central' },
      },
    },
    {
      id: 'root',
      label: '√x',
      kind: 'break',
      values: { lens: 'slopes', f: 'sqrt(x)', x0: 0, middle: 1, reach: 2 },
      cause:
        'The tangent is vertical and f ends there: 1/(2√x) is 1/0. PyTorch answers inf, and inf times the 0 of a later factor is nan, which poisons every weight before it.',
      cure: {
        label: 'a little to the right',
        sentence: 'Keep the argument away from 0: sqrt(x + ε), as the norms in optimisers and layer norm do.',
        values: { lens: 'slopes', f: 'sqrt(x + 1e-4)', x0: 0, middle: 1, reach: 2 },
      },
    },
    {
      id: 'hidden',
      label: '√(x²)',
      kind: 'break',
      values: { f: 'sqrt(x^2)', x0: 0, h: 0.1 },
      cause:
        'The same values as |x|, yet the chain rule multiplies the infinite slope of the root by the slope 0 of x²: ∞ · 0 is not a number, and autograd answers nan.',
      cure: {
        label: 'abs(x)',
        sentence: 'One function with a convention of its own in place of two whose slopes clash; or ε under the root.',
        values: { f: 'abs(x)', x0: 0, h: 0.1 },
      },
    },
    {
      id: 'steps',
      label: 'a step',
      kind: 'break',
      values: { lens: 'slopes', f: 'step(x)', x0: 0 },
      cause:
        'Left and right of the jump f is level, so autograd answers 0 everywhere: gradient descent sees no reason to move. At the jump the quotient is 1/h and grows without end.',
      cure: {
        label: 'a sigmoid',
        sentence: 'A steep sigmoid has the slope that the step lacks; that is why neurons stopped being thresholds.',
        values: { lens: 'slopes', f: 'sigmoid(4x)', x0: 0 },
      },
    },
    {
      id: 'branch',
      label: 'a branch',
      kind: 'break',
      values: { f: 'where(x == 0, 0, x)', x0: 0, h: 0.1 },
      cause:
        'This is f(x) = x, written with a branch for 0. Autograd derives the branch that was taken, the constant 0, and answers 0 where the slope is 1.',
      cure: {
        label: 'without the branch',
        sentence: 'Write functions so that the branch is not needed, or give both branches the right slope.',
        values: { f: 'x', x0: 0, h: 0.1 },
      },
    },
    {
      id: 'pole',
      label: 'a pole',
      kind: 'break',
      values: { lens: 'slopes', f: '1 / x', x0: 0 },
      cause:
        'At 0 the quotient 1/x is infinite: no value, no slope. The two branches are not joined, for there is nothing between them.',
      cure: {
        label: 'x = 0.8',
        sentence: 'Anywhere else the slope is −1/x².',
        values: { lens: 'slopes', f: '1 / x', x0: 0.8 },
      },
    },
    {
      id: 'nowhere',
      label: 'no value',
      kind: 'break',
      values: { lens: 'slopes', f: 'log(-1 - x^2)' },
      cause:
        'The argument of the logarithm is negative for every x: f is not a number anywhere, and an empty plot would say nothing.',
      cure: {
        label: 'log(1 + x²)',
        sentence: 'With a positive argument the logarithm is back.',
        values: { lens: 'slopes', f: 'log(1 + x^2)' },
      },
    },
  ],
});
