#include "squashing.h"

#include <doctest/doctest.h>

#include "activation.h"
#include "real_functions.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("tanh");
  return json;
}

// How many representable numbers lie between a and b.
double ulps(double a, double b) {
  if (sameNumber(a, b)) return 0;
  return gap(a, b) / (std::nextafter(std::abs(b), std::numeric_limits<double>::infinity()) - std::abs(b));
}

}  // namespace

TEST_CASE("squashForms: every formula of tanh as PyTorch computes it, in both formats") {
  for (const Json& c : fixture().at("forms")) {
    const double x = number(c.at("x"));
    const std::string format = c.at("format");
    CAPTURE(x);
    CAPTURE(format);
    const SquashForms f = squashForms("tanh", x, format);
    const std::vector<double> expected = numbers(c.at("values"));
    const double u = format == "float32" ? 0x1p-24 : 0x1p-53;
    for (Index i = 0; i < 4; ++i) {
      CAPTURE(i);
      if (std::isnan(expected[static_cast<std::size_t>(i)])) {
        CHECK(std::isnan(f.values[i]));
        continue;
      }
      // exp may differ by an ulp of 1; where two of them are subtracted, that is what is left.
      const double tolerance = (i < 2 ? 4 * u : 0) + 6 * u * std::abs(expected[static_cast<std::size_t>(i)]);
      CHECK(gap(f.values[i], expected[static_cast<std::size_t>(i)]) <= tolerance);
    }
  }
}

TEST_CASE("squashForms: where the printed formula of tanh gives in") {
  const auto printed = [](double x, const char* format) { return squashForms("tanh", x, format).values[0]; };
  CHECK(printed(88.72, "float32") == 1);
  CHECK(std::isnan(printed(88.73, "float32")));
  CHECK(std::isnan(printed(-88.73, "float32")));
  CHECK(printed(709.7, "float64") == 1);
  CHECK(std::isnan(printed(710, "float64")));
  // 1.7e-4 wrong at 1e-4, and 0 at 1e-8, in float32.
  CHECK(std::abs(printed(1e-4, "float32") / std::tanh(1e-4) - 1) == doctest::Approx(1.66e-4).epsilon(0.02));
  CHECK(printed(1e-8, "float32") == 0);
  // expm1 is right at all of them.
  for (const double x : {88.73, 710.0, -710.0, 1e-4, 1e-8, 1e-300, 1e308}) {
    CHECK(ulps(squashForms("tanh", x, "float64").values[2], std::tanh(x)) <= 2);
  }
  for (const double x : {88.73, 1e-4, 1e-8}) {
    CHECK(relativeGap(squashForms("tanh", x, "float32").values[2], std::tanh(x)) <= 0x1p-22);
  }
}

TEST_CASE("squashForms: the errors are those of single values, and expm1 has none to speak of") {
  for (const char* format : {"float64", "float32"}) {
    const double u = std::string(format) == "float32" ? 0x1p-24 : 0x1p-53;
    for (const double sign : {1.0, -1.0}) {
      const SquashForms f = squashForms("tanh", sign, format);
      REQUIRE(f.steps.size() == 105);
      CHECK(f.steps[0] == doctest::Approx(1e-10));
      CHECK(f.steps[104] == doctest::Approx(1e3));
      for (Index k = 0; k < 105; ++k) {
        CHECK(f.errors(2, k) <= 4 * u);
        CHECK(f.errors(3, k) <= u * 1.001);
      }
      CHECK(std::isnan(f.errors(0, 104)));
      CHECK(f.errors(0, 0) > 1e4 * u);
      CHECK(f.errors(1, 0) > 1e4 * u);
      CHECK(f.errors(1, 104) == 0);
      const SquashForms s = squashForms("sigmoid", sign, format);
      for (Index k = 0; k < 105; ++k) {
        // Subnormal results keep fewer digits.
        const double true_value = sigmoid(sign * s.steps[k]);
        const double least = u > 1e-10 ? 0x1p-126 : 0x1p-1022;
        // The argument is rounded before exp, whose relative error grows with it.
        if (true_value > least) CHECK(s.errors(2, k) <= (4 + s.steps[k]) * u);
        CHECK(s.errors(4, k) <= 8 * u + (sign > 0 && s.steps[k] > 80 ? 1 : 0));
      }
    }
  }
}

TEST_CASE("squashForms: the sigmoid and its logarithm") {
  const auto at = [](double x, const char* format) { return squashForms("sigmoid", x, format).values; };
  CHECK(at(-104, "float32")[3] == -std::numeric_limits<double>::infinity());
  CHECK(at(-104, "float32")[4] == -104);
  CHECK(at(-745, "float64")[4] == -745);
  CHECK(std::isnan(at(89, "float32")[1]));
  CHECK(at(89, "float32")[0] == 1);
  CHECK(at(-89, "float32")[0] == 0);
  CHECK(at(0, "float64")[0] == 0.5);
  CHECK(at(0, "float64")[4] == doctest::Approx(-kLn2).epsilon(1e-15));
}

TEST_CASE("squashForms: PyTorch's slope dies where a rounds to 1, the true one does not") {
  for (const Json& c : fixture().at("values")) {
    const double x = number(c.at("x"));
    CAPTURE(x);
    const SquashForms f = squashForms("tanh", x, "float64");
    CHECK(ulps(f.values[3], number(c.at("tanh"))) <= 2);
    // 1 − a² carries the rounding of a², half an ulp of 1.
    const double slope = number(c.at("slope"));
    CHECK((sameNumber(f.slope, slope) || gap(f.slope, slope) <= 3 * kEpsilon));
    CHECK(
        (std::isnan(x) || gap(squashForms("tanh", x, "float32").slope, number(c.at("slope32"))) <= 0x1p-21));
    if (!c.contains("exact")) continue;
    CHECK(ulps(f.values[3], number(c.at("exact"))) <= 2);
    const double exact = number(c.at("exactSlope"));
    CHECK(gap(f.exact, exact) <= 4 * kEpsilon * exact * std::max(1.0, std::abs(x)));
  }
  CHECK(squashForms("tanh", 19.07, "float64").slope == 0);
  CHECK(squashForms("tanh", 9.02, "float32").slope == 0);
  CHECK(squashForms("tanh", 9.01, "float32").slope > 0);
  CHECK(squashForms("tanh", 19.07, "float64").exact == doctest::Approx(4 * std::exp(-38.14)).epsilon(1e-12));
}

