// A dot product in a narrower format, step by step: where a term disappears.
#pragma once

#include <string>

#include "types.h"

namespace nabla {

struct RoundedDot {
  Vector products;    // (n): round(a_i) round(b_i), rounded
  Vector running;     // (n): the sum after each term, added first to last
  Vector lost;        // (n): what rounding each addition dropped; NaN once the sum is not finite
  int firstLost;      // first step that left the sum as it was although its term is not zero, else −1
  int firstInfinite;  // first step with a product or sum beyond the format, else −1
  double naive;       // first to last
  double reversed;    // last to first
  double pairwise;
  double kahan;
  double exact;  // Σ a_i b_i of the numbers as given, in double-double, rounded once
};

// format: "float64", "float32", "float16", "bfloat16". a, b: (n), finite.
// Throws ShapeMismatch, InvalidArgument.
RoundedDot dotRounded(const Vector& a, const Vector& b, const std::string& format);

}  // namespace nabla
