#include "line_fit.h"

#include <cmath>
#include <string>

namespace nabla {
namespace {

// Two sums that differ by rounding only are the same best.
constexpr double kSame = 1e-12;

void require(const Vector& x, const Vector& y) {
  if (x.size() != y.size()) {
    refuse<ShapeMismatch>("x has ", x.size(), " entries and y has ", y.size(), ": every point needs both");
  }
  if (x.size() < 2) refuse<ShapeMismatch>("a line needs at least two points");
  require_finite(x, "x");
  require_finite(y, "y");
  if (x.minCoeff() == x.maxCoeff()) {
    refuse<SingularMatrix>("all points stand at the same x: every slope fits them as well as any other");
  }
}

LineFit describe(const Vector& x, const Vector& y, double slope, double intercept) {
  const auto n = static_cast<double>(x.size());
  LineFit out;
  out.slope = slope;
  out.intercept = intercept;
  out.residuals = y - (slope * x + Vector::Constant(x.size(), intercept));
  const Vector squares = out.residuals.cwiseProduct(out.residuals), sizes = out.residuals.cwiseAbs();
  const double squared = squares.sum(), absolute = sizes.sum();
  out.mse = squared / n;
  out.mae = absolute / n;
  // On one line nothing is left but rounding, which has no share: the sums of n terms behind the line are off
  // by n ε of y or of intercept, whichever is larger, and the residual by a few ε more.
  const double rounding = 4 * n * kEpsilon * (y.cwiseAbs().maxCoeff() + std::abs(intercept));
  const bool shared = sizes.maxCoeff() > rounding;
  out.squaredShare = shared && squared > 0 ? Vector(squares / squared) : Vector(Vector::Zero(x.size()));
  out.absoluteShare = shared ? Vector(sizes / absolute) : Vector(Vector::Zero(x.size()));
  return out;
}

}  // namespace

LineFit leastSquaresLine(const Vector& x, const Vector& y) {
  require(x, y);
  const auto n = static_cast<double>(x.size());
  const double mx = x.sum() / n, my = y.sum() / n;
  double sxx = 0, sxy = 0;
  for (Index i = 0; i < x.size(); ++i) {
    sxx += (x(i) - mx) * (x(i) - mx);
    sxy += (x(i) - mx) * (y(i) - my);
  }
  const double slope = sxy / sxx;
  return describe(x, y, slope, my - slope * mx);
}

LineFit leastAbsoluteLine(const Vector& x, const Vector& y) {
  require(x, y);
  double best = std::numeric_limits<double>::infinity(), bestSquares = best, bestSlope = 0, bestIntercept = 0;
  for (Index i = 0; i < x.size(); ++i) {
    for (Index j = 0; j < i; ++j) {
      if (x(i) == x(j)) continue;
      const double slope = (y(i) - y(j)) / (x(i) - x(j)), intercept = y(i) - slope * x(i);
      double total = 0, squares = 0;
      for (Index l = 0; l < x.size(); ++l) {
        const double r = y(l) - (slope * x(l) + intercept);
        total += std::abs(r);
        squares += r * r;
      }
      if (total > best * (1 + kSame) || (total >= best * (1 - kSame) && squares >= bestSquares)) continue;
      best = total;
      bestSquares = squares;
      bestSlope = slope;
      bestIntercept = intercept;
    }
  }
  return describe(x, y, bestSlope, bestIntercept);
}

}  // namespace nabla
