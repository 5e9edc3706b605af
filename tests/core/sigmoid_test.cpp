#include "sigmoid.h"

#include <doctest/doctest.h>

#include "activation.h"
#include "real_functions.h"
#include "squashing.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const double kInfinity = std::numeric_limits<double>::infinity();

const Json& fixture() {
  static const Json json = loadFixture("sigmoid");
  return json;
}

Vector of(std::initializer_list<double> values) {
  Vector out(static_cast<Index>(values.size()));
  Index i = 0;
  for (const double x : values) out[i++] = x;
  return out;
}

// Units in the last place of b, at least one subnormal.
double ulps(double a, double b) {
  if (sameNumber(a, b)) return 0;
  return gap(a, b) / (std::nextafter(std::abs(b), kInfinity) - std::abs(b));
}

}  // namespace

TEST_CASE("the sigmoid, its slope and its logarithm: PyTorch's, and right to a few units at 50 digits") {
  const Activation phi = parseActivation("sigmoid", 0);
  for (const Json& c : fixture().at("values")) {
    const double x = number(c.at("x"));
    CAPTURE(x);
    const double value = activationValue(phi, x), slope = activationSlope(phi, x);
    const double torch_value = number(c.at("sigmoid"));
    // PyTorch's own is 1/(1 + e^−x), which is 0 below −709.78, where the sigmoid still is 1e-308.
    if (!(x < -709)) CHECK(ulps(value, torch_value) <= 2);
    if (std::isnan(x)) {
      CHECK(std::isnan(value));
      continue;
    }
    // p (1 − p) carries the rounding of p, in PyTorch.
    CHECK(gap(slope, number(c.at("slope"))) <= 2 * kEpsilon);
    if (!std::isfinite(x)) continue;
    const SquashForms f = squashForms("sigmoid", x, "float64");
    const double log = number(c.at("log"));  // one subnormal unit far to the right
    CHECK(gap(f.values[4], log) <= 4 * kEpsilon * std::abs(log) + 5e-324);
    CHECK(ulps(value, number(c.at("exact"))) <= 3);
    CHECK(relativeGap(f.values[4], number(c.at("exactLog"))) <= 4 * kEpsilon);
    CHECK(gap(slope, number(c.at("exactSlope"))) <= 8 * kEpsilon * slope + 1e-320);
  }
}

TEST_CASE("squashForms: every formula of the sigmoid as PyTorch computes it, in both formats") {
  for (const Json& c : fixture().at("forms")) {
    const double x = number(c.at("x"));
    const std::string format = c.at("format");
    CAPTURE(x);
    CAPTURE(format);
    const SquashForms f = squashForms("sigmoid", x, format);
    const std::vector<double> expected = numbers(c.at("values"));
    const double u = format == "float32" ? 0x1p-24 : 0x1p-53;
    for (Index i = 0; i < 5; ++i) {
      CAPTURE(i);
      const double e = expected[static_cast<std::size_t>(i)];
      if (!std::isfinite(e)) {
        CHECK(sameNumber(f.values[i], e));
      } else if (i == 2 && e < 1e-30) {
        CHECK(f.values[i] < 1e-30);  // PyTorch's is 0 where e^−x overflows, the other form a subnormal number
      } else {
        // log(1/(1 + e^−x)) near x = 88 is the rounding of its argument.
        CHECK(gap(f.values[i], e) <= 8 * u * std::abs(e) + (i == 3 ? 2 * u : 0));
      }
    }
  }
}

TEST_CASE("as printed: a quarter at most, ten layers 9.5e-7, log sigmoid of -104 in float32") {
  CHECK(activationSlope(parseActivation("sigmoid", 0), 0) == 0.25);
  CHECK(std::pow(0.25, 10) == 9.5367431640625e-07);
  for (const double x : {-3.0, 0.0, 0.7, 5.0})
    CHECK(squashChain("sigmoid", x, 1, 10)(10, 2) <= std::pow(0.25, 10));
  const SquashForms f = squashForms("sigmoid", -104, "float32");
  CHECK(f.values[3] == -kInfinity);
  CHECK(f.values[4] == -104);
}

