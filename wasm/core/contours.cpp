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

// Where the level lies between two corners, as a fraction of the way.
double crossing(double level, double from, double to) {
  return from == to ? 0.5 : (level - from) / (to - from);
}

// The pieces of one cell, in its own coordinates [0, 1]²: pairs of points on its edges.
template <class Emit>
void cell(double level, const std::array<double, 4>& v,
          Emit emit) {  // corners from lower left, counter-clockwise
  int sides = 0;
  for (std::size_t k = 0; k < 4; ++k) sides |= (v[k] >= level ? 1 : 0) << k;
  if (sides == 0 || sides == 15) return;
  const auto on = [&](int edge) -> Point {  // bottom, right, top, left
    const auto a = static_cast<std::size_t>(edge), b = static_cast<std::size_t>((edge + 1) % 4);
    const double t = crossing(level, v[a], v[b]);
    if (edge == 0) return {t, 0};
    if (edge == 1) return {1, t};
    return edge == 2 ? Point{1 - t, 1} : Point{0, 1 - t};
  };
  if (sides == 5 || sides == 10) {  // a saddle: the middle decides which corners are joined
    const bool middle = (v[0] + v[1] + v[2] + v[3]) / 4 >= level;
    const bool aroundFirst = (sides == 5) != middle;  // lines cut off corners 0 and 2
    emit(on(3), on(aroundFirst ? 0 : 2));
    emit(on(1), on(aroundFirst ? 2 : 0));
    return;
  }
  std::array<int, 2> cut{};
  std::size_t found = 0;
  for (int edge = 0; edge < 4; ++edge) {
    const bool a = (sides >> edge & 1) != 0, b = (sides >> (edge + 1) % 4 & 1) != 0;
    if (a != b) cut[found++] = edge;
  }
  emit(on(cut[0]), on(cut[1]));
}

}  // namespace

Contours contours(const Matrix& grid, double xMin, double xMax, double yMin, double yMax,
                  const Vector& levels) {
  if (grid.rows() < 2 || grid.cols() < 2)
    throw ShapeMismatch("grid must have two rows and two columns at least.");
  if (!(xMax > xMin && yMax > yMin)) throw InvalidArgument("the ranges of x and y must not be empty.");
  require_finite(levels, "levels");
  const double dx = (xMax - xMin) / static_cast<double>(grid.cols() - 1);
  const double dy = (yMax - yMin) / static_cast<double>(grid.rows() - 1);
  std::vector<double> segments;
  Contours out;
  out.counts.resize(levels.size());
  for (Index l = 0; l < levels.size(); ++l) {
    const std::size_t before = segments.size();
    for (Index i = 0; i + 1 < grid.rows(); ++i) {
      for (Index j = 0; j + 1 < grid.cols(); ++j) {
        const std::array<double, 4> v{grid(i, j), grid(i, j + 1), grid(i + 1, j + 1), grid(i + 1, j)};
        if (!std::isfinite(v[0] + v[1] + v[2] + v[3])) continue;
        cell(levels(l), v, [&](Point a, Point b) {
          for (const Point p : {a, b}) {
            segments.push_back(xMin + (static_cast<double>(j) + p.x) * dx);
            segments.push_back(yMin + (static_cast<double>(i) + p.y) * dy);
          }
        });
      }
    }
    out.counts(l) = static_cast<double>(segments.size() - before) / 4;
  }
  out.segments = Eigen::Map<const Vector>(segments.data(), static_cast<Index>(segments.size()));
  return out;
}

Vector contourLevels(const Matrix& grid, int count, bool byRank) {
  if (count < 1 || count > 100) throw InvalidArgument("count must be from 1 to 100.");
  std::vector<double> values;
  for (Index i = 0; i < grid.size(); ++i) {
    if (std::isfinite(grid.data()[i])) values.push_back(grid.data()[i]);
  }
  std::sort(values.begin(), values.end());
  if (values.empty() || values.front() == values.back()) return Vector(0);
  Vector levels(count);
  for (int k = 0; k < count; ++k) {
    const double t = (k + 0.5) / count;
    const auto rank = static_cast<std::size_t>(t * static_cast<double>(values.size() - 1));
    levels(k) = byRank ? values[rank] : values.front() * (1 - t) + values.back() * t;
  }
  return levels;
}

}  // namespace nabla
