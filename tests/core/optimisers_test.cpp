#include "optimisers.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "descents.h"
#include "gradient_descent.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& cases(const char* group) {
  static const Json json = loadFixture("optimisers");
  return json.at(group);
}

Vector three(double a, double b, double c) {
  Vector out(3);
  out << a, b, c;
  return out;
}
Vector two(double a, double b) {
  Vector out(2);
  out << a, b;
  return out;
}

// SGD with lr; change what a test is about.
Matrix laneOf(double lr) {
  Matrix out(1, kLaneNumbers);
  out << 0, lr, 0, 0, 0, 0, 0.9, 0.999, 1e-8, 0, 1, 1, 0, 0, 0;
  return out;
}
const Matrix kNoData(0, 0);
const Vector kQuiet = three(0, 0, 0);

Descents runOf(const Json& c) {
  const Matrix data = matrix(c.at("data"));
  const std::string f = data.size() > 0 ? lineLossText(data) : c.at("f").get<std::string>();
  const Json& noise = c.at("noise");
  return descents(f, data, three(noise[0], noise[1], noise[2]), vector(c.at("start")), matrix(c.at("lane")),
                  c.at("steps").get<int>());
}

// How far a thousand steps may part: 1e-10 of what the numbers are, and of 1. Relative beyond 1, as a path
// that runs away magnifies its rounding.
void compare(const Json& c, double tolerance) {
  CAPTURE(c.dump().substr(0, 300));
  const Descents ours = runOf(c);
  const Matrix points = matrix(c.at("points"));
  const Vector losses = vector(c.at("losses"));
  CHECK(ours.last(0) == c.at("last").get<double>());
  CHECK(ours.status(0) == c.at("status").get<double>());
  for (Index i = 0; i < points.rows(); ++i) {
    const auto k = c.at("kept").at(static_cast<std::size_t>(i)).get<Index>();
    CAPTURE(k);
    for (Index j = 0; j < 2; ++j) {
      CHECK(gap(ours.points(k, j), points(i, j)) <= tolerance * (1 + std::abs(points(i, j))));
    }
    CHECK(gap(ours.losses(k, 0), losses(i)) <= tolerance * (1 + std::abs(losses(i))));
  }
}

}  // namespace

TEST_CASE("a thousand steps of SGD, RMSProp, Adam, AMSGrad and AdamW are PyTorch's to 1e-10") {
  for (const Json& c : cases("trajectories")) compare(c, 1e-10);
}

TEST_CASE("Adam with a switch turned, and gradients that nobody zeroes, are what the formulas say") {
  for (const Json& c : cases("switches")) compare(c, 1e-10);
}

TEST_CASE("noise and batches are those of torch.randn and torch.randperm after the seed") {
  for (const Json& c : cases("disturbed")) compare(c, 1e-10);
}

TEST_CASE("a path ends before its first point beyond 1e6, at PyTorch's step") {
  // What runs away magnifies the rounding of its first steps.
  for (const Json& c : cases("endings")) compare(c, 1e-9);
  // Along y the gradients add up to infinity, and 0 times that is no number: there is no next point.
  Matrix lane = laneOf(0);
  lane(0, 13) = 1;
  const Descents none = descents("x + 1e308 y", kNoData, kQuiet, two(1, 1), lane, 5);
  CHECK(none.status(0) == 1);
  CHECK(none.last(0) == 1);
  CHECK(none.points.row(5) == two(1, 1).transpose());
}

TEST_CASE("settings that torch.optim refuses are refused; eps = 0 as well, for its 0/0") {
  for (const Json& c : cases("refused")) {
    CAPTURE(c.dump());
    CHECK_THROWS_AS(descents("x^2 + y^2", kNoData, kQuiet, two(1, 1), matrix(c.at("lane")), 1),
                    InvalidArgument);
  }
  Matrix lane = laneOf(0.1);
  lane(0, 8) = 0;
  CHECK_THROWS_AS(descents("x^2 + y^2", kNoData, kQuiet, two(0, 0), lane, 1), InvalidArgument);
}

TEST_CASE("the first step of Adam is α in PyTorch, 31.6 α as printed and 3.16 α without corrections") {
  for (const Json& c : cases("firstSteps")) {
    const double t = c.at("t");
    CAPTURE(t);
    const auto step = [&](bool correctM, bool correctV) {
      AdamSettings s;
      s.lr = 1;
      s.eps = 1e-16;
      s.correctM = correctM;
      s.correctV = correctV;
      double x = 0, before = 0, m = 0, v = 0;
      const double g = 1;
      for (double k = 1; k <= t; ++k) {
        before = x;
        adamStep(&x, &m, &v, &g, 1, k, s);
      }
      return before - x;
    };
    // Differences of numbers up to 3,000.
    CHECK(step(true, true) == doctest::Approx(c.at("torch").get<double>()).epsilon(1e-11));
    CHECK(step(true, false) == doctest::Approx(c.at("printed").get<double>()).epsilon(1e-11));
    CHECK(step(false, false) == doctest::Approx(c.at("none").get<double>()).epsilon(1e-11));
    // Closed forms: the ratio to PyTorch's step is 1/√(1 − β₂ᵗ) as printed.
    CHECK(step(true, false) / step(true, true) == doctest::Approx(1 / std::sqrt(1 - std::pow(0.999, t))));
    if (t == 1) {
      CHECK(step(true, true) == doctest::Approx(1));
      CHECK(step(true, false) == doctest::Approx(31.6).epsilon(1e-3));
      CHECK(step(false, false) == doctest::Approx(3.16).epsilon(1e-3));
    }
    if (t == 10) CHECK(step(true, false) == doctest::Approx(10.0).epsilon(3e-3));
    if (t == 100) CHECK(step(true, false) == doctest::Approx(3.24).epsilon(1e-3));
    if (t == 1000) CHECK(step(true, false) == doctest::Approx(1.26).epsilon(3e-3));
    if (t == 2374) CHECK(step(true, false) >= 1.05);
    if (t == 2375) CHECK(step(true, false) < 1.05);
  }
}

