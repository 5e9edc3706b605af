#include "svd_freedom.h"

#include <doctest/doctest.h>

#include <numbers>

#include "orthogonal.h"
#include "support.h"
#include "svd.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("svd_freedom");
  return json;
}

}  // namespace

TEST_CASE("flipSigns: both sides keep the product, one side misses by 2 sigma") {
  const Matrix a = fromRows({{1.2, 0}, {1.6, 2}});
  // σ = 6/√5, 2/√5 in closed form: σ₁² + σ₂² = ‖A‖_F² = 8, σ₁σ₂ = det A = 2.4.
  const double sigma[] = {6 / std::sqrt(5.0), 2 / std::sqrt(5.0)};
  const double rounding = 20 * kEpsilon * a.norm();
  for (int i = 0; i < 2; ++i) {
    CAPTURE(i);
    CHECK(flipSigns(a, i, "none").error < rounding);
    CHECK(flipSigns(a, i, "both").error < rounding);
    CHECK(gap(flipSigns(a, i, "u").error, 2 * sigma[i]) < rounding);
  }
  const SignFlip none = flipSigns(a, 0, "none");
  const SignFlip both = flipSigns(a, 0, "both");
  CHECK(maxGap(Matrix(both.u.col(0)), Matrix(-none.u.col(0))) == 0);
  CHECK(maxGap(Matrix(both.v.col(0)), Matrix(-none.v.col(0))) == 0);
  CHECK(maxGap(Matrix(both.u.col(1)), Matrix(none.u.col(1))) == 0);
  CHECK(maxGap(both.product, a) < rounding);
  CHECK(maxGap(flipSigns(a, 0, "u").v, none.v) == 0);
}

TEST_CASE("flipSigns: any shape, and what is refused") {
  Random random(31);
  for (const auto& [m, n] : {std::pair<Index, Index>{1, 1}, {5, 3}, {3, 5}}) {
    const Matrix a = randomMatrix(random, m, n);
    const int last = static_cast<int>(std::min(m, n)) - 1;
    CHECK(flipSigns(a, last, "both").error < 100 * kEpsilon * a.norm());
    CHECK(gap(flipSigns(a, last, "u").error, 2 * svd(a).s(last)) < 100 * kEpsilon * a.norm());
    CHECK_THROWS_AS(flipSigns(a, last + 1, "both"), InvalidArgument);
    CHECK_THROWS_AS(flipSigns(a, -1, "both"), InvalidArgument);
    CHECK_THROWS_AS(flipSigns(a, 0, "v"), InvalidArgument);
  }
  CHECK_THROWS_AS(flipSigns(Matrix(0, 0), 0, "none"), ShapeMismatch);
}

TEST_CASE("svdNudge agrees with PyTorch") {
  for (const Json& c : fixture().at("nudge")) {
    CAPTURE(c.at("name").get<std::string>());
    const Matrix a = matrix(c.at("a"));
    const double size = number(c.at("size"));
    const SvdNudge r = svdNudge(a, size);
    // The gaps between σ are near 1 here, so that the vectors are as good as the values.
    const double tolerance = 100 * kEpsilon * a.norm();
    CHECK(maxGap(r.s, vector(c.at("s"))) < tolerance);
    CHECK(gap(r.leftTurn, number(c.at("leftTurn"))) < tolerance);
    CHECK(gap(r.rightTurn, number(c.at("rightTurn"))) < tolerance);
    CHECK(gap(r.sigmaChange, number(c.at("sigmaChange"))) < tolerance);
    CHECK(r.sigmaChange <= std::abs(size) + tolerance);
    CHECK(gap(r.productChange, std::abs(size)) < tolerance);
    CHECK(maxGap(Matrix(r.u * r.s.asDiagonal() * r.v.transpose()), r.nudged) < tolerance);
    CHECK(gap(r.nudged(0, a.cols() - 1), a(0, a.cols() - 1) + size) == 0);
  }
}

TEST_CASE("svdNudge: equal sigma leave the vectors free, the product stands") {
  // 2I + δe₁e₂ᵀ: the singular vectors are those of the symmetric part of δe₁e₂ᵀ, at 45 degrees, however small
  // δ is.
  const SvdNudge r = svdNudge(2 * Matrix::Identity(2, 2), 1e-9);
  // The gap of 1e-9 between the σ is known to ε·2 only: a relative 4e-7.
  CHECK(gap(r.rightTurn, std::numbers::pi / 4) < 1e-5);
  CHECK(gap(r.leftTurn, std::numbers::pi / 4) < 1e-5);
  CHECK(gap(r.productChange, 1e-9) < 100 * kEpsilon * 2);
  CHECK(r.sigmaChange < 1e-9);
}

