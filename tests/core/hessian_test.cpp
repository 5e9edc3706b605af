#include "hessian.h"

#include <doctest/doctest.h>

#include "contour_map.h"
#include "eigenvalues.h"
#include "expression.h"
#include "lanczos.h"
#include "mixed_partials.h"
#include "net_hessian.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("hessian");
  return json;
}

std::string text(const Json& c, const char* key) {
  return c.at(key).get<std::string>();
}

double sizeOf(const Matrix& a) {
  return std::max(largest(a), 1e-300);
}

Matrix diagonal(std::initializer_list<double> values) {
  const Vector v = Eigen::Map<const Vector>(values.begin(), static_cast<Index>(values.size()));
  return v.asDiagonal();
}

}  // namespace

TEST_CASE("hessian: forward over reverse agrees with 60 digits to 1e-11, and with PyTorch") {
  for (const Json& c : fixture().at("hessians")) {
    CAPTURE(text(c, "name"));
    const Vector point = vector(c.at("point"));
    const HessianReport r = hessianReport(text(c, "f"), text(c, "variables"), point);
    const Matrix exact = matrix(c.at("exact"));
    CHECK(maxGap(r.automatic, exact) <= 1e-11 * sizeOf(exact));
    CHECK(maxGap(r.automatic, matrix(c.at("torch"))) <= 2 * number(c.at("torchTolerance")) * sizeOf(exact));
    // Rounding may differ above and below the diagonal, no more than that.
    CHECK(r.asymmetry <= 1e-12 * sizeOf(exact));
    CHECK(relativeGap(r.value, number(c.at("value"))) <= number(c.at("torchTolerance")));
    const Vector gradient = vector(c.at("gradient"));
    // PyTorch cancels where its tolerance says so.
    CHECK(maxGap(r.gradient, gradient) <=
          number(c.at("torchTolerance")) * std::max(1e-300, largest(gradient)) + 1e-15);
    CHECK(r.trouble.empty());
  }
}

TEST_CASE("hessian: the formulas agree with 60 digits as well") {
  for (const Json& c : fixture().at("hessians")) {
    CAPTURE(text(c, "name"));
    const HessianReport r = hessianReport(text(c, "f"), text(c, "variables"), vector(c.at("point")));
    const Matrix exact = matrix(c.at("exact"));
    CAPTURE(r.formulas);
    // Formulas are not arranged against cancellation: some digits may go.
    CHECK(maxGap(r.symbolic, exact) <= 1e-9 * sizeOf(exact));
    CHECK(r.symbolicGap == doctest::Approx(largest(r.automatic - r.symbolic)));
  }
}

TEST_CASE("hessian: differences come as near as halving the digits twice allows") {
  for (const char* name : {"quadratic", "double well", "sine", "bell", "logistic loss", "three", "one"}) {
    for (const Json& c : fixture().at("hessians")) {
      if (text(c, "name") != name) continue;
      CAPTURE(name);
      const HessianReport r = hessianReport(text(c, "f"), text(c, "variables"), vector(c.at("point")));
      // h = 2^-13 max(1, |x|) to the next power: truncation h² f''''/12 and rounding 4 ε |f| / h².
      CHECK(maxGap(r.finite, matrix(c.at("exact"))) <= 1e-6);
      CHECK(r.finiteGap <= 1e-6);
    }
  }
}

TEST_CASE("hessian: products with vectors are PyTorch's, and columns of the exact matrix") {
  for (const Json& c : fixture().at("hessians")) {
    CAPTURE(text(c, "name"));
    const Vector point = vector(c.at("point")), v = vector(c.at("v"));
    const Matrix exact = matrix(c.at("exact"));
    const Vector hv = hessianVectorProduct(text(c, "f"), text(c, "variables"), point, v);
    const double size = sizeOf(exact) * static_cast<double>(v.size()) * largest(v);
    CHECK(maxGap(hv, Vector(exact * v)) <= 1e-11 * size);
    CHECK(maxGap(hv, vector(c.at("hvp"))) <= 2 * number(c.at("torchTolerance")) * size);
  }
}

