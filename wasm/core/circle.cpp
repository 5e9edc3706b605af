#include "circle.h"

#include <cmath>
#include <numbers>

#include "power_of_two.h"

namespace nabla {
namespace {

void requirePlane(const Matrix& a) {
  if (a.rows() != 2 || a.cols() != 2) refuse<ShapeMismatch>("a must be 2x2, got ", shape_text(a));
  require_finite(a, "a");
}

}  // namespace

CircleProbe probe(const Matrix& a, double angle) {
  requirePlane(a);
  if (!std::isfinite(angle)) refuse<InvalidArgument>("angle must be finite");
  const int e = binary_exponent(a);
  const Eigen::Vector2d v(std::cos(angle), std::sin(angle));
  const Eigen::Vector2d w = times_power_of_two(a, -e) * v;
  const double along = v.dot(w);
  const double across = v(0) * w(1) - v(1) * w(0);
  CircleProbe out{v,
                  times_power_of_two(Vector(w), e),
                  std::ldexp(w.norm(), e),
                  std::atan2(across, along),
                  std::ldexp(along, e),
                  std::ldexp(std::abs(across), e)};
  require_representable(out.stretch, "the image of v");
  return out;
}

Matrix circleImage(const Matrix& a, int count) {
  requirePlane(a);
  if (count < 1 || count > 10000) refuse<InvalidArgument>("count must be from 1 to 10000");
  Matrix out(count, 2);
  for (int i = 0; i < count; ++i) {
    const double angle = 2 * std::numbers::pi * i / count;
    out.row(i) = (a * Eigen::Vector2d(std::cos(angle), std::sin(angle))).transpose();
  }
  if (!out.allFinite()) refuse<InvalidArgument>("a is too large: the image of the circle exceeds 1.8e308");
  return out;
}

}  // namespace nabla
