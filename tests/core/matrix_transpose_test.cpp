#include "matrix_transpose.h"

#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "matrix_multiplication.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("matrix_transpose");
  return json;
}

}  // namespace

TEST_CASE("views: strides, order of reading, contiguity and the error of view, as torch has them") {
  for (const Json& c : fixture().at("view")) {
    const Matrix a = matrix(c.at("a"));
    CAPTURE(shape_text(a));
    CHECK(sameNumbers(matrixTranspose(a), matrix(c.at("transpose"))));
    CHECK(sameNumbers(matrixTranspose(matrixTranspose(a)), a));
    const TransposeView view = transposeView(a);
    CHECK(view.rows == static_cast<int>(a.cols()));
    CHECK(view.cols == static_cast<int>(a.rows()));
    CHECK(view.originalRowStride == c.at("originalStride")[0].get<int>());
    CHECK(view.originalColStride == c.at("originalStride")[1].get<int>());
    CHECK(view.rowStride == c.at("stride")[0].get<int>());
    CHECK(view.colStride == c.at("stride")[1].get<int>());
    CHECK(view.storageOffset == c.at("offset").get<int>());
    CHECK(view.contiguousRowStride == c.at("copyStride")[0].get<int>());
    CHECK(view.contiguousColStride == c.at("copyStride")[1].get<int>());
    CHECK(view.isContiguous == c.at("contiguous").get<bool>());
    CHECK(sameNumbers(view.readOrder, vector(c.at("readOrder"))));
    CHECK(view.viewError == c.at("viewError").get<std::string>());
    const Matrix copy = Eigen::Map<const Matrix>(view.contiguousStorage.data(), a.cols(), a.rows());
    CHECK(sameNumbers(copy, matrix(c.at("transpose"))));
    CHECK(view.storage.size() == a.size());
  }
}

TEST_CASE("transposing moves every value untouched, NaN and signed zeros as well") {
  const Matrix a = fromRows({{-0.0, std::nan(""), 5e-324}, {std::numeric_limits<double>::infinity(), 1, 2}});
  const Matrix t = matrixTranspose(a);
  CHECK(std::signbit(t(0, 0)));
  CHECK(std::isnan(t(1, 0)));
  CHECK(t(2, 0) == 5e-324);
  CHECK(t(0, 1) == std::numeric_limits<double>::infinity());
}

TEST_CASE("the adjoint identity against torch and exact fractions") {
  for (const Json& c : fixture().at("layer")) {
    const AdjointIdentity identity = adjointIdentity(matrix(c.at("w")), vector(c.at("x")), vector(c.at("g")));
    // twelve terms at most: the bound itself says what rounding may do to either side
    CHECK(gap(identity.forwardDot, number(c.at("dot"))) <= identity.bound);
    CHECK(gap(identity.backwardDot, number(c.at("dot"))) <= identity.bound);
    CHECK(identity.withinBound);
    const double size = 1e-15 * static_cast<double>(identity.forward.size() + identity.backward.size());
    CHECK(maxGap(identity.forward, vector(c.at("y"))) <= size * (1 + largest(identity.forward)) * 30);
    CHECK(maxGap(identity.backward, vector(c.at("backward"))) <=
          size * (1 + largest(identity.backward)) * 30);
  }
}

TEST_CASE("the bound is not so wide that a wrong identity would pass") {
  Random random(21);
  const Matrix w = randomMatrix(random, 5, 5);
  const Vector x = randomVector(random, 5), g = randomVector(random, 5);
  const AdjointIdentity identity = adjointIdentity(w, x, g);
  const double forgotten = x.dot(w * g);
  CHECK(std::abs(identity.forwardDot - forgotten) > 1e6 * identity.bound);
  CHECK(identity.bound < 1e-12);
}

TEST_CASE("the backward pass of a layer: the tape, differences and gradcheck as torch computes them") {
  int caught = 0;
  for (const Json& c : fixture().at("layer")) {
    const Matrix w = matrix(c.at("w"));
    const Vector x = vector(c.at("x")), g = vector(c.at("g"));
    CAPTURE(shape_text(w));
    const LinearBackward pass = linearBackward(w, x, g);
    const double scale = 1 + largest(w) * (1 + largest(g)) * (1 + largest(x));
    CHECK(maxGap(pass.y, vector(c.at("y"))) < 1e-14 * scale);
    CHECK(maxGap(pass.gradX, vector(c.at("gradX"))) < 1e-14 * scale);
    CHECK(maxGap(pass.gradW, matrix(c.at("gradW"))) == 0);  // one product each, no sum
    CHECK(maxGap(pass.gradW, Matrix(g * x.transpose())) == 0);
    // the difference quotient divides rounding of the loss, ε |L|, by 2e-6
    CHECK(maxGap(pass.numericalX, vector(c.at("numericalX"))) < 1e-8 * scale);
    CHECK(maxGap(pass.numericalW, pass.gradW) < 1e-8 * scale);
    CHECK(pass.passedX == c.at("passedX").get<bool>());
    CHECK(pass.passedW);
    CHECK(pass.wrongDefined == c.contains("wrongPassed"));
    if (!pass.wrongDefined) continue;
    CHECK(pass.wrongPassed == c.at("wrongPassed").get<bool>());
    CHECK(pass.wrongPassed == (pass.wrongRatio <= 1));
    caught += pass.wrongPassed ? 0 : 1;
  }
  CHECK(caught > 10);
}

