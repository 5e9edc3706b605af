#include "jacobian.h"

#include <doctest/doctest.h>

#include "expression.h"
#include "layer_jacobian.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("jacobian");
  return json;
}

std::string text(const Json& c, const char* key) {
  return c.at(key).get<std::string>();
}

double sizeOf(const Matrix& a) {
  return std::max(largest(a), 1e-300);
}

// The product of the lengths of the rows: no determinant of theirs is larger, and its rounding grows with it.
double hadamard(const Matrix& a) {
  double product = 1;
  for (Index i = 0; i < a.rows(); ++i) product *= a.row(i).stableNorm();
  return product;
}

Vector at(std::initializer_list<double> values) {
  return Eigen::Map<const Vector>(values.begin(), static_cast<Index>(values.size()));
}

Warp flat(const char* f, const Vector& window, int lines, int samples, int cells) {
  return warpGrid(f, "x,y", at({0, 0}), 0, 1, window, lines, samples, cells);
}

Microscope near(const char* f, const Vector& point, double half, int samples) {
  return microscope(f, "x,y", point, 0, 1, half, samples);
}

}  // namespace

TEST_CASE("jacobian: dual numbers agree with 50 digits to 1e-12, and with PyTorch") {
  for (const Json& c : fixture().at("jacobians")) {
    CAPTURE(text(c, "name"));
    const JacobianReport r = jacobianReport(text(c, "f"), text(c, "variables"), vector(c.at("point")));
    const Matrix exact = matrix(c.at("exact"));
    CHECK(maxGap(r.automatic, exact) <= 1e-12 * sizeOf(exact));
    CHECK(maxGap(r.automatic, matrix(c.at("jacobian"))) <= 2e-12 * sizeOf(exact));
    const Vector value = vector(c.at("value"));
    CHECK(maxGap(r.value, value) <= 1e-14 * std::max(1.0, largest(value)));
    CHECK(r.trouble.empty());
    // Formulas are not arranged against cancellation.
    CHECK(maxGap(r.symbolic, exact) <= 1e-10 * sizeOf(exact));
    CHECK(maxGap(r.facts.s, vector(c.at("s"))) <= 1e-13 * sizeOf(exact) * 10);
    CHECK(r.facts.rank == c.at("rank").get<int>());
    const double det = number(c.at("determinant"));
    CHECK(std::isnan(det) == (exact.rows() != exact.cols()));
    CHECK(gap(r.facts.determinant, det) <= 1e-12 * hadamard(exact));
  }
}

TEST_CASE("jacobian: differences come as near as a third of the digits lost allows") {
  for (const Json& c : fixture().at("jacobians")) {
    const Matrix exact = matrix(c.at("exact"));
    if (sizeOf(exact) > 1e6 || text(c, "name") == "near a pole") continue;
    CAPTURE(text(c, "name"));
    const JacobianReport r = jacobianReport(text(c, "f"), text(c, "variables"), vector(c.at("point")));
    // h² f‴ / 6 + ε |f| / h with h = 2^-17 at |x| ≤ 1.
    CHECK(maxGap(r.finite, exact) <= 1e-8 * std::max(1.0, sizeOf(exact)));
    CHECK(r.finiteGap <= 1e-8 * std::max(1.0, sizeOf(exact)));
  }
}

TEST_CASE("jacobian: the numbers of the book") {
  const JacobianReport r = jacobianReport("x*y, x^2 + y, sin(x) + cos(y)", "x,y", at({1, 2}));
  const Matrix expected = fromRows({{2, 1}, {2, 1}, {0.5403, -0.9093}});
  CHECK(maxGap(r.automatic, expected) <= 5e-5);
  CHECK(r.facts.rank == 2);
  CHECK(std::isnan(r.facts.determinant));
}

TEST_CASE("jacobian: the layout is one row an output, so a scalar function has its gradient as a row") {
  const JacobianReport r = jacobianReport("x^2*y", "x,y", at({3, 2}));
  CHECK(sameNumbers(r.automatic, fromRows({{12, 9}})));
  CHECK(r.formulas == "2*x*y\nx^2\n");
}

