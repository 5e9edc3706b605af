#include "residual.h"

#include <doctest/doctest.h>

#include "deep_network.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("residual");
  return json;
}

ResidualStream streamOf(const Json& c) {
  return residualStream(c.at("depth"), c.at("activation"), number(c.at("gain")), c.at("skip"),
                        number(c.at("branch")), c.at("norm"), c.at("zero"), c.at("tied"),
                        number(c.at("seed")));
}
ResidualPaths pathsOf(const Json& c) {
  return residualPaths(c.at("depth"), c.at("activation"), number(c.at("gain")), number(c.at("branch")),
                       c.at("norm"), c.at("zero"), c.at("tied"), number(c.at("seed")));
}
ResidualStream fifty(const char* activation, double gain, bool skip, double branch, const char* norm = "none",
                     bool zero = false) {
  return residualStream(50, activation, gain, skip, branch, norm, zero, false, 0);
}

// Rounding grows with the layers that it passes.
constexpr double kClose = 1e-10;

}  // namespace

TEST_CASE(
    "residualStream: gradients, singular values and Euler's gap as autograd, LAPACK and PyTorch have them") {
  for (const Json& c : fixture().at("streams")) {
    CAPTURE(c.at("activation").get<std::string>());
    CAPTURE(c.at("norm").get<std::string>());
    CAPTURE(number(c.at("depth")));
    const ResidualStream r = streamOf(c);
    CHECK(relativeGap(r.layers(0, kDeepGradient), number(c.at("gradient"))) <= kClose);
    CHECK(relativeGap(r.plain(0, kDeepGradient), number(c.at("plainGradient"))) <= kClose);
    // Singular values are judged against the largest one, as they are computed.
    const Vector singular = vector(c.at("singular")), plain = vector(c.at("plainSingular"));
    CHECK(maxGap(r.singular, singular) <= kClose * largest(singular));
    CHECK(maxGap(r.plainSingular, plain) <= kClose * largest(plain));
    if (c.contains("eulerGap")) {
      CHECK(relativeGap(r.eulerGap, number(c.at("eulerGap"))) <= 1e-8);
    } else {
      CHECK(std::isnan(r.eulerGap));
    }
  }
}

TEST_CASE("the gradient through fifty halved layers is 0.5^50 = 8.9e-16; with the skip it is not lost") {
  const ResidualStream r = fifty("linear", 0.5, false, 1);
  CHECK(relativeGap(r.layers(0, kDeepGradient), std::ldexp(1.0, -50)) <= 1e-12);
  CHECK(r.layers(0, kDeepGradient) == doctest::Approx(8.9e-16).epsilon(0.01));
  // Every singular value of 50 halved rotations is 2^-50.
  CHECK(relativeGap(r.singular(0), std::ldexp(1.0, -50)) <= 1e-12);
  CHECK(relativeGap(r.singular(31), std::ldexp(1.0, -50)) <= 1e-12);
  CHECK(fifty("linear", 0.5, true, 1).layers(0, kDeepGradient) > 1);
}

TEST_CASE("with W = 0 every block is the identity: signal, gradient and singular values stay") {
  for (const char* norm : {"none", "pre"}) {
    const ResidualStream r = fifty("relu", 1, true, 1, norm, true);
    CHECK(r.layers(50, kDeepMeanSquare) == r.layers(0, kDeepMeanSquare));
    CHECK(gap(r.layers(0, kDeepGradient), 1) <= 4 * kEpsilon);
    CHECK(maxGap(r.singular, Vector::Ones(32)) <= 64 * kEpsilon);
    CHECK(r.plain(0, kDeepGradient) == 0);
  }
}

TEST_CASE(
    "sums grow by a half a block without a norm, by a constant with pre-norm, not at all with post-norm") {
  // E[x²] of ReLU is half of what goes in, and Q keeps it: a factor of 1.5 a block on average.
  const double none = fifty("relu", 1, true, 1).layers(50, kDeepMeanSquare);
  CHECK(std::log(none) / 50 == doctest::Approx(std::log(1.5)).epsilon(0.15));
  // Behind a norm ReLU has mean square ½, independent of what it is added to.
  CHECK(fifty("relu", 1, true, 1, "pre").layers(50, kDeepMeanSquare) ==
        doctest::Approx(1 + 50 * 0.5).epsilon(0.15));
  // Variance 1 but for ε.
  CHECK(fifty("relu", 1, true, 1, "post").layers(50, kDeepMeanSquare) == doctest::Approx(1).epsilon(1e-4));
}