TEST_CASE("logisticProbe: probabilities, loss, gradient, counts and ROC area are PyTorch's") {
  for (const Json& c : fixture().at("probes")) {
    const Matrix points = matrix(c.at("points"));
    const Vector weights = vector(c.at("weights"));
    CAPTURE(weights.transpose());
    const LogisticProbe p = logisticProbe(points, weights, number(c.at("threshold")));
    const double loss = number(c.at("loss"));
    CHECK(maxGap(p.probabilities, vector(c.at("probabilities"))) <= 4 * kEpsilon);
    CHECK(gap(p.loss, loss) <= 1e-13 * std::max(1.0, loss));
    CHECK(maxGap(p.gradient, vector(c.at("gradient"))) <= 1e-13);
    const std::vector<double> counts = numbers(c.at("counts"));
    for (Index i = 0; i < 4; ++i) CHECK(p.counts[i] == counts[static_cast<std::size_t>(i)]);
    CHECK(sameNumber(p.rates[0], counts[1] / (counts[1] + counts[3])));
    CHECK(sameNumber(p.rates[1], counts[0] / (counts[0] + counts[2])));
    CHECK(p.accuracy == doctest::Approx((counts[0] + counts[3]) / static_cast<double>(points.rows())));
    CHECK(gap(p.auc, number(c.at("auc"))) <= 1e-14);
    if (std::isnan(p.auc)) {
      CHECK(p.roc.rows() == 0);
      continue;
    }
    const Index last = p.roc.rows() - 1;
    CHECK(p.roc(0, 0) == 0);
    CHECK(p.roc(0, 1) == 0);
    CHECK(p.roc(0, 2) == kInfinity);
    CHECK(p.roc(last, 0) == 1);
    CHECK(p.roc(last, 1) == 1);
    for (Index i = 1; i <= last; ++i) CHECK(p.roc(i, 2) < p.roc(i - 1, 2));
  }
}

TEST_CASE("logisticProbe: the sign of the gap says whether the line separates") {
  const Matrix apart = fromRows({{-1, 0, 0}, {-2, 1, 0}, {1, 0, 1}});
  CHECK(logisticProbe(apart, of({2, 0, 0}), 0.5).gap == 2);
  CHECK(logisticProbe(apart, of({-2, 0, 0}), 0.5).gap == -4);
  CHECK(logisticProbe(apart, of({2, 0, 0}), 0.5).auc == 1);
}

TEST_CASE("logisticView: the line is where the probability is the threshold, and ends at the window") {
  const double across = 3, up = 2;
  for (const double threshold : {0.1, 0.5, 0.8}) {
    for (const Vector& w : {of({1, 2, 0.5}), of({-3, 0.2, 1}), of({0, 2, -1}), of({1.5, 0, 1})}) {
      const LogisticView v = logisticView(w, threshold, across, up, 30);
      CHECK(v.cut == doctest::Approx(std::log(threshold / (1 - threshold))).epsilon(1e-13));
      REQUIRE(v.line.size() == 4);
      for (Index k = 0; k < 4; k += 2) {
        const double x = v.line[k], y = v.line[k + 1];
        CHECK(gap(sigmoid(w[0] * x + w[1] * y + w[2]), threshold) <= 1e-14);
        CHECK(std::max(std::abs(x) / across, std::abs(y) / up) == doctest::Approx(1).epsilon(1e-13));
      }
      // The foot is on the line, and w stands on it.
      CHECK(gap(w[0] * v.foot[0] + w[1] * v.foot[1] + w[2], v.cut) <= 1e-13);
      CHECK(gap(w[0] * v.foot[1], w[1] * v.foot[0]) <= 1e-13);
      CHECK(v.field(29, 0) ==
            doctest::Approx(sigmoid(-w[0] * 2.9 + w[1] * 2 * 29 / 30 + w[2])).epsilon(1e-13));
    }
  }
  CHECK(logisticView(of({1, 0, 9}), 0.5, across, up, 9).line.size() == 0);
  CHECK(logisticView(of({0, 1, 9}), 0.5, across, up, 9).line.size() == 0);
  CHECK(logisticView(of({0, 0, 1}), 0.5, across, up, 9).line.size() == 0);
  CHECK(logisticView(of({1, 1, 1}), 0, across, up, 9).line.size() == 0);
  CHECK(logisticView(of({1, 1, 1}), 1, across, up, 9).line.size() == 0);
  CHECK_THROWS_AS(logisticView(of({1, 1, 1}), 0.5, 0, 1, 9), InvalidArgument);
  CHECK_THROWS_AS(logisticView(of({1, 1, 1}), 0.5, 1, 1, 1), InvalidArgument);
  CHECK_THROWS_AS(logisticView(of({1, 1}), 0.5, 1, 1, 9), ShapeMismatch);
}

