// Truncated Taylor series in one variable: c[k] = f^(k)(x) / k!, carried through every operation. One jet
// gives all derivatives up to the fourth, by recurrences that share nothing with the rules of dual numbers.
// Source: Griewank & Walther, Evaluating Derivatives, chapter 13.
#pragma once

#include <array>

#include "real_functions.h"

namespace nabla {

struct Jet {
  static constexpr int kOrder = 4;
  std::array<double, kOrder + 1> c{};

  Jet() = default;
  Jet(double constant) { c[0] = constant; }
  static Jet variable(double x) {
    Jet jet(x);
    jet.c[1] = 1;
    return jet;
  }
  // f^(k), for k up to kOrder.
  double derivative(int k) const {
    double factorial = 1;
    for (int i = 2; i <= k; ++i) factorial *= i;
    return c[static_cast<std::size_t>(k)] * factorial;
  }
  bool operator==(const Jet&) const = default;
};

inline double primal(const Jet& x) {
  return x.c[0];
}

Jet operator-(const Jet& x);
Jet operator+(const Jet& x, const Jet& y);
Jet operator-(const Jet& x, const Jet& y);
Jet operator*(const Jet& x, const Jet& y);
Jet operator/(const Jet& x, const Jet& y);

Jet exp(const Jet& x);
Jet expm1(const Jet& x);
Jet log(const Jet& x);
Jet log1p(const Jet& x);
Jet log2(const Jet& x);
Jet log10(const Jet& x);
Jet sin(const Jet& x);
Jet cos(const Jet& x);
Jet tan(const Jet& x);
Jet asin(const Jet& x);
Jet acos(const Jet& x);
Jet atan(const Jet& x);
Jet sinh(const Jet& x);
Jet cosh(const Jet& x);
Jet tanh(const Jet& x);
Jet sigmoid(const Jet& x);
Jet softplus(const Jet& x);
Jet silu(const Jet& x);
Jet gelu(const Jet& x);
Jet erf(const Jet& x);
Jet erfc(const Jet& x);
Jet sqrt(const Jet& x);
Jet cbrt(const Jet& x);
Jet powerOf(const Jet& x, double exponent);
Jet power(const Jet& x, const Jet& y);
Jet atan2(const Jet& y, const Jet& x);
Jet hypot(const Jet& x, const Jet& y);

// Kinks as PyTorch takes them; flat pieces have no slope.
Jet abs(const Jet& x);
Jet relu(const Jet& x);
Jet maximum(const Jet& x, const Jet& y);
Jet minimum(const Jet& x, const Jet& y);
inline Jet step(const Jet& x) {
  return step(x.c[0]);
}
inline Jet sign(const Jet& x) {
  return sign(x.c[0]);
}
inline Jet floor(const Jet& x) {
  return std::floor(x.c[0]);
}
inline Jet ceil(const Jet& x) {
  return std::ceil(x.c[0]);
}
inline Jet roundEven(const Jet& x) {
  return roundEven(x.c[0]);
}

}  // namespace nabla