TEST_CASE("curvature: spectra, labels, Cholesky and step sizes") {
  for (const Json& c : fixture().at("hessians")) {
    if (!c.contains("eigenvalues")) continue;
    CAPTURE(text(c, "name"));
    const Matrix h = matrix(c.at("exact"));
    const Curvature k = curvature(h);
    const Vector values = vector(c.at("eigenvalues"));
    CHECK(maxGap(k.eigenvalues, values) <= 1e-14 * static_cast<double>(h.rows()) * sizeOf(h) * 10);
    const double zero = 1e-14 * sizeOf(h);
    // At the edge of definiteness rounding decides, in PyTorch as here.
    if (values.cwiseAbs().minCoeff() > zero) {
      CHECK(k.cholesky == c.at("cholesky").get<bool>());
      CHECK(k.cholesky == (k.definiteness == "positive definite"));
    }
  }
  for (const Json& c : fixture().at("spectra")) {
    CAPTURE(text(c, "name"));
    const Curvature k = curvature(matrix(c.at("h")));
    CHECK(maxGap(k.eigenvalues, vector(c.at("eigenvalues"))) <= 1e-13 * k.eigenvalues(0));
    for (const auto& [value, key] :
         {std::pair{k.condition, "condition"}, {k.lrMax, "lrMax"}, {k.lrBest, "lrBest"}}) {
      CHECK(relativeGap(value, number(c.at(key))) <= 1e-13);
    }
    CHECK(gap(k.rate, number(c.at("rate"))) <= 1e-14);
  }
}

TEST_CASE("curvature: the numbers the page opens with") {
  const Curvature k = curvature(fromRows({{1, 0.5}, {0.5, 2}}));
  // λ = (3 ± √2) / 2.
  CHECK(k.eigenvalues(0) == doctest::Approx((3 + std::sqrt(2.0)) / 2).epsilon(1e-15));
  CHECK(k.eigenvalues(1) == doctest::Approx((3 - std::sqrt(2.0)) / 2).epsilon(1e-15));
  CHECK(k.condition == doctest::Approx(2.784).epsilon(2e-4));
  CHECK(k.lrMax == doctest::Approx(0.906).epsilon(2e-4));
  CHECK(k.lrBest == doctest::Approx(2.0 / 3));
  CHECK(k.rate == doctest::Approx(std::sqrt(2.0) / 3));
}

TEST_CASE("curvature: labels") {
  CHECK(curvature(diagonal({2, 1})).definiteness == "positive definite");
  CHECK(curvature(diagonal({2, 0})).definiteness == "positive semidefinite");
  CHECK(curvature(diagonal({2, -1})).definiteness == "indefinite");
  CHECK(curvature(diagonal({0, -1})).definiteness == "negative semidefinite");
  CHECK(curvature(diagonal({-3, -1})).definiteness == "negative definite");
  CHECK(curvature(diagonal({0, 0})).definiteness == "zero");
  // One flat direction, at an angle: rounding must not make a bowl or a saddle of it.
  const Curvature ridge = curvature(fromRows({{1, -0.1}, {-0.1, 0.01}}));
  CHECK(ridge.definiteness == "positive semidefinite");
  CHECK(std::isinf(ridge.condition));
  CHECK(ridge.lrMax == doctest::Approx(2 / 1.01));
  CHECK(std::isnan(ridge.lrBest));
  const Curvature saddle = curvature(diagonal({2, -1}));
  CHECK_FALSE(saddle.cholesky);
  CHECK(saddle.failedPivot == 2);
  CHECK(saddle.failedValue == -1);
  CHECK(std::isnan(saddle.lrMax));
  CHECK(std::isnan(curvature(diagonal({0, 0})).lrMax));
  CHECK_THROWS_AS(curvature(fromRows({{1, 2}, {0, 1}})), InvalidArgument);
}

