#include "temperature.h"

#include <doctest/doctest.h>

#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();
const double kInfinity = std::numeric_limits<double>::infinity();

const Json& fixture() {
  static const Json json = loadFixture("temperature");
  return json;
}

Vector of(std::initializer_list<double> values) {
  Vector v(static_cast<Index>(values.size()));
  Index i = 0;
  for (const double x : values) v(i++) = x;
  return v;
}
const Vector& page() {
  static const Vector z = of({2, 1.5, 1, 0.5});
  return z;
}

// Half an ulp of (z − max)/τ is that much relative error of a share, and what is divided twice has it twice.
double bound(const Vector& z, double tau) {
  return (16 + 2 * (z.maxCoeff() - z.minCoeff() + std::abs(z.maxCoeff())) / tau) * kEpsilon;
}

}  // namespace

TEST_CASE("temper agrees with PyTorch and with mpmath, from logits and from log-probabilities") {
  for (const Json& c : fixture().at("shapes")) {
    const Vector z = vector(c.at("z"));
    const double tau = number(c.at("tau"));
    CAPTURE(z.transpose());
    CAPTURE(tau);
    const Tempered t = temper(z, tau);
    const double tolerance = bound(z, tau);
    // A share that is nearly 0 has the error of the large exponent, so absolute error is what is bounded.
    CHECK(maxGap(t.p, vector(c.at("exact"))) <= std::min(tolerance, 1e-12));
    CHECK(maxGap(t.p, vector(c.at("p"))) <= tolerance);
    CHECK(maxGap(t.fromLogs, vector(c.at("fromLogs"))) <= tolerance);
    CHECK(maxGap(t.fromShares, vector(c.at("fromShares"))) <= tolerance);
    CHECK(gap(t.entropy, number(c.at("entropy"))) <= 40 * tolerance);
    CHECK(gap(t.entropy, number(c.at("torchEntropy"))) <= 40 * tolerance);
    CHECK(gap(t.p.sum(), 1) < 1e-12);
    // softmax(log_softmax(z)/τ) = softmax(z/τ): log_softmax subtracts one number from all logits.
    CHECK(t.gap <= tolerance);
    CHECK(t.most == std::log(static_cast<double>(z.size())));
  }
}

TEST_CASE("temper: the printed facts") {
  CHECK(gap(temper(page(), 0.1).p(0), 0.9933) < 5e-5);
  CHECK(gap(temper(page(), 0.1).entropy, 0.041) < 5e-4);
  CHECK(gap(temper(page(), 1).p(0), 0.4551) < 5e-5);
  CHECK(gap(temper(page(), 1).entropy, 1.245) < 5e-4);
  CHECK(gap(temper(page(), 10).p(0), 0.2691) < 5e-5);
  CHECK(gap(temper(page(), 10).entropy, 1.385) < 5e-4);
  // Shares divided by τ and taken through a softmax again are flatter, not sharper.
  CHECK(temper(page(), 0.5).fromShares(0) < temper(page(), 1).p(0));
  CHECK(temper(page(), 0.5).p(0) > temper(page(), 1).p(0));
}

TEST_CASE("temper: τ = 0 is the limit, ties shared; tiny and huge τ stay finite") {
  CHECK(temper(page(), 0).p == of({1, 0, 0, 0}));
  CHECK(temper(page(), 0).entropy == 0);
  CHECK(temper(page(), -0.0).p == of({1, 0, 0, 0}));
  CHECK(temper(page(), -0.0).fromLogs == of({1, 0, 0, 0}));
  CHECK(temper(of({1, 3, 3}), 0).p == of({0, 0.5, 0.5}));
  CHECK(temper(page(), 1e-8).p == of({1, 0, 0, 0}));
  CHECK(temper(page(), 1e-320).p == of({1, 0, 0, 0}));
  CHECK(maxGap(temper(page(), 1e9).p, of({0.25, 0.25, 0.25, 0.25})) < 1e-9);
  CHECK(temper(of({1e4, -1e4}), 1e-8).p == of({1, 0}));
  CHECK(temper(page(), 1e-8).fromShares == of({1, 0, 0, 0}));
  CHECK_THROWS_AS(temper(page(), -1), InvalidArgument);
  CHECK_THROWS_AS(temper(page(), -1e-300), InvalidArgument);
  CHECK_THROWS_AS(temper(page(), kNaN), InvalidArgument);
  CHECK_THROWS_AS(temper(page(), kInfinity), InvalidArgument);
  CHECK_THROWS_AS(temper(Vector(), 1), InvalidArgument);
  CHECK_THROWS_AS(temper(of({kNaN, 1}), 1), InvalidArgument);
}

