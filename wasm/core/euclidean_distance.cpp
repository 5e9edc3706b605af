#include "euclidean_distance.h"

#include <algorithm>
#include <cmath>

#include "lp_norms.h"
#include "rounding.h"
#include "tape.h"

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

// As one writes it in PyTorch: torch.sqrt(((a - b) ** 2).sum()).backward().
Vector gradientAsWritten(const Vector& a, const Vector& b) {
  Tape tape;
  const Var leaf = tape.leaf(toTensor(a));
  const Var difference = sub(tape, leaf, tape.constant(toTensor(b)));
  const Var distance = pow(tape, sum(tape, pow(tape, difference, 2)), 0.5);
  return toVector(tape.backward(distance).of(leaf));
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
    throw ShapeMismatch("prediction is " + shape_text(a) + " and target " + shape_text(b) +
                        ": every entry needs a partner");
  }
  if (a.size() == 0) throw ShapeMismatch("prediction must hold at least one number");
}

}  // namespace

EuclideanDistance euclideanDistance(const Vector& a, const Vector& b) {
  if (a.size() != b.size()) {
    throw ShapeMismatch("a has " + std::to_string(a.size()) + " entries and b has " +
                        std::to_string(b.size()) + ": a distance needs as many in both");
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
  out.writtenGradient = gradientAsWritten(a, b);
  return out;
}

BatchLoss batchLoss(const Matrix& prediction, const Matrix& target) {
  requireSameShape(prediction, target);
  require_finite(prediction, "prediction");
  require_finite(target, "target");
  const Matrix difference = prediction - target;
  const auto count = static_cast<double>(difference.size());
  BatchLoss out;
  out.squares = difference.cwiseProduct(difference);
  out.rowSquared = out.squares.rowwise().sum();
  out.sum = out.rowSquared.sum();
  out.meanRow = out.sum / static_cast<double>(difference.rows());
  out.mse = out.sum / count;
  out.mae = difference.cwiseAbs().sum() / count;
  out.ratio = out.meanRow / out.mse;
  out.mseGradient = difference * (2 / count);
  return out;
}

PairwiseDistances pairwiseDistances(const Matrix& a, const Matrix& b, const std::string& format) {
  const Format f = parseFormat(format);
  if (a.cols() != b.cols()) {
    throw ShapeMismatch("rows of a have " + std::to_string(a.cols()) + " entries and rows of b have " +
                        std::to_string(b.cols()) + ": a distance needs as many in both");
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
      out.exact(i, j) = distanceBetween(x.row(i), y.row(j));
      out.direct(i, j) = roundTo(f, std::sqrt(squaredIn(f, x, i, y, j)));
      out.expandedSquared(i, j) = squared;
      out.expanded(i, j) = roundTo(f, std::sqrt(squared));
      out.clamped(i, j) = squared < 0 ? 0 : out.expanded(i, j);
      out.negative += squared < 0;
      out.directError = std::max(out.directError, std::abs(out.direct(i, j) - out.exact(i, j)));
      out.clampedError = std::max(out.clampedError, std::abs(out.clamped(i, j) - out.exact(i, j)));
    }
  }
  return out;
}

}  // namespace nabla
