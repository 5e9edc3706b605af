#include "layer_norm.h"

#include <doctest/doctest.h>

#include <cmath>

#include "support.h"
#include "view3d.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("layer_norm");
  return json;
}

const Json& fact(const std::string& name) {
  for (const Json& c : fixture().at("facts")) {
    if (c.at("name") == name) return c;
  }
  throw std::runtime_error("no such fact: " + name);
}

Vector of(std::initializer_list<double> values) {
  Vector out(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), out.begin());
  return out;
}

const Vector kOne = of({1}), kZero = of({0});

// x̂ = (x − μ)/D: an ulp of the largest |x| in the mean is that over D in x̂.
double tolerance(const Matrix& x, const Matrix& groups) {
  double least = std::numeric_limits<double>::infinity();
  for (Index k = 0; k < groups.rows(); ++k) least = std::min(least, groups(k, 4));
  return 16 * kEpsilon * (1 + largest(x) / least);
}

}  // namespace

TEST_CASE("normalizeForward: every method and divisor as PyTorch, and PyTorch's divisor as fifty digits") {
  for (const Json& c : fixture().at("cases")) {
    CAPTURE(c.at("name"));
    CAPTURE(c.at("method"));
    CAPTURE(c.at("divisor"));
    const Matrix x = matrix(c.at("x"));
    const Normalized got = normalizeForward(x, vector(c.at("gamma")), vector(c.at("beta")),
                                            number(c.at("eps")), c.at("method"), c.at("divisor"));
    const double allowed = tolerance(x, got.groups);
    CHECK(maxGap(got.output, matrix(c.at("output"))) <= 4 * allowed);
    if (c.contains("exact")) CHECK(maxGap(got.hat, matrix(c.at("exact"))) <= allowed);
    if (c.at("divisor") == "torch") CHECK(got.gap == 0);
  }
}

TEST_CASE("normalizeBackward: gradients and the Jacobian as autograd's") {
  for (const Json& c : fixture().at("cases")) {
    CAPTURE(c.at("name"));
    CAPTURE(c.at("method"));
    CAPTURE(c.at("divisor"));
    const Matrix x = matrix(c.at("x")), g = matrix(c.at("g"));
    const Vector gamma = vector(c.at("gamma"));
    const double eps = number(c.at("eps"));
    const NormalizedGradient got = normalizeBackward(x, gamma, g, eps, c.at("method"), c.at("divisor"));
    const Normalized forward = normalizeForward(x, gamma, kZero, eps, c.at("method"), c.at("divisor"));
    const double least = forward.groups.col(4).minCoeff();
    // Slopes are as large as 1/D, and x̂ brings its own error.
    const double allowed =
        (1e-12 + tolerance(x, forward.groups)) * (1 + largest(gamma) * largest(g) * 8 / least);
    CHECK(maxGap(got.input, matrix(c.at("inputGrad"))) <= allowed);
    CHECK(maxGap(got.gamma, vector(c.at("gammaGrad"))) <=
          (1e-12 + 8 * tolerance(x, forward.groups)) * 8 * largest(g));
    CHECK(maxGap(got.beta, vector(c.at("betaGrad"))) <= 1e-13 * 8 * largest(g));
    if (c.contains("jacobian")) CHECK(maxGap(got.jacobian, matrix(c.at("jacobian"))) <= allowed);
  }
}

TEST_CASE("the gradient has no part along 1 and, but for eps, none along x̂") {
  Random random(7);
  for (const char* method : {"layer", "batch", "whole", "rms"}) {
    CAPTURE(method);
    const Matrix x = randomMatrix(random, 4, 5), g = randomMatrix(random, 4, 5);
    const NormalizedGradient sharp = normalizeBackward(x, kOne, g, 0, method, "torch");
    const NormalizedGradient soft = normalizeBackward(x, kOne, g, 0.1, method, "torch");
    for (Index k = 0; k < sharp.groups.rows(); ++k) {
      if (std::string(method) != "rms") CHECK(std::abs(sharp.groups(k, 0)) < 1e-13);
      CHECK(std::abs(sharp.groups(k, 1)) < 1e-13);
      CHECK(std::abs(soft.groups(k, 1)) > 1e-6);
    }
    // Σ over a group of the slopes of one output is the same statement about J: its rows add up to 0.
    if (std::string(method) == "layer") CHECK(largest(Vector(sharp.jacobian.rowwise().sum())) < 1e-13);
  }
}