TEST_CASE("temperByFormula: what the formula says at 0 and below, as PyTorch computes it") {
  for (const Json& c : fixture().at("formulas")) {
    const Vector z = vector(c.at("z"));
    const double tau = number(c.at("tau"));
    CAPTURE(tau);
    const Matrix rows = temperByFormula(z, tau), expected = matrix(c.at("rows"));
    for (Index i = 0; i < rows.size(); ++i) {
      const double e = expected.data()[i];
      CHECK(gap(rows.data()[i], e) <= (std::isfinite(e) ? 4 * kEpsilon * std::abs(e) : 0));
    }
  }
  const Matrix zero = temperByFormula(page(), 0);
  CHECK(zero(0, 0) == kInfinity);
  CHECK(std::isnan(zero(2, 0)));
  CHECK(std::isnan(temperByFormula(of({0, 1}), 0)(0, 0)));  // 0/0
  // Below 0 the order is upside down: the smallest logit gets most.
  const Matrix below = temperByFormula(page(), -1);
  CHECK(below(2, 3) > below(2, 0));
  CHECK(gap(below(2, 3), temper(page(), 1).p(0)) < 1e-15);
}

TEST_CASE("temperCurve: entropy grows with τ, from 0 to log n") {
  Vector tau(41);
  for (Index i = 0; i < tau.size(); ++i) tau(i) = std::pow(10, -2 + 0.1 * static_cast<double>(i));
  const Matrix curve = temperCurve(page(), tau);
  for (Index i = 0; i < tau.size(); ++i) {
    CHECK(gap(curve(i, 0), temper(page(), tau(i)).entropy) < 1e-15);
    CHECK(curve(i, 1) == temper(page(), tau(i)).p(0));
    CHECK(curve(i, 2) == temper(page(), tau(i)).p(3));
    // dH/dτ = Var_p[z]/τ³ ≥ 0.
    if (i > 0) CHECK(curve(i, 0) >= curve(i - 1, 0));
  }
  CHECK(gap(curve(40, 0), std::log(4.0)) < 1e-4);
}

