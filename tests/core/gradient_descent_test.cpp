#include "gradient_descent.h"

#include <doctest/doctest.h>

#include "descents.h"
#include "hessian.h"
#include "support.h"
#include "surface.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& cases(const char* group) {
  static const Json json = loadFixture("gradient_descent");
  return json.at(group);
}

Vector two(double a, double b) {
  Vector out(2);
  out << a, b;
  return out;
}

// SGD with lr; change what a test is about.
Matrix laneOf(double lr) {
  Matrix out(1, kLaneNumbers);
  out << 0, lr, 0, 0, 0, 0, 0.9, 0.999, 1e-8, 0, 1, 1, 0, 0, 0;
  return out;
}
const Matrix kNoData(0, 0);
const Vector kQuiet = Vector::Zero(3);

}  // namespace

TEST_CASE("theory against torch.func.hessian and NumPy's eigenvalues of the iteration") {
  for (const Json& c : cases("theory")) {
    CAPTURE(c.dump().substr(0, 200));
    const auto f = c.at("f").get<std::string>();
    const Matrix lanes = matrix(c.at("lane"));
    const Descents run = descents(f, kNoData, kQuiet, vector(c.at("start")), lanes, 300);
    const DescentTheory theory = descentTheory(f, lanes, run.points, run.last);
    const Vector minimum = vector(c.at("minimum")), eigenvalues = vector(c.at("eigenvalues"));
    REQUIRE(theory.minimum.size() == 2);
    // A minimum is known to the square root of the rounding of f, improved by Newton's method on the
    // gradient.
    CHECK(maxGap(theory.minimum, minimum) <= 1e-9 * (1 + largest(minimum)));
    CHECK(theory.quadratic == c.at("quadratic").get<bool>());
    for (Index i = 0; i < 2; ++i) {
      CHECK(relativeGap(theory.eigenvalues(i), eigenvalues(i)) <= 1e-8);
      // A double root of the iteration is known to the square root of rounding only.
      CHECK(gap(theory.factors(0, i), number(c.at("factors")[static_cast<std::size_t>(i)])) <= 1e-7);
    }
    CHECK(relativeGap(theory.edge, number(c.at("edge"))) <= 1e-8);
    CHECK(relativeGap(theory.tuned(0, 0), number(c.at("best"))) <= 1e-8);
    CHECK(relativeGap(theory.tuned(1, 0), number(c.at("tunedLr"))) <= 1e-8);
    CHECK(gap(theory.tuned(1, 1), number(c.at("tunedMomentum"))) <= 1e-8);
    const double needed = number(c.at("needed"));
    CHECK(std::isnan(theory.needed(0)) == std::isnan(needed));
    if (!std::isnan(needed)) CHECK(std::abs(theory.needed(0) - needed) <= 1 + 1e-4 * needed);
  }
}

TEST_CASE("the scan over learning rates ends where torch.optim.SGD ends") {
  for (const Json& c : cases("scans")) {
    CAPTURE(c.dump().substr(0, 200));
    const Vector rates = vector(c.at("rates"));
    const Matrix losses = finalLosses(c.at("f").get<std::string>(), kNoData, kQuiet, vector(c.at("start")),
                                      matrix(c.at("lane")), rates, c.at("steps").get<int>());
    const Vector expected = vector(c.at("losses"));
    // Close to the edge of stability a run magnifies rounding by as much as its error.
    for (Index i = 0; i < rates.size(); ++i) {
      CHECK(gap(losses(i, 0), expected(i)) <= 1e-9 * std::max(1e-3, std::abs(expected(i))));
    }
  }
}

TEST_CASE("the loss of a line as text is the mean squared error, with PyTorch's gradient") {
  for (const Json& c : cases("lines")) {
    const Matrix data = matrix(c.at("data"));
    const Vector at = vector(c.at("at"));
    const Descents run = descents(lineLossText(data), kNoData, kQuiet, at, laneOf(0), 0);
    CHECK(relativeGap(run.losses(0, 0), number(c.at("loss"))) <= 1e-13);
    CHECK(maxGap(Vector(run.gradients.row(0).transpose()), vector(c.at("gradient"))) <= 1e-12);
  }
  CHECK_THROWS_AS(lineLossText(Matrix(0, 2)), ShapeMismatch);
  CHECK_THROWS_AS(lineLossText(Matrix::Ones(13, 2)), ShapeMismatch);
}