TEST_CASE("residualStream names what is out of its range") {
  CHECK_THROWS_AS(residualStream(0, "relu", 1, true, 1, "none", false, false, 0), InvalidArgument);
  CHECK_THROWS_AS(residualStream(101, "relu", 1, true, 1, "none", false, false, 0), InvalidArgument);
  CHECK_THROWS_AS(residualStream(5, "relu", std::nan(""), true, 1, "none", false, false, 0), InvalidArgument);
  CHECK_THROWS_AS(residualStream(5, "relu", 1, true, 1, "behind", false, false, 0), InvalidArgument);
  CHECK_THROWS_AS(residualStream(5, "relu", 1, true, 1, "none", false, false, 0.5), InvalidArgument);
}

TEST_CASE("residualPaths: the gradient by path length, as all 2^depth products of PyTorch's Jacobians") {
  for (const Json& c : fixture().at("paths")) {
    CAPTURE(c.at("activation").get<std::string>());
    CAPTURE(c.at("norm").get<std::string>());
    const ResidualPaths p = pathsOf(c);
    const Vector lengths = vector(c.at("lengths"));
    CHECK(maxGap(p.lengths.col(2), lengths) <= kClose * largest(lengths));
    CHECK(gap(p.gradient, number(c.at("gradient"))) <= kClose * largest(lengths));
    for (Index k = 0; k < p.lengths.rows(); ++k) {
      CHECK(p.lengths(k, 0) == number(c.at("counts")[static_cast<std::size_t>(k)]));
    }
  }
}

TEST_CASE(
    "54 blocks: the paths number 2^54, most pass 27 blocks, and the gradient comes by far shorter ones") {
  const ResidualPaths p = residualPaths(54, "relu", 1, 0.2, "none", false, false, 0);
  CHECK(p.lengths.col(0).sum() == doctest::Approx(std::ldexp(1.0, 54)).epsilon(1e-14));
  CHECK(p.lengths.col(1).sum() == doctest::Approx(1).epsilon(1e-14));
  CHECK(p.meanCount == 27);
  CHECK(p.meanShare < 3);
  // Nothing stands on the stream with a norm in the branch; behind the sum it divides at every block.
  CHECK(gap(residualPaths(50, "relu", 1, 1, "pre", false, false, 0).lengths(0, 2), 1) <= 4 * kEpsilon);
  CHECK(residualPaths(50, "relu", 1, 1, "post", false, false, 0).lengths(0, 2) ==
        doctest::Approx(5e-5).epsilon(0.05));
  // Parts add up to the gradient that the stream measures, at its first input.
  const ResidualPaths one = residualPaths(1, "relu", 1, 0, "none", false, false, 0);
  CHECK(one.lengths(1, 2) == 0);
  CHECK(gap(one.gradient, 1) <= 4 * kEpsilon);
}

TEST_CASE("residualSum adds what nn.Linear makes fit, and refuses what PyTorch refuses or repeats") {
  for (const Json& c : fixture().at("sums")) {
    const Matrix h = matrix(c.at("h")), f = matrix(c.at("f"));
    const auto add = [&] { return residualSum(h, f, c.at("project"), number(c.at("seed"))); };
    if (c.at("equal").get<bool>()) {
      // nn.Linear sums in another order.
      CHECK(maxGap(add().sum, matrix(c.at("sum"))) <= 1e-12);
      continue;
    }
    std::string said;
    try {
      add();
    } catch (const ShapeMismatch& e) {
      said = e.what();
    }
    CAPTURE(said);
    if (c.contains("silent")) {
      CHECK(said.find("would not complain") != std::string::npos);
      const auto shape = c.at("silent").get<std::vector<int>>();
      CHECK(said.find("(" + std::to_string(shape[0]) + ", " + std::to_string(shape[1]) + ")",
                      said.find("repeats")) != std::string::npos);
    } else {
      CHECK(said.find(c.at("error").get<std::string>()) != std::string::npos);
    }
  }
  Matrix bad = Matrix::Ones(1, 2);
  bad(0, 1) = std::nan("");
  CHECK_THROWS_AS(residualSum(bad, Matrix::Ones(1, 2), false, 0), InvalidArgument);
  CHECK_THROWS_AS(residualSum(Matrix(0, 2), Matrix(0, 2), false, 0), ShapeMismatch);
}