TEST_CASE("jacobian: polar coordinates lose a direction at r = 0 and turn over behind it") {
  const char* polar = "x*cos(y), x*sin(y)";
  CHECK(jacobianReport(polar, "x,y", at({2, 0.7})).facts.determinant == doctest::Approx(2));
  const JacobianReport centre = jacobianReport(polar, "x,y", at({0, 0.7}));
  CHECK(centre.facts.determinant == 0);
  CHECK(centre.facts.rank == 1);
  CHECK(std::isinf(centre.facts.condition));
  CHECK(jacobianReport(polar, "x,y", at({-1, 0.7})).facts.determinant == doctest::Approx(-1));
}

TEST_CASE("jacobian: what it refuses, and what it says where there is none") {
  CHECK_THROWS_AS(jacobianReport("x, *y", "x,y", at({1, 1})), InvalidExpression);
  CHECK_THROWS_AS(jacobianReport("q", "x,y", at({1, 1})), InvalidExpression);
  CHECK_THROWS_AS(jacobianReport("x", "x,y", at({1})), ShapeMismatch);
  CHECK_THROWS_AS(jacobianReport("x", "x,y", at({1, std::nan("")})), InvalidArgument);
  CHECK_THROWS_AS(jacobianReport("x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x", "x,y", at({1, 1})), InvalidExpression);
  CHECK(jacobianReport("x, log(y)", "x,y", at({1, -1})).trouble == "output 2 is not a finite number here");
  CHECK(jacobianReport("x, sqrt(y)", "x,y", at({1, 0})).trouble ==
        "output 2 has a value here, but its slope along input 2 is not finite");
  // Kinks as PyTorch takes them; a variable that is absent has a column of zeros.
  CHECK(sameNumbers(jacobianReport("relu(x), abs(x)", "x,y", at({0, 1})).automatic,
                    fromRows({{0, 0}, {0, 0}})));
}

TEST_CASE("warpGrid: lines and where they go, and the sign of det J") {
  const Warp w = flat("x + y^2/2, y - x^2/2", at({-2, 2, -1, 1}), 5, 4, 8);
  CHECK(w.before.size() == 4 * 2 * 5 * 4);
  for (Index i = 0; i < w.before.size(); i += 2) {
    const double x = w.before(i), y = w.before(i + 1);
    CHECK(w.after(i) == doctest::Approx(x + y * y / 2));
    CHECK(w.after(i + 1) == doctest::Approx(y - x * x / 2));
  }
  for (Index i = 0; i < 8; ++i) {
    for (Index j = 0; j < 8; ++j) {
      // det = 1 + x y at the middle of the cell.
      const double x = -2 + (static_cast<double>(j) + 0.5) * 0.5,
                   y = -1 + (static_cast<double>(i) + 0.5) * 0.25;
      CHECK(w.orientation(i, j) == (1 + x * y > 0 ? 1 : -1));
    }
  }
  const Warp pole = flat("log(x), y", at({-1, 1, -1, 1}), 3, 2, 4);
  CHECK(std::isnan(pole.after(0)));
  CHECK(std::isnan(pole.orientation(0, 0)) == false);  // the slope 1/x is finite there
  CHECK(flat("x", at({-1, 1, -1, 1}), 3, 2, 4).orientation.size() == 0);
  CHECK_THROWS_AS(flat("x", at({-1, 1, -1, 1}), 1, 2, 4), InvalidArgument);
  CHECK_THROWS_AS(flat("x", at({-1, 1}), 3, 2, 4), ShapeMismatch);
}

