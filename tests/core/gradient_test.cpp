#include "gradient.h"

#include <doctest/doctest.h>

#include <numbers>

#include "contours.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();
const double kInfinity = std::numeric_limits<double>::infinity();

const Json& fixture() {
  static const Json json = loadFixture("gradient");
  return json;
}

Vector pair(double a, double b) {
  Vector out(2);
  out << a, b;
  return out;
}
Vector point(const Json& at) {
  return pair(number(at.at(0)), number(at.at(1)));
}

// Entries that torch computes with cancellation (tanh) may be wrong by a few ε of 1 times an inner slope
// of 6.
constexpr double kTorchCancels = 1e-14;

}  // namespace

TEST_CASE("gradientProbe agrees with PyTorch, and with mpmath where f is smooth") {
  for (const Json& c : fixture().at("probes")) {
    const std::string f = c.at("f");
    CAPTURE(f);
    const Vector at = point(c.at("at")), expected = vector(c.at("gradient"));
    CAPTURE(at.transpose());
    const GradientProbe p = gradientProbe(f, at, number(c.at("angle")), number(c.at("step")), 4);
    const double norm = number(c.at("norm"));
    const double scale = std::isfinite(norm) ? norm : 1;
    CHECK(gap(p.value, number(c.at("value"))) <=
          8 * kEpsilon * std::max(1.0, std::abs(number(c.at("value")))));
    CHECK(maxGap(p.gradient, expected) <= 1e-13 * scale + kTorchCancels);
    CHECK(gap(p.norm, norm) <= 1e-13 * scale + kTorchCancels);
    const double directional = number(c.at("jvp"));
    if (std::isfinite(directional)) {
      CHECK(gap(p.directional, directional) <= 1e-13 * scale + kTorchCancels);
      CHECK(gap(p.predicted, number(c.at("step")) * directional) <= 1e-13 * scale + kTorchCancels);
    }
    if (c.contains("exact")) {
      // Dual numbers lose a few roundings an operation, relative to the largest term.
      CHECK(maxGap(p.gradient, vector(c.at("exact"))) <= 40 * kEpsilon * scale + 1e-50);
      const double size = std::max(std::abs(p.value), std::abs(number(c.at("actual"))));
      CHECK(gap(p.actual, number(c.at("actual"))) <= 40 * kEpsilon * std::max(1.0, size));
    }
    if (c.contains("heading") && norm > 1e-8) {
      CHECK(std::abs(std::remainder(p.heading - number(c.at("heading")), 360)) < 1e-9);
      // The fixture's arc cosine loses half the digits near 0 and 180 degrees.
      CHECK(gap(p.turn, number(c.at("turn"))) < 2e-6);
    }
  }
}

TEST_CASE("gradientProbe: the level line found without derivatives is perpendicular to the gradient") {
  int seen = 0;
  for (const Json& c : fixture().at("probes")) {
    const std::string f = c.at("f");
    const Vector at = point(c.at("at"));
    if (!c.at("smooth").get<bool>() || at.norm() > 20) continue;
    const GradientProbe p = gradientProbe(f, at, 0, 0, 0.1);
    if (p.crossings != 2 || p.norm < 1e-3) continue;
    CAPTURE(f);
    CAPTURE(at.transpose());
    // A chord of radius r misses the tangent by curvature times r: r is 1e-4, curvatures here are below 200.
    CHECK(gap(p.contourAngle, 90) < 2);
    ++seen;
    const GradientProbe finer = gradientProbe(f, at, 0, 0, 0.01);
    CHECK(gap(finer.contourAngle, 90) < 0.2);
  }
  CHECK(seen >= 15);
  // Symmetric about the gradient: both crossings err alike.
  CHECK(gap(gradientProbe("x^2 + y^2", pair(1, 2), 0, 0, 4).contourAngle, 90) < 1e-6);
  CHECK(gap(gradientProbe("x^2 y + x y^2", pair(1, 2), 0, 0, 4).contourAngle, 90) < 0.1);
}