TEST_CASE("svdNudge: a size of zero changes nothing; what is refused") {
  const Matrix a = fromRows({{3, 1}, {1, 2}});
  const SvdNudge r = svdNudge(a, 0);
  CHECK(r.leftTurn < 10 * kEpsilon);
  CHECK(r.rightTurn < 10 * kEpsilon);
  CHECK(r.sigmaChange == 0);
  CHECK(r.productChange == 0);
  CHECK_THROWS_AS(svdNudge(a, std::numeric_limits<double>::infinity()), InvalidArgument);
  CHECK_THROWS_AS(svdNudge(Matrix(0, 2), 1), ShapeMismatch);
}

TEST_CASE("denoisingCurve agrees with PyTorch; without noise it is what Eckart and Young say") {
  for (const Json& c : fixture().at("denoising")) {
    CAPTURE(c.at("name").get<std::string>());
    const Matrix clean = matrix(c.at("clean"));
    const DenoisingCurve r = denoisingCurve(clean, matrix(c.at("noisy")));
    // Kept subspaces turn by ε σ₁ / gap and move the image by ε σ₁; the smallest gaps here are near 0.01.
    CHECK(maxGap(r.errors, vector(c.at("errors"))) < 1e-12);
    if (r.errors.minCoeff() > 1e-10) CHECK(r.best == c.at("best").get<int>());
    CHECK(r.errors(r.best) == r.errors.minCoeff());
  }
  CHECK_THROWS_AS(denoisingCurve(Matrix::Zero(2, 3), Matrix::Zero(3, 2)), ShapeMismatch);
}

TEST_CASE("the picture of the page: rank 10, and what each rank misses") {
  const Json& c = fixture().at("house").at(0);
  const Matrix picture = matrix(c.at("picture"));
  const SvdReport report = svdReport(picture, -1);
  CHECK(report.rank == 10);
  CHECK(report.rank == c.at("rank").get<int>());
  CHECK(maxGap(report.s, vector(c.at("s"))) < 100 * kEpsilon * report.s(0));
  CHECK(maxGap(denoisingCurve(picture, picture).errors, vector(c.at("missed"))) <
        100 * kEpsilon * report.s(0));
}

TEST_CASE("columnOverlaps: largest cosine with an earlier column") {
  const double half = std::sqrt(0.5);
  const Matrix q = fromRows({{1, half, 0}, {0, -half, 0}, {0, 0, 1}});
  const Vector r = columnOverlaps(q);
  CHECK(r(0) == 0);
  CHECK(gap(r(1), half) < kEpsilon);
  CHECK(r(2) == 0);
  CHECK_THROWS_AS(columnOverlaps(Matrix(0, 0)), ShapeMismatch);
}

TEST_CASE("orthogonalityLosses: what the methods leave of right angles") {
  Matrix hilbert(12, 12);
  for (Index i = 0; i < 12; ++i) {
    for (Index j = 0; j < 12; ++j) hilbert(i, j) = 1.0 / static_cast<double>(i + j + 1);
  }
  const OrthogonalityLosses r = orthogonalityLosses(hilbert);
  // κ is above 1e16: ε κ² and ε κ leave nothing (unit columns, so at most n), Householder and twice lose a
  // few ε.
  CHECK(r.classical > 1);
  CHECK(r.modified > 1e-3);
  CHECK(r.classical < 12);
  CHECK(r.householder < 100 * kEpsilon);
  CHECK(r.twice < 100 * kEpsilon);
  for (const char* variant : {"classical", "modified", "twice"}) {
    const double same = orthogonalGramSchmidt(hilbert, variant).orthogonalityLoss;
    const double loss = variant[0] == 'c' ? r.classical : variant[0] == 'm' ? r.modified : r.twice;
    CHECK(gap(loss, same) < 100 * kEpsilon);
  }
  CHECK_THROWS_AS(orthogonalityLosses(Matrix::Ones(2, 3)), ShapeMismatch);
  CHECK_THROWS_AS(orthogonalityLosses(Matrix::Zero(3, 2)), InvalidArgument);
}
