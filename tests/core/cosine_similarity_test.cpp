#include "cosine_similarity.h"

#include <doctest/doctest.h>

#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("cosine_similarity");
  return json;
}

Vector of(std::initializer_list<double> values) {
  Vector v(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), v.data());
  return v;
}

}  // namespace

TEST_CASE("cosineReport: PyTorch's function, its module's printed formula, and 60 digits") {
  for (const Json& c : fixture().at("pairs")) {
    CAPTURE(c.at("name").get<std::string>());
    const Vector a = vector(c.at("a")), b = vector(c.at("b"));
    const CosineReport r = cosineReport(a, b, 1, 1, number(c.at("eps")));
    // n products of quotients below 1, each with four roundings, and their sum.
    const double rounding = (2 * static_cast<double>(a.size()) + 8) * kEpsilon;
    CHECK(gap(r.function, number(c.at("function"))) <= rounding);
    CHECK(gap(r.function, number(c.at("module"))) <= rounding);  // the module calls the function
    CHECK(gap(r.normalized, number(c.at("normalized"))) <= rounding);
    // ‖x‖ ‖y‖ may exceed 1e300 here, and x·y with it: the printed formula is then inf/inf on both sides.
    CHECK(gap(r.moduleFormula, number(c.at("moduleFormula"))) <= rounding);
    CHECK(relativeGap(r.distance, number(c.at("distance"))) <= rounding);
    CHECK(r.defined == c.contains("exactCosine"));
    if (!r.defined) {
      CHECK(std::isnan(r.cosine));
      CHECK(std::isnan(r.angle));
      continue;
    }
    CHECK(gap(r.cosine, number(c.at("exactCosine"))) <= rounding);
    CHECK(std::abs(r.cosine) <= 1);
    if (r.normX > 1e-12) CHECK(maxGap(r.unitX, vector(c.at("unitX"))) <= 4 * kEpsilon);
  }
}

TEST_CASE("cosineReport: scale changes the product and nothing else, until eps is met") {
  const Vector a = of({2, 1}), b = of({1, 2});
  const double cosine = 0.8;  // 4 / (√5 √5)
  for (const double scale : {1e-9, 1e-3, 1.0, 1e3, 1e150}) {
    const CosineReport r = cosineReport(a, b, scale, 1, 1e-8);
    CHECK(gap(r.cosine, cosine) < 4 * kEpsilon);
    CHECK(relativeGap(r.dot, 4 * scale) < 4 * kEpsilon);
  }
  // ‖x‖ = 1e-9 is taken as 1e-8 on both sides: a tenth squared.
  const Vector tiny = of({0.6, 0.8});
  CHECK(relativeGap(cosineReport(tiny, tiny, 1e-9, 1e-9, 1e-8).function, 0.01) < 16 * kEpsilon);
  CHECK(relativeGap(cosineReport(tiny, tiny, 1e-9, 1e-9, 1e-8).moduleFormula, 1e-10) < 16 * kEpsilon);
  CHECK(gap(cosineReport(tiny, tiny, 1e-9, 1e-9, 1e-8).cosine, 1) < 4 * kEpsilon);
  CHECK(gap(cosineReport(tiny, tiny, 1e-9, 1e-9, 0).function, 1) < 4 * kEpsilon);
  CHECK(gap(cosineReport(a, b, -1, 1, 1e-8).cosine, -cosine) < 4 * kEpsilon);
}

TEST_CASE("cosineReport: edges") {
  // 0/0 by the formula, 0 by PyTorch, NaN again when eps = 0.
  const CosineReport zero = cosineReport(of({0, 0}), of({1, 2}), 1, 1, 1e-8);
  CHECK(!zero.defined);
  CHECK(zero.function == 0);
  CHECK(std::isnan(cosineReport(of({0, 0}), of({1, 2}), 1, 1, 0).function));
  CHECK(std::isnan(zero.unitX(0)));
  const CosineReport past = cosineReport(of({0.8, 1.5}), of({1.6, 3}), 1, 1, 1e-8);
  CHECK(past.raw > 1);
  CHECK(past.cosine == 1);
  CHECK(past.angle == 0);
  const CosineReport against = cosineReport(of({0.8, 1.5}), of({-1.6, -3}), 1, 1, 1e-8);
  CHECK(against.cosine == -1);
  CHECK(against.angle == 180);
  for (const double scale : {1e200, 1e-200}) {
    CHECK(gap(cosineReport(of({3, 4}), of({1, 0}), scale, scale, 1e-8).cosine, 0.6) < 4 * kEpsilon);
  }
  CHECK(gap(cosineReport(of({3, 4}), of({1, 0}), 1e200, 1e200, 1e-8).function, 0.6) < 4 * kEpsilon);
  CHECK(!cosineReport(Vector(0), Vector(0), 1, 1, 1e-8).defined);
  CHECK_THROWS_AS(cosineReport(of({1}), of({1, 2}), 1, 1, 1e-8), ShapeMismatch);
  CHECK_THROWS_AS(cosineReport(of({1}), of({1}), 1, 1, -1), InvalidArgument);
  CHECK_THROWS_AS(cosineReport(of({1e300}), of({1}), 1e10, 1, 1e-8), InvalidArgument);
}

