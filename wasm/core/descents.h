// Several optimisers side by side on a loss of two parameters, from one start: where they go, what theory
// says about them near a minimum, and how the learning rate decides.
//
// A lane is a row of numbers, one optimiser with its settings:
//   0 rule: 0 SGD, 1 RMSProp, 2 Adam, 3 AdamW     8 eps
//   1 lr                                          9 AMSGrad, 0 or 1
//   2 momentum                                   10 m is corrected, 0 or 1
//   3 dampening                                  11 v is corrected, 0 or 1
//   4 Nesterov, 0 or 1                           12 place of ε: 0 outside the root, 1 inside, 2 uncorrected
//   5 weight decay                               13 zero_grad is forgotten: gradients add up, 0 or 1
//   6 beta1                                      14 sees the noise of the gradient, 0 or 1
//   7 beta2, of RMSProp alpha
//
// f: text in x and y, the two parameters. noise: (σ, batch, seed). A lane that sees noise begins with
// torch.manual_seed(seed); each of its steps adds σ · torch.randn(2) to the gradient or, where there is data,
// (n, 2), takes the gradient of mean (x·xᵢ + y − yᵢ)² over the rows torch.randperm(n)[:batch] alone.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

inline constexpr Index kLaneNumbers = 15;

struct Descents {
  // Column pairs, lane after lane; row k after k steps, NaN once a lane has ended.
  Matrix points;     // (steps + 1, 2 · lanes)
  Matrix gradients;  // (steps + 1, 2 · lanes): of f, without noise
  Matrix losses;     // (steps + 1, lanes): f
  Vector last;       // (lanes): the last step that is there
  Vector status;  // (lanes): 0 all steps were taken; 1 diverged, the next point is beyond 1e6 or not finite;
                  // 2 f or its gradient is not finite at the last point
};

// start: (2), finite. lanes: (n, 15), n from 1 to 32. steps: 0 to 10,000. Throws InvalidExpression,
// InvalidArgument, ShapeMismatch.
Descents descents(const std::string& f, const Matrix& data, const Vector& noise, const Vector& start,
                  const Matrix& lanes, int steps);

// f after `steps` steps over learning rates, each ≥ 0: (rates, lanes), every lane with its lr replaced; NaN
// where it has ended before.
Matrix finalLosses(const std::string& f, const Matrix& data, const Vector& noise, const Vector& start,
                   const Matrix& lanes, const Vector& rates, int steps);

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
  Vector
      needed;  // (lanes): steps to 1e-6 of the error at the larger factor ρ, ⌈ln 1e-6 / ln ρ⌉; NaN from 1 on
  Matrix errors;    // (steps + 1, 2 · lanes): |error| along each axis
  Vector measured;  // (lanes): the mean factor of the error over the second half of the way, which ends where
                    // the error is 1e-12 of what it was; NaN if that is less than 4 steps
  Vector taken;  // (lanes): the first step with an error ≤ 1e-6 of the start's; NaN if none
};

// points: as descents returns them for these lanes.
DescentTheory descentTheory(const std::string& f, const Matrix& lanes, const Matrix& points);

// What Adam keeps along one lane, a row a step from the first on: for each parameter in turn g, m, v, m̂, v̂
// (as its switches correct them), the step Δθ, and lr_eff = −Δθ / g: (steps, 14). Ends where the lane ends.
Matrix adamTrace(const std::string& f, const Vector& start, const Matrix& lane, int steps);

// mean (x·xᵢ + y − yᵢ)² as text in x and y. data: (n, 2), 1 to 12 rows. Throws ShapeMismatch,
// InvalidArgument.
std::string lineLossText(const Matrix& data);

}  // namespace nabla
