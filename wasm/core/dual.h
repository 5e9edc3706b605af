// Dual numbers: a value and its slopes along N directions, carried through every operation (forward mode).
// They nest: Dual<Dual<double>> holds second derivatives. Conventions at kinks are PyTorch's.
#pragma once

#include <array>

#include "real_functions.h"

namespace nabla {

template <class T, int N = 1>
struct Dual {
  T value{};
  std::array<T, N> slope{};

  Dual() = default;
  Dual(double constant) : value(constant) {}
  Dual(T v, const std::array<T, N>& s) : value(v), slope(s) {}
  // The variable itself, with slope 1 along direction i.
  static Dual variable(T v, int i = 0) {
    Dual x;
    x.value = v;
    x.slope[static_cast<std::size_t>(i)] = T(1.0);
    return x;
  }

  // f(x) with f'(x) = fx, and f(x, y) with partial derivatives fx and fy.
  static Dual chained(const T& f, const Dual& x, const T& fx) {
    Dual out(f, {});
    for (std::size_t i = 0; i < N; ++i) out.slope[i] = fx * x.slope[i];
    return out;
  }
  static Dual chained(const T& f, const Dual& x, const T& fx, const Dual& y, const T& fy) {
    Dual out(f, {});
    for (std::size_t i = 0; i < N; ++i) out.slope[i] = fx * x.slope[i] + fy * y.slope[i];
    return out;
  }

