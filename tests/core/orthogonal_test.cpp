#include "orthogonal.h"

#include <doctest/doctest.h>

#include "random.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("svd");
  return json;
}

}  // namespace

TEST_CASE("rand equals torch.rand bit for bit; randn up to the last bits of log, sin and cos") {
  for (const Json& c : fixture().at("samples")) {
    CAPTURE(c.dump().substr(0, 60));
    const int rows = c.at("rows").get<int>(), cols = c.at("cols").get<int>();
    const auto seed = c.at("seed").get<double>();
    CHECK(sameNumbers(rand(rows, cols, seed), matrix(c.at("rand"))));
    // Values up to 5: 8 units in the last place of 4.
    CHECK(maxGap(randn(rows, cols, seed), matrix(c.at("randn"))) <= 32 * kEpsilon);
    CHECK(sameNumbers(randn(rows, cols, seed, Format::float32), matrix(c.at("randnFloat32"))));
  }
}

TEST_CASE("randn has the moments of a standard normal") {
  const Matrix x = randn(400, 500, 7);
  const double n = static_cast<double>(x.size());
  const double mean = x.mean();
  const double variance = (x.array() - mean).square().mean();
  const double skew = (x.array() - mean).cube().mean();
  const double kurtosis = (x.array() - mean).square().square().mean();
  // Five standard errors of each moment.
  CHECK(std::abs(mean) < 5 / std::sqrt(n));
  CHECK(std::abs(variance - 1) < 5 * std::sqrt(2 / n));
  CHECK(std::abs(skew) < 5 * std::sqrt(15 / n));
  CHECK(std::abs(kurtosis - 3) < 5 * std::sqrt(96 / n));
}

TEST_CASE("random: sizes and seeds") {
  CHECK(randn(0, 5, 1).size() == 0);
  CHECK(rand(3, 0, 1).cols() == 0);
  CHECK_THROWS_AS(randn(-1, 2, 1), InvalidArgument);
  CHECK_THROWS_AS(rand(1 << 20, 1 << 20, 1), InvalidArgument);
  CHECK_THROWS_AS(randn(2, 2, -1), InvalidArgument);
  CHECK_THROWS_AS(randn(2, 2, 1.5), InvalidArgument);
  CHECK_THROWS_AS(randn(2, 2, 0x1.0p60), InvalidArgument);
  CHECK_THROWS_AS(randn(2, 2, std::nan("")), InvalidArgument);
  CHECK(sameNumbers(randn(4, 4, 7), randn(4, 4, 7 + 0x1.0p32)));  // the low 32 bits are the seed
}

TEST_CASE("qr agrees with PyTorch once its diagonal is positive, and multiplies back") {
  for (const Json& c : fixture().at("qr")) {
    const Matrix a = matrix(c.at("a"));
    const QrFactors f = qr(a);
    // Well-conditioned by chance of the draw: cond below 100, times a few n ε.
    CHECK(maxGap(f.q, matrix(c.at("q"))) < 1e-13);
    CHECK(maxGap(f.r, matrix(c.at("r"))) < 1e-13);
  }
  Random random(21);
  for (Index m = 1; m <= 12; ++m) {
    for (Index n = 1; n <= 12; ++n) {
      for (const double scale : {1.0, 1e300, 1e-300}) {
        const Matrix a = scale * randomMatrix(random, m, n);
        const QrFactors f = qr(a);
        CHECK(norm1(Matrix(f.q * f.r / scale - a / scale)) < 20 * 12 * kEpsilon * norm1(Matrix(a / scale)));
        CHECK(orthogonality(f.q).columnsError < 20 * 12 * kEpsilon);
        for (Index i = 0; i < f.r.rows(); ++i) {
          CHECK(f.r(i, i) >= 0);
          for (Index j = 0; j < std::min(i, n); ++j) CHECK(f.r(i, j) == 0);
        }
      }
    }
  }
}

