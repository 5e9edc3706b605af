#include "partial_derivatives.h"

#include <doctest/doctest.h>

#include "support.h"
#include "surface.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();
const double kInfinity = std::numeric_limits<double>::infinity();

const Json& fixture() {
  static const Json json = loadFixture("partial_derivatives");
  return json;
}

Vector pair(double a, double b) {
  Vector out(2);
  out << a, b;
  return out;
}

Partials at(const std::string& f, double x, double y) {
  return partials(f, pair(x, y), pair(-2, 2), pair(-2, 2), 41);
}

Vector exampleWeights() {
  Vector w(13);
  w << 0.8, -0.5, -0.3, 0.9, 0.6, 0.4, 0.1, -0.2, 0.3, 0.7, -0.6, 0.5, 0.1;
  return w;
}

}  // namespace

TEST_CASE("partials agree with PyTorch, and with mpmath where f is smooth") {
  for (const Json& c : fixture().at("functions")) {
    const std::string f = c.at("f");
    CAPTURE(f);
    const Vector point = pair(number(c.at("at").at(0)), number(c.at("at").at(1)));
    CAPTURE(point.transpose());
    const Partials p = partials(f, point, pair(-4, 4), pair(-3, 3), 11);
    const double dx = number(c.at("dx")), dy = number(c.at("dy"));
    const double scale = std::isfinite(dx) && std::isfinite(dy) ? std::max(std::abs(dx), std::abs(dy)) : 1;
    CHECK(gap(p.value, number(c.at("value"))) <= 8 * kEpsilon * std::max(1.0, std::abs(p.value)));
    // 1e-14: torch's tanh cancels in 1 − tanh², with an inner slope of 6.
    CHECK(gap(p.dx, dx) <= 1e-13 * scale + 1e-14);
    CHECK(gap(p.dy, dy) <= 1e-13 * scale + 1e-14);
    CHECK(p.dependsOnX == c.at("dependsOnX").get<bool>());
    CHECK(p.dependsOnY == c.at("dependsOnY").get<bool>());
    if (c.contains("exact")) {
      // A few roundings an operation, relative to the largest term: quotients that cancel lose the most.
      CHECK(maxGap(pair(p.dx, p.dy), vector(c.at("exact"))) <= 60 * kEpsilon * scale + 1e-50);
    }
    if (!c.contains("quotients")) continue;
    const Matrix exact = matrix(c.at("quotients"));
    for (Index i = 0; i < 9; ++i) {
      // Numerator: rounding of f at both ends; the moved point itself is rounded and divided by as it came
      // out.
      const double h = p.quotients(i, 0);
      const double value = std::max({1.0, std::abs(p.value), std::abs(exact(i, 0)), std::abs(exact(i, 1))});
      const double tolerance = 400 * kEpsilon * value * (1 + 1 / h) * std::max(1.0, point.norm());
      CHECK(gap(p.quotients(i, 1), exact(i, 0)) <= tolerance);
      CHECK(gap(p.quotients(i, 2), exact(i, 1)) <= tolerance);
    }
  }
}

TEST_CASE("partials: x²y + xy² at (1, 2)") {
  const Partials p = at("x^2 y + x y^2", 1, 2);
  CHECK(p.value == 6);
  CHECK(p.dx == 8);
  CHECK(p.dy == 5);
  // Slices go through the window, tangents touch them at the point.
  REQUIRE(p.alongX.rows() == 41);
  CHECK(p.alongX(0, 0) == -2);
  CHECK(p.alongX(40, 0) == 2);
  for (Index i = 0; i < 41; ++i) {
    const double x = p.alongX(i, 0), y = p.alongY(i, 0);
    CHECK(gap(p.alongX(i, 1), 2 * x * x + 4 * x) < 1e-13);
    CHECK(gap(p.alongY(i, 1), y + y * y) < 1e-13);
  }
  CHECK(maxGap(p.tangentX, fromRows({{-2, 6 - 8 * 3}, {2, 6 + 8}})) < 1e-13);
  CHECK(maxGap(p.tangentY, fromRows({{-2, 6 - 5 * 4}, {2, 6}})) < 1e-13);
  // Forward quotients err by h f″/2: f″ is 4 along x and 2 along y.
  CHECK(gap(p.quotients(0, 1), 10) < 1e-12);
  CHECK(gap(p.quotients(0, 2), 6) < 1e-12);
  CHECK(gap(p.quotients(3, 1), 8.002) < 1e-10);
  CHECK_FALSE(p.jumps);
}

