#include "initialisation.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "orthogonal.h"

namespace nabla {
namespace {

constexpr std::array<const char*, 8> kNames{
    "normal",          "linear",         "xavier_uniform", "xavier_normal",
    "kaiming_uniform", "kaiming_normal", "orthogonal",     "zeros"};

bool isOneOf(Init init, Init a, Init b) {
  return init == a || init == b;
}

}  // namespace

Initialisation parseInitialisation(const std::string& name, double scale) {
  if (!(std::isfinite(scale) && scale >= 0)) refuse<InvalidArgument>("scale must be a number from 0 on");
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (name == kNames[i]) return {static_cast<Init>(i), scale};
  }
  refuse<InvalidArgument>(
      "init must be normal, linear, xavier_uniform, xavier_normal, kaiming_uniform, kaiming_normal, "
      "orthogonal "
      "or zeros, not ",
      name);
}

Noise noiseOf(Init init) {
  if (init == Init::orthogonal) return Noise::orthogonal;
  const bool uniform = init == Init::linear || isOneOf(init, Init::xavier_uniform, Init::kaiming_uniform);
  return uniform ? Noise::uniform : Noise::normal;
}

double noiseScale(const Initialisation& init, const Activation& activation, Index fanIn, Index fanOut) {
  const auto in = static_cast<double>(fanIn), out = static_cast<double>(fanOut);
  const double gain = activation.of == Nonlinearity::leaky_relu ? activationGain(activation) : std::sqrt(2.0);
  switch (init.of) {
    case Init::normal:
    case Init::orthogonal:
      return init.scale;
    case Init::linear:  // kaiming_uniform_(a = √5): 1/√fan_in, as Python rounds it
      return init.scale * uniformBound(kaimingStd(std::sqrt(2.0 / 6.0), in));
    case Init::xavier_uniform:
      return init.scale * uniformBound(xavierStd(1, in, out));
    case Init::xavier_normal:
      return init.scale * xavierStd(1, in, out);
    case Init::kaiming_uniform:
      return init.scale * uniformBound(kaimingStd(gain, in));
    case Init::kaiming_normal:
      return init.scale * kaimingStd(gain, in);
    case Init::zeros:
      return 0;
  }
  return 0;
}

void drawNoise(Noise noise, Generator& generator, double* out, Index rows, Index cols) {
  const Index count = rows * cols;
  if (noise == Noise::uniform) {
    fillUniform(generator, out, count, Format::float64, -1, 1);
    return;
  }
  fillNormal(generator, out, count, Format::float64);
  if (noise == Noise::normal) return;
  Matrix drawn(rows, cols);
  std::copy_n(out, count, drawn.data());
  const Matrix q = orthogonalHouseholder(drawn);
  std::copy_n(q.data(), count, out);
}

void drawWeight(const Initialisation& init, const Activation& activation, Generator& generator, double* out,
                Index fanOut, Index fanIn) {
  const Index count = fanOut * fanIn;
  const double scale = noiseScale(init, activation, fanIn, fanOut);
  if (init.of == Init::zeros) {
    std::fill_n(out, count, 0.0);
  } else if (noiseOf(init.of) == Noise::uniform) {
    fillUniform(generator, out, count, Format::float64, -scale, scale);
  } else {
    drawNoise(noiseOf(init.of), generator, out, fanOut, fanIn);
    for (Index i = 0; i < count; ++i) out[i] *= scale;
  }
}

void dropoutMask(Generator& generator, double keep, double* out, Index count) {
  if (!(keep > 0 && keep <= 1)) refuse<InvalidArgument>("keep must lie above 0 and at most at 1");
  for (Index i = 0; i < count; ++i) out[i] = generator.uniform() < keep ? 1 / keep : 0;
}

}  // namespace nabla
