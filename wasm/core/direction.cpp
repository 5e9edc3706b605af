#include "direction.h"

#include <cmath>
#include <numbers>

#include "power_of_two.h"

namespace nabla {
namespace {

double degrees(double radians) {
  return radians * 180 / std::numbers::pi;
}

}  // namespace

DirectionProbe probeDirection(const Matrix& a, const Vector& direction) {
  require_square(a, "a");
  require_finite(a, "a");
  require_size(direction, a.rows(), "direction");
  require_finite(direction, "direction");
  if (direction.isZero(0))
    refuse<InvalidArgument>("direction must not be the zero vector: it has no direction");
  const int e = binary_exponent(a);
  const Matrix map = times_power_of_two(a, -e);
  DirectionProbe out{};
  out.v = times_power_of_two(direction, -binary_exponent(direction));
  out.v /= out.v.norm();
  const Vector image = map * out.v;
  const double along = out.v.dot(image);
  const double across = (image - along * out.v).norm();
  out.image = times_power_of_two(image, e);
  out.stretch = std::ldexp(image.norm(), e);
  require_representable(out.stretch, "the length of Av");
  out.rayleigh = std::ldexp(along, e);
  out.residual = std::ldexp(across, e);
  out.tilt = degrees(std::atan2(across, std::abs(along)));
  const bool clockwise = a.rows() == 2 && out.v(0) * image(1) - out.v(1) * image(0) < 0;
  out.turn = degrees(std::atan2(across, along)) * (clockwise && across > 0 ? -1 : 1);
  return out;
}

}  // namespace nabla
