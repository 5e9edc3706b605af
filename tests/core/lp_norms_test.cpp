#include "lp_norms.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "regularisation.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("lp_norms");
  return json;
}

constexpr double kInfinite = std::numeric_limits<double>::infinity();
// What a page passes for ∞.
constexpr double kLargest = std::numeric_limits<double>::max();

Vector of(std::initializer_list<double> values) {
  Vector out(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), out.begin());
  return out;
}

// A power's argument carries half an ulp, which the power p and the root 1/p multiply; sums add n more.
double tolerance(Index n, double p) {
  const double exponent = std::isinf(p) || p == 0 ? 1 : std::max(p, 1 / p);
  return static_cast<double>(n + 4) * std::max(1.0, exponent) * kEpsilon;
}

}  // namespace

TEST_CASE("lpReport: norms, duals and gradients agree with mpmath and PyTorch") {
  for (const Json& c : fixture().at("norms")) {
    CAPTURE(c.at("name"));
    const Vector x = vector(c.at("x"));
    const double p = number(c.at("p"));
    const LpReport got = lpReport(x, p);
    CHECK(relativeGap(got.norm, number(c.at("exact"))) <= tolerance(x.size(), p));
    CHECK(relativeGap(got.norm, number(c.at("norm"))) <= 2 * tolerance(x.size(), p));
    CHECK(relativeGap(got.dual, number(c.at("dual"))) <= tolerance(x.size(), got.dualExponent));
    CHECK(maxGap(got.common, vector({{"data", c.at("common")}})) <=
          tolerance(x.size(), 4) * largest(got.common));
    CHECK(maxGap(got.gradient, vector(c.at("gradient"))) <=
          tolerance(x.size(), p) * (1 + largest(got.gradient)));
    if (c.contains("writtenGradient")) {
      const Vector expected = vector(c.at("writtenGradient"));
      for (Index i = 0; i < x.size(); ++i) {
        if (std::isnan(expected(i))) {
          CHECK(std::isnan(got.writtenGradient(i)));
        } else {
          CHECK(gap(got.writtenGradient(i), expected(i)) <=
                4 * tolerance(x.size(), p) * (1 + std::abs(expected(i))));
        }
      }
    }
  }
}

TEST_CASE("lpNorm: sizes that overflow as written, p = 0, p = 1000, and no entries at all") {
  for (const Json& c : fixture().at("extremes")) {
    const Vector x = vector(c.at("x"));
    const double p = number(c.at("p"));
    CAPTURE(p);
    CHECK(relativeGap(lpNorm(x, p), number(c.at("exact"))) <=
          tolerance(x.size(), p < 1 && p > 0 ? p : 1) * 4);
  }
  for (const Json& c : fixture().at("extremes")) {
    // PyTorch takes the powers as they come.
    if (number(c.at("p")) == 300) CHECK(number(c.at("torch")) == kInfinite);
  }
  CHECK(lpNorm(of({20, 1}), 300) == 20);
  CHECK(lpReport(of({1e200, 1}), 2).written == kInfinite);
  CHECK(lpReport(of({20, 1}), 300).written == kInfinite);
  CHECK(lpReport(of({1e-200, 0}), 2).written == 0);
  CHECK(lpReport(of({1e-200, 0}), 2).norm == 1e-200);
}

TEST_CASE("lpNorm: p beyond 1e300 is infinity, negative and NaN are refused") {
  const Vector x = of({2, -3, 1});
  CHECK(lpNorm(x, kLargest) == 3);
  CHECK(lpNorm(x, kInfinite) == 3);
  CHECK(sameNumbers(lpReport(of({2, -2}), kLargest).gradient, of({0.5, -0.5})));
  CHECK_THROWS_AS(lpNorm(x, -1), InvalidArgument);
  CHECK_THROWS_AS(lpNorm(x, std::nan("")), InvalidArgument);
  CHECK_THROWS_AS(lpReport(x, 0), InvalidArgument);
  CHECK_THROWS_AS(lpReport(of({kInfinite}), 2), InvalidArgument);
  CHECK(std::isnan(lpNorm(of({std::nan(""), 1}), 2)));
  // PyTorch refuses the infinity norm of nothing; here it is 0, as for every other p.
  CHECK(fixture().at("errors").at(0).at("type") == "RuntimeError");
  CHECK(lpNorm(Vector(0), kInfinite) == 0);
  CHECK(lpReport(Vector(0), 2).norm == 0);
}

