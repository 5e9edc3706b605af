// The functions of one float64 that the standard library lacks, beside those that it has: one set of names
// for numbers, dual numbers, jets and complex numbers.
#pragma once

#include <cmath>
#include <complex>
#include <limits>

#include "types.h"

namespace nabla {

using std::abs, std::acos, std::asin, std::atan, std::atan2, std::cbrt, std::ceil, std::cos, std::cosh,
    std::erf, std::erfc, std::exp, std::expm1, std::floor, std::hypot, std::log, std::log10, std::log1p,
    std::log2, std::sin, std::sinh, std::sqrt, std::tan, std::tanh;

// What decides a comparison or a branch.
inline double primal(double x) {
  return x;
}

inline constexpr double kSqrtHalf = 0.70710678118654752440;
inline constexpr double kTwoOverSqrtPi = 1.12837916709551257390;
inline constexpr double kLn2 = 0.69314718055994530942;
inline constexpr double kLn10 = 2.30258509299404568402;

inline double relu(double x) {
  return x <= 0 ? 0.0 : x;  // NaN stays NaN
}
// 1 / (1 + e^-x), by whichever form cannot overflow.
inline double sigmoid(double x) {
  const double e = std::exp(-std::abs(x));
  return (x >= 0 ? 1 : e) / (1 + e);
}
// log(1 + e^x).
inline double softplus(double x) {
  return (x > 0 ? x : 0.0) + std::log1p(std::exp(-std::abs(x)));
}
inline double silu(double x) {
  return x * sigmoid(x);
}
// x Φ(x), by erfc: 1 + erf cancels on the left.
inline double gelu(double x) {
  return 0.5 * x * std::erfc(-x * kSqrtHalf);
}
inline double sign(double x) {
  return std::isnan(x) ? x : static_cast<double>((x > 0) - (x < 0));
}
// 1 above 0, else 0: the slope of relu.
inline double step(double x) {
  return std::isnan(x) ? x : x > 0 ? 1.0 : 0.0;
}
// To the nearest whole number, halves to the even one.
inline double roundEven(double x) {
  return std::nearbyint(x);
}
inline double maximum(double x, double y) {
  return std::isnan(x) || x > y ? x : y;
}
inline double minimum(double x, double y) {
  return std::isnan(x) || x < y ? x : y;
}
// x^y with PyTorch's short cuts, which are exact where pow is only close.
inline double power(double x, double y) {
  if (y == 2) return x * x;
  if (y == 3) return x * x * x;
  if (y == 0.5) return std::sqrt(x);
  if (y == 1) return x;
  if (y == -1) return 1 / x;
  return std::pow(x, y);
}
inline double powerOf(double x, double exponent) {
  return power(x, exponent);
}

}  // namespace nabla
