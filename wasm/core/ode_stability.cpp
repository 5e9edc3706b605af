#include "ode_stability.h"

#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "ode_run.h"
#include "ode_tableau.h"

namespace nabla {

Complex odeAmplification(OdeMethod method, Complex z) {
  // Padé approximations of e^z: (0, 1) and (2, 3).
  if (method == OdeMethod::ImplicitEuler) return 1.0 / (1.0 - z);
  if (method == OdeMethod::Radau) {
    return (1.0 + z * (0.4 + z * 0.05)) / (1.0 - z * (0.6 - z * (0.15 - z / 60.0)));
  }
  const Tableau& table = explicitTableau(method);
  std::array<Complex, 7> k;
  Complex out = 1;
  for (std::size_t i = 0; i < static_cast<std::size_t>(table.stages); ++i) {
    Complex at = 1;
    for (std::size_t j = 0; j < i; ++j) at += z * table.a[i][j] * k[j];
    k[i] = at;
    out += z * table.b[i] * at;
  }
  return out;
}

namespace {

// Where the level 0 crosses the edge between two nodes.
std::pair<double, double> crossing(double x0, double y0, double v0, double x1, double y1, double v1) {
  const double s = v0 / (v0 - v1);
  return {x0 + s * (x1 - x0), y0 + s * (y1 - y0)};
}

// Pieces of the level 0 inside one cell; corners against the clock from the lower left.
void trace(const std::array<double, 4>& x, const std::array<double, 4>& y, const std::array<double, 4>& v,
           std::vector<double>& out) {
  std::array<std::pair<double, double>, 4> cut;
  std::size_t count = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t j = (i + 1) % 4;
    if ((v[i] > 0) != (v[j] > 0)) cut[count++] = crossing(x[i], y[i], v[i], x[j], y[j], v[j]);
  }
  for (std::size_t i = 0; i + 1 < count; i += 2) {
    out.insert(out.end(), {cut[i].first, cut[i].second, cut[i + 1].first, cut[i + 1].second});
  }
}

}  // namespace

StabilityRegion stabilityRegion(const std::string& method, double re0, double re1, double im0, double im1,
                                int rows, int cols) {
  const OdeMethod kind = odeMethod(method);
  if (!(re0 < re1) || !(im0 < im1) || !std::isfinite(re1 - re0) || !std::isfinite(im1 - im0)) {
    refuse<InvalidArgument>("the window must be finite with re0 < re1 and im0 < im1");
  }
  if (rows < 2 || cols < 2 || rows > 512 || cols > 512) {
    refuse<InvalidArgument>("rows and cols must be from 2 to 512");
  }
  StabilityRegion out{Matrix(rows, cols), {}};
  const double dx = (re1 - re0) / (cols - 1), dy = (im1 - im0) / (rows - 1);
  for (Index r = 0; r < rows; ++r) {
    for (Index c = 0; c < cols; ++c) {
      const Complex z(re0 + dx * static_cast<double>(c), im0 + dy * static_cast<double>(r));
      out.log10Size(r, c) = std::log10(std::abs(odeAmplification(kind, z)));
    }
  }
  std::vector<double> pieces;
  for (Index r = 0; r + 1 < rows; ++r) {
    for (Index c = 0; c + 1 < cols; ++c) {
      const double x = re0 + dx * static_cast<double>(c), y = im0 + dy * static_cast<double>(r);
      const Matrix& m = out.log10Size;
      std::array<double, 4> v{m(r, c), m(r, c + 1), m(r + 1, c + 1), m(r + 1, c)};
      // A zero or a pole of R is no crossing; a large finite number keeps the sign.
      for (double& each : v) each = std::isfinite(each) ? each : std::copysign(1e3, each);
      trace({x, x + dx, x + dx, x}, {y, y, y + dy, y + dy}, v, pieces);
    }
  }
  out.boundary = ode::copied(pieces);
  return out;
}

double stabilityLimit(const std::string& method) {
  const OdeMethod kind = odeMethod(method);
  if (odeIsImplicit(kind)) return std::numeric_limits<double>::infinity();
  // All four regions meet the real axis in one interval that ends between 1 and 4.
  double inside = 1, outside = 4;
  for (int i = 0; i < 60; ++i) {
    const double middle = (inside + outside) / 2;
    (std::abs(odeAmplification(kind, -middle)) <= 1 ? inside : outside) = middle;
  }
  return inside;
}

}  // namespace nabla