TEST_CASE("only batch norm and the whole tensor let rows see each other") {
  Random random(11);
  const Matrix x = randomMatrix(random, 3, 4), g = randomMatrix(random, 3, 4);
  CHECK(normalizeBackward(x, kOne, g, 1e-5, "layer", "torch").across == 0);
  CHECK(normalizeBackward(x, kOne, g, 1e-5, "rms", "torch").across == 0);
  CHECK(normalizeBackward(x, kOne, g, 1e-5, "batch", "torch").across > 0.01);
  CHECK(normalizeBackward(x, kOne, g, 1e-5, "whole", "torch").across > 0.01);
}

TEST_CASE("[1, 2, 3, 4]: ±1.342 by the variance with n, ±1.162 by that with n − 1") {
  const Matrix x = fromRows({{1, 2, 3, 4}});
  const Normalized torch = normalizeForward(x, kOne, kZero, 1e-5, "layer", "torch");
  const Normalized unbiased = normalizeForward(x, kOne, kZero, 1e-5, "layer", "unbiased");
  CHECK(maxGap(torch.output, matrix(fact("torch").at("values"))) < 1e-14);
  CHECK(maxGap(unbiased.output, matrix(fact("unbiased").at("values"))) < 1e-14);
  CHECK(torch.output(0, 3) == doctest::Approx(1.342).epsilon(1e-3));
  CHECK(unbiased.output(0, 3) == doctest::Approx(1.162).epsilon(1e-3));
  CHECK(torch.groups(0, 2) == 1.25);
  CHECK(torch.groups(0, 3) == doctest::Approx(5.0 / 3).epsilon(1e-15));
  // 1.5/√1.25 and 1.5/√(5/3), in closed form.
  CHECK(unbiased.output(0, 3) == doctest::Approx(1.5 / std::sqrt(5.0 / 3)).epsilon(1e-15));
  CHECK(unbiased.groups(0, 6) == doctest::Approx(0.75).epsilon(1e-14));
}

TEST_CASE("ten rows of ten by the unbiased deviation plus eps differ from PyTorch by 0.513") {
  const Matrix x = matrix(fact("difference").at("x"));
  const double gap = normalizeForward(x, kOne, kZero, 1e-5, "layer", "outside").gap;
  CHECK(gap == doctest::Approx(number(fact("difference").at("values").at("data").at(0))).epsilon(1e-12));
  // √(B d) (1 − √(1 − 1/d)) whatever the numbers are, but for eps.
  CHECK(gap == doctest::Approx(10 * (1 - std::sqrt(0.9))).epsilon(1e-4));
  CHECK(gap == doctest::Approx(0.51).epsilon(0.01));
}

