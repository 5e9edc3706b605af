#include "relu.h"

#include <doctest/doctest.h>

#include "deep_network.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("relu");
  return json;
}

Vector pair(double a, double b) {
  Vector out(2);
  out << a, b;
  return out;
}
Vector unit(double w1, double w2, double b, double v) {
  Vector out(4);
  out << w1, w2, b, v;
  return out;
}

double at(const Vector& u, double x, double y) {
  return u(0) * x + u(1) * y + u(2);
}

}  // namespace

TEST_CASE("activationCurve: value and slope as PyTorch, differences from both sides") {
  for (const Json& c : fixture().at("curves")) {
    const std::string name = c.at("activation");
    CAPTURE(name);
    const double x = number(c.at("x"));
    CAPTURE(x);
    const ActivationCurve a = activationCurve(name, 0.1, x);
    // PyTorch forms gelu by 1 + erf, which cancels on the left.
    const double ulps = 2 * kEpsilon * (name == "gelu" ? 1 : std::abs(a.value));
    CHECK(gap(a.value, number(c.at("value"))) <= ulps);
    CHECK(gap(a.slope, number(c.at("gradient"))) <= 4 * kEpsilon);
    // Curvature is at most 1.1, the step 1e-6; differences of rounded values err by ε/h.
    if (std::abs(x) > 1e-4) CHECK(std::max(gap(a.left, a.slope), gap(a.right, a.slope)) <= 2e-6);
  }
  CHECK_THROWS_AS(activationCurve("relu", 0, std::nan("")), InvalidArgument);
}

TEST_CASE("ReLU at 0 has slope 0 from the left and 1 from the right; PyTorch takes 0, for -0 as well") {
  for (const double zero : {0.0, -0.0}) {
    const ActivationCurve a = activationCurve("relu", 0, zero);
    CHECK(a.left == 0);
    CHECK(a.right == 1);
    CHECK(a.slope == 0);
    CHECK(a.value == 0);
  }
  const ActivationCurve leaky = activationCurve("leaky_relu", 0.25, 0);
  CHECK(leaky.left == 0.25);
  CHECK(leaky.right == 1);
  CHECK(leaky.slope == 0.25);
}

TEST_CASE("reluStart draws what nn.Linear and nn.init draw") {
  for (const Json& c : fixture().at("starts")) {
    const std::string init = c.at("init");
    CAPTURE(init);
    const Matrix net = reluStart(c.at("units"), init, number(c.at("bias")), c.at("activation"),
                                 number(c.at("slope")), number(c.at("seed")));
    CHECK(maxGap(net, matrix(c.at("net"))) <= 16 * kEpsilon);
  }
  CHECK_THROWS_AS(reluStart(0, "linear", 0, "relu", 0, 0), InvalidArgument);
  CHECK_THROWS_AS(reluStart(17, "linear", 0, "relu", 0, 0), InvalidArgument);
  CHECK_THROWS_AS(reluStart(3, "he", 0, "relu", 0, 0), InvalidArgument);
}

TEST_CASE("reluTrain walks where torch.optim.SGD walks, and counts what lives on the way") {
  for (const Json& c : fixture().at("runs")) {
    const std::string activation = c.at("activation");
    CAPTURE(activation);
    CAPTURE(number(c.at("lr")));
    const Matrix start = matrix(c.at("start")), history = matrix(c.at("history"));
    const ReluRun run = reluTrain(matrix(c.at("data")), start, activation, number(c.at("slope")),
                                  number(c.at("lr")), c.at("steps"));
    REQUIRE(run.history.rows() == history.rows());
    // Rounding grows with the steps; with a learning rate of 8 the path itself is unstable.
    const double close = number(c.at("lr")) > 1 ? 1e-7 : 1e-10;
    for (Index k = 0; k < 6; ++k) {
      CAPTURE(k);
      CHECK(maxGap(run.history.col(k), history.col(k)) <= close * std::max(1.0, largest(history.col(k))));
    }
    CHECK(run.history.col(1) == history.col(1));  // dead units, exactly
    CHECK(maxGap(run.net, matrix(c.at("net"))) <= close * largest(run.net));
    CHECK(maxGap(run.gradient, matrix(c.at("gradient"))) <= close * std::max(1.0, largest(run.gradient)));
    CHECK(maxGap(run.mask, matrix(c.at("mask"))) <= close * 100);
    CHECK(run.dead.sum() == history(history.rows() - 1, 1));
    CHECK(run.diverged == -1);
  }
}

TEST_CASE("a dead ReLU stays dead: its gradient is exactly 0, whatever the steps; a leaky one comes back") {
  Matrix data(4, 3), start(2, 4);
  data << 1, 1, 1, -1, 1, 0, 1, -1, 0, -1, -1, 1;
  start << 1, 0.5, -9, 1, 0, 0, 0, 0;
  const ReluRun dead = reluTrain(data, start, "relu", 0, 0.5, 1000);
  CHECK(dead.dead(0) == 1);
  CHECK(dead.gradient.row(0) == Matrix::Zero(1, 4).row(0));
  CHECK(dead.net.row(0) == start.row(0));
  CHECK(dead.history.col(2).maxCoeff() == 0);
  data.col(2) << 1, 0, 1, 0;
  start(0, 2) = -2;
  const ReluRun stuck = reluTrain(data, start, "relu", 0, 2, 1000);
  CHECK(stuck.dead(0) == 1);
  const ReluRun leaky = reluTrain(data, start, "leaky_relu", 0.1, 2, 1000);
  CHECK(leaky.history(0, 2) == 0);
  CHECK(leaky.history(1000, 2) > 0);
  CHECK(leaky.history(1000, 0) < 0.1);
}