TEST_CASE("logisticDescent walks as torch.optim.SGD does") {
  for (const Json& c : fixture().at("descents")) {
    const int steps = c.at("steps");
    const Matrix path =
        logisticDescent(matrix(c.at("points")), vector(c.at("start")), number(c.at("lr")), steps);
    CHECK(path.rows() == steps + 1);
    CHECK(maxGap(path, matrix(c.at("path"))) <= 1e-11);
  }
  // Data that a line separates: the weights grow without end, the loss falls towards 0.
  const Matrix apart = fromRows({{-1, 0, 0}, {1, 0, 1}});
  const Matrix path = logisticDescent(apart, of({0, 0, 0}), 5, 5000);
  CHECK(path(5000, 0) > path(1000, 0) + 1);
  CHECK(path(5000, 3) < 1e-4);
}

TEST_CASE("logisticLosses: from logits, as written and clamped, with both slopes, as PyTorch has them") {
  for (const Json& c : fixture().at("losses")) {
    const std::string format = c.at("format");
    const double label = number(c.at("label")), u = format == "float32" ? 0x1p-24 : 0x1p-53;
    const Matrix expected = matrix(c.at("rows"));
    const Vector logits = vector(c.at("logits"));
    const Matrix found = logisticLosses(logits, label, format);
    CAPTURE(format);
    CAPTURE(label);
    for (Index i = 0; i < logits.size(); ++i) {
      CAPTURE(logits[i]);
      // PyTorch adds (1 − y) z and max(−z, 0), which cancel.
      CHECK(gap(found(0, i), expected(0, i)) <= 4 * kEpsilon * std::max(1.0, std::abs(logits[i])));
      CHECK(gap(found(3, i), expected(3, i)) <= 4 * kEpsilon);
      // p within an ulp: its logarithm far from p = 1 is right to ulps; near 1 it is 1 − p that counts, an
      // ulp of 1.
      const double rest = sigmoid(-std::abs(logits[i]));
      const double loose =
          8 * u * std::max(1.0, std::abs(expected(2, i))) + std::min(1.0, 4 * u / std::max(rest, u));
      if (std::isfinite(expected(1, i))) CHECK(gap(found(1, i), expected(1, i)) <= loose);
      if (!std::isfinite(expected(1, i))) CHECK(found(1, i) == expected(1, i));
      CHECK(gap(found(2, i), expected(2, i)) <= loose);
      CHECK(gap(found(4, i), expected(4, i)) <= 16 * u + std::min(1.0, 8 * u / std::max(rest, u)));
    }
  }
  // Label 0 at z = 17 in float32: p is rounded to 1, the clamped loss is 100 and its slope 0; from logits 17
  // and 1.
  const Matrix lost = logisticLosses(of({17}), 0, "float32");
  CHECK(lost(0, 0) == doctest::Approx(17).epsilon(1e-8));
  CHECK(lost(1, 0) == kInfinity);
  CHECK(lost(2, 0) == 100);
  CHECK(lost(3, 0) == doctest::Approx(1).epsilon(1e-7));
  CHECK(lost(4, 0) == 0);
}

TEST_CASE("gateRun is torch.nn.LSTMCell, and its memory fades by the forget gate") {
  for (const Json& c : fixture().at("gates")) {
    const Matrix rows = gateRun(vector(c.at("gates")), number(c.at("start")), 20);
    CHECK(maxGap(rows, matrix(c.at("rows"))) <= 1e-13);
  }
  const Matrix kept = gateRun(of({-50, 3, 0, 0}), 1, 100);
  for (Index t = 0; t <= 100; ++t)
    CHECK(kept(t, 2) == doctest::Approx(std::pow(sigmoid(3), static_cast<double>(t))).epsilon(1e-12));
}

