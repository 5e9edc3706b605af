#include "expectation.h"

#include <doctest/doctest.h>

#include <numbers>

#include "random.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();
const double kInfinity = std::numeric_limits<double>::infinity();

const Json& fixture() {
  static const Json json = loadFixture("expectation");
  return json;
}

Vector of(std::initializer_list<double> values) {
  Vector v(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), v.data());
  return v;
}
const Vector kDie = of({1, 2, 3, 4, 5, 6});
const Vector kLoaded = of({0.1, 0.2, 0.3, 0.2, 0.1, 0.1});

}  // namespace

TEST_CASE("pmfReport agrees with exact fractions and with PyTorch") {
  for (const Json& c : fixture().at("distributions")) {
    CAPTURE(c.at("name").get<std::string>());
    const Vector x = vector(c.at("x")), p = vector(c.at("p"));
    const PmfReport r = pmfReport(x, p);
    // Shares and sums round once a term; the size of what is added decides, not that of the result.
    const double ulps = (4 + 2 * static_cast<double>(x.size())) * kEpsilon;
    const double exact = number(c.at("mean")), variance = number(c.at("variance"));
    CHECK(gap(r.p.sum(), 1) <= ulps);
    CHECK(gap(r.mean, exact) <= ulps * largest(x));
    CHECK(gap(r.mean, number(c.at("torchMean"))) <= 1e-12 * largest(x));
    // Two passes: an error δ of the mean adds δ² only. Probabilities that miss 1 by a rounding are shares
    // here and there.
    const double far = std::pow(ulps * largest(x), 2);
    CHECK(gap(r.variance, variance) <= 4 * ulps * variance + far);
    CHECK(gap(r.variance, number(c.at("torchVariance"))) <= 1e-12 * variance + 4 * far);
  }
}

TEST_CASE("pmfReport: the page's die, a fair one, and one far away") {
  const PmfReport loaded = pmfReport(kDie, kLoaded);
  CHECK(gap(loaded.mean, 3.3) <= 4 * kEpsilon);
  CHECK(gap(loaded.variance, 2.01) <= 8 * kEpsilon);
  const PmfReport fair = pmfReport(kDie, Vector::Ones(6));
  CHECK(gap(fair.mean, 3.5) <= 4 * kEpsilon);
  CHECK(gap(fair.variance, 35.0 / 12) <= 8 * kEpsilon);
  CHECK(fair.total == 6);
  // Off sums: shares of 1.3 are meant; multiplied out as they stand the page's would give 3.9.
  const Vector off = of({0.3, 0.3, 0.3, 0.2, 0.1, 0.1});
  const PmfReport shares = pmfReport(kDie, off);
  CHECK(gap(shares.total, 1.3) <= 4 * kEpsilon);
  CHECK(gap(kDie.dot(off), 3.7) <= 8 * kEpsilon);
  CHECK(gap(shares.mean, 3.7 / 1.3) <= 8 * kEpsilon);
}

TEST_CASE("pmfReport refuses what is no distribution, and values that do not fit") {
  CHECK_THROWS_AS(pmfReport(Vector(), Vector()), InvalidArgument);
  CHECK_THROWS_AS(pmfReport(of({1, 2}), of({0.5, -0.5})), InvalidArgument);
  CHECK_THROWS_AS(pmfReport(of({1, 2}), of({0, 0})), InvalidArgument);
  CHECK_THROWS_AS(pmfReport(of({1, 2}), of({1, kNaN})), InvalidArgument);
  CHECK_THROWS_AS(pmfReport(of({1, kInfinity}), of({1, 1})), InvalidArgument);
  CHECK_THROWS_AS(pmfReport(of({1, 2}), of({1e308, 1e308})), InvalidArgument);
  CHECK_THROWS_AS(pmfReport(of({1, 2, 3}), of({0.5, 0.5})), ShapeMismatch);
  CHECK_THROWS_AS(pmfReport(Vector::Ones(65), Vector::Ones(65)), InvalidArgument);
  CHECK(pmfReport(of({7}), of({0.25})).mean == 7);  // one value: certain
  CHECK(pmfReport(of({7}), of({0.25})).variance == 0);
  // PyTorch refuses the same.
  for (const Json& c : fixture().at("errors")) CHECK(c.at("type") == "RuntimeError");
}

