#include "eigenvalues.h"

#include <doctest/doctest.h>

#include <Eigen/LU>
#include <algorithm>
#include <functional>
#include <numbers>
#include <vector>

#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("eigenvalues");
  return json;
}

ComplexVector complexVector(const Json& array) {
  const std::vector<double> re = numbers(array.at("real")), im = numbers(array.at("imag"));
  ComplexVector out(static_cast<Index>(re.size()));
  for (std::size_t i = 0; i < re.size(); ++i) out(static_cast<Index>(i)) = {re[i], im[i]};
  return out;
}

// Each reference value takes the nearest value left: the order is ours, not the reference's.
double matchedGap(const ComplexVector& values, const ComplexVector& reference) {
  if (values.size() != reference.size()) return std::numeric_limits<double>::infinity();
  std::vector<Complex> left(values.begin(), values.end());
  double worst = 0;
  for (const Complex& wanted : reference) {
    const auto nearest = std::min_element(left.begin(), left.end(), [&](const Complex& x, const Complex& y) {
      return std::abs(x - wanted) < std::abs(y - wanted);
    });
    worst = std::max(worst, gap(std::abs(*nearest - wanted), 0));
    left.erase(nearest);
  }
  return worst;
}

// LAPACK's DGET22: ‖A V − V Λ‖₁ / (n ‖A‖₁ ε), on a copy of A scaled to order 1 so that the measure itself is
// exact.
double eigRatio(const Matrix& a, const GeneralEigen& eigen) {
  const int e = exponentOf(a);
  const ComplexMatrix scaled = powerOfTwo(a, -e).cast<Complex>();
  ComplexVector values = eigen.values;
  for (Complex& x : values) x = {std::ldexp(x.real(), -e), std::ldexp(x.imag(), -e)};
  const ComplexMatrix rest = scaled * eigen.vectors - eigen.vectors * values.asDiagonal();
  const double size = static_cast<double>(a.rows()) * norm1(scaled) * kEpsilon;
  return size == 0 ? largest(rest) : norm1(rest) / size;
}

struct SymmetricRatios {
  double residual;       // ‖A − VΛVᵀ‖₁ / (n ‖A‖₁ ε), DSYT21
  double orthogonality;  // ‖I − VVᵀ‖₁ / (n ε)
};

SymmetricRatios eighRatios(const Matrix& a, const SymmetricEigen& eigen) {
  const int e = exponentOf(a);
  const Matrix scaled = powerOfTwo(a, -e);
  const Vector values = eigen.values.unaryExpr([e](double x) { return std::ldexp(x, -e); });
  const Matrix& v = eigen.vectors;
  const auto n = static_cast<double>(a.rows());
  const Matrix rest = scaled - v * values.asDiagonal() * v.transpose();
  const double size = n * norm1(scaled) * kEpsilon;
  const Matrix turned = v.transpose() * v - Matrix::Identity(a.rows(), a.cols());
  return {size == 0 ? largest(rest) : norm1(rest) / size, norm1(turned) / (n * kEpsilon)};
}

Matrix jordanBlock(Index n, double value) {
  Matrix a = value * Matrix::Identity(n, n);
  for (Index i = 0; i + 1 < n; ++i) a(i, i + 1) = 1;
  return a;
}

struct Class {
  std::string name;
  std::function<Matrix(Random&, Index)> make;
};

const std::vector<Class>& generalClasses() {
  static const std::vector<Class> classes{
      {"random", [](Random& r, Index n) { return randomMatrix(r, n, n); }},
      {"graded up", [](Random& r, Index n) { return gradedMatrix(r, n, 1e-10); }},
      {"graded down", [](Random& r, Index n) { return gradedMatrix(r, n, 1e10); }},
      {"clustered",
       [](Random& r, Index n) { return withSingularValues(r, n, n, clusteredSmallSpectrum(n, 1e8)); }},
      {"defective", [](Random&, Index n) { return jordanBlock(n, 0.9); }},
      {"hidden defective",
       [](Random& r, Index n) {
         const Matrix q = randomOrthogonal(r, n, n);
         return Matrix(q * jordanBlock(n, 0.5) * q.transpose());
       }},
      {"rotation like", [](Random& r, Index n) { return randomOrthogonal(r, n, n); }},
      {"skew",
       [](Random& r, Index n) {
         const Matrix a = randomMatrix(r, n, n);
         return Matrix(a - a.transpose());
       }},
      {"near overflow", [](Random& r, Index n) { return powerOfTwo(randomMatrix(r, n, n), 1010); }},
      {"near underflow", [](Random& r, Index n) { return powerOfTwo(randomMatrix(r, n, n), -1010); }},
      {"symmetric", [](Random& r, Index n) { return symmetricMatrix(r, n); }},
  };
  return classes;
}