TEST_CASE("claimsOf: claims and frequencies as PyTorch draws them") {
  for (const Json& c : fixture().at("claims")) {
    const Claims k = claimsOf(number(c.at("scale")), number(c.at("shift")), c.at("n"), number(c.at("seed")));
    CHECK(maxGap(k.bins, matrix(c.at("bins"))) <= 1e-12);
    CHECK(gap(k.error, number(c.at("error"))) <= 1e-12);
    CHECK(gap(k.loss, number(c.at("loss"))) <= 1e-12);
    CHECK(gap(k.accuracy, number(c.at("accuracy"))) <= 1e-12);
  }
  // Any positive scale claims the same side of one half: the accuracy is the same, the error is not.
  const Claims honest = claimsOf(1, 0, 5000, 0), bold = claimsOf(3, 0, 5000, 0);
  CHECK(gap(honest.accuracy, bold.accuracy) < 1e-12);
  CHECK(honest.error < 0.03);
  CHECK(bold.error > 0.08);
  CHECK(bold.loss > honest.loss);
}

TEST_CASE("what the fine print says in numbers") {
  // 1/(1 + e^−x) in float32 is 0 below −88.7, in torch.sigmoid too; e^x/(1 + e^x) has no value above 88.7.
  for (const Json& c : fixture().at("values")) {
    const double x = number(c.at("x"));
    if (x == -88.8) CHECK(number(c.at("sigmoid32")) == 0);
  }
  CHECK(squashForms("sigmoid", -88.8, "float32").values[0] == 0);
  CHECK(squashForms("sigmoid", -88.7, "float32").values[0] > 0);
  CHECK(squashForms("sigmoid", -88.8, "float32").values[2] > 0);
  CHECK(std::isnan(squashForms("sigmoid", 88.8, "float32").values[1]));
  CHECK(squashForms("sigmoid", 88.7, "float32").values[1] == 1);
  // In float64 log σ is −∞ from −709.8 on.
  CHECK(squashForms("sigmoid", -709.7, "float64").values[3] == doctest::Approx(-709.7));
  CHECK(squashForms("sigmoid", -709.8, "float64").values[3] == -kInfinity);
  // The edge of BCE by p in float64.
  CHECK(std::isfinite(logisticLosses(of({36}), 0, "float64")(1, 0)));
  CHECK(logisticLosses(of({37}), 0, "float64")(1, 0) == kInfinity);
  CHECK(logisticView(of({1, 1, 1}), 0.9, 1, 1, 2).cut == doctest::Approx(2.197).epsilon(1e-4));
  CHECK(sigmoid(-1) == doctest::Approx(0.27).epsilon(0.01));
  for (const double x : {-3.0, -0.2, 0.7, 20.0})
    CHECK(gap(sigmoid(x), (1 + std::tanh(x / 2)) / 2) <= 2 * kEpsilon);
}

TEST_CASE("sigmoid refuses what it cannot take") {
  const Matrix points = fromRows({{0, 1, 1}, {1, 0, 0}});
  CHECK_THROWS_AS(logisticProbe(fromRows({{0, 1}}), of({1, 1, 1}), 0.5), ShapeMismatch);
  CHECK_THROWS_AS(logisticProbe(points, of({1, 1}), 0.5), ShapeMismatch);
  CHECK_THROWS_AS(logisticProbe(fromRows({{0, 1, 2}}), of({1, 1, 1}), 0.5), InvalidArgument);
  CHECK_THROWS_AS(logisticProbe(points, of({1, 1, kInfinity}), 0.5), InvalidArgument);
  CHECK_THROWS_AS(logisticProbe(points, of({1, 1, 1}), 1.5), InvalidArgument);
  CHECK_THROWS_WITH_AS(logisticProbe(fromRows({{0, 1, 1}, {1e300, 1e300, 0}}), of({1e300, -1e300, 0}), 0.5),
                       "points: the logit of row 2 exceeds 1.8e308.", InvalidArgument);
  CHECK_THROWS_AS(logisticDescent(points, of({1, 1, 1}), -1, 5), InvalidArgument);
  CHECK_THROWS_AS(logisticDescent(points, of({1, 1, 1}), 1, 5001), InvalidArgument);
  CHECK_THROWS_AS(logisticLosses(of({1}), 2, "float32"), InvalidArgument);
  CHECK_THROWS_AS(gateRun(of({1, 1, 1}), 0, 5), ShapeMismatch);
  CHECK_THROWS_AS(gateRun(of({1, 1, 1, 1}), 0, 201), InvalidArgument);
  CHECK_THROWS_AS(claimsOf(kInfinity, 0, 10, 0), InvalidArgument);
  CHECK_THROWS_AS(claimsOf(1, 0, 0, 0), InvalidArgument);
}