TEST_CASE("a constant row: 0/0 as printed, beta exactly in PyTorch") {
  const Matrix threes = fromRows({{3, 3, 3, 3}}), tenths = fromRows({{0.1, 0.1, 0.1}, {0.7, 0.7, 0.7}});
  CHECK(sameNumbers(normalizeForward(threes, kOne, of({0.7}), 1e-5, "layer", "torch").output,
                    matrix(fact("constant, beta").at("values"))));
  // Also where the sum of equal numbers is no multiple of them: 0.1 + 0.1 + 0.1 is 0.30000000000000004.
  CHECK(sameNumbers(normalizeForward(tenths, kOne, of({0.25}), 1e-12, "layer", "torch").output,
                    Matrix::Constant(2, 3, 0.25)));
  CHECK(sameNumbers(normalizeForward(fromRows({{2}, {-3}}), kOne, of({0.5}), 1e-5, "layer", "torch").output,
                    Matrix::Constant(2, 1, 0.5)));
  CHECK(std::isnan(number(fact("constant, as printed").at("values").at("data").at(0))));
  for (const Matrix& x : {threes, tenths}) {
    CHECK(normalizeForward(x, kOne, kZero, 1e-5, "layer", "written").output.array().isNaN().all());
  }
  CHECK(std::isnan(number(fact("constant, eps 0").at("values").at("data").at(0))));
  CHECK_THROWS_WITH_AS(normalizeForward(threes, kOne, kZero, 0, "layer", "torch"),
                       doctest::Contains("eps is 0"), InvalidArgument);
  CHECK_THROWS_AS(normalizeForward(fromRows({{0, 0}}), kOne, kZero, 0, "rms", "torch"), InvalidArgument);
  // A row that is not constant needs no eps.
  CHECK(normalizeForward(fromRows({{1, 3}}), kOne, kZero, 0, "layer", "torch").output(0, 1) == 1);
}

TEST_CASE("the default eps: 1e-5 for LayerNorm and BatchNorm, that of the format for RMSNorm") {
  CHECK(number(fact("eps").at("values").at("data").at(0)) == 1e-5);
  CHECK(number(fact("eps").at("values").at("data").at(1)) == 1e-5);
  const Json& c = fact("rms default");
  CHECK(maxGap(normalizeForward(matrix(c.at("x")), kOne, kZero, kEpsilon, "rms", "torch").output,
               matrix(c.at("values"))) < 1e-15);
}

TEST_CASE("what does not fit is refused in PyTorch's words") {
  const Matrix x = Matrix::Zero(2, 4);
  const auto text = [](const std::string& name) -> std::string {
    for (const Json& c : fixture().at("errors")) {
      if (c.at("name") == name) return c.at("text");
    }
    return "no such error";
  };
  CHECK_THROWS_WITH_AS(normalizeForward(x, of({1, 1, 1}), kZero, 1e-5, "layer", "torch"),
                       doctest::Contains(text("weight").c_str()), ShapeMismatch);
  CHECK_THROWS_WITH_AS(normalizeForward(x, kOne, of({1, 1, 1}), 1e-5, "layer", "torch"),
                       doctest::Contains(text("bias").c_str()), ShapeMismatch);
  CHECK_THROWS_WITH_AS(normalizeForward(x.topRows(1), kOne, kZero, 1e-5, "batch", "torch"),
                       doctest::Contains(text("batch of one").c_str()), InvalidArgument);
  CHECK_THROWS_AS(normalizeForward(x, kOne, kZero, -1e-5, "layer", "torch"), InvalidArgument);
  CHECK_THROWS_AS(normalizeForward(x, kOne, kZero, 1e-5, "group", "torch"), InvalidArgument);
  CHECK_THROWS_AS(normalizeForward(x, kOne, kZero, 1e-5, "layer", "biased"), InvalidArgument);
  CHECK_THROWS_AS(normalizeForward(Matrix(0, 4), kOne, kZero, 1e-5, "layer", "torch"), InvalidArgument);
  CHECK_THROWS_AS(normalizeForward(fromRows({{1e200, 0}}), kOne, kZero, 1e-5, "layer", "torch"),
                  InvalidArgument);
  CHECK_THROWS_AS(normalizeForward(fromRows({{1e308, 1e308}}), kOne, kZero, 1e-5, "layer", "torch"),
                  InvalidArgument);
  CHECK_THROWS_AS(normalizeForward(fromRows({{std::nan(""), 0}}), kOne, kZero, 1e-5, "layer", "torch"),
                  InvalidArgument);
  CHECK_THROWS_AS(normalizeBackward(x, kOne, Matrix::Zero(2, 3), 1e-5, "layer", "torch"), ShapeMismatch);
}