TEST_CASE("partials: a variable that is absent has slope 0, and it is said") {
  const Partials p = at("x^2 + 1", 1.5, 0.3);
  CHECK(p.dy == 0);
  CHECK_FALSE(p.dependsOnY);
  CHECK(p.dependsOnX);
  CHECK(p.dx == 3);
  CHECK(at("log(x)", -1, 1).dy == 0);  // also where f itself is not a number
  const Partials c = at("7", 0, 0);
  CHECK_FALSE(c.dependsOnX);
  CHECK_FALSE(c.dependsOnY);
  CHECK(c.dx == 0);
}

TEST_CASE("partials: both exist at the origin, and f is not continuous there") {
  const Partials p = at("where(x^2 + y^2 > 0, x y / (x^2 + y^2), 0)", 0, 0);
  CHECK(p.value == 0);
  CHECK(p.dx == 0);
  CHECK(p.dy == 0);
  // The definition: f(h, 0) = f(0, h) = 0 for every h.
  CHECK(p.quotients.rightCols(2).cwiseAbs().maxCoeff() == 0);
  // sin θ cos θ lies between ∓½ however small the circle; its 96 points miss 45° by at most 1.875°.
  CHECK(p.jumps);
  CHECK(gap(p.nearHigh, 0.5) < 0.002);
  CHECK(gap(p.nearLow, -0.5) < 0.002);
  CHECK_FALSE(at("where(x^2 + y^2 > 0, x y / (x^2 + y^2), 0)", 0.5, 0.5).jumps);
  // As it stands, without a value for the origin: 0/0.
  const Partials bare = at("x y / (x^2 + y^2)", 0, 0);
  CHECK(std::isnan(bare.value));
  CHECK_FALSE(bare.jumps);
  CHECK(bare.tangentX.rows() == 0);
}

TEST_CASE("partials: continuity is not denied where f is only steep or kinked") {
  for (const char* f :
       {"x^2 y + x y^2", "1000 x", "sin(50 x) y", "abs(x) + abs(y)", "7", "exp(3x + y)", "sqrt(x^2 + y^2)"}) {
    CAPTURE(f);
    for (const double x : {0.0, 0.3, -1.2}) CHECK_FALSE(at(f, x, 0).jumps);
  }
  CHECK(at("step(x) y", 0, 1).jumps);
  CHECK(at("sign(x)", 0, 1).jumps);
}

TEST_CASE("partials: kinks show as forward and backward slopes that differ") {
  CHECK(gap(at("abs(x) + y", 0, 1).kinkX, 2) < 1e-9);
  CHECK(std::abs(at("abs(x) + y", 0, 1).kinkY) < 1e-9);
  CHECK(gap(at("relu(x)", 0, 0).kinkX, 1) < 1e-9);
  CHECK(at("relu(x)", 0, 0).dx == 0);
  // The quotients of 1000 x² differ by 2000 h, which shrinks with h.
  for (const char* f : {"x^2 y + x y^2", "1000 x^2", "cosh(100 x) + y"}) {
    CAPTURE(f);
    for (const double x : {0.0, 0.5, 1.0}) CHECK(at(f, x, 2).kinkX == 0);
  }
  CHECK(gap(at("abs(x) + 1000 x^2", 0, 0).kinkX, 2) < 3e-3);
}