TEST_CASE("gradientProbe: saddles, tops, plateaus and kinks") {
  const GradientProbe saddle = gradientProbe("x^2 - y^2", pair(0, 0), 30, 0.5, 4);
  CHECK(saddle.crossings == 4);
  CHECK(saddle.norm == 0);
  CHECK(std::isnan(saddle.heading));
  CHECK(std::isnan(saddle.turn));
  CHECK(std::isnan(saddle.contourAngle));
  CHECK(saddle.directional == 0);
  CHECK(gap(saddle.actual, 0.125) < kEpsilon);  // (½)²(cos² 30° − sin² 30°)
  CHECK(gradientProbe("x^3 - 3 x y^2", pair(0, 0), 0, 0, 4).crossings == 6);
  CHECK(gradientProbe("x^2 + y^2", pair(0, 0), 0, 0, 4).crossings == 0);
  CHECK(gradientProbe("7", pair(1, 1), 0, 1, 4).crossings == 0);
  // tanh′(12) = 4 e⁻²⁴ / (1 + e⁻²⁴)².
  const double plateau = 6 * 4 * std::exp(-24.0) / std::pow(1 + std::exp(-24.0), 2);
  CHECK(relativeGap(gradientProbe("tanh(6x) + tanh(6y)", pair(2, 2), 0, 0, 4).gradient(0), plateau) < 1e-14);

  // |x| + |y| at 0: torch takes slope 0, the function rises by 1 to √2 in every direction.
  const GradientProbe kink = gradientProbe("abs(x) + abs(y)", pair(0, 0), 45, 1, 4);
  CHECK(kink.norm == 0);
  CHECK(gap(kink.slopes.minCoeff(), 1) < 1e-9);
  CHECK(gap(kink.slopes.maxCoeff(), std::numbers::sqrt2) < 1e-9);
}

TEST_CASE(
    "gradientProbe: the polar plot is a circle of diameter ‖∇f‖ through the origin; measured slopes lie on "
    "it") {
  for (const Vector& at : {pair(1, 2), pair(-0.4, 0.9), pair(2, -3)}) {
    const GradientProbe p = gradientProbe("x^2 y + x y^2", at, 0, 0, 4);
    REQUIRE(p.rise.rows() > 10);
    for (Index i = 0; i < p.rise.rows(); ++i) {
      // Thales: |q − ∇f/2| = |∇f|/2.
      CHECK(gap((p.rise.row(i).transpose() - p.gradient / 2).norm(), p.norm / 2) < 1e-13 * p.norm);
      CHECK(maxGap(p.rise.row(i), Matrix(-p.fall.row(i))) == 0);
    }
    for (Index i = 0; i < p.slopes.size(); ++i) {
      const double angle =
          2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(p.slopes.size());
      const double slope = p.gradient(0) * std::cos(angle) + p.gradient(1) * std::sin(angle);
      // Truncation h f″/2 with h = 4e-6 and f″ below 20; rounding ε|f|/h below 1e-9.
      CHECK(gap(p.slopes(i), slope) < 1e-4);
    }
  }
}

