#include "neural_ode.h"

#include <doctest/doctest.h>

#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("ode");
  return json;
}

double relative(const Vector& a, const Vector& b) {
  return b.norm() == 0 ? a.norm() : (a - b).norm() / b.norm();
}

Matrix pair() {
  return fromRows({{-1, 0}, {1, 0}});
}

}  // namespace

TEST_CASE("weights are those of torch.manual_seed and torch.randn") {
  for (const Json& c : fixture()["neural"]) {
    const Vector theta = neuralOdeWeights(c["hidden"], c["gain"], c["seed"]);
    CHECK(maxGap(theta, vector(c["theta"])) < 1e-15 * 10);
  }
}

TEST_CASE("gradients: backpropagation through the steps and the adjoint loop, against torch.autograd") {
  for (const Json& c : fixture()["neural"]) {
    CAPTURE(c["method"].get<std::string>());
    CAPTURE(c["hidden"].get<int>());
    const Matrix starts = matrix(c["starts"]), targets = matrix(c["targets"]);
    const int steps = c["steps"];
    const NeuralOdeGradient g =
        neuralOdeGradient(vector(c["theta"]), starts, targets, c["time"], c["method"], steps);
    CHECK(relativeGap(g.loss, c["loss"]) < 1e-13);
    CHECK(relative(g.backprop, vector(c["backprop"])) < 1e-12);
    // With large weights the backward run multiplies its own rounding, here by 1e5.
    const double rounding = c["gain"].get<double>() > 2 ? 1e5 : 1;
    CHECK(relative(g.adjoint, vector(c["adjoint"])) < 1e-13 * rounding);
    CHECK(relative(g.limit, vector(c["limit"])) < 1e-11);
    CHECK(gap(g.drift, number(c["drift"])) < 1e-13 * rounding);
    const Matrix ends = matrix(c["ends"]), arrived = matrix(c["arrived"]);
    for (Index p = 0; p < starts.rows(); ++p) {
      CHECK((g.paths.row(p * (steps + 1) + steps) - ends.row(p)).norm() < 1e-13);
      CHECK((g.paths.row(p * (steps + 1)) - starts.row(p)).norm() == 0);
      CHECK((g.adjoints.row(p * (steps + 1)) - arrived.row(p)).norm() < 1e-13 * rounding);
    }
    CHECK(g.norm == doctest::Approx(g.backprop.norm()));
    CHECK(gap(g.gap, relative(g.adjoint, g.backprop)) < 1e-12);
  }
}

TEST_CASE("backpropagation is the derivative of the discrete loss: central differences agree") {
  const Vector theta = neuralOdeWeights(6, 1.3, 11);
  const NeuralOdeGradient g = neuralOdeGradient(theta, pair(), -pair(), 1.5, "rk4", 5);
  const double h = 1e-6;
  for (Index i = 0; i < theta.size(); ++i) {
    Vector up = theta, down = theta;
    up[i] += h;
    down[i] -= h;
    const double slope = (neuralOdeGradient(up, pair(), -pair(), 1.5, "rk4", 5).loss -
                          neuralOdeGradient(down, pair(), -pair(), 1.5, "rk4", 5).loss) /
                         (2 * h);
    CHECK(std::abs(slope - g.backprop[i]) < 1e-8 * (1 + std::abs(slope)));
  }
}

TEST_CASE("both gradients approach the same limit at the order of the solver") {
  const Vector theta = neuralOdeWeights(8, 1, 0);
  const struct {
    const char* method;
    int order;
  } cases[] = {{"euler", 1}, {"midpoint", 2}, {"rk4", 4}};
  const Vector limit = neuralOdeGradient(theta, pair(), -pair(), 1, "rk4", 512).limit;
  for (const auto& [method, order] : cases) {
    CAPTURE(method);
    const int few = order == 1 ? 128 : 16;
    const NeuralOdeGradient coarse = neuralOdeGradient(theta, pair(), -pair(), 1, method, few);
    const NeuralOdeGradient fine = neuralOdeGradient(theta, pair(), -pair(), 1, method, 2 * few);
    const double back = std::log2((coarse.backprop - limit).norm() / (fine.backprop - limit).norm());
    const double adjoint = std::log2((coarse.adjoint - limit).norm() / (fine.adjoint - limit).norm());
    CHECK(std::abs(back - order) < 0.2);
    CHECK(std::abs(adjoint - order) < 0.2);
  }
}

