#include "contours.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace nabla {
namespace {

struct Point {
  double x, y;
};

// One cell, corners counted against the clock from the lower left.
struct Cell {
  std::array<Point, 4> at;
  std::array<double, 4> value;

  // Where the level crosses the edge from corner k to the next. Computed from the lower end, so that the two
  // cells at an edge agree to the bit and lines join.
  Point crossing(int k, double level) const {
    int a = k, b = (k + 1) % 4;
    if (value[b] < value[a]) std::swap(a, b);
    // Halved: the difference of two huge values of opposite signs overflows.
    const double t = (level / 2 - value[a] / 2) / (value[b] / 2 - value[a] / 2);
    return {at[a].x + t * (at[b].x - at[a].x), at[a].y + t * (at[b].y - at[a].y)};
  }
};

void stroke(std::vector<double>& out, const Cell& cell, double level, int from, int to) {
  const Point p = cell.crossing(from, level), q = cell.crossing(to, level);
  if (p.x == q.x && p.y == q.y) return;
  out.insert(out.end(), {p.x, p.y, q.x, q.y});
}

void strokes(std::vector<double>& out, const Cell& cell, double level) {
  std::array<int, 4> crossed{};
  std::size_t count = 0;
  for (int k = 0; k < 4; ++k) {
    if ((cell.value[k] >= level) != (cell.value[(k + 1) % 4] >= level)) crossed[count++] = k;
  }
  if (count == 2) stroke(out, cell, level, crossed[0], crossed[1]);
  if (count < 4) return;
  // A saddle: corners 0 and 2 lie on one side, 1 and 3 on the other. The middle joins one pair of them; the
  // lines cut off the corners of the other pair.
  double middle = 0;
  for (const double v : cell.value) middle += v / 4;
  const bool joined = (middle >= level) == (cell.value[0] >= level);
  stroke(out, cell, level, 0, joined ? 1 : 3);
  stroke(out, cell, level, 2, joined ? 3 : 1);
}

void requireInterval(const Vector& v, const char* name) {
  require_size(v, 2, name);
  require_finite(v, name);
}

std::vector<double> finiteValues(const Matrix& grid) {
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(grid.size()));
  std::copy_if(grid.data(), grid.data() + grid.size(), std::back_inserter(values),
               [](double v) { return std::isfinite(v); });
  return values;
}

double quantile(std::vector<double>& values, double share) {
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

// The least of 1, 2, 5, 10, … times a power of ten that is not below x > 0.
double roundUp(double x) {
  const double decade = std::pow(10.0, std::floor(std::log10(x)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (step * decade >= x * (1 - 1e-9)) return step * decade;
  }
  return 10 * decade;
}

Vector collected(const std::vector<double>& values) {
  return Eigen::Map<const Vector>(values.data(), static_cast<Index>(values.size()));
}

constexpr double kOutermost = 0.02;

}  // namespace

Vector contours(const Matrix& grid, const Vector& x, const Vector& y, const Vector& levels) {
  if (grid.rows() < 2 || grid.cols() < 2) {
    refuse<ShapeMismatch>("grid is ", shape_text(grid), "; contours need at least 2 points each way.");
  }
  requireInterval(x, "x");
  requireInterval(y, "y");
  require_finite(levels, "levels");
  std::vector<double> sorted(levels.data(), levels.data() + levels.size());
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> out;
  const double dx = (x(1) - x(0)) / static_cast<double>(grid.cols() - 1);
  const double dy = (y(1) - y(0)) / static_cast<double>(grid.rows() - 1);
  for (Index i = 0; i + 1 < grid.rows(); ++i) {
    const double y0 = y(0) + static_cast<double>(i) * dy, y1 = y(0) + static_cast<double>(i + 1) * dy;
    for (Index j = 0; j + 1 < grid.cols(); ++j) {
      const double x0 = x(0) + static_cast<double>(j) * dx, x1 = x(0) + static_cast<double>(j + 1) * dx;
      const Cell cell{{{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}},
                      {grid(i, j), grid(i, j + 1), grid(i + 1, j + 1), grid(i + 1, j)}};
      const auto [low, high] = std::minmax_element(cell.value.begin(), cell.value.end());
      if (!std::all_of(cell.value.begin(), cell.value.end(), [](double v) { return std::isfinite(v); }))
        continue;
      // A level crosses where low < level <= high.
      for (auto level = std::upper_bound(sorted.begin(), sorted.end(), *low);
           level != sorted.end() && *level <= *high; ++level) {
        strokes(out, cell, *level);
      }
    }
  }
  return collected(out);
}

Vector valueRange(const Matrix& grid, double share) {
  if (!(share >= 0 && share < 0.5)) refuse<InvalidArgument>("share must be from 0 to below 0.5.");
  std::vector<double> values = finiteValues(grid);
  if (values.empty()) return Vector(0);
  Vector out(2);
  out << quantile(values, share), quantile(values, 1 - share);
  return out;
}

Vector contourLevels(const Matrix& grid, int wanted) {
  if (wanted < 1 || wanted > 100) refuse<InvalidArgument>("wanted must be from 1 to 100.");
  std::vector<double> values = finiteValues(grid);
  if (values.empty()) return Vector(0);
  const double low = quantile(values, kOutermost), high = quantile(values, 1 - kOutermost);
  // Steps below the spacing of the numbers themselves would never get anywhere.
  if (!(high - low > 1e-12 * std::max(std::abs(low), std::abs(high))) || !std::isfinite(high - low))
    return Vector(0);
  // A flat floor is no valley: only what rises above it counts.
  std::erase_if(values, [&](double v) { return v <= low + 1e-9 * (high - low); });
  const double middle = quantile(values, 0.5);
  std::vector<double> levels;
  if (low >= 0 && middle - low < 0.1 * (high - low)) {
    // Three a decade, from the top down.
    double decade = std::pow(10.0, std::floor(std::log10(high)));
    while (static_cast<int>(levels.size()) < wanted && decade > 0) {
      for (const double step : {5.0, 2.0, 1.0}) {
        const double level = step * decade;
        if (level < high && level > low && static_cast<int>(levels.size()) < wanted) levels.push_back(level);
      }
      if (decade < low) break;
      decade /= 10;
    }
    std::reverse(levels.begin(), levels.end());
  } else {
    const double step = roundUp((high - low) / (wanted + 1));
    for (double k = std::floor(low / step) + 1; k * step < high; ++k) levels.push_back(k * step);
  }
  return collected(levels);
}

Matrix shadesBetween(const Matrix& grid, double low, const Vector& levels, double high) {
  std::vector<double> marks{low};
  for (const double level : levels) {
    if (level > low && level < high) marks.push_back(level);
  }
  marks.push_back(high);
  const double parts = static_cast<double>(marks.size() - 1);
  return grid.unaryExpr([&](double v) {
    if (!std::isfinite(v)) return std::numeric_limits<double>::quiet_NaN();
    if (v <= low) return 0.0;
    if (v >= high) return 1.0;
    const auto above = std::upper_bound(marks.begin(), marks.end(), v);
    const double a = *(above - 1), b = *above;
    return (static_cast<double>(above - marks.begin() - 1) + (v - a) / (b - a)) / parts;
  });
}

}  // namespace nabla
