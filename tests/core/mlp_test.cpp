#include "mlp.h"

#include <doctest/doctest.h>

#include "deep_network.h"
#include "losses.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("mlp");
  return json;
}

Activation activationOf(const Json& c) {
  return parseActivation(c.at("activation").get<std::string>(), number(c.at("slope")));
}

double ulp(double x) {
  const double size = std::max(std::abs(x), 1e-300);
  return std::nextafter(size, 2 * size) - size;
}

DeepNetwork deepOf(const Json& c) {
  DeepNetwork n;
  n.depth = c.at("depth");
  n.width = c.at("width");
  n.batch = c.at("batch");
  n.activation = activationOf(c);
  n.init = parseInitialisation(c.at("init").get<std::string>(), number(c.at("scale")));
  n.seed = number(c.at("seed"));
  n.residual = c.at("residual");
  n.skip = number(c.at("skip"));
  n.branch = number(c.at("branch"));
  const std::string norm = c.at("norm");
  n.norm = norm == "pre" ? StreamNorm::pre : norm == "post" ? StreamNorm::post : StreamNorm::none;
  n.tied = c.at("tied");
  return n;
}

}  // namespace

TEST_CASE("activations and their slopes: PyTorch, and 50 digits") {
  for (const Json& c : fixture().at("activations")) {
    const std::string name = c.at("activation");
    CAPTURE(name);
    const Activation activation = activationOf(c);
    const Vector x = vector(c.at("x")), value = vector(c.at("value")), gradient = vector(c.at("gradient")),
                 exact = vector(c.at("exactValue")), exactGradient = vector(c.at("exactGradient"));
    for (Index i = 0; i < x.size(); ++i) {
      CAPTURE(x(i));
      const double y = activationValue(activation, x(i)), g = activationSlope(activation, x(i));
      // erfc and exp far out lose an ulp for each factor of ten in the exponent they are given.
      const double far = 2 + (name == "gelu" && x(i) < -1 ? x(i) * x(i) : std::abs(x(i)) / 4);
      CHECK(gap(y, exact(i)) <= far * ulp(exact(i)));
      // A slope of gelu and silu is a sum of terms of either sign, each up to about 1/4.
      const double terms = name == "gelu" || name == "silu" ? 0.5 * kEpsilon : 0;
      CHECK(gap(g, exactGradient(i)) <= std::max(far * ulp(exactGradient(i)), terms));
      // PyTorch's own erf form cancels on the left (gelu), its softplus is x above 20, its 1 − y² cancels
      // (tanh).
      CHECK(gap(y, value(i)) <=
            std::max(2 * ulp(value(i)), std::abs(x(i)) * kEpsilon + (x(i) > 18 ? 1e-8 : 0)));
      CHECK(gap(g, gradient(i)) <= 8 * kEpsilon * std::max(1.0, std::abs(x(i))) + (x(i) > 18 ? 1e-8 : 0));
    }
  }
  const double kNaN = std::numeric_limits<double>::quiet_NaN();
  for (const char* name :
       {"relu", "leaky_relu", "elu", "gelu", "silu", "tanh", "sigmoid", "softplus", "linear"}) {
    CHECK(std::isnan(activationValue(parseActivation(name, 0.1), kNaN)));
  }
  CHECK(activationSlope(parseActivation("relu", 0), 0) == 0);
  CHECK_THROWS_AS(parseActivation("swish", 0), InvalidArgument);
  CHECK_THROWS_AS(parseActivation("leaky_relu", kNaN), InvalidArgument);
}

TEST_CASE("gains are torch.nn.init.calculate_gain's") {
  CHECK(activationGain(parseActivation("linear", 0)) == 1);
  CHECK(activationGain(parseActivation("sigmoid", 0)) == 1);
  CHECK(activationGain(parseActivation("tanh", 0)) == 5.0 / 3);
  CHECK(activationGain(parseActivation("relu", 0)) == std::sqrt(2.0));
  CHECK(gap(activationGain(parseActivation("leaky_relu", 0.2)), 1.3867504905630728) <= kEpsilon);
}

TEST_CASE("steepestSlope: no slope of a ReLU or a sigmoid exceeds it, and one reaches it") {
  for (const auto& [name, slope] : {std::pair{"relu", 0.0},
                                    {"leaky_relu", 0.01},
                                    {"leaky_relu", 3.0},
                                    {"leaky_relu", -2.0},
                                    {"sigmoid", 0.0}}) {
    CAPTURE(name);
    CAPTURE(slope);
    const Activation activation = parseActivation(name, slope);
    double most = 0;
    for (const double x : {-5.0, -1.0, 0.0, 1.0, 5.0}) {
      most = worse(most, std::abs(activationSlope(activation, x)));
    }
    CHECK(steepestSlope(activation) == most);
  }
}

