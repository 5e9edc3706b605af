#include "complex_step.h"

namespace nabla {
namespace {

Complex product(const Complex& a, const Complex& b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}
// Smith's algorithm: no intermediate square overflows.
Complex quotient(const Complex& a, const Complex& b) {
  if (std::abs(b.real()) >= std::abs(b.imag())) {
    const double t = b.imag() / b.real(), d = b.real() + b.imag() * t;
    return {(a.real() + a.imag() * t) / d, (a.imag() - a.real() * t) / d};
  }
  const double t = b.real() / b.imag(), d = b.imag() + b.real() * t;
  return {(a.real() * t + a.imag()) / d, (a.imag() * t - a.real()) / d};
}
Complex scaled(double a, const Complex& z) {
  return {a * z.real(), a * z.imag()};
}
Complex complexExp(const Complex& z) {
  const double e = std::exp(z.real());
  return {e * std::cos(z.imag()), e * std::sin(z.imag())};
}
Complex complexLog(const Complex& z) {
  return {std::log(std::hypot(z.real(), z.imag())), std::atan2(z.imag(), z.real())};
}
Complex complexSqrt(const Complex& z) {
  const double m = std::hypot(z.real(), z.imag());
  if (m == 0) return {0, z.imag()};
  if (z.real() >= 0) {
    const double re = std::sqrt(0.5 * (m + z.real()));
    return {re, z.imag() / (2 * re)};
  }
  const double im = std::copysign(std::sqrt(0.5 * (m - z.real())), z.imag());
  return {z.imag() / (2 * im), im};
}
// log(1 + z).
Complex complexLog1p(const Complex& z) {
  const double x = z.real(), y = z.imag();
  const double re =
      std::abs(x) < 0.5 ? 0.5 * std::log1p(x * (2 + x) + y * y) : std::log(std::hypot(1 + x, y));
  return {re, std::atan2(y, 1 + x)};
}
Complex complexAtan(const Complex& z) {
  const double x = z.real(), y = z.imag();
  return {0.5 * std::atan2(2 * x, (1 - x) * (1 + x) - y * y),
          0.25 * std::log1p(4 * y / (x * x + (1 - y) * (1 - y)))};
}
// erf(z) - erf(Re z), by Salzer's series (Abramowitz & Stegun 7.1.29); a tiny Im z keeps its relative
// accuracy.
Complex erfBeyondReal(const Complex& z) {
  constexpr double pi = 3.14159265358979323846;
  const double x = z.real(), y = z.imag(), bell = std::exp(-x * x);
  const double c = std::cos(2 * x * y), s = std::sin(2 * x * y), half = std::sin(x * y);
  Complex sum = x == 0 ? Complex(0, y / pi) : Complex(2 * half * half, s) / (2 * pi * x);
  for (int n = 1; n <= 14; ++n) {
    const double weight = 2 / pi * std::exp(-0.25 * n * n) / (n * n + 4 * x * x);
    const double ch = std::cosh(n * y), sh = std::sinh(n * y);
    // 2x (1 - cosh cos), written so that it does not cancel
    const double m = std::sinh(0.5 * n * y), even = 2 * half * half - 2 * m * m * c;
    sum += weight * Complex(2 * x * even + n * sh * s, 2 * x * ch * s + n * sh * c);
  }
  return scaled(bell, sum);
}
Complex complexSigmoid(const Complex& z) {
  const bool right = z.real() >= 0;
  const Complex e = complexExp(right ? -z : z);
  return quotient(right ? Complex(1) : e, 1.0 + e);
}

}  // namespace

ComplexStep operator-(const ComplexStep& x) {
  return {-x.z, -x.real};
}
ComplexStep operator+(const ComplexStep& x, const ComplexStep& y) {
  return {x.z + y.z, x.real + y.real};
}
ComplexStep operator-(const ComplexStep& x, const ComplexStep& y) {
  return {x.z - y.z, x.real - y.real};
}
ComplexStep operator*(const ComplexStep& x, const ComplexStep& y) {
  return {product(x.z, y.z), x.real * y.real};
}
ComplexStep operator/(const ComplexStep& x, const ComplexStep& y) {
  return {quotient(x.z, y.z), x.real / y.real};
}

ComplexStep exp(const ComplexStep& x) {
  return {complexExp(x.z), std::exp(x.real)};
}
ComplexStep expm1(const ComplexStep& x) {
  const double e = std::exp(x.z.real()), m = std::sin(0.5 * x.z.imag());
  return {{std::expm1(x.z.real()) * std::cos(x.z.imag()) - 2 * m * m, e * std::sin(x.z.imag())},
          std::expm1(x.real)};
}
ComplexStep log(const ComplexStep& x) {
  return {complexLog(x.z), std::log(x.real)};
}
ComplexStep log1p(const ComplexStep& x) {
  return {complexLog1p(x.z), std::log1p(x.real)};
}
ComplexStep log2(const ComplexStep& x) {
  return {scaled(1 / kLn2, complexLog(x.z)), std::log2(x.real)};
}
ComplexStep log10(const ComplexStep& x) {
  return {scaled(1 / kLn10, complexLog(x.z)), std::log10(x.real)};
}
ComplexStep sin(const ComplexStep& x) {
  const double a = x.z.real(), b = x.z.imag();
  return {{std::sin(a) * std::cosh(b), std::cos(a) * std::sinh(b)}, std::sin(x.real)};
}
ComplexStep cos(const ComplexStep& x) {
  const double a = x.z.real(), b = x.z.imag();
  return {{std::cos(a) * std::cosh(b), -std::sin(a) * std::sinh(b)}, std::cos(x.real)};
}
ComplexStep tan(const ComplexStep& x) {
  ComplexStep out = sin(x) / cos(x);
  out.real = std::tan(x.real);
  return out;
}
// Kahan, Branch cuts for complex elementary functions (1987).
ComplexStep asin(const ComplexStep& x) {
  const Complex left = complexSqrt(1.0 - x.z), right = complexSqrt(1.0 + x.z);
  return {{std::atan2(x.z.real(), product(left, right).real()),
           std::asinh(product(std::conj(left), right).imag())},
          std::asin(x.real)};
}
ComplexStep acos(const ComplexStep& x) {
  const Complex left = complexSqrt(1.0 - x.z), right = complexSqrt(1.0 + x.z);
  return {{2 * std::atan2(left.real(), right.real()), std::asinh(product(std::conj(right), left).imag())},
          std::acos(x.real)};
}
ComplexStep atan(const ComplexStep& x) {
  return {complexAtan(x.z), std::atan(x.real)};
}
ComplexStep sinh(const ComplexStep& x) {
  const double a = x.z.real(), b = x.z.imag();
  return {{std::sinh(a) * std::cos(b), std::cosh(a) * std::sin(b)}, std::sinh(x.real)};
}
ComplexStep cosh(const ComplexStep& x) {
  const double a = x.z.real(), b = x.z.imag();
  return {{std::cosh(a) * std::cos(b), std::sinh(a) * std::sin(b)}, std::cosh(x.real)};
}
ComplexStep tanh(const ComplexStep& x) {
  const double a = x.z.real(), b = x.z.imag();
  const double below = std::cosh(2 * a) + std::cos(2 * b);
  const double re = std::abs(a) > 20 ? std::copysign(1.0, a) : std::sinh(2 * a) / below;
  return {{re, std::sin(2 * b) / below}, std::tanh(x.real)};
}
ComplexStep sigmoid(const ComplexStep& x) {
  return {complexSigmoid(x.z), sigmoid(x.real)};
}
ComplexStep softplus(const ComplexStep& x) {
  const bool right = x.z.real() > 0;
  const Complex tail = complexLog1p(complexExp(right ? -x.z : x.z));
  return {right ? x.z + tail : tail, softplus(x.real)};
}
ComplexStep silu(const ComplexStep& x) {
  return x * sigmoid(x);
}
ComplexStep erf(const ComplexStep& x) {
  return {erfBeyondReal(x.z) + std::erf(x.z.real()), std::erf(x.real)};
}
ComplexStep erfc(const ComplexStep& x) {
  return {std::erfc(x.z.real()) - erfBeyondReal(x.z), std::erfc(x.real)};
}
ComplexStep gelu(const ComplexStep& x) {
  return 0.5 * x * erfc(-kSqrtHalf * x);
}
ComplexStep sqrt(const ComplexStep& x) {
  return {complexSqrt(x.z), std::sqrt(x.real)};
}
ComplexStep cbrt(const ComplexStep& x) {
  if (x.real < 0) return -cbrt(-x);
  return {complexExp(scaled(1 / 3.0, complexLog(x.z))), std::cbrt(x.real)};
}
ComplexStep powerOf(const ComplexStep& x, double exponent) {
  const double real = power(x.real, exponent);
  if (exponent != std::floor(exponent) || std::abs(exponent) > 64) {
    if (x.real < 0 && std::fmod(exponent, 1) == 0) {
      // Beside the angle π of a negative base the logarithm would lose a small step.
      const ComplexStep turned = powerOf(-x, exponent);
      return std::fmod(exponent, 2) == 0 ? turned : -turned;
    }
    return {complexExp(scaled(exponent, complexLog(x.z))), real};
  }
  Complex z = 1;
  for (int i = static_cast<int>(std::abs(exponent)); i > 0; --i) z = product(z, x.z);
  return {exponent < 0 ? quotient(1, z) : z, real};
}
ComplexStep power(const ComplexStep& x, const ComplexStep& y) {
  return {complexExp(product(y.z, complexLog(x.z))), power(x.real, y.real)};
}
ComplexStep atan2(const ComplexStep& y, const ComplexStep& x) {
  const double angle = std::atan2(y.real, x.real);
  const bool flat = std::abs(x.real) >= std::abs(y.real);
  if (x.real == 0 && y.real == 0) return ComplexStep(angle);
  // By whichever quotient is below 1; the rest of the angle is a constant.
  const Complex turned = flat ? complexAtan(quotient(y.z, x.z)) : -complexAtan(quotient(x.z, y.z));
  const double own = flat ? std::atan(y.real / x.real) : -std::atan(x.real / y.real);
  return {turned + (angle - own), angle};
}
ComplexStep hypot(const ComplexStep& x, const ComplexStep& y) {
  const double r = std::hypot(x.real, y.real);
  const Complex u = scaled(1 / r, x.z), v = scaled(1 / r, y.z);
  return {scaled(r, complexSqrt(product(u, u) + product(v, v))), r};
}

ComplexStep abs(const ComplexStep& x) {
  return {scaled(sign(x.real), x.z), std::abs(x.real)};
}
ComplexStep relu(const ComplexStep& x) {
  return x.real <= 0 ? ComplexStep(0) : x;
}
ComplexStep maximum(const ComplexStep& x, const ComplexStep& y) {
  if (x.real == y.real) return {0.5 * (x.z + y.z), x.real};
  return std::isnan(x.real) || x.real > y.real ? x : y;
}
ComplexStep minimum(const ComplexStep& x, const ComplexStep& y) {
  if (x.real == y.real) return {0.5 * (x.z + y.z), x.real};
  return std::isnan(x.real) || x.real < y.real ? x : y;
}

}  // namespace nabla