TEST_CASE("orthogonalInit is nn.init.orthogonal_ of the same seed") {
  for (const Json& c : fixture().at("orthogonal")) {
    const Matrix w = orthogonalInit(c.at("rows").get<int>(), c.at("cols").get<int>(),
                                    c.at("gain").get<double>(), c.at("seed").get<double>());
    // ε times the condition of a small Gaussian matrix, here below 1e3.
    CHECK(maxGap(w, matrix(c.at("w"))) < 1e-12);
  }
  CHECK_THROWS_AS(orthogonalInit(0, 2, 1, 0), InvalidArgument);
  CHECK_THROWS_AS(orthogonalInit(2, 2, std::nan(""), 0), InvalidArgument);
}

TEST_CASE("orthogonalHouseholder keeps orthonormal columns where the input has none") {
  for (const Matrix& a : {Matrix(Matrix::Zero(4, 2)), Matrix(Matrix::Ones(3, 3)), hilbertMatrix(10)}) {
    CHECK(orthogonality(orthogonalHouseholder(a)).columnsError < 1e-14);
  }
  const Orthogonality wide = orthogonality(orthogonalHouseholder(randn(3, 8, 1)));
  CHECK(wide.rowsError < 1e-14);
  CHECK(gap(wide.columnsError, std::sqrt(5.0)) < 1e-13);
  CHECK_THROWS_AS(orthogonalHouseholder(Matrix(0, 2)), ShapeMismatch);
}

TEST_CASE("the wrong side of a tall orthonormal matrix is off by the root of what is missing: 8") {
  const Orthogonality tall = orthogonality(orthogonalHouseholder(randn(128, 64, 0)));
  CHECK(tall.columnsError < 1e-13);
  CHECK(gap(tall.rowsError, 8) < 1e-12);  // √(128 − 64); both errors are sums of 10⁴ roundings
  CHECK_THROWS_AS(orthogonality(Matrix(0, 0)), ShapeMismatch);
}

TEST_CASE("Gram-Schmidt loses orthogonality as theory says: squared, linear, not at all") {
  const Matrix h = hilbertMatrix(8);  // cond 1.5e10
  const GramSchmidt classical = orthogonalGramSchmidt(h, "classical");
  const GramSchmidt modified = orthogonalGramSchmidt(h, "modified");
  const GramSchmidt twice = orthogonalGramSchmidt(h, "twice");
  CHECK(relativeGap(classical.cond, 1.52575755e10) <
        1e-6);  // NumPy: numpy.linalg.cond(scipy.linalg.hilbert(8))
  CHECK(classical.orthogonalityLoss > 0.01);
  CHECK(modified.orthogonalityLoss < 100 * kEpsilon * modified.cond);
  CHECK(modified.orthogonalityLoss > 1e-9);
  CHECK(twice.orthogonalityLoss < 20 * kEpsilon);
  CHECK(classical.overlaps(0) == 0);
  CHECK(classical.overlaps.maxCoeff() <= classical.orthogonalityLoss);
  CHECK(modified.overlaps(7) > 100 * modified.overlaps(3));
  for (Index j = 0; j < 8; ++j) CHECK(gap(classical.q.col(j).norm(), 1) < 4 * kEpsilon);
}

TEST_CASE("Gram-Schmidt on a well-conditioned matrix is QR") {
  Random random(22);
  const Matrix a = randomMatrix(random, 7, 4);
  for (const char* variant : {"classical", "modified", "twice"}) {
    // ε cond², cond about 5.
    CHECK(maxGap(orthogonalGramSchmidt(a, variant).q, qr(a).q) < 1e-13);
    CHECK(maxGap(orthogonalGramSchmidt(1e-200 * a, variant).q, qr(a).q) < 1e-13);
  }
  CHECK_THROWS_AS(orthogonalGramSchmidt(a, "other"), InvalidArgument);
  CHECK_THROWS_AS(orthogonalGramSchmidt(a.transpose(), "classical"), ShapeMismatch);
  CHECK_THROWS_AS(orthogonalGramSchmidt(Matrix::Zero(3, 2), "modified"), InvalidArgument);
}