TEST_CASE("partials: what is refused, what is not finite") {
  CHECK_THROWS_AS(at("x y +", 0, 0), InvalidExpression);
  CHECK_THROWS_AS(partials("x", Vector::Zero(1), pair(0, 1), pair(0, 1), 5), ShapeMismatch);
  CHECK_THROWS_AS(partials("x", pair(kNaN, 0), pair(0, 1), pair(0, 1), 5), InvalidArgument);
  CHECK_THROWS_AS(partials("x", pair(0, 0), pair(1, 0), pair(0, 1), 5), InvalidArgument);
  CHECK_THROWS_AS(partials("x", pair(0, 0), pair(0, 1), pair(0, 1), 1), InvalidArgument);
  const Partials root = at("sqrt(x)", 0, 0);
  CHECK(root.dx == kInfinity);
  CHECK(root.tangentX.rows() == 0);
  CHECK(root.tangentY.rows() == 2);
  CHECK(std::isnan(root.alongX(0, 1)));
}

TEST_CASE("networkPartials agree with autograd; a second backward doubles what .grad holds") {
  for (const Json& c : fixture().at("networks")) {
    const Vector weights = vector(c.at("weights")), x = vector(c.at("x"));
    const std::string activation = c.at("activation");
    CAPTURE(activation);
    CAPTURE(weights.transpose());
    const double target = number(c.at("target")), nudge = number(c.at("nudge"));
    const int k = c.at("k").get<int>();
    const NetworkPartials once = networkPartials(weights, x, target, activation, k, nudge, 1, 2, 5);
    const Vector gradient = vector(c.at("gradient"));
    // Sums of at most three products: a handful of roundings each.
    const double tolerance = 50 * kEpsilon * std::max(1.0, gradient.cwiseAbs().maxCoeff());
    CHECK(maxGap(once.hiddenInput, vector(c.at("hiddenInput"))) <
          20 * kEpsilon * std::max(1.0, once.hiddenInput.norm()));
    CHECK(gap(once.output, number(c.at("output"))) < 50 * kEpsilon * std::max(1.0, std::abs(once.output)));
    CHECK(gap(once.loss, number(c.at("loss"))) < 100 * kEpsilon * std::max(1.0, once.loss));
    CHECK(maxGap(once.gradient, gradient) < tolerance);
    CHECK(sameNumbers(once.accumulated, once.gradient));
    CHECK(gap(once.nudged, number(c.at("nudged"))) < 100 * kEpsilon * std::max(1.0, once.nudged));
    CHECK(gap(once.actual, number(c.at("nudged")) - number(c.at("loss"))) <
          200 * kEpsilon * std::max(1.0, once.nudged));
    CHECK(gap(once.predicted, gradient(k) * nudge) < tolerance);

    const NetworkPartials twice = networkPartials(weights, x, target, activation, k, nudge, 2, 2, 5);
    CHECK(maxGap(twice.accumulated, vector(c.at("twice"))) < 2 * tolerance);
    CHECK(sameNumbers(twice.accumulated, Vector(2 * once.gradient)));
    CHECK(twice.predicted == 2 * once.predicted);
    CHECK(twice.actual == once.actual);
    // The curve goes through the loss at its middle.
    CHECK(gap(once.curve(2, 1), once.loss) < 100 * kEpsilon * std::max(1.0, once.loss));
    CHECK(gap(once.curve(2, 0), weights(k)) < 4 * kEpsilon * (2 + std::abs(weights(k))));
  }
}

TEST_CASE("networkPartials: dead and saturated units") {
  Vector w = exampleWeights();
  w(7) = -3;  // W₁x + b₁ of the second unit: −0.3 + 0.45 − 3
  const NetworkPartials dead = networkPartials(w, pair(1, 0.5), 1, "relu", 0, 0.1, 1, 1, 3);
  CHECK(dead.hiddenInput(1) < 0);
  for (const Index i : {2, 3, 7, 10})
    CHECK(dead.gradient(i) == 0);  // its inputs, its bias, and what it sends on
  for (const Index i : {0, 1, 6, 9}) CHECK(dead.gradient(i) != 0);
  // A small nudge of its bias changes nothing at all.
  const NetworkPartials still = networkPartials(w, pair(1, 0.5), 1, "relu", 7, 0.5, 1, 1, 3);
  CHECK(still.predicted == 0);
  CHECK(still.actual == 0);

  w(7) = -30;
  const NetworkPartials saturated = networkPartials(w, pair(1, 0.5), 1, "sigmoid", 7, 0.5, 1, 1, 3);
  CHECK(std::abs(saturated.gradient(7)) > 0);
  CHECK(std::abs(saturated.gradient(7)) < 1e-12);
  w(7) = -1e4;  // e^10000 overflows; σ and its slope are 0, not NaN
  CHECK(networkPartials(w, pair(1, 0.5), 1, "sigmoid", 7, 0.5, 1, 1, 3).gradient(7) == 0);
}

