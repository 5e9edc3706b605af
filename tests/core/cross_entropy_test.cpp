#include "cross_entropy.h"

#include <doctest/doctest.h>

#include "rounding.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();
const double kInfinity = std::numeric_limits<double>::infinity();

const Json& fixture() {
  static const Json json = loadFixture("cross_entropy");
  return json;
}

Vector of(std::initializer_list<double> values) {
  Vector v(static_cast<Index>(values.size()));
  Index i = 0;
  for (const double x : values) v(i++) = x;
  return v;
}

// A dozen roundings of numbers of this size.
bool close(double a, double b, double size) {
  return gap(a, b) <= 12 * kEpsilon * std::max(1.0, size);
}

}  // namespace

TEST_CASE("crossEntropy from logits agrees with PyTorch and with mpmath; CE = H + KL") {
  for (const Json& c : fixture().at("logits")) {
    CAPTURE(c.at("name").get<std::string>());
    const Vector z = vector(c.at("logits"));
    const CrossEntropy e = crossEntropy(z, vector(c.at("target")), number(c.at("smoothing")), "logits");
    const double exact = number(c.at("exact"));
    // log p = (z − max) − log Σ: half an ulp of the largest difference.
    const double size = z.maxCoeff() - z.minCoeff();
    CHECK(close(e.loss, exact, size));
    CHECK(close(e.loss, number(c.at("loss")), size));
    CHECK(maxGap(e.gradient, vector(c.at("gradient"))) < 1e-14);
    CHECK(close(e.entropy, number(c.at("entropy")), 1));
    CHECK(close(e.divergence, number(c.at("divergence")), size));
    if (e.total > 0) CHECK(close(e.divergence, number(c.at("kl")), size));
    CHECK(close(e.entropy + e.divergence, e.loss, size));
    CHECK(relativeGap(e.bits * 0.6931471805599453, e.loss) < 4 * kEpsilon);
    CHECK(close(e.terms.sum(), e.loss, e.loss));
    CHECK(e.infinite == -1);
    CHECK(std::isfinite(e.loss));
    if (e.loss < 700) CHECK(relativeGap(std::log(e.perplexity), e.loss) < 1e-12);
  }
}

TEST_CASE("crossEntropy: the printed facts") {
  CHECK(gap(crossEntropy(of({0.05, 0.9, 0.05}), of({1, 0, 0}), 0, "probabilities").loss, 2.996) < 5e-4);
  CHECK(gap(crossEntropy(of({0.4, 0.5, 0.1}), of({1, 0, 0}), 0, "probabilities").loss, 0.916) < 5e-4);
  // One bit for a coin, and a perplexity of K for K equal classes.
  const CrossEntropy coin = crossEntropy(of({0, 0}), of({1, 0}), 0, "logits");
  CHECK(gap(coin.bits, 1) < kEpsilon);
  CHECK(gap(coin.perplexity, 2) < 2 * kEpsilon);
  CHECK(gap(crossEntropy(Vector::Zero(10), Vector::Unit(10, 3), 0, "logits").perplexity, 10) < 1e-13);
  // With smoothing ε the best prediction is y itself, and the loss is still H(y): 0.394 for ε = 0.1, K = 3.
  const CrossEntropy best =
      crossEntropy(of({0.93333333333333333, 0.033333333333333333, 0.033333333333333333}), of({1, 0, 0}), 0.1,
                   "probabilities");
  CHECK(best.divergence < 1e-15);
  CHECK(gap(best.loss, 0.29114) < 1e-5);
}