TEST_CASE("drawWeight: torch.nn.init, number for number, and the generator stands where torch's stands") {
  for (const Json& c : fixture().at("initialisations")) {
    const std::string init = c.at("init");
    CAPTURE(init);
    const Matrix expected = matrix(c.at("weight"));
    Matrix w(expected.rows(), expected.cols());
    Generator generator(require_seed(number(c.at("seed"))));
    drawWeight(parseInitialisation(init, number(c.at("scale"))), activationOf(c), generator, w.data(),
               w.rows(), w.cols());
    // log, sin and cos of two libraries; QR by two libraries.
    const double size = std::max(1e-300, largest(expected));
    CHECK(maxGap(w, expected) <= (init == "orthogonal" ? 40 : 8) * kEpsilon * size);
    if (init == "linear" && number(c.at("scale")) == 1) CHECK(sameNumbers(w, expected));
    CHECK(generator.uniform() == doctest::Approx(number(c.at("next"))).epsilon(1e-15));
  }
  CHECK_THROWS_AS(parseInitialisation("he", 1), InvalidArgument);
  CHECK_THROWS_AS(parseInitialisation("normal", -1), InvalidArgument);
}

TEST_CASE("fillNormal continues as torch.randn does: twice 20 numbers are not 40") {
  Generator generator(3);
  std::vector<double> twice(40);
  fillNormal(generator, twice.data(), 20);
  const Matrix once = randn(20, 1, 3);
  for (Index i = 0; i < 20; ++i) CHECK(twice[static_cast<std::size_t>(i)] == once(i, 0));
}

TEST_CASE("dropoutMask: keeps about the share, and what it keeps makes up for the rest") {
  Generator generator(11);
  std::vector<double> mask(20000);
  dropoutMask(generator, 0.7, mask.data(), 20000);
  double sum = 0;
  for (const double m : mask) {
    CHECK((m == 0 || m == 1 / 0.7));
    sum += m;
  }
  CHECK(gap(sum / 20000, 1) < 4 * std::sqrt(0.3 / 0.7 / 20000));  // four standard errors
  CHECK_THROWS_AS(dropoutMask(generator, 0, mask.data(), 1), InvalidArgument);
}

TEST_CASE("losses and their gradients agree with PyTorch") {
  for (const Json& c : fixture().at("losses")) {
    const std::string loss = c.at("loss");
    CAPTURE(loss);
    const Matrix out = matrix(c.at("out")), target = matrix(c.at("target")),
                 expected = matrix(c.at("gradient"));
    Matrix gradient(out.rows(), out.cols());
    const double value = lossOf(parseLoss(loss), out.data(), target.data(), gradient.data(), out.rows(),
                                out.cols(), out.cols());
    CHECK(relativeGap(value, number(c.at("value"))) <= 1e-12);
    CHECK(maxGap(gradient, expected) <= 1e-14 * std::max(1.0, largest(expected)));
  }
  CHECK_THROWS_AS(parseLoss("hinge"), InvalidArgument);
}

TEST_CASE("MlpBatch: outputs and gradients of networks with every activation, as autograd has them") {
  for (const Json& c : fixture().at("networks")) {
    CAPTURE(c.at("activation").get<std::string>());
    const Layers layers = c.at("layers").get<Layers>();
    const Matrix x = matrix(c.at("x")), y = matrix(c.at("y")), out = matrix(c.at("out"));
    Generator generator(require_seed(number(c.at("seed"))));
    const std::vector<double> parameters = initialParameters<double>(layers, generator);
    const Vector expected = vector(c.at("gradient"));
    CHECK(Eigen::Map<const Vector>(parameters.data(), expected.size()) == vector(c.at("parameters")));

    MlpBatch<double> batch(layers, {}, x.rows(), activationOf(c));
    for (Index p = 0; p < x.rows(); ++p) {
      for (Index i = 0; i < x.cols(); ++i) batch.setInput(p, i, x(p, i));
    }
    batch.forward(parameters.data());
    const Index outputs = layers.back(), stride = batch.stride();
    std::vector<double> target(static_cast<std::size_t>(outputs * stride));
    for (Index p = 0; p < x.rows(); ++p) {
      for (Index i = 0; i < outputs; ++i) {
        CHECK(gap(batch.output(0, i)[p], out(p, i)) <= 1e-13);
        target[static_cast<std::size_t>(i * stride + p)] = y(p, i);
      }
    }
    const double loss =
        lossOf(Loss::mse, batch.output(0), target.data(), batch.adjoint(0), outputs, x.rows(), stride);
    CHECK(relativeGap(loss, number(c.at("loss"))) <= 1e-12);
    Vector gradient = Vector::Zero(expected.size());
    batch.backward(parameters.data(), gradient.data());
    CHECK(maxGap(gradient, expected) <= 1e-13);
  }
  CHECK_THROWS_AS(MlpBatch<float>({2, 2}, {}, 1, {Nonlinearity::relu}), InvalidArgument);
  CHECK_THROWS_AS(MlpBatch<double>({2, 2}, {{0, false}}, 1, {Nonlinearity::relu}), InvalidArgument);
}