TEST_CASE("gradientProbe: directions, and what is not finite") {
  for (const double turn : {0.0, 90.0, 180.0, 270.0, -90.0, 360.0, 720.0}) {
    const Vector u = gradientProbe("x", pair(0, 0), turn, 0, 1).direction;
    CHECK(((u(0) == 0 && std::abs(u(1)) == 1) || (u(1) == 0 && std::abs(u(0)) == 1)));
  }
  const GradientProbe outside = gradientProbe("log(x) + y", pair(-1, 1), 0, 1, 4);
  CHECK(std::isnan(outside.value));
  CHECK(outside.gradient(1) == 1);
  CHECK(outside.crossings == 0);
  CHECK(outside.rise.rows() == (std::isfinite(outside.norm) ? 49 : 0));
  const GradientProbe root = gradientProbe("sqrt(x) + y", pair(0, 1), 0, 1, 4);
  CHECK(root.gradient(0) == kInfinity);
  CHECK(std::isnan(root.heading));
  CHECK(root.rise.rows() == 0);
  CHECK_THROWS_AS(gradientProbe("x +", pair(0, 0), 0, 0, 1), InvalidExpression);
  CHECK_THROWS_AS(gradientProbe("z", pair(0, 0), 0, 0, 1), InvalidExpression);
  CHECK_THROWS_AS(gradientProbe("x", Vector::Zero(3), 0, 0, 1), ShapeMismatch);
  CHECK_THROWS_AS(gradientProbe("x", pair(kNaN, 0), 0, 0, 1), InvalidArgument);
  CHECK_THROWS_AS(gradientProbe("x", pair(0, 0), kInfinity, 0, 1), InvalidArgument);
  CHECK_THROWS_AS(gradientProbe("x", pair(0, 0), 0, kNaN, 1), InvalidArgument);
  CHECK_THROWS_AS(gradientProbe("x", pair(0, 0), 0, 0, 0), InvalidArgument);
}

TEST_CASE("metricProbe: G⁻¹∇f is the gradient of the stretched coordinates, brought back") {
  for (const Json& c : fixture().at("metrics")) {
    const std::string f = c.at("f");
    CAPTURE(f);
    const double stretch = number(c.at("stretch"));
    const MetricProbe m = metricProbe(f, point(c.at("at")), stretch);
    const Vector natural = vector(c.at("natural")), stretched = vector(c.at("stretched"));
    // stretch · x is rounded, and f is evaluated there: relative ε times the condition of f, at most some
    // hundreds here.
    const double tolerance = 1e-12 * (natural.norm() + m.gradient.norm()) + kTorchCancels * 10;
    CHECK(maxGap(m.natural, natural) <= tolerance);
    CHECK(maxGap(m.stretchedGradient, stretched) <= tolerance * std::max(1.0, stretch));
    CHECK(gap(m.slope, number(c.at("slope"))) <= tolerance * std::max(1.0, stretch));
    if (!c.contains("swing") || m.gradient.norm() < 1e-6) continue;
    CHECK(std::abs(std::remainder(m.swing - number(c.at("swing")), 360)) < 1e-8);
    // A step of length 1 in the metric, and no other direction of that length rises faster (Cauchy and
    // Schwarz).
    CHECK(gap(std::hypot(stretch * m.steepest(0), m.steepest(1)), 1) < 10 * kEpsilon);
    CHECK(gap(m.gradient.dot(m.steepest), m.slope) < 1e-13 * m.slope);
    CHECK(m.plainSlope <= m.slope * (1 + 1e-13));
    for (Index i = 0; i < m.ball.rows(); ++i) {
      CHECK(gap(std::hypot(stretch * m.ball(i, 0), m.ball(i, 1)), 1) < 10 * kEpsilon);
      CHECK(m.gradient.dot(m.ball.row(i)) <= m.slope * (1 + 1e-13));
    }
  }
}