TEST_CASE("hessian: what it refuses, and what it says where there is none") {
  const Vector two = Vector::Ones(2);
  CHECK_THROWS_WITH_AS(hessianReport("x, y", "x,y", two),
                       doctest::Contains("several outputs have a Jacobian"), InvalidArgument);
  CHECK_THROWS_AS(hessianReport("x +", "x,y", two), InvalidExpression);
  CHECK_THROWS_AS(hessianReport("foo(x)", "x,y", two), InvalidExpression);
  CHECK_THROWS_AS(hessianReport("x", "x,y", Vector::Ones(3)), ShapeMismatch);
  CHECK_THROWS_AS(hessianReport("x", "x,y", Vector::Constant(2, std::nan(""))), InvalidArgument);
  const Vector zero = Vector::Zero(2);
  CHECK(hessianReport("log(x)", "x,y", -two).trouble == "f itself is not a finite number here");
  CHECK(hessianReport("sqrt(x)", "x,y", zero).trouble == "f has a value here, but its slope is not finite");
  CHECK(hessianReport("x^1.5", "x,y", zero).trouble ==
        "f has a slope here, but its second derivatives are not finite");
  CHECK(hessianReport("x^1.5", "x,y", zero).curvature.eigenvalues.size() == 0);
  // A kink has curvature nowhere, and 0 there by PyTorch's convention.
  const HessianReport kink = hessianReport("relu(x) + abs(y)", "x,y", zero);
  CHECK(largest(kink.automatic) == 0);
  CHECK(kink.curvature.definiteness == "zero");
  // The variable that f does not contain: a row and a column of zeros.
  const HessianReport one = hessianReport("x^3", "x,y", two);
  CHECK(sameNumbers(one.automatic, fromRows({{6, 0}, {0, 0}})));
  CHECK(one.curvature.definiteness == "positive semidefinite");
}

TEST_CASE("descent: paths are PyTorch's") {
  for (const Json& c : fixture().at("descents")) {
    CAPTURE(text(c, "name"));
    const DescentPath p = descentPath(text(c, "f"), "x,y", vector(c.at("start")), text(c, "method"),
                                      number(c.at("lr")), number(c.at("damping")), c.at("steps").get<int>());
    const Matrix expected = matrix(c.at("points"));
    // A path that arrives early is shorter.
    CHECK((p.status == "arrived" || p.points.rows() == expected.rows()));
    // Newton's steps amplify rounding by κ of the Hessian, at most 2500 on these.
    CHECK(maxGap(p.points, Matrix(expected.topRows(p.points.rows()))) <=
          1e-9 * std::max(1.0, largest(expected)));
  }
}

TEST_CASE("descent: Newton walks into the saddle, damping and gradient past it") {
  const char* f = "x^4/4 - x^2 + x*y/2 + y^2";
  Vector start(2);
  start << 0.3, 0.8;
  const DescentPath newton = descentPath(f, "x,y", start, "newton", 0, 0, 30);
  CHECK(newton.status == "arrived");
  CHECK(newton.ending == "indefinite");
  CHECK(newton.points.row(newton.stoppedAt).norm() < 1e-10);
  for (const char* method : {"damped", "gradient"}) {
    const DescentPath p = descentPath(f, "x,y", start, method, 0.15, 3, 200);
    CHECK(p.ending == "positive definite");
    // The minima: y = −x/4 and x² = 2 + 1/8.
    const Vector last = p.points.row(p.points.rows() - 1).transpose();
    CHECK(std::abs(last(0)) == doctest::Approx(std::sqrt(2.125)).epsilon(1e-9));
    CHECK(last(1) == doctest::Approx(-last(0) / 4).epsilon(1e-9));
  }
}