TEST_CASE("movedShare sets one probability and lets the others make room in proportion") {
  const Vector moved = movedShare(kLoaded, 5, 0.4);
  CHECK(moved(5) == 0.4);
  CHECK(gap(moved.sum(), 1) <= 4 * kEpsilon);
  for (Index i = 0; i < 5; ++i) CHECK(gap(moved(i), kLoaded(i) * 0.6 / 0.9) <= 2 * kEpsilon);
  CHECK(gap(pmfReport(kDie, moved).mean, 0.4 * 6 + 0.6 * 3) <= 8 * kEpsilon);
  // Where nothing else is likely, the others take equal parts.
  CHECK(maxGap(movedShare(of({0, 1, 0}), 1, 0.5), of({0.25, 0.5, 0.25})) == 0);
  CHECK(maxGap(movedShare(of({0.5, 0.5}), 0, 1), of({1, 0})) == 0);
  CHECK(maxGap(movedShare(of({3}), 0, 0.2), of({1})) == 0);
  // The others keep their proportions though all of them are lost in the total.
  CHECK(maxGap(movedShare(of({1, 1e-17, 3e-17}), 0, 0.5), of({0.5, 0.125, 0.375})) < 1e-15);
  CHECK_THROWS_AS(movedShare(kLoaded, 6, 0.5), InvalidArgument);
  CHECK_THROWS_AS(movedShare(kLoaded, -1, 0.5), InvalidArgument);
  CHECK_THROWS_AS(movedShare(kLoaded, 0, 1.5), InvalidArgument);
  CHECK_THROWS_AS(movedShare(kLoaded, 0, kNaN), InvalidArgument);
}

TEST_CASE("payoffReport agrees with mpmath and with PyTorch") {
  for (const Json& c : fixture().at("payoffs")) {
    const std::string g = c.at("g");
    CAPTURE(g);
    const PayoffReport r = payoffReport(vector(c.at("x")), vector(c.at("p")), g);
    const double size = std::max(1.0, largest(r.g));
    CHECK(gap(r.expected, number(c.at("exactExpected"))) <= 16 * kEpsilon * size);
    CHECK(gap(r.expected, number(c.at("expected"))) <= 1e-12 * size);
    CHECK(gap(r.atMean, number(c.at("exactAtMean"))) <= 16 * kEpsilon * size);
    CHECK(gap(r.atMean, number(c.at("atMean"))) <= 1e-12 * size);
    CHECK(r.bad == -1);
  }
}

TEST_CASE("payoffReport: the gap of x^2 is the variance, straight payoffs have none, Jensen holds") {
  const PayoffReport square = payoffReport(kDie, kLoaded, "x^2");
  CHECK(gap(square.expected, 12.9) <= 16 * kEpsilon);
  CHECK(gap(square.atMean, 10.89) <= 16 * kEpsilon);
  CHECK(gap(square.expected - square.atMean, 2.01) <= 64 * kEpsilon);
  const PayoffReport straight = payoffReport(kDie, kLoaded, "2x - 1");
  CHECK(gap(straight.expected, straight.atMean) <= 16 * kEpsilon);
  for (const std::string g : {"x^2", "exp(x)", "abs(x - 3)", "-log(x)"}) {
    const PayoffReport r = payoffReport(kDie, kLoaded, g);
    CHECK(r.expected > r.atMean);
  }
  for (const std::string g : {"sqrt(x)", "log(x)"}) {
    const PayoffReport r = payoffReport(kDie, kLoaded, g);
    CHECK(r.expected < r.atMean);
  }
}

