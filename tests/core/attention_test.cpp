#include "attention.h"

#include <doctest/doctest.h>

#include <cmath>

#include "attention_study.h"
#include "rounding.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("attention");
  return json;
}

double fact(const std::string& name) {
  for (const Json& c : fixture().at("facts")) {
    if (c.at("name") == name) return number(c.at("value"));
  }
  throw std::runtime_error("no such fact: " + name);
}

std::string errorText(const std::string& name) {
  for (const Json& c : fixture().at("errors")) {
    if (c.at("name") == name) return c.at("text");
  }
  throw std::runtime_error("no such error: " + name);
}

Attention plain(const Matrix& q, const Matrix& k, const Matrix& v, const Matrix& mask = Matrix(),
                const std::string& fill = "safe", const std::string& format = "float64") {
  return attentionForward(q, k, v, mask, false, true, fill, format);
}

}  // namespace

TEST_CASE("attentionForward and attentionBackward: as PyTorch and as fifty digits") {
  for (const Json& c : fixture().at("cases")) {
    CAPTURE(c.at("name"));
    const Matrix q = matrix(c.at("q")), k = matrix(c.at("k")), v = matrix(c.at("v")),
                 mask = matrix(c.at("mask"));
    const bool causal = c.at("causal"), scale = c.at("scale");
    const Attention got = attentionForward(q, k, v, mask, causal, scale, "safe", "float64");
    CHECK(maxGap(got.scores, matrix(c.at("scores"))) <= 1e-14 * (1 + largest(got.scores)));
    // A score's last digit is a relative error of that size times the score in its weight.
    const double allowed = 4 * kEpsilon * (8 + largest(got.scaled));
    CHECK(maxGap(got.weights, matrix(c.at("weights"))) <= allowed);
    CHECK(maxGap(got.output, matrix(c.at("output"))) <= allowed * (1 + largest(v)));
    CHECK(maxGap(got.output, matrix(c.at("exact"))) <= allowed * (1 + largest(v)));
    CHECK(maxGap(got.entropy, vector(c.at("entropy"))) <= 4 * allowed);
    CHECK(maxGap(got.trace, vector(c.at("trace"))) <= 4 * allowed);

    const AttentionGradient back = attentionBackward(q, k, v, mask, causal, scale, matrix(c.at("g")));
    const double slopes = 1e-13 * (1 + largest(back.weights)) * (1 + largest(q)) * (1 + largest(k));
    CHECK(maxGap(back.q, matrix(c.at("qGrad"))) <= slopes);
    CHECK(maxGap(back.k, matrix(c.at("kGrad"))) <= slopes);
    CHECK(maxGap(back.v, matrix(c.at("vGrad"))) <= slopes);
    CHECK(maxGap(back.weights, matrix(c.at("weightsGrad"))) <= slopes);
    CHECK(maxGap(back.scores, matrix(c.at("scoresGrad"))) <= slopes);
    CHECK(largest(Vector(back.scores.rowwise().sum())) <= slopes);
  }
}

TEST_CASE("a query that may see nothing: zeros, 0/0, or what it must not see") {
  for (const Json& c : fixture().at("fills")) {
    const std::string fill = c.at("fill"), format = c.at("format");
    CAPTURE(fill);
    CAPTURE(format);
    const Attention got =
        plain(matrix(c.at("q")), matrix(c.at("k")), matrix(c.at("v")), matrix(c.at("mask")), fill, format);
    // A few units of the format: PyTorch rounds once more on the way, or once less.
    const double allowed = 4 * formatEpsilon(parseFormat(format));
    CHECK(got.emptyRows == 1);
    CHECK(maxGap(got.output, matrix(c.at("output"))) <= 2 * allowed);
    if (c.contains("weights")) CHECK(maxGap(got.weights, matrix(c.at("weights"))) <= allowed);
    if (c.contains("masked")) CHECK(maxGap(got.masked, matrix(c.at("masked"))) <= allowed * 1e9);
    const double first = got.output(1, 0);
    if (fill == "safe") CHECK(first == 0);
    if (fill == "inf") CHECK(std::isnan(first));
    if (fill == "finite") CHECK(std::isnan(first) == (format == "float16"));
  }
  CHECK(std::isinf(fact("-1e9 in float16")));
  CHECK(roundTo(Format::float16, -1e9) == fact("-1e9 in float16"));
  CHECK(roundTo(Format::float16, -65504) == fact("least of float16"));
  // In float32 the scores are gone beside 1e9: such a query looks everywhere alike.
  const Matrix one = fromRows({{1}}), keys = fromRows({{1}, {2}, {3}});
  const Attention alike = plain(one, keys, keys, Matrix::Zero(1, 3), "finite", "float32");
  CHECK(fact("-1e9 in float32") == 0);
  CHECK(alike.weights(0, 0) == alike.weights(0, 2));
  CHECK(plain(one, keys, keys, Matrix::Zero(1, 3), "finite", "float64").weights(0, 2) > 0.6);
}

