#include "contours.h"

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <numbers>

#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();
const double kInfinity = std::numeric_limits<double>::infinity();

Vector pair(double a, double b) {
  Vector out(2);
  out << a, b;
  return out;
}
Vector list(std::initializer_list<double> values) {
  Vector out(static_cast<Index>(values.size()));
  Index i = 0;
  for (const double v : values) out(i++) = v;
  return out;
}

Matrix sampled(Index rows, Index cols, const Vector& x, const Vector& y,
               const std::function<double(double, double)>& f) {
  Matrix grid(rows, cols);
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < cols; ++j) {
      grid(i, j) = f(x(0) + static_cast<double>(j) * (x(1) - x(0)) / static_cast<double>(cols - 1),
                     y(0) + static_cast<double>(i) * (y(1) - y(0)) / static_cast<double>(rows - 1));
    }
  }
  return grid;
}

double lengthOf(const Vector& strokes) {
  double sum = 0;
  for (Index i = 0; i < strokes.size(); i += 4) {
    sum += std::hypot(strokes(i + 2) - strokes(i), strokes(i + 3) - strokes(i + 1));
  }
  return sum;
}

// How many strokes end at each point, compared to the bit: cells must agree on where they meet.
std::map<std::pair<double, double>, int> ends(const Vector& strokes) {
  std::map<std::pair<double, double>, int> count;
  for (Index i = 0; i < strokes.size(); i += 2) ++count[{strokes(i), strokes(i + 1)}];
  return count;
}

}  // namespace

TEST_CASE("contours: a plane's lines are exact, whatever the grid") {
  const Vector x = pair(-2, 3), y = pair(-1, 4);
  Random random(5);
  for (int round = 0; round < 40; ++round) {
    CAPTURE(round);
    const double a = random.uniform(-3, 3), b = random.uniform(-3, 3), c = random.uniform(-1, 1);
    const Index rows = random.integer(2, 30), cols = random.integer(2, 30);
    const Vector strokes = contours(
        sampled(rows, cols, x, y, [&](double s, double t) { return a * s + b * t + c; }), x, y, list({0.3}));
    for (Index i = 0; i < strokes.size(); i += 2) {
      // Linear interpolation of a linear function: rounding only, a few operations on numbers below 30.
      CHECK(std::abs(a * strokes(i) + b * strokes(i + 1) + c - 0.3) < 200 * kEpsilon * 30);
      CHECK(strokes(i) >= -2 - 1e-12);
      CHECK(strokes(i) <= 3 + 1e-12);
    }
  }
  // x = 1 crosses the window from bottom to top: length 5.
  const Vector upright = contours(sampled(7, 8, x, y, [](double s, double) { return s; }), x, y, list({1}));
  CHECK(gap(lengthOf(upright), 5) < 100 * kEpsilon);
}

TEST_CASE("contours: a circle closes, is on the circle to second order, and has its length") {
  const Vector x = pair(-2, 2), y = pair(-2, 2);
  for (const Index n : {21, 41, 81, 161}) {
    CAPTURE(n);
    const double h = 4 / static_cast<double>(n - 1);
    const Matrix grid = sampled(n, n, x, y, [](double s, double t) { return s * s + t * t; });
    for (const double radius : {0.53, 1.07, 1.71}) {
      const Vector strokes = contours(grid, x, y, list({radius * radius}));
      for (Index i = 0; i < strokes.size(); i += 2) {
        // On an edge f differs from its chord by at most h²f″/8 = h²/4; |∇f| = 2r turns that into a distance.
        CHECK(std::abs(std::hypot(strokes(i), strokes(i + 1)) - radius) < h * h / (4 * radius));
      }
      for (const auto& [point, count] : ends(strokes)) CHECK(count == 2);
      CHECK(gap(lengthOf(strokes), 2 * std::numbers::pi * radius) < 2 * h * h / radius);
    }
  }
}

