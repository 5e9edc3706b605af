#include "pinn.h"

#include <doctest/doctest.h>

#include <numbers>

#include "mlp.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

constexpr Index kParameters = 1185;
constexpr Index kEvery = 9;  // as pinn.py keeps them

const Json& fixture() {
  static const Json json = loadFixture("pinn");
  return json;
}

Vector sampled(const Vector& all) {
  Vector out((all.size() + kEvery - 1) / kEvery);
  for (Index i = 0; i < out.size(); ++i) out(i) = all(i * kEvery);
  return out;
}

struct Setup {
  explicit Setup(const Json& c)
      : equation(c.at("equation").get<std::string>()),
        boundary(c.at("boundary").get<std::string>()),
        coefficients(vector(c.at("coefficients"))),
        weights(vector(c.at("weights"))),
        collocation(matrix(c.at("collocation"))),
        boundaryPoints(matrix(c.at("boundaryPoints"))),
        initial(matrix(c.at("initial"))),
        duration(number(c.at("duration"))) {}

  std::string equation, boundary;
  Vector coefficients, weights;
  Matrix collocation, boundaryPoints, initial;
  double duration;

  template <class Real>
  PinnLoss loss(const Vector& state) const {
    return pinnLoss<Real>(state, equation, boundary, coefficients, duration, collocation, boundaryPoints,
                          initial, weights);
  }
  template <class Real>
  PinnRun train(const Vector& state, double lr, int steps) const {
    return pinnTrain<Real>(state, equation, boundary, coefficients, duration, collocation, boundaryPoints,
                           initial, weights, lr, steps);
  }
};

template <class Real>
PinnStart startOf(const Json& c) {
  return pinnStart<Real>(number(c.at("seed")), c.at("layout").get<std::string>(), c.at("n").get<int>(),
                         number(c.at("duration")));
}

Matrix sine(int n) {
  Matrix out(n, 2);
  for (int i = 0; i < n; ++i) {
    out(i, 0) = static_cast<double>(i) / (n - 1);
    out(i, 1) = std::sin(std::numbers::pi * out(i, 0));
  }
  return out;
}

Vector three(double a, double b, double c) {
  Vector out(3);
  out << a, b, c;
  return out;
}

}  // namespace

TEST_CASE("pinnStart: nn.Linear's weights and torch.rand's points, bit for bit") {
  for (const Json& c : fixture().at("start")) {
    const std::string dtype = c.at("dtype").get<std::string>();
    CAPTURE(dtype);
    const double seed = number(c.at("seed"));
    const PinnStart s =
        dtype == "float32" ? pinnStart<float>(seed, "area", 9, 1) : pinnStart<double>(seed, "area", 9, 1);
    CHECK(sampled(s.state.head(kParameters)) == vector(c.at("parameters")));
    CHECK(s.collocation == matrix(c.at("collocation")));
    CHECK(s.state.tail(2 * kParameters + 1).isZero());
  }
}

TEST_CASE("pinnLoss: losses and gradient as autograd through create_graph has them") {
  double worst = 0;
  for (const Json& c : fixture().at("losses")) {
    const Setup setup(c);
    CAPTURE(setup.equation + " " + setup.boundary);
    const PinnStart start = startOf<double>(c);
    // linspace and the scaling of the times round differently in two libraries.
    CHECK(maxGap(start.collocation, setup.collocation) <= 4 * kEpsilon);
    CHECK(maxGap(start.boundary, setup.boundaryPoints) <= 4 * kEpsilon);
    const PinnLoss loss = setup.loss<double>(start.state);
    const Vector losses = vector(c.at("losses")), gradient = vector(c.at("gradient"));
    CHECK(relativeGap(loss.total, losses(0)) <= 1e-12);
    CHECK(relativeGap(loss.residual, losses(1)) <= 1e-12);
    CHECK(relativeGap(loss.boundary, losses(2)) <= 1e-12);
    CHECK(relativeGap(loss.initial, losses(3)) <= 1e-12);
    const double norm = number(c.at("norm"));
    CHECK(relativeGap(loss.gradient.norm(), norm) <= 1e-12);
    CHECK(maxGap(sampled(loss.gradient), gradient) <= 1e-12 * norm);
    worst = std::max(worst, maxGap(sampled(loss.gradient), gradient) / norm);
    // float32: the same formula, seven digits less a few for cancellation in the residual.
    const PinnLoss fast = setup.loss<float>(start.state);
    CHECK(relativeGap(fast.total, loss.total) <= 2e-5);
    CHECK((fast.gradient - loss.gradient).norm() <= 1e-4 * norm);
  }
  MESSAGE("PINN gradient: worst relative to autograd ", worst);
}

