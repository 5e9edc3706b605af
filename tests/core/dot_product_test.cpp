#include "dot_product.h"

#include <doctest/doctest.h>

#include <numbers>
#include <numeric>

#include "dot_rounding.h"
#include "norm.h"
#include "random_cosines.h"
#include "support.h"
#include "view3d.h"

using namespace nabla;
using namespace nabla::test;

namespace {

constexpr double kDegrees = 180 / std::numbers::pi;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

const Json& fixture() {
  static const Json json = loadFixture("dot_product");
  return json;
}

Vector of(std::initializer_list<double> values) {
  Vector v(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), v.data());
  return v;
}

// How far an arc cosine may move, in degrees, when its argument moves by delta.
double acosReach(double cosine, double delta) {
  const auto angle = [](double x) { return std::acos(std::clamp(x, -1.0, 1.0)) * kDegrees; };
  return angle(cosine - delta) - angle(cosine + delta) + 64 * kEpsilon;
}

}  // namespace

TEST_CASE("dot: PyTorch and 60 digits") {
  for (const Json& c : fixture().at("geometry")) {
    CAPTURE(c.at("name").get<std::string>());
    const Vector a = vector(c.at("a")), b = vector(c.at("b"));
    const DotGeometry g = dotGeometry(a, b, "clamped");
    const double n = static_cast<double>(a.size());
    const Vector products = vector(c.at("products"));
    CHECK(maxGap(g.products, products) == 0);
    // γ_n Σ|a_i b_i| bounds a sum of n products in any order (Higham 2002, 3.1); PyTorch's order is another.
    const double bound = 2 * (n + 1) * kEpsilon * products.cwiseAbs().sum();
    if (std::isfinite(bound)) {
      CHECK(gap(g.value, number(c.at("dot"))) <= bound);
      CHECK(gap(g.value, number(c.at("exactDot"))) <= bound);
      CHECK(g.firstBad == -1);
    }
    // n squares, a root and at most one scaling: (n/2 + 2) ε.
    CHECK(relativeGap(g.normA, number(c.at("exactNormA"))) <= (n / 2 + 2) * kEpsilon);
    CHECK(relativeGap(g.normB, number(c.at("exactNormB"))) <= (n / 2 + 2) * kEpsilon);
    CHECK(g.angleDefined == c.contains("exactCosine"));
    if (!g.angleDefined) {
      CHECK(std::isnan(g.cosine));
      CHECK(std::isnan(g.angle));
      continue;
    }
    const double rounding = (2 * n + 6) * kEpsilon;
    const double cosine = number(c.at("exactCosine"));
    CHECK(gap(g.cosine, cosine) <= rounding);
    CHECK(gap(g.angle, number(c.at("exactAngle"))) <= acosReach(cosine, rounding));
    // Halves of two roundings each in u and v, and atan2.
    CHECK(gap(dotGeometry(a, b, "atan2").angle, number(c.at("exactAngle"))) <=
          kDegrees * (n + 8) * kEpsilon + 4 * kEpsilon * 180);
    if (const double theirs = number(c.at("clamped")); std::isfinite(theirs)) {
      CHECK(gap(g.angle, theirs) <= acosReach(cosine, rounding));
    }
  }
}

TEST_CASE("dotGeometry: the shadow, what it leaves, and the plane of both") {
  for (const Json& c : fixture().at("geometry")) {
    if (!c.contains("exactShadow")) continue;
    CAPTURE(c.at("name").get<std::string>());
    const Vector a = vector(c.at("a")), b = vector(c.at("b"));
    const DotGeometry g = dotGeometry(a, b, "clamped");
    const double n = static_cast<double>(a.size());
    const double rounding = (3 * n + 8) * kEpsilon;
    // The least positive float64 is as near as a subnormal shadow can be had.
    CHECK(gap(g.scalarProjection, number(c.at("exactShadow"))) <= rounding * g.normA + 5e-324);
    CHECK(maxGap(g.projection, vector(c.at("exactProjection"))) <= rounding * g.normA + 5e-324);
    CHECK(gap(g.rejectionNorm, number(c.at("exactRejection"))) <= rounding * g.normA + 5e-324);
    if (g.normA > 0 && a.size() > 1) {
      CHECK(maxGap(Matrix(g.basis * g.basis.transpose()), Matrix(Matrix::Identity(2, 2))) <= 32 * kEpsilon);
      const Vector back = pointInPlane(g.basis, g.scalarProjection, g.rejectionNorm);
      CHECK(maxGap(back, a) <= rounding * g.normA + 5e-324);
    }
  }
}