TEST_CASE("metricProbe: numbers in closed form") {
  // ∇f = (1, 1): stretched by 10, G⁻¹∇f = (0.01, 1), so the swing is 45° − atan(0.01) up to the y axis.
  const MetricProbe m = metricProbe("x + y", pair(0.3, 0.2), 10);
  CHECK(gap(m.swing, std::atan(100.0) * 180 / std::numbers::pi - 45) < 1e-12);
  CHECK(gap(m.slope, std::sqrt(1.01)) < 4 * kEpsilon);
  CHECK(gap(m.plainSlope, 2 / std::sqrt(101.0)) < 4 * kEpsilon);
  // There ∇f is drawn as (10, 1), and the level line runs along (−1, 0.1).
  CHECK(gap(m.stretchedAngle, (std::atan(0.1) + std::atan(0.1)) * 180 / std::numbers::pi) < 1e-12);
  CHECK(gap(metricProbe("x + y", pair(0, 0), 1).swing, 0) == 0);
  CHECK(gap(metricProbe("x + y", pair(0, 0), 1).stretchedAngle, 90) < 1e-12);
  const MetricProbe flat = metricProbe("x^2 + y^2", pair(0, 0), 10);
  CHECK(flat.steepest.norm() == 0);
  CHECK(flat.plainSlope == 0);
  CHECK(std::isnan(flat.swing));
  const MetricProbe outside = metricProbe("log(x) + y", pair(-0.5, 0), 2);
  CHECK(std::isnan(outside.value));
  CHECK(outside.gradient(0) == -2);
  CHECK_THROWS_AS(metricProbe("x", pair(0, 0), 0), InvalidArgument);
  CHECK_THROWS_AS(metricProbe("x", pair(0, 0), -2), InvalidArgument);
  CHECK_THROWS_AS(metricProbe("x", pair(0, 0), kInfinity), InvalidArgument);
}

TEST_CASE("clippingTurn agrees with torch.nn.utils") {
  for (const Json& c : fixture().at("clipped")) {
    const Vector g = pair(number(c.at("gradient").at(0)), number(c.at("gradient").at(1)));
    const double limit = number(c.at("limit"));
    CAPTURE(g.transpose());
    CAPTURE(limit);
    const ClippingTurn r = clippingTurn(g, limit);
    const Vector byValue = vector(c.at("byValue")), byNorm = vector(c.at("byNorm"));
    CHECK(sameNumbers(r.byValue, byValue));
    const double norm = number(c.at("norm"));
    if (g.cwiseAbs().maxCoeff() < 1e154) {
      // Two roundings apart at most: torch multiplies by the coefficient as well.
      CHECK(gap(r.norm, norm) <= 4 * kEpsilon * norm);
      CHECK(maxGap(r.byNorm, byNorm) <= 4 * kEpsilon * std::max(norm, limit));
    }
    if (std::isfinite(norm) && norm > 0 && limit > 0) {
      CHECK(r.turnByNorm < 1e-12);
      CHECK(r.turnByValue < 90);
      CHECK(r.byNorm.norm() <= limit * (1 + 1e-15));
    }
  }
  // (20, 1) cut off at 1 becomes (1, 1): turned from atan(1/20) to 45°.
  CHECK(gap(clippingTurn(pair(20, 1), 1).turnByValue, 45 - std::atan(0.05) * 180 / std::numbers::pi) < 1e-12);
  // 1e-6 stands beside the norm in the denominator: the result stays a little inside the limit.
  CHECK(relativeGap(clippingTurn(pair(3, 4), 1).coefficient, 1 / 5.000001) < 4 * kEpsilon);
  CHECK(clippingTurn(pair(0.3, 0.4), 1).coefficient == 1);
  // sqrt(x) + 3y at 0: torch leaves (1, 1) by value, and (nan, 0) by norm.
  const ClippingTurn root = clippingAt("sqrt(x) + 3 y", pair(0, 0), 1);
  CHECK(root.byValue == pair(1, 1));
  CHECK(std::isnan(root.byNorm(0)));
  CHECK(root.byNorm(1) == 0);
  CHECK_THROWS_AS(clippingTurn(pair(1, 1), -1), InvalidArgument);
  CHECK_THROWS_AS(clippingTurn(pair(1, 1), kNaN), InvalidArgument);
}