const std::vector<Class>& symmetricClasses() {
  const auto spectrum = [](Random& r, const Vector& s) {
    const Matrix q = randomOrthogonal(r, s.size(), s.size());
    const Matrix a = q * s.asDiagonal() * q.transpose();
    return Matrix((a + a.transpose()) / 2);
  };
  static const std::vector<Class> classes{
      {"random", [](Random& r, Index n) { return symmetricMatrix(r, n); }},
      {"geometric", [=](Random& r, Index n) { return spectrum(r, geometricSpectrum(n, 1e12)); }},
      {"clustered small", [=](Random& r, Index n) { return spectrum(r, clusteredSmallSpectrum(n, 1e12)); }},
      {"clustered large", [=](Random& r, Index n) { return spectrum(r, clusteredLargeSpectrum(n, 1e12)); }},
      {"graded",
       [](Random& r, Index n) {
         const Matrix a = gradedMatrix(r, n, 1e12);
         return Matrix((a + a.transpose()) / 2);
       }},
      {"near overflow", [](Random& r, Index n) { return powerOfTwo(symmetricMatrix(r, n), 1010); }},
      {"near underflow", [](Random& r, Index n) { return powerOfTwo(symmetricMatrix(r, n), -1010); }},
      {"zero", [](Random&, Index n) { return Matrix(Matrix::Zero(n, n)); }},
  };
  return classes;
}

template <class Thrown>
std::string messageOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const Thrown& error) {
    return error.what();
  }
  return "nothing thrown";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("eig: values agree with PyTorch and with 60 digits") {
  for (const Json& c : fixture().at("general")) {
    CAPTURE(c.at("name").get<std::string>());
    const double tolerance = number(c.at("tolerance"));  // with its reason in the fixture
    const GeneralEigen eigen = eig(matrix(c.at("a")));
    CHECK(matchedGap(eigen.values, complexVector(c.at("values"))) <= 2 * tolerance);  // both sides err
    CHECK(matchedGap(eigen.values, complexVector(c.at("exact"))) <= tolerance);
  }
}

TEST_CASE("eig: a vector of a separate eigenvalue is PyTorch's up to phase") {
  int compared = 0;
  for (const Json& c : fixture().at("general")) {
    CAPTURE(c.at("name").get<std::string>());
    if (c.at("block") != 1) continue;
    const Matrix a = matrix(c.at("a"));
    const GeneralEigen eigen = eig(a);
    const ComplexVector values = complexVector(c.at("values"));
    const ComplexMatrix vectors = complexMatrix(c.at("vectors"));
    const double norm = number(c.at("exactSpectralNorm"));
    for (Index i = 0; i < values.size(); ++i) {
      double separation = std::numeric_limits<double>::infinity();
      Index ours = 0;
      for (Index j = 0; j < values.size(); ++j) {
        if (j != i) separation = std::min(separation, std::abs(values(i) - values(j)));
        if (std::abs(eigen.values(j) - values(i)) < std::abs(eigen.values(ours) - values(i))) ours = j;
      }
      if (!(separation > 0.05 * norm) || norm == 0) continue;
      const double overlap = std::abs(eigen.vectors.col(ours).dot(vectors.col(i)));
      // First-order perturbation: the angle is at most about tolerance / separation; its cosine errs by the
      // square.
      CHECK(1 - overlap <= 1e-12);
      ++compared;
    }
  }
  CHECK(compared > 40);
}

TEST_CASE("eig: backward error stays below LAPACK's threshold of 20") {
  Random random(4);
  for (const Class& kind : generalClasses()) {
    double worst = 0;
    for (Index n = 1; n <= 32; ++n) {
      CAPTURE(kind.name);
      CAPTURE(n);
      const Matrix a = kind.make(random, n);
      const GeneralEigen eigen = eig(a);
      const double ratio = eigRatio(a, eigen);
      CHECK(ratio < 20);
      worst = std::max(worst, ratio);
      // Those of a symmetric matrix are products of n rotations.
      const double rounding = 8 * static_cast<double>(n) * kEpsilon;
      for (Index i = 0; i < n; ++i) CHECK(std::abs(eigen.vectors.col(i).norm() - 1) < rounding);
    }
    MESSAGE("eig, ", kind.name, ": worst ratio ", worst);
  }
}

