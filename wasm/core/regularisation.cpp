#include "regularisation.h"

#include <algorithm>
#include <cmath>

#include "random.h"

namespace nabla {
namespace {

constexpr int kMostSteps = 10000;
constexpr double kStill = 1e-12;

double soft(double v, double threshold) {
  return v > threshold ? v - threshold : v < -threshold ? v + threshold : 0;
}

// Both fits know the data by G = XᵀX / n and c = Xᵀy / n alone.
struct Normal {
  Matrix gram;
  Vector right;
};

Normal normalOf(const Matrix& x, const Vector& y) {
  const Index n = x.rows(), d = x.cols();
  Normal out{Matrix::Zero(d, d), Vector::Zero(d)};
  for (Index r = 0; r < n; ++r) {
    for (Index i = 0; i < d; ++i) {
      out.right(i) += x(r, i) * y(r) / static_cast<double>(n);
      for (Index j = 0; j < d; ++j) out.gram(i, j) += x(r, i) * x(r, j) / static_cast<double>(n);
    }
  }
  return out;
}

double pull(const Normal& m, const Vector& w, Index i) {
  double total = m.right(i);
  for (Index j = 0; j < w.size(); ++j) total -= m.gram(i, j) * w(j);
  return total;
}

// Sweeps until nothing moves; answers how many.
int coordinateDescent(const Normal& m, double lambda, Vector& w) {
  for (int sweep = 1; sweep <= kMostSteps; ++sweep) {
    double moved = 0, largest = 0;
    for (Index i = 0; i < w.size(); ++i) {
      const double g = m.gram(i, i);
      const double next = g > 0 ? soft(pull(m, w, i) + g * w(i), lambda) / g : 0;
      moved = std::max(moved, std::abs(next - w(i)));
      largest = std::max(largest, std::abs(next));
      w(i) = next;
    }
    if (moved <= kStill * largest) return sweep;
  }
  return kMostSteps;
}

// The largest eigenvalue of G is at most its largest row sum of sizes: a step that is never too long.
int proximalGradient(const Normal& m, double lambda, Vector& w) {
  double bound = 0;
  for (Index i = 0; i < w.size(); ++i) {
    double total = 0;
    for (Index j = 0; j < w.size(); ++j) total += std::abs(m.gram(i, j));
    bound = std::max(bound, total);
  }
  if (bound == 0) return 0;
  for (int step = 1; step <= kMostSteps; ++step) {
    Vector next(w.size());
    double moved = 0, largest = 0;
    for (Index i = 0; i < w.size(); ++i) {
      next(i) = soft(w(i) + pull(m, w, i) / bound, lambda / bound);
      moved = std::max(moved, std::abs(next(i) - w(i)));
      largest = std::max(largest, std::abs(next(i)));
    }
    w = next;
    if (moved <= kStill * largest) return step;
  }
  return kMostSteps;
}

// (G + λI) w = c by Cholesky; λ > 0 makes it positive definite, unless it is lost in the rounding of G.
Vector ridge(const Normal& m, double lambda) {
  const Index d = m.right.size();
  Matrix l = m.gram;
  Vector w = m.right;
  for (Index i = 0; i < d; ++i) l(i, i) += lambda;
  for (Index j = 0; j < d; ++j) {
    const double rounding = static_cast<double>(d) * kEpsilon * l(j, j);
    for (Index k = 0; k < j; ++k) l(j, j) -= l(j, k) * l(j, k);
    if (!(l(j, j) > rounding)) refuse<SingularMatrix>("lambda is too small for dependent columns of x");
    l(j, j) = std::sqrt(l(j, j));
    for (Index i = j + 1; i < d; ++i) {
      for (Index k = 0; k < j; ++k) l(i, j) -= l(i, k) * l(j, k);
      l(i, j) /= l(j, j);
    }
  }
  for (Index i = 0; i < d; ++i) {
    for (Index k = 0; k < i; ++k) w(i) -= l(i, k) * w(k);
    w(i) /= l(i, i);
  }
  for (Index i = d; i-- > 0;) {
    for (Index k = i + 1; k < d; ++k) w(i) -= l(k, i) * w(k);
    w(i) /= l(i, i);
  }
  return w;
}

int zerosOf(const Vector& w) {
  int zeros = 0;
  for (const double v : w) zeros += v == 0;
  return zeros;
}

void requireLambda(double lambda) {
  if (!(lambda > 0 && std::isfinite(lambda))) refuse<InvalidArgument>("lambda must be above 0 and finite");
}

}  // namespace

Vector softThreshold(const Vector& v, double threshold) {
  if (!(threshold >= 0)) refuse<InvalidArgument>("threshold must be at least 0");
  return v.unaryExpr([threshold](double x) { return soft(x, threshold); });
}

RegressionData regressionData(int n, const Vector& truth, double noise, double seed) {
  if (n < 1 || truth.size() < 1) refuse<InvalidArgument>("n and the length of truth must be at least 1");
  require_finite(truth, "truth");
  if (!(noise >= 0 && std::isfinite(noise))) refuse<InvalidArgument>("noise must be at least 0 and finite");
  const int d = static_cast<int>(truth.size());
  const Matrix z = randn(n, d + 1, seed);
  RegressionData out{Matrix(n, d), Vector(n)};
  for (Index r = 0; r < n; ++r) {
    out.y(r) = noise * z(r, d);
    for (Index c = 0; c < d; ++c) {
      out.x(r, c) = z(r, c);
      out.y(r) += z(r, c) * truth(c);
    }
  }
  return out;
}

RegularisedFits regularisedFits(const Matrix& x, const Vector& y, const Vector& lambdas, double at) {
  if (x.rows() < 1 || x.cols() < 1) refuse<ShapeMismatch>("x must hold at least one row and one column");
  require_size(y, x.rows(), "y");
  require_finite(x, "x");
  require_finite(y, "y");
  requireLambda(at);
  for (const double lambda : lambdas) requireLambda(lambda);
  const Normal m = normalOf(x, y);
  const Index d = x.cols();
  RegularisedFits out{Matrix(lambdas.size(), d),
                      Matrix(lambdas.size(), d),
                      0,
                      Vector::Zero(d),
                      ridge(m, at),
                      Vector::Zero(d),
                      0,
                      0,
                      0,
                      0};
  for (const double c : m.right) out.lambdaMax = std::max(out.lambdaMax, std::abs(c));
  Vector warm = Vector::Zero(d);
  for (Index i = lambdas.size(); i-- > 0;) {
    coordinateDescent(m, lambdas(i), warm);
    out.l1.row(i) = warm;
    out.l2.row(i) = ridge(m, lambdas(i));
  }
  out.sweeps = coordinateDescent(m, at, out.atL1);
  out.istaSteps = proximalGradient(m, at, out.ista);
  out.zerosL1 = zerosOf(out.atL1);
  out.zerosL2 = zerosOf(out.atL2);
  return out;
}

Matrix shrinkingSteps(const Vector& start, double lr, double lambda, int steps, const std::string& method) {
  require_finite(start, "start");
  if (!(lr >= 0 && std::isfinite(lr))) refuse<InvalidArgument>("lr must be at least 0 and finite");
  if (!(lambda >= 0 && std::isfinite(lambda)))
    refuse<InvalidArgument>("lambda must be at least 0 and finite");
  if (steps < 0 || steps > kMostSteps) refuse<InvalidArgument>("steps must be from 0 to 10000");
  const bool l1 = method == "l1", l2 = method == "l2", prox = method == "prox";
  if (!l1 && !l2 && !prox && method != "none") {
    refuse<InvalidArgument>("method must be none, l1, l2 or prox, got ", method);
  }
  Matrix out(steps + 1, start.size());
  out.row(0) = start;
  for (Index t = 0; t < steps; ++t) {
    for (Index i = 0; i < start.size(); ++i) {
      const double w = out(t, i);
      const double sign = w > 0 ? 1 : w < 0 ? -1 : 0;
      const double gradient = 2 * w + (l1 ? lambda * sign : l2 ? lambda * (2 * w) : 0);
      const double next = w - lr * gradient;
      out(t + 1, i) = prox ? soft(next, lr * lambda) : next;
    }
  }
  return out;
}

}  // namespace nabla
