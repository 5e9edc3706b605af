#include <doctest/doctest.h>

#include "matrix_inverse.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("matrix_inverse");
  return json;
}

// Relative to the size of the reference. Least squares add κ² times the relative residual (Higham
// 2002, 20.1).
void checkMethod(const MethodSolution& method, const Vector& expected, double allowed) {
  REQUIRE(method.solution.size() == expected.size());
  CHECK((method.solution - expected).norm() <= allowed * expected.norm());
}

}  // namespace

TEST_CASE("every method against torch and 60 digits") {
  for (const Json& c : fixture().at("solve")) {
    const Matrix a = matrix(c.at("a"));
    const Vector b = vector(c.at("b")), reference = vector(c.at("reference"));
    const Index rank = c.at("rank").get<Index>(), full = std::min(a.rows(), a.cols());
    const SolveReport report = solveByMethods(a, b);
    CAPTURE(shape_text(a));
    CAPTURE(rank);
    const double cond = rank == full ? number(c.at("cond2")) : norm1(a) * norm1(pinv(a, -1));
    CAPTURE(cond);
    const double size = static_cast<double>(a.rows() + a.cols());
    const double sensitivity = a.rows() > a.cols() || rank < full ? cond * cond : cond;
    const double allowed = 8 * size * kEpsilon * sensitivity;
    CHECK(report.referenceKind == (rank == a.rows() && rank == a.cols() ? "exact" : "least-norm"));
    // torch's own pinv is the reference where the rank is short: good to allowed only
    CHECK((report.reference - reference).norm() <=
          (rank == full ? 4 * kEpsilon : allowed) * reference.norm());
    checkMethod(report.float64.pinv, vector(c.at("pinv")), allowed);
    checkMethod(report.float64.lstsq, vector(c.at("lstsq")), allowed);
    CHECK(report.float64.lstsq.forwardError <= allowed);
    CHECK(report.float64.lstsq.residual <= report.referenceResidual + allowed * b.norm());
    if (a.rows() != a.cols()) {
      CHECK(report.float64.inv.status == "not-square");
      CHECK(report.float64.inv.message == c.at("invError").at("text").get<std::string>());
      CHECK(report.float32.solve.message == c.at("solveError").at("text").get<std::string>());
      CHECK(report.float64.solve.solution.size() == 0);
      CHECK(std::isnan(report.float64.solve.residual));
    } else if (rank == full) {
      checkMethod(report.float64.solve, vector(c.at("solve")), allowed);
      checkMethod(report.float64.inv, vector(c.at("inv")), allowed);
      // backward stability belongs to solve and not to inv: the residual does not know κ
      CHECK(report.float64.solve.residual <=
            8 * size * kEpsilon * norm1(a) * report.float64.solve.solution.norm());
    }
    if (rank == full && cond < 1e3) {
      CHECK(report.float32.lstsq.forwardError <= 8 * size * 0x1p-23 * sensitivity);
      CHECK(report.float32.lstsq.forwardError >= report.float64.lstsq.forwardError);
      CHECK(report.float32.pinv.forwardError <= 8 * size * 0x1p-23 * sensitivity);
      if (a.rows() >= a.cols())
        CHECK(report.float64.normal.forwardError <= 8 * size * kEpsilon * cond * cond);
    }
  }
}

TEST_CASE("the page's example: normal equations lose in float32 what QR keeps") {
  const Matrix x = fromRows({{1, 1}, {1, 1 + 1e-4}});
  const SolveReport report = solveByMethods(x, Vector{{1, 2}});
  CHECK(report.float32.normal.forwardError > 0.1);
  CHECK(report.float32.lstsq.forwardError < 0.01);
  CHECK(report.float32.normal.status == "unreliable");
  CHECK(report.float64.normal.forwardError < 1e-6);
  CHECK(report.float64.normal.forwardError > report.float64.lstsq.forwardError);
}

TEST_CASE("singular systems: torch's words, the least-norm solution, and a refusal to trust") {
  const SolveReport report = solveByMethods(fromRows({{1, 2}, {2, 4}}), Vector{{1, 1}});
  CHECK(report.referenceKind == "least-norm");
  CHECK(report.float64.inv.status == "singular");
  for (const Json& c : fixture().at("singular")) {
    const Matrix a = matrix(c.at("a"));
    const SolveReport each = solveByMethods(a, Vector::Ones(a.rows()));
    if (c.at("solveError").is_null()) {
      CHECK(each.float64.solve.status == "unreliable");
      CHECK(each.float64.solve.message.find("rcond") != std::string::npos);
    } else {
      CHECK(each.float64.solve.status == "singular");
      CHECK(each.float64.solve.message == c.at("solveError").at("text").get<std::string>());
      CHECK(each.float64.inv.message == c.at("error").at("text").get<std::string>());
    }
  }
  // [[1, 2], [2, 4]] x = (1, 1): projection (3/5)(1, 2), of least norm (0.12, 0.24), as torch.linalg.lstsq
  // gives
  CHECK(maxGap(report.float64.lstsq.solution, Vector{{0.12, 0.24}}) < 1e-15);
  CHECK(maxGap(report.reference, Vector{{0.12, 0.24}}) < 1e-16);
  CHECK_FALSE(report.float64.lstsq.message.empty());
}

