#include "equation_lines.h"

#include <doctest/doctest.h>

#include "matrix_inverse.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

// Both ends lie on the line and on the edge of the square: what it means to be cut off there.
void checkEnds(const Matrix& ends, const Matrix& row, double right, double extent) {
  REQUIRE(ends.rows() == 2);
  const double size = row.cwiseAbs().sum() * extent + std::abs(right);
  for (Index i = 0; i < 2; ++i) {
    CHECK(std::abs((row * ends.row(i).transpose())(0) - right) <= 8 * kEpsilon * size);
    CHECK(ends.row(i).cwiseAbs().maxCoeff() == doctest::Approx(extent).epsilon(8 * kEpsilon));
  }
  CHECK((ends.row(0) - ends.row(1)).norm() > 0);
}

}  // namespace

TEST_CASE("the ends of each line solve its equation and lie on the edge of the window") {
  const Matrix cases[] = {fromRows({{2, -1}, {1, 0.5}}), fromRows({{1, 0}, {0, 1}}),
                          fromRows({{1e200, 2e200}, {-1e-200, 3e-200}})};
  for (const Matrix& a : cases) {
    const Vector b =
        a * Vector{{0.5, -0.25}};  // lines through a point inside the window, so that both cross it
    const EquationLines lines = equationLines(a, b, 3);
    CHECK(lines.relation == "crossing");
    checkEnds(lines.first, a.row(0), b(0), 3);
    checkEnds(lines.second, a.row(1), b(1), 3);
  }
}

TEST_CASE("the angle between the lines, down to nothing") {
  const auto angle = [](const Matrix& a) { return equationLines(a, Vector{{1, 1}}, 1).angle; };
  CHECK(angle(fromRows({{1, 0}, {0, 1}})) == doctest::Approx(90).epsilon(1e-15));
  CHECK(angle(fromRows({{1, 0}, {1, 1}})) == doctest::Approx(45).epsilon(1e-15));
  CHECK(angle(fromRows({{-3, 0}, {1, -1}})) == doctest::Approx(45).epsilon(1e-15));
  // mpmath: degrees(atan2(1e-4, 2.0001)) of the rows (1, 1) and (1, 1.0001), and of (1, 1) and (1, 1 + 2^-40)
  CHECK(angle(fromRows({{1, 1}, {1, 1.0001}})) == doctest::Approx(0.002864645740979666).epsilon(1e-12));
  CHECK(angle(fromRows({{1, 1}, {1, 1 + 0x1p-40}})) ==
        doctest::Approx(2.6055103950537280e-11).epsilon(1e-14));
  CHECK(angle(fromRows({{1, 2}, {2, 4}})) == 0);
  CHECK(angle(fromRows({{0, 0}, {2, 4}})) == 0);
}

TEST_CASE("singular systems: no point in common, or a whole line of them") {
  const Matrix a = fromRows({{1, 2}, {2, 4}});
  CHECK(equationLines(a, Vector{{1, 3}}, 2).relation == "parallel");
  CHECK(equationLines(a, Vector{{1, 2}}, 2).relation == "same");
  CHECK(equationLines(fromRows({{1, 2}, {-2, -4}}), Vector{{1, -2}}, 2).relation == "same");
  CHECK(equationLines(fromRows({{0, 0}, {2, 4}}), Vector{{1, 2}}, 2).relation == "missing");
  CHECK(equationLines(fromRows({{0, 0}, {2, 4}}), Vector{{1, 2}}, 2).first.size() == 0);
  CHECK(equationLines(fromRows({{0, 0}, {0, 0}}), Vector{{1, 2}}, 2).relation == "missing");
  CHECK(equationLines(a, Vector{{100, 3}}, 2).first.size() == 0);
}

TEST_CASE("every point of the line of one image lands on the point of the range nearest to b") {
  const Matrix a = fromRows({{1, 2}, {2, 4}});
  const Vector b{{1, 3}};
  const EquationLines lines = equationLines(a, b, 4);
  // the range is spanned by (1, 2): the projection of b on it is (b · (1, 2)) / 5 · (1, 2) = (1.4, 2.8)
  REQUIRE(lines.sameImage.rows() == 2);
  for (Index i = 0; i < 2; ++i) {
    const Vector image = a * lines.sameImage.row(i).transpose();
    CHECK((image - Vector{{1.4, 2.8}}).norm() <= 64 * kEpsilon);
  }
  CHECK((a * lines.flattest).norm() <= 8 * kEpsilon);
}

TEST_CASE("the flattest direction is a unit vector that A stretches by its least singular value") {
  Random random(7);
  for (int i = 0; i < 50; ++i) {
    const Matrix a = randomMatrix(random, 2, 2);
    const Vector v = equationLines(a, Vector{{1, 1}}, 1).flattest;
    CHECK(v.norm() == doctest::Approx(1).epsilon(4 * kEpsilon));
    CHECK(v.maxCoeff() == v.cwiseAbs().maxCoeff());
    // what makes it a singular vector: it and its perpendicular stay perpendicular, and it is the shorter one
    const Vector image = a * v, other = a * Vector{{-v(1), v(0)}};
    CHECK(std::abs(image.dot(other)) <= 32 * kEpsilon * a.squaredNorm());
    CHECK(image.norm() <= other.norm() * (1 + 8 * kEpsilon));
  }
}

TEST_CASE("what is refused") {
  const Matrix a = fromRows({{1, 0}, {0, 1}});
  CHECK_THROWS_AS(equationLines(fromRows({{1, 2, 3}, {4, 5, 6}}), Vector{{1, 1}}, 1), ShapeMismatch);
  CHECK_THROWS_AS(equationLines(a, Vector{{1, 1, 1}}, 1), ShapeMismatch);
  CHECK_THROWS_AS(equationLines(a, Vector{{1, NAN}}, 1), InvalidArgument);
  CHECK_THROWS_AS(equationLines(a, Vector{{1, 1}}, 0), InvalidArgument);
  CHECK_THROWS_AS(equationLines(a, Vector{{1, 1}}, INFINITY), InvalidArgument);
}
