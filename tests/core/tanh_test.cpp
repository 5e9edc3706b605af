#include "tanh.h"

#include <doctest/doctest.h>

#include "activation.h"
#include "support.h"

using namespace nabla;
using namespace nabla::test;

namespace {

const Json& fixture() {
  static const Json json = loadFixture("tanh");
  return json;
}

}  // namespace

TEST_CASE("zigZag walks as torch.optim.SGD does") {
  for (const Json& c : fixture().at("zigzags")) {
    const std::string kind = c.at("kind");
    const int steps = c.at("steps");
    CAPTURE(kind);
    CAPTURE(steps);
    const ZigZag z = zigZag(kind, number(c.at("lr")), steps, number(c.at("seed")));
    CHECK(z.stopped == steps);
    // The random numbers are PyTorch's but for the last bits of the C library's log, sin and cos.
    CHECK(maxGap(z.inputs, matrix(c.at("inputs"))) <= 1e-14);
    CHECK(maxGap(z.path, matrix(c.at("path"))) <= 1e-12);
    CHECK(z.alike == doctest::Approx(number(c.at("alike"))).epsilon(1e-15));
    CHECK(z.distance == doctest::Approx(number(c.at("distance"))).epsilon(1e-10));
    CHECK(z.condition == doctest::Approx(number(c.at("condition"))).epsilon(1e-10));
  }
}

TEST_CASE("zigZag: inputs of one sign move all weights the same way, centred ones do not") {
  const ZigZag sigmoid = zigZag("sigmoid", 0.2, 200, 0), centred = zigZag("tanh", 0.2, 200, 0);
  const ZigZag raised = zigZag("raised", 0.05, 200, 0);
  CHECK(sigmoid.alike == 1);
  CHECK(raised.alike == 1);
  CHECK(centred.alike < 0.8);
  CHECK(zigZag("centred", 0.2, 200, 0).alike < 0.8);
  CHECK(sigmoid.length > 1.5 * centred.length);
  CHECK(sigmoid.condition > 3 * centred.condition);
  CHECK(centred.distance < 0.01);
  CHECK(sigmoid.distance > 0.09);
  // The length of the path as a sum over its rows, and its straight line.
  double walked = 0;
  for (Index k = 1; k < sigmoid.path.rows(); ++k)
    walked += (sigmoid.path.row(k) - sigmoid.path.row(k - 1)).norm();
  const double straight = (sigmoid.path.row(200) - sigmoid.path.row(0)).norm();
  CHECK(sigmoid.length == doctest::Approx(walked / straight).epsilon(1e-12));
}

TEST_CASE("zigZag stops when it diverges, and refuses nonsense") {
  const ZigZag z = zigZag("raised", 5, 1000, 0);
  CHECK(z.stopped < 1000);
  CHECK(z.path.rows() == z.stopped + 1);
  CHECK(z.path.allFinite());
  CHECK(zigZag("tanh", 0, 5, 0).length == 1);
  CHECK_THROWS_AS(zigZag("relu", 0.1, 5, 0), InvalidArgument);
  CHECK_THROWS_AS(zigZag("tanh", -0.1, 5, 0), InvalidArgument);
  CHECK_THROWS_AS(zigZag("tanh", 0.1, 5001, 0), InvalidArgument);
  CHECK_THROWS_AS(zigZag("tanh", 0.1, 5, -1), InvalidArgument);
}

TEST_CASE("the gain of tanh is PyTorch's") {
  CHECK(activationGain(parseActivation("tanh", 0)) == number(fixture().at("gains").at(0).at("gain")));
}