TEST_CASE("torchGradient and sampledGradient agree with torch.gradient") {
  for (const Json& c : fixture().at("sampled")) {
    const std::string f = c.at("f");
    CAPTURE(f);
    const double h = number(c.at("spacing"));
    CAPTURE(h);
    const Matrix values = matrix(c.at("values")), dx = matrix(c.at("dx")), dy = matrix(c.at("dy"));
    const double size = std::max(values.cwiseAbs().maxCoeff(), 1e-300);
    // torch divides the differences in another order: ε of the values over the spacing.
    CHECK(maxGap(torchGradient(values, 1, h), dx) <= 4 * kEpsilon * size / h);
    CHECK(maxGap(torchGradient(values, 0, h), dy) <= 4 * kEpsilon * size / h);
    const SampledGradient s = sampledGradient(f, point(c.at("at")), h);
    CHECK(maxGap(s.values, values) <= 100 * kEpsilon * size);
    CHECK(maxGap(s.estimate, pair(dx(2, 2), dy(2, 2))) <= 200 * kEpsilon * size / h);
    CHECK(maxGap(s.corner, pair(dx(0, 0), dy(0, 0))) <= 200 * kEpsilon * size / h);
    CHECK(maxGap(s.unitSpacing, pair(number(c.at("unitX")), number(c.at("unitY")))) <= 200 * kEpsilon * size);
    CHECK(maxGap(s.unitSpacing, Vector(h * s.estimate)) <= 4 * kEpsilon * size);
  }
  // Central differences of a quadratic are exact, one-sided ones are off by h f″/2.
  const SampledGradient quadratic = sampledGradient("x^2 + 3 y", pair(1, 1), 0.5);
  CHECK(maxGap(quadratic.estimate, quadratic.exact) < 20 * kEpsilon);
  CHECK(gap(quadratic.corner(0), quadratic.cornerExact(0) + 0.5) < 20 * kEpsilon);
  CHECK_THROWS_AS(torchGradient(Matrix::Zero(1, 4), 0, 1), ShapeMismatch);
  CHECK_THROWS_AS(torchGradient(Matrix::Zero(4, 4), 2, 1), InvalidArgument);
  CHECK_THROWS_AS(torchGradient(Matrix::Zero(4, 4), 0, 0), InvalidArgument);
  CHECK_THROWS_AS(sampledGradient("x", pair(0, 0), -1), InvalidArgument);
}

TEST_CASE("lossProbe agrees with mse_loss, its autograd and lstsq") {
  for (const Json& c : fixture().at("fits")) {
    const Matrix data = matrix(c.at("data"));
    const Vector at = point(c.at("at")), gradient = vector(c.at("gradient")), best = vector(c.at("best"));
    const LossProbe r = lossProbe(data, at);
    CHECK(relativeGap(r.loss, number(c.at("loss"))) < 1e-13);
    CHECK(maxGap(r.gradient, gradient) < 1e-13 * std::max(1.0, gradient.norm()));
    REQUIRE(r.best.size() == best.size());
    for (Index i = 0; i < data.rows(); ++i) {
      CHECK(gap(r.residuals(i), at(0) * data(i, 0) + at(1) - data(i, 1)) <
            1e-13 * (1 + std::abs(r.residuals(i))));
    }
    if (best.size() == 0) {
      CHECK(std::isnan(r.astray));
      continue;
    }
    // κ of the design matrix is 100/10 squared at worst, and lstsq is backward stable.
    CHECK(maxGap(r.best, best) < 1e-10 * (1 + best.norm()));
    CHECK(gap(r.bestLoss, number(c.at("bestLoss"))) < 1e-10 * (1 + r.bestLoss));
    CHECK(gap(r.astray, number(c.at("astray"))) < 1e-5);  // the fixture's arc cosine near 180°
    CHECK(lossProbe(data, r.best).norm < 1e-9 * (1 + best.norm()) * (1 + data.squaredNorm()));
  }
  // Three times 0.1 have the mean 0.10000000000000002; the square of 1e-200 is 0.
  for (const Matrix& column : {fromRows({{0.1, 1}, {0.1, 2}, {0.1, 3}}), fromRows({{0, 1}, {1e-200, 2}})}) {
    CHECK(lossProbe(column, pair(0, 0)).best.size() == 0);
    CHECK(std::isnan(lossProbe(column, pair(0, 0)).bestLoss));
  }
  CHECK_THROWS_AS(lossProbe(Matrix(3, 3), pair(0, 0)), ShapeMismatch);
  CHECK_THROWS_AS(lossProbe(Matrix(0, 2), pair(0, 0)), ShapeMismatch);
  CHECK_THROWS_AS(lossProbe(fromRows({{1, kNaN}}), pair(0, 0)), InvalidArgument);
}