TEST_CASE("payoffReport: a value that can come without a finite payoff leaves no expectation") {
  const Vector x = of({-2, -1, 0, 1, 2, 3});
  const PayoffReport pole = payoffReport(x, kLoaded, "1/x");
  CHECK(pole.bad == 2);
  CHECK(std::isnan(pole.expected));
  // One that cannot come does no harm, not even 0 · ∞.
  const PayoffReport spared = payoffReport(x, of({1, 1, 0, 1, 1, 1}), "1/x");
  CHECK(spared.bad == -1);
  CHECK(gap(spared.expected, (1.0 / 3) / 5) <= 4 * kEpsilon);
  CHECK(payoffReport(x, kLoaded, "log(x)").bad == 0);
  CHECK_THROWS_AS(payoffReport(x, kLoaded, "foo(x)"), InvalidExpression);
  CHECK_THROWS_AS(payoffReport(x, kLoaded, ""), InvalidExpression);
  CHECK_THROWS_AS(payoffReport(x, kLoaded, "x + y"), InvalidExpression);
}

TEST_CASE("aliasTable gives every value its share") {
  for (const Vector& weights :
       {kLoaded, of({1}), of({0, 0, 1, 0}), of({1, 2, 3, 4}), of({1e-300, 1}), of({5, 5, 5, 5, 5})}) {
    const AliasTable t = aliasTable(weights);
    const Index m = weights.size();
    Vector share = Vector::Zero(m);
    for (Index i = 0; i < m; ++i) {
      CHECK(t.keep(i) >= 0);
      CHECK(t.keep(i) <= 1 + 8 * kEpsilon);
      share(i) += t.keep(i) / static_cast<double>(m);
      share(static_cast<Index>(t.other(i))) += (1 - t.keep(i)) / static_cast<double>(m);
    }
    CHECK(maxGap(share, Vector(weights / weights.sum())) <= 8 * kEpsilon);
  }
}

TEST_CASE("runningMeans: the draws, means and deviations of torch.multinomial and of torch.rand") {
  for (const Json& c : fixture().at("runs")) {
    const std::string law = c.at("law");
    const Vector x = vector(c.at("x")), draws = vector(c.at("draws"));
    const int n = c.at("n");
    CAPTURE(law);
    CAPTURE(n);
    const RunningMeans r = runningMeans(x, vector(c.at("p")), law, "search", n, 1, number(c.at("seed")));
    CHECK(r.draws.size() == std::min(n, 12));
    const double mean = number(c.at("mean")), deviation = number(c.at("deviation"));
    // tan of a uniform near its pole is as steep as it is high: an ulp of the library's, no more.
    for (Index i = 0; i < r.draws.size(); ++i) {
      CHECK(gap(r.draws(i), draws(i)) <= (law == "pmf" ? 0 : 4 * kEpsilon * (1 + draws(i) * draws(i))));
    }
    // Welford rounds once a draw, and the roundings average out; Cauchy's outliers set their size.
    const double size = law == "pmf" ? largest(x) : std::isfinite(deviation) ? deviation : 1 + std::abs(mean);
    CHECK(gap(r.last(0), mean) <= 1e-13 * size);
    CHECK(gap(r.last(0), number(c.at("torchMean"))) <= 1e-12 * size);
    if (n == 1) {
      CHECK(std::isnan(deviation));  // torch.std of one draw
      CHECK(std::isnan(r.last(1)));
      CHECK(std::isnan(r.last(2)));
    } else {
      // An offset of 1e7 costs the two-pass formula nothing, and Welford's no more than ε of the offset.
      CHECK(gap(r.last(1), deviation) <= 1e-12 * deviation + 1e-14 * largest(x));
      CHECK(relativeGap(r.last(2), r.last(1) / std::sqrt(n)) <= 2 * kEpsilon);
    }
    const Index last = r.means.rows() - 1;
    CHECK(r.means(0, 0) == 1);
    CHECK(r.means(last, 0) == n);
    CHECK(r.means(last, 2) == r.last(0));
  }
}

