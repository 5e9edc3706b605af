#include "variance.h"

#include <doctest/doctest.h>

#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("variance");
  return json;
}

Vector points(std::initializer_list<double> values) {
  Vector out(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), out.data());
  return out;
}

}  // namespace

TEST_CASE("varianceProbe agrees with PyTorch and with exact fractions") {
  for (const Json& c : fixture().at("probes")) {
    const Vector x = vector(c.at("points"));
    CAPTURE(x.transpose());
    const VarianceProbe p = varianceProbe(x);
    CHECK(gap(p.mean, number(c.at("exactMean"))) <= 2 * kEpsilon * x.cwiseAbs().maxCoeff());
    // Two passes err by some ε of the variance, and by the square of the mean's own rounding.
    const double far = std::pow(2 * kEpsilon * x.cwiseAbs().maxCoeff(), 2);
    CHECK(gap(p.population, number(c.at("exactPopulation"))) <= 8 * kEpsilon * p.population + far);
    CHECK(gap(p.population, number(c.at("population"))) <= 1e-12 * p.population + far);
    if (x.size() == 1) {
      CHECK(std::isnan(p.sample));
      CHECK(std::isnan(number(c.at("sample"))));  // torch.var of one value
      CHECK(p.population == 0);
      continue;
    }
    CHECK(gap(p.sample, number(c.at("exactSample"))) <= 8 * kEpsilon * p.sample + 2 * far);
    CHECK(gap(p.sample, number(c.at("sample"))) <= 1e-12 * p.sample + 2 * far);
    CHECK(relativeGap(p.populationDeviation, std::sqrt(p.population)) <= kEpsilon);
    CHECK(gap(p.deviations.sum(), 0) <= 64 * kEpsilon * x.cwiseAbs().maxCoeff());
    CHECK(relativeGap(p.sum, p.squares.sum()) <= 8 * kEpsilon);
  }
}

TEST_CASE("varianceProbe: an offset of 1e7 leaves the variance as it is; none and nan are refused") {
  CHECK(varianceProbe(points({4, 7, 13, 16})).sample == 30);
  CHECK(varianceProbe(points({1e7 + 4, 1e7 + 7, 1e7 + 13, 1e7 + 16})).sample == 30);
  CHECK_THROWS_AS(varianceProbe(Vector()), InvalidArgument);
  CHECK_THROWS_AS(varianceProbe(points({1, std::nan("")})), InvalidArgument);
}

TEST_CASE("besselStudy draws what torch.randint draws, and averages what torch.var says of it") {
  for (const Json& c : fixture().at("samples")) {
    const Vector x = vector(c.at("points"));
    const int n = c.at("n"), trials = c.at("trials");
    const BesselStudy s = besselStudy(x, n, trials, 25, number(c.at("seed")));
    CHECK(s.samples == matrix(c.at("first")));
    CHECK(relativeGap(s.truth, number(c.at("truth"))) <= 1e-13);
    CHECK((s.average - vector(c.at("average"))).norm() <= 1e-12 * s.truth);
    CHECK((s.error - vector(c.at("error"))).norm() <= 1e-12 * s.truth);
    // The mean of all that can be drawn is known: (n − 1)/n of the truth, and the truth.
    for (int k = 0; k < 2; ++k) {
      CHECK(gap(s.average(k), s.expected(k)) <= 4.5 * s.error(k));
      CHECK(gap(s.histogram.col(k + 1).sum(), 1) <= 1e-9);
    }
    CHECK(relativeGap(s.expected(0), s.truth * (n - 1) / n) <= 4 * kEpsilon);
    CHECK(s.below(0) >= s.below(1));
  }
}

TEST_CASE("besselStudy: all pairs of a coin, in closed form") {
  // Of {0, 1}: half of the pairs are equal (variance 0), half differ (¼ with n, ½ with n − 1); the truth is
  // ¼.
  const BesselStudy s = besselStudy(points({0, 1}), 2, 20000, 10, 3);
  CHECK(s.truth == 0.25);
  CHECK(gap(s.below(0), 0.5) < 0.016);  // 4.5 standard errors of a fair coin
  CHECK(gap(s.histogram(0, 1), 0.5) < 0.016);
  CHECK(s.expected(0) == 0.125);
  CHECK(besselStudy(points({2, 2}), 3, 8, 4, 0).average == Vector::Zero(2));
  CHECK_THROWS_AS(besselStudy(points({0, 1}), 1, 100, 10, 0), InvalidArgument);
  CHECK_THROWS_AS(besselStudy(points({0, 1}), 2, 100, 10, -1), InvalidArgument);
}

TEST_CASE("varianceDigits: bit for bit what float16, float32 and float64 of NumPy make of it") {
  for (const Json& c : fixture().at("digits")) {
    const std::string format = c.at("format");
    CAPTURE(format);
    CAPTURE(number(c.at("offset")));
    const VarianceDigits d = varianceDigits(vector(c.at("points")), number(c.at("offset")), format);
    CHECK(sameNumbers(d.stored, vector(c.at("stored"))));
    CHECK(sameNumbers(d.values, vector(c.at("values"))));
    CHECK(sameNumber(d.meanOfSquares, number(c.at("meanOfSquares"))));
    CHECK(sameNumber(d.squareOfMean, number(c.at("squareOfMean"))));
    CHECK(sameNumber(d.spacing, number(c.at("spacing"))));
    const double stored = number(c.at("asStored"));
    if (!std::isfinite(stored)) continue;
    // The stored numbers are close together, where their differences are exact.
    CHECK(relativeGap(d.asStored, stored) <= 8 * kEpsilon);
    if (format == "float32") {
      CHECK(gap(d.values(1), number(c.at("torch"))) <= 1e-6 * stored + 1e-3 * d.spacing * stored);
    }
  }
}

