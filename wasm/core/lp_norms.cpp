#include "lp_norms.h"

#include <cmath>

namespace nabla {
namespace {

// NaN is passed on, not skipped as std::max would.
double largestOf(const Vector& x) {
  double largest = 0;
  for (const double v : x) {
    if (std::isnan(v)) return v;
    if (std::abs(v) > largest) largest = std::abs(v);
  }
  return largest;
}

// Σ(|x_i| / unit)^p, between 1 and n for unit = max|x_i|.
double powerSum(const Vector& x, double unit, double p) {
  double total = 0;
  for (const double v : x) total += std::pow(std::abs(v) / unit, p);
  return total;
}

}  // namespace

double lpNorm(const Vector& x, double p) {
  if (!(p >= 0)) throw InvalidArgument("p must be 0, positive or infinite");
  const double largest = largestOf(x);
  if (p == 0) return std::isnan(largest) ? largest : static_cast<double>((x.array() != 0).count());
  if (!(largest > 0) || !std::isfinite(largest) || std::isinf(p)) return largest;
  if (p != 1 && p != 2) return largest * std::pow(powerSum(x, largest, p), 1 / p);
  // A power of two scales exactly: the common norms then carry only the rounding of their own sums.
  int exponent = 0;
  std::frexp(largest, &exponent);
  const double unit = std::ldexp(1.0, exponent - 1);
  double total = 0;
  for (const double v : x) {
    const double ratio = std::abs(v) / unit;
    total += p == 1 ? ratio : ratio * ratio;
  }
  return unit * (p == 1 ? total : std::sqrt(total));
}

}  // namespace nabla
