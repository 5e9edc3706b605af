// Ways down, the model that they trust, and how long a step may be.

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "contour_map.h"
#include "contours.h"
#include "decimal.h"
#include "hessian.h"
#include "hessian_sweep.h"
#include "norm.h"

namespace nabla {
namespace {

constexpr double kArrived = 1e-12;
constexpr double kFar = 1e6;
constexpr int kMostSteps = 1000;

enum class Way { Gradient, Newton, Damped };

Way wayOf(const std::string& method) {
  if (method == "gradient") return Way::Gradient;
  if (method == "newton") return Way::Newton;
  if (method == "damped") return Way::Damped;
  refuse<InvalidArgument>("method must be gradient, newton or damped, not ", method);
}

// The step to add; empty when Newton's equations have no solution.
Vector stepOf(Way way, const SecondOrder& at, double lr, double damping) {
  if (way == Way::Gradient) return -lr * at.gradient;
  Matrix h = at.hessian;
  if (way == Way::Damped) h.diagonal().array() += damping;
  return solvedOrEmpty(h, -at.gradient);
}

bool isFinite(const SecondOrder& at) {
  return std::isfinite(at.value) && at.gradient.allFinite() && at.hessian.allFinite();
}

}  // namespace

DescentPath descentPath(const std::string& f, const std::string& variables, const Vector& start,
                        const std::string& method, double lr, double damping, int steps) {
  const Expression parsed = parseScalar(f, variables);
  const Way way = wayOf(method);
  require_size(start, static_cast<Index>(parsed.variables().size()), "start");
  require_finite(start, "start");
  if (!(lr >= 0 && std::isfinite(lr))) refuse<InvalidArgument>("lr must be at least 0 and finite");
  if (!(damping >= 0 && std::isfinite(damping)))
    refuse<InvalidArgument>("damping must be at least 0 and finite");
  if (steps < 0 || steps > kMostSteps) refuse<InvalidArgument>("steps must be from 0 to 1000");

  std::vector<Vector> points{start};
  std::vector<double> values, norms;
  DescentPath out;
  out.status = "running";
  for (int k = 0;; ++k) {
    const Vector& x = points.back();
    const SecondOrder at = secondOrder(parsed, x);
    values.push_back(at.value);
    norms.push_back(norm2(at.gradient));
    out.stoppedAt = k;
    out.ending = isFinite(at) ? curvature((at.hessian + at.hessian.transpose()) / 2).definiteness : "";
    if (out.ending.empty()) {
      out.status = "not finite";
    } else if (x.cwiseAbs().maxCoeff() > kFar) {
      out.status = "diverged";
    } else if (norms.back() <= kArrived) {
      out.status = "arrived";
    }
    if (k == steps || out.status != "running") break;
    const Vector step = stepOf(way, at, lr, damping);
    if (step.size() == 0) {
      out.status = "singular";
      break;
    }
    const Vector next = x + step;
    if (!next.allFinite()) {
      out.status = "diverged";
      break;
    }
    points.push_back(next);
  }
  const auto count = static_cast<Index>(points.size());
  out.points = Matrix(count, start.size());
  for (Index k = 0; k < count; ++k) out.points.row(k) = points[static_cast<std::size_t>(k)].transpose();
  out.values = Eigen::Map<const Vector>(values.data(), count);
  out.gradientNorms = Eigen::Map<const Vector>(norms.data(), count);
  return out;
}

std::string bowlText(double l1, double l2, double degrees) {
  if (!std::isfinite(l1) || !std::isfinite(l2) || !std::isfinite(degrees)) {
    refuse<InvalidArgument>("l1, l2 and degrees must be finite");
  }
  const double angle = degrees * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
  const double xx = l1 * c * c + l2 * s * s, xy = (l1 - l2) * c * s, yy = l1 * s * s + l2 * c * c;
  return decimalText(xx / 2) + "*x^2 + " + decimalText(xy) + "*x*y + " + decimalText(yy / 2) + "*y^2";
}

Vector quadraticLines(const std::string& f, const Vector& point, const Vector& x, const Vector& y, int n,
                      const Vector& levels) {
  const Expression parsed = parseScalar(f, "x,y");
  require_size(point, 2, "point");
  require_finite(point, "point");
  require_interval(x, "x");
  require_interval(y, "y");
  if (n < 2 || n > 400) refuse<InvalidArgument>("n must be from 2 to 400");
  const Vector xs = spaced(x, n), ys = spaced(y, n);
  Matrix model(n, n);
  const SecondOrder at = secondOrder(parsed, point);
  for (Index i = 0; i < n; ++i) {
    const double dy = ys(i) - point(1);
    for (Index j = 0; j < n; ++j) {
      const double dx = xs(j) - point(0);
      const double bend = at.hessian(0, 0) * dx * dx + (at.hessian(0, 1) + at.hessian(1, 0)) * dx * dy +
                          at.hessian(1, 1) * dy * dy;
      model(i, j) = at.value + at.gradient(0) * dx + at.gradient(1) * dy + bend / 2;
    }
  }
  return contours(model, x, y, levels);
}

StabilityBand stabilityBand(double l1, double l2, double lr) {
  const double largest = std::max(std::abs(l1), std::abs(l2));
  if (!std::isfinite(l1) || !std::isfinite(l2) || largest == 0)
    refuse<InvalidArgument>("l1 and l2 must be finite and not both 0");
  if (!std::isfinite(lr)) refuse<InvalidArgument>("lr must be finite");
  StabilityBand out;
  out.end = 1.4 * 2 / largest;
  std::array<double, 4> rates{0, 1 / std::abs(l1), 1 / std::abs(l2), out.end};
  std::sort(rates.begin(), rates.end());
  const auto count = std::upper_bound(rates.begin(), rates.end(), out.end) - rates.begin();
  out.rates = Eigen::Map<const Vector>(rates.data(), count);
  out.factors = Matrix(count, 2);
  for (Index i = 0; i < count; ++i) {
    out.factors(i, 0) = std::abs(1 - out.rates(i) * l1);
    out.factors(i, 1) = std::abs(1 - out.rates(i) * l2);
  }
  out.now1 = std::abs(1 - lr * l1);
  out.now2 = std::abs(1 - lr * l2);
  return out;
}

}  // namespace nabla