TEST_CASE("dotGeometry: acos of a cosine that rounding carried past 1") {
  const Vector a = of({0.8, 1.5}), b = of({1.6, 3});
  CHECK(dotGeometry(a, b, "raw").cosine == 1 + kEpsilon);  // as PyTorch's, in the fixture
  CHECK(std::isnan(dotGeometry(a, b, "raw").angle));
  CHECK(dotGeometry(a, b, "clamped").angle == 0);
  CHECK(dotGeometry(a, b, "atan2").angle == 0);
  CHECK(std::isnan(number(fixture().at("geometry").at(5).at("raw"))));
  // An arc cosine cannot see 1e-9 rad; atan2 can.
  const Vector c = of({1, 1e-9}), d = of({1, 0});
  CHECK(dotGeometry(c, d, "clamped").angle == 0);
  CHECK(relativeGap(dotGeometry(c, d, "atan2").angle, 1e-9 * kDegrees) < 1e-6);
}

TEST_CASE("dotGeometry: edges") {
  const DotGeometry none = dotGeometry(Vector(0), Vector(0), "clamped");
  CHECK(none.value == 0);
  CHECK(none.normA == 0);
  CHECK(!none.angleDefined);
  CHECK(dot(Vector(0), Vector(0)) == 0);

  const DotGeometry huge = dotGeometry(of({3e200, 4e200}), of({1e200, 0}), "clamped");
  CHECK(huge.value == kInfinity);
  CHECK(huge.firstBad == 0);
  CHECK(relativeGap(huge.normA, 5e200) < 4 * kEpsilon);
  CHECK(gap(huge.cosine, 0.6) < 4 * kEpsilon);
  CHECK(relativeGap(huge.scalarProjection, 3e200) < 4 * kEpsilon);
  const DotGeometry tiny = dotGeometry(of({3e-200, 4e-200}), of({1e-200, 0}), "clamped");
  CHECK(tiny.value == 0);  // 3e-400 is below every float64
  CHECK(relativeGap(tiny.normA, 5e-200) < 4 * kEpsilon);
  CHECK(gap(tiny.cosine, 0.6) < 4 * kEpsilon);
  // inf − inf: the second term is where the sum stops being a number.
  CHECK(std::isnan(dot(of({1e200, 1e200}), of({1e200, -1e200}))));

  const DotGeometry line = dotGeometry(of({-2}), of({3}), "clamped");
  CHECK(line.angle == 180);
  CHECK(line.basis.row(1).isZero());
  const DotGeometry wide = dotGeometry(Vector::Constant(64, 1e300), Vector::Constant(64, 1e300), "atan2");
  CHECK(relativeGap(wide.normA, 8e300) < 16 * kEpsilon);
  CHECK(wide.angle == 0);

  CHECK_THROWS_WITH_AS(dot(Vector::Zero(3), Vector::Zero(2)),
                       "dot: a has 3 entries and b has 2; each needs a partner", ShapeMismatch);
  CHECK_THROWS_AS(dotGeometry(of({1}), of({1, 2}), "clamped"), ShapeMismatch);
  CHECK_THROWS_AS(dotGeometry(of({1}), of({2}), "cosine"), InvalidArgument);
  CHECK_THROWS_AS(dotGeometry(of({0}), of({0}), "cosine"), InvalidArgument);
  CHECK_THROWS_AS(dotGeometry(of({kInfinity}), of({2}), "raw"), InvalidArgument);
  CHECK_THROWS_AS(pointInPlane(Matrix::Zero(3, 2), 0, 0), ShapeMismatch);
}

