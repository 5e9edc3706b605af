#include "mixed_partials.h"

#include <cmath>

#include "hessian_sweep.h"

namespace nabla {

MixedPartials mixedPartials(const std::string& f, const Vector& point, double h, double k, int count) {
  const Expression parsed = parseScalar(f, "x,y");
  require_size(point, 2, "point");
  require_finite(point, "point");
  if (!(h > 0 && k > 0 && std::isfinite(h) && std::isfinite(k)))
    refuse<InvalidArgument>("h and k must be positive");
  if (count < 2 || count > 1000) refuse<InvalidArgument>("count must be from 2 to 1000");
  const double a = point(0), b = point(1);
  const auto slope = [&](double x, double y, Index i) {
    Vector at(2);
    at << x, y;
    return secondOrder(parsed, at).gradient(i);
  };
  const auto quotient = [&](double dx, double dy) {
    return (parsed(a + dx, b + dy) - parsed(a + dx, b) - parsed(a, b + dy) + parsed(a, b)) / (dx * dy);
  };
  MixedPartials out;
  const auto xThenY = [&](double step) {
    return (slope(a, b + step, 0) - slope(a, b - step, 0)) / (2 * step);
  };
  const auto yThenX = [&](double step) {
    return (slope(a + step, b, 1) - slope(a - step, b, 1)) / (2 * step);
  };
  out.xThenY = xThenY(k);
  out.yThenX = yThenX(h);
  out.gap = std::abs(out.xThenY - out.yThenX);
  // Below 1e-6 rounding would be taken for a gap.
  out.lasting = out.gap > 1e-6 && std::abs(xThenY(k / 100) - yThenX(h / 100)) > out.gap / 2;
  out.quotient = quotient(h, k);
  const SecondOrder here = secondOrder(parsed, point);
  out.automaticXY = here.hessian(0, 1);
  out.automaticYX = here.hessian(1, 0);
  out.curve = Matrix(count, 2);
  for (Index i = 0; i < count; ++i) {
    const double ratio = -3 + 6 * static_cast<double>(i) / static_cast<double>(count - 1);
    const double part = std::pow(10, ratio / 2), mean = std::sqrt(h * k);
    out.curve(i, 0) = ratio;
    out.curve(i, 1) = quotient(mean * part, mean / part);
  }
  return out;
}

}  // namespace nabla
