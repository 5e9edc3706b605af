#include "matrix_powers.h"

#include <doctest/doctest.h>

#include <numbers>

#include "circle.h"
#include "eigenvalues.h"
#include "pca.h"
#include "support.h"
#include "svd.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("eigenvalues");
  return json;
}

Matrix transient() {
  return fromRows({{0.9, 10}, {0, 0.9}});
}
Vector pair(double x, double y) {
  return Eigen::Vector2d(x, y);
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("powerOrbit: points and norms agree with torch.linalg.matrix_power and with 60 digits") {
  for (const Json& c : fixture().at("powers")) {
    CAPTURE(c.at("name").get<std::string>());
    const int steps = c.at("steps").get<int>();
    const PowerOrbit orbit = powerOrbit(matrix(c.at("a")), vector(c.at("v0")), steps);
    const Matrix exact = matrix(c.at("exactPoints")), byTorch = matrix(c.at("points"));
    const Matrix tolerance = matrix(c.at("tolerance"));  // (k + 1) n ε |A|^k |v0|, entry by entry
    const Vector norms = vector(c.at("powerNorms")), logs = vector(c.at("exactLog10PowerNorms"));
    REQUIRE(orbit.points.rows() == steps + 1);
    CHECK(orbit.overflowStep == -1);
    for (Index k = 0; k <= steps; ++k) {
      for (Index j = 0; j < exact.cols(); ++j) {
        CHECK(gap(orbit.points(k, j), exact(k, j)) <= tolerance(k, j));
        CHECK(gap(orbit.points(k, j), byTorch(k, j)) <= 2 * tolerance(k, j));
      }
      // log₁₀ turns a relative error of 60 n ε into less than 1e-13.
      CHECK(gap(orbit.log10PowerNorms(k), logs(k)) <= 1e-13);
      CHECK(gap(orbit.log10PowerNorms(k), std::log10(norms(k))) <= 1e-12);
      CHECK(relativeGap(orbit.norms(k), orbit.points.row(k).norm()) <= 8 * kEpsilon);
    }
  }
}

TEST_CASE("powerOrbit: eigenvalues of 0.9, and yet the orbit climbs to 38.7 at step 9") {
  const PowerOrbit orbit = powerOrbit(transient(), pair(0, 1), 200);
  CHECK(orbit.peakStep == 9);
  // A^k (0, 1) = (10 k 0.9^(k−1), 0.9^k).
  CHECK(gap(orbit.peakNorm, std::hypot(90 * std::pow(0.9, 8), std::pow(0.9, 9))) < 1e-12);
  CHECK(gap(orbit.peakNorm, 38.7) < 0.05);
  CHECK(gap(orbit.spectralRadius, 0.9) < 1e-7);  // √ε: the eigenvalue is defective
  // σ₁ of [[a, b], [0, a]] is (b + √(b² + 4a²)) / 2.
  CHECK(gap(orbit.spectralNorm, (10 + std::sqrt(100 + 4 * 0.81)) / 2) < 1e-13);
  CHECK(gap(orbit.spectralNorm, 10.08) < 0.005);
  CHECK(orbit.norms(200) < 1e-5);
  CHECK(gap(orbit.log10SpectralRate(9), 9 * std::log10(0.9)) < 1e-6);
}

TEST_CASE("powerOrbit: beyond float64 the points end and the logarithms go on") {
  const PowerOrbit up = powerOrbit(fromRows({{1e100, 0}, {0, 1}}), pair(1, 1), 10);
  CHECK(up.overflowStep == 4);
  CHECK(up.points.rows() == 4);
  CHECK(up.points.allFinite());
  CHECK(gap(up.log10Norms(10), 1000) < 1e-10);
  CHECK(gap(up.log10PowerNorms(10), 1000) < 1e-10);
  CHECK(up.peakStep == 3);
  const PowerOrbit down = powerOrbit(fromRows({{1e-100, 0}, {0, 1e-100}}), pair(1, 0), 10);
  CHECK(down.points(10, 0) == 0);
  CHECK(gap(down.log10Norms(10), -1000) < 1e-10);
  CHECK(down.peakStep == 0);
  const PowerOrbit gone = powerOrbit(fromRows({{0, 1}, {0, 0}}), pair(0, 1), 4);
  CHECK(gone.log10Norms(2) == -kInfinity);
  CHECK(gone.log10PowerNorms(4) == -kInfinity);
  CHECK(powerOrbit(transient(), pair(0, 0), 3).peakNorm == 0);
}

TEST_CASE("powerIteration finds the largest eigenvalue at the rate of the second") {
  const Matrix a = fromRows({{2, 1}, {1, 3}});
  const PowerIteration run = powerIteration(a, pair(1, -1), 60);
  CHECK(run.outcome == "converged");
  CHECK(gap(run.rayleigh(60), (5 + std::sqrt(5.0)) / 2) < 16 * kEpsilon);
  CHECK(gap(run.ratio, (5 - std::sqrt(5.0)) / (5 + std::sqrt(5.0))) < 8 * kEpsilon);
  CHECK(run.angles(60) < 1e-14);
  for (Index k = 0; k < 20; ++k) {
    CHECK(gap(run.iterates.row(k).norm(), 1) < 4 * kEpsilon);
    // tan of the angle shrinks by exactly the ratio when the vectors are orthogonal; its rounding by ε /
    // angle.
    const double shrink = std::tan(run.angles(k + 1)) / std::tan(run.angles(k));
    CHECK(relativeGap(shrink, run.ratio) < 1e-14 / run.angles(k + 1));
  }
}

TEST_CASE("powerIteration says why it does not settle") {
  const PowerIteration turning = powerIteration(fromRows({{0.8, -0.6}, {0.6, 0.8}}), pair(1, 0), 50);
  CHECK(turning.outcome == "oscillates");
  CHECK(turning.dominant == 2);
  CHECK(largest(turning.angles) < 1e-14);
  CHECK(powerIteration(fromRows({{1, 0}, {0, -1}}), pair(1, 1), 50).outcome == "oscillates");
  const PowerIteration stuck = powerIteration(fromRows({{3, 0}, {0, 1}}), pair(0, 1), 20);
  CHECK(stuck.outcome == "trapped");
  CHECK(gap(stuck.angles(20), std::numbers::pi / 2) < 4 * kEpsilon);
  const PowerIteration dead = powerIteration(fromRows({{0, 1}, {0, 0}}), pair(0, 1), 20);
  CHECK(dead.outcome == "annihilated");
  CHECK(dead.iterates.rows() == 2);
  CHECK(dead.rayleigh.size() == 2);
  CHECK(powerIteration(fromRows({{1, 0}, {0, 0.999}}), pair(1, 1), 10).outcome == "running");
  CHECK(powerIteration(transient(), pair(0, 1), 10).outcome ==
        "running");  // a defective value: as slow as 1/k
  // … whatever follows it, so that no factor tells what a step is worth
  const PowerIteration slow =
      powerIteration(fromRows({{1, 1, 0}, {0, 1, 0}, {0, 0, 0.5}}), Vector{{0, 1, 1}}, 60);
  CHECK(slow.dominant == 2);
  CHECK(slow.ratio == 1);
  CHECK(std::tan(slow.angles(60)) == doctest::Approx(1 / 60.0).epsilon(1e-12));
  CHECK(powerIteration(fromRows({{2, 1}, {-1, 0}}), pair(0, 1), 10).ratio ==
        doctest::Approx(1).epsilon(1e-7));
  CHECK(powerIteration(fromRows({{0, -2, 0}, {2, 0, 0}, {0, 0, 1}}), Vector{{1, 0, 1}}, 10).ratio ==
        doctest::Approx(0.5).epsilon(1e-14));
  CHECK(powerIteration(fromRows({{-3, 0}, {0, 1}}), pair(1, 1), 60).outcome == "converged");
  CHECK(powerIteration(fromRows({{1, 0}, {0, 1}}), pair(1, 1), 0).outcome == "converged");
}

TEST_CASE("powerIteration: scale does not matter") {
  const Matrix a = fromRows({{2, 1}, {1, 3}});
  const PowerIteration plain = powerIteration(a, pair(1, -1), 10);
  for (const int e : {-1000, 1000}) {
    const Matrix scaled = a.unaryExpr([e](double x) { return std::ldexp(x, e); });
    const PowerIteration run = powerIteration(scaled, std::ldexp(1.0, e) * pair(1, -1), 10);
    CHECK(run.iterates == plain.iterates);
    CHECK(std::ldexp(run.rayleigh(10), -e) == plain.rayleigh(10));
  }
}

TEST_CASE("qrIteration without a shift is the textbook's, as PyTorch computes it") {
  for (const Json& c : fixture().at("qr")) {
    CAPTURE(c.at("name").get<std::string>());
    const Matrix a = matrix(c.at("a"));
    const QrIteration run = qrIteration(a, c.at("steps").get<int>(), "none");
    // Six steps of orthogonal similarity; a sign-fixed QR moves by cond(A), here below 100, times ε.
    CHECK(maxGap(run.iterates, matrix(c.at("iterates"))) < 1e-12 * a.norm());
    CHECK(run.similarityError < 100 * kEpsilon);
    CHECK((run.shifts.array() == 0).all());
  }
}

TEST_CASE("qrIteration: every rule ends at the eigenvalues, shifted ones sooner") {
  Random random(31);
  for (Index n = 1; n <= 8; ++n) {
    CAPTURE(n);
    Vector spectrum(n);
    for (Index i = 0; i < n; ++i) spectrum(i) = static_cast<double>(n - i);
    const Matrix q = randomOrthogonal(random, n, n);
    const Matrix a = q * spectrum.asDiagonal() * q.transpose();
    for (const char* rule : {"none", "rayleigh", "wilkinson"}) {
      CAPTURE(rule);
      const QrIteration run = qrIteration(a, 400, rule);
      Vector found = run.estimates.real();
      std::sort(found.begin(), found.end(), std::greater<>());
      CHECK(maxGap(found, spectrum) < 1e3 * kEpsilon * static_cast<double>(n));
      CHECK(run.estimates.imag().isZero(0));
      CHECK(run.similarityError < 1e3 * kEpsilon * static_cast<double>(n));
      CHECK(run.subdiagonal(400) < 1e-12);
    }
    if (n < 3) continue;
    const auto stepsTo = [&](const char* rule) {
      const QrIteration run = qrIteration(a, 400, rule);
      Index k = 0;
      while (run.subdiagonal(k) > 1e-10) ++k;
      return k;
    };
    CHECK(stepsTo("wilkinson") * 3 < stepsTo("none"));
  }
}

TEST_CASE("qrIteration leaves a complex pair as a block and reads it") {
  const QrIteration run = qrIteration(fromRows({{0, -1, 2}, {1, 0, 1}, {0, 0, 5}}), 100, "wilkinson");
  int pairs = 0;
  for (const Complex& x : run.estimates) {
    if (x.imag() > 0) {
      ++pairs;
      CHECK(std::abs(x - Complex(0, 1)) < 1e-13);
    }
  }
  CHECK(pairs == 1);
  // Shift 0 leaves an orthogonal matrix where it is.
  CHECK(qrIteration(fromRows({{0, 1}, {1, 0}}), 50, "rayleigh").subdiagonal(50) == doctest::Approx(1));
  CHECK(qrIteration(fromRows({{0, 1}, {1, 0}}), 50, "wilkinson").subdiagonal(50) < 1e-15);
  CHECK(qrIteration(Matrix::Zero(3, 3), 5, "wilkinson").estimates.isZero(0));
}

TEST_CASE("deepLinearGradient agrees with the product and stays between its bounds") {
  Random random(32);
  for (Index n = 1; n <= 6; ++n) {
    const Matrix w = randomMatrix(random, n, n);
    const Vector g = randomVector(random, n);
    const DeepLinearGradient run = deepLinearGradient(w, g, 40);
    Vector walked = g;
    for (Index l = 0; l <= 40; ++l) {
      CHECK(relativeGap(run.norms(l), walked.norm()) < 1e-11);  // 40 products, mild cancellation
      CHECK(gap(run.log10Norms(l), std::log10(walked.norm())) < 1e-11);
      CHECK(run.log10Norms(l) <= run.log10UpperBound(l) + 1e-11);
      CHECK(run.log10Norms(l) >= run.log10LowerBound(l) - 1e-11);
      walked = w.transpose() * walked;
    }
  }
}

TEST_CASE("deepLinearGradient: the claim that eigenvalues decide fails") {
  const DeepLinearGradient run = deepLinearGradient(transient(), pair(1, 0), 100);
  CHECK(run.peakLayer == 9);
  CHECK(gap(run.peakNorm, 38.7) < 0.05);
  CHECK(run.log10SpectralRate(9) < 0);
  CHECK(run.log10Norms(9) > 1.5);
  const DeepLinearGradient deep = deepLinearGradient(fromRows({{3, 0}, {0, 0.5}}), pair(1, 1), 5000);
  CHECK(std::isinf(deep.norms(5000)));
  CHECK(gap(deep.log10Norms(5000), 5000 * std::log10(3.0)) < 1e-8);
  const DeepLinearGradient none = deepLinearGradient(fromRows({{1, 0}, {0, 0}}), pair(0, 0), 3);
  CHECK(none.log10Norms(3) == -kInfinity);
  CHECK_FALSE(none.log10UpperBound.array().isNaN().any());
  CHECK_FALSE(none.log10LowerBound.array().isNaN().any());
}

TEST_CASE("matrix powers: what is refused") {
  const Matrix a = fromRows({{1, 2}, {3, 4}});
  const Matrix bad = fromRows({{1, kInfinity}, {0, 1}});
  CHECK_THROWS_AS(powerOrbit(Matrix(2, 3), pair(1, 1), 3), ShapeMismatch);
  CHECK_THROWS_AS(powerOrbit(a, Vector::Ones(3), 3), ShapeMismatch);
  CHECK_THROWS_AS(powerOrbit(a, pair(1, std::nan("")), 3), InvalidArgument);
  CHECK_THROWS_AS(powerOrbit(a, pair(1, 1), -1), InvalidArgument);
  CHECK_THROWS_AS(powerOrbit(a, pair(1, 1), 10001), InvalidArgument);
  CHECK_THROWS_AS(powerOrbit(bad, pair(1, 1), 1), InvalidArgument);
  CHECK_THROWS_AS(powerIteration(a, pair(0, 0), 3), InvalidArgument);
  CHECK_THROWS_AS(powerIteration(bad, pair(1, 0), 3), InvalidArgument);
  CHECK_THROWS_AS(qrIteration(a, 3, "francis"), InvalidArgument);
  CHECK_THROWS_AS(qrIteration(Matrix::Ones(64, 64), 10000, "none"), InvalidArgument);
  CHECK_THROWS_AS(qrIteration(Matrix(1, 2), 1, "none"), ShapeMismatch);
  CHECK_THROWS_AS(deepLinearGradient(a, Vector::Ones(1), 3), ShapeMismatch);
  CHECK_THROWS_AS(deepLinearGradient(a, pair(1, 1), 1000000), InvalidArgument);
}

TEST_CASE("pca agrees with torch.cov and with 60 digits") {
  for (const Json& c : fixture().at("pca")) {
    CAPTURE(c.at("name").get<std::string>());
    const Matrix data = matrix(c.at("data"));
    const Pca r = pca(data);
    const Vector exact = vector(c.at("exactVariance"));
    const double top = exact(0);
    const double spread = largest(data);
    // The mean is rounded once more after two passes; the variance keeps 100 ε (κ of the offset 1e7 enters
    // squared only as the rounding of the data itself, which the exact value shares).
    CHECK(maxGap(r.mean, vector(c.at("mean"))) <= 2 * kEpsilon * spread);
    CHECK(maxGap(r.explainedVariance, exact) <= 1e-8 * top);
    if (spread / std::sqrt(top) < 1e3) CHECK(maxGap(r.explainedVariance, exact) <= 200 * kEpsilon * top);
    CHECK(maxGap(r.covariance, matrix(c.at("covariance"))) <= number(c.at("torchTolerance")) * top);
    CHECK(maxGap(r.explainedVariance, vector(c.at("torchVariance"))) <=
          2 * number(c.at("torchTolerance")) * top);
    CHECK(r.varianceGap < 200 * kEpsilon);
    CHECK(gap(r.explainedRatio.sum(), 1) < 16 * kEpsilon);
    CHECK((r.components.transpose() * r.components - Matrix::Identity(data.cols(), data.cols())).norm() <
          1e-13);
    // Scores carry the variance of their component.
    const double scale = std::sqrt(top);
    for (Index j = 0; j < data.cols(); ++j) {
      const double variance = (r.scores.col(j) / scale).squaredNorm() / static_cast<double>(data.rows() - 1);
      CHECK(gap(variance, r.explainedVariance(j) / top) < 1e-12);
    }
  }
}

TEST_CASE("pca: edges") {
  const Pca still = pca(Matrix::Constant(4, 2, 3.5));
  CHECK(still.explainedVariance.isZero(0));
  CHECK(still.explainedRatio.isZero(0));
  CHECK(still.varianceGap == 0);
  CHECK_THROWS_AS(pca(Matrix::Ones(1, 3)), ShapeMismatch);
  CHECK_THROWS_AS(pca(Matrix(3, 0)), ShapeMismatch);
  CHECK_THROWS_AS(pca(fromRows({{1}, {std::nan("")}})), InvalidArgument);
  CHECK_THROWS_AS(pca(fromRows({{1e200}, {-1e200}})), InvalidArgument);
}

TEST_CASE("probe: aligned on eigenvectors, at right angles on the quarter turn") {
  const CircleProbe on = probe(fromRows({{2, 1}, {1, 2}}), std::numbers::pi / 4);
  CHECK(gap(on.stretch, 3) < 8 * kEpsilon);
  CHECK(std::abs(on.alignment) < 8 * kEpsilon);
  CHECK(gap(on.rayleigh, 3) < 8 * kEpsilon);
  CHECK(on.residual < 8 * kEpsilon);
  const CircleProbe turned = probe(fromRows({{0, -1}, {1, 0}}), 0.3);
  CHECK(gap(turned.alignment, std::numbers::pi / 2) < 4 * kEpsilon);
  CHECK(gap(turned.residual, 1) < 4 * kEpsilon);
  const CircleProbe gone = probe(Matrix::Zero(2, 2), 1);
  CHECK(gone.alignment == 0);
  CHECK(gone.stretch == 0);
  CHECK(gap(probe(fromRows({{1e300, 0}, {0, 1e300}}), 1).stretch, 1e300) < 1e285);
  CHECK_THROWS_AS(probe(Matrix::Zero(2, 3), 0), ShapeMismatch);
  CHECK_THROWS_AS(probe(Matrix::Zero(2, 2), kInfinity), InvalidArgument);
}

TEST_CASE("circleImage: its longest and shortest point are the singular values") {
  const Matrix a = transient();
  const Vector s = singularValues(a);
  const Vector lengths = circleImage(a, 10000).rowwise().norm();
  // 10000 angles: the extreme is missed by at most (π/10000)² relative to σ₁, the flat minimum by far less
  // than σ₁ π/10000.
  CHECK(gap(lengths.maxCoeff(), s(0)) < 1e-6);
  CHECK(gap(lengths.minCoeff(), s(1)) < 1e-3 * s(0));
  CHECK(circleImage(a, 4).rows() == 4);
  CHECK(maxGap(Matrix(circleImage(a, 1)), fromRows({{0.9, 0}})) == 0);
  CHECK_THROWS_AS(circleImage(a, 0), InvalidArgument);
  CHECK_THROWS_AS(circleImage(Matrix::Zero(1, 2), 4), ShapeMismatch);
}

TEST_CASE("powerOrbit: plain norms and bounds beside their logarithms") {
  for (const Json& c : fixture().at("powers")) {
    CAPTURE(c.at("name").get<std::string>());
    const int steps = c.at("steps").get<int>();
    const PowerOrbit orbit = powerOrbit(matrix(c.at("a")), vector(c.at("v0")), steps);
    const Vector norms = vector(c.at("powerNorms")), logs = vector(c.at("exactLog10PowerNorms"));
    for (Index k = 0; k <= steps; ++k) {
      // torch multiplies in another order: n ε for each of up to 60 products.
      CHECK(gap(orbit.powerNorms(k), norms(k)) <= 1e-12 * norms(k));
      CHECK(gap(orbit.powerNorms(k), std::pow(10, logs(k))) <= 1e-12 * norms(k));
      CHECK(orbit.powerNorms(k) <= orbit.normBounds(k) * (1 + 1e-12));
      // ρ of a defective matrix is good to √ε, its power k to k √ε.
      CHECK(orbit.spectralRates(k) <= orbit.powerNorms(k) * (1 + 1e-5));
      CHECK(orbit.log10NormBound(k) >= orbit.log10PowerNorms(k) - 1e-12);
    }
  }
  const PowerOrbit orbit = powerOrbit(transient(), pair(0, 1), 9);
  CHECK(gap(orbit.spectralRates(9), std::pow(0.9, 9)) < 1e-6);
  CHECK(relativeGap(orbit.normBounds(9), std::pow((10 + std::sqrt(103.24)) / 2, 9)) < 1e-13);
  const PowerOrbit up = powerOrbit(fromRows({{1e100, 0}, {0, 1}}), pair(1, 1), 5);
  CHECK(up.powerNorms(4) == kInfinity);
  CHECK(gap(up.log10NormBound(5), 500) < 1e-10);
}

TEST_CASE("pca: axes are components one standard deviation long, so axes axesᵀ is the covariance") {
  for (const Json& c : fixture().at("pca")) {
    CAPTURE(c.at("name").get<std::string>());
    const Pca r = pca(matrix(c.at("data")));
    const double top = r.explainedVariance(0);
    const Matrix scaled = r.axes / std::sqrt(top);
    CHECK(maxGap(Matrix(scaled * scaled.transpose()), Matrix(r.covariance / top)) < 200 * kEpsilon);
    CHECK(relativeGap(r.axes.col(0).norm(), std::sqrt(top)) < 16 * kEpsilon);
  }
}

TEST_CASE("deepLinearGradient: (Wᵀ)^l g of [[0.9, 10], [0, 0.9]] rises to 38.7 at layer 9") {
  const DeepLinearGradient g = deepLinearGradient(transient(), pair(1, 0), 60);
  CHECK(g.peakLayer == 9);
  CHECK(gap(g.peakNorm, std::hypot(90 * std::pow(0.9, 8), std::pow(0.9, 9))) < 1e-12);
  CHECK(gap(g.norms(60), std::hypot(600 * std::pow(0.9, 59), std::pow(0.9, 60))) < 1e-12);
}
