// Plain gradient descent and momentum near a minimum: what the curvature there says, beside what was
// measured. Source: Polyak 1964; Goh, Why Momentum Really Works, Distill 2017;
// Lessard, Recht & Packard 2016.
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
  double edge = 0;         // 2/L: plain steps are stable below it
  // (3, 3): the best learning rate, momentum and rate of plain steps, 2/(L + μ), 0, (κ − 1)/(κ + 1); of heavy
  // ball, (2/(√L + √μ))², ((√κ − 1)/(√κ + 1))², (√κ − 1)/(√κ + 1); of Nesterov, 4/(3L + μ), (s − 2)/(s + 2)
  // and 1 − 2/s with s = √(3κ + 1).
  Matrix tuned;
  Matrix products;  // (lanes, 2): lr · λ along each axis
  Matrix factors;   // (lanes, 2): what a step multiplies the error along each axis by, in the long run; NaN
                    // for rules other than SGD
  // (lanes): steps to 1e-6 of the error at the larger factor ρ, ⌈ln 1e-6 / ln ρ⌉, at least 1; NaN from ρ = 1
  // on.
  Vector needed;
  Matrix errors;     // (steps + 1, 2 · lanes): |error| along each axis
  Matrix excess;     // (steps + 1, lanes): f − least; NaN where rounding leaves nothing above 0
  Matrix predicted;  // (steps + 1, 2 · lanes): the first error times its factor to the power of the step
  Vector measured;  // (lanes): the mean factor of the error over the second half of the way, which ends where
                    // the error is 1e-12 of what it was; NaN if that is less than 4 steps
  Vector taken;     // (lanes): the first step with an error ≤ 1e-6 of the start's; NaN if none
};

// lanes, points, last: as descents (descents.h) takes and returns them. Throws InvalidExpression,
// ShapeMismatch.
DescentTheory descentTheory(const std::string& f, const Matrix& lanes, const Matrix& points,
                            const Vector& last);

// mean (x·xᵢ + y − yᵢ)² as text in x and y. data: (n, 2), 1 to 12 rows. Throws ShapeMismatch,
// InvalidArgument.
std::string lineLossText(const Matrix& data);

}  // namespace nabla