TEST_CASE("descent: the band ends at 2 / λ₁") {
  const char* bowl = "x^2/2 + x*y/2 + y^2";
  Vector start(2);
  start << 1, 1;
  const double edge = curvature(fromRows({{1, 0.5}, {0.5, 2}})).lrMax;
  const DescentPath below = descentPath(bowl, "x,y", start, "gradient", edge * 0.99, 0, 1000);
  CHECK(below.gradientNorms(below.stoppedAt) < 1e-6);
  const DescentPath above = descentPath(bowl, "x,y", start, "gradient", edge * 1.01, 0, 1000);
  CHECK(above.status == "diverged");
  CHECK(above.points.cwiseAbs().maxCoeff() > 1e6);
  // At the best rate every step shrinks the error by (κ − 1) / (κ + 1) at least.
  const DescentPath best = descentPath(bowl, "x,y", start, "gradient", 2.0 / 3, 0, 20);
  for (Index k = 1; k <= best.stoppedAt; ++k) {
    CHECK(best.points.row(k).norm() <= std::sqrt(2.0) / 3 * best.points.row(k - 1).norm() * (1 + 1e-12));
  }
  CHECK(descentPath(bowl, "x,y", start, "newton", 0, 0, 9).stoppedAt == 1);
  CHECK(descentPath("x^2", "x,y", start, "newton", 0, 0, 9).status == "singular");
  CHECK(descentPath("log(x)", "x,y", start, "gradient", 5, 0, 9).status == "not finite");
  CHECK(descentPath("log(x)", "x,y", start, "gradient", 0, 0, 9).stoppedAt == 9);
  CHECK(descentPath("-log(x)*0 + sqrt(x)", "x,y", start, "gradient", 4, 0, 9).status == "not finite");
  CHECK_THROWS_AS(descentPath(bowl, "x,y", start, "adam", 0.1, 0, 9), InvalidArgument);
  CHECK_THROWS_AS(descentPath(bowl, "x,y", start, "gradient", -1, 0, 9), InvalidArgument);
  CHECK_THROWS_AS(descentPath(bowl, "x,y", start, "gradient", 1, 0, 1001), InvalidArgument);
}

TEST_CASE("bowlText: the Hessian has the curvatures that were asked for") {
  const Vector at = Vector::Constant(2, 0.25);
  for (const auto& [l1, l2, degrees] : {std::tuple{2.0, 0.5, 30.0},
                                        {3.0, -1.0, 100.0},
                                        {1.0, 1.0, 45.0},
                                        {-2.0, -0.25, -60.0},
                                        {0.0, 0.0, 10.0}}) {
    CAPTURE(l1);
    CAPTURE(l2);
    const HessianReport r = hessianReport(bowlText(l1, l2, degrees), "x,y", at);
    CHECK(r.curvature.eigenvalues(0) == doctest::Approx(std::max(l1, l2)).epsilon(1e-14));
    CHECK(r.curvature.eigenvalues(1) == doctest::Approx(std::min(l1, l2)).epsilon(1e-14));
    Vector along(2);
    along << std::cos(degrees * 3.14159265358979323846 / 180),
        std::sin(degrees * 3.14159265358979323846 / 180);
    CHECK(maxGap(Vector(r.automatic * along), Vector(l1 * along)) <= 1e-14);
  }
}

TEST_CASE(
    "quadraticLines: the lines of a bowl are its own, and of another function those of the closed form") {
  Vector point(2), x(2), y(2);
  point << 0.5, -0.25;
  x << -2, 2;
  y << -1, 1;
  const char* bowl = "x^2/2 + x*y/2 + y^2 + x";
  const ContourMap map = contourMap(bowl, x, y, 81);
  CHECK(map.levels.size() >= 4);
  CHECK(map.contours.size() >= 400);
  CHECK(maxGap(map.contours, quadraticLines(bowl, point, x, y, 41, map.levels)) <= 1e-12);
  // Every end of a stroke of the model has a level of the model, here in closed form, to the grid's h²/8 f''.
  const char* well = "x^4/4 - x^2 + x*y/2 + y^2";
  const Vector levels = contourMap(well, x, y, 201).levels;
  const Vector lines = quadraticLines(well, point, x, y, 101, levels);
  const double value = 0.015625 - 0.25 - 0.0625 + 0.0625, gx = 0.125 - 1 - 0.125, gy = 0.25 - 0.5;
  CHECK(lines.size() >= 400);
  for (Index i = 0; i < lines.size(); i += 2) {
    const double dx = lines(i) - 0.5, dy = lines(i + 1) + 0.25;
    const double m = value + gx * dx + gy * dy + (-1.25 * dx * dx + dx * dy + 2 * dy * dy) / 2;
    CHECK((levels.array() - m).abs().minCoeff() <= 1e-3);
  }
  CHECK(quadraticLines("log(x - 5)", point, x, y, 11, levels).size() == 0);
  CHECK_THROWS_AS(quadraticLines("x", point, x, y, 1, levels), InvalidArgument);
  CHECK_THROWS_AS(quadraticLines("x", point, y.reverse(), y, 9, levels), InvalidArgument);
  CHECK_THROWS_AS(quadraticLines("x", Vector::Ones(3), x, y, 9, levels), ShapeMismatch);
}