TEST_CASE("runDeep: every row of every column as PyTorch has it") {
  for (const Json& c : fixture().at("deep")) {
    CAPTURE(c.dump().substr(0, 200));
    const DeepRun run = runDeep(deepOf(c), 9, 1.5);
    const Matrix expected = matrix(c.at("layers")), histograms = matrix(c.at("histograms"));
    REQUIRE(run.layers.rows() == expected.rows());
    REQUIRE(run.layers.cols() == expected.cols());
    for (Index l = 0; l < expected.rows(); ++l) {
      CAPTURE(l);
      for (int k = 0; k < kDeepColumns; ++k) {
        CAPTURE(k);
        // A mean of numbers of both signs is judged by their size.
        const double size =
            k == kDeepMean ? std::sqrt(expected(l, kDeepMeanSquare)) : std::abs(expected(l, k));
        CHECK(gap(run.layers(l, k), expected(l, k)) <= 1e-11 * size);
      }
    }
    CHECK(maxGap(run.histograms, histograms) <= 1e-12);
  }
}

TEST_CASE("runDeep: a weight gradient is the slope of L, and draws do not depend on what was asked before") {
  DeepNetwork n;
  n.depth = 3;
  n.width = 8;
  n.batch = 4;
  const DeepRun first = runDeep(n, 0, 1);
  DeepNetwork other = n;
  other.seed = 5;
  CHECK(runDeep(other, 0, 1).layers != first.layers);
  CHECK(runDeep(n, 0, 1).layers == first.layers);
}

TEST_CASE(
    "runDeep: another depth goes on from what is remembered, and has the bits of a walk from the start") {
  const auto strangers = [] {
    // As many as are remembered, so that nothing of ours is left.
    DeepNetwork n;
    n.width = 8;
    for (const double seed : {11.0, 12.0, 13.0, 14.0, 15.0}) {
      n.seed = seed;
      runDeep(n, 0, 1);
    }
  };
  for (const StreamNorm norm : {StreamNorm::none, StreamNorm::pre, StreamNorm::post}) {
    for (const bool residual : {false, true}) {
      for (const bool tied : {false, true}) {
        DeepNetwork n;
        n.width = 12;
        n.batch = 3;
        n.activation = parseActivation("tanh", 0);
        n.init = parseInitialisation("xavier_uniform", 1);
        n.residual = residual;
        n.norm = residual ? norm : StreamNorm::none;
        n.tied = tied;
        const auto at = [&](int depth) {
          n.depth = depth;
          return runDeep(n, 5, 1.5);
        };
        std::vector<DeepRun> afresh;
        for (const int depth : {4, 9, 30}) {
          strangers();
          afresh.push_back(at(depth));
        }
        strangers();
        int k = 0;
        for (const int depth : {4, 9, 30, 9, 4}) {
          const DeepRun& expected = afresh[static_cast<std::size_t>(std::min(k, 4 - k))];
          ++k;
          const DeepRun run = at(depth);
          CHECK(run.layers == expected.layers);
          CHECK(run.histograms == expected.histograms);
        }
      }
    }
  }
}

TEST_CASE("runDeep: orthogonal layers with gain ½ halve the gradient exactly, fifty times") {
  DeepNetwork n;
  n.depth = 50;
  n.width = 32;
  n.activation = parseActivation("linear", 0);
  n.init = parseInitialisation("orthogonal", 0.5);
  n.residual = true;
  n.skip = 0;
  const DeepRun run = runDeep(n, 0, 1);
  CHECK(relativeGap(run.layers(0, kDeepGradient), 0x1.0p-50) <= 1e-12);  // 8.9e-16
  CHECK(gap(run.layers(50, kDeepGradient), 1) <= 4 * kEpsilon);
}

TEST_CASE("runDeep: names what is out of its range") {
  DeepNetwork n;
  const auto refused = [](DeepNetwork bad) { CHECK_THROWS_AS(runDeep(bad, 0, 1), InvalidArgument); };
  n.depth = 0;
  refused(n);
  n.depth = 200;
  n.width = 512;
  refused(n);
  n = {};
  n.branch = std::numeric_limits<double>::infinity();
  refused(n);
  CHECK_THROWS_AS(runDeep({}, -1, 1), InvalidArgument);
  CHECK_THROWS_AS(runDeep({}, 0, 0), InvalidArgument);
  CHECK_THROWS_AS(deepPropagation(2, 4, 1, "relu", 0, "normal", 1, 0.5, 0, 1), InvalidArgument);
}