TEST_CASE("eig: a double eigenvalue that is almost 0 has vectors") {
  for (const double value : {0.0, 5e-324, 1e-300, 1e-200, -1e-130}) {
    for (Index n = 2; n <= 5; ++n) {
      CAPTURE(value);
      CAPTURE(n);
      const GeneralEigen eigen = eig(jordanBlock(n, value));
      CHECK(eigRatio(jordanBlock(n, value), eigen) < 20);
      for (Index i = 0; i < n; ++i) CHECK(gap(eigen.vectors.col(i).norm(), 1) < 8 * kEpsilon);
    }
  }
}

TEST_CASE("eig: the stated order and phase") {
  Random random(5);
  for (Index n = 1; n <= 12; ++n) {
    const GeneralEigen eigen = eig(randomMatrix(random, n, n));
    for (Index i = 0; i < n; ++i) {
      if (i + 1 < n) CHECK(std::abs(eigen.values(i)) >= std::abs(eigen.values(i + 1)) * (1 - 1e-11));
      const ComplexVector v = eigen.vectors.col(i);
      Index lead = 0;
      v.cwiseAbs().maxCoeff(&lead);
      CHECK(std::abs(v(lead).imag()) <= 4 * kEpsilon);
      CHECK(v(lead).real() > 0);
      if (eigen.values(i).imag() > 0) {
        REQUIRE(i + 1 < n);
        CHECK(eigen.values(i + 1) == std::conj(eigen.values(i)));
        CHECK(eigen.vectors.col(i + 1) == eigen.vectors.col(i).conjugate());
      }
    }
  }
  // Equal moduli: by real part, then imaginary part. The cube roots of unity.
  const GeneralEigen cycle = eig(fromRows({{0, 0, 1}, {1, 0, 0}, {0, 1, 0}}));
  CHECK(std::abs(cycle.values(0) - Complex(1, 0)) < 4 * kEpsilon);
  CHECK(std::abs(cycle.values(1) - Complex(-0.5, std::sqrt(0.75))) < 4 * kEpsilon);
  CHECK(std::abs(cycle.values(2) - Complex(-0.5, -std::sqrt(0.75))) < 4 * kEpsilon);
}

TEST_CASE("eig: scaling by a power of two changes nothing but the values' exponent") {
  Random random(6);
  const Matrix a = randomMatrix(random, 5, 5);
  const GeneralEigen plain = eig(a);
  for (const int e : {-900, -300, 300, 900}) {
    const GeneralEigen scaled = eig(powerOfTwo(a, e));
    CHECK(scaled.vectors == plain.vectors);
    for (Index i = 0; i < 5; ++i) CHECK(scaled.values(i).real() == std::ldexp(plain.values(i).real(), e));
  }
}

TEST_CASE("eigh: values agree with PyTorch and with 60 digits, vectors up to sign") {
  int compared = 0;
  for (const Json& c : fixture().at("symmetric")) {
    CAPTURE(c.at("name").get<std::string>());
    const double tolerance = number(c.at("tolerance"));
    const SymmetricEigen eigen = eigh(matrix(c.at("a")));
    const Vector values = vector(c.at("values"));
    const Matrix vectors = matrix(c.at("vectors"));
    CHECK(maxGap(eigen.values, values) <= 2 * tolerance);
    CHECK(maxGap(eigen.values, vector(c.at("exact"))) <= tolerance);
    for (Index i = 0; i < values.size(); ++i) {
      double separation = std::numeric_limits<double>::infinity();
      for (Index j = 0; j < values.size(); ++j) {
        if (j != i) separation = std::min(separation, std::abs(values(i) - values(j)));
      }
      if (!(separation > 1e3 * tolerance)) continue;
      // Davis-Kahan: the angle is at most about 2 tolerance / separation.
      const double bound = 4 * (tolerance / separation) + 8 * kEpsilon;
      const Vector ours = eigen.vectors.col(i), theirs = vectors.col(i);
      CHECK(std::min((ours - theirs).norm(), (ours + theirs).norm()) <= bound);
      ++compared;
    }
  }
  CHECK(compared > 60);
}