TEST_CASE(
    "tanh and sigmoid at the edges: infinities, signed zero, the largest and the smallest numbers, NaN") {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::nan("");
  for (const char* name : {"tanh", "sigmoid"}) {
    const Activation phi = parseActivation(name, 0);
    const bool hyperbolic = phi.of == Nonlinearity::tanh;
    CHECK(activationValue(phi, inf) == 1);
    CHECK(activationValue(phi, -inf) == (hyperbolic ? -1 : 0));
    CHECK(activationValue(phi, 1e308) == 1);
    CHECK(activationValue(phi, -1e308) == (hyperbolic ? -1 : 0));
    CHECK(std::isnan(activationValue(phi, nan)));
    for (const double x : {709.0, 710.0, 11356.0}) {
      CHECK(activationValue(phi, x) == 1);
      CHECK(std::isfinite(activationValue(phi, -x)));
    }
    CHECK(activationSlope(phi, inf) == 0);
    CHECK(activationSlope(phi, 0) == (hyperbolic ? 1 : 0.25));
  }
  CHECK(sameNumber(activationValue(parseActivation("tanh", 0), -0.0), -0.0));
  CHECK(activationValue(parseActivation("tanh", 0), 5e-324) == 5e-324);
  CHECK(activationValue(parseActivation("sigmoid", 0), -745) == doctest::Approx(std::exp(-745.0)));
}

TEST_CASE("squashGaussian: shares, moments and saturation against quadrature at 25 digits") {
  for (const Json& c : fixture().at("gaussians")) {
    const std::string name = c.at("name");
    const double mean = number(c.at("mean")), deviation = number(c.at("deviation"));
    CAPTURE(name);
    CAPTURE(mean);
    CAPTURE(deviation);
    const SquashedGaussian g = squashGaussian(name, mean, deviation, 8);
    // Both logarithms and the error function lose a few ulps, tails a few more by the size of their argument.
    CHECK(maxGap(g.shares, vector(c.at("shares"))) <= 1e-14);
    CHECK(maxGap(g.saturated, vector(c.at("saturated"))) <= 1e-14);
    CHECK(g.limit == doctest::Approx(number(c.at("limit"))).epsilon(1e-15));
    CHECK(gap(g.mean, number(c.at("average"))) <= 1e-13);
    CHECK(gap(g.deviation, number(c.at("spread"))) <= 1e-12 * number(c.at("spread")));
    CHECK(gap(g.slope, number(c.at("slope"))) <= 1e-10 * number(c.at("slope")) + 1e-13);
    CHECK(gap(g.square, number(c.at("square"))) <= 1e-10);
  }
  // All of it is somewhere, and a wide Gaussian piles up at both ends.
  const SquashedGaussian wide = squashGaussian("tanh", 0, 5, 40);
  CHECK(wide.shares.sum() == doctest::Approx(1).epsilon(1e-14));
  CHECK(wide.shares[0] > 10 * wide.shares[20]);
  CHECK(wide.saturated[0] == doctest::Approx(wide.saturated[1]).epsilon(1e-14));
  CHECK(wide.mean == 0);
}

TEST_CASE("squashChain: values and the product of slopes are autograd's through the loop") {
  for (const Json& c : fixture().at("chains")) {
    const std::string name = c.at("name");
    CAPTURE(name);
    const int depth = c.at("depth");
    CAPTURE(depth);
    const Matrix chain = squashChain(name, number(c.at("x")), number(c.at("gain")), depth);
    REQUIRE(chain.rows() == depth + 1);
    const double product = number(c.at("product"));
    CHECK(gap(chain(depth, 0), number(c.at("value"))) <= 1e-13 * std::abs(number(c.at("value"))));
    // PyTorch's 1 − a² cancels where a is near 1.
    CHECK(gap(chain(depth, 2), product) <= 1e-11 * std::abs(product));
  }
  // Ten sigmoids leave at most a quarter each, tanh leaves all of a signal of 0.
  CHECK(squashChain("sigmoid", 0.5, 1, 10)(10, 2) <= std::pow(0.25, 10));
  CHECK(std::pow(0.25, 10) == doctest::Approx(9.5e-7).epsilon(0.005));
  CHECK(squashChain("tanh", 0, 1, 10)(10, 2) == 1);
}

TEST_CASE("squashing refuses what it cannot take") {
  CHECK_THROWS_AS(squashForms("relu", 1, "float64"), InvalidArgument);
  CHECK_THROWS_AS(squashForms("tanh", 1, "float8"), InvalidArgument);
  CHECK_THROWS_AS(squashGaussian("tanh", 0, 0, 8), InvalidArgument);
  CHECK_THROWS_AS(squashGaussian("tanh", 101, 1, 8), InvalidArgument);
  CHECK_THROWS_AS(squashGaussian("tanh", 0, 1, 1), InvalidArgument);
  CHECK_THROWS_AS(squashChain("tanh", 0, 1, -1), InvalidArgument);
  CHECK_THROWS_AS(squashChain("tan", 0, 1, 1), InvalidArgument);
}