TEST_CASE("a norm shrinks as p grows, and Hölder's inequality holds") {
  Random random(9);
  for (int i = 0; i < 40; ++i) {
    const Vector x = randomVector(random, 5), y = randomVector(random, 5);
    double before = kInfinite;
    for (const double p : {0.25, 0.5, 1.0, 1.5, 2.0, 4.0, 50.0, kInfinite}) {
      const LpReport a = lpReport(x, p);
      CHECK(a.norm <= before * (1 + 1e-14));
      CHECK(std::abs(x.dot(y)) <= a.dual * lpNorm(y, p) * (1 + 1e-13));
      before = a.norm;
    }
  }
}

TEST_CASE("below p = 1 the way along the axes is shorter than the straight one: not a norm") {
  const LpReport half = lpReport(of({1, 1}), 0.5);
  CHECK(half.norm == 4);
  CHECK(half.detour == 2);
  for (const double p : {1.0, 1.5, 2.0, 4.0, kInfinite}) {
    const LpReport got = lpReport(of({1, 1}), p);
    CHECK(got.detour >= got.norm);
  }
}

TEST_CASE("ballOutline: every point has norm 1, corners are exact") {
  for (const double p : {0.25, 0.5, 1.0, 1.3, 2.0, 3.0, 32.0, kLargest}) {
    const Matrix ball = ballOutline(p, 64);
    for (Index i = 0; i < ball.rows(); ++i) {
      CHECK(std::abs(lpNorm(ball.row(i), p) - 1) <= 1e-13);
    }
    CHECK(ball(0, 0) == 1);
    CHECK(ball(0, 1) == 0);
    CHECK(ball(16, 0) == 0);
    CHECK(ball(8, 0) == ball(8, 1));
  }
  CHECK(ballOutline(kLargest, 8)(1, 0) == 1);
  CHECK_THROWS_AS(ballOutline(2, 12), InvalidArgument);
  CHECK_THROWS_AS(ballOutline(0, 8), InvalidArgument);
}

TEST_CASE("ballTouch: as low as scipy finds, on the ball, with exact zeros at corners") {
  for (const Json& c : fixture().at("touches")) {
    const Vector centre = vector(c.at("centre"));
    const double p = number(c.at("p")), radius = c.at("radius"), ratio = c.at("ratio");
    const BallTouch got = ballTouch(centre, ratio, c.at("angle"), radius, p);
    CHECK(got.inside == c.at("inside").get<bool>());
    // Nelder and Mead stop near 1e-12 of the angle, where the loss is flat to its square; at a corner it is
    // not.
    CHECK(gap(got.loss, number(c.at("loss"))) <= 1e-9 * (1 + got.loss));
    if (!got.inside) CHECK(std::abs(lpNorm(got.w, p) / radius - 1) <= 1e-12);
    if (!got.inside) CHECK(got.lagrange > 0);
  }
  // At (1, 0) the downhill direction is (1.461, 0.934): it leans towards the first axis, so the corner holds.
  const double angle = std::numbers::pi / 3;
  const BallTouch corner = ballTouch(of({2, 1.2}), 3, angle, 1, 1);
  const BallTouch round = ballTouch(of({2, 1.2}), 3, angle, 1, 2);
  CHECK(sameNumbers(corner.w, of({1, 0})));
  CHECK(corner.zeros == 1);
  CHECK(round.zeros == 0);
}