TEST_CASE("networkPartials: what is refused") {
  const Vector w = exampleWeights(), x = pair(1, 2);
  CHECK_THROWS_AS(networkPartials(Vector::Zero(12), x, 0, "tanh", 0, 0, 1, 1, 3), ShapeMismatch);
  CHECK_THROWS_AS(networkPartials(w, Vector::Zero(3), 0, "tanh", 0, 0, 1, 1, 3), ShapeMismatch);
  CHECK_THROWS_AS(networkPartials(w, x, kNaN, "tanh", 0, 0, 1, 1, 3), InvalidArgument);
  CHECK_THROWS_AS(networkPartials(w, x, 0, "gelu", 0, 0, 1, 1, 3), InvalidArgument);
  CHECK_THROWS_AS(networkPartials(w, x, 0, "tanh", 13, 0, 1, 1, 3), InvalidArgument);
  CHECK_THROWS_AS(networkPartials(w, x, 0, "tanh", -1, 0, 1, 1, 3), InvalidArgument);
  CHECK_THROWS_AS(networkPartials(w, x, 0, "tanh", 0, kInfinity, 1, 1, 3), InvalidArgument);
  CHECK_THROWS_AS(networkPartials(w, x, 0, "tanh", 0, 0, 0, 1, 3), InvalidArgument);
  CHECK_THROWS_AS(networkPartials(w, x, 0, "tanh", 0, 0, 1, 0, 3), InvalidArgument);
  CHECK_THROWS_AS(networkPartials(w, x, 0, "tanh", 0, 0, 1, 1, 1), InvalidArgument);
}

TEST_CASE("surface: strokes stay in the picture, meet at the point, and leave gaps") {
  const Surface s = surface("x^2 - y^2", pair(0.5, -0.25), pair(-2, 2), pair(-1, 1), 30, 13);
  for (const Vector* part : {&s.mesh, &s.sliceX, &s.sliceY, &s.tangentX, &s.tangentY, &s.base}) {
    REQUIRE(part->size() % 4 == 0);
    REQUIRE(part->size() > 0);
    CHECK(part->cwiseAbs().maxCoeff() < 1.5);
  }
  CHECK(s.mesh.size() == 4 * 2 * 13 * 64);
  CHECK(s.base.size() == 16);
  // A tangent passes through the point: the cross product of both vectors vanishes.
  for (const Vector* t : {&s.tangentX, &s.tangentY}) {
    const Vector p = s.point;
    const double cross = ((*t)(2) - (*t)(0)) * (p(1) - (*t)(1)) - ((*t)(3) - (*t)(1)) * (p(0) - (*t)(0));
    CHECK(std::abs(cross) < 1e-12);
  }
  // Seen from straight ahead, x runs to the right and y away from the eye.
  const Surface flat = surface("0 x", pair(1, 0), pair(-1, 1), pair(-1, 1), 0, 3);
  CHECK(maxGap(flat.point, pair(1, 0)) < 1e-15);
  const Surface half = surface("sqrt(x)", pair(-1, 0), pair(-2, 2), pair(-1, 1), 30, 13);
  CHECK(half.mesh.size() < s.mesh.size());
  CHECK(half.mesh.allFinite());
  CHECK(half.point.size() == 0);
  CHECK(half.tangentX.size() == 0);
  CHECK(surface("log(-1 - x^2)", pair(0, 0), pair(-2, 2), pair(-1, 1), 30, 13).mesh.size() == 0);
  CHECK_THROWS_AS(surface("x", pair(0, 0), pair(-2, 2), pair(-1, 1), kNaN, 13), InvalidArgument);
  CHECK_THROWS_AS(surface("x", pair(0, 0), pair(-2, 2), pair(-1, 1), 0, 65), InvalidArgument);
}