TEST_CASE("runningMeans: the band is σ/√n, lanes have seeds of their own, samplers share a law") {
  const RunningMeans r = runningMeans(kDie, kLoaded, "pmf", "search", 20000, 5, 3);
  for (Index k = 0; k < r.means.rows(); ++k) {
    CHECK(relativeGap(r.means(k, 1), std::sqrt(2.01 / r.means(k, 0))) <= 8 * kEpsilon);
    if (k > 0) CHECK(r.means(k, 0) > r.means(k - 1, 0));
  }
  for (int lane = 0; lane < 5; ++lane) {
    const RunningMeans own = runningMeans(kDie, kLoaded, "pmf", "search", 20000, 1, 3 + lane);
    CHECK(maxGap(Vector(own.means.col(2)), Vector(r.means.col(2 + lane))) == 0);
  }
  // Means of 20000 lie within five standard errors of the expectation, of either sampler.
  const RunningMeans alias = runningMeans(kDie, kLoaded, "pmf", "alias", 20000, 5, 3);
  const double error = std::sqrt(2.01 / 20000);
  for (const RunningMeans& run : {r, alias}) {
    for (int lane = 0; lane < 5; ++lane)
      CHECK(gap(run.means(run.means.rows() - 1, 2 + lane), 3.3) < 5 * error);
  }
  CHECK(r.last(0) != alias.last(0));
  CHECK(runningMeans(kDie, of({0, 0, 1, 0, 0, 0}), "pmf", "alias", 50, 1, 0).last(0) == 3);
}

TEST_CASE("runningMeans: of Cauchy's law the mean of many is as wild as one draw") {
  // Means of n Cauchy draws have the law of one draw: half of them lie beyond ±1, whatever n is. Of 200 runs,
  // 100 ± 5·√50.
  for (const int n : {1, 100, 2000}) {
    int beyond = 0;
    for (int seed = 0; seed < 200; seed += 8) {
      const RunningMeans r = runningMeans(of({0}), of({1}), "cauchy", "search", n, 8, seed);
      for (Index lane = 0; lane < 8; ++lane) beyond += std::abs(r.means(r.means.rows() - 1, 2 + lane)) > 1;
      CHECK(std::isnan(r.means(0, 1)));
    }
    CAPTURE(n);
    CHECK(beyond > 64);
    CHECK(beyond < 136);
  }
  // The integral of |x| grows with log(1 + R²)/π; at R = 10, 1000, 100000 by quadrature.
  for (const Json& c : fixture().at("facts")) {
    if (!c.contains("steps")) continue;
    const Vector steps = vector(c.at("steps"));
    for (Index k = 0; k < 3; ++k) {
      const double R = std::pow(10.0, 1 + 2 * static_cast<double>(k));
      CHECK(gap(steps(k), std::log1p(R * R) / std::numbers::pi) <= 1e-12 * steps(k));
    }
  }
}

TEST_CASE("runningMeans refuses no draws, too many, and laws and samplers it does not know") {
  const auto run = [](const std::string& law, const std::string& sampler, int n, int lanes, double seed) {
    return runningMeans(kDie, kLoaded, law, sampler, n, lanes, seed);
  };
  CHECK_THROWS_AS(run("pmf", "search", 0, 1, 0), InvalidArgument);
  CHECK_THROWS_AS(run("pmf", "search", -3, 1, 0), InvalidArgument);
  CHECK_THROWS_AS(run("pmf", "search", 20001, 1, 0), InvalidArgument);
  CHECK_THROWS_AS(run("pmf", "search", 10, 9, 0), InvalidArgument);
  CHECK_THROWS_AS(run("normal", "search", 10, 1, 0), InvalidArgument);
  CHECK_THROWS_AS(run("pmf", "guess", 10, 1, 0), InvalidArgument);
  CHECK_THROWS_AS(run("pmf", "search", 10, 1, -1), InvalidArgument);
  // What PyTorch says of no draws, and of one.
  for (const Json& c : fixture().at("facts")) {
    if (!c.contains("steps")) CHECK(std::isnan(number(c.at("value"))));
  }
}

