#include "layer_norm.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "view3d.h"

namespace nabla {
namespace {

constexpr int kSweep = 121, kRing = 97;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Vector layerNorm(Vector x, double eps) {
  const auto m = normalizeRun(Run<double>{x.data(), x.size(), 1}, true, {0, eps, 0});
  requireVariance(m.squares);
  if (m.divisor == 0) refuse<InvalidArgument>("eps is 0, and so is the deviation: 0/0. Take an eps above 0.");
  return x;
}

// Across, up and, as a third column, towards the eye.
Matrix onScreen(const Matrix& points, const Matrix& basis, Index cols) {
  Matrix out(points.rows(), cols);
  for (Index i = 0; i < points.rows(); ++i) {
    for (Index k = 0; k < cols; ++k) {
      out(i, k) = points(i, 0) * basis(k, 0) + points(i, 1) * basis(k, 1) + points(i, 2) * basis(k, 2);
    }
  }
  return out;
}

}  // namespace

NormScale normScale(const Vector& x, double factor, double shift, double eps) {
  if (x.size() < 1) refuse<InvalidArgument>("x must hold at least one number");
  require_finite(x, "x");
  if (!(factor > 0) || !std::isfinite(factor) || !std::isfinite(shift)) {
    refuse<InvalidArgument>("factor must be above 0 and shift finite");
  }
  if (!(eps >= 0)) refuse<InvalidArgument>("eps must be 0 or more");
  NormScale out;
  out.scaled = x;
  for (double& v : out.scaled) v = factor * v + shift;
  out.plain = layerNorm(x, eps);
  out.hat = layerNorm(out.scaled, eps);
  for (Index i = 0; i < x.size(); ++i) {
    out.change = std::max(out.change, std::abs(out.hat(i) - out.plain(i)));
  }
  Vector centred = x;
  const double variance = normalizeRun(Run<double>{centred.data(), x.size(), 1}, true, {}).variance;
  out.sweep = Matrix(kSweep, 2);
  for (int i = 0; i < kSweep; ++i) {
    const double c = std::pow(10.0, 0.1 * i - 6);
    out.sweep(i, 0) = c;
    // c s / √(c² s² + eps), whose squares would overflow long before x does.
    out.sweep(i, 1) = std::sqrt(variance / (variance + eps / (c * c)));
  }
  return out;
}

NormSpace normSpace(const Vector& x, const Vector& g, double eps, const std::string& method, double azimuth,
                    double elevation) {
  require_size(x, 3, "x");
  require_size(g, 3, "g");
  if (method != "layer" && method != "rms")
    refuse<InvalidArgument>("method must be layer or rms, not ", method);
  Matrix row(1, 3), upstream(1, 3);
  for (Index k = 0; k < 3; ++k) {
    row(0, k) = x(k);
    upstream(0, k) = g(k);
  }
  const Vector one = Vector::Ones(1), zero = Vector::Zero(1);
  const Normalized forward = normalizeForward(row, one, zero, eps, method, "torch");
  const Normalized exact = normalizeForward(row, one, zero, 0, method, "written");
  const NormalizedGradient back = normalizeBackward(row, one, upstream, eps, method, "torch");
  const double slope = back.groups(0, 2);
  // What is left of a gradient that should vanish is rounding: it has no direction.
  const double step = slope > 1e-12 * back.groups(0, 3) ? 1 / slope : kNaN;
  NormSpace out;
  out.shadow = out.hat = out.gradient = Vector(3);
  Matrix world(6, 3);
  for (Index k = 0; k < 3; ++k) {
    world(0, k) = x(k);
    world(1, k) = out.shadow(k) = x(k) - forward.groups(0, 0);
    world(2, k) = out.hat(k) = forward.hat(0, k);
    out.gradient(k) = back.input(0, k);
    world(3, k) = out.hat(k) + out.gradient(k) * step;
    world(4, k) = exact.hat(0, k);
    world(5, k) = 1;
  }
  const Matrix basis = viewBasis(azimuth, elevation);
  out.seen = onScreen(world, basis, 3);
  Matrix ring(kRing, 3);
  for (int i = 0; i < kRing; ++i) {
    // √3 (u cos t + v sin t) with u = (1, −1, 0)/√2 and v = (1, 1, −2)/√6.
    const double t = 2 * std::numbers::pi * i / (kRing - 1);
    const double c = std::sqrt(1.5) * std::cos(t), s = std::sqrt(0.5) * std::sin(t);
    ring(i, 0) = c + s;
    ring(i, 1) = s - c;
    ring(i, 2) = -2 * s;
  }
  out.ring = onScreen(ring, basis, 2);
  return out;
}

}  // namespace nabla
