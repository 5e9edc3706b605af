// Several optimisers side by side on a loss of two parameters, from one start: where they go, and how the
// learning rate decides.
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

#include "optimisers.h"

namespace nabla {

inline constexpr Index kLaneNumbers = 15;

struct Descents {
  // Column pairs, lane after lane; row k after k steps. Once a lane has ended, its points stay where they
  // are, and the rest is NaN.
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

// What a row says. Throws as descents.
OptimiserSettings settingsOf(const Matrix& lanes, Index row);

}  // namespace nabla