TEST_CASE("varianceDigits: 10000.1 to 10000.4 in float32 have variance −8 in one pass, 0.0125 in truth") {
  const VarianceDigits d = varianceDigits(points({0.1, 0.2, 0.3, 0.4}), 10000, "float32");
  CHECK(d.values(0) == -8);
  CHECK(d.spacing == 8);
  CHECK(gap(d.asTyped, 0.0125) <= 1e-12);  // the decimals themselves are rounded
  CHECK(gap(d.values(1), 0.0125) <= 1e-4);
  CHECK(gap(d.values(2), 0.0125) <= 1e-4);
  CHECK(d.curve.rows() == 46);
  CHECK(d.curve(20, 0) == 10000);
  CHECK(d.curve(20, 1) == d.errors(0));
  // As typed, not as float64 adds them to the offset, where nothing is left of 1e-8.
  CHECK(varianceDigits(points({0, 1e-8}), 1e9, "float64").asTyped == doctest::Approx(2.5e-17).epsilon(1e-12));
  // float16: the squares overflow though the deviations are small.
  const VarianceDigits half = varianceDigits(points({0.1, 0.2, 0.3, 0.4}), 1000, "float16");
  CHECK(std::isinf(half.meanOfSquares));
  CHECK(std::isnan(half.values(0)));
  CHECK(std::isfinite(half.values(1)));
  CHECK_THROWS_AS(varianceDigits(points({1}), 0, "float8"), InvalidArgument);
}

TEST_CASE("varianceLayers: measured as PyTorch measures, predicted as mpmath integrates") {
  for (const Json& c : fixture().at("layers")) {
    const std::string activation = c.at("activation"), init = c.at("init");
    CAPTURE(activation);
    CAPTURE(init);
    const int depth = c.at("depth"), width = c.at("width");
    const VarianceLayers v =
        varianceLayers(depth, width, activation, init, number(c.at("scale")), number(c.at("seed")));
    const Vector sizes = vector(c.at("sizes")), variances = vector(c.at("variances")),
                 predicted = vector(c.at("predicted"));
    CHECK(relativeGap(v.weightVariance, number(c.at("weightVariance"))) <= 4 * kEpsilon);
    for (int l = 0; l <= depth; ++l) {
      CAPTURE(l);
      CHECK(relativeGap(v.layers(l, 0), sizes(l)) <= 1e-11);
      CHECK(relativeGap(v.layers(l, 3), variances(l)) <= 1e-11);
      // Smooth activations: the trapezoidal rule is as good as rounding. GELU bends within its step.
      CHECK(relativeGap(v.layers(l, 1), predicted(l)) <= 1e-11);
    }
    CHECK(relativeGap(v.gain, std::pow(sizes(depth) / sizes(0), 1.0 / depth)) <= 1e-11);
    if (width == 256 && activation != "gelu") {
      // A layer of 256 units and 4 inputs scatters by a few percent; GELU, which shrinks small signals more,
      // adds what it scattered once to every layer that follows.
      CHECK(gap(std::log(v.gain / v.predictedGain), 0) < 0.1);
    }
  }
}

TEST_CASE("varianceLayers: the four numbers of twenty ReLU layers of width 256") {
  const auto end = [](const std::string& init, double scale) {
    const VarianceLayers v = varianceLayers(20, 256, "relu", init, scale, 0);
    return v.layers(20, 1);
  };
  CHECK(gap(end("normal", 0.01), std::pow(0.0128, 20)) <= 1e-50);   // 1.4e-38
  CHECK(relativeGap(end("xavier_normal", 1), 0x1.0p-20) <= 1e-13);  // about 1e-6: halves each layer
  CHECK(gap(end("kaiming_normal", 1), 1) <= 1e-13);
  CHECK(gap(end("normal", 0.1), 139.4) <= 0.05);  // 1.28^20
  const VarianceLayers v = varianceLayers(20, 256, "relu", "kaiming_normal", 1, 0);
  CHECK(gap(v.others(20, 0), std::pow(0.0128, 20)) <= 1e-50);
  CHECK(relativeGap(v.others(20, 1), 0x1.0p-20) <= 1e-13);
  CHECK(gap(v.others(20, 2), 1) <= 1e-13);
  CHECK(gap(v.others(20, 3), 139.4) <= 0.05);
  // What was measured, for every seed, is within the scatter of twenty layers.
  for (const double seed : {0., 1., 2., 3.}) {
    const VarianceLayers m = varianceLayers(20, 256, "relu", "normal", 0.01, seed);
    CHECK(m.layers(20, 0) < 1e-37);
    CHECK(m.layers(20, 0) > 1e-39);
  }
  CHECK_THROWS_AS(varianceLayers(0, 256, "relu", "kaiming_normal", 1, 0), InvalidArgument);
}
