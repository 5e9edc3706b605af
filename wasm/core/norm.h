// The length of a vector, right wherever the length itself is a float64.
#pragma once

#include <algorithm>
#include <cmath>

#include "types.h"

namespace nabla {

// sqrt(Σ v_i²). The plain sum while its squares are safe; otherwise entries are scaled by a power of two,
// which is exact, so that 1e200 does not overflow and 1e-200 does not vanish. 0 for no entries, NaN if any
// is.
inline double norm2(const Vector& v) {
  double sum = 0, scale = 0;
  for (Index i = 0; i < v.size(); ++i) {
    sum += v(i) * v(i);
    scale = std::max(scale, std::abs(v(i)));
  }
  // Above 1e-280 a square that underflowed is beyond the last digit of the sum.
  if (std::isnan(sum) || (sum > 1e-280 && std::isfinite(sum))) return std::sqrt(sum);
  if (scale == 0 || std::isinf(scale)) return scale;
  int exponent = 0;
  std::frexp(scale, &exponent);
  double scaled = 0;
  for (Index i = 0; i < v.size(); ++i) {
    const double x = std::ldexp(v(i), -exponent);
    scaled += x * x;
  }
  return std::ldexp(std::sqrt(scaled), exponent);
}

}  // namespace nabla
