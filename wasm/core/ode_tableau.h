// Runge–Kutta coefficients, shared by the solvers, the stability functions and backpropagation through a
// solver.
#pragma once

#include <array>

#include "ode_solvers.h"

namespace nabla {

// k_i = f(t + c_i h, y + h Σ_{j<i} a_ij k_j), y ← y + h Σ b_i k_i.
struct Tableau {
  int stages;
  int order;
  std::array<double, 7> c;
  std::array<std::array<double, 6>, 7> a;
  std::array<double, 7> b;
};

// Throws InvalidArgument for an implicit method.
const Tableau& explicitTableau(OdeMethod method);

// Radau IIA with three stages: c are the roots of the right Radau polynomial.
inline constexpr double kSqrt6 = 2.449489742783178;
inline constexpr std::array<double, 3> kRadauC{(4 - kSqrt6) / 10, (4 + kSqrt6) / 10, 1.0};
inline constexpr std::array<std::array<double, 3>, 3> kRadauA{
    {{(88 - 7 * kSqrt6) / 360, (296 - 169 * kSqrt6) / 1800, (-2 + 3 * kSqrt6) / 225},
     {(296 + 169 * kSqrt6) / 1800, (88 + 7 * kSqrt6) / 360, (-2 - 3 * kSqrt6) / 225},
     {(16 - kSqrt6) / 36, (16 + kSqrt6) / 36, 1.0 / 9}}};

}  // namespace nabla