TEST_CASE("norm2: any scale, no entry, and what is not a number") {
  CHECK(norm2(Vector(0)) == 0);
  CHECK(norm2(of({-7})) == 7);
  CHECK(norm2(of({5e-324})) == 5e-324);
  CHECK(norm2(of({1.7e308})) == 1.7e308);
  CHECK(relativeGap(norm2(of({3e-170, 4e-170})), 5e-170) < 2 * kEpsilon);
  CHECK(norm2(of({1.7e308, 1.7e308})) == kInfinity);  // the length itself is beyond float64
  CHECK(norm2(of({kInfinity, 1})) == kInfinity);
  CHECK(std::isnan(norm2(of({kInfinity, std::nan("")}))));
}

TEST_CASE("neuronSum: linear layer of PyTorch, distance to the boundary") {
  for (const Json& c : fixture().at("neuron")) {
    const Vector x = vector(c.at("x")), w = vector(c.at("w"));
    const double bias = number(c.at("bias"));
    const NeuronSum n = neuronSum(x, w, bias);
    const double rounding = 32 * kEpsilon * (1 + x.norm()) * (1 + w.norm());
    CHECK(gap(n.activation, number(c.at("activation"))) < rounding);
    CHECK(gap(n.distance, number(c.at("distance"))) < rounding / w.norm());
    CHECK(maxGap(n.origin, vector(c.at("origin"))) < rounding / w.norm());
    CHECK(maxGap(n.foot, vector(c.at("foot"))) < rounding / w.norm());
    // Both points lie on w·p + bias = 0, a step of levelGap along the normal on w·p + bias = 1.
    CHECK(gap(neuronSum(n.foot, w, bias).activation, 0) < rounding);
    CHECK(gap(neuronSum(n.origin + n.levelGap * n.normal, w, bias).activation, 1) < rounding);
  }
  const NeuronSum deaf = neuronSum(of({1, 2}), of({0, 0}), 0.5);
  CHECK(deaf.activation == 0.5);
  CHECK(!deaf.boundaryDefined);
  CHECK(std::isnan(deaf.distance));
  CHECK_THROWS_AS(neuronSum(of({1}), of({1, 2}), 0), ShapeMismatch);
  CHECK_THROWS_AS(neuronSum(of({1}), of({1}), kInfinity), InvalidArgument);
}

TEST_CASE("dotRounded: every operation as PyTorch rounds it") {
  for (const Json& c : fixture().at("rounded")) {
    const auto format = c.at("format").get<std::string>();
    CAPTURE(c.at("name").get<std::string>());
    CAPTURE(format);
    const RoundedDot r = dotRounded(vector(c.at("a")), vector(c.at("b")), format);
    CHECK(sameNumbers(r.products, vector(c.at("products"))));
    CHECK(sameNumbers(r.running, vector(c.at("running"))));
    CHECK(sameNumber(r.pairwise, number(c.at("pairwise"))));
    CHECK(sameNumber(r.kahan, number(c.at("kahan"))));
    CHECK(sameNumber(r.reversed, number(c.at("reversed"))));
    CHECK(relativeGap(r.exact, number(c.at("exact"))) <= kEpsilon);
    CHECK(sameNumber(r.naive, r.running(r.running.size() - 1)));
    // What the additions dropped is what the sum lacks: exactly, as the pieces are float64 without rounding.
    if (r.firstInfinite < 0) {
      const double whole = static_cast<double>(
          std::accumulate(r.products.begin(), r.products.end(), static_cast<long double>(0)));
      CHECK(gap(r.naive + r.lost.sum(), whole) <= 32 * kEpsilon * r.products.cwiseAbs().sum());
    }
  }
}

