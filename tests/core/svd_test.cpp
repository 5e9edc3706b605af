#include "svd.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <numbers>
#include <vector>

#include "eigenvalues.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("svd");
  return json;
}

double determinant(const Matrix& a) {
  return a(0, 0) * a(1, 1) - a(0, 1) * a(1, 0);
}

struct Ratios {
  double residual;  // ‖A − UΣVᵀ‖₁ / (max(m, n) ‖A‖₁ ε)
  double left;      // ‖I − UᵀU‖₁ / (m ε)
  double right;     // ‖I − VᵀV‖₁ / (n ε)
  double worst() const { return worse(residual, worse(left, right)); }
};

double orthogonalityRatio(const Matrix& q) {
  const Matrix rest = q.transpose() * q - Matrix::Identity(q.cols(), q.cols());
  return norm1(rest) / (static_cast<double>(q.rows()) * kEpsilon);
}

// LAPACK's DBDT01 and DORT01, on a copy of A scaled to order 1 so that the measure itself is exact.
Ratios ratiosOf(const Matrix& a, const Svd& f) {
  const int e = exponentOf(a);
  const Matrix scaled = powerOfTwo(a, -e);
  const Vector s = f.s.unaryExpr([e](double x) { return std::ldexp(x, -e); });
  const Index k = s.size();
  const Matrix rest = scaled - f.u.leftCols(k) * s.asDiagonal() * f.v.leftCols(k).transpose();
  const double size = static_cast<double>(std::max(a.rows(), a.cols())) * norm1(scaled) * kEpsilon;
  return {size == 0 ? largest(rest) : norm1(rest) / size, orthogonalityRatio(f.u), orthogonalityRatio(f.v)};
}

bool descending(const Vector& s) {
  for (Index i = 1; i < s.size(); ++i) {
    if (s(i) > s(i - 1)) return false;
  }
  return s(s.size() - 1) >= 0;
}

struct Class {
  std::string name;
  std::function<Matrix(Random&, Index, Index)> make;
};

const std::vector<Class>& classes() {
  static const std::vector<Class> list{
      {"random", [](Random& r, Index m, Index n) { return randomMatrix(r, m, n); }},
      {"geometric",
       [](Random& r, Index m, Index n) {
         return withSingularValues(r, m, n, geometricSpectrum(std::min(m, n), 1e14));
       }},
      {"clustered small",
       [](Random& r, Index m, Index n) {
         return withSingularValues(r, m, n, clusteredSmallSpectrum(std::min(m, n), 1e10));
       }},
      {"clustered large",
       [](Random& r, Index m, Index n) {
         return withSingularValues(r, m, n, clusteredLargeSpectrum(std::min(m, n), 1e10));
       }},
      {"graded", [](Random& r, Index m,
                    Index n) { return Matrix(gradedMatrix(r, std::max(m, n), 1e12).topLeftCorner(m, n)); }},
      {"rank one", [](Random& r, Index m,
                      Index n) { return Matrix(randomVector(r, m) * randomVector(r, n).transpose()); }},
      {"zero", [](Random&, Index m, Index n) { return Matrix(Matrix::Zero(m, n)); }},
      {"near overflow", [](Random& r, Index m, Index n) { return powerOfTwo(randomMatrix(r, m, n), 1010); }},
      {"near underflow",
       [](Random& r, Index m, Index n) { return powerOfTwo(randomMatrix(r, m, n), -1010); }},
  };
  return list;
}

}  // namespace

TEST_CASE("svd: singular values agree with PyTorch and with 60 digits") {
  for (const Json& c : fixture().at("svd")) {
    CAPTURE(c.at("name").get<std::string>());
    const Matrix a = matrix(c.at("a"));
    const double tolerance = number(c.at("tolerance"));  // with its reason in the fixture
    const Svd f = svd(a);
    CHECK(maxGap(f.s, vector(c.at("s"))) <= 2 * tolerance);  // both sides err
    CHECK(maxGap(f.s, vector(c.at("exact"))) <= tolerance);
    CHECK(maxGap(singularValues(a), vector(c.at("exact"))) <= tolerance);
    CHECK(descending(f.s));
  }
}