TEST_CASE("what is masked is never read: a NaN in V under a mask does no harm here, and does in PyTorch") {
  Matrix v = fromRows({{1, 2}, {3, 4}, {std::nan(""), std::nan("")}});
  const Matrix q = Matrix::Zero(2, 2), k = Matrix::Zero(3, 2);
  const Matrix mask = fromRows({{1, 1, 0}, {1, 1, 0}});
  CHECK(plain(q, k, v, mask).output(0, 0) == 2);
  CHECK(std::isnan(fact("NaN under a mask")));
  CHECK_THROWS_AS(plain(q, k, v), InvalidArgument);
}

TEST_CASE("the output lies in the hull of the values, and rows of weights add up to 1") {
  Random random(5);
  for (int trial = 0; trial < 20; ++trial) {
    const Matrix q = randomMatrix(random, 4, 3), k = randomMatrix(random, 6, 3),
                 v = randomMatrix(random, 6, 2);
    const Attention got = plain(q, k, v);
    const Matrix hull = convexHull(v);
    for (Index i = 0; i < 4; ++i) {
      CHECK(std::abs(got.weights.row(i).sum() - 1) < 1e-14);
      for (Index a = 0; a < hull.rows(); ++a) {
        const Index b = (a + 1) % hull.rows();
        const double side = (hull(b, 0) - hull(a, 0)) * (got.output(i, 1) - hull(a, 1)) -
                            (hull(b, 1) - hull(a, 1)) * (got.output(i, 0) - hull(a, 0));
        CHECK(side > -1e-12);
      }
    }
  }
}

TEST_CASE("convexHull: corners only, counter-clockwise, and the few points that make no polygon") {
  const Matrix square = fromRows({{0, 0}, {1, 1}, {0.5, 0.5}, {1, 0}, {0, 1}, {0.5, 0}});
  CHECK(sameNumbers(convexHull(square), fromRows({{0, 0}, {1, 0}, {1, 1}, {0, 1}})));
  CHECK(sameNumbers(convexHull(fromRows({{2, 3}})), fromRows({{2, 3}})));
  CHECK(convexHull(fromRows({{2, 3}, {1, 1}})).rows() == 2);
  CHECK(convexHull(fromRows({{0, 0}, {1, 1}, {2, 2}})).rows() == 2);
  CHECK(convexHull(Matrix(0, 2)).rows() == 0);
}

TEST_CASE("what does not fit is refused in PyTorch's words") {
  const Matrix q = Matrix::Ones(4, 2), k = Matrix::Ones(5, 3), v = Matrix::Ones(5, 2),
               q3 = Matrix::Ones(4, 3);
  CHECK_THROWS_WITH_AS(plain(q, k, v), errorText("q and k").c_str(), ShapeMismatch);
  CHECK_THROWS_WITH_AS(plain(q3, k, Matrix::Ones(4, 2)), errorText("weights and v").c_str(), ShapeMismatch);
  CHECK_THROWS_WITH_AS(plain(q3, k, v, Matrix::Ones(4, 4)), doctest::Contains(errorText("mask").c_str()),
                       ShapeMismatch);
  CHECK_THROWS_AS(plain(q3, k, v, Matrix::Ones(3, 5)), ShapeMismatch);
  CHECK_THROWS_AS(plain(Matrix(4, 0), Matrix(5, 0), v), InvalidArgument);
  CHECK_THROWS_AS(plain(Matrix(0, 3), k, v), InvalidArgument);
  CHECK_THROWS_AS(plain(q3, k, v, Matrix(), "zero"), InvalidArgument);
  CHECK_THROWS_AS(plain(q3, k, v, Matrix(), "safe", "float8"), InvalidArgument);
  CHECK_THROWS_AS(plain(Matrix::Constant(4, 3, std::nan("")), k, v), InvalidArgument);
  CHECK_THROWS_AS(attentionBackward(q3, k, v, Matrix(), false, true, Matrix::Ones(4, 3)), ShapeMismatch);
  CHECK_THROWS_WITH_AS(
      multiHeadAttention(Matrix::Ones(2, 8), Matrix::Ones(24, 8), Matrix::Ones(8, 8), 3, false),
      doctest::Contains(errorText("heads").c_str()), InvalidArgument);
  CHECK_THROWS_AS(multiHeadAttention(Matrix::Ones(2, 8), Matrix::Ones(8, 8), Matrix::Ones(8, 8), 2, false),
                  ShapeMismatch);
}