TEST_CASE("microscope: the image straightens in step with the square, and its area tends to det J") {
  const char* f = "x + y^2/2, y - x^2/2";
  const Vector p = at({1, 0.5});
  double before = 0;
  for (const double half : {0.4, 0.2, 0.1}) {
    const Microscope m = near(f, p, half, 16);
    CHECK(m.square.rows() == 65);
    CHECK(maxGap(Matrix(m.square.row(0)), fromRows({{1 - half, 0.5 - half}})) <= 1e-15);
    if (before > 0)
      CHECK(before / m.bend == doctest::Approx(2).epsilon(1e-9));  // a quadratic map: exactly half
    before = m.bend;
  }
  // Farthest at the corners: ‖(½, −½)‖ half.
  CHECK(before == doctest::Approx(0.1 * std::sqrt(0.5)).epsilon(1e-9));
  const Microscope fine = near(f, p, 1e-4, 16);
  CHECK(fine.area == doctest::Approx(1.5).epsilon(1e-7));
  CHECK(near("2*x - y, x/2 + 3*y", p, 0.5, 3).bend <= 1e-14);
  CHECK(near("2*x - y, x/2 + 3*y", p, 0.5, 3).area == doctest::Approx(6.5));
  CHECK(near("y, x", p, 0.5, 3).area == doctest::Approx(-1));
  CHECK(near("x*y", p, 0.5, 3).straight.col(1).cwiseAbs().maxCoeff() == 0);
  CHECK(std::isnan(near("log(x), y", at({0, 0}), 0.5, 3).bend));
  CHECK_THROWS_AS(near(f, p, 0, 3), InvalidArgument);
  CHECK_THROWS_AS(near(f, p, 1, 0), InvalidArgument);
}

TEST_CASE("a plane through three and four inputs: two run, the others stay") {
  // x and z run, y stays at 0.5: (x z, x + 0.5 z, …), so ∂(f₁, f₂)/∂(x, z) = [[z, x], [1, 0.5]].
  const char* f = "x*z, x + y*z, y^2";
  const Vector p = at({2, 0.5, -1});
  const Warp w = warpGrid(f, "x,y,z", p, 0, 2, at({-1, 1, -2, 2}), 3, 2, 4);
  CHECK(w.before.size() == 4 * 2 * 3 * 2);
  for (Index i = 0; i < w.before.size(); i += 2) {
    const double x = w.before(i), z = w.before(i + 1);
    CHECK(w.after(i) == doctest::Approx(x * z));
    CHECK(w.after(i + 1) == doctest::Approx(x + 0.5 * z));
  }
  for (Index i = 0; i < 4; ++i) {
    for (Index j = 0; j < 4; ++j) {
      const double x = -0.75 + 0.5 * static_cast<double>(j), z = -1.5 + static_cast<double>(i);
      const double det = 0.5 * z - x;
      CHECK(w.orientation(i, j) == static_cast<double>((det > 0) - (det < 0)));
    }
  }
  const Microscope m = microscope(f, "x,y,z", p, 0, 2, 1e-5, 8);
  CHECK(maxGap(Matrix(m.square.row(0)), fromRows({{2 - 1e-5, -1 - 1e-5}})) <= 1e-15);
  CHECK(m.area == doctest::Approx(-2.5).epsilon(1e-9));
  // At the corner (−1, −1): J u = (−z − x, −1 − 0.5).
  CHECK(maxGap(Matrix(m.straight.row(0)), fromRows({{-1, -1.5}})) <= 1e-15);
  // The other way round the plane is turned over.
  CHECK(microscope(f, "x,y,z", p, 2, 0, 1e-5, 8).area == doctest::Approx(2.5).epsilon(1e-9));
  // What the picture leaves out is held, not forgotten: the slope along w is x in f₁.
  const Microscope four = microscope("x*w + y, z^2", "x,y,z,w", at({3, 1, 2, 5}), 3, 2, 1, 1);
  CHECK(maxGap(Matrix(four.straight.row(0)), fromRows({{-3, -4}})) <= 1e-15);
  CHECK_THROWS_AS(microscope(f, "x,y,z", p, 0, 3, 1, 4), InvalidArgument);
  CHECK_THROWS_AS(microscope(f, "x,y,z", p, 1, 1, 1, 4), InvalidArgument);
  CHECK_THROWS_AS(microscope(f, "x,y,z", at({1, 2}), 0, 1, 1, 4), ShapeMismatch);
}