TEST_CASE("svd: vectors of a separate singular value are PyTorch's up to sign") {
  int compared = 0;
  for (const Json& c : fixture().at("svd")) {
    CAPTURE(c.at("name").get<std::string>());
    const Matrix a = matrix(c.at("a")), u = matrix(c.at("u")), v = matrix(c.at("v"));
    const double tolerance = number(c.at("tolerance"));
    const Svd f = svd(a);
    const bool square = a.rows() == a.cols();
    for (Index i = 0; i < f.s.size(); ++i) {
      // A tall or wide matrix has zeros beyond its last σ, on one side.
      double separation = square ? std::numeric_limits<double>::infinity() : f.s(i);
      for (Index j = 0; j < f.s.size(); ++j) {
        if (j != i) separation = std::min(separation, std::abs(f.s(i) - f.s(j)));
      }
      if (!(separation > 1e3 * tolerance) || !(f.s(i) > 1e3 * tolerance)) continue;
      // Wedin: the angle is at most about 2 tolerance / separation.
      const double bound = 4 * (tolerance / separation) + 8 * kEpsilon;
      const double sign = f.u.col(i).dot(u.col(i)) < 0 ? -1 : 1;
      CHECK((f.u.col(i) - sign * u.col(i)).norm() <= bound);
      CHECK((f.v.col(i) - sign * v.col(i)).norm() <= bound);
      ++compared;
    }
  }
  CHECK(compared > 80);
}

TEST_CASE("svd: backward error and orthogonality stay below LAPACK's threshold of 20") {
  Random random(11);
  for (const Class& kind : classes()) {
    double worst = 0;
    for (Index n = 1; n <= 32; ++n) {
      for (const auto& [m, k] : {std::pair<Index, Index>{n, n}, {n + 5, n}, {n, 2 * n}}) {
        CAPTURE(kind.name);
        CAPTURE(m);
        CAPTURE(k);
        const Matrix a = kind.make(random, m, k);
        const Svd f = svd(a);
        const double ratio = ratiosOf(a, f).worst();
        CHECK(ratio < 20);
        CHECK(descending(f.s));
        worst = std::max(worst, ratio);
      }
    }
    MESSAGE("svd, ", kind.name, ": worst ratio ", worst);
  }
}

TEST_CASE("svd: larger matrices do as well") {
  Random random(12);
  for (const Class& kind : classes()) {
    for (const auto& [m, n] : {std::pair<Index, Index>{33, 33}, {60, 40}, {40, 64}}) {
      CAPTURE(kind.name);
      CAPTURE(m);
      CAPTURE(n);
      const Matrix a = kind.make(random, m, n);
      const Svd f = svd(a);
      CHECK(ratiosOf(a, f).worst() < 20);
      CHECK(descending(f.s));
    }
  }
}

TEST_CASE("svdFull: square orthogonal factors") {
  Random random(13);
  for (const auto& [m, n] :
       {std::pair<Index, Index>{1, 1}, {4, 4}, {7, 3}, {3, 7}, {1, 5}, {5, 1}, {40, 34}}) {
    for (const bool deficient : {false, true}) {
      const Matrix a = deficient ? Matrix(randomVector(random, m) * randomVector(random, n).transpose())
                                 : randomMatrix(random, m, n);
      const Svd f = svdFull(a);
      CHECK(f.u.rows() == m);
      CHECK(f.u.cols() == m);
      CHECK(f.v.cols() == n);
      CHECK(ratiosOf(a, f).worst() < 20);
    }
  }
}

TEST_CASE("svd: the largest entry of each u is positive, and v follows") {
  Random random(14);
  for (Index n = 1; n <= 10; ++n) {
    const Matrix a = randomMatrix(random, n + 2, n);
    const Svd f = svd(a), g = svd(-a);
    for (Index j = 0; j < n; ++j) {
      Index lead = 0;
      f.u.col(j).cwiseAbs().maxCoeff(&lead);
      CHECK(f.u(lead, j) > 0);
    }
    // −A has the same u; its v turns round.
    CHECK(maxGap(f.u, g.u) < 1e-10);
    CHECK(maxGap(f.v, Matrix(-g.v)) < 1e-10);
  }
  // Entries equal on paper: the first decides, whatever rounding says.
  const Svd f = svd(fromRows({{0, 1}, {1, 0}, {1, -1}}));
  for (Index j = 0; j < 2; ++j) {
    Index i = 0;
    while (std::abs(f.u(i, j)) < (1 - 1e-8) * f.u.col(j).cwiseAbs().maxCoeff()) ++i;
    CHECK(f.u(i, j) > 0);
  }
}