TEST_CASE("contour maps: the same function by text and by values; colours, lines and gaps") {
  const Vector x = pair(-2, 2), y = pair(-1, 3);
  const ContourMap bowl = contourMap("x^2 + (y - 1)^2", x, y, 41);
  CHECK(bowl.shades.rows() == 41);
  CHECK(bowl.shades.minCoeff() == 0);
  CHECK(bowl.shades.maxCoeff() == 1);
  CHECK(bowl.shades(20, 20) == 0);
  CHECK(gap(bowl.x(0), -2.05) < 1e-14);
  CHECK(gap(bowl.y(1), 3.05) < 1e-14);
  CHECK(bowl.gaps == 0);
  REQUIRE(bowl.levels.size() > 4);
  for (Index i = 0; i < bowl.contours.size(); i += 2) {
    const double value = std::pow(bowl.contours(i), 2) + std::pow(bowl.contours(i + 1) - 1, 2);
    double nearest = kInfinity;
    for (const double level : bowl.levels) nearest = std::min(nearest, gap(value, level));
    CHECK(nearest < 0.0101);  // every second point of 41 on a width of 4: h = 0.2, an edge errs by h²/4
  }
  // The same function stretched by 10, over a window ten times as wide.
  const ContourMap stretched = stretchedMap("x^2 + (y - 1)^2", pair(-20, 20), y, 10, 41);
  CHECK(maxGap(stretched.shades, bowl.shades) < 1e-12);

  // A line through two points: mean of (b)² and (w + b)² for x = 0, 1 and y = 0.
  const ContourMap loss = lossMap(fromRows({{0, 0}, {1, 0}}), x, pair(-1, 1), 21);
  const ContourMap typed = contourMap("(y^2 + (x + y)^2) / 2", x, pair(-1, 1), 21);
  CHECK(maxGap(loss.shades, typed.shades) < 1e-12);
  CHECK(maxGap(loss.levels, typed.levels) < 1e-12);

  const ContourMap half = contourMap("sqrt(x)", x, y, 41);
  CHECK(half.gaps == 20 * 41);
  CHECK(std::isnan(half.shades(0, 0)));
  CHECK(half.shades(0, 40) == 1);
  const ContourMap nothing = contourMap("log(-1 - x^2)", x, y, 21);
  CHECK(nothing.gaps == 21 * 21);
  CHECK(std::isnan(nothing.low));
  CHECK(nothing.levels.size() == 0);
  const ContourMap flat = contourMap("3", x, y, 21);
  CHECK(flat.levels.size() == 0);
  CHECK(flat.shades.maxCoeff() == 0);

  CHECK_THROWS_AS(contourMap("x", x, y, 40), InvalidArgument);
  CHECK_THROWS_AS(contourMap("x", x, y, 403), InvalidArgument);
  CHECK_THROWS_AS(contourMap("x", pair(1, 1), y, 41), InvalidArgument);
  CHECK_THROWS_AS(contourMap("x", pair(2, 1), y, 41), InvalidArgument);
  CHECK_THROWS_AS(contourMap("", x, y, 41), InvalidExpression);
  CHECK_THROWS_AS(contourMapOf(Matrix::Zero(5, 7), x, y), ShapeMismatch);
}
