// What is measured: what the page "Your machine" knows, and a step of training.
import { CASES as KERNELS, filled } from '../../../web/src/kernels/cases.ts';

export const PINN = 'PINN step (a peer: without Adam)';

export const CASES = [
  ...KERNELS,
  // The loss of a network 2-32-32-1 for u_tt = u_xx, its gradient by the parameters, and a step of Adam.
  {
    name: PINN,
    sizes: [256],
    inputs: (n) => ({ n, points: filled(Float64Array, 2 * n, 8), parameters: filled(Float64Array, 1185, 9, 0.5) }),
  },
];