TEST_CASE("one input: a line, the curve it becomes, and its velocity") {
  const char* circle = "2*cos(x), 2*sin(x)";
  const Warp w = warpGrid(circle, "x", at({0.5}), 0, -1, at({-3, 3, -1, 1}), 7, 4, 8);
  CHECK(w.before.size() == 4 * 6 * 4);
  CHECK(w.orientation.size() == 0);
  for (Index i = 0; i < w.before.size(); i += 2) {
    CHECK(w.before(i + 1) == 0);
    CHECK(w.after(i) == doctest::Approx(2 * std::cos(w.before(i))));
    CHECK(w.after(i + 1) == doctest::Approx(2 * std::sin(w.before(i))));
  }
  // Every fourth stroke ends where a grid line would cross: at -2, -1, …
  for (Index k = 1; k <= 6; ++k) CHECK(w.before(16 * k - 2) == doctest::Approx(static_cast<double>(k) - 3));
  const Microscope m = microscope(circle, "x", at({0.5}), 0, -1, 0.1, 4);
  CHECK(std::isnan(m.area));
  // The chord of the circle leaves its tangent by 2(1 − cos 0.1) across and 2(0.1 − sin 0.1) along.
  CHECK(m.bend == doctest::Approx(std::hypot(2 * (1 - std::cos(0.1)), 2 * (0.1 - std::sin(0.1))) / 0.1));
  CHECK(maxGap(Matrix(m.straight.row(4)), fromRows({{-2 * std::sin(0.5), 2 * std::cos(0.5)}})) <= 1e-15);
  CHECK_THROWS_AS(microscope(circle, "x", at({0.5}), 0, 0, 0.1, 4), InvalidArgument);
}

TEST_CASE("layerJacobian: layers and stacks agree with 50 digits and with PyTorch") {
  for (const Json& c : fixture().at("layers")) {
    CAPTURE(text(c, "name"));
    const LayerJacobian r = layerJacobian(vector(c.at("x")), matrix(c.at("w")), vector(c.at("stack")));
    const Matrix exact = matrix(c.at("exact"));
    // The layer norm of a small spread divides by √(var + 1e-5), a difference of near equals before it.
    CHECK(maxGap(r.automatic, exact) <= 1e-12 * std::max(1.0, sizeOf(exact)));
    CHECK(maxGap(r.automatic, matrix(c.at("jacobian"))) <= 1e-9 * std::max(1.0, sizeOf(exact)));
    CHECK(maxGap(r.output, vector(c.at("output"))) <= 1e-12);
    CHECK(maxGap(r.facts.s, vector(c.at("s"))) <= 1e-11 * std::max(1.0, sizeOf(exact)));
    // Half of both sides at a kink; not a slope that PyTorch would give.
    if (text(c, "name") != "relu at its kink") CHECK(r.finiteGap <= 1e-6 * std::max(1.0, sizeOf(exact)));
  }
}

TEST_CASE("layerJacobian: closed forms") {
  Random random(5);
  const Matrix none = Matrix::Identity(6, 6);
  const Vector x = randomVector(random, 6);
  const LayerJacobian soft = layerJacobian(x, none, at({3}));
  const Vector p = soft.output;
  CHECK(p.sum() == doctest::Approx(1).epsilon(1e-15));
  CHECK(maxGap(soft.automatic, Matrix(Matrix(p.asDiagonal()) - p * p.transpose())) <= 1e-16);
  // Adding a constant to all logits changes nothing: J 1 = 0, whatever x is.
  CHECK(largest(Vector(soft.automatic * Vector::Ones(6))) <= 1e-16);
  CHECK(soft.facts.rank == 5);
  CHECK(std::abs(soft.facts.determinant) <= 1e-18);

  const LayerJacobian norm = layerJacobian(x, none, at({4}));
  const double mean = x.mean(), variance = (x.array() - mean).square().mean(),
               deviation = std::sqrt(variance + 1e-5);
  const Vector y = norm.output;
  const Matrix expected =
      (Matrix::Identity(6, 6) - Matrix::Constant(6, 6, 1.0 / 6) - y * y.transpose() / 6) / deviation;
  CHECK(maxGap(norm.automatic, expected) <= 1e-14);
  CHECK(norm.facts.rank <= 5);

  const LayerJacobian relu = layerJacobian(at({1, -2, 0}), Matrix::Identity(3, 3), at({2}));
  CHECK(sameNumbers(relu.automatic.cwiseAbs(), fromRows({{1, 0, 0}, {0, 0, 0}, {0, 0, 0}})));
}

