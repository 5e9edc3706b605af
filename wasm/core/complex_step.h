// Complex numbers for the complex-step derivative f'(x) ≈ Im f(x + ih) / h, which has no cancellation: with h
// = 1e-20 it is exact to rounding. Every function keeps the relative accuracy of a tiny imaginary part, which
// those of the standard library do not promise. Beside z runs the real value at h = 0: it decides branches,
// as Martins, Sturdza & Alonso (2003) do, and where it is NaN the function is not real, whatever its complex
// continuation says.
#pragma once

#include "real_functions.h"

namespace nabla {

struct ComplexStep {
  Complex z;
  double real = 0;

  ComplexStep() = default;
  ComplexStep(double constant) : z(constant), real(constant) {}
  ComplexStep(const Complex& value, double atZero) : z(value), real(atZero) {}
};

inline double primal(const ComplexStep& x) {
  return x.real;
}

ComplexStep operator-(const ComplexStep& x);
ComplexStep operator+(const ComplexStep& x, const ComplexStep& y);
ComplexStep operator-(const ComplexStep& x, const ComplexStep& y);
ComplexStep operator*(const ComplexStep& x, const ComplexStep& y);
ComplexStep operator/(const ComplexStep& x, const ComplexStep& y);
ComplexStep exp(const ComplexStep& x);
ComplexStep expm1(const ComplexStep& x);
ComplexStep log(const ComplexStep& x);
ComplexStep log1p(const ComplexStep& x);
ComplexStep log2(const ComplexStep& x);
ComplexStep log10(const ComplexStep& x);
ComplexStep sin(const ComplexStep& x);
ComplexStep cos(const ComplexStep& x);
ComplexStep tan(const ComplexStep& x);
ComplexStep asin(const ComplexStep& x);
ComplexStep acos(const ComplexStep& x);
ComplexStep atan(const ComplexStep& x);
ComplexStep sinh(const ComplexStep& x);
ComplexStep cosh(const ComplexStep& x);
ComplexStep tanh(const ComplexStep& x);
ComplexStep sigmoid(const ComplexStep& x);
ComplexStep softplus(const ComplexStep& x);
ComplexStep silu(const ComplexStep& x);
ComplexStep gelu(const ComplexStep& x);
ComplexStep erf(const ComplexStep& x);
ComplexStep erfc(const ComplexStep& x);
ComplexStep sqrt(const ComplexStep& x);
ComplexStep cbrt(const ComplexStep& x);
ComplexStep powerOf(const ComplexStep& x, double exponent);
ComplexStep power(const ComplexStep& x, const ComplexStep& y);
ComplexStep atan2(const ComplexStep& y, const ComplexStep& x);
ComplexStep hypot(const ComplexStep& x, const ComplexStep& y);
ComplexStep abs(const ComplexStep& x);
ComplexStep relu(const ComplexStep& x);
ComplexStep maximum(const ComplexStep& x, const ComplexStep& y);
ComplexStep minimum(const ComplexStep& x, const ComplexStep& y);
inline ComplexStep step(const ComplexStep& x) {
  return step(x.real);
}
inline ComplexStep sign(const ComplexStep& x) {
  return sign(x.real);
}
inline ComplexStep floor(const ComplexStep& x) {
  return std::floor(x.real);
}
inline ComplexStep ceil(const ComplexStep& x) {
  return std::ceil(x.real);
}
inline ComplexStep roundEven(const ComplexStep& x) {
  return roundEven(x.real);
}

}  // namespace nabla