TEST_CASE("rankRows and similarityReport: torch.topk under three measures") {
  for (const Json& c : fixture().at("rankings")) {
    const Matrix x = matrix(c.at("x"));
    const Ranking r = rankRows(x, c.at("query").get<int>(), c.at("k").get<int>());
    const auto rows = [](const Vector& v) { return std::vector<double>(v.begin(), v.end()); };
    CHECK(rows(r.byCosine) == c.at("byCosine").get<std::vector<double>>());
    CHECK(rows(r.byDot) == c.at("byDot").get<std::vector<double>>());
    CHECK(rows(r.byDistance) == c.at("byDistance").get<std::vector<double>>());
    const double rounding = 64 * kEpsilon;
    CHECK(maxGap(r.cosines, vector(c.at("cosines"))) < rounding);
    CHECK(maxGap(r.dots, vector(c.at("dots"))) < rounding * 40);
    CHECK(maxGap(r.distances, vector(c.at("distances"))) < rounding * 10);
    const SimilarityReport s = similarityReport(x);
    CHECK(maxGap(s.cosines, matrix(c.at("allCosines"))) < rounding);
    CHECK(maxGap(s.dots, matrix(c.at("allDots"))) < rounding * 40);
    CHECK(maxGap(s.distances, matrix(c.at("allDistances"))) < rounding * 10);
    CHECK(maxGap(s.units, matrix(c.at("units"))) < 4 * kEpsilon);
    CHECK(maxGap(normalizeRows(x, 1e-12), matrix(c.at("units"))) < 4 * kEpsilon);
    CHECK(s.zeroRow == -1);
  }
}

TEST_CASE("rankRows: ties keep the order of the rows, undefined comes last, k is cut") {
  const Matrix x = fromRows({{1, 0}, {0, 0}, {2, 0}, {3, 0}, {0, 1}});
  const Ranking r = rankRows(x, 0, 10);
  CHECK(r.byCosine == of({2, 3, 4, 1}));
  CHECK(std::isnan(r.cosines(3)));
  CHECK(r.byDot == of({3, 2, 1, 4}));
  CHECK(r.byDistance == of({1, 2, 4, 3}));
  const SimilarityReport s = similarityReport(x);
  CHECK(s.zeroRow == 1);
  CHECK(std::isnan(s.cosines(1, 1)));
  CHECK(std::isnan(s.units(1, 0)));
  CHECK(normalizeRows(x, 1e-12)(1, 0) == 0);
  CHECK(rankRows(fromRows({{1, 2}}), 0, 3).byCosine.size() == 0);
  CHECK_THROWS_AS(rankRows(x, 5, 1), InvalidArgument);
  CHECK_THROWS_AS(rankRows(x, 0, -1), InvalidArgument);
  CHECK_THROWS_AS(similarityReport(Matrix(2, 0)), InvalidArgument);
}

TEST_CASE("attentionScores: scaled_dot_product_attention, and what cosine would choose") {
  for (const Json& c : fixture().at("attention")) {
    const Vector q = vector(c.at("q"));
    const Matrix keys = matrix(c.at("keys"));
    const AttentionScores scaled = attentionScores(q, keys, "scaled");
    const AttentionScores cosine = attentionScores(q, keys, "cosine");
    const double size = 1 + scaled.scores.cwiseAbs().maxCoeff();
    CHECK(maxGap(scaled.scores, vector(c.at("scaled"))) < 64 * kEpsilon * size);
    CHECK(maxGap(scaled.weights, vector(c.at("scaledWeights"))) < 128 * kEpsilon * size);
    CHECK(maxGap(cosine.scores, vector(c.at("cosine"))) < 64 * kEpsilon);
    CHECK(maxGap(cosine.weights, vector(c.at("cosineWeights"))) < 128 * kEpsilon);
    CHECK(gap(scaled.weights.sum(), 1) < 1e-14);
  }
  // A long key aside takes it from a short one in line.
  const Vector q = of({1.5, 0.5});
  const Matrix keys = fromRows({{0.6, 0.2}, {1, 3}, {-1, 1}});
  CHECK(attentionScores(q, keys, "cosine").winner == 0);
  CHECK(attentionScores(q, keys, "scaled").winner == 1);
  CHECK(attentionScores(of({0, 0}), keys, "cosine").weights(0) == 1.0 / 3);
  CHECK_THROWS_AS(attentionScores(of({1}), keys, "scaled"), ShapeMismatch);
  CHECK_THROWS_AS(attentionScores(q, Matrix(0, 2), "scaled"), InvalidArgument);
  CHECK_THROWS_AS(attentionScores(q, keys, "dot"), InvalidArgument);
  CHECK_THROWS_AS(attentionScores(of({1e200, 0}), 1e200 * keys, "scaled"), InvalidArgument);
}
