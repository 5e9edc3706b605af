#include "matrix_inverse.h"

#include <doctest/doctest.h>

#include "double_double.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("matrix_inverse");
  return json;
}

// LAPACK's dget03: ‖I − A A⁻¹‖₁ / (n ‖A‖₁‖A⁻¹‖₁ ε), the product in double-double so that only A⁻¹ is judged.
// Scaled by a power of two, which changes nothing else, so that entries of 1e±300 can be multiplied.
double lapackRatio(const Matrix& a, const Matrix& inverseOfA) {
  int exponent = 0;
  std::frexp(largest(a), &exponent);
  const auto scaled = [](const Matrix& m, int by) {
    return Matrix(m.unaryExpr([by](double x) { return std::ldexp(x, by); }));
  };
  const Matrix x = scaled(a, -exponent), y = scaled(inverseOfA, exponent);
  const Index n = a.rows();
  Matrix defect(n, n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) {
      DoubleDouble sum(i == j ? -1.0 : 0.0);
      for (Index k = 0; k < n; ++k) sum += twoProduct(x(i, k), y(k, j));
      defect(i, j) = static_cast<double>(sum);
    }
  }
  return norm1(defect) / (static_cast<double>(n) * norm1(x) * norm1(y) * kEpsilon);
}

double worstRatio(const std::vector<Matrix>& matrices) {
  double worst = 0;
  for (const Matrix& a : matrices) worst = worse(worst, lapackRatio(a, inverse(a)));
  return worst;
}