TEST_CASE("wordStudy: nn.MultiheadAttention after the same seed, words by their hash") {
  for (const Json& c : fixture().at("heads")) {
    const std::string text = c.at("text");
    CAPTURE(text);
    const WordStudy got = wordStudy(text, c.at("heads"), number(c.at("gain")), c.at("positions"),
                                    c.at("causal"), c.at("turn"), number(c.at("seed")));
    CHECK(maxGap(got.x, matrix(c.at("x"))) <= 1e-13);
    CHECK(maxGap(got.weights, matrix(c.at("weights"))) <= 1e-12);
    CHECK(maxGap(got.output, matrix(c.at("output"))) <= 1e-12);
    CHECK(maxGap(got.moved, matrix(c.at("moved"))) <= 1e-12);
    // Without positions and without a mask the order of the words means nothing.
    if (!c.at("positions") && !c.at("causal")) CHECK(got.gap < 1e-13);
    if (c.at("turn") != 0 && (c.at("positions") || c.at("causal"))) CHECK(got.gap > 0.01);
  }
  // Equal words are equal rows, and so are what comes out of them.
  const WordStudy the = wordStudy("the cat sat on the mat", 2, 3, false, false, 0, 0);
  CHECK(maxGap(the.output.row(0), the.output.row(4)) == 0);
  CHECK_THROWS_AS(wordStudy("  ", 2, 3, false, false, 0, 0), InvalidArgument);
  CHECK_THROWS_AS(wordStudy("1 2 3 4 5 6 7 8 9", 2, 3, false, false, 0, 0), InvalidArgument);
  CHECK_THROWS_AS(wordStudy("a b", 3, 3, false, false, 0, 0), InvalidArgument);
}

TEST_CASE("scalingStudy: without √d_k the largest weight goes to 1 and the slope to 0") {
  for (const Json& c : fixture().at("scaling")) {
    if (!c.contains("d")) continue;
    const int d = c.at("d");
    CAPTURE(d);
    const Vector wanted = vector(c.at("means")), error = vector(c.at("errors"));
    const ScalingStudy got = scalingStudy(d, 10, 4000, 0);
    const double share = number(c.at("trials")) / 4000;
    for (Index i = 0; i < 7; ++i) {
      CAPTURE(i);
      // Five standard errors of two independent means.
      CHECK(std::abs(got.means(i) - wanted(i)) <= 5 * error(i) * std::sqrt(1 + share));
    }
    CHECK(got.means(0) == doctest::Approx(d).epsilon(0.1));
    const Matrix curve = scalingCurve(10, 200, 0);
    for (Index k = 0; k < curve.rows(); ++k) {
      if (curve(k, 0) != d) continue;
      for (Index i = 0; i < 6; ++i) {
        CHECK(std::abs(curve(k, i + 1) - wanted(i + 1)) <=
              5 * error(i + 1) * std::sqrt(1 + number(c.at("trials")) / 200));
      }
    }
  }
  // The numbers of the text, as large samples have them.
  const Vector at64 = scalingStudy(64, 10, 20000, 1).means, at1024 = scalingStudy(1024, 10, 20000, 1).means;
  CHECK(at64(1) == doctest::Approx(0.863).epsilon(0.01));
  CHECK(at64(2) == doctest::Approx(0.350).epsilon(0.03));
  CHECK(at64(3) == doctest::Approx(0.193).epsilon(0.03));
  CHECK(at64(4) == doctest::Approx(0.320).epsilon(0.01));
  CHECK(at64(5) == doctest::Approx(1.925).epsilon(0.005));
  CHECK(at64(6) == doctest::Approx(0.805).epsilon(0.005));
  CHECK(at1024(1) == doctest::Approx(0.966).epsilon(0.01));
  CHECK(at1024(2) == doctest::Approx(0.082).epsilon(0.1));
  CHECK(at1024(3) == doctest::Approx(0.048).epsilon(0.1));
  CHECK_THROWS_AS(scalingStudy(0, 10, 10, 0), InvalidArgument);
  CHECK_THROWS_AS(scalingStudy(4, 1, 10, 0), InvalidArgument);
  CHECK_THROWS_AS(scalingStudy(4, 10, 0, 0), InvalidArgument);
  CHECK_THROWS_AS(scalingStudy(4, 10, 10, -1), InvalidArgument);
}

TEST_CASE("scalingStudy: one query and its keys are those of torch.randn") {
  for (const Json& c : fixture().at("scaling")) {
    if (!c.contains("seed")) continue;
    const ScalingStudy got = scalingStudy(64, 10, 10, number(c.at("seed")));
    CHECK(maxGap(got.scores, vector(c.at("scores"))) <= 1e-12);
    CHECK(maxGap(got.plain, vector(c.at("plain"))) <= 1e-12);
    CHECK(maxGap(got.scaled, vector(c.at("scaled"))) <= 1e-12);
  }
}