TEST_CASE("pinnLoss: the gradient is the slope of the loss, by central differences") {
  for (const Json& c : fixture().at("losses")) {
    const Setup setup(c);
    CAPTURE(setup.equation + " " + setup.boundary);
    const PinnStart start = startOf<double>(c);
    const Vector gradient = setup.loss<double>(start.state).gradient;
    Random random(5);
    const Vector direction = randomVector(random, kParameters).normalized();
    const double h = 1e-5;
    Vector up = start.state, down = start.state;
    up.head(kParameters) += h * direction;
    down.head(kParameters) -= h * direction;
    const double slope = (setup.loss<double>(up).total - setup.loss<double>(down).total) / (2 * h);
    CHECK(gap(slope, gradient.dot(direction)) <= 1e-6 * gradient.norm());
  }
}

TEST_CASE("pinnTrain: twenty steps of torch.optim.Adam") {
  for (const Json& c : fixture().at("runs")) {
    const Setup setup(c);
    CAPTURE(setup.equation + " " + setup.boundary);
    const PinnRun run = setup.train<double>(startOf<double>(c).state, number(c.at("lr")), 20);
    const Vector totals = vector(c.at("totals"));
    for (int k = 0; k < 20; ++k) CHECK(relativeGap(run.losses(k, 0), totals(k)) <= 1e-10);
    CHECK(maxGap(sampled(run.state.head(kParameters)), vector(c.at("parameters"))) <= 1e-10);
    CHECK(maxGap(sampled(run.state.segment(kParameters, kParameters)), vector(c.at("m"))) <= 1e-10);
    CHECK(maxGap(sampled(run.state.segment(2 * kParameters, kParameters)), vector(c.at("v"))) <= 1e-10);
    CHECK(run.state(3 * kParameters) == 20);
  }
}

TEST_CASE("a typed law trains like the equation it says") {
  const std::pair<const char*, const char*> list[] = {{"burgers", "typed:0.4 uxx - u ux"},
                                                      {"fisher", "typed:0.4 uxx + 2.1 u (1 - u)"},
                                                      {"advection", "typed:1.3 ux"}};
  for (const Json& c : fixture().at("losses")) {
    Setup setup(c);
    for (const auto& [name, law] : list) {
      if (setup.equation != name) continue;
      CAPTURE(std::string(law));
      const Vector state = startOf<double>(c).state;
      const PinnLoss built = setup.loss<double>(state);
      setup.equation = law;
      const PinnLoss typed = setup.loss<double>(state);
      CHECK(relativeGap(typed.total, built.total) <= 1e-12);
      CHECK((typed.gradient - built.gradient).norm() <= 1e-12 * built.gradient.norm());
      const PinnField a = pinnField<double>(state, law, setup.coefficients, setup.duration, 5, 7);
      const PinnField b = pinnField<double>(state, name, setup.coefficients, setup.duration, 5, 7);
      CHECK(maxGap(a.residual, b.residual) <= 1e-12);
      break;
    }
  }
  // x and t reach the law: the residual of a network of zeros is −(x + 2t).
  const PinnField f =
      pinnField<double>(Vector::Zero(3 * kParameters + 1), "typed:x + 2 t", three(1, 1, 1), 0.5, 3, 3);
  CHECK(f.residual(2, 1) == doctest::Approx(-(0.5 + 2 * 0.5)));
}

TEST_CASE("pinnTrain: a pure step, so ten and ten are twenty, to the bit") {
  const PinnStart start = pinnStart<float>(3, "area", 40, 0.2);
  const auto train = [&](const Vector& state, int steps) {
    return pinnTrain<float>(state, "heat", "zero", three(1, 1, 1), 0.2, start.collocation, start.boundary,
                            sine(9), three(1, 10, 10), 0.01, steps);
  };
  CHECK(train(train(start.state, 10).state, 10).state == train(start.state, 20).state);
  CHECK(train(start.state, 0).state == start.state);
}

TEST_CASE("pinnTrain learns the heat equation: error against the closed form falls below two hundredths") {
  const PinnStart start = pinnStart<float>(0, "area", 256, 0.1);
  const PinnRun run = pinnTrain<float>(start.state, "heat", "zero", three(1, 1, 1), 0.1, start.collocation,
                                       start.boundary, sine(41), three(1, 10, 100), 0.01, 1000);
  const PinnField field = pinnField<float>(run.state, "heat", three(1, 1, 1), 0.1, 11, 21);
  double worst = 0;
  for (int k = 0; k <= 10; ++k) {
    for (int j = 0; j <= 20; ++j) {
      const double exact =
          std::exp(-std::pow(std::numbers::pi, 2) * 0.01 * k) * std::sin(std::numbers::pi * j / 20);
      worst = worse(worst, std::abs(field.u(k, j) - exact));
    }
  }
  CHECK(worst < 0.04);
  MESSAGE("PINN after 1,000 steps: largest error ", worst, ", loss ", run.losses(999, 0));
}

