#include "adam.h"

#include <doctest/doctest.h>

#include "descents.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& cases(const char* group) {
  static const Json json = loadFixture("adam");
  return json.at(group);
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
const Vector kQuiet = Vector::Zero(3);

}  // namespace

TEST_CASE("moments, corrected moments and steps are those of torch.optim.Adam") {
  for (const Json& c : cases("traces")) {
    CAPTURE(c.dump().substr(0, 200));
    const Matrix expected = matrix(c.at("rows"));
    const Matrix trace =
        adamTrace(c.at("f").get<std::string>(), vector(c.at("start")), matrix(c.at("lane")), 200);
    REQUIRE(trace.rows() == 200);
    const double beta1 = c.at("lane").at("data")[6].get<double>();
    const bool decays = c.at("lane").at("data")[0] == 2 && c.at("lane").at("data")[5] != 0;
    for (Index i = 0; i < expected.rows(); ++i) {
      const auto k = static_cast<Index>(expected(i, 0)) - 1;
      for (Index j = 0; j < 12; ++j) {
        if (j % 6 == 0 && i < 3) {
          // The g that PyTorch's m was made of, at steps 1, 2 and 3.
          const double m = expected(i, 2 + j), before = i == 0 ? 0 : expected(i - 1, 2 + j);
          CHECK(relativeGap(trace(k, 7 * (j / 6)), (m - beta1 * before) / (1 - beta1)) <= 1e-9);
        }
        // .grad, which is recorded, knows nothing of Adam's weight decay.
        if (j % 6 == 0 && decays) continue;
        // g, m, v, m̂, v̂, Δθ of both parameters; the last of seven is checked below.
        const double ours = trace(k, 7 * (j / 6) + j % 6);
        CHECK(gap(ours, expected(i, 1 + j)) <= 1e-10 * (1 + std::abs(expected(i, 1 + j))));
      }
    }
  }
}

TEST_CASE("on the online problem Adam goes to the wrong end and AMSGrad to the right one, as PyTorch's do") {
  for (const Json& c : cases("online")) {
    CAPTURE(c.dump().substr(0, 200));
    const auto of = [&](const char* key) { return number(c.at(key)); };
    const Matrix run =
        adamOnline(of("large"), of("lr"), of("beta1"), of("beta2"), c.at("decay").get<bool>(), 3000);
    const Matrix expected = matrix(c.at("x"));
    for (Index i = 0; i < expected.rows(); ++i) {
      const auto t = static_cast<Index>(expected(i, 0));
      CHECK(gap(run(t, 0), expected(i, 1)) <= 1e-10);
      CHECK(gap(run(t, 1), expected(i, 2)) <= 1e-10);
    }
  }
  // The example of the paper: large = 3, β₁ = 0, β₂ = 1/(1 + 3²).
  const Matrix run = adamOnline(3, 0.5, 0, 0.1, true, 3000);
  CHECK(run(3000, 0) > 0.9);
  CHECK(run(3000, 1) < -0.9);
  // Without averaging m̂ is the gradient, and the step what the formula makes of it.
  CHECK(run(3000, 4) == -1);
  CHECK(run(2998, 4) == 3);
  CHECK(run(2, 0) == doctest::Approx(run(1, 0) + 0.5 / std::sqrt(2) / run(2, 2)).epsilon(1e-7));
}

