// The straight line that comes nearest to points, by squares and by absolute values.
#pragma once

#include "types.h"

namespace nabla {

struct LineFit {
  double slope;
  double intercept;
  Vector residuals;      // y − (slope x + intercept)
  double mse;            // mean of the squared residuals
  double mae;            // mean of their absolute values
  Vector squaredShare;   // (n): what each point contributes to the squares, summing to 1; zeros where all
                         // residuals are rounding
  Vector absoluteShare;  // (n): the same of the absolute values
};

// argmin Σ(y − s x − c)², by centred sums. x, y: (n), finite, n ≥ 2, not all x equal.
// Throws ShapeMismatch, InvalidArgument; SingularMatrix if all x are equal.
LineFit leastSquaresLine(const Vector& x, const Vector& y);

// argmin Σ|y − s x − c|. A best line runs through two of the points, so all pairs are tried: exact, O(n³),
// for tens of points. Of several best lines the one with the smaller squares is given. Throws as
// leastSquaresLine. Source: Bloomfield & Steiger 1983.
LineFit leastAbsoluteLine(const Vector& x, const Vector& y);

}  // namespace nabla