TEST_CASE("without initial values nothing is the best answer: the loss goes to zero, the error stays") {
  const PinnStart start = pinnStart<float>(0, "line", 100, 1);
  REQUIRE(start.boundary.rows() == 2);
  for (Index i = 0; i < 100; ++i) CHECK(start.collocation(i, 0) == doctest::Approx(start.collocation(i, 1)));
  const PinnRun run = pinnTrain<float>(start.state, "heat", "zero", three(0.1, 1, 1), 1, start.collocation,
                                       start.boundary, Matrix(0, 2), three(1, 1, 0), 0.01, 1000);
  const PinnField field = pinnField<float>(run.state, "heat", three(0.1, 1, 1), 1, 11, 21);
  CHECK(run.losses(999, 0) < 1e-4);
  CHECK(std::abs(1 - field.u(0, 10)) > 0.8);  // sin(π/2) was meant
  // And u ≡ 0 itself: a network of zeros has loss 0 exactly.
  CHECK(pinnLoss<double>(Vector::Zero(3 * kParameters + 1), "heat", "zero", three(0.1, 1, 1), 1,
                         start.collocation, start.boundary, Matrix(0, 2), three(1, 1, 0))
            .total == 0);
}

TEST_CASE("pinnField: the residual is that of the field") {
  const PinnStart start = pinnStart<double>(4, "area", 4, 0.5);
  const Vector coefs = three(0.3, 1, 1);
  const PinnField f = pinnField<double>(start.state, "burgers", coefs, 0.5, 201, 201);
  const double dx = 1.0 / 200, dt = 0.5 / 200;
  for (const auto& [k, j] : {std::pair{50, 70}, {120, 33}, {10, 180}}) {
    const double ut = (f.u(k + 1, j) - f.u(k - 1, j)) / (2 * dt),
                 ux = (f.u(k, j + 1) - f.u(k, j - 1)) / (2 * dx);
    const double uxx = (f.u(k, j + 1) - 2 * f.u(k, j) + f.u(k, j - 1)) / (dx * dx);
    CHECK(gap(f.residual(k, j), ut + f.u(k, j) * ux - 0.3 * uxx) <= 2e-5);  // differences of second order
  }
}

TEST_CASE("pinn: what is refused") {
  const PinnStart start = pinnStart<float>(0, "area", 4, 1);
  const auto loss = [&](const Vector& state, const char* equation, const char* boundary,
                        const Vector& weights) {
    return pinnLoss<float>(state, equation, boundary, three(1, 1, 1), 1, start.collocation, start.boundary,
                           sine(3), weights);
  };
  CHECK_THROWS_AS(loss(Vector::Zero(3), "heat", "zero", three(1, 1, 1)), ShapeMismatch);
  CHECK_THROWS_AS(loss(start.state, "laplace", "zero", three(1, 1, 1)), InvalidArgument);
  CHECK_THROWS_AS(loss(start.state, "heat", "open", three(1, 1, 1)), InvalidArgument);
  CHECK_THROWS_AS(loss(start.state, "heat", "zero", three(1, -1, 1)), InvalidArgument);
  CHECK_THROWS_AS(pinnLoss<float>(start.state, "heat", "zero", three(1, 1, 1), 1, Matrix::Zero(4097, 2),
                                  start.boundary, sine(3), three(1, 1, 1)),
                  ShapeMismatch);
  CHECK_THROWS_AS(pinnStart<float>(0, "circle", 4, 1), InvalidArgument);
  CHECK_THROWS_AS(pinnStart<float>(0, "area", 0, 1), InvalidArgument);
  CHECK_THROWS_AS(pinnStart<float>(0, "area", 4, 0), InvalidArgument);
  CHECK_THROWS_AS(pinnField<float>(start.state, "heat", three(1, 1, 1), 1, 1, 5), InvalidArgument);
}

TEST_CASE("a batch of any size and odd widths gives what one point at a time gives") {
  const Layers layers{2, 5, 3, 2};
  Generator generator(8);
  const std::vector<double> parameters = initialParameters<double>(layers, generator);
  MlpBatch<double> all(layers, {{0, true}, {1, false}}, 11);
  for (Index p = 0; p < 11; ++p) {
    all.setInput(p, 0, 0.1 * static_cast<double>(p));
    all.setInput(p, 1, 1 - 0.2 * static_cast<double>(p), 2);
  }
  all.forward(parameters.data());
  for (Index p = 0; p < 11; ++p) {
    MlpBatch<double> one(layers, {{0, true}, {1, false}}, 1);
    one.setInput(0, 0, 0.1 * static_cast<double>(p));
    one.setInput(0, 1, 1 - 0.2 * static_cast<double>(p), 2);
    one.forward(parameters.data());
    for (Index s = 0; s < 4; ++s) {
      for (Index o = 0; o < 2; ++o)
        CHECK(all.output(s, o)[p] == doctest::Approx(one.output(s, o)[0]).epsilon(1e-14));
    }
  }
}