TEST_CASE("adamStep in float32 is the same step, rounded") {
  AdamSettings s;
  s.lr = 0.1;
  double x = 1, m = 0, v = 0;
  float xf = 1, mf = 0, vf = 0;
  for (int k = 1; k <= 50; ++k) {
    const double g = 2 * x;
    const float gf = 2 * xf;
    adamStep(&x, &m, &v, &g, 1, k, s);
    adamStep(&xf, &mf, &vf, &gf, 1, k, s);
    CHECK(static_cast<double>(xf) == doctest::Approx(x).epsilon(1e-4));
  }
}

TEST_CASE_TEMPLATE("adamStep over many parameters is that of each, to the last bit", Real, float, double) {
  for (const EpsilonPlace place : {EpsilonPlace::outside, EpsilonPlace::inside, EpsilonPlace::uncorrected}) {
    for (const double beta1 : {0.9, 0.3}) {
      AdamSettings s;
      s.lr = 0.1;
      s.beta1 = beta1;
      s.epsilonPlace = place;
      // Whole lane groups and a rest.
      constexpr int n = 11;
      Real x[n], m[n] = {}, v[n] = {}, g[n];
      for (int i = 0; i < n; ++i) x[i] = static_cast<Real>(i - 5) / 3;
      Real ones[n], m1[n] = {}, v1[n] = {};
      std::copy(x, x + n, ones);
      for (int k = 1; k <= 40; ++k) {
        for (int i = 0; i < n; ++i) g[i] = std::sin(x[i] * static_cast<Real>(k));
        adamStep(x, m, v, g, n, k, s);
        for (int i = 0; i < n; ++i) adamStep(ones + i, m1 + i, v1 + i, g + i, 1, k, s);
        for (int i = 0; i < n; ++i) {
          CHECK(x[i] == ones[i]);
          CHECK(m[i] == m1[i]);
          CHECK(v[i] == v1[i]);
        }
      }
    }
  }
}

TEST_CASE("lr = 0 stands still; a loss without a value ends the lane") {
  const Descents still = descents("x^2 + y^2", kNoData, kQuiet, two(1, 2), laneOf(0), 10);
  CHECK(still.points(10, 1) == 2);
  const Descents log = descents("-log(x) + y^2", kNoData, kQuiet, two(-1, 0), laneOf(0.1), 10);
  CHECK(log.status(0) == 2);
  CHECK(log.last(0) == 0);
  CHECK(log.points(1, 0) == -1);
  CHECK(std::isnan(log.losses(1, 0)));
  const Descents root = descents("sqrt(x) + y^2", kNoData, kQuiet, two(0, 0), laneOf(0.1), 10);
  CHECK(root.status(0) == 2);  // the slope is infinite at 0
}

TEST_CASE("finalLosses is what descents ends with, lane by lane") {
  Matrix lanes(2, kLaneNumbers);
  lanes.row(0) = laneOf(0.1);
  lanes.row(1) = laneOf(0.1);
  lanes(1, 0) = 2;
  const Vector rates = three(0.01, 0.15, 0.25), start = two(1, 1);
  const Matrix losses = finalLosses("5*x^2 + y^2", kNoData, kQuiet, start, lanes, rates, 200);
  for (Index i = 0; i < 3; ++i) {
    for (Index j = 0; j < 2; ++j) {
      Matrix one = lanes.row(j);
      one(0, 1) = rates(i);
      const Descents run = descents("5*x^2 + y^2", kNoData, kQuiet, start, one, 200);
      CHECK(sameNumber(losses(i, j), run.status(0) == 0 ? run.losses(200, 0) : std::nan("")));
    }
  }
  CHECK(std::isnan(losses(2, 0)));
}

TEST_CASE("descents: bad shapes and numbers are named") {
  const Vector start = two(1, 1);
  CHECK_THROWS_AS(descents("x +", kNoData, kQuiet, start, laneOf(0.1), 5), InvalidExpression);
  CHECK_THROWS_AS(descents("x", kNoData, kQuiet, three(1, 2, 3), laneOf(0.1), 5), ShapeMismatch);
  CHECK_THROWS_AS(descents("x", kNoData, kQuiet, two(1, std::nan("")), laneOf(0.1), 5), InvalidArgument);
  CHECK_THROWS_AS(descents("x", kNoData, kQuiet, start, Matrix(1, 3), 5), ShapeMismatch);
  CHECK_THROWS_AS(descents("x", kNoData, kQuiet, start, laneOf(0.1), 10001), InvalidArgument);
  CHECK_THROWS_AS(descents("x", kNoData, three(-1, 0, 0), start, laneOf(0.1), 5), InvalidArgument);
  CHECK_THROWS_AS(descents("x", fromRows({{1, 2}}), three(0, 2, 0), start, laneOf(0.1), 5), InvalidArgument);
  // Without data there are no batches: whatever the number says.
  CHECK(descents("x", kNoData, three(0, 1e300, 0), start, laneOf(0.1), 1).status(0) == 0);
  Matrix lane = laneOf(0.1);
  lane(0, 0) = 7;
  CHECK_THROWS_AS(descents("x", kNoData, kQuiet, start, lane, 5), InvalidArgument);
  CHECK_THROWS_AS(finalLosses("x", kNoData, kQuiet, start, laneOf(0.1), two(0.1, -1), 5), InvalidArgument);
}
