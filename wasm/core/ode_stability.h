// One step of a method on y' = λy multiplies y by R(z), z = Δt λ: the whole of linear stability.
#pragma once

#include "ode_solvers.h"

namespace nabla {

// R(z) = 1 + z bᵀ(I − zA)⁻¹1 of the method's tableau; a polynomial for explicit methods. Dormand–Prince: of
// its formula of order 5. Infinite at a pole (implicit Euler at 1).
Complex odeAmplification(OdeMethod method, Complex z);

struct StabilityRegion {
  Matrix log10Size;  // (rows, cols): log₁₀|R(z)|, row 0 at Im z = im0; −∞ at a zero, ∞ at a pole
  Vector boundary;   // x0, y0, x1, y1, …: pieces of |R(z)| = 1
};

// |R| over a window of the complex plane, and where it is 1 (marching squares, linear between the nodes).
// re0 < re1, im0 < im1, finite; rows, cols from 2 to 512. Throws InvalidArgument.
StabilityRegion stabilityRegion(const std::string& method, double re0, double re1, double im0, double im1,
                                int rows, int cols);

// The end of the stability interval: the largest x with |R(−ξ)| ≤ 1 for all 0 ≤ ξ ≤ x. Infinite for the
// implicit methods; 2, 2, 2.7853, 3.3066 for the explicit ones. By bisection of |R| = 1.
double stabilityLimit(const std::string& method);

}  // namespace nabla