TEST_CASE("the first steps: 1, 31.6 as printed, 3.16 uncorrected; 5 % are left until step 2374") {
  Vector times(6);
  times << 1, 10, 100, 1000, 2374, 2375;
  const AdamWarmup warmup = adamWarmup(0.9, 0.999, times);
  CHECK(warmup.factors(0, 0) == 1);
  CHECK(warmup.factors(0, 1) == doctest::Approx(std::sqrt(1000)).epsilon(1e-12));
  CHECK(warmup.factors(0, 2) == doctest::Approx(0.1 * std::sqrt(1000)).epsilon(1e-12));
  CHECK(warmup.factors(0, 3) == doctest::Approx(0.1).epsilon(1e-12));
  CHECK(warmup.factors(1, 1) == doctest::Approx(10.0).epsilon(3e-3));
  CHECK(warmup.factors(2, 1) == doctest::Approx(3.24).epsilon(1e-3));
  CHECK(warmup.factors(3, 1) == doctest::Approx(1.26).epsilon(3e-3));
  CHECK(warmup.factors(4, 1) > 1.05);
  CHECK(warmup.factors(5, 1) < 1.05);
  CHECK(warmup.settled > 2374);
  CHECK(warmup.settled < 2375);
  for (const Json& c : cases("warmup")) {
    Vector t(1);
    t << number(c.at("t"));
    const AdamWarmup one = adamWarmup(number(c.at("beta1")), number(c.at("beta2")), t);
    const Vector factors = vector(c.at("factors"));
    for (Index i = 0; i < 4; ++i) CHECK(relativeGap(one.factors(0, i), factors(i)) <= 1e-9);
  }
}

TEST_CASE("adamTrace: moments and steps are those of the path") {
  Matrix lane = laneOf(0.1);
  lane(0, 0) = 2;
  const std::string f = "(1 - x)^2 + 10*(y - x^2)^2";
  const Vector start = two(-1, 0.5);
  const Descents run = descents(f, kNoData, kQuiet, start, lane, 20);
  const Matrix trace = adamTrace(f, start, lane, 20);
  REQUIRE(trace.rows() == 20);
  for (Index k = 0; k < 20; ++k) {
    for (Index c = 0; c < 2; ++c) {
      const auto row = trace.row(k).segment(7 * c, 7);
      // Two sweeps over one function: forwards there, backwards here.
      CHECK(relativeGap(row(0), run.gradients(k, c)) <= 1e-14);
      CHECK(row(5) == run.points(k + 1, c) - run.points(k, c));
      // −α m̂ / (√v̂ + ε), to the rounding of a difference of points.
      CHECK(row(5) == doctest::Approx(-0.1 * row(3) / (std::sqrt(row(4)) + 1e-8)).epsilon(1e-11));
      CHECK(row(6) == doctest::Approx(-row(5) / row(3)).epsilon(1e-10));
    }
  }
  CHECK(trace(0, 3) == doctest::Approx(trace(0, 0)));  // m̂₁ = g₁
  // With ε elsewhere the rate is still what turns m̂ into a step.
  for (const double place : {1.0, 2.0}) {
    lane(0, 12) = place;
    lane(0, 8) = 0.01;
    const Matrix other = adamTrace(f, start, lane, 5);
    for (Index k = 0; k < 5; ++k)
      CHECK(other(k, 5) == doctest::Approx(-other(k, 6) * other(k, 3)).epsilon(1e-11));
  }
}

TEST_CASE("adam: bad numbers are named") {
  CHECK_THROWS_AS(adamWarmup(1, 0.999, Vector::Ones(1)), InvalidArgument);
  CHECK_THROWS_AS(adamWarmup(0.9, -0.1, Vector::Ones(1)), InvalidArgument);
  CHECK_THROWS_AS(adamWarmup(0.9, 0.999, Vector::Zero(1)), InvalidArgument);  // t = 0
  CHECK_THROWS_AS(adamOnline(3, -1, 0.9, 0.99, true, 5), InvalidArgument);
  CHECK_THROWS_AS(adamOnline(3, 1, 0.9, 0.99, true, -5), InvalidArgument);
  CHECK_THROWS_AS(adamTrace("x", two(1, 1), Matrix(1, 2), 5), ShapeMismatch);
  CHECK_THROWS_AS(adamTrace("x", two(1, 1), laneOf(-1), 5), InvalidArgument);
  for (const double eps : {0.0, -1e-8}) {  // 0 with a gradient of 0 would be 0/0
    Matrix lane = laneOf(0.1);
    lane(0, 0) = 2;
    lane(0, 8) = eps;
    CHECK_THROWS_AS(adamTrace("x", two(1, 1), lane, 5), InvalidArgument);
  }
}