TEST_CASE("batchStudy agrees with torch.randperm, split and mean") {
  for (const Json& c : fixture().at("batches")) {
    const Vector losses = vector(c.at("losses"));
    const Matrix batches = matrix(c.at("batches"));
    const BatchStudy s =
        batchStudy(losses, c.at("size"), c.at("epochs"), c.at("shuffle"), number(c.at("seed")));
    const double bound = 16 * kEpsilon * largest(losses);
    CHECK(maxGap(s.batches, batches) <= std::max(bound, 0.0));
    CHECK(gap(s.mean, number(c.at("mean"))) <= bound);
    CHECK(gap(s.ofMeans, number(c.at("ofMeans"))) <= bound);
    CHECK(gap(s.average, number(c.at("average"))) <= bound);
    CHECK(gap(s.weighted, s.mean) <= bound);
    CHECK(gap(s.spread, number(c.at("spread"))) <= 1e-12 * largest(losses));
  }
}

TEST_CASE("batchStudy: a short last batch biases the mean of means, a fitting size does not") {
  const Vector losses = of({0.2, 0.5, 0.3, 0.4, 0.6, 0.1, 0.4, 0.3, 2.6, 3});
  const BatchStudy fours = batchStudy(losses, 4, 1, false, 0);
  CHECK(gap(fours.ofMeans, 3.5 / 3) <= 8 * kEpsilon);  // (0.35 + 0.35 + 2.8)/3 = 1.1667
  CHECK(gap(fours.mean, 0.84) <= 8 * kEpsilon);
  CHECK(gap(fours.weighted, 0.84) <= 8 * kEpsilon);
  CHECK(gap(batchStudy(losses, 5, 1, false, 0).ofMeans, 0.84) <= 8 * kEpsilon);
  CHECK(gap(batchStudy(losses, 12, 1, true, 0).ofMeans, 0.84) <= 8 * kEpsilon);
  CHECK(batchStudy(losses, 10, 1, true, 0).spread == 0);
  // In shuffled order it is right on average: over 200 epochs within five of its own standard errors. The
  // short batch of 2 weighs a third; every loss has the same chance to be in it.
  const BatchStudy many = batchStudy(losses, 4, 200, true, 7);
  CHECK(gap(many.average, 0.84) < 5 * 0.2 / std::sqrt(200));
  CHECK(gap(many.average, 0.84) > 1e-6);
  // The spread of a full batch over all 45 pairs, one by one.
  double squares = 0;
  for (Index i = 0; i < 10; ++i) {
    for (Index j = i + 1; j < 10; ++j) squares += std::pow((losses(i) + losses(j)) / 2 - 0.84, 2) / 45;
  }
  CHECK(relativeGap(batchStudy(losses, 2, 1, false, 0).spread, std::sqrt(squares)) <= 1e-14);
  CHECK_THROWS_AS(batchStudy(Vector(), 4, 1, false, 0), InvalidArgument);
  CHECK_THROWS_AS(batchStudy(losses, 0, 1, false, 0), InvalidArgument);
  CHECK_THROWS_AS(batchStudy(losses, 4, 0, false, 0), InvalidArgument);
  CHECK_THROWS_AS(batchStudy(of({1, kNaN}), 1, 1, false, 0), InvalidArgument);
}