TEST_CASE("eigh: backward error and orthogonality stay below LAPACK's threshold of 20") {
  Random random(7);
  for (const Class& kind : symmetricClasses()) {
    double worst = 0;
    for (Index n = 1; n <= 32; ++n) {
      CAPTURE(kind.name);
      CAPTURE(n);
      const Matrix a = kind.make(random, n);
      const SymmetricEigen eigen = eigh(a);
      const SymmetricRatios ratios = eighRatios(a, eigen);
      CHECK(ratios.residual < 20);
      CHECK(ratios.orthogonality < 20);
      CHECK(std::is_sorted(eigen.values.begin(), eigen.values.end()));
      worst = std::max({worst, ratios.residual, ratios.orthogonality});
    }
    MESSAGE("eigh, ", kind.name, ": worst ratio ", worst);
  }
}

TEST_CASE("eigh: the second difference has closed-form eigenpairs") {
  const Index n = 12;
  Matrix a = 2 * Matrix::Identity(n, n);
  for (Index i = 0; i + 1 < n; ++i) a(i, i + 1) = a(i + 1, i) = -1;
  const SymmetricEigen eigen = eigh(a);
  for (Index k = 1; k <= n; ++k) {
    const double half = static_cast<double>(k) * std::numbers::pi / (2 * static_cast<double>(n + 1));
    // 4 sin²: error of a few n ε times the norm, which is 4.
    CHECK(gap(eigen.values(k - 1), 4 * std::sin(half) * std::sin(half)) < 20 * 12 * kEpsilon);
  }
}

TEST_CASE("eigh refuses what is not symmetric and says how far off") {
  const std::string text = messageOf<InvalidArgument>([] { eigh(fromRows({{1, 2}, {2.5, 1}})); });
  CHECK(contains(text, "(0, 1) and (1, 0) differ by"));
  CHECK(contains(text, "a must be symmetric"));
  // A rounding-sized difference is no reason to refuse.
  CHECK_NOTHROW(eigh(fromRows({{1, 0.3}, {0.1 + 0.2, 1}})));
}

TEST_CASE("eigh tells the difference in the matrix's own units") {
  const std::string text =
      messageOf<InvalidArgument>([] { eigh(fromRows({{1e200, 2e200}, {4e200, 1e200}})); });
  CHECK(contains(text, "2e+200"));
}

TEST_CASE("eigenvalues: what is refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(eig(Matrix(2, 3)), ShapeMismatch);
  CHECK_THROWS_AS(eigh(Matrix(0, 0)), ShapeMismatch);
  CHECK_THROWS_AS(eigReport(Matrix(3, 1)), ShapeMismatch);
  CHECK_THROWS_AS(spectralNorm(Matrix(0, 2)), ShapeMismatch);
  for (const double bad : {nan, inf, -inf}) {
    CHECK_THROWS_AS(eig(fromRows({{1, bad}, {0, 1}})), InvalidArgument);
    CHECK_THROWS_AS(eigh(fromRows({{1, bad}, {bad, 1}})), InvalidArgument);
    CHECK_THROWS_AS(eigReport(fromRows({{bad}})), InvalidArgument);
    CHECK_THROWS_AS(spectralNorm(fromRows({{1, bad}})), InvalidArgument);
  }
  // Finite entries whose eigenvalue 2 * 1.7e308 has no float64.
  CHECK_THROWS_AS(eig(Matrix::Constant(2, 2, 1.7e308)), InvalidArgument);
  CHECK_THROWS_AS(eigh(Matrix::Constant(2, 2, 1.7e308)), InvalidArgument);
  CHECK_THROWS_AS(spectralNorm(Matrix::Constant(2, 2, 1.7e308)), InvalidArgument);
}

TEST_CASE("spectral norm and radius agree with PyTorch and with 60 digits") {
  for (const Json& c : fixture().at("general")) {
    CAPTURE(c.at("name").get<std::string>());
    const Matrix a = matrix(c.at("a"));
    const double norm = spectralNorm(a);
    // The largest singular value is well conditioned: 10 n ε relative.
    const double tolerance = 10 * static_cast<double>(a.rows()) * kEpsilon;
    CHECK(relativeGap(norm, number(c.at("spectralNorm"))) <= 2 * tolerance);
    CHECK(relativeGap(norm, number(c.at("exactSpectralNorm"))) <= tolerance);
    CHECK(gap(spectralRadius(a), number(c.at("exactSpectralRadius"))) <= number(c.at("tolerance")));
  }
}