TEST_CASE("drawSamples: torch.multinomial and the race of exponentials, draw for draw") {
  for (const Json& c : fixture().at("samples")) {
    const std::string method = c.at("method");
    CAPTURE(method);
    const int n = c.at("n");
    const Vector p = vector(c.at("p")), first = vector(c.at("first")), counts = vector(c.at("counts"));
    const Samples s = drawSamples(p, n, c.at("seed"), method);
    CHECK(s.draws.size() == n);
    CHECK(s.draws.head(first.size()) == first);
    CHECK(maxGap(s.frequency, Vector(counts / n)) == 0);
    CHECK(maxGap(Vector(s.running.row(s.running.rows() - 1)), s.frequency) == 0);
    CHECK(s.at(s.at.size() - 1) == n);
    double chi = 0;
    for (Index k = 0; k < p.size(); ++k) {
      CHECK(gap(s.error(k), std::sqrt(p(k) * (1 - p(k)) / n)) < 1e-12);
      chi += (counts(k) - n * p(k)) * (counts(k) - n * p(k)) / (n * p(k));
    }
    // Three degrees of freedom: 16.3 is passed once in a thousand; the seeds are fixed.
    if (n >= 100) CHECK(chi < 16.3);
    CHECK(gap(s.distance, (s.frequency - p).cwiseAbs().sum() / 2) < 1e-15);
  }
  const Vector p = of({0.5, 0.5});
  CHECK(drawSamples(p, 1, 0, "gumbel").running.rows() == 1);
  // Half of 10⁶ to five standard errors.
  CHECK(gap(drawSamples(p, 1000000, 0, "multinomial").frequency(0), 0.5) < 0.0025);
  CHECK(drawSamples(of({0, 1, 0}), 50, 0, "multinomial").frequency == of({0, 1, 0}));
  CHECK(drawSamples(of({0, 1, 0}), 50, 0, "gumbel").frequency == of({0, 1, 0}));
  CHECK_THROWS_AS(drawSamples(p, 0, 0, "gumbel"), InvalidArgument);
  CHECK_THROWS_AS(drawSamples(p, 1000001, 0, "gumbel"), InvalidArgument);
  CHECK_THROWS_AS(drawSamples(p, 5, -1, "gumbel"), InvalidArgument);
  CHECK_THROWS_AS(drawSamples(p, 5, 0, "dice"), InvalidArgument);
  for (const char* method : {"multinomial", "gumbel"}) {
    CAPTURE(method);
    for (const Vector& bad : {of({kNaN, 1}), of({-1, 2}), of({0, 0}), of({1e308, 1e308}), Vector()})
      CHECK_THROWS_AS(drawSamples(bad, 5, 0, method), InvalidArgument);
  }
}

TEST_CASE("topFilter: survivors and shares as the processors written out in PyTorch") {
  bool differs = false;
  Vector last;
  for (const Json& c : fixture().at("filters")) {
    const Vector z = vector(c.at("z"));
    const Filtered f = topFilter(z, number(c.at("tau")), c.at("k"), number(c.at("nucleus")), c.at("order"));
    CAPTURE(c.at("order").get<std::string>());
    CAPTURE(number(c.at("tau")));
    CHECK(maxGap(f.before, vector(c.at("before"))) < 1e-15);
    CHECK(f.kept == vector(c.at("kept")));
    CHECK(maxGap(f.p, vector(c.at("p"))) < 1e-15);
    // The two orders stand side by side in the fixture; with top-p alone they need not agree.
    if (c.at("order") == "filter" && c.at("k") == 12) differs |= last != f.kept;
    if (c.at("k") == 3 && c.at("order") == "filter") CHECK(last == f.kept);  // top-k never sees τ
    last = f.kept;
  }
  CHECK(differs);
  CHECK(topFilter(page(), 1, 1, 1, "temperature").p == of({1, 0, 0, 0}));
  CHECK(topFilter(of({1, 1, 0}), 1, 1, 1, "temperature").kept == of({1, 0, 0}));
  CHECK_THROWS_AS(topFilter(page(), 0, 1, 1, "filter"), InvalidArgument);
  CHECK_THROWS_AS(topFilter(page(), 1, 0, 1, "filter"), InvalidArgument);
  CHECK_THROWS_AS(topFilter(page(), 1, 1, 0, "filter"), InvalidArgument);
  CHECK_THROWS_AS(topFilter(page(), 1, 1, 1.5, "filter"), InvalidArgument);
  CHECK_THROWS_AS(topFilter(page(), 1, 1, 1, "none"), InvalidArgument);
}

TEST_CASE("overconfidentLogits: the recipe drawn by PyTorch") {
  for (const Json& c : fixture().at("data")) {
    const int classes = c.at("classes");
    const Matrix data = overconfidentLogits(c.at("n"), classes, number(c.at("sharpness")), c.at("seed"));
    // PyTorch's log, sin and cos may differ in the last bits.
    CHECK(maxGap(Matrix(data.leftCols(classes)), matrix(c.at("logits"))) < 1e-13);
    CHECK(Vector(data.col(classes)) == vector(c.at("labels")));
  }
  CHECK_THROWS_AS(overconfidentLogits(0, 3, 1, 0), InvalidArgument);
  CHECK_THROWS_AS(overconfidentLogits(10, 1, 1, 0), InvalidArgument);
}