TEST_CASE("κ = 100 to 1e-6: plain steps need 691, tuned momentum 69 by its rate") {
  const std::string f = bowlText(100, 1, 0);
  const Vector start = two(1, 1);
  Matrix lanes(2, kLaneNumbers);
  lanes.row(0) = laneOf(2.0 / 101);
  lanes.row(1) = laneOf(4.0 / 121);  // (2/(10 + 1))²
  lanes(1, 2) = 81.0 / 121;          // (9/11)²
  const Descents run = descents(f, kNoData, kQuiet, start, lanes, 1000);
  const DescentTheory theory = descentTheory(f, lanes, run.points, run.last);
  CHECK(theory.minimum.norm() < 1e-12);
  CHECK(theory.quadratic);
  CHECK(theory.eigenvalues(0) == doctest::Approx(100));
  CHECK(theory.eigenvalues(1) == doctest::Approx(1));
  CHECK(theory.edge == doctest::Approx(0.02));
  CHECK(theory.tuned(0, 0) == doctest::Approx(2.0 / 101));
  CHECK(theory.tuned(0, 2) == doctest::Approx(99.0 / 101));
  CHECK(theory.tuned(1, 0) == doctest::Approx(4.0 / 121));
  CHECK(theory.tuned(1, 1) == doctest::Approx(81.0 / 121));
  CHECK(theory.needed(0) == 691);
  CHECK(theory.taken(0) == 691);  // from (1, 1) both axes shrink alike
  CHECK(theory.measured(0) == doctest::Approx(99.0 / 101).epsilon(1e-9));
  CHECK(theory.needed(1) == 69);
  // A double root: t · ρᵗ, so more are taken than the rate alone promises.
  CHECK(theory.taken(1) == 93);
  CHECK(theory.measured(1) == doctest::Approx(9.0 / 11).epsilon(0.03));
}

TEST_CASE("κ = 1: the best step arrives at once, so one is needed and one is taken") {
  const std::string f = bowlText(1, 1, 0);
  const Matrix lane = laneOf(1);
  const Descents run = descents(f, kNoData, kQuiet, two(1, 1), lane, 5);
  const DescentTheory theory = descentTheory(f, lane, run.points, run.last);
  CHECK(theory.factors.row(0).maxCoeff() == 0);
  CHECK(theory.needed(0) == 1);
  CHECK(theory.taken(0) == 1);
}

TEST_CASE("Nesterov at its best rate: 1 − 2/√(3κ + 1), faster than plain steps at theirs") {
  const std::string f = bowlText(100, 1, 20);
  const Matrix tuned = descentTheory(f, laneOf(0.01), fromRows({{1, 1}}), Vector::Zero(1)).tuned;
  Matrix lane = laneOf(tuned(2, 0));
  lane(0, 2) = tuned(2, 1);
  lane(0, 4) = 1;
  const Descents run = descents(f, kNoData, kQuiet, two(1, 1), lane, 400);
  const DescentTheory theory = descentTheory(f, lane, run.points, run.last);
  const double s = std::sqrt(301);
  // At the best settings a root is double: known to the square root of rounding.
  CHECK(theory.factors.row(0).maxCoeff() == doctest::Approx(1 - 2 / s).epsilon(1e-6));
  CHECK(theory.measured(0) == doctest::Approx(1 - 2 / s).epsilon(0.02));
  CHECK(tuned(2, 2) < tuned(0, 2));
  CHECK(tuned(1, 2) < tuned(2, 2));
  // What is left of f, in the numbers of the path.
  CHECK(theory.excess(0, 0) == doctest::Approx(run.losses(0, 0)).epsilon(1e-12));
  CHECK(theory.products(0, 0) == doctest::Approx(100 * tuned(2, 0)));
}

TEST_CASE("factors: what theory says a step multiplies the error by is what is measured") {
  const std::string f = bowlText(10, 1, 30);
  const auto lane = [](double lr, double momentum, double dampening, bool nesterov) {
    Matrix out = laneOf(lr);
    out(0, 2) = momentum;
    out(0, 3) = dampening;
    out(0, 4) = nesterov ? 1 : 0;
    return out;
  };
  for (const Matrix& one : {lane(0.05, 0, 0, false), lane(0.19, 0, 0, false), lane(0.02, 0.9, 0, false),
                            lane(0.02, 0.9, 0.5, false), lane(0.05, 0.9, 0, true), lane(0.1, 0.3, 0, true)}) {
    const Descents run = descents(f, kNoData, kQuiet, two(1, 0.4), one, 400);
    const DescentTheory theory = descentTheory(f, one, run.points, run.last);
    const double rate = theory.factors.row(0).maxCoeff();
    CAPTURE(rate);
    // Complex roots make the error swing about its mean fall.
    CHECK(theory.measured(0) == doctest::Approx(rate).epsilon(0.02));
    CHECK(std::abs(theory.taken(0) - theory.needed(0)) <= 0.3 * theory.needed(0) + 3);
  }
  // A forgotten zero_grad: nothing is lost, and nothing arrives.
  Matrix forgets = laneOf(0.05);
  forgets(0, 13) = 1;
  const Descents run = descents(f, kNoData, kQuiet, two(1, 0.4), forgets, 1000);
  const DescentTheory theory = descentTheory(f, forgets, run.points, run.last);
  CHECK(theory.factors(0, 0) == doctest::Approx(1));
  CHECK(theory.factors(0, 1) == doctest::Approx(1));
  CHECK(std::isnan(theory.needed(0)));
  CHECK(run.losses.col(0).tail(100).maxCoeff() > 0.3 * run.losses(0, 0));
}