TEST_CASE("eigReport: the numbers beside the eigenvalues") {
  SUBCASE("symmetric") {
    const EigenReport r = eigReport(fromRows({{2, 1}, {1, 2}}));
    CHECK(r.symmetric);
    CHECK(r.vectorCondition == 1);
    CHECK_FALSE(r.defective);
    CHECK_FALSE(r.repeated);
    CHECK(r.complexPairs == 0);
    CHECK(gap(r.spectralRadius, 3) < 4 * kEpsilon);
    CHECK(gap(r.spectralNorm, 3) < 4 * kEpsilon);
    CHECK(gap(r.determinant, 3) < 8 * kEpsilon);
    CHECK(r.trace == 4);
    CHECK(r.commutatorNorm == 0);
    CHECK(r.henrici == 0);
  }
  SUBCASE("rotation: a complex pair on the unit circle, normal") {
    const EigenReport r = eigReport(fromRows({{0.8, -0.6}, {0.6, 0.8}}));
    CHECK(r.complexPairs == 1);
    CHECK(std::abs(r.values(0) - Complex(0.8, 0.6)) < 4 * kEpsilon);
    CHECK(gap(r.vectorCondition, 1) < 16 * kEpsilon);
    CHECK(r.nonNormality < 4 * kEpsilon);
    CHECK_FALSE(r.symmetric);
    CHECK(gap(r.asymmetry, 1.2) < 4 * kEpsilon);
  }
  SUBCASE("shear: defective") {
    const EigenReport r = eigReport(fromRows({{1, 1}, {0, 1}}));
    CHECK(r.defective);
    CHECK(r.repeated);
    CHECK(r.vectorCondition > 1e8);
    CHECK(r.backwardError < 20);
    // AᵀA − AAᵀ = [[-1, 0], [0, 1]], ‖A‖_F² = 3, Σ|λ|² = 2.
    CHECK(gap(r.commutatorNorm, std::sqrt(2.0)) < 4 * kEpsilon);
    CHECK(gap(r.nonNormality, std::sqrt(2.0) / 3) < 4 * kEpsilon);
    CHECK(gap(r.henrici, 1) < 1e-7);  // eigenvalues of a defective matrix are good to √ε
  }
  SUBCASE("repeated, yet with all its eigenvectors") {
    const EigenReport r = eigReport(fromRows({{2, 0, 1}, {0, 2, 0}, {0, 0, 5}}));
    CHECK(r.repeated);
    CHECK_FALSE(r.defective);
  }
  SUBCASE("cond(V) of [[1, 1], [0, 1 + d]] in closed form: cot of half the angle between the vectors") {
    const double d = 0.01;
    const EigenReport r = eigReport(fromRows({{1, 1}, {0, 1 + d}}));
    const double c = 1 / std::sqrt(1 + d * d);
    // 1 - c cancels four digits of sixteen.
    CHECK(relativeGap(r.vectorCondition, std::sqrt((1 + c) / (1 - c))) < 1e-11);
  }
  SUBCASE("Gershgorin") {
    const EigenReport r = eigReport(fromRows({{4, -1, 0.5}, {0.25, -2, 0}, {1, 1, 1}}));
    CHECK(maxGap(r.discCentres, Eigen::Vector3d(4, -2, 1)) == 0);
    CHECK(maxGap(r.discRadii, Eigen::Vector3d(1.5, 0.25, 2)) == 0);
    // A diagonal that would swallow what stands beside it.
    CHECK(maxGap(eigReport(fromRows({{1e17, 1}, {1, 0}})).discRadii, Eigen::Vector2d(1, 1)) == 0);
    CHECK(maxGap(eigReport(fromRows({{1e308, 1e308}, {0, 0}})).discRadii, Eigen::Vector2d(1e308, 0)) == 0);
  }
  SUBCASE("zero matrix") {
    const EigenReport r = eigReport(Matrix::Zero(3, 3));
    CHECK(r.spectralRadius == 0);
    CHECK(r.backwardError == 0);
    CHECK(r.nonNormality == 0);
    CHECK(r.determinant == 0);
    CHECK(r.repeated);
    CHECK_FALSE(r.defective);
  }
}