TEST_CASE("dropoutStudy agrees with F.dropout mask by mask, and with the sum over all masks") {
  for (const Json& c : fixture().at("dropouts")) {
    const Vector x = vector(c.at("x")), w = vector(c.at("w")), outputs = vector(c.at("outputs"));
    const double rate = number(c.at("rate"));
    CAPTURE(rate);
    const DropoutStudy s = dropoutStudy(x, w, rate, c.at("n"), number(c.at("seed")));
    const double size = x.cwiseProduct(w).cwiseAbs().sum() / (1 - rate);
    CHECK(maxGap(s.outputs, outputs) <= 8 * kEpsilon * size);
    CHECK(gap(s.exact, number(c.at("exact"))) <= 8 * kEpsilon * size);
    CHECK(gap(s.exact, number(c.at("expected"))) <= 1e-14 * size);
    CHECK(gap(s.variance, number(c.at("variance"))) <= 1e-13 * size * size);
    CHECK(gap(s.reluExact, number(c.at("reluExact"))) <= 1e-13 * size);
    CHECK(gap(s.reluMean, number(c.at("reluMean"))) <= 1e-12 * size);
    CHECK(gap(s.means(s.means.rows() - 1, 1), outputs.mean()) <= 1e-13 * size);
    CHECK(s.reluExact >= s.reluAtMean - 1e-14 * size);  // Jensen
  }
}

TEST_CASE("dropoutStudy: the page's neuron, no dropout, and what is refused") {
  const Vector x = of({1.5, -0.5, 2, 1}), w = of({0.8, 1.2, -0.6, 0.5});
  const DropoutStudy s = dropoutStudy(x, w, 0.5, 5000, 0);
  CHECK(gap(s.exact, -0.1) <= 8 * kEpsilon);
  CHECK(s.reluAtMean == 0);
  CHECK(gap(s.reluExact, 0.7) <= 16 * kEpsilon);
  CHECK(gap(s.variance, 1.44 + 0.36 + 1.44 + 0.25) <= 16 * kEpsilon);
  CHECK(gap(s.means(s.means.rows() - 1, 1), -0.1) < 5 * std::sqrt(3.49 / 5000));
  const DropoutStudy none = dropoutStudy(x, w, 0, 3, 0);
  CHECK(none.variance == 0);
  CHECK(none.mask.sum() == 4);
  CHECK(maxGap(none.outputs, Vector(Vector::Constant(3, none.exact))) <= 4 * kEpsilon);
  CHECK_THROWS_AS(dropoutStudy(x, of({1, 2}), 0.5, 10, 0), ShapeMismatch);
  CHECK_THROWS_AS(dropoutStudy(x, w, 1, 10, 0), InvalidArgument);
  CHECK_THROWS_AS(dropoutStudy(x, w, -0.1, 10, 0), InvalidArgument);
  CHECK_THROWS_AS(dropoutStudy(x, w, 0.5, 0, 0), InvalidArgument);
  CHECK_THROWS_AS(dropoutStudy(Vector(), Vector(), 0.5, 1, 0), InvalidArgument);
}

TEST_CASE("onesStudy: a running sum of ones sticks where the format has no next whole number") {
  for (const Json& c : fixture().at("ones")) {
    const std::string format = c.at("format");
    CAPTURE(format);
    const double stuck = number(c.at("stuck"));
    const OnesStudy s = onesStudy(format);
    CHECK(s.stuck == stuck);
    for (Index k = 0; k < s.sums.rows(); ++k) {
      const double n = std::ldexp(1.0, static_cast<int>(k));
      CHECK(s.sums(k, 0) == n);
      CHECK(s.sums(k, 1) == std::min(n, stuck));
      // Halves double exactly until the format ends: float16 beyond 65504.
      CHECK(s.sums(k, 2) == (format == "float16" && n > 65504 ? kInfinity : n));
      CHECK(s.sums(k, 3) == std::min(n, stuck) / n);
      CHECK(s.sums(k, 4) == s.sums(k, 2) / n);
    }
  }
  const OnesStudy s = onesStudy("float32");
  CHECK(s.stuck == 16777216);
  CHECK(s.sums(25, 1) == 16777216);  // of 33554432
  CHECK(s.sums(25, 3) == 0.5);
  CHECK(s.sums(25, 2) == number(fixture().at("ones").at(2).at("summed")));  // torch.sum
  CHECK_THROWS_AS(onesStudy("float64"), InvalidArgument);
  CHECK_THROWS_AS(onesStudy("float8"), InvalidArgument);
}
