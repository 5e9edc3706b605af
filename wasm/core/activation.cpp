#include "activation.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "real_functions.h"

namespace nabla {
namespace {

constexpr std::array<const char*, 9> kNames{"linear", "relu", "leaky_relu", "elu",     "gelu",
                                            "silu",   "tanh", "sigmoid",    "softplus"};

// Φ(x) + x φ(x).
double geluSlope(double x) {
  constexpr double kOneOverRootTwoPi = 0.39894228040143267794;
  return 0.5 * std::erfc(-x * kSqrtHalf) + x * kOneOverRootTwoPi * std::exp(-0.5 * x * x);
}

}  // namespace

Activation parseActivation(const std::string& name, double slope) {
  if (!std::isfinite(slope)) refuse<InvalidArgument>("slope must be a finite number");
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (name == kNames[i]) return {static_cast<Nonlinearity>(i), slope};
  }
  refuse<InvalidArgument>(
      "activation must be linear, relu, leaky_relu, elu, gelu, silu, tanh, sigmoid or softplus, not ", name);
}

double activationValue(const Activation& activation, double x) {
  switch (activation.of) {
    case Nonlinearity::identity:
      return x;
    case Nonlinearity::relu:
      return relu(x);
    case Nonlinearity::leaky_relu:
      return x > 0 ? x : activation.slope * x;
    case Nonlinearity::elu:
      return x > 0 ? x : std::expm1(x);
    case Nonlinearity::gelu:
      return gelu(x);
    case Nonlinearity::silu:
      return silu(x);
    case Nonlinearity::tanh:
      return std::tanh(x);
    case Nonlinearity::sigmoid:
      return sigmoid(x);
    case Nonlinearity::softplus:
      return softplus(x);
  }
  return x;
}

double activationSlope(const Activation& activation, double x) {
  switch (activation.of) {
    case Nonlinearity::identity:
      return 1;
    case Nonlinearity::relu:
      return step(x);
    case Nonlinearity::leaky_relu:
      return x > 0 ? 1 : activation.slope;
    case Nonlinearity::elu:
      return x > 0 ? 1 : std::exp(x);
    case Nonlinearity::gelu:
      return geluSlope(x);
    case Nonlinearity::silu:
      return sigmoid(x) * (1 + x * sigmoid(-x));
    case Nonlinearity::tanh: {
      // 1 − tanh² without the cancellation: 4 e^-2|x| / (1 + e^-2|x|)².
      const double e = std::exp(-2 * std::abs(x));
      return 4 * e / ((1 + e) * (1 + e));
    }
    case Nonlinearity::sigmoid:
      return sigmoid(x) * sigmoid(-x);
    case Nonlinearity::softplus:
      return sigmoid(x);
  }
  return 1;
}

void activate(const Activation& activation, const double* z, double* a, Index count) {
  if (activation.of == Nonlinearity::relu) {  // the one that deep networks wait for
    for (Index i = 0; i < count; ++i) a[i] = relu(z[i]);
    return;
  }
  for (Index i = 0; i < count; ++i) a[i] = activationValue(activation, z[i]);
}

void activateBackward(const Activation& activation, const double* z, double* g, Index count) {
  for (Index i = 0; i < count; ++i) g[i] *= activationSlope(activation, z[i]);
}

double steepestSlope(const Activation& activation) {
  if (activation.of == Nonlinearity::leaky_relu) return std::max(1.0, std::abs(activation.slope));
  return activation.of == Nonlinearity::sigmoid ? 0.25 : 1;
}

double activationGain(const Activation& activation) {
  switch (activation.of) {
    case Nonlinearity::identity:
    case Nonlinearity::sigmoid:
      return 1;
    case Nonlinearity::tanh:
      return 5.0 / 3;
    case Nonlinearity::leaky_relu:
      return std::sqrt(2 / (1 + activation.slope * activation.slope));
    default:
      return std::sqrt(2.0);
  }
}

}  // namespace nabla