TEST_CASE("2/L: below it falls, at it bounces, above it grows") {
  const Vector start = two(1, 0);
  const auto after = [&](double lr) {
    return descents("5*x^2 + y^2", kNoData, kQuiet, start, laneOf(lr), 100).losses(100, 0);
  };
  CHECK(after(0.19) < 1e-8);
  CHECK(after(0.2) == 5);
  CHECK(after(0.201) > 5);
  // Without momentum, 1 is the edge in closed form: x_k = (1 − 10 lr)^k.
  CHECK(after(0.201) == doctest::Approx(5 * std::pow(1.01, 200)).epsilon(1e-9));
}

TEST_CASE(
    "beyond a logarithm the loss is nan and its slope a number, beyond a root both are nan, as in PyTorch") {
  const Descents log = descents("x - log(x) + y^2", kNoData, kQuiet, two(2.6, 1), laneOf(4.5), 5);
  CHECK(log.last(0) == 1);
  CHECK(log.status(0) == 2);
  const double x = 2.6 - 4.5 * (1 - 1 / 2.6);
  CHECK(std::isnan(log.losses(1, 0)));
  CHECK(log.gradients(1, 0) == doctest::Approx(1 - 1 / x));
  CHECK(log.gradients(1, 1) == doctest::Approx(2 * (1 - 4.5 * 2)));
  const Descents root = descents("sqrt(x) + y^2", kNoData, kQuiet, two(1, 1), laneOf(4.5), 5);
  CHECK(root.status(0) == 2);
  CHECK(std::isnan(root.losses(1, 0)));
  CHECK(std::isnan(root.gradients(1, 0)));
}

TEST_CASE("on the minimum nothing moves: five losses of zero, as in the upstream notebook") {
  const Descents run = descents("x^2 + y^2", kNoData, kQuiet, two(0, 0), laneOf(0.1), 5);
  CHECK(run.losses.isZero(0));
  CHECK(run.points.isZero(0));
}

TEST_CASE("theory finds the minima of Rosenbrock and Beale, and none on a saddle") {
  const auto theoryOf = [](const std::string& f, const Vector& start) {
    const Descents run = descents(f, kNoData, kQuiet, start, laneOf(1e-4), 50);
    return descentTheory(f, laneOf(1e-4), run.points, run.last);
  };
  const DescentTheory rosenbrock = theoryOf("(1 - x)^2 + 100*(y - x^2)^2", two(-1.2, 1));
  REQUIRE(rosenbrock.minimum.size() == 2);
  CHECK(maxGap(rosenbrock.minimum, two(1, 1)) < 1e-12);
  CHECK_FALSE(rosenbrock.quadratic);
  CHECK(rosenbrock.eigenvalues(0) == doctest::Approx(1001.6006));  // of [[802, -400], [-400, 200]]
  CHECK(rosenbrock.eigenvalues(1) == doctest::Approx(0.39936077));
  const DescentTheory beale =
      theoryOf("(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2", two(1, 1));
  REQUIRE(beale.minimum.size() == 2);
  CHECK(maxGap(beale.minimum, two(3, 0.5)) < 1e-9);
  const DescentTheory saddle = theoryOf("x^2 - y^2", two(1, 0));
  CHECK(saddle.minimum.size() == 0);
  CHECK(saddle.errors.rows() == 0);
  CHECK(std::isnan(saddle.edge));
}

TEST_CASE("paths on the surface stand where the surface puts its point") {
  const std::string f = "x^2 - y^2 + x*y";
  const Vector x = two(-2, 2), y = two(-1.5, 1.5);
  const Matrix points = fromRows({{0.5, -0.25, 3, 0}, {-1, 1, 0.1, std::nan("")}});
  const Matrix paths = surfacePaths(f, points, x, y, 35);
  for (Index i = 0; i < 2; ++i) {
    const Vector seen = surface(f, points.row(i).head(2).transpose(), x, y, 35, 9).point;
    CHECK(gap(paths(i, 0), seen(0)) == 0);
    CHECK(gap(paths(i, 1), seen(1)) == 0);
    CHECK(std::isnan(paths(i, 2)));  // outside the window, or no number
  }
  CHECK_THROWS_AS(surfacePaths(f, Matrix(1, 3), x, y, 0), ShapeMismatch);
}
