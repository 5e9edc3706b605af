#include "contour_map.h"

#include <algorithm>
#include <cmath>

#include "contours.h"
#include "expression_reverse.h"

namespace nabla {
namespace {

constexpr int kLevels = 13;
constexpr double kOutermost = 0.02;

Vector widened(const Vector& interval, Index n) {
  const double half = (interval(1) - interval(0)) / static_cast<double>(n - 1) / 2;
  Vector out(2);
  out << interval(0) - half, interval(1) + half;
  return out;
}

}  // namespace

void require_interval(const Vector& interval, const char* name) {
  require_size(interval, 2, name);
  require_finite(interval, name);
  if (!(interval(0) < interval(1)))
    refuse<InvalidArgument>(name, " must rise from its first number to its second.");
}

Vector spaced(const Vector& interval, int n) {
  Vector out(n);
  for (int i = 0; i < n; ++i) out(i) = interval(0) + (interval(1) - interval(0)) * i / (n - 1);
  out(n - 1) = interval(1);
  return out;
}

ContourMap contourMapOf(const Matrix& grid, const Vector& x, const Vector& y) {
  require_interval(x, "x");
  require_interval(y, "y");
  const Index n = grid.rows();
  if (n != grid.cols() || n < 3 || n % 2 == 0) {
    refuse<ShapeMismatch>("grid is ", shape_text(grid),
                          "; it must be square with an odd number of points each way.");
  }
  ContourMap out;
  out.x = widened(x, n);
  out.y = widened(y, n);
  const Vector range = valueRange(grid, kOutermost);
  out.low = range.size() == 2 ? range(0) : std::numeric_limits<double>::quiet_NaN();
  out.high = range.size() == 2 ? range(1) : out.low;
  out.gaps = static_cast<int>(
      std::count_if(grid.data(), grid.data() + grid.size(), [](double v) { return !std::isfinite(v); }));
  const Index half = (n + 1) / 2;
  Matrix coarse(half, half);
  for (Index i = 0; i < half; ++i) {
    for (Index j = 0; j < half; ++j) coarse(i, j) = grid(2 * i, 2 * j);
  }
  out.levels = contourLevels(coarse, kLevels);
  out.contours = contours(coarse, x, y, out.levels);
  out.shades = shadesBetween(grid, out.low, out.levels, out.high);
  return out;
}

ContourMap contourMap(const std::string& f, const Vector& x, const Vector& y, int n) {
  require_interval(x, "x");
  require_interval(y, "y");
  if (n < 3 || n > 401 || n % 2 == 0) refuse<InvalidArgument>("n must be odd, from 3 to 401.");
  return contourMapOf(Expression::parse(f, {"x", "y"}).evaluateGrid(spaced(x, n), spaced(y, n)), x, y);
}

Slopes slopesAt(const Expression& f, const Vector& at) {
  const std::size_t count = f.variables().size();
  require_size(at, static_cast<Index>(count), "at");
  if (count > 2) refuse<InvalidArgument>("f must have at most two variables here.");
  FirstOrder order = firstOrder(f, at);
  return {order.value, std::move(order.gradient)};
}

}  // namespace nabla