TEST_CASE("svd: what is refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  const Matrix one = fromRows({{1, 2}, {3, 4}});
  CHECK_THROWS_AS(svd(Matrix(0, 3)), ShapeMismatch);
  CHECK_THROWS_AS(singularValues(Matrix(2, 0)), ShapeMismatch);
  for (const double bad : {nan, inf, -inf}) {
    CHECK_THROWS_AS(svd(fromRows({{1, bad}})), InvalidArgument);
    CHECK_THROWS_AS(svdReport(fromRows({{bad}}), -1), InvalidArgument);
    CHECK_THROWS_AS(gramBridge(fromRows({{bad}})), InvalidArgument);
    CHECK_THROWS_AS(svdReport(one, bad), InvalidArgument);
    CHECK_THROWS_AS(addNoise(one, bad, 0), InvalidArgument);
    CHECK_THROWS_AS(addNoise(one, 1, bad), InvalidArgument);
  }
  CHECK_THROWS_AS(svd(Matrix::Constant(2, 2, 1.7e308)), InvalidArgument);
  CHECK_THROWS_AS(lowRank(one, -1), InvalidArgument);
  CHECK_THROWS_AS(lowRank(one, 3), InvalidArgument);
  CHECK_THROWS_AS(lowRankFromSvd(one, one, Vector::Ones(3), one, 1), ShapeMismatch);
  CHECK_THROWS_AS(lowRankFromSvd(one, Matrix(2, 1), Vector::Ones(2), one, 1), ShapeMismatch);
  CHECK_THROWS_AS(svdFilm(Matrix::Zero(3, 2), 1), ShapeMismatch);
  CHECK_THROWS_AS(svdFilm(one, nan), InvalidArgument);
  CHECK_THROWS_AS(addNoise(one, -1, 0), InvalidArgument);
  CHECK_THROWS_AS(addNoise(one, 1, 0.5), InvalidArgument);
  CHECK_THROWS_AS(addNoise(one, 1, -1), InvalidArgument);
}

TEST_CASE("svdReport: rank, norms and effective rank agree with PyTorch") {
  for (const Json& c : fixture().at("svd")) {
    CAPTURE(c.at("name").get<std::string>());
    const Matrix a = matrix(c.at("a"));
    const SvdReport r = svdReport(a, -1);
    const double size = static_cast<double>(std::max(a.rows(), a.cols()));
    CHECK(r.rank == c.at("rank").get<int>());
    CHECK(gap(r.tolerance, size * kEpsilon * r.s(0)) <= 2 * kEpsilon * r.tolerance + 5e-324);
    CHECK(r.backwardError < 20);
    CHECK(r.spectralNorm == r.s(0));
    // Sums of up to 36 rounded terms: 100 ε relative.
    const double frobenius = number(c.at("frobenius"));
    CHECK(gap(r.frobeniusNorm, frobenius) <= 100 * kEpsilon * frobenius + 5e-324);
    if (!c.contains("nuclear")) continue;
    CHECK(relativeGap(r.frobeniusNorm, number(c.at("torchFrobenius"))) < 100 * kEpsilon);
    CHECK(relativeGap(r.nuclearNorm, number(c.at("nuclear"))) < 1e3 * kEpsilon);
    CHECK(relativeGap(r.effectiveRank, number(c.at("effectiveRank"))) < 1e3 * kEpsilon);
    CHECK(relativeGap(r.stableRank, number(c.at("stableRank"))) < 1e3 * kEpsilon);
  }
}

