#include "euclidean_distance.h"

#include <cmath>

#include "lp_norms.h"
#include "rounding.h"

namespace nabla {
namespace {

double signOf(double x) {
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}

// Differences beyond float64 are taken of the halves; the factor 2 is exact.
double distanceBetween(const Vector& a, const Vector& b) {
  const Vector difference = a - b;
  return difference.allFinite() ? lpNorm(difference, 2) : 2 * lpNorm(a / 2 - b / 2, 2);
}

// The chain rule through torch.sqrt(((a - b) ** 2).sum()): at a = b the root's slope ∞ meets the square's 0.
Vector gradientAsWritten(const Vector& difference, double squared) {
  const double slopeOfRoot = 0.5 / std::sqrt(squared);
  return difference.unaryExpr([slopeOfRoot](double d) { return slopeOfRoot * (2 * d); });
}

// NaN is passed on, which std::max would drop.
double larger(double most, double error) {
  return error > most || std::isnan(error) ? error : most;
}

double squaredIn(Format format, const Matrix& a, Index i, const Matrix& b, Index j) {
  double total = 0;
  for (Index c = 0; c < a.cols(); ++c) {
    const double d = roundTo(format, a(i, c) - b(j, c));
    total = roundTo(format, total + roundTo(format, d * d));
  }
  return total;
}

double dotIn(Format format, const Matrix& a, Index i, const Matrix& b, Index j) {
  double total = 0;
  for (Index c = 0; c < a.cols(); ++c) {
    total = roundTo(format, total + roundTo(format, a(i, c) * b(j, c)));
  }
  return total;
}

void requireSameShape(const Matrix& a, const Matrix& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) {
    refuse<ShapeMismatch>("prediction is ", shape_text(a), " and target ", shape_text(b),
                          ": every entry needs a partner");
  }
  if (a.size() == 0) refuse<ShapeMismatch>("prediction must hold at least one number");
}

}  // namespace

EuclideanDistance euclideanDistance(const Vector& a, const Vector& b) {
  if (a.size() != b.size()) {
    refuse<ShapeMismatch>("a has ", a.size(), " entries and b has ", b.size(),
                          ": a distance needs as many in both");
  }
  require_finite(a, "a");
  require_finite(b, "b");
  const auto n = static_cast<double>(a.size());
  EuclideanDistance out;
  out.difference = a - b;
  out.squares = out.difference.cwiseProduct(out.difference);
  out.squared = out.squares.sum();
  out.written = std::sqrt(out.squared);
  out.distance = distanceBetween(a, b);
  out.mse = out.squared / n;
  out.mae = lpNorm(out.difference, 1) / n;
  out.mseGradient = out.difference * (2 / n);
  out.maeGradient = out.difference.unaryExpr([n](double x) { return signOf(x) / n; });
  out.distanceGradient = Vector::Zero(a.size());
  if (out.distance > 0 && std::isfinite(out.distance)) out.distanceGradient = out.difference / out.distance;
  out.writtenGradient = gradientAsWritten(out.difference, out.squared);
  return out;
}

BatchLoss batchLoss(const Matrix& prediction, const Matrix& target) {
  requireSameShape(prediction, target);
  require_finite(prediction, "prediction");
  require_finite(target, "target");
  const Index rows = prediction.rows(), cols = prediction.cols();
  const auto count = static_cast<double>(prediction.size());
  BatchLoss out{prediction, Vector::Zero(rows), 0, 0, 0, 0, 0, prediction};
  for (Index r = 0; r < rows; ++r) {
    for (Index c = 0; c < cols; ++c) {
      const double d = prediction(r, c) - target(r, c);
      out.squares(r, c) = d * d;
      out.rowSquared(r) += d * d;
      out.mae += std::abs(d) / count;
      out.mseGradient(r, c) = d * (2 / count);
    }
    out.sum += out.rowSquared(r);
  }
  out.meanRow = out.sum / static_cast<double>(rows);
  out.mse = out.sum / count;
  out.ratio = out.meanRow / out.mse;
  return out;
}

PairwiseDistances pairwiseDistances(const Matrix& a, const Matrix& b, const std::string& format) {
  const Format f = parseFormat(format);
  if (a.cols() != b.cols()) {
    refuse<ShapeMismatch>("rows of a have ", a.cols(), " entries and rows of b have ", b.cols(),
                          ": a distance needs as many in both");
  }
  require_finite(a, "a");
  require_finite(b, "b");
  const Matrix x = roundTo(f, a), y = roundTo(f, b);
  require_finite(x, "a in this format");
  require_finite(y, "b in this format");
  const Matrix blank(a.rows(), b.rows());
  PairwiseDistances out{blank, blank, blank, blank, blank, 0, 0, 0};
  for (Index i = 0; i < x.rows(); ++i) {
    for (Index j = 0; j < y.rows(); ++j) {
      const double cross = roundTo(f, 2 * dotIn(f, x, i, y, j));
      const double squared = roundTo(f, roundTo(f, dotIn(f, x, i, x, i) - cross) + dotIn(f, y, j, y, j));
      out.exact(i, j) = distanceBetween(a.row(i), b.row(j));
      out.direct(i, j) = roundTo(f, std::sqrt(squaredIn(f, x, i, y, j)));
      out.expandedSquared(i, j) = squared;
      out.expanded(i, j) = roundTo(f, std::sqrt(squared));
      out.clamped(i, j) = squared < 0 ? 0 : out.expanded(i, j);
      out.negative += squared < 0;
      out.directError = larger(out.directError, std::abs(out.direct(i, j) - out.exact(i, j)));
      out.clampedError = larger(out.clampedError, std::abs(out.clamped(i, j) - out.exact(i, j)));
    }
  }
  return out;
}

}  // namespace nabla
