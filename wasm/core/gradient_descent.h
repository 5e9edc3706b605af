// Plain gradient descent and momentum near a minimum: what the curvature there says, beside what was
// measured. Source: Polyak 1964; Goh, Why Momentum Really Works, Distill 2017.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

// What the curvature at a minimum says about plain steps and momentum.
struct DescentTheory {
  Vector minimum;       // (2): by Newton's method from the lowest end of a lane; empty unless H is positive
                        // definite there, and then all that follows is empty or NaN
  double least = 0;     // f there
  Vector eigenvalues;   // (2) of H there: L ≥ μ
  Matrix eigenvectors;  // (2, 2), columns
  bool quadratic = false;  // H is the same elsewhere: the theory is exact
  // Learning rates: 2/L, below which plain steps are stable; 2/(L + μ), the best, with the rate (κ − 1)/(κ +
  // 1); momentum's best (2/(√L + √μ))² with β = ((√κ − 1)/(√κ + 1))² and the rate √β.
  double edge = 0, best = 0, bestRate = 0, tunedLr = 0, tunedMomentum = 0, tunedRate = 0;
  Matrix factors;  // (lanes, 2): what a step multiplies the error along each axis by, in the long run; NaN
                   // for rules other than SGD
  // (lanes): steps to 1e-6 of the error at the larger factor ρ, ⌈ln 1e-6 / ln ρ⌉; NaN from ρ = 1 on.
  Vector needed;
  Matrix errors;     // (steps + 1, 2 · lanes): |error| along each axis
  Matrix predicted;  // (steps + 1, 2 · lanes): the first error times its factor to the power of the step
  Vector measured;  // (lanes): the mean factor of the error over the second half of the way, which ends where
                    // the error is 1e-12 of what it was; NaN if that is less than 4 steps
  Vector taken;     // (lanes): the first step with an error ≤ 1e-6 of the start's; NaN if none
};

// lanes, points: as descents (descents.h) takes and returns them. Throws InvalidExpression, ShapeMismatch.
DescentTheory descentTheory(const std::string& f, const Matrix& lanes, const Matrix& points);

// mean (x·xᵢ + y − yᵢ)² as text in x and y. data: (n, 2), 1 to 12 rows. Throws ShapeMismatch,
// InvalidArgument.
std::string lineLossText(const Matrix& data);

}  // namespace nabla