TEST_CASE("svdReport: closed forms, and the tolerance decides the rank") {
  const SvdReport even = svdReport(3 * Matrix::Identity(4, 4), -1);
  CHECK(gap(even.effectiveRank, 4) < 16 * kEpsilon);
  CHECK(gap(even.stableRank, 4) < 16 * kEpsilon);
  CHECK(even.cond == 1);
  CHECK(even.repeated);
  const SvdReport one = svdReport(Matrix::Ones(3, 5), -1);
  CHECK(one.rank == 1);
  CHECK(gap(one.s(0), std::sqrt(15.0)) < 16 * kEpsilon);
  CHECK(gap(one.effectiveRank, 1) < 1e-13);
  const SvdReport none = svdReport(Matrix::Zero(2, 3), -1);
  CHECK(none.rank == 0);
  CHECK(none.effectiveRank == 0);
  CHECK(none.stableRank == 0);
  CHECK(std::isinf(none.cond));
  CHECK(none.backwardError == 0);
  const Matrix steps = Eigen::Vector4d(1, 1e-3, 1e-6, 1e-9).asDiagonal();
  CHECK(svdReport(steps, -1).rank == 4);
  CHECK(svdReport(steps, 1e-7).rank == 3);
  CHECK(svdReport(steps, 1e-3).rank == 1);  // strictly above
  CHECK(svdReport(steps, 0).rank == 4);
  CHECK(svdReport(fromRows({{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}), -1).rank == 2);
  CHECK(gap(svdReport(fromRows({{0.9, 10}, {0, 0.9}}), -1).spectralNorm, 10.08) < 0.005);
}

TEST_CASE("gramBridge: squares agree until they lose what lies below the root of epsilon") {
  const GramBridge well = gramBridge(fromRows({{3, 1}, {1, 2}, {0, 1}}));
  CHECK(largest(well.relativeGap) < 20 * kEpsilon);
  CHECK(maxGap(well.squared, well.eigenvalues) < 50 * kEpsilon * well.squared(0));
  Random random(15);
  const Matrix a = withSingularValues(random, 5, 5, geometricSpectrum(5, 1e12));
  const GramBridge ill = gramBridge(a);
  CHECK(ill.relativeGap(0) < 100 * kEpsilon);
  CHECK(ill.relativeGap(4) >
        0.5);  // 1e-12 squared is below ε: nothing true is left; 1 where rounding made λ negative
  for (Index i = 0; i < 5; ++i) {
    // Weyl on AᵀA: |λ − σ²| ≤ c ε σ₁².
    CHECK(gap(ill.eigenvalues(i), ill.squared(i)) < 100 * kEpsilon);
  }
  const GramBridge wide = gramBridge(fromRows({{1, 2, 3}, {4, 5, 6}}));
  CHECK(wide.eigenvalues.size() == 2);
  const GramBridge huge = gramBridge(powerOfTwo(fromRows({{3, 1}, {1, 2}}), 1000));
  CHECK(std::isinf(huge.squared(0)));
  CHECK(largest(huge.relativeGap) < 20 * kEpsilon);
}

TEST_CASE("lowRank: errors agree with PyTorch and with Eckart and Young") {
  for (const Json& c : fixture().at("lowRank")) {
    CAPTURE(c.at("name").get<std::string>());
    const Matrix a = matrix(c.at("a"));
    const LowRank r = lowRank(a, c.at("k").get<int>());
    const double tolerance = 100 * kEpsilon * a.norm();
    // The subspace of the kept σ turns by ε σ₁ / gap, its image by ε σ₁: the gap cancels.
    CHECK(maxGap(r.approximation, matrix(c.at("approximation"))) < 10 * tolerance);
    CHECK(gap(r.frobeniusError, number(c.at("frobeniusError"))) < tolerance);
    CHECK(gap(r.spectralError, number(c.at("spectralError"))) < tolerance);
    CHECK(gap(r.energyKept, number(c.at("energyKept"))) < 100 * kEpsilon);
    CHECK(maxGap(Matrix(r.approximation + r.residual), a) < tolerance);
    CHECK(gap(r.frobeniusError, r.tail) < tolerance);
    CHECK(gap(r.spectralError, r.nextSigma) < tolerance);
  }
}

TEST_CASE("lowRank: no other matrix of that rank is nearer") {
  Random random(16);
  const Matrix a = randomMatrix(random, 6, 5);
  for (int k = 1; k < 5; ++k) {
    const LowRank best = lowRank(a, k);
    for (int trial = 0; trial < 50; ++trial) {
      // The projection on a random subspace, and on one near the best.
      const Matrix near = best.approximation + 0.1 * randomMatrix(random, 6, 5);
      const Matrix q = trial % 2 == 0 ? randomOrthogonal(random, 6, k) : Matrix(svd(near).u.leftCols(k));
      CHECK((a - q * (q.transpose() * a)).norm() >= best.frobeniusError * (1 - 1e-13));
    }
  }
}

TEST_CASE("lowRank: counts and edges") {
  const Matrix a = fromRows({{1, 2, 3}, {4, 5, 6}});
  const LowRank none = lowRank(a, 0);
  CHECK(none.approximation.isZero(0));
  CHECK(none.storedNumbers == 0);
  CHECK(none.compression == 0);
  CHECK(none.energyKept == 0);
  const LowRank one = lowRank(a, 1);
  CHECK(one.storedNumbers == 6);
  CHECK(one.compression == 1);
  const LowRank all = lowRank(a, 2);
  CHECK(all.nextSigma == 0);
  CHECK(all.tail == 0);
  CHECK(all.energyKept == 1);
  CHECK(lowRank(Matrix::Zero(2, 2), 1).energyKept == 1);
  for (const int e : {1000, -1000}) {
    const LowRank scaled = lowRank(powerOfTwo(a, e), 1);
    CHECK(std::ldexp(scaled.frobeniusError, -e) == one.frobeniusError);
    CHECK(std::ldexp(scaled.nextSigma, -e) == one.nextSigma);
    CHECK(scaled.energyKept == one.energyKept);
  }
}

TEST_CASE("svdFilm: from the identity to A, without a jump, through rotations only") {
  Random random(17);
  std::vector<Matrix> cases{fromRows({{1, 1}, {0, 1}}),     fromRows({{0, 1}, {1, 0}}),
                            fromRows({{-1, 0}, {0, -1}}),   fromRows({{0, 0}, {0, 0}}),
                            fromRows({{1, 2}, {2, 4}}),     fromRows({{1, 0}, {0, -1}}),
                            fromRows({{0.9, 10}, {0, 0.9}})};
  for (int i = 0; i < 40; ++i) cases.push_back(randomMatrix(random, 2, 2));
  for (const Matrix& a : cases) {
    const double norm = std::max(1.0, a.norm());
    CHECK(maxGap(svdFilm(a, 0).map, Matrix(Matrix::Identity(2, 2))) == 0);
    CHECK(maxGap(svdFilm(a, 3).map, a) < 16 * kEpsilon * norm);
    CHECK(maxGap(svdFilm(a, 99).map, svdFilm(a, 3).map) == 0);
    Matrix before = svdFilm(a, 0).map;
    for (int i = 1; i <= 300; ++i) {
      const double t = i / 100.0;
      const SvdFrame frame = svdFilm(a, t);
      CHECK(maxGap(frame.map, before) < 0.01 * 2 * (std::numbers::pi + 1) * norm);
      before = frame.map;
      if (t <= 1) CHECK(gap(determinant(frame.map), 1) < 8 * kEpsilon);
      if (t > 2) CHECK(gap(determinant(frame.map), determinant(a)) < 32 * kEpsilon * norm * norm);
    }
    const SvdFrame frame = svdFilm(a, 1.5);
    CHECK(frame.stage == "stretch");
    CHECK(std::abs(frame.angleIn) <= std::numbers::pi / 2);
    CHECK(std::abs(frame.stretchY) <= frame.stretchX);
    if (std::abs(determinant(a)) > 1e-12) CHECK(frame.flips == (determinant(a) < 0));
  }
}

TEST_CASE("addNoise: seeded, scaled, reproducible") {
  const Matrix zero = Matrix::Zero(5, 7);
  for (const Json& c : fixture().at("samples")) {
    if (c.at("rows") != 5 || c.at("cols") != 7) continue;
    // log, sin and cos of two libraries: a few last bits.
    CHECK(maxGap(addNoise(zero, 0.5, c.at("seed").get<double>()), Matrix(0.5 * matrix(c.at("randn")))) <
          1e-14);
  }
  CHECK(sameNumbers(addNoise(zero, 1, 3), addNoise(zero, 1, 3)));
  CHECK_FALSE(sameNumbers(addNoise(zero, 1, 3), addNoise(zero, 1, 4)));
  CHECK(sameNumbers(addNoise(Matrix::Ones(2, 2), 0, 3), Matrix(Matrix::Ones(2, 2))));
}