TEST_CASE("reluTrain: lr 0 stands still, a diverging run is cut at its last numbers, bad input is named") {
  Matrix data(2, 3), start(3, 4);
  data << 1, 0, 1, 0, 1, 0;
  start << 1, 2, 0.5, -1, -1, 0.5, 0, 2, 0.25, 0, 0, 0;
  const ReluRun still = reluTrain(data, start, "relu", 0, 0, 5);
  CHECK(still.net == start);
  CHECK(still.history.row(0) == still.history.row(5));
  const ReluRun far = reluTrain(data, start, "elu", 0, 1e300, 50);
  CHECK(far.diverged > 0);
  CHECK(far.history.rows() == far.diverged);
  CHECK(far.net.allFinite());
  CHECK(far.history.allFinite());
  // At once: the start, and no row that was never written.
  const ReluRun lost = reluTrain(data, start * 1e200, "relu", 0, 0.1, 20);
  CHECK(lost.diverged == 0);
  CHECK(lost.history.rows() == 1);
  CHECK(lost.net == start * 1e200);
  CHECK_THROWS_AS(reluTrain(data, start, "relu", 0, -1, 5), InvalidArgument);
  CHECK_THROWS_AS(reluTrain(data, start, "relu", 0, 1, 1001), InvalidArgument);
  CHECK_THROWS_AS(reluTrain(data.leftCols(2), start, "relu", 0, 1, 1), ShapeMismatch);
  data(0, 2) = 0.5;
  CHECK_THROWS_AS(reluTrain(data, start, "relu", 0, 1, 1), InvalidArgument);
}

TEST_CASE("reluPicture: as many regions as a linear programme finds patterns") {
  for (const Json& c : fixture().at("regions")) {
    const Matrix lines = matrix(c.at("lines"));
    CAPTURE(lines);
    Matrix net = Matrix::Zero(lines.rows() + 1, 4);
    net.topLeftCorner(lines.rows(), 3) = lines;
    const ReluPicture p = reluPicture(net, "relu", 0, number(c.at("reach")), 41);
    CHECK(p.regions == c.at("regions").get<int>());
    CHECK(p.regions <= p.mostRegions);
    for (Index i = 0; i < lines.rows(); ++i) {
      if (std::isnan(p.hinges(i, 0))) continue;
      for (const Index end : {0, 2}) {
        CHECK(std::abs(at(lines.row(i).transpose(), p.hinges(i, end), p.hinges(i, end + 1))) <=
              1e-12 * largest(lines));
        CHECK(gap(std::max(std::abs(p.hinges(i, end)), std::abs(p.hinges(i, end + 1))), 2) <= 1e-12);
      }
    }
  }
}

TEST_CASE("reluPicture: three lines make at most seven regions, and eight 37") {
  Matrix net = Matrix::Zero(4, 4);
  net << 1, 0, 0.5, 1, 0, 1, 0.5, 1, 1, 1, -0.3, 1, 0.25, 0, 0, 0;
  const ReluPicture p = reluPicture(net, "relu", 0, 2, 21);
  CHECK(p.regions == 7);
  CHECK(p.mostRegions == 7);
  // At (2, 2): all active. relu(2.5) + relu(2.5) + relu(3.7) + 0.25.
  CHECK(gap(p.output(20, 20), 1 / (1 + std::exp(-8.95))) <= kEpsilon);
  CHECK(p.active(20, 20) == 3);
  CHECK(p.active(0, 0) == 0);
  CHECK(gap(p.output(0, 0), 1 / (1 + std::exp(-0.25))) <= kEpsilon);
  CHECK(reluPicture(Matrix::Zero(9, 4), "relu", 0, 2, 2).mostRegions == 37);
  CHECK(reluPicture(Matrix::Zero(9, 4), "relu", 0, 2, 2).regions == 1);
  CHECK_THROWS_AS(reluPicture(net, "relu", 0, 0, 21), InvalidArgument);
  CHECK_THROWS_AS(reluPicture(net.leftCols(3), "relu", 0, 1, 21), ShapeMismatch);
}

TEST_CASE("movedHinge goes through what it is moved to, keeps its length and its side") {
  Random random(4);
  for (int k = 0; k < 50; ++k) {
    const Vector u = randomVector(random, 4), p = randomVector(random, 2), q = randomVector(random, 2);
    for (const Vector& pivot : {p, q}) {
      const Vector moved = movedHinge(u, pivot, q);
      CHECK(std::abs(at(moved, q(0), q(1))) <= 16 * kEpsilon * (1 + u.norm()) * (1 + q.norm()));
      CHECK(std::abs(at(moved, pivot(0), pivot(1))) <=
            16 * kEpsilon * (1 + u.norm()) * (1 + p.norm() + q.norm()));
      CHECK(relativeGap(moved.head(2).norm(), u.head(2).norm()) <= 8 * kEpsilon);
      CHECK(moved.head(2).dot(u.head(2)) >= 0);
      CHECK(moved(3) == u(3));
    }
    CHECK(movedHinge(u, q, q).head(2) == u.head(2));
  }
  CHECK_THROWS_AS(movedHinge(unit(0, 0, 1, 1), pair(1, 1), pair(1, 1)), InvalidArgument);
}

TEST_CASE("He's gain carries a gradient through ReLU layers, Xavier's halves its square at each") {
  // Over many seeds: mean of log₂ of the squared gradient a layer is −1 apart, for the noise is the same.
  for (const double seed : {0., 1., 2.}) {
    const auto gradient = [&](const char* init) {
      return deepPropagation(20, 64, 4, "relu", 0, init, 1, seed, 0, 1).layers(0, kDeepGradient);
    };
    CHECK(relativeGap(gradient("xavier_normal"), gradient("kaiming_normal") / 1024) <= 1e-12);
  }
}
