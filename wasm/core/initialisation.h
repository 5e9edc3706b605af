// How the weights of a layer are drawn: torch.nn.init, in float64, number for number.
#pragma once

#include <string>

#include "activation.h"
#include "random.h"

namespace nabla {

//   normal           nn.init.normal_(w, std=scale)
//   linear           what nn.Linear does by itself: uniform on ±1/√fan_in
//   xavier_uniform   uniform on ±√(6 / (fan_in + fan_out));   xavier_normal: std √(2 / (fan_in + fan_out))
//   kaiming_uniform  uniform on ±√3 · gain / √fan_in;         kaiming_normal: std gain / √fan_in
//   orthogonal       nn.init.orthogonal_
//   zeros
enum class Init {
  normal,
  linear,
  xavier_uniform,
  xavier_normal,
  kaiming_uniform,
  kaiming_normal,
  orthogonal,
  zeros
};

struct Initialisation {
  Init of = Init::linear;
  double scale = 1;  // the standard deviation for normal; a factor on all weights for the others

  bool operator==(const Initialisation&) const = default;
};

// By the names above. Throws InvalidArgument for another name, or a scale that is not finite or below 0.
Initialisation parseInitialisation(const std::string& name, double scale);

// What is drawn before anything is scaled: standard normal numbers, uniform ones on ±1, or an orthogonal
// matrix.
enum class Noise { normal, uniform, orthogonal };
Noise noiseOf(Init init);
// The factor on that noise for a layer of this shape. Gain, for kaiming: that of relu, or of leaky_relu with
// its slope where that is the activation (PyTorch's nonlinearity argument); 1 elsewhere.
double noiseScale(const Initialisation& init, const Activation& activation, Index fanIn, Index fanOut);

// rows · cols numbers of noise, row-major.
void drawNoise(Noise noise, Generator& generator, double* out, Index rows, Index cols);

// The weight (fan_out, fan_in) of one layer, row-major; draws nothing for zeros.
void drawWeight(const Initialisation& init, const Activation& activation, Generator& generator, double* out,
                Index fanOut, Index fanIn);

// 1/keep with probability keep, else 0: (torch.rand(count) < keep) / keep in float64, the mask of dropout
// with p = 1 − keep. 0 < keep ≤ 1. Throws InvalidArgument. (F.dropout draws by another generator where
// PyTorch is built with MKL, so its masks are not these.)
void dropoutMask(Generator& generator, double keep, double* out, Index count);

}  // namespace nabla