TEST_CASE("crossEntropy from probabilities: 0 at the label is infinite, 0 log 0 is 0") {
  for (const Json& c : fixture().at("probabilities")) {
    CAPTURE(c.at("name").get<std::string>());
    const Vector p = vector(c.at("p")), y = vector(c.at("target"));
    const CrossEntropy e = crossEntropy(p, y, 0, "probabilities");
    const double loss = number(c.at("loss"));
    CHECK(gap(e.loss, loss) <= 8 * kEpsilon * (std::isfinite(loss) ? std::max(1.0, loss) : 0));
    if (!c.at("nll").is_null() && y.maxCoeff() == 1) CHECK(e.loss == loss);
    const Vector slopes = vector(c.at("slopes"));
    for (Index i = 0; i < p.size(); ++i) {
      CHECK(gap(e.slopes(i), slopes(i)) <=
            (std::isfinite(slopes(i)) ? 2 * kEpsilon * std::abs(slopes(i)) : 0));
    }
    CHECK((e.infinite >= 0) == std::isinf(loss));
    CHECK(close(e.entropy, number(c.at("entropy")), 1));
    CHECK(gap(e.divergence, number(c.at("divergence"))) <=
          (std::isfinite(loss) ? 12 * kEpsilon * std::max(1.0, loss) : 0));
  }
  const CrossEntropy zero = crossEntropy(of({0, 1}), of({1, 0}), 0, "probabilities");
  CHECK(zero.loss == kInfinity);
  CHECK(zero.infinite == 0);
  CHECK(zero.terms(1) == 0);
  CHECK(crossEntropy(of({1, 0}), of({1, 0}), 0, "probabilities").loss == 0);
}

TEST_CASE("lossByGap: log of softmax sticks and dies, log-sum-exp does neither, as PyTorch rounds") {
  for (const Json& c : fixture().at("gaps")) {
    const double g = number(c.at("gap"));
    const std::string format = c.at("format");
    CAPTURE(g);
    CAPTURE(format);
    const Matrix l = lossByGap(of({g}), format);
    const double epsilon = formatEpsilon(parseFormat(format));
    const auto same = [&](double a, double b) {
      // A subnormal probability has few digits: one unit of it may be half of it, and the log moves by log 2.
      const double least = format == "float16" ? 9.7 : format == "float32" ? 87.3 : 708.4;
      const double loose = std::isfinite(b) && b > least ? 0.70 : 0;
      return gap(a, b) <= (std::isfinite(b) ? 4 * epsilon * std::max(1.0, std::abs(b)) + loose : 0);
    };
    CHECK(same(l(0, 0), number(c.at("naive"))));
    CHECK(same(l(0, 1), number(c.at("clamped"))));
    CHECK(gap(l(0, 2), number(c.at("stable"))) <=
          4 * epsilon * std::max(1.0, std::abs(number(c.at("stable")))));
    if (format == "float64") CHECK(close(l(0, 2), number(c.at("torch")), std::abs(g)));
  }
  const auto naive = [](double g) { return lossByGap(of({g}), "float32")(0, 0); };
  CHECK(gap(naive(103.25), 103.28) < 0.005);
  CHECK(gap(naive(103.9), 103.28) < 0.005);  // stuck at 149 log 2
  CHECK(naive(103.98) == kInfinity);         // from 150 log 2 = 103.972 on
  CHECK(lossByGap(of({103.98}), "float32")(0, 1) == 100);
  CHECK(gap(lossByGap(of({103.98}), "float32")(0, 2), 103.98) < 1e-5);
  CHECK(lossByGap(of({746}), "float64")(0, 0) == kInfinity);
  CHECK(lossByGap(of({18}), "float16")(0, 0) == kInfinity);
}

TEST_CASE("doubleSoftmax: a loss that cannot fall below log(e + K − 1) − 1") {
  for (const Json& c : fixture().at("twice")) {
    const double margin = number(c.at("margin"));
    const DoubleSoftmax d = doubleSoftmax(of({margin}), c.at("classes"));
    const double once = number(c.at("once"));
    // PyTorch subtracts two numbers of the size of the margin.
    CHECK(gap(d.once(0), once) <= 1e-15 + 4 * kEpsilon * std::max(std::abs(margin), once));
    CHECK(gap(d.twice(0), number(c.at("twice"))) < 4 * kEpsilon * std::max(1.0, d.twice(0)));
    CHECK(d.twice(0) > d.floor - 4 * kEpsilon);
  }
  CHECK(gap(doubleSoftmax(of({1}), 2).floor, 0.313) < 5e-4);
  CHECK(gap(doubleSoftmax(of({1}), 10).floor, 1.461) < 5e-4);
  CHECK(gap(doubleSoftmax(of({1000}), 10).twice(0), 1.4611501) < 1e-6);
  CHECK(doubleSoftmax(of({1000}), 10).once(0) == 0);
  CHECK_THROWS_AS(doubleSoftmax(of({1}), 1), InvalidArgument);
}