TEST_CASE("blockTraining walks with torch.optim.Adam, and lossSlice sees the losses that PyTorch sees") {
  for (const Json& c : fixture().at("landscapes")) {
    const int blocks = c.at("blocks"), steps = c.at("steps");
    CAPTURE(blocks);
    CAPTURE(steps);
    const bool skip = c.at("skip");
    const BlockTraining t = blockTraining(blocks, skip, number(c.at("branch")), steps, number(c.at("seed")));
    const Vector course = vector(c.at("course"));
    // Adam divides by √v̂: where a gradient is small its rounding is not.
    CHECK(maxGap(t.course.col(0), course) <= 1e-8 * largest(course));
    CHECK(relativeGap(t.course(steps, 1), number(c.at("gradient"))) <= 1e-6);
    const Matrix loss = matrix(c.at("loss"));
    const LossSlice s = lossSlice(t.theta.row(steps).transpose(), blocks, skip, number(c.at("reach")), 5,
                                  number(c.at("seed")));
    CHECK(maxGap(s.loss, loss) <= 1e-7 * largest(loss));
    CHECK(relativeGap(s.least, loss.minCoeff()) <= 1e-5);
    CHECK(s.most == s.loss.maxCoeff());
    CHECK(relativeGap(s.loss(2, 2), t.course(steps, 0)) <= 1e-12);
  }
}

TEST_CASE("a training that stays in the core is the same training, whatever was asked for in between") {
  const auto check = [](int blocks, bool skip, double seed) {
    const BlockTraining t = blockTraining(blocks, skip, 0.5, 6, seed);
    CHECK(trainingCourse(blocks, skip, 0.5, 6, seed) == t.course);
    for (const int step : {0, 4, 6}) {
      const LossSlice kept = trainedSlice(blocks, skip, 0.5, 6, step, 0.7, 5, seed);
      const LossSlice own = lossSlice(t.theta.row(step).transpose(), blocks, skip, 0.7, 5, seed);
      CHECK(kept.loss == own.loss);
      CHECK(kept.minima == own.minima);
    }
  };
  for (int round = 0; round < 2; ++round) {
    for (const int blocks : {1, 2, 5}) {
      for (const bool skip : {true, false}) check(blocks, skip, 3);
    }
    check(2, true, 4);
  }
  CHECK(trainingCourse(2, true, 0.5, 6, 3) != trainingCourse(2, true, 0.25, 6, 3));
  CHECK(trainingCourse(2, true, 0.5, 6, 3).rows() == 7);
  CHECK(trainingCourse(2, true, 0.5, 5, 3).rows() == 6);
  CHECK_THROWS_AS(trainedSlice(2, true, 0.5, 6, 7, 1, 5, 3), InvalidArgument);
  CHECK_THROWS_AS(trainedSlice(2, true, 0.5, 6, -1, 1, 5, 3), InvalidArgument);
  CHECK_THROWS_AS(trainingCourse(0, true, 0.5, 6, 3), InvalidArgument);
}

TEST_CASE("twenty blocks on six seeds: with the skip they are trained and the slice is smoother") {
  for (const double seed : {0., 1., 2., 3., 4., 5.}) {
    CAPTURE(seed);
    const BlockTraining with = blockTraining(20, true, 0.2, 100, seed),
                        without = blockTraining(20, false, 1, 100, seed);
    CHECK(with.course(100, 0) < 0.001);
    CHECK(without.course(100, 0) > 0.1);
    const LossSlice smooth = lossSlice(with.theta.row(100).transpose(), 20, true, 1, 25, seed);
    const LossSlice rugged = lossSlice(without.theta.row(100).transpose(), 20, false, 1, 25, seed);
    CHECK(rugged.minima > smooth.minima);
  }
}

TEST_CASE("blockTraining and lossSlice name what is out of range") {
  CHECK_THROWS_AS(blockTraining(0, true, 1, 1, 0), InvalidArgument);
  CHECK_THROWS_AS(blockTraining(31, true, 1, 1, 0), InvalidArgument);
  CHECK_THROWS_AS(blockTraining(1, true, -1, 1, 0), InvalidArgument);
  CHECK_THROWS_AS(blockTraining(1, true, 1, 201, 0), InvalidArgument);
  const Vector theta = blockTraining(1, true, 1, 0, 0).theta.row(0).transpose();
  CHECK_THROWS_AS(lossSlice(theta, 2, true, 1, 5, 0), ShapeMismatch);
  CHECK_THROWS_AS(lossSlice(theta, 1, true, 0, 5, 0), InvalidArgument);
  CHECK_THROWS_AS(lossSlice(theta, 1, true, 1, 4, 0), InvalidArgument);
}
