#include "matrix_multiplication.h"

#include <doctest/doctest.h>

#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("matrix_multiplication");
  return json;
}

std::string messageOf(const Matrix& a, const Matrix& b) {
  try {
    matmul(a, b);
  } catch (const ShapeMismatch& error) {
    return error.what();
  }
  return "";
}

// |fl(AB) − AB| <= (k + 1) ε |A||B| cell by cell, in any order of summation; tiny keeps underflow from
// counting.
bool withinProductBound(const Matrix& product, const Matrix& exact, const Matrix& a, const Matrix& b) {
  const Matrix size = a.cwiseAbs().lazyProduct(b.cwiseAbs());
  const double factor = static_cast<double>(a.cols() + 1) * kEpsilon;
  if (product.rows() != exact.rows() || product.cols() != exact.cols()) return false;
  for (Index i = 0; i < product.rows(); ++i) {
    for (Index j = 0; j < product.cols(); ++j) {
      if (!(gap(product(i, j), exact(i, j)) <= factor * size(i, j) + 1e-322)) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("matmul agrees with torch and with exact fractions") {
  for (const Json& c : fixture().at("matmul")) {
    const Matrix a = matrix(c.at("a")), b = matrix(c.at("b"));
    CAPTURE(shape_text(a));
    CAPTURE(shape_text(b));
    const Matrix product = matmul(a, b);
    CHECK(withinProductBound(product, matrix(c.at("exact")), a, b));
    // torch is itself within the bound, so the two may differ by twice that: half of it is asked of each
    CHECK(withinProductBound(matrix(c.at("product")), matrix(c.at("exact")), a, b));
  }
}

TEST_CASE("matmul words a mismatch as torch does") {
  for (const Json& c : fixture().at("errors")) {
    const Matrix a = Matrix::Zero(c.at("a")[0].get<Index>(), c.at("a")[1].get<Index>());
    const Matrix b = Matrix::Zero(c.at("b")[0].get<Index>(), c.at("b")[1].get<Index>());
    CHECK(messageOf(a, b) == c.at("error").at("text").get<std::string>());
  }
}

TEST_CASE("zero times infinity reaches every cell that reads it, at every size of kernel") {
  for (const Index n : {1, 2, 5, 8, 17, 40}) {
    Matrix a = Matrix::Ones(n, n), b = Matrix::Ones(n, n);
    a(0, n - 1) = std::numeric_limits<double>::infinity();
    b(n - 1, 0) = 0;
    const Matrix product = matmul(a, b);
    CHECK(std::isnan(product(0, 0)));
    for (Index j = 1; j < n; ++j) CHECK(product(0, j) == std::numeric_limits<double>::infinity());
    for (Index i = 1; i < n; ++i) CHECK(product(i, 0) == static_cast<double>(n - 1));
  }
}

TEST_CASE("matmul of 512x512 against the triple loop and a checksum vector") {
  Random random(11);
  const Index n = 512;
  const Matrix a = randomMatrix(random, n, n), b = randomMatrix(random, n, n);
  const Matrix product = matmul(a, b);
  Matrix loop = Matrix::Zero(n, n);
  for (Index i = 0; i < n; ++i) {
    for (Index k = 0; k < n; ++k) {
      const double x = a(i, k);
      for (Index j = 0; j < n; ++j) loop.data()[i * n + j] += x * b.data()[k * n + j];
    }
  }
  // two sums of 512 terms near 1: each within 512 ε Σ|a||b| <= 512 · 2.2e-16 · ~330, in practice a hundredth
  // of that
  CHECK(maxGap(product, loop) < 1e-12);
  const Vector ones = Vector::Ones(n);
  CHECK(maxGap(Vector(product * ones), Vector(a * (b * ones))) < 1e-10);
}

TEST_CASE("a cell is its products and partial sums") {
  Random random(3);
  const Matrix a = randomMatrix(random, 3, 6), b = randomMatrix(random, 6, 4);
  const Matrix product = matmul(a, b);
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 4; ++j) {
      const MatmulCell cell = matmulCell(a, b, i, j);
      double sum = 0;
      for (Index k = 0; k < 6; ++k) {
        CHECK(cell.products(k) == a(i, k) * b(k, j));
        sum += a(i, k) * b(k, j);
        CHECK(cell.partialSums(k) == sum);
      }
      CHECK(gap(cell.value, product(i, j)) < 1e-14);  // six terms near 1, another order
      CHECK(sameNumbers(cell.rowOfA, Vector(a.row(i))));
      CHECK(sameNumbers(cell.columnOfB, Vector(b.col(j))));
    }
  }
  CHECK(matmulCell(Matrix(2, 0), Matrix(0, 2), 1, 1).value == 0);
  CHECK_THROWS_AS(matmulCell(a, b, 3, 0), InvalidArgument);
  CHECK_THROWS_AS(matmulCell(a, b, 0, -1), InvalidArgument);
  CHECK_THROWS_AS(matmulCell(a, a, 0, 0), ShapeMismatch);
}

TEST_CASE("outer products and column mixes add up to the product") {
  Random random(4);
  const Matrix a = randomMatrix(random, 3, 5), b = randomMatrix(random, 5, 4);
  const Matrix product = matmul(a, b);
  Matrix sum = Matrix::Zero(3, 4);
  for (int k = 0; k < 5; ++k) {
    const MatmulOuterProduct layer = matmulOuterProduct(a, b, k);
    for (Index i = 0; i < 3; ++i) {
      for (Index j = 0; j < 4; ++j) CHECK(layer.term(i, j) == a(i, k) * b(k, j));
    }
    sum += layer.term;
    CHECK(maxGap(layer.partialSum, sum) == 0);
  }
  CHECK(maxGap(sum, product) < 1e-14);
  for (int j = 0; j < 4; ++j) {
    const MatmulColumnMix mix = matmulColumnMix(a, b, j);
    CHECK(maxGap(mix.column, Vector(product.col(j))) < 1e-14);
    CHECK(maxGap(Vector(mix.terms.rowwise().sum()), mix.column) < 1e-14);
    CHECK(sameNumbers(Vector(mix.partialSums.col(4)), mix.column));
    CHECK(mix.terms(2, 3) == b(3, j) * a(2, 3));
  }
  CHECK_THROWS_AS(matmulOuterProduct(a, b, 5), InvalidArgument);
  CHECK_THROWS_AS(matmulColumnMix(a, b, 4), InvalidArgument);
}

TEST_CASE("the report: operations, commutator, float32") {
  for (const Json& c : fixture().at("matmul")) {
    const Matrix a = matrix(c.at("a")), b = matrix(c.at("b"));
    const MatmulReport report = matmulReport(a, b);
    CHECK(report.flops == c.at("flops").get<double>());
    CHECK(sameNumbers(report.productFloat32,
                      matrix(c.at("float32"))));  // the same steps in the same order: every bit
    CHECK(report.commutatorDefined == !c.at("commutator").is_null());
    // cancellation: what AB − BA keeps is relative to the products, up to 12 · 12 ε ‖A‖‖B‖
    if (report.commutatorDefined) CHECK(gap(report.commutatorNorm, number(c.at("commutator"))) < 1e-13);
    CHECK_FALSE(report.nonFinite.found);
  }
  // [[1,2],[3,4]] and [[5,6],[7,8]] by hand: AB − BA = [[-4, -12], [12, 4]], norm √320
  const MatmulReport hand = matmulReport(fromRows({{1, 2}, {3, 4}}), fromRows({{5, 6}, {7, 8}}));
  CHECK(gap(hand.commutatorNorm, std::sqrt(320.0)) < 1e-14);
  CHECK(hand.maxDifferenceFloat32 == 0);
  CHECK(matmulReport(fromRows({{1e200, 0}, {0, 2e200}}), fromRows({{0, 1}, {1, 0}})).commutatorNorm ==
        doctest::Approx(std::sqrt(2.0) * 1e200));
}

TEST_CASE("the first cell that is not finite, and what made it") {
  for (const Json& c : fixture().at("nonFinite")) {
    const Matrix a = matrix(c.at("a")), b = matrix(c.at("b"));
    const MatmulReport report = matmulReport(a, b);
    CHECK(sameNumbers(report.product, matrix(c.at("product"))));
    CHECK(report.nonFinite.found);
    CHECK(report.nonFinite.row == c.at("row").get<int>());
    CHECK(report.nonFinite.col == c.at("col").get<int>());
    CHECK(report.nonFinite.cause == c.at("cause").get<std::string>());
    CHECK(report.nonFinite.step == c.at("step").get<int>());
    CHECK_FALSE(report.nonFinite.message.empty());
  }
}

TEST_CASE("products in narrow formats, in every order, agree with torch to the bit") {
  for (const Json& c : fixture().at("rounded")) {
    const auto format = c.at("format").get<std::string>(), order = c.at("order").get<std::string>();
    CAPTURE(format);
    CAPTURE(order);
    const RoundedMatmul result = matmulRounded(matrix(c.at("a")), matrix(c.at("b")), format, order);
    CHECK(sameNumbers(result.product, matrix(c.at("product"))));
  }
}

TEST_CASE("narrow formats: what each order keeps") {
  const Matrix row = fromRows({{1e8, 1, -1e8}}), ones = Matrix::Ones(3, 1);
  CHECK(matmulRounded(row, ones, "float32", "naive").product(0, 0) == 0);
  CHECK(matmulRounded(row, ones, "float32", "naive").exact(0, 0) == 1);
  CHECK(matmulRounded(row, ones, "float32", "naive").maxError == 1);
  CHECK(matmulRounded(row, ones, "float64", "naive").product(0, 0) == 1);
  // 4096 ones in float16 stick at 2048 when added one by one, and do not in halves or with compensation
  const Matrix many = Matrix::Ones(1, 4096), column = Matrix::Ones(4096, 1);
  CHECK(matmulRounded(many, column, "float16", "naive").product(0, 0) == 2048);
  CHECK(matmulRounded(many, column, "float16", "pairwise").product(0, 0) == 4096);
  CHECK(matmulRounded(many, column, "float16", "kahan").product(0, 0) == 4096);
  CHECK(matmulRounded(many, column, "float16", "naive").wideProduct(0, 0) == 4096);
  const RoundedMatmul over =
      matmulRounded(fromRows({{200, 200}}), fromRows({{200}, {200}}), "float16", "naive");
  CHECK(over.product(0, 0) == std::numeric_limits<double>::infinity());
  CHECK(over.maxError == std::numeric_limits<double>::infinity());
  CHECK(over.overflow.cause == "sum-overflow");
  CHECK(matmulRounded(fromRows({{300}}), fromRows({{300}}), "float16", "naive").overflow.cause ==
        "product-overflow");
  CHECK_THROWS_AS(matmulRounded(row, ones, "float8", "naive"), InvalidArgument);
  CHECK_THROWS_AS(matmulRounded(row, ones, "float16", "sorted"), InvalidArgument);
  CHECK_THROWS_AS(matmulRounded(row, row, "float16", "naive"), ShapeMismatch);
}

TEST_CASE("linear layer: x Wᵀ + b") {
  for (const Json& c : fixture().at("linear")) {
    const Matrix y = linearLayer(matrix(c.at("x")), matrix(c.at("w")), vector(c.at("bias")));
    CHECK(maxGap(y, matrix(c.at("y"))) < 1e-14);  // at most eight products near 1
  }
  for (const Json& c : fixture().at("linearErrors")) {
    const Matrix x = Matrix::Zero(c.at("x")[0].get<Index>(), c.at("x")[1].get<Index>());
    const Matrix w = Matrix::Zero(c.at("w")[0].get<Index>(), c.at("w")[1].get<Index>());
    CHECK_THROWS_WITH_AS(linearLayer(x, w, Vector::Zero(c.at("bias").get<Index>())),
                         c.at("error").at("text").get<std::string>().c_str(), ShapeMismatch);
  }
}