TEST_CASE("eigReport: residuals, trace, determinant and discs hold for random matrices of any size") {
  Random random(8);
  for (Index n = 1; n <= 16; ++n) {
    for (const int e : {0, 500, -500}) {
      CAPTURE(n);
      CAPTURE(e);
      const Matrix plain = randomMatrix(random, n, n);
      const EigenReport r = eigReport(powerOfTwo(plain, e));
      const double unit = std::ldexp(1.0, e);
      const double size = static_cast<double>(n) * norm1(plain) * kEpsilon;
      CHECK(r.backwardError < 20);
      CHECK(largest(r.residuals) / unit < 20 * size);
      CHECK(r.traceGap / unit < 20 * size);
      CHECK(r.spectralRadius <= r.spectralNorm * (1 + 100 * kEpsilon));
      for (Index i = 0; i < n; ++i) {
        bool inside = false;
        for (Index j = 0; j < n; ++j) {
          inside = inside || std::abs(r.values(i) - r.discCentres(j)) <= r.discRadii(j) + 20 * size * unit;
        }
        CHECK(inside);
      }
      if (e == 0) {
        // |det| moves by at most n σ₁ⁿ⁻¹ times a change of A; Hadamard's bound for the scale.
        const double scale = std::pow(r.spectralNorm, static_cast<double>(n - 1));
        CHECK(r.determinantGap < 20 * static_cast<double>(n) * size * scale);
        CHECK(gap(r.determinant, plain.determinant()) < 20 * static_cast<double>(n) * size * scale);
      }
    }
  }
}

TEST_CASE("eigReport: size and turn of each eigenvalue") {
  for (const Json& c : fixture().at("general")) {
    CAPTURE(c.at("name").get<std::string>());
    const EigenReport r = eigReport(matrix(c.at("a")));
    const double size = std::max(r.spectralRadius, 5e-324);
    for (Index i = 0; i < r.values.size(); ++i) {
      CHECK(gap(r.moduli(i), std::hypot(r.values(i).real(), r.values(i).imag())) <= 4 * kEpsilon * size);
      CHECK(r.turns(i) > -180);
      CHECK(r.turns(i) <= 180);
    }
    // Moduli within 1e-12 of each other stand in the order of their real parts, so the first need not be the
    // largest.
    CHECK(relativeGap(r.moduli(0), r.spectralRadius) <= 1e-12);
    CHECK(gap(r.moduli(0), number(c.at("exactSpectralRadius"))) <= number(c.at("tolerance")));
  }
  const EigenReport rotation = eigReport(fromRows({{0.8, -0.6}, {0.6, 0.8}}));
  CHECK(gap(rotation.turns(0), 36.86989764584402) < 1e-13);
  CHECK(gap(rotation.turns(1), -36.86989764584402) < 1e-13);
  CHECK(eigReport(fromRows({{-3.5}})).turns(0) == 180);
  CHECK(eigReport(Matrix::Zero(2, 2)).turns.isZero(0));
}

TEST_CASE("eigenvalues of W Wᵀ are squared singular values: their ratio is the condition number squared") {
  const Matrix w = fromRows({{3, 1}, {1, 2}});
  const Vector values = eigh(Matrix(w * w.transpose())).values;
  // W is symmetric with λ = (5 ± √5) / 2, which are its singular values.
  const double root = std::sqrt(5.0);
  CHECK(gap(values(1), std::pow((5 + root) / 2, 2)) < 64 * kEpsilon);
  CHECK(gap(values(0), std::pow((5 - root) / 2, 2)) < 64 * kEpsilon);
  CHECK(gap(values(1) / values(0), std::pow((5 + root) / (5 - root), 2)) < 1e-12);
}

TEST_CASE("the presets of the page: a mirror, a Markov chain, AᵀA, a ring of eight") {
  CHECK(matchedGap(eig(fromRows({{0.8, 0.6}, {0.6, -0.8}})).values, Eigen::Vector2cd(1, -1)) < 8 * kEpsilon);
  const GeneralEigen markov = eig(fromRows({{0.9, 0.2}, {0.1, 0.8}}));
  CHECK(matchedGap(markov.values, Eigen::Vector2cd(1, 0.7)) < 16 * kEpsilon);
  CHECK(std::abs(markov.vectors(0, 0) / markov.vectors(1, 0) - 2.0) < 64 * kEpsilon);
  const Matrix wide = fromRows({{1, 2, 0}, {0, 1, 1}});
  const Matrix gram = wide.transpose() * wide;
  CHECK(gram == fromRows({{1, 2, 0}, {2, 5, 1}, {0, 1, 1}}));
  CHECK(matchedGap(eig(gram).values, Eigen::Vector3cd(6, 1, 0)) < 64 * kEpsilon);
  Matrix ring = Matrix::Zero(8, 8);
  for (Index i = 0; i < 8; ++i) ring((i + 1) % 8, i) = 1;
  ComplexVector roots(8);
  for (int i = 0; i < 8; ++i) roots(i) = std::polar(1.0, 2 * std::numbers::pi * i / 8);
  CHECK(matchedGap(eig(ring).values, roots) < 64 * kEpsilon);
}