std::string singularMessage(const Matrix& a) {
  try {
    inverse(a);
  } catch (const SingularMatrix& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("the inverse against torch and against 60 digits") {
  for (const Json& c : fixture().at("regular")) {
    const Matrix a = matrix(c.at("a")), exact = matrix(c.at("exact"));
    const double n = static_cast<double>(a.rows()), cond = number(c.at("cond2"));
    CAPTURE(n);
    CAPTURE(cond);
    const Matrix computed = inverse(a);
    // first-order theory: the forward error is n ε κ times the size of the inverse; 4 for growth in the
    // elimination
    const double allowed = 4 * n * kEpsilon * cond * largest(exact);
    CHECK(maxGap(computed, exact) <= allowed);
    CHECK(maxGap(computed, matrix(c.at("inverse"))) <= 2 * allowed);
    CHECK(lapackRatio(a, computed) < 2);
  }
}

TEST_CASE("the report against torch.linalg and 60 digits") {
  for (const Json& c : fixture().at("regular")) {
    const Matrix a = matrix(c.at("a"));
    const double n = static_cast<double>(a.rows()), cond = number(c.at("cond2"));
    CAPTURE(n);
    CAPTURE(cond);
    const InverseReport report = inverseReport(a);
    const double lost = 4 * n * kEpsilon * cond;  // relative error of det, rcond and cond alike
    CHECK(relativeGap(report.determinant, number(c.at("exactDet"))) <= lost);
    CHECK(relativeGap(report.determinant, number(c.at("det"))) <= 2 * lost);
    CHECK(report.determinantSign == number(c.at("sign")));
    CHECK(gap(report.logAbsDeterminant, number(c.at("exactLogAbsDet"))) <=
          lost + 1e-15 * n * std::abs(number(c.at("exactLogAbsDet"))));
    CHECK(gap(report.logAbsDeterminant, number(c.at("logAbsDet"))) <=
          2 * lost + 1e-15 * n * std::abs(number(c.at("logAbsDet"))));
    CHECK(relativeGap(report.rcond, number(c.at("exactRcond"))) <= lost);
    CHECK(relativeGap(report.cond2, cond) <= 2 * lost);
    CHECK(report.digitsLost == doctest::Approx(std::log10(cond)).epsilon(1e-3));
    CHECK(report.status == (report.rcond < 1e-8 ? "ill-conditioned" : "ok"));
    CHECK(report.message.empty() == (report.status == "ok"));
    CHECK(sameNumbers(report.inverse, inverse(a)));
    CHECK(sameNumbers(report.rawInverse, report.inverse));
    CHECK(report.residual <= 4 * n * kEpsilon * cond);
    CHECK(report.leftResidual <= 4 * n * kEpsilon * cond);
    if (report.statusFloat32 == "ok" && largest(a) < 1e6 && largest(a) > 1e-6) {
      CHECK(report.residualFloat32 <= 4 * n * 0x1p-23 * cond);
      CHECK(report.residualFloat32 >= report.residual);
    }
  }
}

TEST_CASE("LAPACK's ratio over its kinds of matrices, n from 1 to 32") {
  Random random(31);
  std::vector<Matrix> normal, conditioned, graded, scaled, extreme;
  for (Index n = 1; n <= 32; ++n) {
    normal.push_back(randomMatrix(random, n, n));
    for (const double cond : {1e2, 1e6, 1e11}) {
      conditioned.push_back(withSingularValues(random, n, n, geometricSpectrum(n, cond)));
      conditioned.push_back(withSingularValues(random, n, n, clusteredSmallSpectrum(n, cond)));
      conditioned.push_back(withSingularValues(random, n, n, clusteredLargeSpectrum(n, cond)));
    }
    graded.push_back(gradedMatrix(random, n, 1e3));
    graded.push_back(Matrix(gradedMatrix(random, n, 1e3).reverse()));
    for (const double size : {0x1p-1000, 0x1p-700, 0x1p700, 0x1p1000}) {
      scaled.push_back(randomMatrix(random, n, n) * size);
    }
    Matrix mixed = randomMatrix(random, n, n);  // one row near the top of the range, the rest where it was
    mixed.row(0) *= 0x1p30;
    extreme.push_back(mixed * 0x1p-900);
  }
  CHECK(worstRatio(normal) < 20);
  CHECK(worstRatio(conditioned) < 20);
  CHECK(worstRatio(graded) < 20);
  CHECK(worstRatio(scaled) < 20);
  CHECK(worstRatio(extreme) < 20);
  for (int n = 1; n <= 10; ++n)
    CHECK(lapackRatio(hilbert(n), inverse(hilbert(n))) < 1);  // 0.13 is what Eigen reaches
}

TEST_CASE("singular matrices: torch's words for a zero pivot, the value of rcond otherwise") {
  for (const Json& c : fixture().at("singular")) {
    const Matrix a = matrix(c.at("a"));
    const std::string message = singularMessage(a);
    CHECK_FALSE(message.empty());
    const InverseReport report = inverseReport(a);
    CHECK(report.status == "singular");
    CHECK(report.message == message);
    CHECK(report.inverse.size() == 0);
    if (!c.at("error").is_null()) {
      CHECK(message == c.at("error").at("text").get<std::string>());
      CHECK(report.rawInverse.size() == 0);
      CHECK(report.determinant == 0);
      CHECK(report.determinantSign == 0);
      CHECK(report.logAbsDeterminant == -std::numeric_limits<double>::infinity());
      CHECK(report.rcond == 0);
      CHECK(std::isnan(report.residualFloat32));
    } else {
      CHECK(message.find("rcond") != std::string::npos);
      CHECK(report.rawInverse.size() == a.size());
      CHECK(report.rcond < static_cast<double>(a.rows()) * kEpsilon);
      CHECK(gap(report.determinant, number(c.at("det"))) < 1e-15);
    }
  }
}

TEST_CASE("edges of the inverse") {
  CHECK(inverse(Matrix(0, 0)).size() == 0);
  CHECK(inverse(fromRows({{0.25}}))(0, 0) == 4);
  CHECK_THROWS_AS(inverseReport(Matrix(0, 0)), ShapeMismatch);
  CHECK_THROWS_AS(inverse(fromRows({{1, std::nan("")}, {0, 1}})), InvalidArgument);
  CHECK_THROWS_AS(inverse(fromRows({{1e-309}})), SingularMatrix);  // its inverse overflows
  CHECK(inverse(fromRows({{1e308, 0}, {0, 1e308}}))(0, 0) == doctest::Approx(1e-308));
  for (const Json& c : fixture().at("errors")) {
    const Matrix a = Matrix::Zero(c.at("shape")[0].get<Index>(), c.at("shape")[1].get<Index>());
    CHECK_THROWS_WITH_AS(inverse(a), c.at("error").at("text").get<std::string>().c_str(), ShapeMismatch);
  }
  Random random(5);
  const Matrix a = randomMatrix(random, 5, 5);
  CHECK(maxGap(inverse(inverse(a)), a) < 1e-11);  // ε κ² for this κ of about 30
  CHECK(maxGap(inverse(Matrix(a.transpose())), Matrix(inverse(a).transpose())) < 1e-13);
  // fractional parts aside, a determinant beyond the range keeps its logarithm
  const InverseReport big = inverseReport(Matrix::Identity(8, 8) * 1e100);
  CHECK(big.determinant == std::numeric_limits<double>::infinity());
  CHECK(big.logAbsDeterminant == doctest::Approx(800 * std::log(10.0)));
  CHECK(big.status == "ok");
  // 1e39 is infinite in float32, and so is 1 / 1e-39.
  const InverseReport beyond = inverseReport(fromRows({{1e39, 1}, {1, 1e39}}));
  CHECK(beyond.status == "ok");
  CHECK(beyond.statusFloat32 == "singular");
  CHECK(inverseReport(fromRows({{1e-39}})).statusFloat32 == "singular");
}

TEST_CASE("the pseudo-inverse against torch and the four equations of Penrose") {
  for (const Json& c : fixture().at("pinv")) {
    const Matrix a = matrix(c.at("a")), expected = matrix(c.at("pinv"));
    const Matrix p = pinv(a, c.at("rtol").get<double>());
    CAPTURE(shape_text(a));
    const double size = a.size() == 0 ? 0 : largest(expected);
    const double cond = a.size() == 0 ? 0 : std::max(1.0, norm1(a) * norm1(expected));
    CHECK(maxGap(p, expected) <= 50 * kEpsilon * cond * size);  // 8 columns, both sides rounded
    if (a.size() == 0 || c.at("rtol").get<double>() > 0) continue;
    const double rounding = 200 * kEpsilon * cond;
    CHECK(maxGap(Matrix(a * p * a), a) <= rounding * largest(a));
    CHECK(maxGap(Matrix(p * a * p), p) <= rounding * size);
    CHECK(maxGap(Matrix(a * p), Matrix((a * p).transpose())) <= rounding);
    CHECK(maxGap(Matrix(p * a), Matrix((p * a).transpose())) <= rounding);
  }
  CHECK_THROWS_AS(pinv(Matrix::Constant(1, 1, std::nan("")), -1), InvalidArgument);
  CHECK_THROWS_AS(pinv(Matrix::Ones(1, 1), std::nan("")), InvalidArgument);
}

TEST_CASE("normal equations square the condition number") {
  for (const Json& c : fixture().at("normal")) {
    const NormalEquations result = normalEquations(matrix(c.at("x")));
    const double scale = largest(result.gram), cond = number(c.at("cond"));
    CHECK(maxGap(result.gram, matrix(c.at("gram"))) <= 8 * kEpsilon * scale);
    CHECK(maxGap(result.gramFloat32, matrix(c.at("gramFloat32"))) <= 8 * 0x1p-23 * scale);
    CHECK(relativeGap(result.determinant, number(c.at("det"))) <= 16 * kEpsilon * cond * cond);
    CHECK(relativeGap(result.determinantExact, number(c.at("exactDet"))) <= 1e-14);
    CHECK(relativeGap(result.cond, cond) <= 16 * kEpsilon * cond);
    CHECK(relativeGap(result.condGram, cond * cond) <= 32 * kEpsilon * cond);
  }
  // the case of the page: even the sign is wrong in float32
  const Json& first = fixture().at("normal").at(0);
  const NormalEquations page = normalEquations(matrix(first.at("x")));
  CHECK(sameNumber(page.determinantFloat32, number(first.at("detFloat32"))));
  CHECK(page.determinantFloat32 == doctest::Approx(-4.77e-7).epsilon(1e-3));
  CHECK(page.determinantExact == doctest::Approx(1e-8).epsilon(1e-3));
  // Also where the rounded product is too ill-conditioned to tell (Higham 2002, table 28.1), and where XᵀX
  // has no inverse.
  CHECK(normalEquations(hilbert(8)).condGram == doctest::Approx(1.5257575e10 * 1.5257575e10).epsilon(1e-4));
  CHECK(std::isinf(normalEquations(fromRows({{1, 2, 3}, {4, 5, 7}})).condGram));
  CHECK_THROWS_AS(normalEquations(Matrix(0, 2)), ShapeMismatch);
}

TEST_CASE("the ellipse of solutions") {
  const Matrix a = fromRows({{2, 1}, {0.5, -1}});
  const Vector b = Vector{{1, 2}};
  const SolutionEllipse ellipse = solutionEllipse(a, b, 0.1, 360);
  CHECK(maxGap(Vector(a * ellipse.center), b) < 1e-15);
  double longest = 0, shortest = 1;
  for (Index i = 0; i < 360; ++i) {
    const Vector p = ellipse.points.row(i);
    CHECK((a * p - b).norm() ==
          doctest::Approx(0.1).epsilon(1e-13));  // every point solves for a b at that distance
    longest = std::max(longest, (p - ellipse.center).norm());
    shortest = std::min(shortest, (p - ellipse.center).norm());
  }
  CHECK(longest == doctest::Approx(ellipse.semiMajor).epsilon(1e-3));  // sampled every degree
  CHECK(shortest == doctest::Approx(ellipse.semiMinor).epsilon(1e-3));
  CHECK(ellipse.semiMajor * ellipse.semiMinor ==
        doctest::Approx(0.01 / 2.5).epsilon(1e-13));  // area over |det|
  CHECK(std::abs(ellipse.majorAxis.dot(ellipse.minorAxis)) < 1e-15);
  CHECK((a * ellipse.majorAxis).norm() * ellipse.semiMajor == doctest::Approx(0.1).epsilon(1e-13));
  CHECK_THROWS_AS(solutionEllipse(fromRows({{1, 2}, {2, 4}}), b, 0.1, 10), SingularMatrix);
  CHECK_THROWS_AS(solutionEllipse(a, b, -1, 10), InvalidArgument);
  CHECK_THROWS_AS(solutionEllipse(a, b, 1, 0), InvalidArgument);
  CHECK_THROWS_AS(solutionEllipse(Matrix::Identity(3, 3), Vector::Ones(3), 1, 10), ShapeMismatch);
}

TEST_CASE("Hilbert matrices") {
  CHECK(sameNumbers(hilbert(8), hilbertMatrix(8)));
  CHECK(inverseReport(hilbert(8)).cond2 ==
        doctest::Approx(1.5257575e10).epsilon(1e-4));  // Higham 2002, table 28.1
  CHECK_THROWS_AS(hilbert(0), InvalidArgument);
  CHECK_THROWS_AS(hilbert(65), InvalidArgument);
}
