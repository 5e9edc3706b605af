#include "norm.h"

#include <algorithm>
#include <cmath>

namespace nabla {

double norm2(const double* v, Index n) {
  double sum = 0;
  for (Index i = 0; i < n; ++i) sum += v[i] * v[i];
  // Above 1e-280 a square that underflowed is beyond the last digit of the sum.
  if (std::isnan(sum) || (sum > 1e-280 && std::isfinite(sum))) return std::sqrt(sum);
  double scale = 0;
  for (Index i = 0; i < n; ++i) scale = std::max(scale, std::abs(v[i]));
  if (scale == 0 || std::isinf(scale)) return scale;
  int exponent = 0;
  std::frexp(scale, &exponent);
  double scaled = 0;
  for (Index i = 0; i < n; ++i) {
    const double x = std::ldexp(v[i], -exponent);
    scaled += x * x;
  }
  return std::ldexp(std::sqrt(scaled), exponent);
}

}  // namespace nabla
