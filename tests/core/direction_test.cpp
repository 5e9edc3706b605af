#include "direction.h"

#include <doctest/doctest.h>

#include <numbers>

#include "circle.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

Vector pair(double x, double y) {
  return Eigen::Vector2d(x, y);
}

}  // namespace

TEST_CASE("probeDirection: an eigenvector is neither turned nor left over") {
  // tr = 2.5 and det = 1, so λ = 2 and ½, on (1, 1) and (1, −2).
  const Matrix a = fromRows({{1.5, 0.5}, {1, 1}});
  const DirectionProbe two = probeDirection(a, pair(3, 3));
  CHECK(gap(two.v(0), 1 / std::numbers::sqrt2) < 2 * kEpsilon);
  CHECK(gap(two.stretch, 2) < 8 * kEpsilon);
  CHECK(gap(two.rayleigh, 2) < 8 * kEpsilon);
  CHECK(two.residual < 8 * kEpsilon);
  CHECK(gap(two.turn, 0) < 1e-13);
  const DirectionProbe half = probeDirection(a, pair(-1, 2));
  CHECK(gap(half.rayleigh, 0.5) < 8 * kEpsilon);
  CHECK(half.tilt < 1e-13);
}

TEST_CASE("probeDirection: turns are signed, and a flip is no tilt") {
  const Matrix a = fromRows({{1.5, 0.5}, {1, 1}});
  const DirectionProbe r = probeDirection(a, pair(1, 0));
  CHECK(gap(r.turn, std::atan2(1, 1.5) * 180 / std::numbers::pi) < 1e-13);
  CHECK(gap(r.stretch, std::sqrt(3.25)) < 4 * kEpsilon);
  CHECK(gap(probeDirection(fromRows({{0.8, 0.6}, {-0.6, 0.8}}), pair(1, 2)).turn, -36.86989764584402) <
        1e-13);
  const DirectionProbe flipped = probeDirection(-Matrix::Identity(2, 2), pair(0, 1));
  CHECK(flipped.turn == 180);
  CHECK(flipped.tilt == 0);
  CHECK(flipped.rayleigh == -1);
  const DirectionProbe gone = probeDirection(fromRows({{0, 1}, {0, 0}}), pair(1, 0));
  CHECK(gone.turn == 0);
  CHECK(gone.stretch == 0);
}

TEST_CASE("probeDirection agrees with complex division and with the probe on the circle") {
  Random random{7};
  for (int i = 0; i < 200; ++i) {
    const Matrix a = randomMatrix(random, 2, 2);
    const double angle = 2 * std::numbers::pi * i / 200 - 3;
    const DirectionProbe r = probeDirection(a, pair(std::cos(angle), std::sin(angle)));
    const CircleProbe circle = probe(a, angle);
    const Complex ratio = Complex(r.image(0), r.image(1)) / Complex(r.v(0), r.v(1));
    const double size = std::max(1.0, a.norm());
    CHECK(gap(std::polar(r.stretch, r.turn * std::numbers::pi / 180).real(), ratio.real()) <
          32 * kEpsilon * size);
    CHECK(gap(std::polar(r.stretch, r.turn * std::numbers::pi / 180).imag(), ratio.imag()) <
          32 * kEpsilon * size);
    CHECK(gap(r.stretch, circle.stretch) < 8 * kEpsilon * size);
    CHECK(gap(r.residual, circle.residual) < 16 * kEpsilon * size);
    CHECK(gap(r.rayleigh, circle.rayleigh) < 16 * kEpsilon * size);
  }
}

TEST_CASE("probeDirection: any dimension, any scale") {
  const Matrix cycle = fromRows({{0, 0, 1}, {1, 0, 0}, {0, 1, 0}});
  CHECK(gap(probeDirection(cycle, Eigen::Vector3d(1, 0, 0)).turn, 90) < 1e-13);
  CHECK(gap(probeDirection(cycle, Eigen::Vector3d(1, 1, 1)).tilt, 0) < 1e-13);
  const DirectionProbe large = probeDirection(1e300 * fromRows({{0, -1}, {1, 0}}), pair(1e200, 0));
  CHECK(gap(large.turn, 90) < 1e-13);
  CHECK(relativeGap(large.stretch, 1e300) < 4 * kEpsilon);
  CHECK(gap(probeDirection(fromRows({{0, -1}, {1, 0}}), pair(0, 5e-324)).turn, 90) < 1e-13);
}

TEST_CASE("probeDirection: what is refused") {
  const Matrix a = Matrix::Identity(2, 2);
  CHECK_THROWS_AS(probeDirection(Matrix(2, 3), pair(1, 0)), ShapeMismatch);
  CHECK_THROWS_AS(probeDirection(a, Vector::Ones(3)), ShapeMismatch);
  CHECK_THROWS_AS(probeDirection(a, pair(0, 0)), InvalidArgument);
  CHECK_THROWS_AS(probeDirection(a, pair(std::nan(""), 1)), InvalidArgument);
  CHECK_THROWS_AS(probeDirection(1.7e308 * fromRows({{1, 1}, {1, 1}}), pair(1, 1)), InvalidArgument);
}