TEST_CASE("dotRounded: 1 beside 1e8 disappears in float32, whatever the order; float64 keeps it") {
  const Vector a = of({1e8, 1, -1e8}), ones = Vector::Ones(3);
  const RoundedDot narrow = dotRounded(a, ones, "float32");
  CHECK(narrow.naive == 0);
  CHECK(narrow.pairwise == 0);
  CHECK(narrow.kahan == 0);
  CHECK(narrow.exact == 1);
  CHECK(narrow.firstLost == 1);
  CHECK(narrow.lost(1) == 1);
  CHECK(dotRounded(a, ones, "float64").naive == 1);
  CHECK(dotRounded(a, ones, "float64").firstLost == -1);
  CHECK(dotRounded(of({1e8, -1e8, 1}), ones, "float32").naive == 1);
  CHECK(dotRounded(of({300, 1}), of({300, 1}), "float16").firstInfinite == 0);
  CHECK(dotRounded(Vector(0), Vector(0), "float32").naive == 0);
  CHECK_THROWS_AS(dotRounded(a, of({1}), "float32"), ShapeMismatch);
  CHECK_THROWS_AS(dotRounded(a, ones, "float8"), InvalidArgument);
}

TEST_CASE("randomCosines: torch.manual_seed gives the same pairs") {
  for (const Json& c : fixture().at("random")) {
    const RandomCosines r = randomCosines(c.at("pairs").get<int>(), c.at("dims").get<int>(),
                                          c.at("bins").get<int>(), number(c.at("seed")));
    CHECK(maxGap(r.counts, matrix(c.at("counts"))) == 0);
    CHECK(maxGap(r.deviation, vector(c.at("deviation"))) < 1e-13);
    CHECK(maxGap(r.largest, vector(c.at("largest"))) < 1e-13);
    CHECK(maxGap(r.nearlyRight, vector(c.at("nearlyRight"))) < 1e-11);
  }
}

TEST_CASE("randomCosines: the width is 1/√d") {
  const RandomCosines r = randomCosines(1000, 1000, 81, 0);
  for (const int d : {2, 3, 10, 100, 1000}) {
    CAPTURE(d);
    CHECK(r.expectedDeviation(d - 2) == 1 / std::sqrt(d));
    // Of 1000 samples: one part in √2000 for each standard error; four of them.
    CHECK(relativeGap(r.deviation(d - 2), 1 / std::sqrt(d)) < 4 / std::sqrt(2000.0));
    CHECK(r.counts.row(d - 2).sum() == 1000);
  }
  CHECK_THROWS_AS(randomCosines(3, 3, 5, 0), InvalidArgument);  // no multiple of 16 numbers
  CHECK_THROWS_AS(randomCosines(8, 1, 5, 0), InvalidArgument);
  CHECK_THROWS_AS(randomCosines(4000, 1001, 5, 0), InvalidArgument);
  CHECK_THROWS_AS(randomCosines(8, 2, 5, -1), InvalidArgument);
}

TEST_CASE("expectedCosines: the incomplete beta function") {
  for (const Json& c : fixture().at("expected")) {
    const int dim = c.at("dim").get<int>(), bins = c.at("bins").get<int>();
    CAPTURE(dim);
    const Vector expected = expectedCosines(dim, bins, 1);
    // Simpson on 32 intervals a bin; far less than one pair in a thousand. In 9 bins a bin is seven
    // deviations of the narrowest density.
    CHECK(maxGap(expected, vector(c.at("shares"))) < (dim == 1000 && bins == 9 ? 1e-6 : 1e-8));
    CHECK(gap(expected.sum(), 1) < (dim == 1000 && bins == 9 ? 1e-6 : 1e-8));
  }
  CHECK_THROWS_AS(expectedCosines(1, 9, 1), InvalidArgument);
}

TEST_CASE("viewBasis: orthonormal, the eye where it was put, z upright") {
  for (const double azimuth : {-170.0, -35.0, 0.0, 20.0, 90.0}) {
    for (const double elevation : {-90.0, 0.0, 25.0, 90.0}) {
      const Matrix v = viewBasis(azimuth, elevation);
      CHECK(maxGap(Matrix(v * v.transpose()), Matrix(Matrix::Identity(3, 3))) < 8 * kEpsilon);
      CHECK(gap(v(0, 2), 0) == 0);  // right is level
      CHECK(v(1, 2) >= -kEpsilon);  // up is up
      CHECK(gap(v(2, 2), std::sin(elevation / kDegrees)) < 2 * kEpsilon);
    }
  }
  CHECK(gap(viewBasis(0, 0)(2, 0), 1) == 0);
  CHECK_THROWS_AS(viewBasis(kInfinity, 0), InvalidArgument);
}
