#include "view3d.h"

#include <cmath>
#include <numbers>

namespace nabla {

Matrix viewBasis(double azimuth, double elevation) {
  if (!std::isfinite(azimuth) || !std::isfinite(elevation)) {
    refuse<InvalidArgument>("azimuth and elevation must be finite");
  }
  const double a = azimuth * std::numbers::pi / 180, e = elevation * std::numbers::pi / 180;
  const double ca = std::cos(a), sa = std::sin(a), ce = std::cos(e), se = std::sin(e);
  Matrix basis(3, 3);
  basis << -sa, ca, 0, -se * ca, -se * sa, ce, ce * ca, ce * sa, se;
  return basis;
}

}  // namespace nabla