TEST_CASE("calibrate: NLL, ECE, accuracy and the fitted temperature") {
  for (const Json& c : fixture().at("calibrations")) {
    CAPTURE(c.at("name").get<std::string>());
    const Matrix logits = matrix(c.at("logits"));
    const Vector labels = vector(c.at("labels"));
    const double tau = number(c.at("tau"));
    const Calibration a = calibrate(logits, labels, tau, c.at("bins"));
    CHECK(relativeGap(a.nll, number(c.at("nll"))) < 1e-12);
    CHECK(gap(a.ece, number(c.at("ece"))) < 1e-12);
    CHECK(gap(a.accuracy, number(c.at("accuracy"))) < 1e-15);
    CHECK(gap(a.confidence, number(c.at("confidence"))) < 1e-14);
    CHECK(a.bins.col(0).sum() == static_cast<double>(logits.rows()));
    const double best = number(c.at("best"));
    if (std::isnan(best)) continue;
    // LBFGS stops where the slope is 1e-12; the loss is flat there, so τ* agrees to fewer digits.
    CHECK(relativeGap(a.best, best) < 1e-6);
    CHECK(relativeGap(a.bestNll, number(c.at("bestNll"))) < 1e-12);
    CHECK(gap(a.bestEce, number(c.at("bestEce"))) < 1e-6);
    CHECK(a.steps < 20);
    CHECK(a.bestNll <= a.nll);
    // No neighbour is better.
    const Matrix around = calibrationCurve(logits, labels, of({a.best * 0.999, a.best, a.best * 1.001}), 10);
    CHECK(around(1, 0) <= around(0, 0));
    CHECK(around(1, 0) <= around(2, 0));
    CHECK(gap(around(1, 1), a.bestEce) == 0);
  }
}

TEST_CASE("calibrate: accuracy is the same at every τ, and the fit may have no end") {
  const Json& c = fixture().at("calibrations").at(0);
  const Matrix logits = matrix(c.at("logits"));
  const Vector labels = vector(c.at("labels"));
  const double accuracy = calibrate(logits, labels, 1, 10).accuracy;
  for (const double tau : {0.01, 0.1, 0.5, 2.0, 10.0, 100.0}) {
    CHECK(calibrate(logits, labels, tau, 10).accuracy == accuracy);
  }
  CHECK(gap(calibrate(logits, labels, 1, 10).best, 2.686) < 5e-4);  // of the bundled classifier, as printed
  const Matrix two = fromRows({{2, 0}, {0, 3}});
  const Calibration right = calibrate(two, of({0, 1}), 1, 10);
  CHECK(right.best == 0);
  CHECK(right.bestNll == 0);
  const Calibration wrong = calibrate(two, of({1, 0}), 1, 10);
  CHECK(wrong.best == kInfinity);
  CHECK(gap(wrong.bestNll, std::log(2.0)) < 1e-15);
  CHECK_THROWS_AS(calibrate(two, of({0, 2}), 1, 10), InvalidArgument);
  CHECK_THROWS_AS(calibrate(two, of({0, 0.5}), 1, 10), InvalidArgument);
  CHECK_THROWS_AS(calibrate(two, of({0}), 1, 10), ShapeMismatch);
  CHECK_THROWS_AS(calibrate(two, of({0, 1}), 0, 10), InvalidArgument);
  CHECK_THROWS_AS(calibrate(two, of({0, 1}), 1, 0), InvalidArgument);
  CHECK_THROWS_AS(calibrate(Matrix(), Vector(), 1, 10), ShapeMismatch);
  CHECK_THROWS_AS(calibrate(fromRows({{kNaN, 0}}), of({0}), 1, 10), InvalidArgument);
}