TEST_CASE("batchCrossEntropy: losses, mean, sum and gradient of F.cross_entropy") {
  for (const Json& c : fixture().at("batches")) {
    CAPTURE(c.at("name").get<std::string>());
    const BatchCrossEntropy b =
        batchCrossEntropy(matrix(c.at("logits")), vector(c.at("targets")), number(c.at("smoothing")));
    CHECK(gap(b.mean, number(c.at("mean"))) < 1e-14);
    CHECK(gap(b.sum, number(c.at("sum"))) < 1e-13);
    CHECK(maxGap(b.losses, vector(c.at("losses"))) < 1e-14);
    CHECK(b.correct == vector(c.at("correct")));
    if (b.counted > 0) CHECK(maxGap(b.gradient, matrix(c.at("gradient"))) < 1e-15);
  }
  CHECK(std::isnan(batchCrossEntropy(fromRows({{1, 2}}), of({-100}), 0).mean));
}

TEST_CASE("cross-entropy refuses targets out of bounds in PyTorch's words") {
  const Matrix page = fromRows({{2, 1, 0.1}, {0.5, 2.5, -1}});
  for (const Json& c : fixture().at("errors")) {
    CAPTURE(c.at("text").get<std::string>());
    std::string text;
    try {
      if (c.contains("targets")) {
        batchCrossEntropy(page, vector(c.at("targets")), 0);
      } else {
        batchCrossEntropy(page, of({0, 1}), number(c.at("smoothing")));
      }
    } catch (const InvalidArgument& error) {
      text = error.what();
    }
    CHECK(text.substr(0, 40) == c.at("text").get<std::string>().substr(0, 40));
  }
  CHECK_THROWS_AS(batchCrossEntropy(page, of({0, 1.5}), 0), InvalidArgument);
  CHECK_THROWS_WITH_AS(batchCrossEntropy(page, of({0, 1e300}), 0), "Target 1e+300 is out of bounds.",
                       InvalidArgument);
  CHECK_THROWS_AS(batchCrossEntropy(page, of({0}), 0), ShapeMismatch);
  CHECK_THROWS_AS(batchCrossEntropy(Matrix(2, 0), of({0, 0}), 0), ShapeMismatch);
  CHECK_THROWS_AS(crossEntropy(of({0.5, 0.4}), of({1, 0}), 0, "probabilities"), InvalidArgument);
  CHECK_THROWS_AS(crossEntropy(of({1.5, -0.5}), of({1, 0}), 0, "probabilities"), InvalidArgument);
  CHECK_THROWS_AS(crossEntropy(of({1, 0}), of({1, -1}), 0, "logits"), InvalidArgument);
  CHECK_THROWS_AS(crossEntropy(of({1, 0}), of({1}), 0, "logits"), ShapeMismatch);
  CHECK_THROWS_AS(crossEntropy(of({kNaN, 0}), of({1, 0}), 0, "logits"), InvalidArgument);
  CHECK_THROWS_AS(crossEntropy(of({kInfinity, 0}), of({1, 0}), 0, "logits"), InvalidArgument);
  CHECK_THROWS_AS(crossEntropy(of({1, 0}), of({1, 0}), -0.1, "logits"), InvalidArgument);
  CHECK_THROWS_AS(crossEntropy(of({1, 0}), of({1, 0}), 0, "odds"), InvalidArgument);
  CHECK_THROWS_AS(crossEntropy(Vector(), Vector(), 0, "logits"), ShapeMismatch);
  CHECK_THROWS_AS(lossByGap(of({kNaN}), "float32"), InvalidArgument);
}

TEST_CASE("PyTorch's infinities that the page speaks of") {
  const Json& c = fixture().at("infinite");
  CHECK(number(c.at(0).at("with indices")) == 0);
  CHECK(std::isnan(number(c.at(1).at("with a soft target"))));
  CHECK(number(c.at(2).at("BCELoss of 0 for 1")) == 100);
}
