// The activation functions of a layer with their slopes, as PyTorch has them, over arrays.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

//   relu        max(0, x)                        slope 0 at 0
//   leaky_relu  x above 0, slope · x below       slope `slope` at 0
//   elu         x above 0, e^x − 1 below         slope 1 at 0
//   gelu        x Φ(x)
//   silu        x σ(x)
enum class Nonlinearity { identity, relu, leaky_relu, elu, gelu, silu, tanh, sigmoid, softplus };

struct Activation {
  Nonlinearity of = Nonlinearity::tanh;
  double slope = 0.01;  // below 0, of leaky_relu alone

  bool operator==(const Activation&) const = default;
};

// One of the names above, "linear" for identity; throws InvalidArgument for anything else, or a slope that is
// not finite.
Activation parseActivation(const std::string& name, double slope);

double activationValue(const Activation& activation, double x);
double activationSlope(const Activation& activation, double x);

// a = φ(z), entry by entry; a may be z.
void activate(const Activation& activation, const double* z, double* a, Index count);
// g = g · φ′(z), entry by entry.
void activateBackward(const Activation& activation, const double* z, double* g, Index count);

// The largest |φ′|, against which a slope counts as small: ¼ for the sigmoid, |slope| for a leaky ReLU
// steeper below 0 than above, else 1 (gelu and silu exceed it a little).
double steepestSlope(const Activation& activation);

// torch.nn.init.calculate_gain: 1 linear and sigmoid, 5/3 tanh, √2 relu, √(2 / (1 + slope²)) leaky_relu.
// PyTorch has none for elu, gelu, silu and softplus; these get relu's.
double activationGain(const Activation& activation);

}  // namespace nabla