TEST_CASE("contours: the mean of the corners decides a saddle") {
  const Vector x = pair(0, 1), y = pair(0, 1);
  // Corners 0 (lower left) and 2 (upper right) are high. Mean 0.5: with the level below it the high corners
  // are joined, and the lines cut off the low ones; above it the other way round.
  const Matrix saddle = fromRows({{1, 0}, {0, 1}});
  const auto cutsOff = [&](double level, double cx, double cy) {
    const Vector s = contours(saddle, x, y, list({level}));
    REQUIRE(s.size() == 8);
    for (Index i = 0; i < 8; i += 4) {
      // A stroke cuts off a corner when both ends lie on the edges that meet there.
      const bool first = s(i) == cx || s(i + 1) == cy, second = s(i + 2) == cx || s(i + 3) == cy;
      if (first && second) return true;
    }
    return false;
  };
  CHECK(cutsOff(0.4, 1, 0));
  CHECK(cutsOff(0.4, 0, 1));
  CHECK_FALSE(cutsOff(0.4, 0, 0));
  CHECK(cutsOff(0.6, 0, 0));
  CHECK(cutsOff(0.6, 1, 1));
  CHECK_FALSE(cutsOff(0.6, 1, 0));
}

TEST_CASE("contours: random values, every inner end is shared by two strokes") {
  Random random(77);
  const Vector x = pair(-1, 1), y = pair(0, 5);
  for (int round = 0; round < 40; ++round) {
    CAPTURE(round);
    const Matrix grid = randomMatrix(random, random.integer(2, 25), random.integer(2, 25));
    const Vector strokes = contours(grid, x, y, list({random.normal()}));
    for (const auto& [point, count] : ends(strokes)) {
      const bool rim = point.first == x(0) || gap(point.first, x(1)) < 1e-12 || point.second == y(0) ||
                       gap(point.second, y(1)) < 1e-12;
      CHECK(count == (rim ? 1 : 2));
    }
  }
}

TEST_CASE("contours: gaps, ties, flat cells and huge values") {
  const Vector x = pair(0, 2), y = pair(0, 2);
  Matrix grid = sampled(3, 3, x, y, [](double s, double) { return s; });
  const double whole = lengthOf(contours(grid, x, y, list({0.5})));
  CHECK(gap(whole, 2) < 10 * kEpsilon);
  for (const double bad : {kNaN, kInfinity, -kInfinity}) {
    Matrix holed = grid;
    holed(0, 0) = bad;
    // One of the two cells that the line runs through is gone.
    CHECK(gap(lengthOf(contours(holed, x, y, list({0.5}))), 1) < 10 * kEpsilon);
  }
  CHECK(contours(Matrix::Constant(4, 4, 3), x, y, list({3})).size() == 0);
  CHECK(contours(Matrix::Constant(4, 4, kNaN), x, y, list({3})).size() == 0);
  CHECK(contours(grid, x, y, Vector(0)).size() == 0);
  // A level on grid points: they count as above it, so the line is drawn once and lies on them.
  CHECK(gap(lengthOf(contours(grid, x, y, list({1}))), 2) < 10 * kEpsilon);
  // Opposite ends of float64: the difference overflows, the crossing does not.
  const double huge = 1.5e308;
  const Vector steep = contours(fromRows({{-huge, huge}, {-huge, huge}}), x, y, list({0}));
  REQUIRE(steep.size() == 4);
  CHECK(steep(0) == 1);
  CHECK(steep(2) == 1);
  // The order of the levels does not matter, nor does a level that nothing reaches.
  CHECK(sameNumbers(contours(grid, x, y, list({1.5, 0.5, 99})), contours(grid, x, y, list({0.5, 1.5}))));

  CHECK_THROWS_AS(contours(Matrix(1, 5), x, y, list({0})), ShapeMismatch);
  CHECK_THROWS_AS(contours(grid, list({1}), y, list({0})), ShapeMismatch);
  CHECK_THROWS_AS(contours(grid, x, pair(0, kNaN), list({0})), InvalidArgument);
  CHECK_THROWS_AS(contours(grid, x, y, list({kInfinity})), InvalidArgument);
}