TEST_CASE("forgetting the transpose: what it gives for a square W, by hand") {
  // W g = (1, 3) where Wᵀ g = (1, 2); ⟨W x, g⟩ = 3; only the second entry is off, by 1 against 1e-5 + 1e-3 ·
  // 2
  const LinearBackward pass = linearBackward(fromRows({{1, 2}, {3, 4}}), Vector::Ones(2), Vector{{1, 0}});
  CHECK(pass.wrongGradX(0) == 1);
  CHECK(pass.wrongGradX(1) == 3);
  CHECK(pass.wrongDot == 4);
  CHECK(pass.wrongWorst == 1);
  CHECK(pass.wrongRatio ==
        doctest::Approx(1 / (1e-5 + 2e-3)).epsilon(1e-6));  // differences round at about 1e-10
  CHECK_FALSE(pass.wrongPassed);
  const LinearBackward symmetric =
      linearBackward(fromRows({{2, 1}, {1, 3}}), Vector::Ones(2), Vector{{1, -1}});
  CHECK(symmetric.wrongPassed);
  CHECK(symmetric.wrongDot ==
        adjointIdentity(fromRows({{2, 1}, {1, 3}}), Vector::Ones(2), Vector{{1, -1}}).forwardDot);
}

TEST_CASE("a right gradient fails gradcheck when rounding of a large loss drowns a small entry") {
  // |L| = 1e9: its last bit is 1.2e-7, and divided by 2e-6 that moves a slope of 0.5 by hundredths
  const Matrix w = fromRows({{1e6, 0.5}});
  const LinearBackward far = linearBackward(w, Vector{{1000, 1}}, Vector::Ones(1));
  CHECK(far.gradX(1) == 0.5);
  CHECK_FALSE(far.passedX);
  CHECK(far.worstX == 1);
  // what torch.autograd.gradcheck measures: a whole number of last digits of L over 2e-6
  CHECK(far.numericalX(1) == doctest::Approx(0.476837158203125).epsilon(1e-9));
  CHECK(linearBackward(w, Vector{{0, 1}}, Vector::Ones(1)).passedX);
}

TEST_CASE("the transpose of a product is the product of the transposes in the other order") {
  Random random(5);
  const std::vector<std::array<Index, 3>> shapes{{2, 3, 4}, {1, 5, 1}, {6, 6, 6}, {3, 1, 2}};
  for (const auto& [m, k, n] : shapes) {
    // whole numbers below 2^10: every product and every sum is exact, so both sides are equal to the bit
    const auto whole = [](double x) { return std::round(64 * x); };
    const Matrix a = randomMatrix(random, m, k).unaryExpr(whole);
    const Matrix b = randomMatrix(random, k, n).unaryExpr(whole);
    CHECK(sameNumbers(matrixTranspose(matmul(a, b)), matmul(matrixTranspose(b), matrixTranspose(a))));
  }
}

TEST_CASE("matvec against torch, in numbers and in the words of its refusal") {
  for (const Json& c : fixture().at("layer")) {
    const Matrix w = matrix(c.at("w"));
    CHECK(maxGap(matvec(w, vector(c.at("x"))), vector(c.at("y"))) < 1e-14 * (1 + largest(w)) * 30);
  }
  for (const Json& c : fixture().at("errors")) {
    const Matrix w = Matrix::Zero(c.at("shape")[0].get<Index>(), c.at("shape")[1].get<Index>());
    CHECK_THROWS_WITH_AS(matvec(w, Vector::Zero(c.at("x").get<Index>())),
                         c.at("error").at("text").get<std::string>().c_str(), ShapeMismatch);
  }
}

TEST_CASE("refusals") {
  for (const Json& c : fixture().at("errors")) {
    const Matrix w = Matrix::Zero(c.at("shape")[0].get<Index>(), c.at("shape")[1].get<Index>());
    const Vector x = Vector::Zero(c.at("x").get<Index>()), g = Vector::Zero(w.rows());
    CHECK_THROWS_WITH_AS(adjointIdentity(w, x, g), c.at("error").at("text").get<std::string>().c_str(),
                         ShapeMismatch);
    CHECK_THROWS_AS(linearBackward(w, x, g), ShapeMismatch);
  }
  CHECK_THROWS_AS(linearBackward(Matrix::Ones(2, 3), Vector::Ones(3), Vector::Ones(3)), ShapeMismatch);
  CHECK_THROWS_AS(linearBackward(Matrix::Constant(1, 1, std::nan("")), Vector::Ones(1), Vector::Ones(1)),
                  InvalidArgument);
  // large losses drown in the rounding of differences; the ratio says so instead of the gradient being wrong
  const LinearBackward large = linearBackward(Matrix::Constant(1, 2, 1e12), Vector::Ones(2), Vector::Ones(1));
  CHECK(large.gradX(0) == 1e12);
}
