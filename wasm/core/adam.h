// Adam taken apart: what it keeps, what its corrections are for, and where it goes wrong.
// Source: Kingma & Ba 2015; Reddi, Kale & Kumar 2018.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

// What Adam keeps along one lane, a row a step from the first on: for each parameter in turn g (with
// Adam's weight decay in it), m, v, m̂, v̂ (as its switches correct them), the step Δθ, and the learning rate
// that m̂ meets, α/(√v̂ + ε): (steps, 14). Ends where the lane ends. lane: (1, 15) as descents (descents.h)
// takes it. Throws as descents.
Matrix adamTrace(const std::string& f, const Vector& start, const Matrix& lane, int steps);

struct AdamWarmup {
  // (times, 4): |Δθ|/α after t steps with a gradient that stays the same, ε left out: as PyTorch has it (1),
  // as printed, m̂ / √v: 1/√(1 − β₂ᵗ); without either correction: (1 − β₁ᵗ)/√(1 − β₂ᵗ); with v's alone:
  // 1 − β₁ᵗ.
  Matrix factors;
  // From this t on, a real number, the printed formula is less than 5 % beyond PyTorch's.
  double settled = 0;
};

// times: each ≥ 1. betas in [0, 1). Throws InvalidArgument.
AdamWarmup adamWarmup(double beta1, double beta2, const Vector& times);

// The online problem on which Adam does not converge: the gradient is `large` at every third step, beginning
// with the first, and −1 at the two others, so that over three steps x = −1 is best while large > 2; x is
// kept in [−1, 1]. Row k after k steps: x of Adam, x of AMSGrad, the √v̂ that each divided by, and the m̂ of
// both: (steps + 1, 5), 0 in row 0. From x = 0, α / √t as step size if `decay`. Throws InvalidArgument.
Matrix adamOnline(double large, double lr, double beta1, double beta2, bool decay, int steps);

}  // namespace nabla