TEST_CASE("contourLevels: round, rising, inside, about as many as asked for") {
  const Vector x = pair(-3, 3), y = pair(-3, 3);
  Random random(8);
  for (int round = 0; round < 40; ++round) {
    const double scale = std::pow(10.0, random.uniform(-12, 12)), shift = random.uniform(-3, 3) * scale;
    const int wanted = static_cast<int>(random.integer(3, 20));
    CAPTURE(scale);
    CAPTURE(wanted);
    const Matrix grid = sampled(
        40, 40, x, y, [&](double s, double t) { return shift + scale * (s + std::sin(t) - 0.3 * s * t); });
    const Vector levels = contourLevels(grid, wanted);
    // The step is at most 2.5 times the one that would fit exactly, and never smaller.
    CHECK(levels.size() <= wanted + 1);
    CHECK(levels.size() >= wanted / 3);
    for (Index i = 0; i < levels.size(); ++i) {
      CHECK(levels(i) > grid.minCoeff());
      CHECK(levels(i) < grid.maxCoeff());
      if (i > 0) CHECK(levels(i) > levels(i - 1));
    }
    if (levels.size() < 2) continue;
    const double step = levels(1) - levels(0);
    const double mantissa = step / std::pow(10.0, std::floor(std::log10(step * (1 + 1e-9))));
    CHECK(std::min({gap(mantissa, 1), gap(mantissa, 2), gap(mantissa, 5)}) < 1e-6);
  }
  // x from 0 to 10 in steps of 0.1, the outermost 2 % left out: from 0.2 to 9.8.
  CHECK(sameNumbers(contourLevels(sampled(2, 101, pair(0, 10), y, [](double s, double) { return s; }), 9),
                    list({1, 2, 3, 4, 5, 6, 7, 8, 9})));
}

TEST_CASE("contourLevels: a steep valley, a pole, and nothing to draw") {
  const Vector x = pair(-2, 2), y = pair(-1, 3);
  const Vector rosenbrock = contourLevels(sampled(81, 81, x, y,
                                                  [](double s, double t) {
                                                    const double d = t - s * s;
                                                    return (1 - s) * (1 - s) + 100 * d * d;
                                                  }),
                                          8);
  REQUIRE(rosenbrock.size() == 8);
  for (const double level : rosenbrock) {
    const double mantissa = level / std::pow(10.0, std::floor(std::log10(level * (1 + 1e-9))));
    CHECK(std::min({gap(mantissa, 1), gap(mantissa, 2), gap(mantissa, 5)}) < 1e-9);
  }
  // Half of a ramp is flat: that is no valley, and its levels are evenly spaced.
  const Vector ramp =
      contourLevels(sampled(41, 41, pair(-2, 2), y, [](double s, double) { return std::max(s, 0.0); }), 7);
  CHECK(maxGap(ramp, list({0.5, 1, 1.5})) < 1e-12);
  // 1/x has values up to 1e3 beside the pole; the levels stay where most of it is.
  const Vector pole =
      contourLevels(sampled(40, 4000, pair(-2, 2), y, [](double s, double) { return 1 / s; }), 10);
  CHECK(pole.size() >= 3);
  CHECK(pole.maxCoeff() < 60);
  CHECK(contourLevels(Matrix::Constant(5, 5, 2.5), 10).size() == 0);
  CHECK(contourLevels(Matrix::Constant(5, 5, kNaN), 10).size() == 0);
  CHECK(contourLevels(Matrix(0, 0), 10).size() == 0);
  // Steps smaller than the spacing of the numbers would never end.
  CHECK(contourLevels(fromRows({{1e15, 1e15 + 1}, {1e15, 1e15}}), 10).size() == 0);
  CHECK_THROWS_AS(contourLevels(Matrix::Zero(2, 2), 0), InvalidArgument);
  CHECK_THROWS_AS(contourLevels(Matrix::Zero(2, 2), 101), InvalidArgument);
}

TEST_CASE("shadesBetween and valueRange") {
  const Matrix grid = fromRows({{-1, 0, 0.5, 1}, {3, 10, 11, kNaN}});
  const Matrix shades = shadesBetween(grid, 0, list({1, 2}), 10);
  // Three equal parts: 0 to 1, 1 to 2, 2 to 10.
  CHECK(maxGap(shades, fromRows({{0, 0, 1.0 / 6, 1.0 / 3}, {2.0 / 3 + 1.0 / 24, 1, 1, kNaN}})) <
        4 * kEpsilon);
  CHECK(maxGap(shadesBetween(fromRows({{0, 5, 10}}), 0, Vector(0), 10), fromRows({{0, 0.5, 1}})) <
        4 * kEpsilon);
  CHECK(maxGap(shadesBetween(fromRows({{4}}), 4, Vector(0), 4), fromRows({{0}})) == 0);

  CHECK(maxGap(valueRange(grid, 0), list({-1, 11})) == 0);
  Matrix hundred(1, 101);
  for (Index i = 0; i <= 100; ++i) hundred(0, i) = static_cast<double>(100 - i);
  CHECK(maxGap(valueRange(hundred, 0.02), list({2, 98})) == 0);
  CHECK(valueRange(Matrix::Constant(2, 2, kInfinity), 0).size() == 0);
  CHECK_THROWS_AS(valueRange(grid, 0.5), InvalidArgument);
}