TEST_CASE("layerJacobian: a stack is the product of its layers, in the chain rule's order") {
  const Matrix w = fromRows({{1, -0.5, 0.25}, {0.5, 1.5, -1}, {-0.75, 0.5, 1}});
  Vector x = at({1, 2, -0.5});
  Matrix product = Matrix::Identity(3, 3);
  const Vector stack = at({1, 4, 5, 1, 3});
  for (const double code : stack) {
    const LayerJacobian layer = layerJacobian(x, w, at({code}));
    product = layer.automatic * product;
    x = layer.output;
  }
  const LayerJacobian whole = layerJacobian(at({1, 2, -0.5}), w, stack);
  CHECK(maxGap(whole.automatic, product) <= 1e-15);
  CHECK(whole.chainGap <= 1e-15);
  CHECK(maxGap(whole.output, x) <= 1e-15);
}

TEST_CASE("layerJacobian: what it refuses") {
  const Matrix w = Matrix::Ones(2, 3);
  const Vector x = Vector::Ones(3);
  CHECK_THROWS_WITH_AS(layerJacobian(x, w, at({1, 1})),
                       doctest::Contains("cannot be multiplied (1x2 and 3x2)"), ShapeMismatch);
  CHECK_THROWS_AS(layerJacobian(x, Matrix(0, 3), at({1, 3})), ShapeMismatch);
  CHECK_THROWS_AS(batchJacobian(Matrix::Ones(2, 3), Matrix(0, 3), at({1, 4})), ShapeMismatch);
  CHECK_THROWS_AS(layerJacobian(x, w, at({7})), InvalidArgument);
  CHECK_THROWS_AS(layerJacobian(x, w, at({1.5})), InvalidArgument);
  CHECK_THROWS_AS(layerJacobian(x, w, Vector()), InvalidArgument);
  CHECK_THROWS_AS(layerJacobian(x, w, Vector::Constant(7, 2)), InvalidArgument);
  CHECK_THROWS_AS(layerJacobian(Vector::Ones(17), w, at({2})), InvalidArgument);
  CHECK_THROWS_AS(layerJacobian(Vector(), w, at({2})), InvalidArgument);
  CHECK_THROWS_WITH_AS(layerJacobian(x, w, at({6})),
                       doctest::Contains("Expected more than 1 value per channel"), InvalidArgument);
}

TEST_CASE("batchJacobian: PyTorch's (B, out, B, in), and how much of it is zero") {
  for (const Json& c : fixture().at("batches")) {
    CAPTURE(text(c, "name"));
    const Matrix x = matrix(c.at("x"));
    const BatchJacobian r = batchJacobian(x, matrix(c.at("w")), vector(c.at("stack")));
    const Matrix full = matrix(c.at("full"));
    CHECK(maxGap(r.full, full) <= 1e-13 * std::max(1.0, largest(full)));
    CHECK(r.required == x.rows() * 9);
    CHECK(gap(r.acrossSamples, number(c.at("across"))) <= 1e-13);
    if (text(c, "name") != "linear, batch norm, relu") CHECK(r.zeros == c.at("zeros").get<int>());
    const bool batchNorm = number(c.at("across")) > 0;
    if (!batchNorm) CHECK(r.zeros >= r.full.size() - r.required);
  }
  CHECK_THROWS_AS(batchJacobian(Matrix::Ones(30, 3), Matrix::Ones(3, 3), at({1})), InvalidArgument);
}