TEST_CASE("stabilityBand: |1 − lr λ| on both axes") {
  const StabilityBand b = stabilityBand(2, 0.5, 0.8);
  CHECK(b.end == doctest::Approx(1.4));
  // 1/λ₁ lies inside; 1/λ₂ = 2 does not.
  REQUIRE(b.rates.size() == 3);
  CHECK(b.rates(0) == 0);
  CHECK(b.rates(1) == 0.5);
  CHECK(b.rates(2) == b.end);
  CHECK(b.factors(0, 0) == 1);
  CHECK(b.factors(1, 0) == 0);
  CHECK(b.factors(1, 1) == 0.75);
  CHECK(b.factors(2, 0) == doctest::Approx(1.8));
  CHECK(b.now1 == doctest::Approx(0.6));
  CHECK(b.now2 == doctest::Approx(0.6));
  // A negative curvature never bends: it is at 2 where the other way of curving would be at 0.
  const StabilityBand saddle = stabilityBand(2, -4, 0.1);
  REQUIRE(saddle.rates.size() == 4);
  CHECK(saddle.rates(1) == 0.25);
  CHECK(saddle.factors(1, 1) == 2);
  CHECK(saddle.factors(2, 0) == 0);
  CHECK(stabilityBand(0, 1, 0.1).rates.size() == 3);
  CHECK_THROWS_AS(stabilityBand(0, 0, 0.1), InvalidArgument);
  CHECK_THROWS_AS(stabilityBand(1, std::nan(""), 0.1), InvalidArgument);
  CHECK_THROWS_AS(stabilityBand(std::nan(""), 1, 0.1), InvalidArgument);
}

TEST_CASE("mixedPartials: without C² the order matters, as in PyTorch") {
  const char* classic = "where(x^2 + y^2 == 0, 0, x*y*(x^2 - y^2)/(x^2 + y^2))";
  const Vector origin = Vector::Zero(2);
  for (const Json& c : fixture().at("mixed")) {
    if (c.contains("automatic")) continue;
    const double step = number(c.at("step"));
    const MixedPartials m = mixedPartials(classic, origin, step, step, 61);
    CHECK(m.xThenY == doctest::Approx(number(c.at("xThenY"))).epsilon(1e-12));
    CHECK(m.yThenX == doctest::Approx(number(c.at("yThenX"))).epsilon(1e-12));
    CHECK(m.gap == doctest::Approx(2).epsilon(1e-12));
    CHECK(m.lasting);
    // PyTorch's second derivatives at the hole are NaN: the branch not taken is 0 · ∞.
    CHECK(std::isnan(m.automaticXY));
    CHECK(std::isnan(m.automaticYX));
    for (Index i = 0; i < m.curve.rows(); ++i) {
      // f(h, k) / (h k) = (h² − k²) / (h² + k²).
      const double r = std::pow(10, 2 * m.curve(i, 0));
      CHECK(gap(m.curve(i, 1), (r - 1) / (r + 1)) <= 1e-9);
    }
  }
  const MixedPartials smooth = mixedPartials("x*y*(x^2 - y^2)", origin, 1e-3, 1e-3, 11);
  CHECK(smooth.gap <= 1e-5);
  CHECK_FALSE(smooth.lasting);
  CHECK_FALSE(mixedPartials("x*y*(x^2 - y^2)", origin, 0.5, 0.5, 11).lasting);
  CHECK(smooth.automaticXY == 0);
  CHECK_THROWS_AS(mixedPartials(classic, origin, 0, 1, 11), InvalidArgument);
}