TEST_CASE("normScale: size and shift are forgotten until eps shows") {
  for (const Json& c : fixture().at("scales")) {
    const double factor = number(c.at("factor")), eps = number(c.at("eps"));
    CAPTURE(factor);
    const NormScale got = normScale(vector(c.at("x")), factor, number(c.at("shift")), eps);
    // A shift of 100 costs the digits that it has more than factor · x.
    const double allowed = 1e-14 * (1 + 100 / (factor + std::sqrt(eps)));
    CHECK(maxGap(got.hat, vector(c.at("hat"))) <= allowed);
    CHECK(gap(got.change, number(c.at("change"))) <= allowed);
    const Index k = static_cast<Index>(std::lround(10 * (std::log10(factor) + 6)));
    CHECK(got.sweep(k, 0) == doctest::Approx(factor).epsilon(1e-12));
    CHECK(got.sweep(k, 1) == doctest::Approx(number(c.at("deviation"))).epsilon(1e-12));
    // √(c² s² / (c² s² + eps)) in closed form, s² = 1.25.
    const double s2 = factor * factor * 1.25;
    CHECK(got.sweep(k, 1) == doctest::Approx(std::sqrt(s2 / (s2 + eps))).epsilon(1e-12));
  }
  const Vector x = of({1, 2, 3, 4});
  CHECK(normScale(x, 10, 0, 1e-5).change < 1e-5);
  CHECK(normScale(x, 10, 0, 0).change < 1e-15);
  CHECK_THROWS_AS(normScale(x, 0, 0, 1e-5), InvalidArgument);
  CHECK_THROWS_AS(normScale(of({2, 2}), 1, 0, 0), InvalidArgument);
  CHECK_THROWS_AS(normScale(of({1e200, 2e200}), 1, 0, 1e-5), InvalidArgument);
  CHECK_THROWS_AS(normScale(of({1e150, 2e150}), 1e200, 0, 1e-5), InvalidArgument);
  // The sweep must not overflow where x itself does not.
  CHECK(normScale(of({1e150, 2e150}), 1, 0, 1e-5).sweep(120, 1) == 1);
}

TEST_CASE("normSpace: off the diagonal, onto the circle of radius √3, and gradients along it") {
  Random random(3);
  for (int trial = 0; trial < 20; ++trial) {
    const Vector x = randomVector(random, 3), g = randomVector(random, 3);
    const NormSpace layer = normSpace(x, g, 1e-15, "layer", 30, 20);
    CHECK(std::abs(layer.shadow.sum()) < 1e-14);
    CHECK(std::abs(layer.hat.sum()) < 1e-13);
    CHECK(layer.hat.norm() == doctest::Approx(std::sqrt(3.0)).epsilon(1e-10));
    CHECK(std::abs(layer.gradient.sum()) < 1e-12);
    const NormSpace rms = normSpace(x, g, 1e-15, "rms", 30, 20);
    CHECK(rms.hat.norm() == doctest::Approx(std::sqrt(3.0)).epsilon(1e-10));
    CHECK(maxGap(rms.shadow, x) == 0);
    // The screen is an orthonormal view: lengths with depth are those in space.
    CHECK(layer.seen.row(0).norm() == doctest::Approx(x.norm()).epsilon(1e-14));
  }
  // From along (1, 1, 1) the ring is a circle, and x and its shadow are one point.
  const NormSpace along = normSpace(of({2, -1, 0.5}), of({0, 0, 1}), 1e-5, "layer", 45, 35.264389682754654);
  for (Index i = 0; i < along.ring.rows(); ++i) {
    CHECK(along.ring.row(i).norm() == doctest::Approx(std::sqrt(3.0)).epsilon(1e-12));
  }
  CHECK((along.seen.row(0) - along.seen.row(1)).head(2).norm() < 1e-14);
  CHECK(normSpace(of({1, 1, 1}), of({0, 0, 1}), 1e-5, "layer", 0, 0).hat.norm() == 0);
  CHECK_THROWS_AS(normSpace(of({1, 1}), of({0, 0, 1}), 1e-5, "layer", 0, 0), ShapeMismatch);
  CHECK_THROWS_AS(normSpace(of({1, 1, 0}), of({0, 0, 1}), 1e-5, "batch", 0, 0), InvalidArgument);
}