TEST_CASE("the adjoint keeps one state, backpropagation every stage of every step") {
  const Vector theta = neuralOdeWeights(8, 1, 0);
  const struct {
    const char* method;
    int states;
  } cases[] = {{"euler", 12}, {"midpoint", 24}, {"rk4", 48}, {"dopri5", 72}};
  for (const auto& [method, states] : cases) {
    const NeuralOdeGradient g = neuralOdeGradient(theta, pair(), -pair(), 1, method, 12);
    CHECK(g.backpropStates == states);
    CHECK(g.adjointStates == 1);
  }
}

TEST_CASE("training follows torch.optim.Adam") {
  for (const Json& c : fixture()["training"]) {
    const NeuralOdeTraining run =
        neuralOdeTrain(neuralOdeWeights(8, 1, c["seed"]), pair(), -pair(), 1, c["method"], c["steps"],
                       c["lr"], c["iterations"], c["adjoint"]);
    const Vector losses = vector(c["losses"]);
    REQUIRE(run.losses.size() == losses.size());
    // Adam divides by small gradients: rounding grows with the steps.
    CHECK(largest(run.losses - losses) < 1e-9);
    CHECK((run.theta.row(run.theta.rows() - 1).transpose() - vector(c["theta"])).norm() < 1e-8);
  }
}

TEST_CASE("a trained flow of the plane swaps two points, which no flow of the line can") {
  const NeuralOdeTraining run =
      neuralOdeTrain(neuralOdeWeights(8, 1, 0), pair(), -pair(), 1, "rk4", 10, 0.05, 400, false);
  CHECK(run.losses[run.losses.size() - 1] < 1e-3);
  const Matrix ends = neuralOdeFlow(run.theta.row(run.theta.rows() - 1).transpose(), pair(), 1, "rk4", 10);
  CHECK(ends(0, 0) > 0.9);
  CHECK(ends(1, 0) < -0.9);
}

TEST_CASE("what makes no sense is refused by name; what leaves float64 is said") {
  const Vector theta = neuralOdeWeights(2, 1, 0);
  CHECK_THROWS_AS(neuralOdeWeights(0, 1, 0), InvalidArgument);
  CHECK_THROWS_AS(neuralOdeWeights(65, 1, 0), InvalidArgument);
  CHECK_THROWS_AS(neuralOdeWeights(2, std::nan(""), 0), InvalidArgument);
  CHECK_THROWS_AS(neuralOdeGradient(Vector::Zero(11), pair(), pair(), 1, "rk4", 4), ShapeMismatch);
  CHECK_THROWS_AS(neuralOdeGradient(theta, Matrix(0, 2), Matrix(0, 2), 1, "rk4", 4), ShapeMismatch);
  CHECK_THROWS_AS(neuralOdeGradient(theta, pair(), fromRows({{1, 0}}), 1, "rk4", 4), ShapeMismatch);
  CHECK_THROWS_AS(neuralOdeGradient(theta, pair(), pair(), 0, "rk4", 4), InvalidArgument);
  CHECK_THROWS_AS(neuralOdeGradient(theta, pair(), pair(), 1, "rk4", 0), InvalidArgument);
  CHECK_THROWS_AS(neuralOdeGradient(theta, pair(), pair(), 1, "radau", 4), InvalidArgument);
  CHECK_THROWS_AS(neuralOdeTrain(theta, pair(), pair(), 1, "rk4", 4, -1, 4, false), InvalidArgument);
  CHECK_THROWS_AS(neuralOdeGradient(Vector::Constant(12, 1e300), pair(), pair(), 1e9, "rk4", 4),
                  InvalidArgument);
}