TEST_CASE("ballTouch: a round bowl and a round ball meet on the ray to the centre") {
  const BallTouch got = ballTouch(of({3, 4}), 1, 0, 1, 2);
  // Golden section stops where the loss no longer differs: √ε of the angle.
  CHECK(maxGap(got.w, of({0.6, 0.8})) < 1e-7);
  CHECK(std::abs(got.loss - 8) < 1e-12);
  CHECK(std::abs(got.lagrange - 4) < 1e-6);
  for (Index i = 0; i < got.level.rows(); ++i) {
    const double dx = got.level(i, 0) - 3, dy = got.level(i, 1) - 4;
    CHECK(std::abs(std::hypot(dx, dy) - 4) < 1e-12);
  }
  const BallTouch inside = ballTouch(of({0.5, 0}), 2, 0.3, 1, 1);
  CHECK(inside.inside);
  CHECK(sameNumbers(inside.w, of({0.5, 0})));
  CHECK(inside.loss == 0);
  CHECK_THROWS_AS(ballTouch(of({1, 1}), 0, 0, 1, 1), InvalidArgument);
  CHECK_THROWS_AS(ballTouch(of({1, 1}), 1, 0, -1, 1), InvalidArgument);
  CHECK_THROWS_AS(ballTouch(of({1}), 1, 0, 1, 1), ShapeMismatch);
}

TEST_CASE("clipGradient: torch.nn.utils.clip_grad_norm_ and clip_grad_value_") {
  for (const Json& c : fixture().at("clips")) {
    const Vector g = vector(c.at("g"));
    const double p = number(c.at("p"));
    const ClippedGradient got = clipGradient(g, c.at("limit"), p);
    CHECK(relativeGap(got.total, number(c.at("total"))) <= 2 * tolerance(g.size(), p));
    CHECK(maxGap(got.byNorm, vector(c.at("byNorm"))) <= 4 * tolerance(g.size(), p) * largest(g));
    CHECK(sameNumbers(got.byValue, vector(c.at("byValue"))));
  }
  CHECK_THROWS_AS(clipGradient(of({1}), 0, 2), InvalidArgument);
}

TEST_CASE("ballWireframe: nine levels on three axes, half of a convex ball faces the viewer") {
  for (const double p : {0.5, 1.0, 2.0, 6.0, kLargest}) {
    const Wireframe got = ballWireframe(p, 0.6, 0.4);
    CHECK(got.front.rows() + got.back.rows() == 3 * 9 * 96);
    CHECK(got.front.rows() > 0);
    CHECK(got.front.allFinite());
    CHECK(got.back.allFinite());
  }
  // From any side the 2-ball is a disc of radius 1.
  const Wireframe sphere = ballWireframe(2, 1.1, -0.3);
  double reach = 0;
  for (Index i = 0; i < sphere.front.rows(); ++i) {
    reach = std::max(reach, std::hypot(sphere.front(i, 0), sphere.front(i, 1)));
  }
  CHECK(reach <= 1 + 1e-12);
  CHECK(reach > 0.98);
  CHECK_THROWS_AS(ballWireframe(0, 0, 0), InvalidArgument);
}

TEST_CASE("softThreshold: shrinks towards 0 and lands on it") {
  CHECK(sameNumbers(softThreshold(of({3, -3, 0.5, -0.5, 1}), 1), of({2, -2, 0, 0, 0})));
  CHECK_THROWS_AS(softThreshold(of({1}), -1), InvalidArgument);
}

TEST_CASE("regularisedFits: ridge as torch.linalg.solve, L1 as L-BFGS-B, by two roads") {
  for (const Json& c : fixture().at("fits")) {
    const RegressionData data = regressionData(c.at("n"), vector(c.at("truth")), c.at("noise"), c.at("seed"));
    CHECK(maxGap(data.y, vector(c.at("y"))) <= 1e-13);
    const double lambda = c.at("lambda");
    const RegularisedFits got = regularisedFits(data.x, data.y, of({lambda, 2 * lambda}), lambda);
    CHECK(maxGap(got.atL2, vector(c.at("l2"))) <= 1e-12);
    CHECK(relativeGap(got.lambdaMax, number(c.at("lambdaMax"))) <= 1e-13);
    // The minimiser's own stopping rule, some 1e-12 in the gradient over the least curvature.
    CHECK(maxGap(got.atL1, vector(c.at("l1"))) <= 1e-5);
    CHECK(maxGap(got.ista, got.atL1) <= 1e-9);
    CHECK(maxGap(Vector(got.l1.row(0)), got.atL1) <= 1e-10);
    CHECK(maxGap(Vector(got.l2.row(0)), got.atL2) == 0);
    // The conditions of a minimum: the pull is λ sign w where w is not 0, and at most λ where it is.
    const auto n = static_cast<double>(data.x.rows());
    const Vector pull = data.x.transpose() * (data.y - data.x * got.atL1) / n;
    for (Index i = 0; i < pull.size(); ++i) {
      if (got.atL1(i) == 0) CHECK(std::abs(pull(i)) <= lambda * (1 + 1e-9));
      if (got.atL1(i) != 0) CHECK(std::abs(pull(i) - std::copysign(lambda, got.atL1(i))) <= 1e-9);
    }
    CHECK(got.zerosL2 == 0);
    if (lambda >= got.lambdaMax) CHECK(got.zerosL1 == 6);
  }
}