  // Inside the class, so that plain numbers convert.
  friend Dual operator-(const Dual& x) {
    Dual out(-x.value, {});
    for (std::size_t i = 0; i < N; ++i) out.slope[i] = -x.slope[i];
    return out;
  }
  friend Dual operator+(const Dual& x, const Dual& y) {
    Dual out(x.value + y.value, {});
    for (std::size_t i = 0; i < N; ++i) out.slope[i] = x.slope[i] + y.slope[i];
    return out;
  }
  friend Dual operator-(const Dual& x, const Dual& y) {
    Dual out(x.value - y.value, {});
    for (std::size_t i = 0; i < N; ++i) out.slope[i] = x.slope[i] - y.slope[i];
    return out;
  }
  friend Dual operator*(const Dual& x, const Dual& y) {
    return chained(x.value * y.value, x, y.value, y, x.value);
  }
  friend Dual operator/(const Dual& x, const Dual& y) {
    Dual out(x.value / y.value, {});
    for (std::size_t i = 0; i < N; ++i) out.slope[i] = (x.slope[i] - out.value * y.slope[i]) / y.value;
    return out;
  }
  Dual& operator+=(const Dual& y) { return *this = *this + y; }
  Dual& operator-=(const Dual& y) { return *this = *this - y; }
  Dual& operator*=(const Dual& y) { return *this = *this * y; }
};

template <class T, int N>
double primal(const Dual<T, N>& x) {
  return primal(x.value);
}

#define NABLA_DUAL(name, f, df)                 \
  template <class T, int N>                     \
  Dual<T, N> name(const Dual<T, N>& dual) {     \
    const T x = dual.value;                     \
    const T y = f;                              \
    return Dual<T, N>::chained(y, dual, T(df)); \
  }
NABLA_DUAL(exp, exp(x), y)
NABLA_DUAL(expm1, expm1(x), exp(x))
NABLA_DUAL(log, log(x), 1.0 / x)
NABLA_DUAL(log1p, log1p(x), 1.0 / (1.0 + x))
NABLA_DUAL(log2, log2(x), 1.0 / (x * kLn2))
NABLA_DUAL(log10, log10(x), 1.0 / (x * kLn10))
NABLA_DUAL(sin, sin(x), cos(x))
NABLA_DUAL(cos, cos(x), -sin(x))
NABLA_DUAL(tan, tan(x), 1.0 + y * y)
NABLA_DUAL(asin, asin(x), 1.0 / sqrt((1.0 - x) * (1.0 + x)))
NABLA_DUAL(acos, acos(x), -1.0 / sqrt((1.0 - x) * (1.0 + x)))
NABLA_DUAL(atan, atan(x), 1.0 / (1.0 + x * x))
NABLA_DUAL(sinh, sinh(x), cosh(x))
NABLA_DUAL(cosh, cosh(x), sinh(x))
NABLA_DUAL(tanh, tanh(x), 1.0 / (cosh(x) * cosh(x)))  // 1 - y² cancels
NABLA_DUAL(sigmoid, sigmoid(x), y* sigmoid(-x))
NABLA_DUAL(softplus, softplus(x), sigmoid(x))
NABLA_DUAL(silu, silu(x), sigmoid(x) * (1.0 + x * sigmoid(-x)))
NABLA_DUAL(erf, erf(x), kTwoOverSqrtPi* exp(-(x* x)))
NABLA_DUAL(erfc, erfc(x), -kTwoOverSqrtPi* exp(-(x* x)))
NABLA_DUAL(gelu, gelu(x),
           0.5 * erfc(-kSqrtHalf * x) + x * (0.5 * kTwoOverSqrtPi * kSqrtHalf * exp(-0.5 * (x * x))))
NABLA_DUAL(sqrt, sqrt(x), 0.5 / y)
NABLA_DUAL(cbrt, cbrt(x), 1.0 / (3.0 * (y * y)))
NABLA_DUAL(abs, abs(x), sign(primal(x)))
NABLA_DUAL(relu, relu(x), primal(x) <= 0 ? 0.0 : 1.0)
NABLA_DUAL(step, T(step(primal(x))), 0.0)
NABLA_DUAL(sign, T(sign(primal(x))), 0.0)
NABLA_DUAL(floor, T(floor(primal(x))), 0.0)
NABLA_DUAL(ceil, T(ceil(primal(x))), 0.0)
NABLA_DUAL(roundEven, T(roundEven(primal(x))), 0.0)
#undef NABLA_DUAL

// x^k for a k that does not vary.
template <class T, int N>
Dual<T, N> powerOf(const Dual<T, N>& x, double k) {
  const T slope = k == 0 ? T(0.0) : T(k * powerOf(x.value, k - 1));
  return Dual<T, N>::chained(powerOf(x.value, k), x, slope);
}
template <class T, int N>
Dual<T, N> power(const Dual<T, N>& x, const Dual<T, N>& y) {
  const T f = power(x.value, y.value);
  const double base = primal(x), exponent = primal(y);
  const T fx = exponent == 0 ? T(0.0) : T(y.value * power(x.value, y.value - 1.0));
  const T fy = base == 0 && exponent >= 0 ? T(0.0) : T(f * log(x.value));
  return Dual<T, N>::chained(f, x, fx, y, fy);
}
// The angle of the point (x, y). Slope 0 at the origin.
template <class T, int N>
Dual<T, N> atan2(const Dual<T, N>& y, const Dual<T, N>& x) {
  const T r = hypot(x.value, y.value);
  const bool origin = primal(r) == 0;
  const T fy = origin ? T(0.0) : T(x.value / r / r), fx = origin ? T(0.0) : T(-y.value / r / r);
  return Dual<T, N>::chained(atan2(y.value, x.value), y, fy, x, fx);
}
template <class T, int N>
Dual<T, N> hypot(const Dual<T, N>& x, const Dual<T, N>& y) {
  const T r = hypot(x.value, y.value);
  return Dual<T, N>::chained(r, x, x.value / r, y, y.value / r);
}
// Ties are shared by halves.
template <class T, int N>
Dual<T, N> maximum(const Dual<T, N>& x, const Dual<T, N>& y) {
  const double a = primal(x), b = primal(y);
  if (a == b) return Dual<T, N>::chained(x.value, x, T(0.5), y, T(0.5));
  return std::isnan(a) || a > b ? x : y;
}
template <class T, int N>
Dual<T, N> minimum(const Dual<T, N>& x, const Dual<T, N>& y) {
  const double a = primal(x), b = primal(y);
  if (a == b) return Dual<T, N>::chained(x.value, x, T(0.5), y, T(0.5));
  return std::isnan(a) || a < b ? x : y;
}

}  // namespace nabla