TEST_CASE("scales at the ends of the range change no digit that counts") {
  Random random(8);
  const Matrix a = randomMatrix(random, 4, 3);
  const Vector b = randomVector(random, 4);
  const SolveReport plain = solveByMethods(a, b);
  for (const int e : {-900, -300, 300, 900}) {
    const SolveReport scaled = solveByMethods(a * std::ldexp(1.0, e), b * std::ldexp(1.0, e));
    CHECK(sameNumbers(scaled.float64.lstsq.solution, plain.float64.lstsq.solution));
    CHECK(sameNumbers(scaled.float32.pinv.solution, plain.float32.pinv.solution));
    CHECK(scaled.float64.normal.forwardError == plain.float64.normal.forwardError);
  }
  const SolveReport zero = solveByMethods(Matrix::Zero(2, 2), Vector::Zero(2));
  CHECK(zero.float64.pinv.solution == Vector::Zero(2));
  CHECK(zero.float64.pinv.forwardError == 0);
}

TEST_CASE("refusals of solveByMethods") {
  CHECK_THROWS_WITH_AS(solveByMethods(fromRows({{1, 2}, {2, 4}}), Vector::Ones(3)),
                       "linalg.solve: Incompatible shapes of A and B for the equation AX = B (2x2 and 3x1)",
                       ShapeMismatch);
  CHECK_THROWS_AS(solveByMethods(Matrix(0, 0), Vector()), ShapeMismatch);
  CHECK_THROWS_AS(solveByMethods(fromRows({{std::nan("")}}), Vector::Ones(1)), InvalidArgument);
}

TEST_CASE(
    "the expected error is the condition number times the format's epsilon, squared for the normal "
    "equations") {
  for (const Json& c : fixture().at("solve")) {
    const Matrix a = matrix(c.at("a"));
    if (c.at("rank").get<Index>() < std::min(a.rows(), a.cols())) continue;
    const double cond = number(c.at("cond2"));
    const SolveReport report = solveByMethods(a, vector(c.at("b")));
    CAPTURE(cond);
    // torch's cond and ours are each good to a few κ ε, relatively
    const double slack = 1e-14 * cond + 1e-13;
    CHECK(report.float64.solve.expectedError == doctest::Approx(cond * 0x1p-52).epsilon(slack));
    CHECK(report.float64.pinv.expectedError == doctest::Approx(cond * 0x1p-52).epsilon(slack));
    CHECK(report.float32.inv.expectedError == doctest::Approx(cond * 0x1p-23).epsilon(slack));
    CHECK(report.float32.normal.expectedError == doctest::Approx(cond * cond * 0x1p-23).epsilon(2 * slack));
  }
  const MethodSolutions singular = solveByMethods(fromRows({{3, 0}, {0, 0}}), Vector{{1, 1}}).float64;
  CHECK(std::isinf(singular.solve.expectedError));
  CHECK(std::isinf(singular.normal.expectedError));
  CHECK(singular.pinv.expectedError == 0x1p-52);
}

TEST_CASE(
    "Hilbert 8: the error of every method stays within the rule of thumb, and the normal equations lose it "
    "all") {
  const SolveReport report = solveByMethods(hilbert(8), Vector::Ones(8));
  const MethodSolutions& m = report.float64;
  for (const MethodSolution* each : {&m.inv, &m.solve, &m.lstsq, &m.pinv}) {
    CHECK(each->forwardError <= each->expectedError);
    CHECK(each->forwardError > 1e-12);
  }
  CHECK(report.float64.normal.forwardError > 1e-2);
  CHECK(report.float32.solve.forwardError > 1e-1);
}

TEST_CASE("what the page says about its presets") {
  // torch 2.15: svdvals, and linalg.inv in float32
  const Vector none{{0, 0}};
  CHECK(solutionEllipse(fromRows({{1, 2}, {0.6, 1.3}}), none, 0.05, 8).semiMajor ==
        doctest::Approx(1.3275).epsilon(1e-4));
  CHECK(solutionEllipse(fromRows({{1.5, 2}, {0.6, 1.8}}), none, 0.05, 8).semiMajor ==
        doctest::Approx(0.1034).epsilon(1e-3));
  const InverseReport nearly = inverseReport(fromRows({{1, 1}, {1, 1.0000002}}));
  CHECK(nearly.inverseFloat32(1, 1) == 4194304);
  CHECK(nearly.residualFloat32 == doctest::Approx(0.22788524269438148).epsilon(1e-6));
  CHECK(nearly.residual < 1e-8);
  const InverseReport small = inverseReport(fromRows({{0.1, 0}, {0, 0.1}}));
  CHECK(small.determinant == doctest::Approx(0.01).epsilon(1e-15));
  CHECK(small.cond2 == doctest::Approx(1).epsilon(1e-15));
}
