// What is measured: what the page "Your machine" knows, attention's slopes, and a step of training.
import { CASES as KERNELS, filled } from '../../../web/src/kernels/cases.ts';

export const PINN = 'PINN step (a peer: without Adam)';

export const BACKWARD = 'attention backward';

export const CASES = [
  ...KERNELS,
  // Slopes by q, k and v of ⟨g, attention⟩, the forward pass with them.
  {
    name: BACKWARD,
    sizes: [64, 128, 512],
    inputs: (n) => {
      const part = (seed) => filled(Float32Array, n * 64, seed);
      return { n, d: 64, q: part(1), k: part(2), v: part(3), g: part(4) };
    },
  },
  // The loss of a network 2-32-32-1 for u_tt = u_xx, its gradient by the parameters, and a step of Adam.
  {
    name: PINN,
    sizes: [256],
    inputs: (n) => ({ n, points: filled(Float64Array, 2 * n, 8), parameters: filled(Float64Array, 1185, 9, 0.5) }),
  },
];
