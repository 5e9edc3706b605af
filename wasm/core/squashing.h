// What tanh and the sigmoid share: two sizes of one curve, tanh x = 2σ(2x) − 1. How their formulas fare in a
// format, what they make of a Gaussian, and what a chain of them leaves of a signal and of its gradient.
// `name` is "tanh" or "sigmoid" below; anything else throws InvalidArgument.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

// The ways to write them, in this order. Every operation is rounded to the format.
//   tanh      0  (e^x − e^−x)/(e^x + e^−x), as printed: ∞/∞ for large |x|, cancels near 0
//             1  ±(1 − e)/(1 + e), e = e^−2|x|: no overflow, cancels near 0
//             2  ∓m/(2 + m), m = expm1(−2|x|): good everywhere
//             3  the library's
//   sigmoid   0  1/(1 + e^−x), as printed: 0 where e^−x overflows
//             1  e^x/(1 + e^x): ∞/∞ for large x
//             2  whichever of the two has the small power: good everywhere
//             3  log σ as log(1/(1 + e^−x)): log 0 far to the left, and 0 far to the right
//             4  log σ as min(x, 0) − log1p(e^−|x|): good everywhere
struct SquashForms {
  Vector values;  // at x
  Vector steps;   // (n) |x| on a logarithmic scale from 1e-10 to 1e3
  Matrix errors;  // (forms, n) relative errors at ±|x| (the sign of x), against float64; NaN where there is
                  // no number
  double
      slope;  // 1 − a² or a(1 − a) of the library's value a, as PyTorch's backward computes it in the format
  double exact;  // φ′(x) without cancellation, float64
};

// x: any number. format: "float64", "float32", "float16" or "bfloat16".
SquashForms squashForms(const std::string& name, double x, const std::string& format);

struct SquashedGaussian {
  Vector shares;  // (bins) probability of each of equal bins between the two limits of φ: exact, not sampled
  double mean;    // E φ(x)
  double deviation;
  double slope;      // E φ′(x)
  double square;     // √E φ′(x)²: what the length of a gradient is multiplied by
  Vector saturated;  // (2) probability that φ′ is below 5 % of its steepest, on the left and on the right
  double limit;      // the |x| from which it is
};

// x normal with this mean and deviation, 0 < deviation <= 20, |mean| <= 100; 2 <= bins <= 400. Averages are
// taken over ten deviations on either side.
SquashedGaussian squashGaussian(const std::string& name, double mean, double deviation, int bins);

// (depth + 1, 3): a_l = φ(gain · a_{l−1}) from a_0 = x, the slope gain · φ′ of each link (1 for the start),
// and the product of the slopes so far: da_l/dx. 0 <= depth <= 200.
Matrix squashChain(const std::string& name, double x, double gain, int depth);

}  // namespace nabla
