// Least squares with a price on large weights: L1 by soft thresholds, L2 in closed form, and plain descent.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct RegularisedFits {
  Matrix l1;         // (lambdas, d): argmin (1/2n)‖y − Xw‖² + λ‖w‖₁, coordinate descent
  Matrix l2;         // (lambdas, d): argmin (1/2n)‖y − Xw‖² + (λ/2)‖w‖², closed form
  double lambdaMax;  // max |Xᵀy| / n: from here on every L1 weight is 0
  Vector atL1;       // (d): the L1 weights at `at`
  Vector atL2;       // (d)
  Vector ista;       // (d): the L1 weights at `at` again, by proximal gradient steps from 0
  int zerosL1;       // exact zeros of atL1
  int zerosL2;
  int sweeps;  // coordinate descent sweeps over all weights at `at`, from 0
  int istaSteps;
};

struct RegressionData {
  Matrix x;  // (n, d)
  Vector y;  // (n)
};

// sign(v) max(|v| − threshold, 0): argmin ½(w − v)² + threshold |w|. threshold ≥ 0. Throws InvalidArgument.
Vector softThreshold(const Vector& v, double threshold);

// X and noise from torch.manual_seed(seed); z = torch.randn(n, d + 1): X its first d columns, y = X truth +
// noise · its last. n ≥ 1, d = truth's length ≥ 1. Throws InvalidArgument.
RegressionData regressionData(int n, const Vector& truth, double noise, double seed);

// Both paths over lambdas (each above 0; each starts from the one after it, so ascending is quickest) and
// both fits at one λ. x: (n, d), y: (n), finite, n, d ≥
// 1. Coordinate descent stops when no weight moves by more than 1e-12 of the largest, ISTA (step 1/L, L the
// largest row sum of |XᵀX|/n, which no eigenvalue exceeds) likewise, at most 10,000 times. Throws
// ShapeMismatch, InvalidArgument; SingularMatrix when a λ is below what rounding leaves of dependent columns.
// Source: Friedman, Hastie & Tibshirani 2010; Daubechies, Defrise & De Mol 2004.
RegularisedFits regularisedFits(const Matrix& x, const Vector& y, const Vector& lambdas, double at);

// Steps of gradient descent on Σw² + penalty, (steps + 1, d) with start first. method:
//   none  w ← w − lr · 2w          l2  w ← w − lr (2w + 2λw), weight_decay = 2λ
//   l1    w ← w − lr (2w + λ sign w), sign 0 = 0, torch's own: swings about 0 in steps of lr λ
//   prox  w ← softThreshold(w − lr · 2w, lr λ): lands on 0
// lr, lambda ≥ 0, finite; steps from 0 to 10,000. Throws InvalidArgument.
Matrix shrinkingSteps(const Vector& start, double lr, double lambda, int steps, const std::string& method);

}  // namespace nabla