TEST_CASE("lanczos: the extremes of a known spectrum, and invariant subspaces") {
  Random random(3);
  const Vector s = Vector::LinSpaced(30, 1, 30);
  const Matrix q = randomOrthogonal(random, 30, 30);
  const Matrix h = q * s.asDiagonal() * q.transpose();
  const auto times = [&](const Vector& v) { return Vector(h * v); };
  const Vector start = randomVector(random, 30);
  const Lanczos few = lanczos(times, start, 14);
  CHECK(few.products == 14);
  CHECK(few.ritz(13, 0) <= 30 + 1e-12);  // an estimate from inside, always
  CHECK(few.ritz(13, 0) >= 29.9);
  for (Index i = 1; i < 14; ++i) CHECK(few.ritz(i, 0) >= few.ritz(i - 1, 0) - 1e-12);
  const Lanczos all = lanczos(times, start, 30);
  for (Index i = 0; i < 30; ++i)
    CHECK(all.ritz(29, i) == doctest::Approx(30 - static_cast<double>(i)).epsilon(1e-12));
  const Matrix twoValues = diagonal({5, 5, 5, 2, 2});
  const Lanczos stops = lanczos([&](const Vector& v) { return Vector(twoValues * v); }, Vector::Ones(5), 5);
  CHECK(stops.products == 2);
  CHECK(stops.ritz(1, 0) == doctest::Approx(5));
  CHECK(stops.ritz(1, 1) == doctest::Approx(2));
  CHECK(lanczos([](const Vector& v) { return Vector(0 * v); }, Vector::Ones(3), 3).products == 1);
  CHECK_THROWS_AS(lanczos(times, Vector::Zero(30), 3), InvalidArgument);
  CHECK_THROWS_AS(lanczos(times, start, 0), InvalidArgument);
}

TEST_CASE("netHessian: PyTorch's blocks, zeros and spectra") {
  for (const Json& c : fixture().at("nets")) {
    CAPTURE(text(c, "name"));
    const NetHessian net = netHessian(vector(c.at("parameters")), vector(c.at("inputs")),
                                      vector(c.at("targets")), text(c, "act"), text(c, "of"), 0);
    const Matrix h = matrix(c.at("hessian"));
    CHECK(net.value == doctest::Approx(number(c.at("value"))).epsilon(1e-13));
    CHECK(maxGap(net.hessian, h) <= 1e-12 * largest(h));
    CHECK(net.zeros == c.at("zeros").get<int>());
    CHECK(maxGap(net.curvature.eigenvalues, vector(c.at("eigenvalues"))) <= 1e-12 * largest(h));
    // Lanczos has λ₁ by the end, from products alone.
    CHECK(net.topErrors(net.products - 1) <= 1e-10 * std::max(1.0, net.curvature.eigenvalues(0)));
  }
}

TEST_CASE("netHessian: a dead unit has a block of zeros, and relu no curvature of its own") {
  const Json& dead = fixture().at("nets").at(1);
  const NetHessian net = netHessian(vector(dead.at("parameters")), vector(dead.at("inputs")),
                                    vector(dead.at("targets")), "relu", "loss", 0);
  CHECK(net.alive(2) == 0);
  CHECK(largest(net.hessian.middleRows(6, 3)) == 0);
  CHECK(largest(net.hessian.middleCols(6, 3)) == 0);
  const Json& output = fixture().at("nets").at(2);
  const NetHessian bare = netHessian(vector(output.at("parameters")), vector(output.at("inputs")),
                                     vector(output.at("targets")), "relu", "output", 0);
  for (Index u = 0; u < 3; ++u) CHECK(largest(bare.hessian.block(3 * u, 3 * u, 2, 2)) == 0);
  const Vector ok = vector(output.at("parameters")), in = vector(output.at("inputs"));
  CHECK_THROWS_AS(netHessian(ok, in, in, "sine", "loss", 0), InvalidArgument);
  CHECK_THROWS_AS(netHessian(ok, in, in, "relu", "both", 0), InvalidArgument);
  CHECK_THROWS_AS(netHessian(Vector::Ones(5), in, in, "relu", "loss", 0), ShapeMismatch);
  CHECK_THROWS_AS(netHessian(ok, in, Vector::Ones(2), "relu", "loss", 0), ShapeMismatch);
  const Vector fine = Vector::Constant(5, -1e-5 / 7);
  CHECK_THROWS_AS(netHessian(Vector::Ones(13), fine, fine, "softplus", "loss", 0), InvalidExpression);
  // The longest that fits: four units, five inputs.
  CHECK(netText(4, Vector::Constant(5, -1.0 / 3), Vector::Constant(5, 1.0 / 7), "softplus", "loss").size() <=
        1000);
}