TEST_CASE("regularisedFits: refuses what has no minimum of its own") {
  const Matrix x = fromRows({{1, 2}});
  CHECK_THROWS_AS(regularisedFits(x, of({1}), of({0}), 1), InvalidArgument);
  CHECK_THROWS_AS(regularisedFits(x, of({1}), of({1}), -1), InvalidArgument);
  CHECK_THROWS_AS(regularisedFits(x, of({1, 2}), of({1}), 1), ShapeMismatch);
  CHECK_THROWS_AS(regularisedFits(Matrix(0, 2), Vector(0), of({1}), 1), ShapeMismatch);
  // A column of zeros keeps its weight at 0.
  const RegularisedFits got = regularisedFits(fromRows({{1, 0}, {2, 0}}), of({1, 2}), of({0.1}), 0.1);
  CHECK(got.atL1(1) == 0);
  CHECK(got.ista(1) == 0);
  // Two equal columns share the weight, as long as λ shows beside 1.
  const Matrix twice = fromRows({{1, 1}, {1, 1}});
  CHECK(maxGap(regularisedFits(twice, of({1, 1}), of({1}), 1e-9).atL2, of({0.5, 0.5})) < 1e-6);
  CHECK_THROWS_AS(regularisedFits(twice, of({1, 1}), of({1}), 1e-17), SingularMatrix);
  CHECK_THROWS_AS(regularisedFits(twice, of({1, 1}), of({1e-17}), 1), SingularMatrix);
}

TEST_CASE("shrinkingSteps: torch.optim.SGD's own end points") {
  for (const Json& c : fixture().at("descents")) {
    const Matrix path =
        shrinkingSteps(vector(c.at("start")), c.at("lr"), c.at("lambda"), c.at("steps"), c.at("method"));
    CAPTURE(c.at("method"));
    const Vector end = vector(c.at("end"));
    CHECK(maxGap(Vector(path.row(path.rows() - 1)), end) <= 100 * kEpsilon * (largest(path.row(0)) + 1));
  }
}

TEST_CASE("plain descent on L1 swings between ±0.00556 for ever; the soft threshold lands on 0") {
  const Vector start = of({2, -1.5, 1, -0.5});
  const auto end = [&](const char* method) {
    return Vector(shrinkingSteps(start, 0.1, 0.1, 100, method).row(100));
  };
  const double swing = 0.1 * 0.1 / (2 * (1 - 0.1));  // w = lr λ / (2 (1 − lr)): the two-cycle of the map
  for (const double w : end("l1")) CHECK(std::abs(std::abs(w) - swing) < 1e-9);
  CHECK(std::abs(largest(end("l2")) - 2 * std::pow(0.78, 100)) < 1e-24);   // 3.2e-11
  CHECK(std::abs(largest(end("none")) - 2 * std::pow(0.8, 100)) < 1e-23);  // 4.1e-10
  for (const double w : end("prox")) CHECK(w == 0);
  CHECK_THROWS_AS(shrinkingSteps(start, -1, 0, 1, "l1"), InvalidArgument);
  CHECK_THROWS_AS(shrinkingSteps(start, 0.1, 0, 1, "l3"), InvalidArgument);
  CHECK_THROWS_AS(shrinkingSteps(start, 0.1, 0, -1, "l1"), InvalidArgument);
}
